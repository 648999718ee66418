"""NMMA's light-curve models, on the grid of times that a fit needs."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from scipy.interpolate import interp1d

from nmma_fitter import nmma_bridge
from nmma_fitter.afterglow_grid import AfterglowGrid
from nmma_fitter.errors import FitError
from nmma_fitter.registry import ModelEntry

# afterglowpy's numbers for the shape of a jet.
_JET_TYPES = {"tophat": -1, "gaussian": 0}
# Before the explosion there is nothing to see: fainter than any limit, and finite, because NMMA drops what is not
# and extrapolates over the gap.
DARK_MAGNITUDE = 99.0
_BEFORE_EXPLOSION_DAYS = np.array([-1000.0, 0.0])
# Fainter than this a model magnitude stands for "not there".
FAINTEST_MAGNITUDE = 35.0


def _afterglow(entry: ModelEntry, times: np.ndarray, filters: list[str]) -> Any:  # noqa: ANN401
    jet = _JET_TYPES.get(entry.jet_type or "")
    if jet is None:
        raise FitError(
            "model-assets",
            "unknown-jet-type",
            f"{entry.name} in models.yml needs a jet_type: expected {' or '.join(_JET_TYPES)}.",
            entry.jet_type,
        )
    return nmma_bridge.models.GRBLightCurveModel(times, filters=filters, jetType=jet)


_BUILDERS: dict[str, Callable[[ModelEntry, np.ndarray, list[str]], Any]] = {
    "Piro2021": lambda _entry, times, filters: nmma_bridge.models.ShockCoolingLightCurveModel(
        times, filters=filters
    ),
    "Me2017": lambda _entry, times, filters: nmma_bridge.models.SimpleKilonovaLightCurveModel(
        times, model="Me2017", filters=filters
    ),
    "TrPi2018": _afterglow,
}


class TransientModel:
    """One of NMMA's models, dark before its explosion, in the form that NMMA's likelihood takes.

    NMMA's models are defined for times after the explosion only, and its likelihood extrapolates them linearly to
    earlier ones, where a rising model would be bright.
    """

    def __init__(self, entry: ModelEntry, filters: list[str], last_day: float) -> None:
        """Build the model for times up to `last_day`, days after the explosion.

        Raises FitError (model-assets, unknown-nmma-model) when NMMA's model of that name is not known here.
        """
        builder = _BUILDERS.get(entry.nmma_model)
        if builder is None:
            raise FitError(
                "model-assets",
                "unknown-nmma-model",
                f"NMMA's model {entry.nmma_model} cannot be built here: expected {', '.join(_BUILDERS)}.",
                entry.nmma_model,
            )
        self.entry = entry
        self.filters = filters
        grid = entry.time_grid
        days = np.geomspace(grid.first_day, last_day, grid.points)
        self._asked_days = days
        self._afterglow_grid = None
        if grid.nodes is not None:
            self._afterglow_grid = AfterglowGrid(grid.first_day, last_day, grid.nodes, grid.points)
            self._asked_days, days = self._afterglow_grid.asked_days, self._afterglow_grid.days
        self._model = builder(entry, self._asked_days, filters)
        self.sample_times = np.concatenate([_BEFORE_EXPLOSION_DAYS, days])

    def generate_lightcurve(
        self, _sample_times: np.ndarray, parameters: dict[str, float]
    ) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """Give luminosity (erg/s) and magnitudes at 10 pc per filter at `sample_times`, as NMMA's likelihood asks.

        No magnitudes, and a luminosity of zero, where the model is not defined for these parameters.
        """
        luminosity, magnitudes = self._model.generate_lightcurve(self._asked_days, parameters)
        grid = self._afterglow_grid
        if grid is not None:
            # NMMA gives an afterglow's luminosity as one constant: only whether it is zero means something.
            luminosity = np.full(len(grid.days), luminosity[0])
            magnitudes = {name: grid.interpolate(values) for name, values in magnitudes.items()}
        dark = np.full(len(_BEFORE_EXPLOSION_DAYS), DARK_MAGNITUDE)
        return (
            np.concatenate([np.zeros(len(dark)), luminosity]),
            {name: np.concatenate([dark, values]) for name, values in magnitudes.items()},
        )

    def apparent_magnitudes(
        self, parameters: Mapping[str, float], days: np.ndarray
    ) -> dict[str, np.ndarray] | None:
        """Apparent AB magnitudes per filter at `days` (shape (n,), after the trigger time), infinite where dark.

        Uses NMMA's interpolation: linear in time between the times of the grid. None where the model is not
        defined for these parameters.
        """
        with np.errstate(all="ignore"):
            _, absolute = self.generate_lightcurve(self.sample_times, dict(parameters))
        modulus = 5.0 * np.log10(parameters["luminosity_distance"] * 1e6 / 10.0)
        curves = {}
        for name in self.filters:
            values = absolute.get(name)
            if values is None:
                return None
            there = np.isfinite(values)
            curve = interp1d(
                self.sample_times[there] + parameters["timeshift"],
                values[there] + modulus,
                fill_value="extrapolate",
                bounds_error=False,
            )(days)
            curves[name] = np.where(curve < FAINTEST_MAGNITUDE, curve, np.inf)
        return curves
