"""An evidence by rounds of points of mixtures, each laid over what the latest rounds found."""

from collections.abc import Callable
from dataclasses import replace
from statistics import median

import numpy as np

from nmma_fitter.inference.cross_check import agree
from nmma_fitter.inference.importance_sampling import joined
from nmma_fitter.inference.likelihood import FitLikelihood
from nmma_fitter.inference.mixture_proposal import Mixture, average, lay_over, weigh_mixture
from nmma_fitter.inference.nested_sampling import Sampled, SamplerState
from nmma_fitter.inference.prior import FitPrior
from nmma_fitter.inference.stages import Stage
from nmma_fitter.inference.weights import effective_samples, levelled, resample

# A mixture is laid over so many samples.
_SAMPLES = 6000
_COMPONENTS = 20
# Over the points of so many of the latest rounds, and so many mixtures together are drawn from in the end.
_LATEST = 6
# Share of the effective samples wanted that is an answer too, when there are no more tries.
_LEAST_SHARE = 0.25
# Weights smaller than the largest by so much, as a logarithm, add up to nothing.
_NOTHING = 25.0

# So many rounds, at least and at most, of so many points; after them so many tries of so many points at most.
_FEWEST_ROUNDS = 6
_MOST_ROUNDS = 60
_POINTS_PER_ROUND = 20_000
_MOST_TRIES = 8
_POINTS_PER_TRY = 100_000
# The tries begin when the rounds promise that so many points are enough, and one ends with so many effective samples.
_PROMISED_POINTS = 200_000
_ENOUGH_PER_TRY = 2500
# Points whose light curves are computed together: microseconds each, where there are many.
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
    """Find the evidence from samples that are a rough guess at best.

    Population Monte Carlo (Cappé et al. 2004, https://doi.org/10.1198/106186004X12803): points of a mixture that was laid over
    the known samples are weighed, the next mixture is laid over those of the latest rounds, and so on, until they promise
    enough effective samples. A point of great weight in a place that no mixture knew draws the next ones there. The answer
    are points that are drawn from the latest mixtures, anew: what they are drawn from does not depend on them, so that their
    mean weight is Z.

    It is not complete where that ends with fewer than `effective_samples`. Returns None where it ends with few of them, or far
    below the rounds: too much of the posterior is not where the samples were.
    Raises sampler.Stopped when it was told to give up.
    """
    samples = known.points[resample(known.log_weights, _SAMPLES, seed)]
    mixtures: list[Mixture] = []
    weighed: list[Sampled] = []
    tries: list[Sampled] = []
    is_try = False
    for number in range(_MOST_ROUNDS + _MOST_TRIES):
        mixture = lay_over(samples, prior, seed=seed + number, components=_COMPONENTS)
        mixtures = [*mixtures[1 - _LATEST :], mixture]
        is_try = (
            is_try
            or number == _MOST_ROUNDS
            or (number >= _FEWEST_ROUNDS and _efficiency(weighed) * _PROMISED_POINTS >= effective_samples)
        )
        found = weigh_mixture(
            likelihood,
            prior,
            # Each has holes somewhere: a single one was measured to give 320 to 1,460 effective samples of a Gaussian jet,
            # six together 720 to 2,120.
            average(mixtures) if is_try else mixture,
            count=_POINTS_PER_TRY if is_try else _POINTS_PER_ROUND,
            seed=seed + number,
            enough=_ENOUGH_PER_TRY if is_try else np.inf,
            at_once=_AT_ONCE,
            ask=ask,
            # How many there will be is not known.
            report=Stage(report, number / (number + _LATEST), (number + 1) / (number + 1 + _LATEST)),
        )
        if is_try:
            tries.append(found)
            if _together(tries) >= effective_samples:
                break
        else:
            weighed = [*weighed[1 - _LATEST :], found]
        if len(tries) == _MOST_TRIES or not found.is_converged:
            break
        samples = _typical([*weighed, *tries][-_LATEST:], seed)
    if not tries:
        return None
    answer = joined(tries)
    is_enough = answer.effective_samples >= _LEAST_SHARE * effective_samples
    if not is_enough or not agree(answer, joined(weighed)):
        return None
    return replace(_heavy(answer), is_complete=answer.effective_samples >= effective_samples)


def _efficiency(rounds: list[Sampled]) -> float:
    """The share of effective samples in the points of a typical one of several rounds."""
    return median(each.effective_samples / len(each.points) for each in rounds)


def _together(tries: list[Sampled]) -> float:
    return effective_samples(np.concatenate([each.log_weights for each in tries]))


def _typical(rounds: list[Sampled], seed: int) -> np.ndarray:
    """Samples, shape (6,000, k), that the next mixture is laid over."""
    log_weights = levelled(np.concatenate([each.log_weights for each in rounds]))
    return np.concatenate([each.points for each in rounds])[resample(log_weights, _SAMPLES, seed)]


def _heavy(found: Sampled) -> Sampled:
    """The same without the points that weigh next to nothing: of a million of them most are such, at a hundred bytes each."""
    is_heavy = found.log_weights > found.log_weights.max() - _NOTHING
    return replace(
        found,
        points=found.points[is_heavy],
        log_weights=found.log_weights[is_heavy],
        log_likelihoods=found.log_likelihoods[is_heavy],
    )
