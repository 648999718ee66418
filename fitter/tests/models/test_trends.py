"""Light curves of no transient: their shapes, and that their evidence is the integral that it says it is."""

import numpy as np
import peaks
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from nmma_fitter.errors import FitError
from nmma_fitter.inference.likelihood import FitLikelihood
from nmma_fitter.inference.prior import read_prior
from nmma_fitter.inference.settings import SamplingSettings
from nmma_fitter.job.nmma_check import check_against_nmma
from nmma_fitter.models.trends import TRENDS, trend_parameters
from nmma_fitter.paths import FITTER
from nmma_fitter.photometry.light_curve import Photometry
from nmma_fitter.registry import find_model

TRIGGER = 2461358.7
FILTERS = np.array(["ztfg", "ztfr", "ztfi"])


def one(**values):
    return {name: np.array([value]) for name, value in values.items()}


COLOURS = {"g_minus_r": 0.4, "r_minus_i": 0.1}


def prior_of(name, filters=("ztfg", "ztfr", "ztfi"), is_budget_fitted=False):
    prior = read_prior(
        FITTER / "priors" / "tuned" / f"{name}.prior", fix_trigger=False, entry=find_model(name)
    )
    used = trend_parameters(name, list(filters))
    prior = prior.without([one for one in trend_parameters(name) if one not in used])
    return prior.with_fitted_budget() if is_budget_fitted else prior


def light_curve(days, filters, magnitudes, errors):
    return Photometry(TRIGGER + np.array(days), np.array(filters), np.array(magnitudes), np.array(errors))


def evidence(name, photometry, error_budget=0.0, *, is_budget_fitted=False):
    prior = prior_of(name, photometry.filter_names, is_budget_fitted)
    likelihood = FitLikelihood(TRENDS[name](), prior, photometry, TRIGGER, error_budget=error_budget)
    return peaks.find([likelihood], prior, SamplingSettings(150, 600, 3)).estimate


def test_colours_are_what_their_names_say():
    found = TRENDS["constant"]().apparent_magnitudes(one(mag_r=19.0, **COLOURS), np.zeros(3), FILTERS)
    assert found[0] == pytest.approx([19.4, 19.0, 18.9])


def test_a_power_law_is_one():
    days = np.array([-5.0, 0.0, 2.0, 8.0])
    found = TRENDS["power-law"]().in_r(one(mag_r=18.0, slope=-1.5, log10_age=np.log10(2.0)), days)[0]
    assert found[0] == np.inf
    assert found[1:] == pytest.approx(18.0 + 2.5 * 1.5 * np.log10([1.0, 2.0, 5.0]))


def test_a_rise_and_fall_is_exponential_on_both_sides_and_has_its_brightness_at_its_day():
    days = np.array([-40.0, -39.0, 5.0, 60.0, 61.0])
    values = one(mag_r=18.0, peak_day=5.0, log10_rise=0.0, log10_fall=np.log10(4.0))
    found = TRENDS["rise-and-fall"]().in_r(values, days)[0]
    per_e = 2.5 / np.log(10)
    assert found[2] == pytest.approx(18.0)
    assert found[0] - found[1] == pytest.approx(per_e, rel=1e-6)
    assert found[4] - found[3] == pytest.approx(per_e / 4, rel=1e-6)


def constant_lnz(photometry, error_budget):
    """Of a constant source far from its prior's edges: each filter's mean integrated out, over the prior's volume."""
    total = 0.0
    for name in photometry.filter_names:
        mask = photometry.filters == name
        variance = photometry.magnitude_error[mask] ** 2 + error_budget**2
        weight = np.sum(1 / variance)
        mean = np.sum(photometry.magnitude[mask] / variance) / weight
        total += np.sum(norm.logpdf(photometry.magnitude[mask], mean, np.sqrt(variance)))
        total += 0.5 * np.log(2 * np.pi / weight)
    # r has 14 mag, g − r 2.4, r − i 1.7.
    volumes = {"ztfr": 14.0, "ztfg": 2.4, "ztfi": 1.7}
    return total - sum(np.log(volumes[name]) for name in photometry.filter_names)


@pytest.mark.parametrize("error_budget", [0.05, 0.2, 1.0])
def test_the_evidence_of_a_constant_source_is_the_one_in_closed_form(error_budget):
    photometry = light_curve(
        [0, 0.1, 0.2, 3, 3.1, 6, 9],
        ["ztfg", "ztfr", "ztfi", "ztfg", "ztfr", "ztfr", "ztfi"],
        [19.4, 19.0, 18.8, 19.5, 19.1, 18.9, 18.7],
        [0.05, 0.08, 0.1, 0.06, 0.07, 0.1, 0.12],
    )
    sampled = evidence("constant", photometry, error_budget)
    # With 1 mag of budget some of the likelihood is beyond the edges of the colours.
    if error_budget < 1:
        assert sampled.lnz == pytest.approx(constant_lnz(photometry, error_budget), abs=0.08)
    else:
        assert sampled.lnz < constant_lnz(photometry, error_budget) + 0.08


