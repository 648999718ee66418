"""The evidence and the posterior, by importance nested sampling (nautilus)."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from nmma_fitter.inference.likelihood import LOWEST, FitLikelihood
from nmma_fitter.inference.nautilus_patches import Sampler
from nmma_fitter.inference.prior import FitPrior

NAME = "nautilus"
# Bounds, the whole prior included, before there is an ln Z to tell.
_FEWEST_BOUNDS = 2
# Share of the evidence that may be left in the live points when the exploration ends.
_LIVE_SHARE = 0.01
# One network per bound: four give the same evidence for more training. None needs ten times the likelihood calls and
# a fraction of the time where a call costs next to nothing.
_NETWORKS = 1
# Where a call costs next to nothing, time goes into the bounds and into drawing from them: points are drawn by the
# thousand, and a bound is made of twice as many new ones as nautilus would take. Measured on shock cooling and a Gaussian
# jet, with the same live points: half to a fifth of the time, and ln Z scatters no more.
_POINTS_AT_ONCE = 2000
_NEW_POINTS_PER_LIVE_POINT = 2
_MOST_CALLS_PER_BOUND_AND_LIVE_POINT = 20
# Points that each shell gets at least where a call costs next to nothing: with fewer the tails are missed, and ln Z of
# a shock-cooling fit is low by 0.05 on average (0.03 with).
_POINTS_PER_SHELL = 150
# Where the exploration missed a narrow part of the posterior, effective samples come ever more slowly. After so many
# likelihood calls per call of the exploration it ends with those it has, if they are enough for an error of 0.2 in
# ln Z, and after twice as many in any case; the error says how many there were.
_SAMPLING_CALLS_PER_EXPLORATION_CALL = 3
_FEWEST_EFFECTIVE_SAMPLES = 30
# Where a call costs next to nothing, sampling goes on to so many effective samples, for so many times the calls at most: of
# few a single one can have 2 % of the weight, which a correction can make 7 (a combined model on the demo's shock cooling).
# Shock cooling: a tenth of a second, and the largest weight is half as large.
_MORE_EFFECTIVE_SAMPLES = 2500
_MORE_CALLS = 1.5
# Where a call costs next to nothing, an exploration that goes on for so many of them per live point makes bounds that hardly
# shrink, and drawing from them takes ten times as long as the calls: another way is tried with what there is, and again
# whenever there is twice as much. At least 22 of the 27 fits of an afterglow in `bench/fidelity` never come so far.
_PATIENCE = 2000
# What the exploration is of the whole, in likelihood calls, as measured on the three models: for the estimate of
# what remains only.
_EXPLORATION_SHARE = 0.75
# A posterior is typically narrower than its prior by about this factor (as a logarithm) per parameter.
_SHRINKING_PER_PARAMETER = 1.5


@dataclass(frozen=True)
class SamplerState:
    """How far the sampler is. `fraction` is an estimate of the share of the work that is done."""

    iteration: int
    lnz: float | None
    fraction: float


@dataclass(frozen=True)
class Sampled:
    """What the sampler found. Points in the order of the prior's names."""

    lnz: float
    lnz_error: float
    effective_samples: float
    # Shape (m, n), (m,) and (m,): points, ln of their weights, ln L.
    points: np.ndarray
    log_weights: np.ndarray
    log_likelihoods: np.ndarray
    seconds: float
    # false: it ended with fewer effective samples than were asked for.
    is_complete: bool
    # false: it was stopped before ln Z had settled.
    is_converged: bool = True
    # How far another way to ln Z lies below; None where there is none or the two agree.
    disagreement: float | None = None


class Stopped(Exception):  # noqa: N818
    """The sampler was told to stop before there was anything to tell; the state is where it was."""

    def __init__(self, state: SamplerState) -> None:
        super().__init__("stopped")
        self.state = state


# Asked about once a second: go on, end now with what there is, or end with nothing.
GO_ON, END_NOW, GIVE_UP = "go-on", "end-now", "give-up"


def _state(sampler: Sampler, dimensions: int, target: float) -> SamplerState:
    lnz = sampler.log_z if len(sampler.bounds) > 0 else None
    iteration = len(sampler.bounds)
    if lnz is None or not np.isfinite(lnz) or lnz <= LOWEST:
        return SamplerState(iteration, None, 0.0)
    if sampler.explored:
        share = min(1.0, sampler.n_eff / target)
        return SamplerState(iteration, lnz, _EXPLORATION_SHARE + (1 - _EXPLORATION_SHARE) * share)
    shrunk = max(0.0, -sampler.log_v_live)
    # The live share falls like the volume once the peak is passed.
    to_go = np.log(max(sampler.f_live, _LIVE_SHARE) / _LIVE_SHARE)
    whole = max(shrunk + to_go, _SHRINKING_PER_PARAMETER * dimensions)
    return SamplerState(iteration, lnz, _EXPLORATION_SHARE * shrunk / whole)


class _EndNow(Exception):  # noqa: N818
    pass


