"""An evidence by rounds of mixtures, on likelihoods whose evidence is known."""

from dataclasses import replace

import numpy as np
import pytest
from bilby.core.prior import Uniform
from peaks import Control, Peaks, always

from nmma_fitter.inference import population_monte_carlo
from nmma_fitter.inference.estimate import EvidenceEstimate
from nmma_fitter.inference.population_monte_carlo import PopulationMonteCarlo
from nmma_fitter.inference.prior import FitPrior
from nmma_fitter.inference.run_control import Decision, Stopped
from nmma_fitter.inference.settings import PopulationMonteCarloSettings, SamplingSettings
from nmma_fitter.inference.weights import equally_weighted


def prior(n):
    return FitPrior({f"x{i}": Uniform(0, 10) for i in range(n)}, {})


def guess(centre, width, n, count=500):
    """Equally weighted samples, as an exploration that is not done leaves them."""
    points = np.random.default_rng(3).normal(centre, width, (count, n))
    return EvidenceEstimate(-99.0, 9.0, count, points, np.zeros(count), np.zeros(count), 0.0, False, False)


def run(likelihood, n, initial, *, effective_samples=300, seed=1, control=None, **settings):
    request = SamplingSettings(live_points=0, effective_samples=effective_samples, seed=seed)
    tuned = PopulationMonteCarloSettings(**settings)
    monte_carlo = PopulationMonteCarlo(likelihood, prior(n), request, tuned)
    return monte_carlo.run(initial, control or Control())


def test_a_rough_guess_is_enough():
    likelihood = Peaks((4.0, 0.3, 1.0))
    found = run(likelihood, 8, guess(4.6, 0.6, 8))
    assert found.lnz == pytest.approx(-8 * np.log(10), abs=4 * found.lnz_error)
    assert found.lnz_error < 0.05
    samples = equally_weighted(found.points, found.log_weights, 1)
    assert samples.mean(axis=0) == pytest.approx([4.0] * 8, abs=0.05)
    assert samples.std(axis=0) == pytest.approx([0.3] * 8, rel=0.1)


def test_a_mode_that_the_guess_does_not_know_is_met_and_then_known():
    found = run(Peaks((2.0, 0.3, 1.0), (7.0, 0.5, 3.0)), 3, guess(2.0, 0.3, 3))
    assert found.lnz == pytest.approx(np.log(4 / 1000), abs=4 * found.lnz_error)
    assert found.lnz_error < 0.05
    samples = equally_weighted(found.points, found.log_weights, 1)
    assert np.mean(samples[:, 0] > 5) == pytest.approx(0.75, abs=0.05)


def test_what_is_far_from_the_guess_is_not_told():
    # As many rounds as ever, with a fifth of the points and smaller mixtures.
    settings = {"samples": 1500, "components": 5, "points_per_round": 4000, "points_per_final_draw": 20_000}
    likelihood = Peaks((7.0, 0.02, 1.0))
    assert run(likelihood, 8, guess(2.0, 0.3, 8), **settings) is None
    assert likelihood.calls > 60 * 4000


def test_an_answer_far_below_the_rounds_is_not_told(monkeypatch):
    weigh = population_monte_carlo.sample_mixture
    counts = []

    def higher_once(*arguments, **settings):
        found = weigh(*arguments, **settings)
        counts.append(len(found.points))
        return replace(found, log_weights=found.log_weights + (2.0 if len(counts) == 3 else 0.0))

    monkeypatch.setattr(population_monte_carlo, "sample_mixture", higher_once)
    assert run(Peaks((4.0, 0.3, 1.0)), 2, guess(4.0, 0.3, 2)) is None
    assert len(counts) > 3


def test_of_points_that_weigh_nothing_none_is_kept():
    found = run(Peaks((4.0, 0.3, 1.0)), 3, guess(4.0, 0.3, 3))
    # A tenth of the points are drawn from the prior.
    assert found.log_weights.min() > found.log_weights.max() - 25
    assert len(found.points) == len(found.log_weights) == len(found.log_likelihoods) > 2500
    assert found.lnz == pytest.approx(-3 * np.log(10), abs=4 * found.lnz_error)


def test_few_effective_samples_are_an_answer_that_is_not_complete():
    settings = {
        "max_predicted_points": 10**6,
        "points_per_round": 500,
        "points_per_final_draw": 500,
        "max_final_draws": 2,
    }
    found = run(Peaks((4.0, 0.3, 1.0)), 2, guess(4.0, 0.3, 2), effective_samples=1500, **settings)
    assert not found.is_complete
    assert 375 <= found.effective_samples < 1500
    assert found.lnz == pytest.approx(-2 * np.log(10), abs=4 * found.lnz_error)


def test_it_ends_the_same_with_the_same_seed_only():
    first, second, other = (
        run(Peaks((4.0, 0.3, 1.0)), 3, guess(4.0, 0.4, 3), seed=seed).lnz for seed in (1, 1, 2)
    )
    assert first == second != other


def test_it_tells_how_far_it_is():
    control = Control()
    run(Peaks((4.0, 0.3, 1.0)), 2, guess(4.0, 0.3, 2), control=control)
    fractions = control.fractions
    assert fractions == sorted(fractions)
    assert 0 < fractions[0] < 0.1
    assert 0.5 < fractions[-1] <= 1


def test_told_to_end_in_its_rounds_it_has_nothing_to_tell():
    assert run(Peaks((4.0, 0.3, 1.0)), 2, guess(4.0, 0.3, 2), control=always(Decision.END_NOW)) is None


def test_told_to_give_up_it_does():
    with pytest.raises(Stopped):
        run(Peaks((4.0, 0.3, 1.0)), 2, guess(4.0, 0.3, 2), control=always(Decision.GIVE_UP))
