"""The light curves, residuals and best fit of a result, computed from posterior samples."""

from typing import Any

import numpy as np
from scipy.optimize import minimize

from nmma_fitter.inference.estimate import EvidenceEstimate
from nmma_fitter.inference.likelihood import FitLikelihood, columns
from nmma_fitter.inference.prior import FitPrior
from nmma_fitter.inference.weights import equally_weighted
from nmma_fitter.models.apparent import apparent_magnitudes
from nmma_fitter.models.model import Model
from nmma_fitter.models.trends import ApparentModel
from nmma_fitter.photometry.light_curve import Window

_GRID_POINTS = 150
# The model is drawn from so many days before the earliest explosion to so many days after the last point.
_DRAWN_BEFORE_DAYS = 0.2
DRAWN_AFTER_DAYS = 3.0
# The light curves of so many samples make the band at first. More are added until its edges have this accuracy (1σ, mag) over
# the range of the data, or until there are no more.
_FIRST_BAND_SAMPLES = 500
_BAND_EDGE_ERROR = 0.02
_BAND_SHARES = {"p05": 0.05, "p16": 0.16, "p50": 0.50, "p84": 0.84, "p95": 0.95}
_POLISH_CALLS = 200
_POLISH_CALLS_OF_SLOW_MODELS = 60
# A model magnitude fainter than this counts as no light.
_FAINTEST_MAGNITUDE = 35.0


def polish(
    estimate: EvidenceEstimate,
    posterior: np.ndarray,
    likelihood: FitLikelihood,
    prior: FitPrior,
    *,
    is_slow: bool,
) -> tuple[np.ndarray, float]:
    """Maximize the likelihood, starting from the best sample.

    Returns the point, shape (n,), and its ln L; never worse than the best sample.
    """
    best = int(np.argmax(estimate.log_likelihoods))
    start_point, start_value = estimate.points[best], float(estimate.log_likelihoods[best])
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
    """Best fit (of the exact model) and 5–16–50–84–95 % of the apparent magnitude per filter, on a grid of times.

    `posterior`: equally weighted samples, shape (m, n), whose equal rows are drawn once; the grid is in Julian dates.
    The bands are those of the model: the error budget is not in them.
    """
    days = window.photometry.jd - window.trigger_jd
    names = window.photometry.filter_names
    first = min(float(days.min()), prior.earliest_explosion_day) - _DRAWN_BEFORE_DAYS
    grid = np.linspace(first, days.max() + DRAWN_AFTER_DAYS, _GRID_POINTS)
    all_days, all_filters = np.tile(grid, len(names)), np.repeat(names, len(grid))

    def curves(model: Model | ApparentModel, points: np.ndarray) -> np.ndarray:
        found = apparent_magnitudes(model, columns(prior, points), all_days, all_filters)
        return found.reshape(len(points), len(names), len(grid))

    rows, counts = np.unique(posterior, axis=0, return_counts=True)
    order = np.random.default_rng(len(rows)).permutation(len(rows))
    rows, counts = rows[order], counts[order].astype(float)
    is_shown = (grid >= days.min()) & (grid <= days.max())
    faintest = float(window.photometry.magnitude.max()) + 1.0
    drawn = np.empty((0, len(names), len(grid)))
    weights = np.empty(0)
    edge_error = np.inf
    start, end = 0, _FIRST_BAND_SAMPLES
    while start < len(rows) and edge_error > _BAND_EDGE_ERROR:
        more = curves(band_model, rows[start:end])
        defined = ~np.isnan(more).any(axis=(1, 2))
        drawn = np.concatenate([drawn, more[defined]])
        weights = np.concatenate([weights, counts[start:end][defined]])
        edge_error = _edge_error(drawn[:, :, is_shown], weights, faintest)
        # The error falls as 1/√n; 10 % more, so that the next round is most likely the last.
        start, end = end, max(2 * end, int(min(len(rows), 1.1 * end * (edge_error / _BAND_EDGE_ERROR) ** 2)))
    edges = band_edges(drawn, weights, list(_BAND_SHARES.values()))
    best_curve = curves(exact_model, best[np.newaxis])[0]
    filters = {
        name: {
            "best": _listed(best_curve[i]),
            **{key: _listed(edge[i]) for key, edge in zip(_BAND_SHARES, edges, strict=True)},
        }
        for i, name in enumerate(names)
    }
    return {
        "jd": [float(jd) for jd in window.trigger_jd + grid],
        "filters": filters,
        "band": {"samples": len(drawn), "edgeError": edge_error if np.isfinite(edge_error) else None},
    }


def band_edges(curves: np.ndarray, weights: np.ndarray, shares: list[float]) -> np.ndarray:
    """Magnitudes brighter than which each share of the weight lies, shape (shares, filters, times).

    `curves`: magnitudes of shape (m, filters, times), infinite where it is dark. There is nothing to interpolate
    between a magnitude and infinity, so an edge is one of the curves.
    """
    if not len(curves):
        return np.full((len(shares), *curves.shape[1:]), np.inf)
    # Each filter and time in one piece of memory: several times faster to sort.
    cells = np.ascontiguousarray(curves.reshape(len(curves), -1).T)
    order = np.argsort(cells, axis=1)
    reached = np.cumsum(weights[order], axis=1)
    wanted = (np.array(shares) - 1e-9) * weights.sum()
    edges = np.empty((len(shares), len(cells)))
    for i, cell in enumerate(cells):
        edges[:, i] = cell[order[i, np.searchsorted(reached[i], wanted)]]
    return edges.reshape(len(shares), *curves.shape[1:])


def _edge_error(curves: np.ndarray, weights: np.ndarray, faintest: float) -> float:
    """The largest error (1σ, mag) of the 5 and 95 % edges where they are brighter than `faintest`.

    The rank of a quantile q of n curves is uncertain by √(q (1 − q) / n) of them.
    """
    if not len(curves):
        return np.inf
    n = weights.sum() ** 2 / np.sum(weights**2)
    reach = np.sqrt(0.05 * 0.95 / n)
    low, high = max(0.0, 0.05 - reach), 0.05 + reach
    edges = band_edges(curves, weights, [low, high, 1 - high, 1 - low])
    with np.errstate(invalid="ignore"):
        errors = np.array([edges[1] - edges[0], edges[3] - edges[2]]) / 2
    seen = np.isfinite(errors) & (np.array([edges[1], edges[3]]) < faintest)
    return float(errors[seen].max()) if seen.any() else 0.0


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


def posterior_of(estimate: EvidenceEstimate, seed: int) -> np.ndarray:
    """Equally weighted samples, shape (at most 5,000, n), in the order of the prior's names."""
    return equally_weighted(estimate.points, estimate.log_weights, seed)
