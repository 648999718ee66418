"""Weighted points, and what is made of their weights."""

import numpy as np
import pytest

from nmma_fitter.inference.weights import clip_weights, effective_samples, resample


def test_the_largest_weights_are_cut_down_to_the_least_of_them():
    log_weights = np.random.default_rng(1).permutation(np.log(np.arange(1.0, 1001.0)))
    cut = clip_weights(log_weights)
    assert np.exp(cut.max()) == pytest.approx(990)
    assert np.sum(cut == cut.max()) == 11
    assert np.array_equal(cut[log_weights < np.log(990)], log_weights[log_weights < np.log(990)])


def test_one_heavy_point_is_not_all_that_is_left():
    log_weights = np.zeros(10_000)
    log_weights[7] = 20.0
    assert effective_samples(log_weights) == pytest.approx(1, abs=0.01)
    assert effective_samples(clip_weights(log_weights)) == pytest.approx(10_000)


def test_of_a_few_points_the_heaviest_keeps_its_weight():
    log_weights = np.array([0.0, 3.0, 1.0])
    assert np.array_equal(clip_weights(log_weights), log_weights)


def test_points_come_as_often_as_their_weights_say():
    log_weights = np.log(np.array([1.0, 6.0, 3.0]))
    assert np.bincount(resample(log_weights, 1000, 1)).tolist() == pytest.approx([100, 600, 300], abs=1)
