"""Ways to an evidence without a fast stand-in: NMMA's own likelihood has the last word in each."""

from types import SimpleNamespace

import numpy as np
import pytest
from bilby.core.prior import Uniform
from nmma_bench.directly import Directly
from nmma_bench.light_curves import demo
from nmma_bench.own_likelihood import OwnLikelihood
from nmma_bench.runs import STOCK_STEPS, job_of, tuned_prior
from nmma_bench.stock_fits import last_day_of
from peaks import Peaks

from nmma_fitter.inference.likelihood import LOWEST
from nmma_fitter.inference.prior import FitPrior
from nmma_fitter.inference.weights import equally_weighted
from nmma_fitter.registry import find_model

PRIOR = FitPrior({f"x{i}": Uniform(0, 10) for i in range(2)}, {})
KNOWN = [
    {name: np.random.default_rng(i).normal(3.0, 0.3, 300).tolist() for i, name in enumerate(PRIOR.names)}
]
WAYS = {
    "sampled": lambda directly: directly.sampled(300),
    "plain": lambda directly: directly.plain(20_000),
    "mixture": lambda directly: directly.mixture(KNOWN, 2000),
}


def directly_by(own):
    near = Peaks((3.0, 0.3, 1.0))
    stand_in = Peaks((8.0, 1.0, 5.0))
    job = SimpleNamespace(
        likelihoods=[stand_in, near], prior=PRIOR, entry=SimpleNamespace(effective_samples=600)
    )
    return Directly(job, own, seed=5)


@pytest.mark.parametrize("way", WAYS)
def test_what_was_found_is_weighed_by_nmmas_own_likelihood(way):
    found = WAYS[way](directly_by(Peaks((3.1, 0.3, 1.5))))
    assert found.lnz == pytest.approx(np.log(1.5 / 100), abs=4 * found.lnz_error)
    assert found.lnz_error < 0.2
    medians = np.median(equally_weighted(found.points, found.log_weights, 1), axis=0)
    assert medians == pytest.approx([3.1, 3.1], abs=0.1)


def test_without_one_the_second_likelihood_is_the_last():
    found = WAYS["mixture"](directly_by(None))
    assert found.lnz == pytest.approx(np.log(1 / 100), abs=4 * found.lnz_error)


def test_a_likelihood_that_is_nothing_anywhere_is_an_error():
    with pytest.raises(RuntimeError, match="zero at all"):
        WAYS["mixture"](directly_by(lambda points: np.full(len(points), LOWEST)))


def test_nmmas_own_likelihood_is_the_one_that_a_fit_ends_with():
    entry = find_model("TrPi2018_tophat")
    curve = next(curve for curve in demo() if curve.name == "ZTF26aaaanul")
    prior = tuned_prior(entry)
    job = job_of(entry, curve, prior)
    own = OwnLikelihood(job, STOCK_STEPS, last_day_of(curve, prior), curve.error_budget)
    exact = job.likelihoods[-1]
    points = job.prior.drawn(60, np.random.default_rng(2))
    values = exact(points)
    points = points[np.argsort(values)[-5:]]
    # As near as every fit demands; one of these jets has a kink within the light curve, between two of our nodes.
    assert np.isclose(own(points), exact(points), atol=0.05, rtol=5e-3).sum() >= 4
    assert own(points) == pytest.approx(exact(points), rel=0.03)
    assert np.ptp(own(points)) > 1
