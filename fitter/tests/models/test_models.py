"""Every model is NMMA's own, at one point of the prior as at many."""

from dataclasses import replace

import numpy as np
import pytest
from transients import (
    DAYS,
    FILTERS,
    REACH,
    TEMPLATES,
    TRANSIENTS,
    columns,
    has_templates,
    magnitudes,
    models,
    parameters,
)

from nmma_fitter.assets import prepare_environment
from nmma_fitter.errors import FitError
from nmma_fitter.job.fit_job import FitJob
from nmma_fitter.models import nmma_bridge
from nmma_fitter.models.build import Reach, build_models, grid_days, nmma_model
from nmma_fitter.models.on_grid import OnGrid
from nmma_fitter.models.templates import is_template, template_file
from nmma_fitter.paths import FITTER
from nmma_fitter.registry import all_models, find_model

NMMAS = [name for name in TRANSIENTS if name != "Bu2025"]


@pytest.fixture(autouse=True)
def templates(request, monkeypatch):
    if any(name in request.node.name for name in TEMPLATES):
        if not has_templates():
            pytest.skip("the supernova templates are not on this machine")
        from transients import SHARED  # noqa: PLC0415

        if SHARED.is_dir():
            monkeypatch.setenv("SNCOSMO_DATA_DIR", str(SHARED))
    prepare_environment()


@pytest.mark.parametrize("name", NMMAS)
def test_the_exact_model_is_nmmas_own(name):
    entry = find_model(name)
    grid = (
        grid_days(entry, REACH)
        if entry.depends_on_its_grid or entry.zero_is_peak
        else np.geomspace(0.02, 16, 4000 if name == "Piro2021" else 600)
    )
    nmmas = nmma_model(entry, FILTERS, grid).generate_lightcurve(grid, parameters(name))[1]
    for band in FILTERS:
        ours = models(name)[-1].magnitudes(columns(parameters(name)), DAYS[np.newaxis], np.full(5, band))[0]
        # NMMA adds up on its grid, which is coarse for an afterglow.
        tolerance = {"TrPi2018": 0.003, "TrPi2018_tophat": 0.003, "Me2017_TrPi2018": 0.02}.get(name, 1e-3)
        assert ours == pytest.approx(np.interp(DAYS, grid, nmmas[band]), abs=tolerance)


@pytest.mark.parametrize("name", TRANSIENTS)
def test_many_points_at_once_are_each_alone(name):
    rng = np.random.default_rng(1)
    one = parameters(name)
    many = {key: np.array([value, value * 1.01, value * 0.99]) for key, value in one.items()}
    model = models(name)[0]
    days = rng.uniform(0.3, 9, (3, 4))
    bands = np.array(["ztfg", "ztfr", "ztfg", "ztfr"])
    together = model.magnitudes(many, days, bands)
    for i in range(3):
        alone = model.magnitudes(
            {key: values[i : i + 1] for key, values in many.items()}, days[i : i + 1], bands
        )
        assert together[i] == pytest.approx(alone[0], abs=1e-4)


@pytest.mark.parametrize("name", TRANSIENTS)
def test_models_are_dark_before_they_explode(name):
    # Of most templates the peak is at zero, and light begins three days before their first phase.
    first_day = find_model(name).time_grid.first_day
    begin = 1.05 * (first_day - 3) if first_day < 0 else 0
    curve = magnitudes(
        models(name)[-1], parameters(name), np.array([begin - 5.0, begin - 0.6, 0.5]), ["ztfg"] * 3
    )
    assert np.isinf(curve[:2]).all()
    assert 10 < curve[2] < 30


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_supernova_rises_to_its_peak(name):
    days = np.linspace(-40, 0, 81)
    curve = magnitudes(models(name)[-1], parameters(name), days, ["ztfg"] * len(days))
    begins = int(np.argmax(np.isfinite(curve)))
    assert 10 < begins < 70
    # No template swings back and forth on its way up.
    assert np.diff(curve[begins:]).max() < 0.3
    assert curve[-1] < curve[begins] - 3


