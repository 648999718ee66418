"""Population Monte Carlo: rounds of importance sampling, each from a mixture fitted to the latest rounds."""

from dataclasses import replace
from statistics import median

import numpy as np

from nmma_fitter.inference.cross_check import agrees
from nmma_fitter.inference.estimate import EvidenceEstimate
from nmma_fitter.inference.importance_sampling import combine
from nmma_fitter.inference.likelihood import FitLikelihood
from nmma_fitter.inference.mixture_proposal import Mixture, average, fit_mixture, sample_mixture
from nmma_fitter.inference.prior import FitPrior
from nmma_fitter.inference.run_control import RunControl
from nmma_fitter.inference.settings import PopulationMonteCarloSettings, SamplingSettings
from nmma_fitter.inference.stages import Stage
from nmma_fitter.inference.weights import clip_weights, effective_samples, resample

_SETTINGS = PopulationMonteCarloSettings()


class PopulationMonteCarlo:
    """Finds the evidence from samples that are only a rough guess (Cappé et al. 2004).

    A mixture is fitted to the given samples, and points drawn from it are weighted. The next mixture is fitted to the
    points of the latest rounds, and so on: a point of large weight in a place that no mixture covered draws the next
    mixtures there. Once the rounds predict enough effective samples, the final draws come from the average of the latest
    mixtures. That average does not depend on the points drawn from it, so that their mean weight is Z.

    https://doi.org/10.1198/106186004X12803
    """

    def __init__(
        self,
        likelihood: FitLikelihood,
        prior: FitPrior,
        request: SamplingSettings,
        settings: PopulationMonteCarloSettings = _SETTINGS,
    ) -> None:
        """Take a cheap likelihood. The request's live points are not used."""
        self._likelihood = likelihood
        self._prior = prior
        self._request = request
        self._settings = settings

    def run(self, initial: EvidenceEstimate, control: RunControl) -> EvidenceEstimate | None:
        """Improve on the initial samples.

        The estimate is not complete where it ends with fewer effective samples than requested. Returns None where there
        are far fewer, or where ln Z is far below that of the rounds: then too much of the posterior is elsewhere.
        Raises Stopped when `control` gives up.
        """
        settings, seed = self._settings, self._request.seed
        samples = initial.points[resample(initial.log_weights, settings.samples, seed)]
        mixtures: list[Mixture] = []
        rounds: list[EvidenceEstimate] = []
        final_draws: list[EvidenceEstimate] = []
        is_final = False
        for number in range(settings.max_rounds + settings.max_final_draws):
            mixture = fit_mixture(samples, self._prior, seed=seed + number, components=settings.components)
            mixtures = [*mixtures[1 - settings.latest :], mixture]
            is_final = is_final or number == settings.max_rounds or self._is_adapted(number, rounds)
            stage = self._stage(control, number)
            found = self._sample(average(mixtures) if is_final else mixture, number, is_final, stage)
            if is_final:
                final_draws.append(found)
                if _effective_samples_of(final_draws) >= self._request.effective_samples:
                    break
            else:
                rounds = [*rounds[1 - settings.latest :], found]
            if len(final_draws) == settings.max_final_draws or not found.is_converged:
                break
            samples = self._samples_to_fit([*rounds, *final_draws][-settings.latest :])
        return self._accept(final_draws, rounds) if final_draws else None

    def _stage(self, control: RunControl, number: int) -> Stage:
        # The number of rounds is not known beforehand: each covers a smaller part of what remains.
        latest = self._settings.latest
        return Stage(control, number / (number + latest), (number + 1) / (number + 1 + latest))

    def _sample(self, mixture: Mixture, number: int, is_final: bool, stage: Stage) -> EvidenceEstimate:
        settings = self._settings
        with stage.running():
            return sample_mixture(
                self._likelihood,
                self._prior,
                mixture,
                count=settings.points_per_final_draw if is_final else settings.points_per_round,
                seed=self._request.seed + number,
                enough=settings.effective_samples_per_final_draw if is_final else np.inf,
                batch=settings.batch,
                control=stage,
            )

    def _is_adapted(self, number: int, rounds: list[EvidenceEstimate]) -> bool:
        """Whether the rounds predict enough effective samples for the final draws."""
        if number < self._settings.min_rounds:
            return False
        efficiency = median(one.effective_samples / len(one.points) for one in rounds)
        return efficiency * self._settings.max_predicted_points >= self._request.effective_samples

    def _samples_to_fit(self, latest: list[EvidenceEstimate]) -> np.ndarray:
        """Resample the points of the latest rounds, their weights clipped, for the next mixture."""
        log_weights = clip_weights(np.concatenate([one.log_weights for one in latest]))
        chosen = resample(log_weights, self._settings.samples, self._request.seed)
        return np.concatenate([one.points for one in latest])[chosen]

    def _accept(
        self, final_draws: list[EvidenceEstimate], rounds: list[EvidenceEstimate]
    ) -> EvidenceEstimate | None:
        answer = combine(final_draws)
        wanted = self._request.effective_samples
        is_enough = answer.effective_samples >= self._settings.accepted_share * wanted
        if not is_enough or not agrees(answer, combine(rounds)):
            return None
        return replace(self._without_negligible(answer), is_complete=answer.effective_samples >= wanted)

    def _without_negligible(self, found: EvidenceEstimate) -> EvidenceEstimate:
        """Drop the points of negligible weight: most of a million, at a hundred bytes each."""
        kept = found.log_weights > found.log_weights.max() - self._settings.negligible_log_weight
        return replace(
            found,
            points=found.points[kept],
            log_weights=found.log_weights[kept],
            log_likelihoods=found.log_likelihoods[kept],
        )


def _effective_samples_of(estimates: list[EvidenceEstimate]) -> float:
    return effective_samples(np.concatenate([one.log_weights for one in estimates]))
