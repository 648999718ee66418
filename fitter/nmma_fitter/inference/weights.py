"""Weighted points of a posterior, and as many equal ones."""

import numpy as np

MAX_POSTERIOR_SAMPLES = 5000
_LEVELLED = 100


def resample(log_weights: np.ndarray, count: int, seed: int) -> np.ndarray:
    """Systematic resampling: indices, shape (count,), each as often as its weight says, give or take one."""
    weights = np.exp(log_weights - log_weights.max())
    rng = np.random.default_rng(seed)
    positions = (rng.random() + np.arange(count)) / count
    chosen = np.searchsorted(np.cumsum(weights / weights.sum()), positions)
    return np.minimum(chosen, len(log_weights) - 1)


def effective_samples(log_weights: np.ndarray) -> float:
    """How many equally weighted samples the weighted ones are worth (Kish 1965)."""
    weights = np.exp(log_weights - log_weights.max())
    return float(weights.sum() ** 2 / np.sum(weights**2))


def levelled(log_weights: np.ndarray) -> np.ndarray:
    """Cut the hundredth part with the largest weights down to the least of them (Koblents & Míguez 2015).

    A mixture that is laid over one point that has most of the weight misses all the rest
    (https://arxiv.org/abs/1208.5600).
    """
    place = len(log_weights) - 1 - len(log_weights) // _LEVELLED
    return np.minimum(log_weights, np.partition(log_weights, place)[place])


def equally_weighted(points: np.ndarray, log_weights: np.ndarray, seed: int) -> np.ndarray:
    """Equally weighted samples, shape (at most 5,000, n).

    Ten times as many as there are effective ones, so that a picture of them shows what the weights say; points of
    high weight come several times.
    """
    count = int(min(MAX_POSTERIOR_SAMPLES, max(1, 10 * effective_samples(log_weights))))
    return points[resample(log_weights, count, seed)]
