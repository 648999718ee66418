"""The interface of all light-curve models."""

from collections.abc import Mapping
from typing import Protocol

import numpy as np

from nmma_fitter.models.nmma_bridge import redshifts_of

# AB magnitude of 1 mJy; 23.9 is that of 1 µJy.
AB_OF_MILLIJANSKY = 16.4
# The values of each parameter at m points of the prior, shape (m,).
Parameters = Mapping[str, np.ndarray]


class Model(Protocol):
    """A light-curve model of NMMA's.

    `approximation_error` (mag): the typical difference of an approximation from NMMA's own model, to which its evidence has to
    be reweighted; 0 for NMMA's own. `is_cheap`: a point of the prior takes microseconds. `first_day`: the days
    after `timeshift` before which there is no light; 0 of an explosion, −∞ where the model itself says when.
    """

    approximation_error: float
    is_cheap: bool
    first_day: float

    def magnitudes(self, parameters: Parameters, days: np.ndarray, filters: np.ndarray) -> np.ndarray:
        """AB magnitudes at 10 pc at m points of the prior, shape (m, n).

        `days`, shape (m, n): the observer's days after the explosion, at least `first_day`; `filters`, shape (n,): their names.
        Infinite where there is no light; NaN in a whole row where the model is undefined.
        """
        ...


def points_of(parameters: Parameters) -> int:
    """The number of points of the prior."""
    return len(next(iter(parameters.values())))


def redshifts(parameters: Parameters) -> np.ndarray:
    """Redshift at each point, shape (m,): the parameter, or from the luminosity distance, as in NMMA."""
    if "redshift" in parameters:
        return parameters["redshift"]
    return redshifts_of(parameters["luminosity_distance"])
