"""NMMA's likelihood of a light curve, computed at many points of the prior at once."""

from collections.abc import Mapping

import numpy as np
from scipy.special import log_ndtr

from nmma_fitter.inference.prior import SYSTEMATIC_ERROR, FitPrior
from nmma_fitter.models.apparent import apparent_magnitudes
from nmma_fitter.models.model import Model, Parameters
from nmma_fitter.models.trends import ApparentModel
from nmma_fitter.photometry.light_curve import Photometry

# NMMA returns −1.8e308 where a model is undefined. This is finite, so that sums of it are, and low enough to count as zero
# likelihood.
LOWEST = -1e100
_LOG_SQRT_2_PI = 0.5 * np.log(2 * np.pi)


def columns(prior: FitPrior, points: np.ndarray) -> Parameters:
    """Give the values of every parameter by name, shape (m,) each, at points of the prior of shape (m, k)."""
    fixed = {name: np.full(len(points), value) for name, value in prior.fixed.items()}
    return {**fixed, **{name: points[:, i] for i, name in enumerate(prior.names)}}


class FitLikelihood:
    """ln L of a light curve given a model's parameters; counts its calls.

    It is the sum of NMMA's OpticalLightCurve. A detection has a normal distribution around the model's magnitude, whose width
    is its error and the systematic error in quadrature; it is truncated at the filter's detection limit, if there is one. An
    upper limit has the probability that the magnitude is fainter, with the systematic error as the width. Before every fit
    it is compared with NMMA's own (`nmma_check`).
    """

    def __init__(
        self,
        model: Model | ApparentModel,
        prior: FitPrior,
        photometry: Photometry,
        trigger_jd: float,
        *,
        error_budget: float,
        detection_limits: Mapping[str, float] | None = None,
    ) -> None:
        """Take a light curve cut to its window, and the systematic error (mag) that is added in quadrature.

        If the systematic error is a parameter of the prior (`sys_err`), that is added too.
        """
        self.model = model
        self.prior = prior
        self.calls = 0
        self._days = photometry.jd - trigger_jd
        self._filters = photometry.filters
        self._magnitude = photometry.magnitude
        self._is_limit = photometry.is_limit
        errors = np.where(self._is_limit, 0.0, photometry.magnitude_error)
        self._fixed_sigma = np.hypot(errors, error_budget)
        limits = detection_limits or {}
        self._faintest = np.array([limits.get(name, np.inf) for name in photometry.filters.tolist()])
        self._has_faintest = np.isfinite(self._faintest) & ~self._is_limit

    def magnitudes(self, points: np.ndarray) -> np.ndarray:
        """Apparent magnitudes at the light curve's points, shape (m, k) to (m, n); see `apparent_magnitudes`."""
        return apparent_magnitudes(self.model, columns(self.prior, points), self._days, self._filters)

    def _sigma(self, parameters: Parameters) -> np.ndarray:
        """Width of the normal distribution of each point of the light curve, shape (m or 1, n)."""
        if SYSTEMATIC_ERROR not in parameters:
            return self._fixed_sigma[np.newaxis]
        return np.hypot(self._fixed_sigma, parameters[SYSTEMATIC_ERROR][:, None])

    def __call__(self, points: np.ndarray) -> np.ndarray:
        """Give ln L, shape (m,), at points of shape (m, k), in the order of the prior's names; at least LOWEST."""
        self.calls += len(points)
        magnitudes = self.magnitudes(points)
        sigma = self._sigma(columns(self.prior, points))
        with np.errstate(all="ignore"):
            distance = (self._magnitude - magnitudes) / sigma
            terms = -0.5 * distance**2 - np.log(sigma) - _LOG_SQRT_2_PI
            terms[:, self._is_limit] = log_ndtr(-distance[:, self._is_limit])
            if self._has_faintest.any():
                mask = self._has_faintest
                room = (self._faintest[mask] - magnitudes[:, mask]) / sigma[:, mask]
                terms[:, mask] -= log_ndtr(room)
                terms[:, mask & (self._magnitude > self._faintest)] = -np.inf
            values = terms.sum(axis=1)
        return np.where(values > LOWEST, values, LOWEST)
