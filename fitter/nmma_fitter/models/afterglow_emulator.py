"""A neural network in place of afterglowpy: microseconds for a light curve, a few hundredths of a magnitude off.

It is trained here (`train_afterglow.py`) on the shape that is left once the scale invariance has been used
(`afterglow_scaling.py`): a top-hat jet has six numbers instead of nine, a Gaussian one seven instead of ten.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from scipy.constants import c as speed_of_light
from scipy.interpolate import CubicSpline

from nmma_fitter.models.afterglow import undefined
from nmma_fitter.models.afterglow_scaling import ScaledJet, scaled_jet
from nmma_fitter.models.model import AB_OF_MILLIJANSKY, Parameters, points_of, redshifts
from nmma_fitter.photometry.bands import wavelengths_by_filter

WEIGHTS = Path(__file__).with_name("weights")


def features(jet: ScaledJet, parameters: Parameters) -> np.ndarray:
    """Give the network's inputs, shape (m, k): the jet's angles (rad) and what decides on how it is seen."""
    viewed, core = parameters["inclination_EM"], parameters["thetaCore"]
    found = [
        viewed,
        np.log(core),
        np.log(viewed / core + 0.05),
        np.log(viewed + core),
        np.log(np.maximum(viewed - core, 0.0) + 0.03),
        viewed - core,
        parameters["p"],
        jet.over_peak,
        jet.over_cooling,
        jet.pace,
    ]
    if "thetaWing" in parameters:
        wing = parameters["thetaWing"]
        beyond = np.log(np.maximum(viewed - wing, 0.0) + 0.03)
        found += [wing, wing / core, np.log(wing / core), viewed - wing, beyond]
    return np.stack(found, axis=1)


@dataclass(frozen=True)
class AfterglowNetwork:
    """A network's weights. Its outputs are magnitudes at `log10_days` (source frame), less the flux's scale.

    Inputs are scaled by `mean` and `deviation`; `linear` (k + 1, nodes) is the part of the outputs that is linear in them,
    and the layers add `unit` times theirs.
    """

    log10_days: np.ndarray
    lowest: np.ndarray
    highest: np.ndarray
    mean: np.ndarray
    deviation: np.ndarray
    linear: np.ndarray
    unit: float
    layers: list[tuple[np.ndarray, np.ndarray]]

    @classmethod
    def load(cls, path: Path) -> "AfterglowNetwork":
        """Read the file that `save` wrote."""
        with np.load(path) as file:
            count = sum(name.startswith("kernel") for name in file.files)
            layers = [(file[f"kernel{i}"], file[f"bias{i}"]) for i in range(count)]
            vectors = [
                file[name] for name in ("log10_days", "lowest", "highest", "mean", "deviation", "linear")
            ]
            return cls(*vectors, float(file["unit"]), layers)

    def save(self, path: Path) -> None:
        """Write the weights as float32."""
        arrays = {f"kernel{i}": kernel for i, (kernel, _) in enumerate(self.layers)}
        arrays |= {f"bias{i}": bias for i, (_, bias) in enumerate(self.layers)}
        for name in ("log10_days", "lowest", "highest", "mean", "deviation", "linear", "unit"):
            arrays[name] = np.asarray(getattr(self, name))
        np.savez_compressed(path, **{name: np.asarray(value, np.float32) for name, value in arrays.items()})

    def at_nodes(self, inputs: np.ndarray) -> np.ndarray:
        """Give the magnitudes at the nodes, shape (m, nodes); inputs beyond the training's are moved to its edge."""
        inside = np.clip(inputs, self.lowest, self.highest)
        scaled = ((inside - self.mean) / self.deviation).astype(np.float32)
        values = scaled
        for kernel, bias in self.layers[:-1]:
            values = values @ kernel + bias
            # The sigmoid-weighted linear unit, by tanh, which does not overflow.
            values *= 0.5 + 0.5 * np.tanh(0.5 * values)
        kernel, bias = self.layers[-1]
        return scaled @ self.linear[:-1] + self.linear[-1] + self.unit * (values @ kernel + bias)


class UniformSpline:
    """Natural cubic splines over equidistant nodes, for many curves at once; straight beyond the nodes."""

    def __init__(self, nodes: np.ndarray) -> None:
        self._first, self._step, self._count = nodes[0], nodes[1] - nodes[0], len(nodes)
        unit = CubicSpline(np.arange(self._count), np.eye(self._count), bc_type="natural")
        # A spline's second derivatives at its nodes are linear in its values.
        self._curvature = unit(np.arange(self._count), 2).T.astype(np.float32)

    def __call__(self, values: np.ndarray, where: np.ndarray) -> np.ndarray:
        """Interpolate values of shape (m, nodes) at places of shape (m, n)."""
        curvature = values @ self._curvature
        place = (where - self._first) / self._step
        left = np.clip(np.floor(place), 0, self._count - 2).astype(int)
        right_share = place - left
        row = np.arange(len(values))[:, None]
        before, after = values[row, left], values[row, left + 1]
        bend = _bend(1 - right_share) * curvature[row, left] + _bend(right_share) * curvature[row, left + 1]
        return (1 - right_share) * before + right_share * after + bend


def _bend(share: np.ndarray) -> np.ndarray:
    """Share of a node's second derivative in a cubic between two nodes; none outside, where the spline is straight."""
    inside = (share >= 0) & (share <= 1)
    return np.where(inside, (share**3 - share) / 6, 0.0)


@lru_cache(maxsize=2)
def network_of(jet_type: str) -> AfterglowNetwork:
    """Load the network of `tophat` or `gaussian` jets."""
    return AfterglowNetwork.load(WEIGHTS / f"afterglow_{jet_type}.npz")


class AfterglowEmulator:
    """A fast approximation of NMMA's afterglow of a jet without energy injection."""

    # Typical of the light curves that a fit meets; a test compares it with afterglowpy's.
    approximation_error = 0.05
    is_cheap = True
    first_day = 0.0

    def __init__(self, jet_type: str, grb_resolution: float, filters: list[str], first_day: float) -> None:
        """Take the jet's type, and the first of the observer's days at which NMMA computes an afterglow."""
        self._network = network_of(jet_type)
        self._spline = UniformSpline(self._network.log10_days.astype(float))
        self._grb_resolution = grb_resolution
        self._first_computed_day = first_day
        self._log10_frequencies = {
            name: float(np.log10(speed_of_light / wavelength))
            for name, wavelength in wavelengths_by_filter(filters).items()
        }

    def magnitudes(self, parameters: Parameters, days: np.ndarray, filters: np.ndarray) -> np.ndarray:
        """See Model. Before the first computed day, the value of that day is used, as in NMMA."""
        log10_stretch = np.log10(1 + redshifts(parameters))
        where = np.log10(np.maximum(days, self._first_computed_day)) - log10_stretch[:, None]
        found = np.empty((points_of(parameters), len(filters)))
        for name in set(filters.tolist()):
            mask = filters == name
            jet = scaled_jet(parameters, self._log10_frequencies[name] + log10_stretch)
            shape = self._network.at_nodes(features(jet, parameters))
            scale = AB_OF_MILLIJANSKY - 2.5 * (jet.flux + log10_stretch)
            found[:, mask] = self._spline(shape, where[:, mask]) + scale[:, None]
        return np.where(undefined(parameters, self._grb_resolution)[:, None], np.nan, found)
