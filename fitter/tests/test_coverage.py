"""Posteriors are as wide as they should be, on fewer light curves than `bench/coverage` draws."""

import numpy as np
from nmma_bench.coverage import ranks
from scipy.stats import kstest


def test_the_truth_is_anywhere_in_the_posterior():
    names, found, _ = ranks(16, seed=5)
    assert found.shape == (16, len(names))
    for name, column in zip(names, found.T, strict=True):
        assert kstest(column, "uniform").pvalue > 0.01, (name, np.sort(column))
