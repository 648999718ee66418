"""An evidence by weighing points that were drawn from a known distribution: no sampler is in it."""

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy.special import logsumexp

from nmma_fitter.inference.likelihood import FitLikelihood
from nmma_fitter.inference.nested_sampling import GIVE_UP, GO_ON, Sampled, SamplerState, Stopped
from nmma_fitter.inference.weights import effective_samples

# Points whose light curves are computed at once: bounds their memory, and how long nobody is asked whether to go on.
AT_ONCE = 50


def _weighed(points: np.ndarray, log_likelihoods: np.ndarray, log_ratios: np.ndarray) -> Sampled:
    count = len(log_likelihoods)
    log_weights = log_likelihoods + log_ratios[:count]
    effective = effective_samples(log_weights)
    return Sampled(
        lnz=float(logsumexp(log_weights) - np.log(count)),
        lnz_error=float(np.sqrt(1 / effective - 1 / count)),
        effective_samples=effective,
        points=points[:count],
        log_weights=log_weights,
        log_likelihoods=log_likelihoods,
        seconds=0.0,
        is_complete=True,
    )


def joined(parts: list[Sampled]) -> Sampled:
    """All points of several of them as one: each from its own distribution, so that ln Z is the logarithm of their mean weight."""
    log_likelihoods = np.concatenate([part.log_likelihoods for part in parts])
    log_weights = np.concatenate([part.log_weights for part in parts])
    return replace(
        _weighed(
            np.concatenate([part.points for part in parts]), log_likelihoods, log_weights - log_likelihoods
        ),
        seconds=sum(part.seconds for part in parts),
        is_converged=all(part.is_converged for part in parts),
    )


def weigh(
    likelihood: FitLikelihood,
    points: np.ndarray,
    log_ratios: np.ndarray | float = 0.0,
    *,
    enough: float = np.inf,
    at_once: int = AT_ONCE,
    ask: Callable[[], str] = lambda: GO_ON,
    report: Callable[[SamplerState], None] = lambda _: None,
) -> Sampled:
    """Weigh points of shape (m, k) by their likelihood; ln Z is the logarithm of the mean weight.

    `log_ratios`, shape (m,): ln of the prior's density over that which they were drawn from; 0 for points of the prior.
    It ends with `enough` effective samples, if the points are in a random order, or, not converged, when it is told to end.

    Raises Stopped when it was told to give up.
    """
    started = time.monotonic()
    log_likelihoods = np.empty(0)
    log_ratios = np.broadcast_to(log_ratios, len(points))
    found = None
    while len(log_likelihoods) < len(points):
        part = points[len(log_likelihoods) : len(log_likelihoods) + at_once]
        log_likelihoods = np.append(log_likelihoods, likelihood(part))
        found = _weighed(points, log_likelihoods, log_ratios)
        state = SamplerState(0, found.lnz, len(log_likelihoods) / len(points))
        report(state)
        answer = ask()
        if answer == GIVE_UP:
            raise Stopped(state)
        if answer != GO_ON:
            found = replace(found, is_converged=False)
            break
        if found.effective_samples >= enough:
            break
    return replace(found, seconds=time.monotonic() - started)
