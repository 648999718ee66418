"""The sampler on likelihoods whose evidence is known."""

import time
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from bilby.core.prior import Uniform
from peaks import Control, always

from nmma_fitter.inference.nested_sampling import NestedSampling
from nmma_fitter.inference.prior import FitPrior
from nmma_fitter.inference.run_control import Decision, Stopped
from nmma_fitter.inference.settings import NestedSamplingSettings, SamplingSettings
from nmma_fitter.inference.weights import equally_weighted


class Gaussians:
    """A sum of normalised Gaussians of width `sigma` in a box of side 10: ln Z = ln(sum of weights) − n ln 10."""

    def __init__(self, centres, weights, sigma, is_cheap=False):
        self.centres, self.weights, self.sigma = np.array(centres), np.array(weights), sigma
        self.model = SimpleNamespace(is_cheap=is_cheap)

    def __call__(self, points):
        distance = np.sum((points[:, None, :] - self.centres) ** 2, axis=2) / self.sigma**2
        n = points.shape[1]
        norm = -n * np.log(self.sigma * np.sqrt(2 * np.pi))
        return np.logaddexp.reduce(np.log(self.weights) - distance / 2 + norm, axis=1)


def prior(n):
    return FitPrior({f"x{i}": Uniform(0, 10) for i in range(n)}, {})


def posterior(found):
    return equally_weighted(found.points, found.log_weights, 1)


REQUEST = SamplingSettings(live_points=150, effective_samples=1000, seed=3)
IMPATIENT = NestedSamplingSettings(patience_calls_per_live_point=10)


def run(likelihood, n, control=None, fallback=None, settings=NestedSamplingSettings(), **changes):  # noqa: B008
    request = replace(REQUEST, **changes)
    return NestedSampling(
        likelihood, prior(n), request, control or Control(), fallback=fallback, settings=settings
    ).run()


@pytest.mark.parametrize("is_cheap", [False, True])
def test_a_peak_in_five_dimensions(is_cheap):
    found = run(Gaussians([[4.0] * 5], [1.0], 0.3, is_cheap), 5)
    assert found.lnz == pytest.approx(-5 * np.log(10), abs=4 * found.lnz_error)
    assert 0.01 < found.lnz_error < 0.1
    samples = posterior(found)
    assert samples.mean(axis=0) == pytest.approx([4.0] * 5, abs=0.06)
    assert samples.std(axis=0) == pytest.approx([0.3] * 5, rel=0.2)
    assert np.abs(found.points[np.argmax(found.log_likelihoods)] - 4).max() < 0.5


@pytest.mark.parametrize("is_cheap", [False, True])
def test_two_peaks_are_both_found_in_proportion(is_cheap):
    found = run(Gaussians([[2.0, 2.0, 2.0], [7.0, 8.0, 7.0]], [0.25, 0.75], 0.2, is_cheap), 3)
    assert found.lnz == pytest.approx(-3 * np.log(10), abs=4 * found.lnz_error)
    assert np.mean(posterior(found)[:, 0] > 5) == pytest.approx(0.75, abs=0.06)


def test_the_same_seed_gives_the_same():
    likelihood = Gaussians([[4.0, 5.0]], [1.0], 0.5)
    first, second, other = (
        run(likelihood, 2, live_points=60, effective_samples=300, seed=seed) for seed in (5, 5, 6)
    )
    assert first.lnz == second.lnz
    assert (posterior(first) == posterior(second)).all()
    assert first.lnz != other.lnz


class Slow(Gaussians):
    """About a second per batch of a hundred."""

    def __call__(self, points):
        time.sleep(0.01 * len(points))
        return super().__call__(points)


def until(decision, reports):
    """A control that decides this after so many reports."""
    control = Control(lambda: decision if len(control.states) >= reports else Decision.CONTINUE)
    return control


def test_it_gives_up_when_told_and_reports_on_the_way():
    control = until(Decision.GIVE_UP, 2)
    with pytest.raises(Stopped) as caught:
        run(Slow([[4.0, 5.0]], [1.0], 0.1), 2, control)
    states = control.states
    assert len(states) == 2
    assert 0 <= states[0].fraction <= states[1].fraction <= 1
    assert caught.value.state.iteration >= 1


def test_out_of_time_it_tells_what_it_has_and_that_it_is_not_converged():
    found = run(Slow([[4.0, 5.0]], [1.0], 0.1), 2, until(Decision.END_NOW, 6))
    assert not found.is_converged
    assert not found.is_complete
    assert np.isfinite(found.lnz)
    assert found.lnz_error > 0
    assert len(found.points) == len(found.log_weights) == len(found.log_likelihoods) > 0


def test_out_of_time_while_it_draws_after_the_exploration_it_tells_what_it_has():
    # Where the exploration ends, as a share of the work.
    drawing = 0.75
    control = Control(
        lambda: (
            Decision.END_NOW
            if control.states and control.states[-1].fraction >= drawing
            else Decision.CONTINUE
        )
    )
    found = run(Slow([[4.0, 5.0]], [1.0], 0.1), 2, control, live_points=50, effective_samples=10**9)
    assert control.states[-1].fraction >= drawing
    assert not found.is_converged
    assert np.isfinite(found.lnz)


def test_out_of_time_before_there_is_anything_it_stops():
    with pytest.raises(Stopped) as caught:
        run(Slow([[4.0, 5.0]], [1.0], 0.1), 2, always(Decision.END_NOW), live_points=5000)
    assert caught.value.state.iteration < 2


def test_where_samples_come_too_slowly_it_ends_with_those_it_has():
    found = run(Gaussians([[4.0, 5.0]], [1.0], 0.1), 2, live_points=60, effective_samples=10**9)
    assert not found.is_complete
    assert found.effective_samples >= 30
    assert found.lnz_error >= found.effective_samples**-0.5
    assert found.lnz == pytest.approx(-2 * np.log(10), abs=4 * found.lnz_error)
    assert run(Gaussians([[4.0, 5.0]], [1.0], 0.1), 2, live_points=60, effective_samples=100).is_complete


def test_another_way_is_asked_about_a_long_exploration_and_its_answer_is_the_end():
    asked = []

    def fallback(known):
        asked.append(known)
        return replace(known, lnz=-1.5, is_converged=True) if len(asked) == 2 else None

    found = run(Gaussians([[4.0] * 3], [1.0], 0.05, is_cheap=True), 3, fallback=fallback, settings=IMPATIENT)
    assert (found.lnz, found.is_converged) == (-1.5, True)
    first, second = asked
    assert not first.is_converged
    assert len(second.points) > 1.5 * len(first.points)


def test_where_there_is_no_other_way_the_exploration_goes_on_as_if_nobody_had_asked():
    likelihood = Gaussians([[4.0] * 3], [1.0], 0.1, is_cheap=True)
    alone = run(likelihood, 3)
    asked = []
    found = run(likelihood, 3, fallback=asked.append, settings=IMPATIENT)
    assert len(asked) > 0
    assert found.lnz == alone.lnz
    assert (posterior(found) == posterior(alone)).all()


def test_no_other_way_is_wanted_where_a_call_is_expensive():
    asked = []
    run(
        Gaussians([[4.0] * 3], [1.0], 0.3),
        3,
        fallback=asked.append,
        settings=IMPATIENT,
        live_points=60,
        effective_samples=100,
    )
    assert asked == []
