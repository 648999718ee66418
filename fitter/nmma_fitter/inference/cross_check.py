"""The cross-check of two estimates of one evidence, and a third one that decides between them."""

from dataclasses import replace

import numpy as np

from nmma_fitter.inference.estimate import EvidenceEstimate
from nmma_fitter.inference.likelihood import FitLikelihood
from nmma_fitter.inference.mixture_proposal import average, fit_mixture, sample_mixture
from nmma_fitter.inference.prior import FitPrior
from nmma_fitter.inference.run_control import RunControl
from nmma_fitter.inference.settings import CrossCheckSettings
from nmma_fitter.inference.weights import clip_weights, resample

_SETTINGS = CrossCheckSettings()


def agrees(sampled: EvidenceEstimate, reweighted: EvidenceEstimate) -> bool:
    """Whether an estimate from a few importance samples is compatible with another one: it is not much higher.

    The expectation of both estimates is Z. Such a mean is hardly ever far above Z: by more than ln c with a probability of
    at most 1/c (Markov's inequality). It is easily far below Z, where its points missed part of the posterior, and then its
    error is too small. So a lower estimate from importance samples says nothing against the sampled one. A much higher one
    says that sampling missed a part: with a top-hat jet, the demo's shock cooling was sampled to −26.5 ± 0.1 instead of −23.
    """
    joint_error = np.hypot(sampled.lnz_error, reweighted.lnz_error)
    return reweighted.lnz - sampled.lnz <= _SETTINGS.agreement_sigma * joint_error


def resolve(
    sampled: EvidenceEstimate,
    reweighted: EvidenceEstimate,
    likelihood: FitLikelihood,
    prior: FitPrior,
    *,
    seed: int,
    control: RunControl,
) -> EvidenceEstimate:
    """Resolve a disagreement: importance sampling with mixtures fitted to the samples of both estimates.

    It gives each mode that either of them found its proper weight. Where it ends with too few effective samples for that,
    or far below one of the two, the result is the higher of the two. Half of the difference is then added to its error, and
    the difference is its `disagreement`.

    Raises Stopped when `control` gives up.
    """
    mixtures = [fit_mixture(_samples_of(one, seed), prior, seed=seed) for one in (sampled, reweighted)]
    third = sample_mixture(
        likelihood,
        prior,
        average(mixtures),
        count=_SETTINGS.max_points,
        seed=seed,
        enough=_SETTINGS.effective_samples,
        control=control,
    )
    seconds = sampled.seconds + third.seconds
    is_decisive = third.effective_samples >= _SETTINGS.decisive_effective_samples
    # A mixture fitted to a few samples may miss what these met.
    if is_decisive and agrees(third, sampled) and agrees(third, reweighted):
        is_complete = third.effective_samples >= _SETTINGS.effective_samples
        return replace(third, seconds=seconds, is_complete=is_complete)
    difference = reweighted.lnz - sampled.lnz
    return replace(
        reweighted,
        lnz_error=float(np.hypot(reweighted.lnz_error, difference / 2)),
        seconds=seconds,
        is_complete=False,
        is_converged=third.is_converged,
        disagreement=float(difference),
    )


def _samples_of(estimate: EvidenceEstimate, seed: int) -> np.ndarray:
    weights = clip_weights(estimate.log_weights)
    return estimate.points[resample(weights, _SETTINGS.samples_per_mixture, seed)]
