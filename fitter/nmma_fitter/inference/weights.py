"""Importance weights: effective sample size, clipping and resampling."""

import numpy as np

from nmma_fitter.inference.settings import PosteriorSettings

_SETTINGS = PosteriorSettings()
MAX_POSTERIOR_SAMPLES = _SETTINGS.max_samples


def resample(log_weights: np.ndarray, count: int, seed: int) -> np.ndarray:
    """Systematic resampling: indices, shape (count,), in which each point is as frequent as its weight, to within one."""
    weights = np.exp(log_weights - log_weights.max())
    rng = np.random.default_rng(seed)
    positions = (rng.random() + np.arange(count)) / count
    chosen = np.searchsorted(np.cumsum(weights / weights.sum()), positions)
    return np.minimum(chosen, len(log_weights) - 1)


def effective_samples(log_weights: np.ndarray) -> float:
    """Effective sample size: the number of equally weighted samples of the same precision (Kish 1965)."""
    weights = np.exp(log_weights - log_weights.max())
    return float(weights.sum() ** 2 / np.sum(weights**2))


def clip_weights(log_weights: np.ndarray) -> np.ndarray:
    """Clip the largest one per cent of the weights to the smallest of them (Koblents & Míguez 2015).

    A mixture that is fitted to one point with most of the weight misses the rest of the posterior
    (https://arxiv.org/abs/1208.5600).
    """
    place = len(log_weights) - 1 - len(log_weights) // _SETTINGS.clipped_one_in
    return np.minimum(log_weights, np.partition(log_weights, place)[place])


def equally_weighted(points: np.ndarray, log_weights: np.ndarray, seed: int) -> np.ndarray:
    """Resample to equally weighted samples, shape (at most 5,000, n).

    There are ten per effective sample, so that a plot of them shows the weights: points of high weight are repeated.
    """
    wanted = _SETTINGS.samples_per_effective_sample * effective_samples(log_weights)
    count = int(min(_SETTINGS.max_samples, max(1, wanted)))
    return points[resample(log_weights, count, seed)]
