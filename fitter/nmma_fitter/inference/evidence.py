"""The evidence of NMMA's own model, by way of a faster one where there is one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from nmma_fitter.inference.cross_check import agree, settle
from nmma_fitter.inference.likelihood import FitLikelihood
from nmma_fitter.inference.nested_sampling import Sampled, SamplerState, sample
from nmma_fitter.inference.population_monte_carlo import weigh_in_rounds
from nmma_fitter.inference.prior import FitPrior
from nmma_fitter.inference.reweighting import Correction, correct
from nmma_fitter.inference.stages import Stage, stages

# What is hard to correct was found to be hard to sample.
_LIVE_POINTS_OF_HARD = 3


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
    """Sample the first likelihood and correct it to the last one, which is NMMA's own, by way of those between.

    Each is nearer to NMMA's own than the one before and takes longer: what one corrected well, the next has to be asked
    at few points only. Where sampling a cheap one ended with few samples, rounds that begin with those find more. Where the
    first is too different to be corrected, the next one is sampled, with more live points, in the end NMMA's own.

    Raises sampler.Stopped when it was told to stop before there is an ln Z.
    """

    def sampled(likelihood: FitLikelihood, live_points: int, stage: Stage) -> Sampled:
        in_rounds = partial(
            weigh_in_rounds,
            likelihood,
            prior,
            effective_samples=settings.effective_samples,
            seed=settings.seed,
            ask=ask,
        )
        with stage.under_way():
            found = sample(
                likelihood,
                prior,
                live_points=live_points,
                effective_samples=settings.effective_samples,
                seed=settings.seed,
                ask=ask,
                report=stage,
                otherwise=partial(in_rounds, report=stage),
            )
            is_poor = found.is_converged and found.effective_samples < settings.effective_samples
            if is_poor and likelihood.model.is_cheap:
                answer = in_rounds(found, report=stage.at_its_end)
                if answer and agree(answer, found):
                    found = replace(answer, seconds=found.seconds + answer.seconds)
        other = rejected.get(id(likelihood))
        if other is None or not found.is_converged or agree(found, other):
            return found
        return settle(found, other, likelihood, prior, seed=settings.seed, ask=ask, report=stage.at_its_end)

    def corrected(found: Found, better: FitLikelihood, stage: Stage) -> Found | None:
        with stage.under_way():
            answer = correct(found.sampled, better, seed=settings.seed, ask=ask, report=stage)
        if answer is None:
            return None
        samples, correction = answer
        # What it had when its time was over is what there is to tell.
        if samples.is_converged and not correction.is_enough:
            rejected[id(better)] = samples
            return None
        # Few of their likelihoods are known, which the next one would be measured against: it corrects what was sampled.
        if correction.is_even and better is not likelihoods[-1]:
            return found
        return Found(samples, found.correction.and_then(correction) if found.correction else correction)

    # Evidences by too few weighed samples, by the identity of the likelihood that they are of.
    rejected: dict[int, Sampled] = {}
    for first, likelihood in enumerate(likelihoods):
        nearer = likelihoods[first + 1 :]
        live_points = settings.live_points if first == 0 else _LIVE_POINTS_OF_HARD * settings.live_points
        sampling, *correcting = stages(report, len(nearer), is_cheap=likelihood.model.is_cheap)
        found: Found | None = Found(sampled(likelihood, live_points, sampling), None)
        for better, stage in zip(nearer, correcting, strict=True):
            found = found and corrected(found, better, stage)
        if found is not None:
            return found
    raise AssertionError("the last likelihood needs no correction")
