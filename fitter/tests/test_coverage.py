"""Posteriors are as wide as they should be, on fewer light curves than `bench/coverage` draws."""

import numpy as np
import pytest
from nmma_bench.coverage import ranks
from scipy.stats import kstest


@pytest.mark.parametrize("model", ["Piro2021", "Me2017"])
def test_the_truth_is_anywhere_in_the_posterior(model):
    names, found, _ = ranks(model, 16, seed=5)
    assert found.shape == (16, len(names))
    for name, column in zip(names, found.T, strict=True):
        assert kstest(column, "uniform").pvalue > 0.01, (name, np.sort(column))
