"""The sampler on likelihoods whose evidence is known."""

import numpy as np
import pytest
from bilby.core.prior import Uniform

from nmma_fitter import sampler
from nmma_fitter.prior import FitPrior


class Gaussians:
    """A sum of normalised Gaussians of width `sigma` in a box of side 10: ln Z = ln(sum of weights) − n ln 10."""

    def __init__(self, centres, weights, sigma):
        self.centres, self.weights, self.sigma = np.array(centres), np.array(weights), sigma

    def __call__(self, point):
        distance = np.sum((point - self.centres) ** 2, axis=1) / self.sigma**2
        n = len(point)
        norm = -n * np.log(self.sigma * np.sqrt(2 * np.pi))
        return float(np.logaddexp.reduce(np.log(self.weights) - distance / 2 + norm))


def prior(n):
    return FitPrior({f"x{i}": Uniform(0, 10) for i in range(n)}, {})


def run(likelihood, n, **changes):
    settings = {
        "live_points": 150,
        "effective_samples": 1000,
        "seed": 3,
        "should_stop": lambda: False,
        "report": lambda state: None,
    }
    return sampler.sample(likelihood, prior(n), **{**settings, **changes})


def test_a_peak_in_five_dimensions():
    found = run(Gaussians([[4.0] * 5], [1.0], 0.3), 5)
    assert found.lnz == pytest.approx(-5 * np.log(10), abs=4 * found.lnz_error)
    assert 0.01 < found.lnz_error < 0.1
    assert found.posterior.mean(axis=0) == pytest.approx([4.0] * 5, abs=0.06)
    assert found.posterior.std(axis=0) == pytest.approx([0.3] * 5, rel=0.2)
    assert np.abs(found.best - 4).max() < 0.5


def test_two_peaks_are_both_found_in_proportion():
    found = run(Gaussians([[2.0, 2.0, 2.0], [7.0, 8.0, 7.0]], [0.25, 0.75], 0.2), 3)
    assert found.lnz == pytest.approx(-3 * np.log(10), abs=4 * found.lnz_error)
    assert np.mean(found.posterior[:, 0] > 5) == pytest.approx(0.75, abs=0.06)


def test_the_same_seed_gives_the_same():
    likelihood = Gaussians([[4.0, 5.0]], [1.0], 0.5)
    first, second, other = (run(likelihood, 2, seed=seed) for seed in (5, 5, 6))
    assert first.lnz == second.lnz
    assert (first.posterior == second.posterior).all()
    assert first.lnz != other.lnz


def test_it_stops_when_told_and_reports_on_the_way():
    states = []

    def slow(point):
        # About a second per batch of a hundred.
        sum(range(200_000))
        return Gaussians([[4.0, 5.0]], [1.0], 0.1)(point)

    with pytest.raises(sampler.Stopped) as caught:
        run(slow, 2, should_stop=lambda: len(states) >= 2, report=states.append)
    assert len(states) == 2
    assert 0 <= states[0].fraction <= states[1].fraction <= 1
    assert caught.value.state.iteration >= 1


def test_where_samples_come_too_slowly_it_ends_with_those_it_has():
    found = run(Gaussians([[4.0, 5.0]], [1.0], 0.1), 2, live_points=60, effective_samples=10**9)
    assert not found.is_complete
    assert found.effective_samples >= 30
    assert found.lnz_error >= found.effective_samples**-0.5
    assert found.lnz == pytest.approx(-2 * np.log(10), abs=4 * found.lnz_error)
    assert run(Gaussians([[4.0, 5.0]], [1.0], 0.1), 2, live_points=60, effective_samples=100).is_complete
