"""How well a best fit describes the data."""

import numpy as np
import pytest

from nmma_fitter.inference.likelihood import FitLikelihood
from nmma_fitter.inference.prior import read_prior
from nmma_fitter.models.trends import TRENDS
from nmma_fitter.paths import FITTER
from nmma_fitter.photometry.light_curve import Photometry, Window
from nmma_fitter.registry import find_model
from nmma_fitter.results.quality import needed_systematic_error, quality_of

TRIGGER = 2461358.7


def quality(magnitudes, errors, filters, budget):
    photometry = Photometry(
        TRIGGER + np.arange(len(magnitudes)), np.array(filters), np.array(magnitudes), np.array(errors)
    )
    prior = read_prior(
        FITTER / "priors" / "tuned" / "constant.prior", fix_trigger=False, entry=find_model("constant")
    )
    prior = prior.without(["r_minus_i"])
    likelihood = FitLikelihood(TRENDS["constant"](), prior, photometry, TRIGGER, error_budget=budget)
    values = {"mag_r": 19.0, "g_minus_r": 0.5}
    best = np.array([values[name] for name in prior.names])
    return quality_of(best, likelihood, Window(photometry, TRIGGER, 0, 0), budget)


def test_it_counts_detections_and_names_the_one_that_is_missed_by_most():
    found = quality([19.1, 18.7, 19.4, 17.0], [0.1, 0.1, 0.1, np.inf], ["ztfr", "ztfr", "ztfg", "ztfr"], 0.3)
    assert found["points"] == 3
    assert found["chi2"] == pytest.approx(1 + 9 + 1)
    assert found["chi2WithBudget"] == pytest.approx(0.11 / 0.1)
    assert found["errorBudget"] == 0.3
    assert found["worst"] == {"filter": "ztfr", "jd": TRIGGER + 1, "residual": pytest.approx(-0.3)}


def test_with_equal_errors_the_systematic_one_is_what_is_left_of_the_scatter():
    residual = np.array([0.3, -0.2, 0.25, -0.4])
    expected = np.sqrt(np.mean(residual**2) - 0.1**2)
    assert needed_systematic_error(residual, np.full(4, 0.01)) == pytest.approx(expected, rel=1e-3)


def test_where_the_photometric_errors_explain_all_nothing_is_needed():
    assert needed_systematic_error(np.array([0.05, -0.08]), np.full(2, 0.01)) == 0.0


def test_one_large_miss_among_unequal_errors_is_found():
    rng = np.random.default_rng(5)
    errors = rng.uniform(0.01, 0.3, 400)
    residual = rng.normal(0, np.hypot(errors, 0.2))
    assert needed_systematic_error(residual, errors**2) == pytest.approx(0.2, abs=0.03)
