"""Sums of models, as in NMMA."""

import numpy as np

from nmma_fitter.models.model import Model, Parameters


class Combined:
    """The sum of the fluxes of several models at the same parameters (NMMA's GenericCombineLightCurveModel)."""

    def __init__(self, models: list[Model]) -> None:
        self._models = models
        self.approximation_error = max(model.approximation_error for model in models)
        self.first_day = min(model.first_day for model in models)
        self.is_cheap = all(model.is_cheap for model in models)

    def magnitudes(self, parameters: Parameters, days: np.ndarray, filters: np.ndarray) -> np.ndarray:
        """See Model. Undefined where one of the models is undefined."""
        parts = [model.magnitudes(parameters, days, filters) for model in self._models]
        with np.errstate(divide="ignore"):
            return -2.5 * np.log10(sum(np.power(10.0, -0.4 * part) for part in parts))
