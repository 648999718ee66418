"""GRB afterglows (afterglowpy, Ryan et al. 2020), on few times."""

from contextlib import nullcontext

import numpy as np

from nmma_fitter.models import nmma_bridge
from nmma_fitter.models.afterglow_grid import AfterglowGrid
from nmma_fitter.models.model import Parameters, points_of

# afterglowpy's numbers for the shape of a jet.
JET_TYPES = {"tophat": -1, "gaussian": 0}
# With so many nodes per afterglow nothing moves by more than 0.003 mag.
EXACT_NODES = 32
# afterglowpy's `latRes`: out to the edge of its wings it cuts a jet into so many rings per core.
_RINGS_PER_CORE = 5
# Magnitudes: with fewer nodes and wider tolerances it is seldom more than 0.05 off.
_COARSE_ERROR = 0.1


def undefined(parameters: Parameters, grb_resolution: float) -> np.ndarray:
    """Tell at which of m points, shape (m,), an afterglow of NMMA's is refused or without any light.

    NMMA refuses more energy in electrons and magnetic field than there is, and wings that are wider than `grb_resolution`
    cores (NMMA 0.2.3, `GRBLightCurveModel.generate_lightcurve`); of wings narrower than a fifth of the core afterglowpy
    makes no ring at all (0.8.1, `latRes`). A stand-in has to refuse the same: of the posterior of a narrow Gaussian jet
    of one that does not, four fifths were measured to be such points.
    """
    is_refused = 10 ** parameters["log10_epsilon_e"] + 10 ** parameters["log10_epsilon_B"] > 1.0
    if "thetaWing" not in parameters:
        return is_refused
    cores = parameters["thetaWing"] / parameters["thetaCore"]
    return is_refused | (cores > grb_resolution) | (cores * _RINGS_PER_CORE < 1.0)


class Afterglow:
    """NMMA's afterglow at few nodes in time; coarse unless `is_exact`: fewer nodes, wider tolerances."""

    is_cheap = False
    first_day = 0.0

    def __init__(
        self,
        filters: list[str],
        jet_type: str,
        grb_resolution: float,
        days: tuple[float, float],
        nodes: int,
        *,
        is_exact: bool,
    ) -> None:
        """Cover the observer's days after the explosion from `days[0]` to `days[1]` with that many nodes."""
        self._grid = AfterglowGrid(days[0], days[1], nodes)
        self._model = nmma_bridge.models.GRBLightCurveModel(
            self._grid.asked_days, filters=filters, jetType=JET_TYPES[jet_type], resolution=grb_resolution
        )
        self.approximation_error = 0.0 if is_exact else _COARSE_ERROR
        self._precision = nullcontext if is_exact else nmma_bridge.coarse_afterglows

    def magnitudes(self, parameters: Parameters, days: np.ndarray, filters: np.ndarray) -> np.ndarray:
        """See Model. Before the first node its value holds."""
        found = np.full(days.shape, np.nan)
        with np.errstate(all="ignore"), self._precision():
            for row in range(points_of(parameters)):
                point = {name: float(values[row]) for name, values in parameters.items()}
                luminosity, curves = self._model.generate_lightcurve(self._grid.asked_days, point)
                if np.sum(luminosity) == 0.0 or not curves:
                    continue
                for name in set(filters.tolist()):
                    mask = filters == name
                    found[row, mask] = self._grid.interpolate(curves[name], days[row, mask])
        return found
