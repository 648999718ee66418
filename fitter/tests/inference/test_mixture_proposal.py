"""An evidence by weighing points of a mixture, on a likelihood whose evidence is known."""

import numpy as np
import pytest
from bilby.core.prior import Uniform
from peaks import Peaks

from nmma_fitter.inference.mixture_proposal import average, fit_mixture, sample_mixture
from nmma_fitter.inference.prior import FitPrior
from nmma_fitter.inference.weights import equally_weighted

PRIOR = FitPrior({f"x{i}": Uniform(0, 10) for i in range(2)}, {})


def around(centre, width, count):
    return np.random.default_rng(3).normal(centre, width, (count, 2))


def test_modes_get_the_weight_that_is_their_due():
    likelihood = Peaks((2.0, 0.3, 1.0), (7.0, 0.1, 3.0))
    # Nine in ten of the samples that are known are of the lesser mode.
    samples = np.concatenate([around(2.0, 0.3, 900), around(7.0, 0.1, 100)])
    found = sample_mixture(likelihood, PRIOR, fit_mixture(samples, PRIOR, seed=1), count=4000, seed=1)
    assert found.lnz == pytest.approx(np.log(4 / 100), abs=4 * found.lnz_error)
    assert found.lnz_error < 0.1
    posterior = equally_weighted(found.points, found.log_weights, 1)
    assert np.mean(posterior[:, 0] > 5) == pytest.approx(0.75, abs=0.06)


def test_a_mode_that_no_sample_knows_is_met_by_the_points_of_the_prior():
    mixture = fit_mixture(around(2.0, 0.3, 500), PRIOR, seed=1)
    found = sample_mixture(Peaks((2.0, 0.3, 1.0), (7.0, 0.5, 3.0)), PRIOR, mixture, count=8000, seed=1)
    assert found.lnz == pytest.approx(np.log(4 / 100), abs=4 * found.lnz_error)
    assert 0.1 < found.lnz_error < 0.5


def test_it_ends_the_same_with_the_same_seed():
    likelihood = Peaks((2.0, 0.3, 1.0))
    samples = around(2.0, 0.3, 300)
    first, second, other = (
        sample_mixture(likelihood, PRIOR, fit_mixture(samples, PRIOR, seed=1), count=500, seed=seed).lnz
        for seed in (1, 1, 2)
    )
    assert first == second != other


def test_of_mixtures_that_know_a_mode_each_the_average_knows_all():
    likelihood = Peaks((2.0, 0.3, 1.0), (7.0, 0.1, 3.0))
    first = fit_mixture(around(2.0, 0.3, 300), PRIOR, seed=1)
    second = fit_mixture(around(7.0, 0.1, 300), PRIOR, seed=1)
    both = average([first, second])
    assert both.shares.sum() == pytest.approx(1)
    quantiles = np.random.default_rng(1).normal(size=(50, 2))
    densities = [np.exp(one.log_density(quantiles)) for one in (first, second, both)]
    assert densities[2] == pytest.approx((densities[0] + densities[1]) / 2)
    found = sample_mixture(likelihood, PRIOR, both, count=4000, seed=1)
    assert found.lnz == pytest.approx(np.log(4 / 100), abs=4 * found.lnz_error)
    assert found.lnz_error < 0.1
