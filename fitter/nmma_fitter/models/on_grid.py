"""Any model of NMMA's, computed on a grid of times, one point of the prior at a time."""

from importlib.metadata import version
from typing import Any

import numpy as np

from nmma_fitter.errors import FitError
from nmma_fitter.models.model import Parameters, points_of


class OnGrid:
    """A model of NMMA's as it is: `generate_lightcurve` on a grid of times, and linear between them as NMMA does."""

    approximation_error = 0.0
    is_cheap = False

    def __init__(self, nmma_model: Any, grid_days: np.ndarray) -> None:  # noqa: ANN401
        """Take NMMA's model, and the observer's days after the explosion that it is computed at, shape (g,)."""
        self._model = nmma_model
        self._grid = grid_days
        self.first_day = min(0.0, float(grid_days[0]))

    def magnitudes(self, parameters: Parameters, days: np.ndarray, filters: np.ndarray) -> np.ndarray:
        """See Model. Before the grid's first day, the first value is used."""
        found = np.full(days.shape, np.nan)
        names = sorted(set(filters.tolist()))
        masks = {name: filters == name for name in names}
        with np.errstate(all="ignore"):
            for row in range(points_of(parameters)):
                point = {name: float(values[row]) for name, values in parameters.items()}
                luminosity, curves = self._computed(point)
                if np.sum(luminosity) == 0.0 or not curves:
                    continue
                for name in names:
                    # Some of NMMA's models are one number, the same at all times.
                    curve = np.broadcast_to(curves[name], self._grid.shape)
                    found[row, masks[name]] = self._between(curve, days[row, masks[name]])
        return found

    def _computed(self, point: dict[str, float]) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """NMMA's light curves at one point of the prior.

        Raises FitError (model-assets) where NMMA's code fails: some of its models do not work with ZTF's filters.
        """
        try:
            return self._model.generate_lightcurve(self._grid, point)
        except (ValueError, IndexError, KeyError, TypeError) as error:
            name = str(getattr(self._model, "model", type(self._model).__name__))
            raise FitError(
                "model-assets",
                "failing-nmma-model",
                f"NMMA {version('nmma')} cannot compute its model {name} ({type(error).__name__}: {error}): check that its "
                "prior has each of its parameters; some of NMMA's models do not work with these filters at all.",
                name,
            ) from error

    def _between(self, curve: np.ndarray, days: np.ndarray) -> np.ndarray:
        there = np.isfinite(curve)
        # NMMA drops what is not finite, and gives up when nothing is left.
        if not there.any():
            return np.full(len(days), np.nan)
        return np.interp(days, self._grid[there], curve[there])
