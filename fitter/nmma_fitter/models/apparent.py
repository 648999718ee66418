"""Apparent magnitudes of a model: its distance and explosion time, and no light before the explosion."""

import numpy as np

from nmma_fitter.models.model import Model, Parameters
from nmma_fitter.models.trends import ApparentModel

# The first light is 0.1 s after the explosion.
_FIRST_DAY = 1e-6
_PARSEC_PER_MPC = 1e6


def apparent_magnitudes(
    model: Model | ApparentModel, parameters: Parameters, days: np.ndarray, filters: np.ndarray
) -> np.ndarray:
    """AB magnitudes at m points of the prior, shape (m, n), at `days` after the trigger time and `filters`, both (n,).

    Infinite before the explosion (of a supernova's template, whose time is that of its peak, before its first light) and
    wherever there is no light; NaN where the model is undefined. NMMA's own likelihood extrapolates linearly to times before
    the explosion, where a rising model would be bright.
    """
    if isinstance(model, ApparentModel):
        return model.apparent_magnitudes(parameters, days, filters)
    since = days - parameters["timeshift"][:, None]
    first = model.first_day + _FIRST_DAY
    absolute = model.magnitudes(parameters, np.maximum(since, first), filters)
    modulus = 5.0 * np.log10(parameters["luminosity_distance"] * _PARSEC_PER_MPC / 10.0)
    return np.where((since > model.first_day) | np.isnan(absolute), absolute + modulus[:, None], np.inf)
