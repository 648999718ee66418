"""From posterior samples to what result.json says about light curves, residuals and the best fit."""

from typing import Any

import numpy as np
from scipy.optimize import minimize

from nmma_fitter.inference.likelihood import FitLikelihood, columns
from nmma_fitter.inference.nested_sampling import Sampled
from nmma_fitter.inference.prior import FitPrior
from nmma_fitter.inference.weights import equally_weighted
from nmma_fitter.models.apparent import apparent_magnitudes
from nmma_fitter.models.model import Model
from nmma_fitter.models.trends import ApparentModel
from nmma_fitter.photometry.light_curve import Window

_GRID_POINTS = 150
# How long before the earliest explosion and after the last point the model is drawn, days.
_DRAWN_BEFORE_DAYS = 0.2
DRAWN_AFTER_DAYS = 3.0
# Samples whose light curves make the band: the 5th percentile of 200 is good to 1.5 percentiles.
_BAND_SAMPLES = 200
_POLISH_CALLS = 200
_POLISH_CALLS_OF_SLOW_MODELS = 60
# Fainter than this a model magnitude stands for "not there".
_FAINTEST_MAGNITUDE = 35.0


def polish(
    sampled: Sampled, posterior: np.ndarray, likelihood: FitLikelihood, prior: FitPrior, *, is_slow: bool
) -> tuple[np.ndarray, float]:
    """Climb from the best sample to the maximum of the likelihood nearby.

    Returns the point, shape (n,), and its ln L; never worse than the best sample.
    """
    best = int(np.argmax(sampled.log_likelihoods))
    start_point, start_value = sampled.points[best], float(sampled.log_likelihoods[best])
    minima = np.array([prior.sampled[name].minimum for name in prior.names], dtype=float)
    widths = np.array([prior.sampled[name].maximum for name in prior.names], dtype=float) - minima

    def point(unit: np.ndarray) -> np.ndarray:
        return minima + np.clip(unit, 0.0, 1.0) * widths

    start = (start_point - minima) / widths
    spread = np.std((posterior - minima) / widths, axis=0)
    simplex = np.vstack([start, start + np.diag(0.3 * spread + 1e-4)])
    found = minimize(
        lambda unit: -float(likelihood(point(unit)[np.newaxis])[0]),
        start,
        method="Nelder-Mead",
        options={
            "maxfev": _POLISH_CALLS_OF_SLOW_MODELS if is_slow else _POLISH_CALLS,
            "initial_simplex": simplex,
        },
    )
    if -found.fun > start_value:
        return point(found.x), float(-found.fun)
    return start_point, start_value


def _listed(magnitudes: np.ndarray) -> list[float | None]:
    return [
        round(float(value), 4) if np.isfinite(value) and value < _FAINTEST_MAGNITUDE else None
        for value in magnitudes
    ]


def model_light_curves(
    posterior: np.ndarray,
    best: np.ndarray,
    prior: FitPrior,
    window: Window,
    *,
    band_model: Model | ApparentModel,
    exact_model: Model | ApparentModel,
) -> dict[str, Any]:
    """Best fit (of the exact model) and 5–50–95 % of the apparent magnitude per filter, on a grid of times.

    `posterior`: equally weighted samples, shape (m, n); the grid is in Julian dates.
    """
    days = window.photometry.jd - window.trigger_jd
    names = window.photometry.filter_names
    first = min(float(days.min()), prior.earliest_explosion_day) - _DRAWN_BEFORE_DAYS
    grid = np.linspace(first, days.max() + DRAWN_AFTER_DAYS, _GRID_POINTS)
    all_days, all_filters = np.tile(grid, len(names)), np.repeat(names, len(grid))

    def curves(model: Model | ApparentModel, points: np.ndarray) -> np.ndarray:
        found = apparent_magnitudes(model, columns(prior, points), all_days, all_filters)
        return found.reshape(len(points), len(names), len(grid))

    drawn = curves(band_model, posterior[:: max(1, len(posterior) // _BAND_SAMPLES)])
    drawn = drawn[~np.isnan(drawn).any(axis=(1, 2))]
    if not len(drawn):
        drawn = np.full((1, len(names), len(grid)), np.inf)
    best_curve = curves(exact_model, best[np.newaxis])[0]
    filters = {}
    for i, name in enumerate(names):
        # "lower": between a magnitude and infinity there is nothing to interpolate.
        p05, p50, p95 = np.percentile(drawn[:, i], [5, 50, 95], axis=0, method="lower")
        filters[name] = {
            "best": _listed(best_curve[i]),
            "p05": _listed(p05),
            "p50": _listed(p50),
            "p95": _listed(p95),
        }
    return {"jd": [float(jd) for jd in window.trigger_jd + grid], "filters": filters}


def residuals(
    best: np.ndarray, likelihood: FitLikelihood, window: Window, error_budget: float
) -> dict[str, dict[str, float | int]]:
    """χ² of the best fit per filter, the error budget (mag) in quadrature, and its number of detections."""
    photometry = window.photometry
    expected = np.minimum(likelihood.magnitudes(best[np.newaxis])[0], 99.0)
    found = {}
    for name in photometry.filter_names:
        mask = (photometry.filters == name) & ~photometry.is_limit
        if not mask.any():
            continue
        variance = photometry.magnitude_error[mask] ** 2 + error_budget**2
        chi2 = float(np.sum((photometry.magnitude[mask] - expected[mask]) ** 2 / variance))
        found[name] = {"chi2": round(chi2, 4), "points": int(mask.sum())}
    return found


def posterior_of(sampled: Sampled, seed: int) -> np.ndarray:
    """Equally weighted samples, shape (at most 5,000, n), in the order of the prior's names."""
    return equally_weighted(sampled.points, sampled.log_weights, seed)
