"""An evidence by way of approximations: what happens where one of them is far from the next."""

import numpy as np
import peaks
import pytest
from bilby.core.prior import Uniform
from peaks import Peaks

from nmma_fitter import evidence
from nmma_fitter.evidence import SamplingSettings
from nmma_fitter.posterior import equally_weighted
from nmma_fitter.prior import FitPrior
from nmma_fitter.sampler import END_NOW, GIVE_UP, GO_ON, Stopped

PRIOR = FitPrior({f"x{i}": Uniform(0, 10) for i in range(4)}, {})
SETTINGS = SamplingSettings(live_points=100, effective_samples=400, seed=3)
LNZ = -4 * np.log(10)
# A hundredth of the samples of the first one are where the others have most of theirs.
FAR, NEARER, EXACT = Peaks((5.0, 0.4, 1.0)), Peaks((5.6, 0.3, 1.0)), Peaks((5.61, 0.3, 1.0))


def find(*likelihoods, **more):
    return peaks.find(list(likelihoods), PRIOR, SETTINGS, **more)


def test_where_a_correction_leaves_few_samples_more_are_drawn_for_the_better_model():
    NEARER.calls = 0
    found = find(FAR, NEARER, EXACT)
    assert found.correction is not None
    assert found.correction.is_improved
    assert found.sampled.effective_samples >= 300
    assert found.correction.points < NEARER.calls + EXACT.calls < 40_000
    assert found.sampled.lnz == pytest.approx(LNZ, abs=4 * found.sampled.lnz_error)
    assert found.sampled.lnz_error < 0.1
    assert found.correction.lnz_shift == pytest.approx(0, abs=0.2)
    posterior = equally_weighted(found.sampled.points, found.sampled.log_weights, 1)
    assert posterior.mean(axis=0) == pytest.approx([5.61] * 4, abs=0.1)
    assert posterior.std(axis=0) == pytest.approx([0.3] * 4, rel=0.2)


def test_where_a_correction_leaves_enough_nothing_more_is_drawn():
    found = find(Peaks((5.5, 0.4, 1.0)), NEARER, EXACT)
    assert found.correction is not None
    assert not found.correction.is_improved


def test_where_the_better_model_is_the_same_but_for_details_nothing_more_is_drawn():
    same = Peaks((5.61, 0.301, 1.0))
    found = find(Peaks((5.61, 0.3, 1.0)), same, EXACT)
    assert found.sampled.lnz == pytest.approx(LNZ, abs=4 * found.sampled.lnz_error)
    assert same.calls < 200


def test_what_is_improved_repeats_itself():
    assert find(FAR, NEARER, EXACT).sampled.lnz == find(FAR, NEARER, EXACT).sampled.lnz


def test_what_cannot_be_improved_is_sampled(monkeypatch):
    monkeypatch.setattr(evidence, "weigh_in_rounds", lambda *_, **__: None)
    found = find(Peaks((4.0, 0.4, 1.0)), NEARER, EXACT)
    assert found.sampled.lnz == pytest.approx(LNZ, abs=4 * found.sampled.lnz_error)
    assert found.correction is not None
    assert not found.correction.is_improved


def asked_while(better, answer):
    """Answers so as soon as the better likelihood was asked for more than what a correction takes."""
    better.calls = 0
    return lambda: answer if better.calls > 3500 else GO_ON


def test_told_to_give_up_while_it_improves_it_does():
    better = Peaks((5.6, 0.3, 1.0))
    with pytest.raises(Stopped) as stopped:
        find(FAR, better, EXACT, ask=asked_while(better, GIVE_UP))
    assert 0.3 < stopped.value.state.fraction < 1


def test_told_to_end_while_it_improves_it_tells_what_it_has_as_not_converged():
    better = Peaks((5.6, 0.3, 1.0))
    found = find(FAR, better, EXACT, ask=asked_while(better, END_NOW))
    assert not found.sampled.is_converged
    assert found.sampled.lnz == pytest.approx(LNZ, abs=2)
