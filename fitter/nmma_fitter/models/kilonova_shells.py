"""The kilonova of Metzger (2017) at many points of the prior at once: the approximation with which Me2017 is sampled.

Shells of ejecta, each with its velocity, opacity and heating, cool by expansion and diffusion. Their light leaves as a black
body from where the optical depth is one. NMMA's own Me2017 computes 300 shells, one point at a time. Here there are a fifth
as many shells, on the same grid of times and with the same steps: the steps are long, and their effect on the light curve is
part of NMMA's model. The samples are reweighted to NMMA's own model afterwards.

Equations: Metzger 2017 (Living Reviews in Relativity 20, 3), section 4; thermalization: Barnes et al. 2016
(ApJ 829, 110), equation 34; free neutrons: Metzger et al. 2015 (MNRAS 446, 1115). Constants and the outermost mass are
those of NMMA 0.2.3.
"""

import numpy as np
from astropy import constants

from nmma_fitter.models.host_extinction import HostExtinction
from nmma_fitter.models.model import Parameters, redshifts
from nmma_fitter.models.steps import step_of
from nmma_fitter.photometry.bands import wavelengths_by_filter

_C = constants.c.cgs.value
_H_OVER_K = (constants.h / constants.k_B).cgs.value
_H = constants.h.cgs.value
_SUN = constants.M_sun.cgs.value
_STEFAN_BOLTZMANN = constants.sigma_sb.cgs.value
_TEN_PARSEC = 10 * constants.pc.cgs.value
_DAY = 86400.0

# Solar masses of the outermost shell, and of the layer in which neutrons stay free.
_OUTERMOST = 1e-8
_NEUTRON_LAYER = 1e-8
_NEUTRON_SHARE = 0.8
_NEUTRON_LIFE = 900.0
# erg/s/g: of free neutrons, and of the r-process at one day.
_NEUTRON_HEAT = 3.2e14
_R_PROCESS_HEAT = 2.1e10
_R_PROCESS_DECLINE = -1.3
_NEUTRON_OPACITY = 0.4
_DIFFUSION = 0.24
_THERMALIZED, _GAMMA, _THERMAL, _THERMAL_POWER = 0.36, 0.56, 0.17, 0.74

# Free neutrons are neglected below this share of their initial number.
_FEW_NEUTRONS = 1e-4

_NMMA_SHELLS = 300
# So many of NMMA's shells are merged into one.
_SHELLS_IN_ONE = 5
# Points of the prior computed at once, so that the arrays of a step fit into the cache.
_AT_ONCE = 256


def _thermalized(days: np.ndarray) -> np.ndarray:
    """Thermalization efficiency of the radioactive heat, at days after the merger, shape (g,)."""
    spread = 2 * _THERMAL * days**_THERMAL_POWER
    return _THERMALIZED * (np.exp(-_GAMMA * days) + np.log1p(spread) / spread)


class _Shells:
    """The ejecta at m points of the prior: arrays of shape (m, shells), the outermost first."""

    def __init__(self, parameters: Parameters) -> None:
        edges = np.append(np.arange(0, _NMMA_SHELLS - 1, _SHELLS_IN_ONE), _NMMA_SHELLS - 1)
        self._whole = 10 ** parameters["log10_mej"][:, None]
        self._beta = parameters["beta"][:, None]
        self._step = np.log(self._whole / _OUTERMOST) / (_NMMA_SHELLS - 1)
        self._slowest = 10 ** parameters["log10_vej"][:, None]
        self.weight = np.diff(self._mass_outside(edges)) * _SUN
        # The mean position of the merged shells: NMMA puts each shell at its outer edge.
        self._middles = (edges[:-1] + edges[1:] - 1) / 2
        mass = self._mass_outside(self._middles)
        self.velocity = self.velocity_at(self._middles)
        neutrons = _NEUTRON_SHARE * 2 / np.pi * np.arctan(_NEUTRON_LAYER / mass)
        self.neutron_heat = _NEUTRON_HEAT * neutrons
        opacity = 10 ** parameters["log10_kappa_r"][:, None] * (1 - neutrons)
        # Diffusion time × time: with the remaining opacity, and the addition once the free neutrons have decayed.
        diffusion = _DIFFUSION * mass * _SUN / (self.velocity * _C**2 * self._beta)
        self.diffusion = opacity * diffusion
        self.neutron_diffusion = _NEUTRON_OPACITY * neutrons * diffusion
        # Logarithm of optical depth × time². Free neutrons are neglected, because the photosphere is further in.
        opacity = opacity + _NEUTRON_OPACITY * neutrons
        self.log_depth = np.log(opacity * mass * _SUN / (4 * np.pi * (self.velocity * _C) ** 2))

    def _mass_outside(self, shell: np.ndarray) -> np.ndarray:
        """Solar masses outside of a shell, in NMMA's numbering."""
        return _OUTERMOST * np.exp(shell * self._step)

    def velocity_at(self, shell: np.ndarray) -> np.ndarray:
        """Velocity of a shell, in NMMA's numbering, in units of c."""
        share = self._mass_outside(shell) / self._whole
        return np.minimum(self._slowest * share ** (-1 / self._beta), 1.0)

    def where_one(self, wanted: np.ndarray) -> np.ndarray:
        """Position, in NMMA's numbering of shells, where the optical depth is one, for ln time² of shape (m, g)."""
        after = (self.log_depth[:, None, :] < wanted[:, :, None]).sum(axis=2)
        after = np.clip(after, 1, len(self._middles) - 1)
        low = np.take_along_axis(self.log_depth, after - 1, axis=1)
        high = np.take_along_axis(self.log_depth, after, axis=1)
        width = self._middles[after] - self._middles[after - 1]
        return self._middles[after - 1] + width * (wanted - low) / (high - low)


