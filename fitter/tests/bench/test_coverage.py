"""Posteriors are as wide as they should be, on fewer light curves than `bench/coverage` draws."""

import numpy as np
import pytest
from nmma_bench.coverage import ranks
from scipy.stats import kstest

from nmma_fitter.registry import find_model


@pytest.mark.parametrize("name", ["Piro2021", "Me2017"])
def test_the_truth_is_anywhere_in_the_posterior(name):
    names, found, _ = ranks(find_model(name), 16, seed=5)
    assert found.shape == (16, len(names))
    for parameter, column in zip(names, found.T, strict=True):
        assert kstest(column, "uniform").pvalue > 0.01, (parameter, np.sort(column))
