"""How well the best fit describes the data, whatever the other models do."""

from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar

from nmma_fitter.inference.likelihood import FitLikelihood
from nmma_fitter.photometry.light_curve import Window

# Stands for the magnitude of a model that is dark at a detection.
_DARK = 99.0
# The largest systematic error that is looked for, mag.
_MOST_SYSTEMATIC = 100.0


def quality_of(
    best: np.ndarray, likelihood: FitLikelihood, window: Window, error_budget: float
) -> dict[str, Any]:
    """χ² of the detections without and with the error budget (mag), the systematic error that it needs, the worst miss.

    `systematicError` (mag) is the one that makes the residuals of the best fit most likely when it is added to the
    photometric errors; 0 where these explain them. `worst` is the detection that is farthest off in magnitudes: its
    residual is the observed magnitude less the model's.
    """
    photometry = window.photometry
    detected = ~photometry.is_limit
    expected = np.minimum(likelihood.magnitudes(best[np.newaxis])[0], _DARK)[detected]
    residual = photometry.magnitude[detected] - expected
    variance = photometry.magnitude_error[detected] ** 2
    worst = int(np.argmax(np.abs(residual)))
    return {
        "points": len(residual),
        "chi2": float(np.sum(residual**2 / variance)),
        "chi2WithBudget": float(np.sum(residual**2 / (variance + error_budget**2))),
        "errorBudget": error_budget,
        "systematicError": needed_systematic_error(residual, variance),
        "worst": {
            "filter": str(photometry.filters[detected][worst]),
            "jd": float(photometry.jd[detected][worst]),
            "residual": float(residual[worst]),
        },
    }


def needed_systematic_error(residual: np.ndarray, variance: np.ndarray) -> float:
    """The standard deviation that, beside these variances, makes residuals of shape (n,) most likely; at least 0."""

    def surprise(log_systematic: float) -> float:
        total = variance + np.exp(2 * log_systematic)
        return float(np.sum(residual**2 / total + np.log(total)))

    # More than 0 is needed only where the likelihood rises there.
    if np.sum(residual**2 / variance**2 - 1 / variance) <= 0:
        return 0.0
    # One minimum per scale of the errors at most: the lowest of a grid, and from there on.
    grid = np.log(np.geomspace(1e-4, _MOST_SYSTEMATIC, 200))
    at = int(np.argmin([surprise(value) for value in grid]))
    found = minimize_scalar(
        surprise, bounds=(grid[max(at - 1, 0)], grid[min(at + 1, len(grid) - 1)]), method="bounded"
    )
    return float(np.exp(found.x))
