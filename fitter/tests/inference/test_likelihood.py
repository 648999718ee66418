"""The likelihood is NMMA's, and what is wrong with it is noticed."""

from dataclasses import replace

import numpy as np
import pytest
from transients import TRIGGER_JD, models, parameters, photometry_of, window_of

from nmma_fitter.errors import FitError
from nmma_fitter.inference.estimate import EvidenceEstimate
from nmma_fitter.inference.likelihood import FitLikelihood
from nmma_fitter.inference.prior import read_prior
from nmma_fitter.job.nmma_check import _Adapter as Adapter
from nmma_fitter.job.nmma_check import check_against_nmma, check_that_it_varies, nmma_likelihood
from nmma_fitter.paths import FITTER
from nmma_fitter.photometry.light_curve import Photometry, usable_detection_limits
from nmma_fitter.registry import find_model
from nmma_fitter.results.warnings import warnings_of

DAYS = np.array([0.2, 1.0, 3.0])


def prior_of(name):
    return read_prior(FITTER / "priors" / "tuned" / f"{name}.prior", fix_trigger=False)


def likelihood_of(name, photometry, **options):
    window = window_of(photometry)
    return FitLikelihood(
        models(name)[-1], prior_of(name), window.photometry, TRIGGER_JD, **{"error_budget": 1.0, **options}
    )


def truth(name):
    return np.array([[parameters(name)[key] for key in prior_of(name).names]])


def with_limit(photometry, limit, band="ztfg"):
    return Photometry(
        np.append(photometry.jd, TRIGGER_JD + 2),
        np.append(photometry.filters, band),
        np.append(photometry.magnitude, limit),
        np.append(photometry.magnitude_error, np.inf),
    )


@pytest.mark.parametrize("name", ["Piro2021", "Me2017", "TrPi2018"])
def test_at_the_truth_it_is_a_gaussian(name):
    point = truth(name)
    sigma = np.hypot(0.1, 1.0)
    expected = -6 * np.log(sigma * np.sqrt(2 * np.pi))
    assert likelihood_of(name, photometry_of(name, DAYS))(point)[0] == pytest.approx(expected, abs=0.001)
    moved = likelihood_of(name, photometry_of(name, DAYS, offset=2.0))
    assert moved(point)[0] == pytest.approx(expected - 6 * 0.5 * (2 / sigma) ** 2, abs=0.001)


def test_a_limit_below_the_model_speaks_against_it():
    bright = photometry_of("Piro2021", DAYS)

    def value(limit):
        return likelihood_of("Piro2021", with_limit(bright, limit))(truth("Piro2021"))[0]

    assert value(12.0) > value(25.0) + 5


@pytest.mark.parametrize("limits", [None, {"ztfg": 21.5, "ztfr": 22.0}])
def test_it_is_nmmas_with_limits_and_detection_limits(limits):
    photometry = with_limit(photometry_of("Piro2021", DAYS, offset=0.7), 19.0)
    window = window_of(photometry)
    ours = likelihood_of("Piro2021", photometry, detection_limits=limits)
    adapter = Adapter(models("Piro2021")[-1], ["ztfg", "ztfr"], np.geomspace(0.05, 16, 800))
    theirs = nmma_likelihood(
        adapter, window.photometry, TRIGGER_JD, error_budget=1.0, detection_limits=limits
    )
    rng = np.random.default_rng(4)
    prior = prior_of("Piro2021")
    for point in prior.transform(rng.random((20, len(prior.names)))):
        values = {**prior.parameters(point), "timeshift": -0.4}
        theirs.parameters.update(values)
        expected = theirs.log_likelihood()
        if expected > -2000:
            moved = np.array([[values[key] for key in prior.names]])
            assert ours(moved)[0] == pytest.approx(expected, abs=0.01, rel=1e-3)


def test_a_detection_beyond_the_limit_puts_the_limit_out_of_use():
    photometry = photometry_of("Piro2021", DAYS)
    faintest = photometry.magnitude[photometry.filters == "ztfg"].max()
    used, unused = usable_detection_limits({"ztfg": faintest - 0.1, "ztfr": 99.0, "ztfi": 21.0}, photometry)
    assert (used, unused) == ({"ztfr": 99.0}, ["ztfg"])
    assert usable_detection_limits(None, photometry) == ({}, [])


