"""An evidence by way of approximations: what happens where one of them says little, or all."""

from dataclasses import replace

import numpy as np
import peaks
import pytest
from bilby.core.prior import Uniform
from peaks import Peaks

from nmma_fitter.inference.nested_sampling import NestedSampling
from nmma_fitter.inference.population_monte_carlo import PopulationMonteCarlo
from nmma_fitter.inference.prior import FitPrior
from nmma_fitter.inference.settings import SamplingSettings
from nmma_fitter.inference.weights import effective_samples

PRIOR = FitPrior({f"x{i}": Uniform(0, 10) for i in range(4)}, {})
SETTINGS = SamplingSettings(live_points=100, effective_samples=400, seed=3)
LNZ = -4 * np.log(10)
PEAK = (5.61, 0.3, 1.0)


def find(*likelihoods):
    return peaks.find(list(likelihoods), PRIOR, SETTINGS)


def test_where_the_better_model_is_the_same_but_for_details_nothing_more_is_drawn():
    same = Peaks((5.61, 0.301, 1.0))
    found = find(Peaks(PEAK), same, Peaks(PEAK))
    assert found.estimate.lnz == pytest.approx(LNZ, abs=4 * found.estimate.lnz_error)
    assert same.calls < 200


@pytest.fixture
def one_heavy_sample(monkeypatch):
    """Sampling ends with one sample that has a fifth of the weight."""
    run = NestedSampling.run

    def run_with_one_heavy_sample(self):
        found = run(self)
        log_weights = found.log_weights - np.logaddexp.reduce(found.log_weights)
        log_weights[np.argmax(log_weights)] = np.log(0.25)
        few = effective_samples(log_weights)
        return replace(found, log_weights=log_weights, effective_samples=few, lnz_error=few**-0.5)

    monkeypatch.setattr(NestedSampling, "run", run_with_one_heavy_sample)


@pytest.mark.usefixtures("one_heavy_sample")
def test_where_sampling_a_cheap_one_ends_with_few_samples_more_are_drawn():
    found = find(Peaks(PEAK))
    assert found.estimate.effective_samples >= 400
    assert found.estimate.is_complete
    assert found.estimate.lnz == pytest.approx(LNZ, abs=4 * found.estimate.lnz_error)
    assert found.estimate.lnz_error < 0.06


@pytest.mark.usefixtures("one_heavy_sample")
def test_of_one_that_is_not_cheap_they_are_what_there_is():
    dear = Peaks(PEAK)
    dear.model.is_cheap = False
    assert find(dear).estimate.effective_samples < 100


@pytest.mark.usefixtures("one_heavy_sample")
def test_what_finds_much_less_is_no_answer(monkeypatch):
    run = PopulationMonteCarlo.run

    def less(*arguments):
        found = run(*arguments)
        return replace(found, lnz=found.lnz - 5)

    monkeypatch.setattr(PopulationMonteCarlo, "run", less)
    found = find(Peaks(PEAK))
    assert found.estimate.effective_samples < 100
    assert found.estimate.lnz == pytest.approx(LNZ, abs=1)
