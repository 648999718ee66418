"""The evidence of NMMA's own model, found with the help of faster approximations where there are any."""

from dataclasses import dataclass, replace

from nmma_fitter.inference.cross_check import agrees, resolve
from nmma_fitter.inference.estimate import EvidenceEstimate
from nmma_fitter.inference.likelihood import FitLikelihood
from nmma_fitter.inference.nested_sampling import NestedSampling
from nmma_fitter.inference.population_monte_carlo import PopulationMonteCarlo
from nmma_fitter.inference.prior import FitPrior
from nmma_fitter.inference.reweighting import Reweighting, reweight
from nmma_fitter.inference.run_control import RunControl
from nmma_fitter.inference.settings import EvidenceSettings, SamplingSettings
from nmma_fitter.inference.stages import Stage, plan_stages


@dataclass(frozen=True)
class FitEvidence:
    """The evidence, and how an approximation was reweighted to it (None: NMMA's own model was sampled)."""

    estimate: EvidenceEstimate
    reweighting: Reweighting | None


class EvidenceFinder:
    """Finds the evidence of the last of several likelihoods, which is NMMA's own.

    Each likelihood is closer to NMMA's own than the one before it, and slower. The first is sampled, and its samples are
    reweighted to the others in turn: where one reweighting is good, the next needs few samples. Where an approximation is
    too different to be reweighted, the next likelihood is sampled instead, with more live points, in the end NMMA's own.
    """

    def __init__(
        self,
        likelihoods: list[FitLikelihood],
        prior: FitPrior,
        request: SamplingSettings,
        control: RunControl,
    ) -> None:
        """Take the likelihoods, the fastest first."""
        self._likelihoods = likelihoods
        self._prior = prior
        self._request = request
        self._control = control
        # By the index of the likelihood: the reweighted estimates that were not accepted.
        self._rejected: dict[int, EvidenceEstimate] = {}

    def find(self) -> FitEvidence:
        """Find the evidence.

        Raises Stopped when the control ends the fit before there is an ln Z.
        """
        for first in range(len(self._likelihoods)):
            found = self._find_from(first)
            if found is not None:
                return found
        raise AssertionError("the last likelihood needs no reweighting")

    def _find_from(self, first: int) -> FitEvidence | None:
        """Sample a likelihood and reweight to the others; None where a reweighting is not accepted."""
        better = range(first + 1, len(self._likelihoods))
        is_cheap = self._likelihoods[first].model.is_cheap
        stages = plan_stages(self._control, len(better), is_cheap=is_cheap)
        found: FitEvidence | None = FitEvidence(self._sample(first, stages[0]), None)
        for index, stage in zip(better, stages[1:], strict=True):
            if found is not None:
                found = self._reweight(found, index, stage)
        return found

    def _sample(self, index: int, stage: Stage) -> EvidenceEstimate:
        """Sample a likelihood: nested sampling, and more where that is not enough."""
        likelihood, request = self._likelihoods[index], self._request
        monte_carlo = PopulationMonteCarlo(likelihood, self._prior, request)
        factor = 1 if index == 0 else EvidenceSettings().live_point_factor
        with stage.running():
            found = NestedSampling(
                likelihood,
                self._prior,
                replace(request, live_points=factor * request.live_points),
                stage,
                fallback=lambda explored: monte_carlo.run(explored, stage),
            ).run()
        overtime = stage.overtime()
        with overtime.running():
            has_few = found.is_converged and found.effective_samples < request.effective_samples
            if has_few and likelihood.model.is_cheap:
                answer = monte_carlo.run(found, overtime)
                if answer and agrees(answer, found):
                    found = replace(answer, seconds=found.seconds + answer.seconds)
            return self._cross_checked(found, index, overtime)

    def _cross_checked(self, found: EvidenceEstimate, index: int, control: RunControl) -> EvidenceEstimate:
        """Cross-check a sampled estimate with the reweighted one of the same likelihood that was not accepted."""
        rejected = self._rejected.get(index)
        if rejected is None or not found.is_converged or agrees(found, rejected):
            return found
        likelihood, seed = self._likelihoods[index], self._request.seed
        return resolve(found, rejected, likelihood, self._prior, seed=seed, control=control)

    def _reweight(self, found: FitEvidence, index: int, stage: Stage) -> FitEvidence | None:
        with stage.running():
            answer = reweight(
                found.estimate, self._likelihoods[index], seed=self._request.seed, control=stage
            )
        if answer is None:
            return None
        estimate, reweighting = answer
        # A fit that is out of time returns what it has.
        if estimate.is_converged and not reweighting.is_accepted:
            self._rejected[index] = estimate
            return None
        # The two likelihoods are the same but for details, and this one is known at few samples: the next reweighting
        # starts from the likelihood that was sampled.
        is_last = index == len(self._likelihoods) - 1
        if reweighting.is_uniform and not is_last:
            return found
        before = found.reweighting
        return FitEvidence(estimate, before.and_then(reweighting) if before else reweighting)