class _Constant:
    approximation_error = 0.0
    is_cheap = True
    first_day = 0.0

    def __init__(self, value):
        self.value = value

    def magnitudes(self, _parameters, days, _filters):
        return np.full(days.shape, self.value)


@pytest.mark.parametrize(
    ("value", "code"), [(np.nan, "model-not-defined"), (-17.0, "likelihood-does-not-vary")]
)
def test_a_likelihood_that_says_nothing_is_an_error(value, code):
    prior = read_prior(FITTER / "priors" / "tuned" / "Piro2021.prior", fix_trigger=True)
    # Of the distance too nothing may depend.
    fixed = {**prior.fixed, "luminosity_distance": 40.0}
    prior = replace(prior, fixed=fixed, sampled={key: prior.sampled[key] for key in prior.names[1:]})
    photometry = window_of(photometry_of("Piro2021", DAYS)).photometry
    likelihood = FitLikelihood(_Constant(value), prior, photometry, TRIGGER_JD, error_budget=1.0)
    with pytest.raises(FitError) as caught:
        check_that_it_varies(likelihood, prior, 1)
    assert caught.value.code == code


def test_the_share_of_impossible_points_is_counted():
    photometry = photometry_of("TrPi2018", DAYS)
    # A ratio of the angles above 7 is not possible in NMMA, nor are shares of the energy above 1.
    coarse = likelihood_of("TrPi2018", photometry)
    coarse.model = models("TrPi2018")[-2]
    share = check_that_it_varies(coarse, prior_of("TrPi2018"), 1)
    assert 0.05 < share < 0.5
    assert check_that_it_varies(likelihood_of("Piro2021", photometry), prior_of("Piro2021"), 1) == 0


def check(name, likelihood, photometry):
    return check_against_nmma(
        find_model(name),
        [likelihood],
        prior_of(name),
        window_of(photometry).photometry,
        TRIGGER_JD,
        error_budget=1.0,
        detection_limits=None,
        last_day=16.0,
        own_days=None,
        seed=1,
    )


def test_another_model_than_nmmas_is_refused():
    photometry = photometry_of("Piro2021", DAYS)
    likelihood = likelihood_of("Piro2021", photometry)
    assert check("Piro2021", likelihood, photometry) < 0.05

    class Brighter:
        approximation_error = 0.0
        is_cheap = True
        first_day = 0.0

        def magnitudes(self, values, days, filters):
            return models("Piro2021")[-1].magnitudes(values, days, filters) - 0.5

    likelihood.model = Brighter()
    with pytest.raises(FitError, match="where NMMA's own is") as caught:
        check("Piro2021", likelihood, photometry)
    assert (caught.value.reason, caught.value.code) == ("bad-result", "differs-from-nmma")


def warned(prior_set, *, disagreement=None, is_supernova=False):
    """Codes and sentences of the warnings of a supernova fit to which nothing else happened."""
    prior = read_prior(FITTER / "priors" / prior_set / "supernova.prior", fix_trigger=False)
    rng = np.random.default_rng(1)
    points = prior.transform(rng.random((100, len(prior.names))))
    flat = np.zeros(100)
    sampled = EvidenceEstimate(
        -9.0, 0.1, 100.0, points, flat, flat, 1.0, is_complete=True, disagreement=disagreement
    )
    window = window_of(photometry_of("Piro2021", DAYS))
    found = warnings_of(
        sampled,
        points,
        prior,
        window,
        impossible_share=0.0,
        unused_detection_limits=[],
        is_supernova=is_supernova,
    )
    return {warning["code"]: warning["text"] for warning in found}


@pytest.mark.parametrize(("prior_set", "is_said"), [("old", True), ("tuned", False)])
def test_dust_that_nmma_leaves_without_effect_is_said(prior_set, is_said):
    assert ("dust-without-effect" in warned(prior_set, is_supernova=True)) is is_said


def test_two_ways_that_differ_are_said():
    assert "two-ways" not in warned("tuned")
    assert "differ by 3.1" in warned("tuned", disagreement=3.14)["two-ways"]
