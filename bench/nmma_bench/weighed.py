"""An evidence by weighing points that were drawn from a known distribution: no sampler is in it."""

import time

import numpy as np
from scipy.special import logsumexp

from nmma_fitter.fit_likelihood import FitLikelihood
from nmma_fitter.posterior import effective_samples
from nmma_fitter.sampler import Sampled

# Points whose light curves are computed at once: bounds their memory.
_AT_ONCE = 500


def weigh(likelihood: FitLikelihood, points: np.ndarray, log_ratios: np.ndarray | float = 0.0) -> Sampled:
    """Weigh points of shape (m, k) by their likelihood; ln Z is the logarithm of the mean weight.

    `log_ratios`, shape (m,): ln of the prior's density over that which they were drawn from; 0 for points of the prior.
    """
    started = time.monotonic()
    count = len(points)
    parts = np.array_split(points, -(-count // _AT_ONCE))
    log_likelihoods = np.concatenate([likelihood(part) for part in parts])
    log_weights = log_likelihoods + log_ratios
    effective = effective_samples(log_weights)
    return Sampled(
        lnz=float(logsumexp(log_weights) - np.log(count)),
        lnz_error=float(np.sqrt(1 / effective - 1 / count)),
        effective_samples=effective,
        points=points,
        log_weights=log_weights,
        log_likelihoods=log_likelihoods,
        seconds=time.monotonic() - started,
        is_complete=True,
    )
