"""From an approximate evidence to the exact one."""

from dataclasses import replace

import numpy as np
import peaks
import pytest
from bilby.core.prior import Uniform
from peaks import Control, Peaks, always

from nmma_fitter.inference.estimate import EvidenceEstimate
from nmma_fitter.inference.prior import FitPrior
from nmma_fitter.inference.reweighting import reweight
from nmma_fitter.inference.run_control import Decision, Stopped
from nmma_fitter.inference.settings import SamplingSettings


def gaussian(centre, sigma, weight=1.0):
    """A single peak."""
    return Peaks((centre, sigma, weight))


PRIOR = FitPrior({f"x{i}": Uniform(0, 10) for i in range(3)}, {})
SETTINGS = SamplingSettings(live_points=100, effective_samples=1500, seed=3)


def find(likelihoods, control=None):
    return peaks.find(likelihoods, PRIOR, SETTINGS, control)


def reweighted(approximate, exact, *, seed=1, control=None):
    return reweight(approximate, exact, seed=seed, control=control or Control())


def test_a_near_approximation_is_corrected_to_the_truth():
    exact = gaussian(5.1, 0.3, weight=20.0)
    found = find([gaussian(5.0, 0.4), exact])
    truth = np.log(20) - 3 * np.log(10)
    assert found.reweighting is not None
    assert found.estimate.lnz == pytest.approx(truth, abs=4 * found.estimate.lnz_error)
    assert found.estimate.lnz_error < 0.15
    assert found.reweighting.lnz_shift == pytest.approx(np.log(20), abs=0.3)
    weights = np.exp(found.estimate.log_weights - found.estimate.log_weights.max())
    assert np.average(found.estimate.points, axis=0, weights=weights) == pytest.approx([5.1] * 3, abs=0.1)
    assert exact.calls <= 800
    assert found.estimate.log_likelihoods == pytest.approx(exact(found.estimate.points))


def test_of_a_nearly_exact_one_all_samples_are_kept():
    exact = gaussian(5.0, 0.3, weight=20.0)
    alone = find([gaussian(5.005, 0.301)]).estimate
    sampled, reweighting = reweighted(alone, exact, seed=3)
    assert reweighting.effective_samples > 0.95 * reweighting.samples
    assert sampled.lnz == pytest.approx(np.log(20) - 3 * np.log(10), abs=4 * sampled.lnz_error)
    assert sampled.effective_samples == alone.effective_samples
    assert len(sampled.points) == len(alone.points)
    # The best of them is one whose exact likelihood is known.
    best = np.argmax(sampled.log_likelihoods)
    assert sampled.log_likelihoods[best] == pytest.approx(exact(sampled.points[[best]])[0])


def test_a_sample_that_comes_often_and_weighs_much_is_one_sample_still():
    count = 1000
    # One in twenty draws is of the same point, where the exact likelihood is ten times as large.
    log_weights = np.zeros(count)
    log_weights[0] = np.log(count / 19)
    approximate = EvidenceEstimate(
        lnz=0.0,
        lnz_error=0.0,
        effective_samples=300.0,
        points=np.arange(count, dtype=float)[:, np.newaxis],
        log_weights=log_weights,
        log_likelihoods=np.zeros(count),
        seconds=1.0,
        is_complete=True,
    )

    def exact(points):
        return np.where(points[:, 0] == 0, np.log(10.0), 0.0)

    found, reweighting = reweighted(approximate, exact, seed=3)
    # It has a third of the weight, which as much as three samples would.
    assert reweighting.effective_samples < 10
    assert found.effective_samples < 10
    assert found.lnz == pytest.approx(np.log(0.95 + 0.05 * 10), abs=0.1)
    assert found.lnz_error > 0.25


def test_by_way_of_a_nearer_one_the_exact_one_is_asked_at_few_points():
    nearer, exact = gaussian(5.099, 0.301, weight=19.9), gaussian(5.1, 0.3, weight=20.0)
    found = find([gaussian(5.0, 0.4), nearer, exact])
    assert found.estimate.lnz == pytest.approx(np.log(20) - 3 * np.log(10), abs=4 * found.estimate.lnz_error)
    assert found.estimate.lnz_error < 0.15
    assert nearer.calls > 3 * exact.calls
    assert exact.calls <= 100
    # Not more samples than the first step left.
    assert found.estimate.effective_samples < nearer.calls
    assert found.reweighting.lnz_shift == pytest.approx(np.log(20), abs=0.3)