def test_with_a_limit_and_a_fitted_budget_it_is_the_integral_by_quadrature():
    photometry = light_curve([0, 2, 5, 7], ["ztfr"] * 4, [19.0, 19.3, 18.9, 19.6], [0.05, 0.08, 0.1, np.inf])

    def likelihood(magnitude, systematic):
        sigma = np.hypot(photometry.magnitude_error[:3], systematic)
        detections = np.prod(norm.pdf(photometry.magnitude[:3], magnitude, sigma))
        return detections * norm.sf(photometry.magnitude[3], magnitude, systematic)

    def of_a_budget(log_systematic):
        return quad(
            lambda m: likelihood(m, np.exp(log_systematic)), 16.5, 22.0, limit=400, points=[18.9, 19.3]
        )[0]

    low, high = np.log(0.01), np.log(1.0)
    z = quad(of_a_budget, low, high, limit=200)[0] / (high - low) / 14.0
    sampled = evidence("constant", photometry, is_budget_fitted=True)
    assert sampled.lnz == pytest.approx(np.log(z), abs=0.08)


@pytest.mark.parametrize("name", ["power-law", "rise-and-fall"])
def test_the_evidence_is_the_mean_likelihood_of_the_prior(name):
    photometry = light_curve(
        [0, 0.2, 2, 4, 8], ["ztfg", "ztfr", "ztfg", "ztfr", "ztfr"], [19.0, 18.8, 19.4, 19.2, 20.0], [0.1] * 5
    )
    prior = prior_of(name, ["ztfg", "ztfr"])
    likelihood = FitLikelihood(TRENDS[name](), prior, photometry, TRIGGER, error_budget=1.0)
    rng = np.random.default_rng(1)
    values = np.concatenate([likelihood(prior.drawn(50_000, rng)) for _ in range(20)])
    weights = np.exp(values)
    error = np.std(weights) / np.mean(weights) / np.sqrt(len(weights))
    assert error < 0.02
    assert evidence(name, photometry, 1.0).lnz == pytest.approx(np.log(np.mean(weights)), abs=0.08)


@pytest.mark.parametrize("name", list(TRENDS))
@pytest.mark.parametrize("error_budget", [0.3, None])
def test_the_likelihood_is_nmmas(name, error_budget):
    photometry = light_curve(
        [0, 0.2, 2, 4, 8],
        ["ztfg", "ztfr", "ztfg", "ztfi", "ztfr"],
        [19.0, 18.8, 19.4, 19.0, 20.0],
        [0.1, 0.1, 0.1, 0.1, np.inf],
    )
    prior = prior_of(name, is_budget_fitted=error_budget is None)
    budget = error_budget or 0.0
    likelihood = FitLikelihood(TRENDS[name](), prior, photometry, TRIGGER, error_budget=budget)

    def check(checked):
        return check_against_nmma(
            find_model(name),
            [checked],
            prior,
            photometry,
            TRIGGER,
            error_budget=budget,
            detection_limits={"ztfg": 21.5},
            last_day=20.0,
            own_days=None,
            seed=1,
        )

    limited = FitLikelihood(
        TRENDS[name](), prior, photometry, TRIGGER, error_budget=budget, detection_limits={"ztfg": 21.5}
    )
    assert check(limited) < 1e-6
    # Without the detection limit it is another likelihood, where that matters: near it.
    assert likelihood(prior.drawn(50, np.random.default_rng(2))) != pytest.approx(
        limited(prior.drawn(50, np.random.default_rng(2))), abs=1e-3
    )


def test_what_is_no_transient_has_no_distance_dust_or_explosion():
    path = FITTER / "priors" / "tuned" / "power-law.prior"
    prior = read_prior(
        path,
        fix_trigger=True,
        entry=find_model("power-law"),
        ebv=0.3,
        host={"redshift": 0.03, "redshiftError": 0.001},
    )
    assert set(prior.names) == {"mag_r", "slope", "log10_age", "g_minus_r", "r_minus_i"}
    assert prior.fixed == {}
    assert prior.earliest_explosion_day == 0.0


def test_a_prior_with_a_distance_does_not_suit_it(tmp_path):
    path = tmp_path / "own.prior"
    path.write_text((FITTER / "priors" / "tuned" / "constant.prior").read_text() + "\ntimeshift = 0.0\n")
    with pytest.raises(FitError, match="constant has no parameter timeshift"):
        read_prior(path, fix_trigger=False, entry=find_model("constant"))
