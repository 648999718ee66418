"""NMMA's models and likelihood as they are used here: at the right wavelengths, and without a network."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from astropy import units
from astropy.cosmology import Planck18, z_at_value

from nmma_fitter import nmma_bridge
from nmma_fitter.afterglow_grid import AfterglowGrid
from nmma_fitter.bands import EFFECTIVE_WAVELENGTHS_ANGSTROM
from nmma_fitter.contract import FITTER
from nmma_fitter.errors import FitError
from nmma_fitter.fit_likelihood import FitLikelihood, check_that_it_varies
from nmma_fitter.light_curve import Photometry, cut_window
from nmma_fitter.prior import read_prior
from nmma_fitter.registry import ModelEntry, TimeGrid, find_model
from nmma_fitter.transient_model import TransientModel

MODELS = {
    "Piro2021": {"log10_Menv": -1.5, "log10_Renv": 13.0, "log10_Ee": 50.0},
    "Me2017": {"log10_mej": -2.0, "log10_vej": -1.0, "beta": 3.0, "log10_kappa_r": 0.0},
    "TrPi2018_tophat": {
        "inclination_EM": 0.05,
        "log10_E0": 53.0,
        "thetaCore": 0.1,
        "log10_n0": -1.0,
        "p": 2.2,
        "log10_epsilon_e": -1.0,
        "log10_epsilon_B": -3.0,
    },
}
MODELS["TrPi2018"] = {**MODELS["TrPi2018_tophat"], "thetaWing": 0.3}
COMMON = {
    "luminosity_distance": 100.0,
    "timeshift": -0.5,
    "Ebv": 0.0,
    "xi_N": 1.0,
    "L0": 0.0,
    "q": 0.0,
    "ts": 0.0,
}
FILTERS = ["ztfg", "ztfr"]
TRIGGER_JD = 2461358.7


def parameters(name):
    return {**COMMON, **MODELS[name]}


def photometry_of(name, days, error=0.1, offset=0.0):
    """What the model itself gives, moved by `offset` mag."""
    curves = TransientModel(find_model(name), FILTERS, 16.0).apparent_magnitudes(parameters(name), days)
    jd = np.concatenate([TRIGGER_JD + days + 0.01 * i for i in range(2)])
    magnitudes = np.concatenate([curves[band] for band in FILTERS])
    bands = np.repeat(FILTERS, len(days))
    return Photometry(jd, bands, magnitudes + offset, np.full(len(jd), error))


def window_of(photometry):
    return cut_window(photometry, trigger_jd=TRIGGER_JD, tmin=0, tmax=14, use_limits=True, reach_days=2)


def test_the_redshift_is_astropys():
    for distance in [1.0, 40.0, 200.0, 1000.0, 7000.0]:
        expected = z_at_value(Planck18.luminosity_distance, distance * units.Mpc).value
        found = nmma_bridge.models.utils.getRedShift({"luminosity_distance": distance})
        assert found == pytest.approx(expected, rel=1e-6)
    assert nmma_bridge.models.utils.getRedShift({"luminosity_distance": 40.0, "redshift": 0.3}) == 0.3


def test_filters_are_where_ztfs_are():
    names, wavelengths = nmma_bridge.models.utils.get_default_filts_lambdas(["ztfr", "ztfg"])
    assert names == ["ztfr", "ztfg"]
    assert wavelengths == pytest.approx([642.18e-9, 481.40e-9], rel=1e-4)


def test_the_table_is_what_the_surveys_curves_give():
    folder = FITTER.parent.parent / "shared" / "sncosmo"
    if not folder.is_dir():
        pytest.skip("the survey's transmission curves are not on this machine")
    script = "import sncosmo, sys; print(*[sncosmo.get_bandpass(name).wave_eff for name in sys.argv[1:]])"
    names = list(EFFECTIVE_WAVELENGTHS_ANGSTROM)
    found = subprocess.run(
        [sys.executable, "-c", script, *names],
        env={"SNCOSMO_DATA_DIR": str(folder), "PATH": "/usr/bin:/bin"},
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    expected = [float(word) for word in found.stdout.split()]
    assert list(EFFECTIVE_WAVELENGTHS_ANGSTROM.values()) == pytest.approx(expected, abs=0.1)


def test_a_bluer_filter_fades_first_in_a_cooling_envelope():
    curves = TransientModel(find_model("Piro2021"), ["ztfg", "ztfi"], 10.0).apparent_magnitudes(
        parameters("Piro2021"), np.array([1.0, 4.0])
    )
    assert np.diff(curves["ztfg"] - curves["ztfi"])[0] > 0


@pytest.mark.parametrize("name", MODELS)
def test_models_are_dark_before_they_explode(name):
    model = TransientModel(find_model(name), FILTERS, 10.0)
    curves = model.apparent_magnitudes(parameters(name), np.array([-5.0, -0.6, 0.5]))
    for band in FILTERS:
        assert np.isinf(curves[band][:2]).all()
        assert 10 < curves[band][2] < 30


@pytest.mark.parametrize("name", MODELS)
def test_the_likelihood_is_nmmas_gaussian_at_the_truth(name):
    photometry = photometry_of(name, np.array([0.2, 1.0, 3.0]))
    prior = read_prior(FITTER / "priors" / f"{name}.prior", fix_trigger=False)
    window = window_of(photometry)
    likelihood = FitLikelihood(TransientModel(find_model(name), FILTERS, 16.0), prior, window, 1.0)
    point = np.array([parameters(name)[key] for key in prior.names])
    sigma = np.hypot(0.1, 1.0)
    expected = -6 * np.log(sigma * np.sqrt(2 * np.pi))
    # The second filter is 0.01 d later than the magnitudes it was given.
    assert likelihood(point) == pytest.approx(expected, abs=0.02)
    moved = window_of(photometry_of(name, np.array([0.2, 1.0, 3.0]), offset=2.0))
    likelihood = FitLikelihood(TransientModel(find_model(name), FILTERS, 16.0), prior, moved, 1.0)
    assert likelihood(point) == pytest.approx(expected - 6 * 0.5 * (2 / sigma) ** 2, abs=0.3)


def test_a_limit_below_the_model_speaks_against_it():
    bright = photometry_of("Piro2021", np.array([0.2, 1.0, 3.0]))
    prior = read_prior(FITTER / "priors" / "Piro2021.prior", fix_trigger=False)
    point = np.array([parameters("Piro2021")[key] for key in prior.names])

    def value(limit):
        photometry = Photometry(
            np.append(bright.jd, TRIGGER_JD + 2),
            np.append(bright.filters, "ztfg"),
            np.append(bright.magnitude, limit),
            np.append(bright.magnitude_error, np.inf),
        )
        model = TransientModel(find_model("Piro2021"), FILTERS, 16.0)
        return FitLikelihood(model, prior, window_of(photometry), 1.0)(point)

    assert value(12.0) > value(25.0) + 5


def test_a_likelihood_that_does_not_vary_is_an_error(monkeypatch):
    prior = read_prior(FITTER / "priors" / "Piro2021.prior", fix_trigger=False)
    window = window_of(photometry_of("Piro2021", np.array([0.2, 1.0, 3.0])))
    likelihood = FitLikelihood(TransientModel(find_model("Piro2021"), FILTERS, 16.0), prior, window, 1.0)
    check_that_it_varies(likelihood, prior, 1)
    monkeypatch.setattr(likelihood._likelihood, "log_likelihood", lambda: -43806.0)
    with pytest.raises(FitError, match="ignores its parameters") as caught:
        check_that_it_varies(likelihood, prior, 1)
    assert caught.value.reason == "bad-result"
    monkeypatch.setattr(likelihood._likelihood, "log_likelihood", lambda: float("-inf"))
    with pytest.raises(FitError) as caught:
        check_that_it_varies(likelihood, prior, 1)
    assert caught.value.code == "model-not-defined"


@pytest.mark.parametrize(("name", "tolerance"), [("TrPi2018_tophat", 0.1), ("TrPi2018", 0.05)])
def test_an_afterglow_on_few_nodes_is_nmmas_on_many(name, tolerance):
    days = np.geomspace(0.1, 10, 40)
    few = TransientModel(find_model(name), FILTERS, 16.0)
    many = replace(find_model(name), time_grid=TimeGrid("log", 0.02, 150))
    curves = [
        model.apparent_magnitudes({**parameters(name), "timeshift": 0.0}, days)
        for model in (few, TransientModel(many, FILTERS, 16.0))
    ]
    for band in FILTERS:
        assert np.abs(curves[0][band] - curves[1][band]).max() < tolerance


def test_an_afterglows_nodes_reach_the_last_day():
    for last in (3.0, 8.0, 19.0):
        grid = AfterglowGrid(0.02, last, 10, 50)
        assert grid.days[-1] == pytest.approx(last)
        assert len(grid.asked_days) == 10
    with pytest.raises(ValueError, match="fewer than"):
        AfterglowGrid(0.02, 1.0, 10, 50)


def test_unknown_models_are_named():
    with pytest.raises(FitError, match="No model Bu2018: expected Me2017"):
        find_model("Bu2018")
    entry = ModelEntry("x", "KN", "x", "Bu2018", TimeGrid("log", 0.1, 10), None, 100)
    with pytest.raises(FitError) as caught:
        TransientModel(entry, FILTERS, 10.0)
    assert caught.value.code == "unknown-nmma-model"


def test_a_wrong_version_is_refused(monkeypatch):
    monkeypatch.setattr(nmma_bridge, "version", lambda package: "2.8.0" if package == "bilby" else "0.2.3")
    with pytest.raises(FitError, match=r"need bilby 2\.6\.0.*found 2\.8\.0"):
        nmma_bridge._check_versions()


def test_nothing_is_fetched_and_keras_is_not_loaded(tmp_path):
    script = """
import socket, sys
def refuse(*args, **kwargs):
    raise AssertionError("a network connection was asked for")
socket.socket.connect = refuse
socket.create_connection = refuse
from nmma_fitter.registry import find_model
from nmma_fitter.transient_model import TransientModel
TransientModel(find_model("Piro2021"), ["ztfg"], 10.0)
assert "keras.src" not in sys.modules and "jax" not in sys.modules
"""
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(FITTER), "HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", script], check=True, env=environment, cwd=Path("/"), timeout=120)
