"""The evidence of NMMA's own model, by way of a faster one where there is one."""

from collections.abc import Callable
from dataclasses import dataclass

from nmma_fitter.correction import Correction, correct
from nmma_fitter.fit_likelihood import FitLikelihood
from nmma_fitter.prior import FitPrior
from nmma_fitter.sampler import Sampled, SamplerState, sample


@dataclass(frozen=True)
class SamplingSettings:
    """How finely the prior is explored, when a fit ends, and the seed of everything random."""

    live_points: int
    effective_samples: int
    seed: int


@dataclass(frozen=True)
class Found:
    """The evidence, and how an approximate model was corrected (None: NMMA's own was sampled)."""

    sampled: Sampled
    correction: Correction | None


def find_evidence(
    likelihoods: list[FitLikelihood],
    prior: FitPrior,
    settings: SamplingSettings,
    *,
    ask: Callable[[], str],
    report: Callable[[SamplerState], None],
) -> Found:
    """Sample the first likelihood and correct it to the last one, which is NMMA's own.

    Where the first is too different to be corrected, the next one is sampled, in the end NMMA's own.

    Raises sampler.Stopped when it was told to stop before there is an ln Z.
    """
    *approximate, exact = likelihoods

    def sampled(likelihood: FitLikelihood) -> Sampled:
        return sample(
            likelihood,
            prior,
            live_points=settings.live_points,
            effective_samples=settings.effective_samples,
            seed=settings.seed,
            ask=ask,
            report=report,
        )

    for likelihood in approximate:
        corrected = correct(sampled(likelihood), exact, seed=settings.seed, ask=ask, report=report)
        if corrected is not None:
            return Found(*corrected)
    return Found(sampled(exact), None)