def test_a_bluer_filter_fades_first_in_a_cooling_envelope():
    model = build_models(find_model("Piro2021"), ["ztfg", "ztfi"], REACH)[-1]
    blue, red = (
        magnitudes(model, parameters("Piro2021"), np.array([1.0, 4.0]), [b] * 2) for b in ("ztfg", "ztfi")
    )
    assert np.diff(blue - red)[0] > 0


@pytest.mark.parametrize("name", ["Piro2021", "Me2017"])
def test_dust_in_the_host_is_nmmas(name):
    values = {**parameters(name), "Ebv": 0.3}
    entry = find_model(name)
    grid = (
        grid_days(entry, REACH)
        if entry.depends_on_its_grid
        else np.geomspace(0.02, 16, 4000 if name == "Piro2021" else 600)
    )
    nmmas = nmma_model(entry, FILTERS, grid).generate_lightcurve(grid, values)[1]
    ours = models(name)[-1].magnitudes(columns(values), DAYS[np.newaxis], np.full(5, "ztfg"))[0]
    assert ours == pytest.approx(np.interp(DAYS, grid, nmmas["ztfg"]), abs=1e-3)
    clear = models(name)[-1].magnitudes(columns(parameters(name)), DAYS[np.newaxis], np.full(5, "ztfg"))[0]
    light = np.isfinite(clear)
    assert (ours[light] > clear[light] + 0.5).all()


@pytest.mark.parametrize("redshift", [None, 0.3])
def test_a_kilonova_of_few_shells_is_nmmas_wherever_one_looks_in_the_prior(redshift):
    shells, exact = models("Me2017")
    assert shells.approximation_error > 0
    rng = np.random.default_rng(4)
    many = {
        "luminosity_distance": rng.uniform(1, 200, 60),
        "log10_mej": rng.uniform(-3, -1, 60),
        "log10_vej": rng.uniform(-1.5, -0.4, 60),
        "beta": rng.uniform(1, 5, 60),
        "log10_kappa_r": rng.uniform(-0.5, 1.5, 60),
        "Ebv": np.where(rng.random(60) < 0.5, 0.0, 0.3),
    }
    if redshift is not None:
        many["redshift"] = np.full(60, redshift)
    days = rng.uniform(0.005, 12, (60, 9))
    bands = np.array(["ztfg", "ztfr", "ztfg"] * 3)
    ours, nmmas = (model.magnitudes(many, days, bands) for model in (shells, exact))
    assert not np.isnan(ours).any()
    # Absolute: no kilonova of this prior is seen at -4.
    seen = nmmas < -4
    assert seen.sum() > 100
    assert (ours[~seen] > -4.5).all()
    off = np.abs(ours - nmmas)[seen]
    assert np.median(off) < 0.01
    assert np.quantile(off, 0.99) < shells.approximation_error


def test_a_sum_is_brighter_than_its_parts():
    values = parameters("Me2017_TrPi2018")
    whole = magnitudes(models("Me2017_TrPi2018")[-1], values, DAYS, ["ztfr"] * 5)
    kilonova = magnitudes(models("Me2017")[-1], values, DAYS, ["ztfr"] * 5)
    # Me2017 depends a little on its grid, which is not the same in both.
    assert (whole < kilonova + 0.03).all()
    assert whole[-1] < kilonova[-1] - 1


def test_a_template_without_its_file_is_named_and_not_fetched(monkeypatch, tmp_path):
    monkeypatch.setenv("SNCOSMO_DATA_DIR", str(tmp_path))
    entry = replace(find_model("v19-1998bw"), nmma_model="snana-2004gq", template_version=None)
    with pytest.raises(FitError, match=r"snana-2004gq needs models/pierel/CSP-2004gq\.SED in") as caught:
        build_models(entry, FILTERS, REACH)
    assert (caught.value.reason, caught.value.code) == ("model-assets", "missing-assets")


def test_models_yml_names_the_files_that_sncosmo_reads():
    for entry in all_models():
        if is_template(entry.nmma_model or ""):
            file = template_file(entry.nmma_model, entry.template_version)
            assert entry.assets
            assert all(asset.path.startswith(f"sncosmo/{file}") for asset in entry.assets)


