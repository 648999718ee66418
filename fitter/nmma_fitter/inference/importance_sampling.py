"""Importance sampling: the evidence from points drawn from a known distribution, without a sampler."""

import time
from dataclasses import replace

import numpy as np
from scipy.special import logsumexp

from nmma_fitter.inference.estimate import EvidenceEstimate
from nmma_fitter.inference.likelihood import FitLikelihood
from nmma_fitter.inference.run_control import Decision, RunControl, SamplerState, Stopped, Unattended
from nmma_fitter.inference.settings import ImportanceSamplingSettings
from nmma_fitter.inference.weights import effective_samples

BATCH = ImportanceSamplingSettings().batch


def importance_sample(
    likelihood: FitLikelihood,
    points: np.ndarray,
    log_ratios: np.ndarray | float = 0.0,
    *,
    enough: float = np.inf,
    batch: int = BATCH,
    control: RunControl | None = None,
) -> EvidenceEstimate:
    """Weight points of shape (m, k) by their likelihood; Z is the mean weight.

    `log_ratios`, shape (m,): ln of the prior's density over the density that the points were drawn from; 0 for points
    drawn from the prior. It ends early with `enough` effective samples, which requires points in random order, or when
    `control` ends it: then the estimate is not converged.

    Raises Stopped when `control` gives up.
    """
    control = control or Unattended()
    started = time.monotonic()
    log_likelihoods = np.empty(0)
    log_ratios = np.broadcast_to(log_ratios, len(points))
    found = None
    while len(log_likelihoods) < len(points):
        part = points[len(log_likelihoods) : len(log_likelihoods) + batch]
        log_likelihoods = np.append(log_likelihoods, likelihood(part))
        found = _estimate(points, log_likelihoods, log_ratios)
        state = SamplerState(0, found.lnz, len(log_likelihoods) / len(points))
        control.report(state)
        decision = control.decide()
        if decision is Decision.GIVE_UP:
            raise Stopped(state)
        if decision is Decision.END_NOW:
            found = replace(found, is_converged=False)
            break
        if found.effective_samples >= enough:
            break
    return replace(found, seconds=time.monotonic() - started)


def combine(estimates: list[EvidenceEstimate]) -> EvidenceEstimate:
    """Combine importance samples of several proposals into one estimate: Z is the mean weight of all points."""
    log_likelihoods = np.concatenate([one.log_likelihoods for one in estimates])
    log_weights = np.concatenate([one.log_weights for one in estimates])
    points = np.concatenate([one.points for one in estimates])
    return replace(
        _estimate(points, log_likelihoods, log_weights - log_likelihoods),
        seconds=sum(one.seconds for one in estimates),
        is_converged=all(one.is_converged for one in estimates),
    )


def _estimate(points: np.ndarray, log_likelihoods: np.ndarray, log_ratios: np.ndarray) -> EvidenceEstimate:
    """Estimate Z from the first points, those whose likelihoods are known."""
    count = len(log_likelihoods)
    log_weights = log_likelihoods + log_ratios[:count]
    effective = effective_samples(log_weights)
    return EvidenceEstimate(
        lnz=float(logsumexp(log_weights) - np.log(count)),
        lnz_error=float(np.sqrt(1 / effective - 1 / count)),
        effective_samples=effective,
        points=points[:count],
        log_weights=log_weights,
        log_likelihoods=log_likelihoods,
        seconds=0.0,
        is_complete=True,
    )