def test_what_is_done_is_told_of_the_whole():
    control = Control()
    find(
        [gaussian(5.0, 0.4), gaussian(5.05, 0.33), gaussian(5.1, 0.3)],
        control,
    )
    fractions = control.fractions
    assert len(fractions) > 20
    assert all(0 <= fraction <= 1 for fraction in fractions)
    # A third of it is sampling, which reports about once a second; each reweighting, every ten points.
    assert min(fractions) < 0.4
    assert sum(1 / 3 < fraction < 2 / 3 for fraction in fractions) > 10
    assert 2 / 3 < max(fractions) <= 1


def test_whoever_stops_a_reweighting_is_told_how_far_the_whole_was():
    exact = gaussian(5.1, 0.3)

    def decide():
        return Decision.GIVE_UP if exact.calls else Decision.CONTINUE

    with pytest.raises(Stopped) as caught:
        find([gaussian(5.0, 0.4), exact], Control(decide))
    assert 0.5 < caught.value.state.fraction < 0.6


def test_a_nearer_one_that_changes_nothing_leaves_all_samples():
    exact = gaussian(5.1, 0.3, weight=20.0)
    found = find([gaussian(5.0, 0.4), gaussian(5.0, 0.4), exact])
    assert found.estimate.lnz == pytest.approx(np.log(20) - 3 * np.log(10), abs=4 * found.estimate.lnz_error)
    assert found.estimate.log_likelihoods == pytest.approx(exact(found.estimate.points))


def test_a_far_one_between_leads_to_the_next():
    exact = gaussian(5.1, 0.3)
    found = find([gaussian(5.0, 0.4), gaussian(8.0, 0.1), exact])
    assert found.estimate.lnz == pytest.approx(-3 * np.log(10), abs=4 * found.estimate.lnz_error)


def test_a_far_one_is_not_trusted_and_the_exact_one_sampled():
    exact = gaussian(7.0, 0.3)
    found = find([gaussian(3.0, 0.3), exact])
    assert found.reweighting is None
    assert found.estimate.lnz == pytest.approx(-3 * np.log(10), abs=4 * found.estimate.lnz_error)


def test_an_impossible_model_is_never_reweighted():
    sampled = find([gaussian(3.0, 0.3)]).estimate

    def impossible(points):
        return np.full(len(points), -1e100)

    assert reweighted(sampled, impossible) is None


def test_too_few_weighed_samples_say_so():
    sampled = find([gaussian(3.0, 0.3)]).estimate
    exact = gaussian(4.8, 0.3)
    found = reweighted(sampled, exact)
    assert not found[1].is_accepted
    assert found[0].lnz_error > 0.4
    assert exact.calls <= 1000


def test_few_good_weights_are_borne_where_the_evidence_is_as_large():
    inside = gaussian(5.0, 0.07)
    found, reweighting = reweighted(find([gaussian(5.0, 0.5)]).estimate, inside)
    assert 0.005 < reweighting.efficiency < 0.02
    assert reweighting.is_accepted
    assert found.lnz == pytest.approx(-3 * np.log(10), abs=3 * found.lnz_error)
    assert 0.1 < found.lnz_error < 0.4


def test_they_are_not_where_it_has_fallen_since_the_rest_may_be_elsewhere():
    elsewhere = Peaks((5.0, 0.07, 0.1), (9.0, 0.3, 10.0))
    _, reweighting = reweighted(find([gaussian(5.0, 0.5)]).estimate, elsewhere)
    assert not reweighting.is_accepted
    assert elsewhere.calls <= 1000


def test_of_an_approximation_with_few_samples_it_ends_when_the_ratios_are_known():
    alone = find([gaussian(5.0, 0.4)]).estimate
    heavy = np.full(len(alone.points), -np.inf)
    heavy[np.argsort(alone.log_weights)[-20:]] = 0.0
    few = replace(alone, log_weights=heavy, effective_samples=20.0)
    exact = gaussian(5.05, 0.36)
    _, reweighting = reweighted(few, exact)
    assert 10 < reweighting.effective_samples < 20
    assert 450 < reweighting.samples < 1000
    assert exact.calls == 20


def test_out_of_time_it_tells_what_the_first_points_say():
    sampled = find([gaussian(5.0, 0.4)]).estimate
    exact = gaussian(5.15, 0.4)
    found = reweighted(sampled, exact, control=always(Decision.END_NOW))
    assert found is not None
    assert not found[0].is_converged
    assert found[0].lnz == pytest.approx(-3 * np.log(10), abs=5 * found[0].lnz_error)
    assert exact.calls <= 110


def test_told_to_give_up_it_stops():
    decisions = iter([Decision.CONTINUE] * 3 + [Decision.GIVE_UP] * 1000)
    sampled = find([gaussian(5.0, 0.4)]).estimate
    with pytest.raises(Stopped):
        reweighted(sampled, gaussian(5.0, 0.4), control=Control(lambda: next(decisions)))
