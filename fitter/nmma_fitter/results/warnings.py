"""How far a fit can be trusted, each reason in words."""

import numpy as np

from nmma_fitter.inference.nested_sampling import Sampled
from nmma_fitter.inference.prior import SYSTEMATIC_ERROR, FitPrior
from nmma_fitter.photometry.light_curve import Window

# A posterior is at an edge when the outer 2 % of the prior's range hold this share of it (a flat one: 2 %).
_EDGE_WIDTH = 0.02
_EDGE_SHARE = 0.10
_EDGE_NAMES = {"minimum": "lower", "maximum": "upper"}
# More impossible points than this, and the evidence says as much of where the model is defined as of the data.
_IMPOSSIBLE_SHARE = 0.5
# An ln Z this near to 0 is that of a likelihood that is 1 nearly everywhere.
_NOTHING = 1e-3
Warning_ = dict[str, str]


def warnings_of(
    sampled: Sampled,
    posterior: np.ndarray,
    prior: FitPrior,
    window: Window,
    *,
    impossible_share: float,
    unused_detection_limits: list[str],
    is_supernova: bool = False,
) -> list[Warning_]:
    """What to beware of in this fit's numbers, each with a stable code and one sentence."""
    found = []
    if not sampled.is_converged:
        text = "Stopped by its time limit before it had converged: ln Z is what there was by then."
        found.append({"code": "not-converged", "text": text})
    if window.outside_detections:
        found.append(
            _left_out("outside-window", window.outside_detections, "detection", "outside the window")
        )
    if window.early_days:
        found.append({"code": "early-detections", "text": _early(window)})
    if window.duplicates:
        rows = "1 row" if window.duplicates == 1 else f"{window.duplicates} rows"
        text = f"{rows} of the light curve repeated another one: each point was counted once."
        found.append({"code": "duplicate-points", "text": text})
    if window.earlier_limits:
        found.append(_left_out("limits-left-out", window.earlier_limits, "limit", "before the window"))
    if unused_detection_limits:
        names = " and ".join(unused_detection_limits)
        text = f"There are detections beyond the detection limit in {names}: no limit was assumed there."
        found.append({"code": "detection-limit", "text": text})
    if sampled.is_converged and not sampled.is_complete:
        samples = f"{sampled.effective_samples:.0f} effective samples"
        text = f"The sampler ended with {samples} only, because more came too slowly: see the error of ln Z."
        found.append({"code": "few-samples", "text": text})
    if sampled.disagreement is not None:
        text = f"Two ways to ln Z differ by {sampled.disagreement:.1f}: it is the higher one, half of that is in its error."
        found.append({"code": "two-ways", "text": text})
    if abs(sampled.lnz) < _NOTHING or not np.isfinite(sampled.lnz_error):
        found.append({"code": "unconstrained", "text": "ln Z is 0: the data constrain nothing."})
    if impossible_share > _IMPOSSIBLE_SHARE:
        text = f"The model is not defined in {100 * impossible_share:.0f} % of its prior: ln Z says that too."
        found.append({"code": "impossible-points", "text": text})
    if is_supernova and prior.bounds("Ebv")[1] > 0:
        text = "Dust in the host has no effect on the supernovae of NMMA 0.2.3: its E(B−V) says nothing."
        found.append({"code": "dust-without-effect", "text": text})
    edges = _edges(posterior, prior)
    if edges:
        found.append({"code": "prior-edge", "text": f"The posterior leans on {', '.join(edges)}."})
    return found


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
    """In words, each edge of the prior that the posterior leans on."""
    words = []
    for described, column in zip(prior.described(), posterior.T, strict=True):
        # How good the best fit is, is told as such.
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
