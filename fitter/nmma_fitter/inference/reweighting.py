"""From the evidence of an approximate model to that of NMMA's own, by importance weights."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from nmma_fitter.inference.likelihood import LOWEST, FitLikelihood
from nmma_fitter.inference.nested_sampling import END_NOW, GIVE_UP, GO_ON, Sampled, SamplerState, Stopped
from nmma_fitter.inference.weights import effective_samples, resample

# Points are taken till there are so many effective ones (0.06 in ln Z, 0.07 σ in a median), of many points fewer (0.1 and 0.12),
# or so many points.
_ENOUGH = 300
_MANY_POINTS = 6000
_ENOUGH_OF_MANY = 100
_MOST_POINTS = 21_000
# Of so many points at a time none comes more often than its weight says.
_BLOCK = 3000
# Where few samples of the approximation have most of its weight the effective ones are few however many points are taken:
# with so many of an approximation of equal weights it ends, too.
_ENOUGH_EVEN = 450
_FIRST_POINTS = 100
# Before it is known how many it takes: for the estimate of what remains only.
_LIKELY_POINTS = 300
# Few: the error of ln Z (0.3) says so. Fewer say nothing of what the approximation never proposed.
_FEWEST_EFFECTIVE_SAMPLES = 10
# Low: of the demo's shock cooling fitted with a top-hat jet 0.05 were measured, and an ln Z that four ways to it agree on,
# while NMMA's own model, sampled with as many live points as pays, was 3 off without knowing it.
_LOWEST_EFFICIENCY = 0.02
# Lower still where ln Z falls by no more than so much: what the approximation found is what there is, if unevenly. Of a
# narrow jet seen from beside it 0.01 to 0.03 were measured. Where ln Z falls by far, the posterior may be elsewhere.
_LARGEST_FALL = 1.0
_LOWEST_EFFICIENCY_WITHOUT_FALL = 0.005
# Of a hundred points a single one of great weight may be that, of four hundred two were seen; sampling another model costs
# more than these.
_POINTS_BEFORE_GIVING_UP = 1000
# Effective share of the weights above which they are all one: the approximation is NMMA's own but for details.
_EVEN = 0.95


@dataclass(frozen=True)
class Correction:
    """What became of it. `effective_samples` of the weights; `lnz_shift` from the approximation to NMMA's own.

    `efficiency` (0–1): how even the weights are.
    """

    effective_samples: float
    efficiency: float
    lnz_shift: float
    points: int

    @property
    def is_even(self) -> bool:
        """Whether the weights are nearly all one, so that all samples are as good as those that were weighed."""
        return self.efficiency > _EVEN

    @property
    def is_enough(self) -> bool:
        """Whether the weighed samples are an answer of their own; else another model has to be sampled."""
        is_poor = _is_poor(self.efficiency, self.lnz_shift)
        return not is_poor and self.effective_samples >= _FEWEST_EFFECTIVE_SAMPLES

    def and_then(self, other: "Correction") -> "Correction":
        """Both of them, one after the other."""
        return Correction(
            min(self.effective_samples, other.effective_samples),
            min(self.efficiency, other.efficiency),
            self.lnz_shift + other.lnz_shift,
            self.points + other.points,
        )


def correct(
    approximate: Sampled,
    exact: FitLikelihood,
    *,
    seed: int,
    ask: Callable[[], str],
    report: Callable[[SamplerState], None],
) -> tuple[Sampled, Correction] | None:
    """Weigh samples of an approximate posterior by the likelihood of NMMA's own model.

    Z of the exact model is Z of the approximate one times the mean of the ratio of the likelihoods over the
    approximate posterior. `approximate.log_likelihoods` are those that it was sampled with.

    Where the two differ so much that the weights leave too few effective samples it ends soon: see Correction.is_enough.
    Returns None where none of the samples is possible.
    Raises Stopped when it was told to give up. Told to end, it tells what it has, as not converged.
    """
    order = np.concatenate([_block(approximate.log_weights, seed + i) for i in range(_MOST_POINTS // _BLOCK)])
    log_ratios = np.empty(0)
    known: dict[int, float] = {}
    wanted = _FIRST_POINTS
    answer = GO_ON

    def state() -> SamplerState:
        return SamplerState(0, approximate.lnz, len(log_ratios) / max(wanted, _LIKELY_POINTS))

    while True:
        for index in order[len(log_ratios) : wanted].tolist():
            if index not in known:
                known[index] = float(exact(approximate.points[index : index + 1])[0])
            log_ratios = np.append(log_ratios, known[index] - approximate.log_likelihoods[index])
            if len(log_ratios) % 10 == 0:
                report(state())
                answer = ask()
            # Out of time, the first points are still taken: without them there is nothing to tell.
            if answer == GIVE_UP or (answer == END_NOW and len(log_ratios) >= _FIRST_POINTS):
                break
        possible = log_ratios > LOWEST / 2
        even = effective_samples(log_ratios[possible]) if possible.any() else 0.0
        efficiency = even / len(log_ratios)
        weighed = _Weighed.of(order[: len(log_ratios)], log_ratios)
        if answer == GIVE_UP or (answer == END_NOW and not possible.any()):
            raise Stopped(state())
        if answer == END_NOW:
            sampled, correction = _corrected(approximate, weighed, known, efficiency)
            return replace(sampled, is_converged=False), correction
        is_poor = _is_poor(efficiency, weighed.lnz_shift)
        if is_poor and len(log_ratios) >= _POINTS_BEFORE_GIVING_UP:
            break
        enough = weighed.effective_samples
        is_many = len(log_ratios) >= _MANY_POINTS
        wished, most = (_ENOUGH_OF_MANY, _MOST_POINTS) if is_many else (_ENOUGH, _MANY_POINTS)
        is_enough = enough >= wished or even >= _ENOUGH_EVEN or efficiency > _EVEN
        if is_enough or len(log_ratios) == _MOST_POINTS:
            break
        likely = (
            _POINTS_BEFORE_GIVING_UP
            if is_poor
            else 1.1 * min(wished / enough, _ENOUGH_EVEN / even) * len(log_ratios) + 1
        )
        wanted = int(min(most, likely))
    if not possible.any():
        return None
    return _corrected(approximate, weighed, known, efficiency)


def _is_poor(efficiency: float, lnz_shift: float) -> bool:
    has_fallen = lnz_shift < -_LARGEST_FALL
    return efficiency < (_LOWEST_EFFICIENCY if has_fallen else _LOWEST_EFFICIENCY_WITHOUT_FALL)


def _block(log_weights: np.ndarray, seed: int) -> np.ndarray:
    """Indices of equally weighted samples, in a random order, so that the first so many are a fair sample too."""
    return np.random.default_rng(seed).permutation(resample(log_weights, _BLOCK, seed))


@dataclass(frozen=True)
class _Weighed:
    """Distinct samples (indices), how often each was drawn, and ln of its ratio of likelihoods, shape (n,) each."""

    distinct: np.ndarray
    counts: np.ndarray
    log_ratios: np.ndarray

    @classmethod
    def of(cls, order: np.ndarray, log_ratios: np.ndarray) -> "_Weighed":
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
        """Of the mean ratio, relative to it: a sample that comes often and has a large ratio is one sample still."""
        before = self.counts / self.draws
        after = np.exp(self.log_weights - np.logaddexp.reduce(self.log_weights))
        return float(np.sum((after - before) ** 2))


def _corrected(
    approximate: Sampled, weighed: _Weighed, known: dict[int, float], efficiency: float
) -> tuple[Sampled, Correction]:
    shift = weighed.lnz_shift
    corrected = replace(
        approximate,
        lnz=approximate.lnz + shift,
        lnz_error=float(np.sqrt(approximate.lnz_error**2 + weighed.variance)),
    )
    exact_values = np.array([known[index] for index in weighed.distinct.tolist()])
    correction = Correction(weighed.effective_samples, efficiency, shift, weighed.draws)
    if correction.is_even:
        # Of all samples that are kept the likelihoods of those that were weighed alone are known.
        values = np.full(len(approximate.points), LOWEST)
        values[weighed.distinct] = exact_values
        return replace(corrected, log_likelihoods=values), correction
    sampled = replace(
        corrected,
        effective_samples=min(approximate.effective_samples, weighed.effective_samples),
        points=approximate.points[weighed.distinct],
        log_weights=weighed.log_weights,
        log_likelihoods=exact_values,
    )
    return sampled, correction
