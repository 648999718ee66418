"""GRB afterglows (afterglowpy, Ryan et al. 2020), computed at few times."""

from contextlib import nullcontext

import numpy as np

from nmma_fitter.models import nmma_bridge
from nmma_fitter.models.afterglow_grid import AfterglowGrid
from nmma_fitter.models.model import Parameters, points_of

# afterglowpy's numbers for the shape of a jet.
JET_TYPES = {"tophat": -1, "gaussian": 0}
# With so many nodes in time the interpolation error is below 0.003 mag.
EXACT_NODES = 32
# afterglowpy's `latRes`: it divides a jet into so many rings per core angle, out to the edge of the wings.
_RINGS_PER_CORE = 5
# Magnitudes. With fewer nodes and wider tolerances, errors above 0.05 are rare.
_COARSE_ERROR = 0.1


def undefined(parameters: Parameters, grb_resolution: float) -> np.ndarray:
    """Tell at which of m points, shape (m,), NMMA's afterglow is undefined or has no light.

    NMMA refuses more energy in electrons and magnetic field than there is, and wings wider than `grb_resolution` cores
    (NMMA 0.2.3, `GRBLightCurveModel.generate_lightcurve`). For wings narrower than a fifth of the core afterglowpy makes no
    ring at all (0.8.1, `latRes`). An approximation has to refuse the same points: without this, they made up four fifths
    of the posterior of a narrow Gaussian jet.
    """
    is_refused = 10 ** parameters["log10_epsilon_e"] + 10 ** parameters["log10_epsilon_B"] > 1.0
    if "thetaWing" not in parameters:
        return is_refused
    cores = parameters["thetaWing"] / parameters["thetaCore"]
    return is_refused | (cores > grb_resolution) | (cores * _RINGS_PER_CORE < 1.0)


class Afterglow:
    """NMMA's afterglow at few nodes in time. Unless `is_exact`, the integration tolerances are wider."""

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
        """See Model. Before the first node, the value of that node is used."""
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
