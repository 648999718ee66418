"""GRB afterglows (afterglowpy, Ryan et al. 2020), computed at few times."""

import numpy as np

from nmma_fitter.models import nmma_bridge
from nmma_fitter.models.afterglow_grid import AfterglowGrid
from nmma_fitter.models.model import Model, Parameters, points_of

# afterglowpy's numbers for the shape of a jet.
JET_TYPES = {"tophat": -1, "gaussian": 0}
# afterglowpy's `latRes`: it divides a jet into so many rings per core angle, out to the edge of the wings.
_RINGS_PER_CORE = 5
# Magnitudes below the peak: what is fainter has no part in a fit, and an emulator need not know how faint it is.
_FAINT = 8.0
# Nodes with which the error between them is 0.001 mag (median; 0.02 for one point in a hundred, at the kinks of a top-hat
# jet), and the error (mag) with half as many.
EXACT_NODES = {"tophat": 32, "gaussian": 28}
_COARSE_ERROR = 0.02


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
    """NMMA's afterglow at few nodes in time.

    Between the nodes only its difference from a fast approximation is interpolated, which is small and changes little.
    """

    is_cheap = False
    first_day = 0.0

    def __init__(
        self,
        filters: list[str],
        jet_type: str,
        grb_resolution: float,
        grid: AfterglowGrid,
        approximation: Model,
    ) -> None:
        """Compute NMMA's afterglow at the nodes of a grid; with fewer than the jet's EXACT_NODES it is not exact."""
        self._grid = grid
        self._model = nmma_bridge.models.GRBLightCurveModel(
            grid.asked_days, filters=filters, jetType=JET_TYPES[jet_type], resolution=grb_resolution
        )
        self.approximation_error = 0.0 if len(grid.nodes) + 1 >= EXACT_NODES[jet_type] else _COARSE_ERROR
        self._approximation = approximation
        self._node_filters = np.repeat(filters, len(grid.nodes))
        self._node_days = np.tile(grid.nodes, len(filters))

    def magnitudes(self, parameters: Parameters, days: np.ndarray, filters: np.ndarray) -> np.ndarray:
        """See Model. Before the first node, the value of that node is used."""
        count = points_of(parameters)
        approximate = self._approximation.magnitudes(parameters, days, filters)
        at_nodes = self._approximation.magnitudes(
            parameters, np.tile(self._node_days, (count, 1)), self._node_filters
        )
        found = np.full(days.shape, np.nan)
        with np.errstate(all="ignore"), nmma_bridge.quick_afterglows():
            for row in range(count):
                point = {name: float(values[row]) for name, values in parameters.items()}
                luminosity, curves = self._model.generate_lightcurve(self._grid.asked_days, point)
                if np.sum(luminosity) == 0.0 or not curves:
                    continue
                for name in set(filters.tolist()):
                    mask = filters == name
                    found[row, mask] = self._between(
                        curves[name][:-1],
                        at_nodes[row, self._node_filters == name],
                        approximate[row, mask],
                        days[row, mask],
                    )
        return found

    def _between(
        self, curve: np.ndarray, at_nodes: np.ndarray, approximate: np.ndarray, days: np.ndarray
    ) -> np.ndarray:
        """Magnitudes at days of shape (n,), from NMMA's (`curve`) and the approximation's at the nodes.

        Beside a faint node, where the approximation is worth nothing, NMMA's magnitudes are interpolated themselves.
        """
        is_bright = curve < np.nanmin(curve) + _FAINT
        bright = np.flatnonzero(is_bright)
        difference = np.interp(np.arange(len(curve)), bright, (curve - at_nodes)[bright])
        after = np.clip(np.searchsorted(self._grid.nodes, days), 1, len(curve) - 1)
        is_corrected = is_bright[after - 1] & is_bright[after]
        return np.where(
            is_corrected,
            approximate + self._grid.interpolate(difference, days),
            self._grid.interpolate(curve, days),
        )
