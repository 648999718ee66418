"""Two ways to one evidence, of which one may have missed a part."""

import numpy as np
import peaks
import pytest
from bilby.core.prior import Uniform
from peaks import Peaks

from nmma_fitter.evidence import SamplingSettings
from nmma_fitter.prior import FitPrior
from nmma_fitter.sampler import Sampled
from nmma_fitter.two_ways import choose

PRIOR = FitPrior({f"x{i}": Uniform(0, 10) for i in range(2)}, {})
# Of four hundred points one or two are in the narrow peak: with three of ten seeds too few to say how much is in it.
SETTINGS = SamplingSettings(live_points=100, effective_samples=1000, seed=6)
LNZ_OF_ONE = -2 * np.log(10)


def find(*likelihoods):
    return peaks.find(list(likelihoods), PRIOR, SETTINGS)


def evidence(lnz, error):
    return Sampled(lnz, error, 100.0, np.zeros((1, 2)), np.zeros(1), np.zeros(1), 1.0, is_complete=True)


# Where sampling finds the wide peak only; fifty times as much is in the narrow one.
BROAD, NARROW = (7.0, 1.0, 1.0), (2.0, 0.004, 50.0)


def test_sampling_alone_misses_a_narrow_peak():
    assert find(Peaks(BROAD, NARROW)).sampled.lnz == pytest.approx(LNZ_OF_ONE, abs=0.2)


def test_what_sampling_misses_and_weighing_met_is_told():
    found = find(Peaks((2.0, 0.06, 1.0)), Peaks(BROAD, NARROW))
    truth = LNZ_OF_ONE + np.log(51)
    assert found.sampled.lnz == pytest.approx(truth, abs=2 * found.sampled.lnz_error)
    assert found.sampled.lnz > LNZ_OF_ONE + 2
    assert found.sampled.disagreement == pytest.approx(np.log(51), abs=1.5)
    assert found.sampled.lnz_error > found.sampled.disagreement / 2
    assert not found.sampled.is_complete
    assert found.sampled.points.mean(axis=0) == pytest.approx([2.0, 2.0], abs=0.2)


def test_what_weighing_misses_and_sampling_met_is_no_disagreement():
    found = find(Peaks((2.0, 0.06, 1.0)), Peaks(BROAD))
    assert found.sampled.disagreement is None
    assert found.correction is None
    assert found.sampled.lnz == pytest.approx(LNZ_OF_ONE, abs=4 * found.sampled.lnz_error)


def test_two_that_agree_leave_the_sampled_one():
    sampled = evidence(-10.0, 0.1)
    choice = choose(sampled, evidence(-9.5, 0.4))
    assert choice is sampled
    assert choice.disagreement is None


def test_a_much_lower_one_by_weighing_says_nothing():
    sampled = evidence(-10.0, 0.1)
    assert choose(sampled, evidence(-15.0, 0.4)) is sampled


def test_a_much_higher_one_is_taken_with_half_of_the_difference_as_error():
    choice = choose(evidence(-13.0, 0.1), evidence(-10.0, 0.4))
    assert choice.disagreement == pytest.approx(3.0)
    assert choice.lnz == -10.0
    assert choice.lnz_error == pytest.approx(np.hypot(1.5, 0.4))
