"""Supernovae from sncosmo's templates, and SNe Ia of SALT3, at many points of the prior at once."""

from collections.abc import Mapping

import numpy as np
import sncosmo
from scipy.interpolate import RectBivariateSpline

from nmma_fitter.models.model import Parameters, redshifts
from nmma_fitter.photometry.bands import wavelengths_by_filter

# A template's wavelengths are 10 Å apart, and a step of 0.00025 is 1.25 Å at 5000 Å: magnitudes between the steps of
# both axes are right to 10⁻³ within a template's own range (a test compares; with 0.0008 they were to 0.005).
_REDSHIFT_STEP = 0.00025
_DAY_STEP = 0.05
# NMMA 0.2.3, `sn_lc`: the peak magnitude to which every template is scaled, with its band and magnitude system.
_PEAK_MAGNITUDE, _PEAK_BAND, _PEAK_SYSTEM = -19.35, "bessellv", "vega"
# The same function's conversion from erg/s/cm²/Å at a wavelength in Å to Jy, and the magnitude of 1 Jy.
_JANSKY, _JANSKY_MAGNITUDE = 3.34e4, 8.9
# Some templates begin days after the explosion, when the supernova is already bright. Before its first phase a template
# rises as t² for so many rest-frame days; sncosmo keeps it constant at the flux of its first day.
_RISE_DAYS = 3.0
# The values of x1 and c at which SALT3's brightness is tabulated. Beyond them the model is undefined.
_X1 = np.linspace(-5.0, 5.0, 9)
_C = np.linspace(-0.6, 1.4, 9)


class _Band:
    """The flux (Jy at 10 pc) in one filter over redshift and phase, as one table per component of the source."""

    def __init__(
        self,
        source: sncosmo.Source,
        wavelength: float,
        z: np.ndarray,
        phases: np.ndarray,
        first_phase: float | None,
    ) -> None:
        rest = wavelength / (1 + z)
        known = (rest >= source.minwave()) & (rest <= source.maxwave())
        # sncosmo needs wavelengths in ascending order, the opposite of the redshifts' order.
        order = np.flatnonzero(known)[::-1]
        self.tables = []
        rise = np.ones(len(phases))
        if first_phase is not None:
            rise = np.clip((phases - first_phase) / _RISE_DAYS + 1, 0.0, 1.0) ** 2
            phases = np.maximum(phases, first_phase)
        for flux in _components(source, phases, rest[order]):
            table = np.zeros((len(z), len(phases)))
            table[order] = rise * flux.T
            table *= (_JANSKY * wavelength**2 / (1 + z))[:, None]
            self.tables.append(table)
        self.colour_law = np.zeros(len(z))
        if _is_salt(source):
            self.colour_law[order] = source.colorlaw(rest[order])