class KilonovaShells:
    """An approximation of NMMA's Me2017 that takes 30 µs per point instead of 5 ms."""

    approximation_error = 0.05
    is_cheap = True
    first_day = 0.0

    def __init__(self, filters: list[str], grid_days: np.ndarray) -> None:
        """Take the grid of times of NMMA's own model: the observer's days after the merger, shape (g,)."""
        self._grid = grid_days
        self._heat = _thermalized(grid_days)
        self._wavelengths = wavelengths_by_filter(filters)
        self._extinction = HostExtinction(filters)

    def magnitudes(self, parameters: Parameters, days: np.ndarray, filters: np.ndarray) -> np.ndarray:
        """See Model."""
        z = redshifts(parameters)
        found = np.empty(days.shape)
        wavelengths = np.array([self._wavelengths[name] for name in filters])
        for first in range(0, len(days), _AT_ONCE):
            part = slice(first, first + _AT_ONCE)
            some = {name: values[part] for name, values in parameters.items()}
            with np.errstate(all="ignore"):
                temperature, radius = self._photosphere(_Shells(some), z[part, None])
                found[part] = self._seen(temperature, radius, z[part, None], days[part], wavelengths)
        return found + self._extinction.magnitudes(parameters["Ebv"], z, filters)

    def _photosphere(self, shells: _Shells, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Temperature (K) and radius (cm) at all times of the grid except the last, shape (m, g − 1)."""
        times = self._grid * _DAY / (1 + z)
        steps = np.diff(self._grid) / self._grid[:-1]
        heats = _R_PROCESS_HEAT * self._heat * (times / _DAY) ** _R_PROCESS_DECLINE * times
        free = np.exp(-times / _NEUTRON_LIFE)
        luminosity = np.empty((len(z), len(steps)))
        energy = np.zeros_like(shells.velocity)
        for j, step in enumerate(steps.tolist()):
            time, heat, share = times[:, j, None], heats[:, j, None], free[:, j, None]
            diffusion = shells.diffusion
            if share.max() > _FEW_NEUTRONS:
                diffusion = diffusion + (1 - share) * shells.neutron_diffusion
                heat = heat + shells.neutron_heat * (share * time)
            # A shell loses `step` × its energy over this in a step; divided by time, this is its luminosity.
            slowness = diffusion * (1 / time**2)
            slowness += shells.velocity
            lost = np.divide(energy, slowness, out=slowness)
            luminosity[:, j] = np.einsum("ms,ms->m", lost, shells.weight) / time[:, 0]
            lost *= step
            energy *= 1 - step
            energy -= lost
            energy += step * heat
        shell = np.clip(np.round(shells.where_one(2 * np.log(times[:, :-1]))), 0, _NMMA_SHELLS - 2)
        radius = shells.velocity_at(shell) * _C * times[:, :-1]
        temperature = (np.abs(luminosity) / (4 * np.pi * radius**2 * _STEFAN_BOLTZMANN)) ** 0.25
        # There is no light at the first time; NMMA extrapolates the temperature to it.
        slope = (temperature[:, 2] - temperature[:, 1]) / (self._grid[2] - self._grid[1])
        temperature[:, 0] = temperature[:, 1] - slope * (self._grid[1] - self._grid[0])
        return temperature, radius

    def _seen(
        self,
        temperature: np.ndarray,
        radius: np.ndarray,
        z: np.ndarray,
        days: np.ndarray,
        wavelengths: np.ndarray,
    ) -> np.ndarray:
        """Magnitudes at the points of the light curve, interpolated linearly between the grid's times."""
        grid = self._grid[:-1]
        frequency = _C / (wavelengths * 100) * (1 + z)
        before, share = step_of(grid, days)
        ends = []
        for node in (before, before + 1):
            t = np.take_along_axis(temperature, node, axis=1)
            r = np.take_along_axis(radius, node, axis=1)
            photons = np.expm1(_H_OVER_K * frequency / t)
            flux = 2 * _H * frequency * (frequency / _C) ** 2 / photons * (r / _TEN_PARSEC) ** 2 * (1 + z)
            ends.append(np.where(flux > 0, -2.5 * np.log10(flux) - 48.6, np.inf))
        between = ends[0] + np.clip(share, 0, 1) * (ends[1] - ends[0])
        return np.where(np.isnan(between), np.inf, between)