def sample(
    likelihood: FitLikelihood,
    prior: FitPrior,
    *,
    live_points: int,
    effective_samples: int,
    seed: int,
    ask: Callable[[], str],
    report: Callable[[SamplerState], None],
    otherwise: Callable[[Sampled], Sampled | None] = lambda _: None,
) -> Sampled:
    """Sample the posterior and integrate the evidence, until there are `effective_samples` if that can be had.

    The points that explored the prior and shaped the proposal are not used again for the evidence: with few live
    points they were measured to bias ln Z by up to −0.9 for an afterglow, without them it is right to its error.

    `otherwise` is given what a long exploration of a cheap likelihood has found, and what it answers is the end, unless it is
    None.

    `ask` is asked (GO_ON, END_NOW or GIVE_UP), and `report` called, about once a second.

    Raises Stopped when it was told to give up, or to end before there is an ln Z.
    """
    started = time.monotonic()
    dimensions = len(prior.names)
    sampler = Sampler(
        prior.transform,
        likelihood,
        n_dim=dimensions,
        n_live=live_points,
        n_networks=0 if likelihood.model.is_cheap else _NETWORKS,
        vectorized=True,
        seed=seed,
        **(_many_at_once(live_points) if likelihood.model.is_cheap else {}),
    )

    def look() -> None:
        state = _state(sampler, dimensions, effective_samples)
        answer = ask()
        # Points drawn from the prior alone are no evidence.
        is_too_early = state.lnz is None or state.iteration < _FEWEST_BOUNDS
        if answer == GIVE_UP or (answer == END_NOW and is_too_early):
            raise Stopped(state)
        if answer == END_NOW:
            raise _EndNow
        report(state)

    try:
        explore = partial(sampler.run, f_live=_LIVE_SHARE, n_shell=0, n_eff=0, timeout=1.0)
        patience = _PATIENCE * live_points if likelihood.model.is_cheap else np.inf
        while not explore(n_like_max=patience):
            look()
            if sampler.n_like >= patience:
                explored = _found(
                    sampler, started, shift=float(sampler.f_live), is_complete=False, is_converged=False
                )
                if found := otherwise(explored):
                    return replace(found, seconds=time.monotonic() - started)
                patience *= 2
    except _EndNow:
        # What is left in the live points is the least that ln Z is uncertain by.
        return _found(sampler, started, shift=float(sampler.f_live), is_complete=False, is_converged=False)
    explored_lnz = float(sampler.log_z)
    sampler.discard_exploration = True
    most_calls = (1 + _SAMPLING_CALLS_PER_EXPLORATION_CALL) * sampler.n_like
    last_calls = 2 * most_calls
    draw = partial(
        sampler.run,
        n_shell=_POINTS_PER_SHELL if likelihood.model.is_cheap else 1,
        timeout=1.0,
        discard_exploration=True,
    )
    try:
        while not (is_complete := draw(n_eff=effective_samples, n_like_max=most_calls)):
            if sampler.n_like >= most_calls:
                if sampler.n_eff >= _FEWEST_EFFECTIVE_SAMPLES or sampler.n_like >= last_calls:
                    break
                most_calls += sampler.n_live
            look()
        if is_complete and likelihood.model.is_cheap:
            most_calls = int(_MORE_CALLS * sampler.n_like)
            while sampler.n_like < most_calls and not draw(
                n_eff=_MORE_EFFECTIVE_SAMPLES, n_like_max=most_calls
            ):
                look()
    except _EndNow:
        # Too few points after the exploration say less than the exploration does.
        sampler.discard_exploration = sampler.n_eff >= _FEWEST_EFFECTIVE_SAMPLES
        shift = _shift(sampler, explored_lnz)
        return _found(sampler, started, shift=shift, is_complete=False, is_converged=False)
    shift = _shift(sampler, explored_lnz)
    return _found(sampler, started, shift=shift, is_complete=bool(is_complete), is_converged=True)


def _many_at_once(live_points: int) -> dict[str, int]:
    return {
        "n_batch": _POINTS_AT_ONCE,
        "n_update": _NEW_POINTS_PER_LIVE_POINT * live_points,
        "n_like_new_bound": _MOST_CALLS_PER_BOUND_AND_LIVE_POINT * live_points,
    }


def _found(
    sampler: Sampler, started: float, *, shift: float, is_complete: bool, is_converged: bool
) -> Sampled:
    points, log_weights, log_likelihoods = sampler.posterior()
    return Sampled(
        lnz=float(sampler.log_z),
        lnz_error=float(np.hypot(1 / np.sqrt(sampler.n_eff), shift)),
        effective_samples=float(sampler.n_eff),
        points=points,
        log_weights=log_weights,
        log_likelihoods=log_likelihoods,
        seconds=time.monotonic() - started,
        is_complete=is_complete,
        is_converged=is_converged,
    )


def _shift(sampler: Sampler, explored_lnz: float) -> float:
    """Half of what ln Z moved by from the exploration to the points that were drawn after it.

    The number of effective samples knows nothing of what was never met: afterglows of three seeds were measured to
    scatter by 0.28 where it says 0.08, and to move by 0.7. Where nothing is missed (shock cooling: 0.1) this adds
    little.
    """
    return abs(float(sampler.log_z) - explored_lnz) / 2
