"""Warnings about a fit: reasons to be careful with its numbers."""

from collections.abc import Mapping

import numpy as np

from nmma_fitter.inference.estimate import EvidenceEstimate
from nmma_fitter.inference.prior import SYSTEMATIC_ERROR, FitPrior
from nmma_fitter.photometry.light_curve import Window

# A posterior is at an edge when the outer 2 % of the prior's range hold this share of it. Of a flat one they hold 2 %.
_EDGE_WIDTH = 0.02
_EDGE_SHARE = 0.10
_EDGE_NAMES = {"minimum": "lower", "maximum": "upper"}
# Above this share of undefined points, ln Z depends as much on where the model is defined as on the data.
_IMPOSSIBLE_SHARE = 0.5
# An ln Z this close to 0 means that the likelihood is 1 nearly everywhere.
_NOTHING = 1e-3
Warning_ = dict[str, str]


def warnings_of(
    estimate: EvidenceEstimate,
    posterior: np.ndarray,
    prior: FitPrior,
    window: Window,
    *,
    impossible_share: float,
    unused_detection_limits: list[str],
    is_supernova: bool = False,
    left_out_filters: Mapping[str, int] | None = None,
) -> list[Warning_]:
    """List the warnings of a fit, each with a stable code and one sentence for people.

    `left_out_filters`: points in filters that the model does not have, by filter.
    """
    found = []
    if not estimate.is_converged:
        text = "The fit stopped at its time limit before it converged: ln Z is the value so far."
        found.append({"code": "not-converged", "text": text})
    found += _of_the_data(window, left_out_filters or {})
    if unused_detection_limits:
        names = " and ".join(unused_detection_limits)
        text = f"Some detections in {names} are fainter than the detection limit: no limit was applied there."
        found.append({"code": "detection-limit", "text": text})
    if estimate.is_converged and not estimate.is_complete:
        samples = f"{estimate.effective_samples:.0f} effective samples"
        text = f"The sampler ended with only {samples}, because more came too slowly. The error of ln Z includes this."
        found.append({"code": "few-samples", "text": text})
    if estimate.disagreement is not None:
        text = f"Two estimates of ln Z differ by {estimate.disagreement:.1f}. This is the higher one, and its error includes half of the difference."
        found.append({"code": "two-ways", "text": text})
    if abs(estimate.lnz) < _NOTHING or not np.isfinite(estimate.lnz_error):
        found.append({"code": "unconstrained", "text": "ln Z is 0: the data do not constrain the model."})
    if impossible_share > _IMPOSSIBLE_SHARE:
        text = f"The model is undefined in {100 * impossible_share:.0f} % of its prior, which lowers ln Z."
        found.append({"code": "impossible-points", "text": text})
    if is_supernova and prior.bounds("Ebv")[1] > 0:
        text = "NMMA 0.2.3 applies no host dust to supernovae: the fit does not constrain E(B−V)."
        found.append({"code": "dust-without-effect", "text": text})
    edges = _edges(posterior, prior)
    if edges:
        found.append({"code": "prior-edge", "text": f"The posterior piles up at {', '.join(edges)}."})
    return found


def _of_the_data(window: Window, left_out_filters: Mapping[str, int]) -> list[Warning_]:
    found = []
    if left_out_filters:
        found.append({"code": "bands-left-out", "text": _bands_left_out(left_out_filters)})
    if window.outside_detections:
        found.append(
            _left_out("outside-window", window.outside_detections, "detection", "outside the window")
        )
    if window.early_days:
        found.append({"code": "early-detections", "text": _early(window)})
    if window.duplicates:
        rows = "1 row" if window.duplicates == 1 else f"{window.duplicates} rows"
        text = f"{rows} of the light curve repeated another: each point was counted once."
        found.append({"code": "duplicate-points", "text": text})
    if window.earlier_limits:
        found.append(_left_out("limits-left-out", window.earlier_limits, "limit", "before the window"))
    return found


def _bands_left_out(points: Mapping[str, int]) -> str:
    total = sum(points.values())
    what = "1 point was" if total == 1 else f"{total} points were"
    filters = ", ".join(f"{name} ({count})" for name, count in points.items())
    return f"{what} left out, in filters that the model does not have: {filters}."


def _early(window: Window) -> str:
    nearest, farthest = (f"{window.early_days[i]:.0f}" for i in (0, -1))
    when = nearest if nearest == farthest else f"{nearest} to {farthest}"
    count = len(window.early_days)
    what = "1 detection" if count == 1 else f"{count} detections"
    sigmas = f"{'' if count == 1 else 'at most '}{window.early_sigmas:.1f}σ"
    left = "was left out: it is" if count == 1 else "were left out: they are"
    return (
        f"{what} {when} d before the trigger time ({sigmas}) {left} not taken for part of the outburst. "
        "trigger= sets another time."
    )


def _edges(posterior: np.ndarray, prior: FitPrior) -> list[str]:
    """Describe each edge of the prior at which the posterior piles up."""
    words = []
    for described, column in zip(prior.described(), posterior.T, strict=True):
        # `quality` describes how good the best fit is.
        if described["name"] == SYSTEMATIC_ERROR:
            continue
        width = described["maximum"] - described["minimum"]
        for edge, name in _EDGE_NAMES.items():
            share = float(np.mean(np.abs(column - described[edge]) < _EDGE_WIDTH * width))
            if share > _EDGE_SHARE:
                unit = f" {described['unit']}" if described["unit"] else ""
                words.append(f"the {name} limit of {described['label']}, {described[edge]:g}{unit}")
    return words


def _left_out(code: str, count: int, what: str, where: str) -> Warning_:
    left = "was" if count == 1 else "were"
    return {"code": code, "text": f"{count} {what}{'' if count == 1 else 's'} {where} {left} left out."}
