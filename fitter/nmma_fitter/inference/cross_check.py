"""Two ways to one evidence, of which one may have missed a part of it, and a third one that settles it."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from nmma_fitter.inference.likelihood import FitLikelihood
from nmma_fitter.inference.mixture_proposal import average, lay_over, weigh_mixture
from nmma_fitter.inference.nested_sampling import Sampled, SamplerState
from nmma_fitter.inference.prior import FitPrior
from nmma_fitter.inference.weights import levelled, resample

# Joint errors: nearer than so many, two ways agree.
_AGREEING = 2.0
# A mixture is laid over so many samples of each.
_SAMPLES_OF_EACH = 2000
# Of the mixtures that are weighed, at most.
_MOST_POINTS = 12_000
_ENOUGH = 300
# An error of 0.2 in ln Z: with fewer, the third way settles nothing.
_FEWEST_EFFECTIVE_SAMPLES = 25


def agree(sampled: Sampled, weighed: Sampled) -> bool:
    """Whether an evidence by a few weighed samples leaves another one standing: it is not much higher.

    Both are means whose expectation is Z. Such a mean is hardly ever far above Z (by more than ln c with a probability
    of 1/c at most: Markov's inequality), but easily far below, where what matters was never met, and then its error
    does not know. So a lower one by weighing says nothing against the sampled one; a much higher one says that
    sampling missed a part. Measured on the demo's shock cooling with a top-hat jet: sampled −26.5 ± 0.1, the truth
    −23.
    """
    return weighed.lnz - sampled.lnz <= _AGREEING * np.hypot(sampled.lnz_error, weighed.lnz_error)


def settle(
    sampled: Sampled,
    weighed: Sampled,
    likelihood: FitLikelihood,
    prior: FitPrior,
    *,
    seed: int,
    ask: Callable[[], str],
    report: Callable[[SamplerState], None],
) -> Sampled:
    """Where two ways to the evidence of `likelihood` do not agree: weigh mixtures laid over the samples of both.

    They give the modes that either of them knows the weight that is their due. Where it ends with too few effective
    samples for that, or far below one of the two, the higher of the two is told, with half of what they differ by in its
    error, as its `disagreement`.

    Raises sampler.Stopped when it was told to give up.
    """
    mixtures = [
        lay_over(one.points[resample(levelled(one.log_weights), _SAMPLES_OF_EACH, seed)], prior, seed=seed)
        for one in (sampled, weighed)
    ]
    found = weigh_mixture(
        likelihood,
        prior,
        average(mixtures),
        count=_MOST_POINTS,
        seed=seed,
        enough=_ENOUGH,
        ask=ask,
        report=report,
    )
    seconds = sampled.seconds + found.seconds
    is_enough = found.effective_samples >= _FEWEST_EFFECTIVE_SAMPLES
    # Points laid over a few may miss as well what those few met.
    if is_enough and agree(found, sampled) and agree(found, weighed):
        return replace(found, seconds=seconds, is_complete=found.effective_samples >= _ENOUGH)
    difference = weighed.lnz - sampled.lnz
    error = float(np.hypot(weighed.lnz_error, difference / 2))
    return replace(
        weighed,
        lnz_error=error,
        seconds=seconds,
        is_complete=False,
        is_converged=found.is_converged,
        disagreement=float(difference),
    )
