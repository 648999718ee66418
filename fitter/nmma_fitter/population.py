"""An evidence by rounds of points of mixtures, each laid over what all rounds before it found."""

from collections.abc import Callable
from functools import partial

import numpy as np
from scipy.special import logsumexp

from nmma_fitter.fit_likelihood import FitLikelihood
from nmma_fitter.mixture import weigh_mixture
from nmma_fitter.posterior import resample
from nmma_fitter.prior import FitPrior
from nmma_fitter.sampler import Sampled, SamplerState
from nmma_fitter.stages import Stage
from nmma_fitter.two_ways import agree

_ROUNDS = 6
_POINTS_PER_ROUND = 20_000
# Points of the last mixture, at most, and the effective ones with which it ends.
_MOST_POINTS = 200_000
_ENOUGH = 2500
# A mixture is laid over so many samples.
_SAMPLES = 6000
_COMPONENTS = 20
# Points whose light curves are computed at once: fewer make a cheap call dear.
_AT_ONCE = 2000


def weigh_in_rounds(
    likelihood: FitLikelihood,
    prior: FitPrior,
    known: Sampled,
    *,
    effective_samples: int,
    seed: int,
    ask: Callable[[], str],
    report: Callable[[SamplerState], None],
) -> Sampled | None:
    """Find the evidence of a likelihood whose calls cost next to nothing, from samples that are a rough guess at best.

    Population Monte Carlo (Cappé et al. 2004, https://doi.org/10.1198/106186004X12803): points of a mixture that was laid over
    the known samples are weighed, the next mixture is laid over those of all rounds, and so on. A point of great weight in a
    place that no mixture knew draws the next one there. The points of the last mixture alone are the answer: what they
    are drawn from does not depend on them, so that their mean weight is Z.

    Returns None where that ends with fewer than `effective_samples`, or far below one of the rounds: too much of the posterior
    is not where the samples were.
    Raises sampler.Stopped when it was told to give up.
    """
    weighed = partial(weigh_mixture, likelihood, prior, components=_COMPONENTS, at_once=_AT_ONCE, ask=ask)

    points, log_weights = known.points, known.log_weights
    rounds: list[Sampled] = []
    for number in range(_ROUNDS):
        samples = points[resample(log_weights, _SAMPLES, seed)]
        found = weighed(
            samples,
            count=_POINTS_PER_ROUND,
            seed=seed + number,
            report=Stage(report, number / (2 * _ROUNDS), (number + 1) / (2 * _ROUNDS)),
        )
        if not found.is_converged:
            return None
        rounds.append(found)
        points = np.concatenate([each.points for each in rounds])
        log_weights = _truncated(np.concatenate([each.log_weights for each in rounds]))
    most = max(each.effective_samples for each in rounds)
    if most * _MOST_POINTS / _POINTS_PER_ROUND < effective_samples:
        return None
    samples = points[resample(log_weights, _SAMPLES, seed)]
    found = weighed(
        samples, count=_MOST_POINTS, seed=seed + _ROUNDS, enough=_ENOUGH, report=Stage(report, 0.5, 1.0)
    )
    is_enough = found.effective_samples >= effective_samples
    return found if is_enough and all(agree(found, each) for each in rounds) else None


def _truncated(log_weights: np.ndarray) -> np.ndarray:
    """Cut off at √m times their mean (Ionides 2008, https://doi.org/10.1198/106186008X320456).

    A mixture that is laid over one point that has most of the weight misses all the rest.
    """
    count = len(log_weights)
    return np.minimum(log_weights, logsumexp(log_weights) - 0.5 * np.log(count))
