"""Reweighting: from the posterior of an approximate likelihood to that of a better one, by importance weights."""

from dataclasses import dataclass, replace

import numpy as np

from nmma_fitter.inference.estimate import EvidenceEstimate
from nmma_fitter.inference.likelihood import LOWEST, FitLikelihood
from nmma_fitter.inference.run_control import Decision, RunControl, SamplerState, Stopped
from nmma_fitter.inference.settings import ReweightingSettings
from nmma_fitter.inference.weights import effective_samples, resample

_SETTINGS = ReweightingSettings()


@dataclass(frozen=True)
class Reweighting:
    """The outcome of a reweighting of `samples` posterior samples.

    `effective_samples` of the importance weights. `efficiency` (0–1): the effective over all samples, if all of them were
    distinct. `lnz_shift`: ln Z of the better likelihood less that of the approximate one.
    """

    effective_samples: float
    efficiency: float
    lnz_shift: float
    samples: int

    @property
    def is_uniform(self) -> bool:
        """Whether the weights are nearly equal, so that all samples of the approximation can be kept as they are."""
        return self.efficiency > _SETTINGS.uniform_efficiency

    @property
    def is_accepted(self) -> bool:
        """Whether the reweighted samples can be used. Otherwise the better likelihood has to be sampled."""
        is_poor = _is_poor(self.efficiency, self.lnz_shift)
        return not is_poor and self.effective_samples >= _SETTINGS.accepted_effective_samples

    def and_then(self, other: "Reweighting") -> "Reweighting":
        """Both of them, one after the other."""
        return Reweighting(
            min(self.effective_samples, other.effective_samples),
            min(self.efficiency, other.efficiency),
            self.lnz_shift + other.lnz_shift,
            self.samples + other.samples,
        )


def reweight(
    approximate: EvidenceEstimate, better: FitLikelihood, *, seed: int, control: RunControl
) -> tuple[EvidenceEstimate, Reweighting] | None:
    """Reweight samples of an approximate posterior to a better likelihood.

    Z of the better likelihood is Z of the approximate one, times the mean ratio of the two likelihoods over the
    approximate posterior. `approximate.log_likelihoods` are those of the approximate likelihood.

    Where the two differ so much that few effective samples are left, it ends soon: see Reweighting.is_accepted.
    Returns None where the better likelihood is zero at all samples.
    Raises Stopped when `control` gives up. When `control` ends it, the estimate so far is not converged.
    """
    return _Run(approximate, better, seed, control).result()


def _is_poor(efficiency: float, lnz_shift: float) -> bool:
    has_dropped = lnz_shift < -_SETTINGS.max_lnz_drop
    least = _SETTINGS.min_efficiency if has_dropped else _SETTINGS.min_efficiency_without_drop
    return efficiency < least


@dataclass(frozen=True)
class _WeightedSamples:
    """Distinct samples (indices), how often each was drawn, and ln of its likelihood ratio, shape (n,) each."""

    distinct: np.ndarray
    counts: np.ndarray
    log_ratios: np.ndarray

    @classmethod
    def of(cls, order: np.ndarray, log_ratios: np.ndarray) -> "_WeightedSamples":
        distinct, first, counts = np.unique(order, return_index=True, return_counts=True)
        return cls(distinct, counts, log_ratios[first])

    @property
    def log_weights(self) -> np.ndarray:
        return np.log(self.counts) + self.log_ratios

    @property
    def effective_samples(self) -> float:
        return effective_samples(self.log_weights)

    @property
    def draws(self) -> int:
        return int(self.counts.sum())

    @property
    def lnz_shift(self) -> float:
        """The logarithm of the mean ratio."""
        return float(np.logaddexp.reduce(self.log_weights) - np.log(self.draws))

    @property
    def variance(self) -> float:
        """Relative variance of the mean ratio. A repeated sample with a large ratio counts as one sample."""
        before = self.counts / self.draws
        after = np.exp(self.log_weights - np.logaddexp.reduce(self.log_weights))
        return float(np.sum((after - before) ** 2))