@pytest.mark.parametrize(("name", "stretch"), [("v19-1998bw", 0.6), ("v19-1998bw", 1.5)])
def test_a_supernova_is_stretched_as_nmma_does(name, stretch):
    entry = find_model(name)
    values = {**parameters(name), "supernova_mag_stretch": stretch}
    grid = np.geomspace(0.02, 16, 600)
    nmmas = nmma_model(entry, FILTERS, grid).generate_lightcurve(grid, values)[1]["ztfr"]
    reach = replace(REACH, last_day=REACH.last_day / min(stretch, 1))
    (model,) = build_models(entry, FILTERS, reach)
    ours = model.magnitudes(columns(values), DAYS[np.newaxis], np.full(5, "ztfr"))[0]
    assert ours == pytest.approx(np.interp(DAYS, grid, nmmas), abs=2e-3)


@pytest.mark.parametrize("name", ["v19-1998bw"])
def test_a_free_stretch_is_covered_and_agrees_with_nmmas_likelihood(name, make_job):
    prior = (FITTER / "priors" / "tuned" / "supernova.prior").read_text()
    plain = FitJob(make_job(model=name, kind="SN", prior=prior)).reach.last_day
    free = f"{prior}supernova_mag_stretch = Uniform(minimum=0.5, maximum=1.5)\n"
    job = FitJob(make_job(model=name, kind="SN", prior=free))
    assert job.reach.last_day == pytest.approx(2 * plain)
    assert job.check() == 0.0


def test_a_linear_grid_is_nmmas_dt():
    reach = Reach(6.0, (0.0, 0.1), dt=0.5)
    model = build_models(find_model("Piro2021"), FILTERS, reach)[-1]
    assert isinstance(model, OnGrid)
    grid = grid_days(find_model("Piro2021"), reach)
    assert np.diff(grid) == pytest.approx(0.5)
    nmmas = nmma_bridge.models.ShockCoolingLightCurveModel(grid, filters=FILTERS)
    curve = nmmas.generate_lightcurve(grid, parameters("Piro2021"))[1]["ztfg"]
    between = model.magnitudes(columns(parameters("Piro2021")), DAYS[np.newaxis, :4], np.full(4, "ztfg"))[0]
    assert between == pytest.approx(np.interp(DAYS[:4], grid, curve))


@pytest.mark.parametrize("dt", [0.1, 1000])
def test_a_kilonova_on_a_linear_grid_is_nmmas_alone(dt):
    assert [type(model) for model in build_models(find_model("Me2017"), FILTERS, replace(REACH, dt=dt))] == [
        OnGrid
    ]


def test_what_nmma_cannot_build_is_named():
    entry = replace(find_model("Me2017"), nmma_model="Bu2018")
    with pytest.raises(FitError, match="NMMA cannot build its model Bu2018") as caught:
        build_models(entry, FILTERS, REACH)
    assert (caught.value.reason, caught.value.code) == ("model-assets", "unknown-nmma-model")
    with pytest.raises(FitError, match="unknown jet_type: expected tophat or gaussian"):
        build_models(replace(find_model("TrPi2018"), jet_type="cone"), FILTERS, REACH)


BLACK_BODY = {
    "bb_luminosity": 1e42,
    "temperature": 1e4,
    "luminosity_distance": 100.0,
    "timeshift": 0.0,
    "Ebv": 0.0,
}


def black_body(name):
    (model,) = build_models(replace(find_model("Me2017"), name=name, nmma_model=name), FILTERS, REACH)
    return model


def test_a_model_of_nmmas_without_time_is_the_same_at_all_times():
    found = magnitudes(black_body("blackbody_fixedT"), BLACK_BODY, DAYS, ["ztfr"] * 5)
    assert np.isfinite(found).all()
    assert np.ptp(found) == pytest.approx(0.0)


def test_a_model_that_nmma_cannot_compute_is_refused_in_one_sentence():
    # Its reference is a filter named "g", which NMMA looks for in a list as if that were an array.
    point = {**BLACK_BODY, "beta": -1.0, "powerlaw_mag": 20.0}
    with pytest.raises(FitError) as caught:
        magnitudes(black_body("PL_BB_fixedT"), point, DAYS, ["ztfr"] * 5)
    assert (caught.value.code, caught.value.value) == ("failing-nmma-model", "PL_BB_fixedT")
