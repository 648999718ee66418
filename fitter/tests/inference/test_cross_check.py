"""Two ways to one evidence, of which one may have missed a part."""

import numpy as np
import peaks
import pytest
from bilby.core.prior import Uniform
from peaks import Control, Peaks, always

from nmma_fitter.inference.cross_check import agrees, resolve
from nmma_fitter.inference.estimate import EvidenceEstimate
from nmma_fitter.inference.prior import FitPrior
from nmma_fitter.inference.run_control import Decision, Stopped
from nmma_fitter.inference.settings import SamplingSettings
from nmma_fitter.inference.weights import equally_weighted

PRIOR = FitPrior({f"x{i}": Uniform(0, 10) for i in range(2)}, {})
# Of a thousand points one or two are in the narrow peak: with three of ten seeds too few to say how much is in it.
SETTINGS = SamplingSettings(live_points=100, effective_samples=1000, seed=6)
LNZ_OF_ONE = -2 * np.log(10)


def find(*likelihoods):
    return peaks.find(list(likelihoods), PRIOR, SETTINGS)


def evidence(lnz, error):
    return EvidenceEstimate(
        lnz, error, 100.0, np.zeros((1, 2)), np.zeros(1), np.zeros(1), 1.0, is_complete=True
    )


# Where sampling finds the wide peak only; fifty times as much is in the narrow one.
BROAD, NARROW = (7.0, 1.0, 1.0), (2.0, 0.002, 50.0)


def test_sampling_alone_misses_a_narrow_peak():
    assert find(Peaks(BROAD, NARROW)).estimate.lnz == pytest.approx(LNZ_OF_ONE, abs=0.2)


def test_what_sampling_misses_and_weighing_met_is_told():
    found = find(Peaks((2.0, 0.06, 1.0)), Peaks(BROAD, NARROW))
    truth = LNZ_OF_ONE + np.log(51)
    assert found.estimate.lnz == pytest.approx(truth, abs=2 * found.estimate.lnz_error)
    assert found.estimate.lnz > LNZ_OF_ONE + 2
    assert found.estimate.disagreement == pytest.approx(np.log(51), abs=1.5)
    assert found.estimate.lnz_error > found.estimate.disagreement / 2
    assert not found.estimate.is_complete
    assert found.estimate.points.mean(axis=0) == pytest.approx([2.0, 2.0], abs=0.2)


def test_what_weighing_misses_and_sampling_met_is_no_disagreement():
    found = find(Peaks((2.0, 0.06, 1.0)), Peaks(BROAD))
    assert found.estimate.disagreement is None
    assert found.reweighting is None
    assert found.estimate.lnz == pytest.approx(LNZ_OF_ONE, abs=4 * found.estimate.lnz_error)


def test_a_third_way_settles_what_the_two_met():
    # Wide enough that points laid over those few meet it often.
    found = find(Peaks((2.0, 0.5, 1.0)), Peaks(BROAD, (2.0, 0.02, 50.0)))
    assert found.estimate.lnz == pytest.approx(LNZ_OF_ONE + np.log(51), abs=4 * found.estimate.lnz_error)
    assert found.estimate.lnz_error < 0.1
    assert found.estimate.disagreement is None


def both_sides(count=400):
    """Evidences by samples of one of two equal peaks each: the one says half of Z, the other all."""
    rng = np.random.default_rng(5)

    def one(centre, lnz, error):
        points = rng.normal(centre, 0.3, (count, 2))
        return EvidenceEstimate(
            lnz, error, count, points, np.zeros(count), np.zeros(count), seconds=2.0, is_complete=True
        )

    return one(3.0, LNZ_OF_ONE, 0.05), one(7.0, LNZ_OF_ONE + 2, 0.4)


def resolved(likelihood, control=None):
    sampled, reweighted = both_sides()
    return resolve(sampled, reweighted, likelihood, PRIOR, seed=1, control=control or Control())


def after(calls):
    decisions = iter([Decision.CONTINUE] * (calls - 1))
    return Control(lambda: next(decisions, Decision.END_NOW))


def test_each_mode_gets_what_is_its_due():
    found = resolved(Peaks((3.0, 0.3, 1.0), (7.0, 0.3, 3.0)))
    assert found.lnz == pytest.approx(LNZ_OF_ONE + np.log(4), abs=4 * found.lnz_error)
    assert found.is_complete
    assert found.effective_samples >= 300
    posterior = equally_weighted(found.points, found.log_weights, 1)
    assert np.mean(posterior[:, 0] > 5) == pytest.approx(0.75, abs=0.1)
    assert found.seconds > 2.0


def test_it_reports_how_far_it_is_and_repeats_itself():
    control = Control()
    likelihood = Peaks((3.0, 0.3, 1.0), (7.0, 0.3, 3.0))
    first = resolved(likelihood, control)
    assert likelihood.calls == len(first.points)
    fractions = control.fractions
    assert fractions == sorted(fractions)
    assert 0 < fractions[0] <= fractions[-1] <= 1
    assert resolved(likelihood).lnz == first.lnz


def test_told_to_give_up_it_stops():
    with pytest.raises(Stopped):
        resolved(Peaks((3.0, 0.3, 1.0)), always(Decision.GIVE_UP))


def test_told_to_end_before_it_knows_the_higher_one_is_told_with_half_of_the_difference_as_error():
    found = resolved(Peaks((3.0, 0.001, 1.0)), always(Decision.END_NOW))
    assert found.disagreement == pytest.approx(2.0)
    assert found.lnz == pytest.approx(LNZ_OF_ONE + 2)
    assert found.lnz_error == pytest.approx(np.hypot(1.0, 0.4))
    assert not found.is_complete
    assert not found.is_converged


def test_told_to_end_when_it_knows_enough_it_tells_that_as_not_converged():
    found = resolved(Peaks((3.0, 0.3, 1.0), (7.0, 0.3, 3.0)), after(4))
    assert len(found.points) == 200
    assert found.disagreement is None
    assert not found.is_converged


def test_a_third_way_far_below_the_sampled_one_settles_nothing():
    found = resolved(Peaks((3.0, 0.3, 1e-3), (7.0, 0.3, 1e-3)))
    assert found.disagreement == pytest.approx(2.0)


def test_two_within_two_joint_errors_agrees():
    assert agrees(evidence(-10.0, 0.1), evidence(-9.5, 0.4))
    assert not agrees(evidence(-10.0, 0.1), evidence(-9.0, 0.4))


def test_a_much_lower_one_by_weighing_says_nothing():
    assert agrees(evidence(-10.0, 0.1), evidence(-15.0, 0.4))
