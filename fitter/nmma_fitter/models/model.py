"""What every light-curve model here can do."""

from collections.abc import Mapping
from typing import Protocol

import numpy as np

from nmma_fitter.models.nmma_bridge import redshifts_of

# Of each parameter its values at m points of the prior, shape (m,).
Parameters = Mapping[str, np.ndarray]


class Model(Protocol):
    """A light-curve model of NMMA's.

    `approximation_error` (mag): how far an approximate one may be from NMMA's own, to which its evidence has to be
    corrected; 0 of NMMA's own. `is_cheap`: a point of the prior costs some microseconds only. `first_day`: the days
    after `timeshift` before which there is no light; 0 of an explosion, −∞ where the model itself says when.
    """

    approximation_error: float
    is_cheap: bool
    first_day: float

    def magnitudes(self, parameters: Parameters, days: np.ndarray, filters: np.ndarray) -> np.ndarray:
        """AB magnitudes at 10 pc at m points of the prior, shape (m, n).

        `days`, shape (m, n): the observer's days after the explosion, at least `first_day`; `filters`, shape (n,): their names.
        Infinite where there is no light, NaN throughout a row where the model is not defined.
        """
        ...


def points_of(parameters: Parameters) -> int:
    """How many points of the prior these are."""
    return len(next(iter(parameters.values())))


def redshifts(parameters: Parameters) -> np.ndarray:
    """Redshift at each point, shape (m,): the parameter, or of its luminosity distance, as NMMA does."""
    if "redshift" in parameters:
        return parameters["redshift"]
    return redshifts_of(parameters["luminosity_distance"])