class _Run:
    """One reweighting while it runs: the samples in random order, and the likelihood ratios of the first of them."""

    def __init__(
        self, approximate: EvidenceEstimate, better: FitLikelihood, seed: int, control: RunControl
    ) -> None:
        self._approximate = approximate
        self._better = better
        self._control = control
        blocks = _SETTINGS.max_samples // _SETTINGS.block
        self._order = np.concatenate([self._block(seed + i) for i in range(blocks)])
        self._log_ratios = np.empty(0)
        # ln L of the better likelihood by the index of the sample: samples of high weight come several times.
        self._known: dict[int, float] = {}

    def _block(self, seed: int) -> np.ndarray:
        """Indices of equally weighted samples in random order, so that the first of them are a fair sample too."""
        chosen = resample(self._approximate.log_weights, _SETTINGS.block, seed)
        return np.random.default_rng(seed).permutation(chosen)

    def result(self) -> tuple[EvidenceEstimate, Reweighting] | None:
        """Evaluate samples until their weights are known well enough."""
        wanted = _SETTINGS.uniform_samples
        while True:
            decision = self._evaluate(wanted)
            possible = self._log_ratios > LOWEST / 2
            if decision is Decision.GIVE_UP or (decision is Decision.END_NOW and not possible.any()):
                raise Stopped(self._state(wanted))
            effective_ratios = effective_samples(self._log_ratios[possible]) if possible.any() else 0.0
            efficiency = effective_ratios / len(self._log_ratios)
            weighted = _WeightedSamples.of(self._order[: len(self._log_ratios)], self._log_ratios)
            if decision is Decision.END_NOW:
                estimate, reweighting = self._reweighted(weighted, efficiency)
                return replace(estimate, is_converged=False), reweighting
            more = self._next_count(weighted, effective_ratios, efficiency)
            if more is not None:
                wanted = more
            elif not possible.any():
                return None
            else:
                return self._reweighted(weighted, efficiency)

    def _evaluate(self, wanted: int) -> Decision:
        """Evaluate the better likelihood at the samples up to number `wanted`, unless the control ends it."""
        for index in self._order[len(self._log_ratios) : wanted].tolist():
            if index not in self._known:
                self._known[index] = float(self._better(self._approximate.points[index : index + 1])[0])
            ratio = self._known[index] - self._approximate.log_likelihoods[index]
            self._log_ratios = np.append(self._log_ratios, ratio)
            if len(self._log_ratios) % 10 == 0:
                self._control.report(self._state(wanted))
                decision = self._control.decide()
                # Out of time, the first samples are still evaluated: without them there is no result.
                has_first = len(self._log_ratios) >= _SETTINGS.first_samples
                if decision is Decision.GIVE_UP or (decision is Decision.END_NOW and has_first):
                    return decision
        return Decision.CONTINUE

    def _next_count(
        self, weighted: _WeightedSamples, effective_ratios: float, efficiency: float
    ) -> int | None:
        """How many samples to evaluate in all before the next look; None where these are enough, or hopeless."""
        count = len(self._log_ratios)
        if count < _SETTINGS.first_samples:
            return None if efficiency > _SETTINGS.uniform_efficiency else _SETTINGS.first_samples
        is_poor = _is_poor(efficiency, weighted.lnz_shift)
        if is_poor and count >= _SETTINGS.samples_before_abandoning:
            return None
        if count >= _SETTINGS.many_samples:
            target, most = _SETTINGS.effective_samples_of_many, _SETTINGS.max_samples
        else:
            target, most = _SETTINGS.effective_samples, _SETTINGS.many_samples
        is_enough = (
            weighted.effective_samples >= target
            or effective_ratios >= _SETTINGS.effective_ratios
            or efficiency > _SETTINGS.uniform_efficiency
        )
        if is_enough or count == _SETTINGS.max_samples:
            return None
        if is_poor:
            return min(most, _SETTINGS.samples_before_abandoning)
        factor = min(target / weighted.effective_samples, _SETTINGS.effective_ratios / effective_ratios)
        return int(min(most, 1.1 * factor * count + 1))

    def _state(self, wanted: int) -> SamplerState:
        expected = max(wanted, _SETTINGS.expected_samples)
        return SamplerState(0, self._approximate.lnz, len(self._log_ratios) / expected)

    def _reweighted(
        self, weighted: _WeightedSamples, efficiency: float
    ) -> tuple[EvidenceEstimate, Reweighting]:
        approximate, shift = self._approximate, weighted.lnz_shift
        estimate = replace(
            approximate,
            lnz=approximate.lnz + shift,
            lnz_error=float(np.sqrt(approximate.lnz_error**2 + weighted.variance)),
        )
        exact_values = np.array([self._known[index] for index in weighted.distinct.tolist()])
        reweighting = Reweighting(weighted.effective_samples, efficiency, shift, weighted.draws)
        if reweighting.is_uniform:
            # All samples are kept; the better likelihood is known at the evaluated ones only.
            values = np.full(len(approximate.points), LOWEST)
            values[weighted.distinct] = exact_values
            return replace(estimate, log_likelihoods=values), reweighting
        return (
            replace(
                estimate,
                effective_samples=min(approximate.effective_samples, weighted.effective_samples),
                points=approximate.points[weighted.distinct],
                log_weights=weighted.log_weights,
                log_likelihoods=exact_values,
            ),
            reweighting,
        )
