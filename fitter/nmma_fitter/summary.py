"""From posterior samples to what result.json says about light curves, residuals and what to beware of."""

from typing import Any

import numpy as np
from scipy.optimize import minimize

from nmma_fitter.fit_likelihood import FitLikelihood
from nmma_fitter.light_curve import Window
from nmma_fitter.prior import FitPrior
from nmma_fitter.sampler import Sampled
from nmma_fitter.transient_model import TransientModel

_GRID_POINTS = 150
# How long before the earliest explosion and after the last point the model is drawn, days.
_DRAWN_BEFORE_DAYS = 0.2
DRAWN_AFTER_DAYS = 3.0
# Samples whose light curves make the band: the 5th percentile of 200 is good to 1.5 percentiles.
_BAND_SAMPLES = 200
# A posterior is at an edge when the outer 2 % of the prior's range hold this share of it (a flat one: 2 %).
_EDGE_WIDTH = 0.02
_EDGE_SHARE = 0.10
_POLISH_CALLS = 200


def polish(sampled: Sampled, likelihood: FitLikelihood, prior: FitPrior) -> tuple[np.ndarray, float]:
    """Climb from the best sample to the maximum of the likelihood nearby.

    Returns the point, shape (n,), and its ln L; never worse than the best sample.
    """
    minima = np.array([prior.sampled[name].minimum for name in prior.names], dtype=float)
    widths = np.array([prior.sampled[name].maximum for name in prior.names], dtype=float) - minima

    def point(unit: np.ndarray) -> np.ndarray:
        return minima + np.clip(unit, 0.0, 1.0) * widths

    start = (sampled.best - minima) / widths
    spread = np.std((sampled.posterior - minima) / widths, axis=0)
    simplex = np.vstack([start, start + np.diag(0.3 * spread + 1e-4)])
    found = minimize(
        lambda unit: -likelihood(point(unit)),
        start,
        method="Nelder-Mead",
        options={"maxfev": _POLISH_CALLS, "initial_simplex": simplex},
    )
    if -found.fun > sampled.log_likelihood_max:
        return point(found.x), float(-found.fun)
    return sampled.best, sampled.log_likelihood_max


def _listed(magnitudes: np.ndarray) -> list[float | None]:
    return [round(float(value), 4) if np.isfinite(value) else None for value in magnitudes]


def model_light_curves(
    sampled: Sampled, best: np.ndarray, model: TransientModel, prior: FitPrior, window: Window
) -> dict[str, Any]:
    """Best fit and 5–50–95 % of the apparent magnitude per filter, on a grid of times (Julian date)."""
    days = window.photometry.jd - window.trigger_jd
    first = min(float(days.min()), prior.earliest_explosion_day) - _DRAWN_BEFORE_DAYS
    grid = np.linspace(first, days.max() + DRAWN_AFTER_DAYS, _GRID_POINTS)
    step = max(1, len(sampled.posterior) // _BAND_SAMPLES)
    drawn = [model.apparent_magnitudes(prior.parameters(row), grid) for row in sampled.posterior[::step]]
    curves = [curve for curve in drawn if curve is not None]
    best_curve = model.apparent_magnitudes(prior.parameters(best), grid) or {}
    filters = {}
    for name in model.filters:
        stacked = np.stack([curve[name] for curve in curves]) if curves else np.full((1, len(grid)), np.inf)
        # "lower": between a magnitude and infinity there is nothing to interpolate.
        p05, p50, p95 = np.percentile(stacked, [5, 50, 95], axis=0, method="lower")
        filters[name] = {
            "best": _listed(best_curve.get(name, np.full(len(grid), np.inf))),
            "p05": _listed(p05),
            "p50": _listed(p50),
            "p95": _listed(p95),
        }
    return {"jd": [float(jd) for jd in window.trigger_jd + grid], "filters": filters}


def residuals(
    best: np.ndarray, model: TransientModel, prior: FitPrior, window: Window, error_budget: float
) -> dict[str, dict[str, float | int]]:
    """χ² of the best fit per filter, the error budget (mag) in quadrature, and its number of detections."""
    photometry = window.photometry
    found = {}
    for name in photometry.filter_names:
        mask = (photometry.filters == name) & ~photometry.is_limit
        points = photometry.select(mask)
        curves = model.apparent_magnitudes(prior.parameters(best), points.jd - window.trigger_jd)
        if not mask.any() or curves is None:
            continue
        expected = np.minimum(curves[name], 99.0)
        variance = points.magnitude_error**2 + error_budget**2
        chi2 = float(np.sum((points.magnitude - expected) ** 2 / variance))
        found[name] = {"chi2": round(chi2, 4), "points": int(mask.sum())}
    return found


def warnings_of(sampled: Sampled, prior: FitPrior, window: Window) -> list[dict[str, str]]:
    """What to beware of in this fit's numbers, each with a stable code and one sentence."""
    found = []
    if window.outside_detections:
        found.append(_warning("outside-window", window.outside_detections, "detection", "outside the window"))
    if window.earlier_limits:
        found.append(_warning("limits-left-out", window.earlier_limits, "limit", "before the window"))
    if not sampled.is_complete:
        samples = f"{sampled.effective_samples:.0f} effective samples"
        text = f"The sampler ended with {samples} only, because more came too slowly: see the error of ln Z."
        found.append({"code": "few-samples", "text": text})
    if abs(sampled.lnz) < 1e-9:
        found.append(
            {"code": "unconstrained", "text": "ln Z is 0: the data constrain nothing."},
        )
    at_edge = [
        f"{described['label']} at its {edge} of {described[edge]:g}{' ' + described['unit'] if described['unit'] else ''}"
        for described, column in zip(prior.described(), sampled.posterior.T, strict=True)
        for edge in ("minimum", "maximum")
        if _share_at(column, described[edge], described["maximum"] - described["minimum"]) > _EDGE_SHARE
    ]
    if at_edge:
        found.append(
            {"code": "prior-edge", "text": f"The posterior presses against the prior: {', '.join(at_edge)}."}
        )
    return found


def _share_at(column: np.ndarray, edge: float, width: float) -> float:
    return float(np.mean(np.abs(column - edge) < _EDGE_WIDTH * width))


def _warning(code: str, count: int, what: str, where: str) -> dict[str, str]:
    left = "was" if count == 1 else "were"
    return {"code": code, "text": f"{count} {what}{'' if count == 1 else 's'} {where} {left} left out."}