class Supernova:
    """NMMA's supernova: sncosmo's flux at a filter's effective wavelength, tabulated over redshift and phase.

    The light curve of a template depends on redshift and phase only, that of SALT3 also on `x1` and `c`. SALT3's `x0`
    has no effect, because NMMA scales every peak to −19.35 mag in Bessell's V. Brightness and stretch are NMMA's
    `supernova_mag_boost` and `supernova_mag_stretch`. NMMA 0.2.3 ignores host extinction for supernovae, and so does
    this model.

    Time zero is the template's, as in NMMA: for most templates the peak. Before its first phase the template rises as t²
    for three days. This is our choice: in NMMA its flux stays constant at all earlier times.
    """

    approximation_error = 0.0
    is_cheap = True

    def __init__(
        self,
        source_name: str,
        filters: list[str],
        last_day: float,
        redshift_range: tuple[float, float],
        *,
        first_phase: float | None,
    ) -> None:
        """Tabulate a source up to `last_day` (observer's days after its zero) between two redshifts.

        `first_phase`: the first valid phase, in rest-frame days; None: time zero is the explosion.

        Raises sncosmo's exception when it has no source of that name.
        """
        source = sncosmo.get_source(source_name)
        self.first_day = 0.0 if first_phase is None else -np.inf
        begin = 0.0 if first_phase is None else first_phase - _RISE_DAYS
        low, high = redshift_range
        self._z = np.linspace(low, high, max(2, int(np.ceil((high - low) / _REDSHIFT_STEP)) + 1))
        self._phases = np.arange(begin, last_day + 2 * _DAY_STEP, _DAY_STEP)
        self._peak = _peak_of_salt(source) if _is_salt(source) else None
        if self._peak is None:
            source.set_peakmag(_PEAK_MAGNITUDE, _PEAK_BAND, _PEAK_SYSTEM)
        self._bands = {
            name: _Band(source, 1e10 * wavelength, self._z, self._phases, first_phase)
            for name, wavelength in wavelengths_by_filter(filters).items()
        }

    def magnitudes(self, parameters: Parameters, days: np.ndarray, filters: np.ndarray) -> np.ndarray:
        """See Model."""
        z = redshifts(parameters)
        stretch = parameters.get("supernova_mag_stretch", np.ones(len(z)))
        phase = days / ((1 + z) * stretch)[:, None]
        is_light = phase > self._phases[0]
        column = np.clip((phase - self._phases[0]) / _DAY_STEP, 0, len(self._phases) - 1)
        step = self._z[1] - self._z[0] if self._z[1] > self._z[0] else 1.0
        row = np.clip((z - self._z[0]) / step, 0, len(self._z) - 1)[:, None]
        found = np.empty(days.shape)
        for name in set(filters.tolist()):
            mask = filters == name
            band = self._bands[name]
            at = (row, column[:, mask])
            flux = _bilinear(band.tables[0], *at)
            if self._peak is not None:
                flux += parameters["x1"][:, None] * _bilinear(band.tables[1], *at)
                colour = np.interp(z, self._z, band.colour_law) * parameters["c"]
                flux *= (10 ** (-0.4 * colour))[:, None]
            with np.errstate(divide="ignore", invalid="ignore"):
                found[:, mask] = -2.5 * np.log10(np.maximum(flux, 0.0)) + _JANSKY_MAGNITUDE
        found += self._brightness(parameters, len(z))[:, None]
        return np.where(is_light | np.isnan(found), found, np.inf)

    def _brightness(self, parameters: Parameters, count: int) -> np.ndarray:
        """Magnitudes to add, shape (count,): the boost, and for SALT3 the scaling to NMMA's peak; NaN where undefined."""
        boost = parameters.get("supernova_mag_boost", np.zeros(count))
        if self._peak is None:
            return boost
        x1, c = parameters["x1"], parameters["c"]
        is_known = (x1 >= _X1[0]) & (x1 <= _X1[-1]) & (c >= _C[0]) & (c <= _C[-1])
        return np.where(is_known, boost + _PEAK_MAGNITUDE - self._peak(x1, c, grid=False), np.nan)


def _is_salt(source: sncosmo.Source) -> bool:
    return "x1" in source.param_names


def _peak_of_salt(source: sncosmo.Source) -> RectBivariateSpline:
    """SALT3's peak magnitude at x0 = 1 as a function of x1 and c."""
    peaks = np.empty((len(_X1), len(_C)))
    for i, x1 in enumerate(_X1):
        for j, c in enumerate(_C):
            source.set(x0=1.0, x1=x1, c=c)
            peaks[i, j] = source.peakmag(_PEAK_BAND, _PEAK_SYSTEM)
    return RectBivariateSpline(_X1, _C, peaks)


def _components(source: sncosmo.Source, phases: np.ndarray, waves: np.ndarray) -> list[np.ndarray]:
    """Components of the flux (erg/s/cm²/Å), each of shape (phases, waves).

    A template has one; SALT3 at x0 = 1 has two, the flux at x1 = 0 and its change per unit of x1.
    """
    if not _is_salt(source):
        return [_flux(source, phases, waves)]
    mean, varied = (_flux(source, phases, waves, {"x0": 1.0, "x1": x1, "c": 0.0}) for x1 in (0.0, 1.0))
    return [mean, varied - mean]


def _flux(
    source: sncosmo.Source, phases: np.ndarray, waves: np.ndarray, values: Mapping[str, float] | None = None
) -> np.ndarray:
    source.set(**(values or {}))
    return np.nan_to_num(source.flux(phases, waves))


def _bilinear(table: np.ndarray, row: np.ndarray, column: np.ndarray) -> np.ndarray:
    top = np.minimum(row.astype(int), table.shape[0] - 2)
    left = np.minimum(column.astype(int), table.shape[1] - 2)
    down, right = row - top, column - left
    return (1 - down) * ((1 - right) * table[top, left] + right * table[top, left + 1]) + down * (
        (1 - right) * table[top + 1, left] + right * table[top + 1, left + 1]
    )
