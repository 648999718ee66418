"""The POSSIS kilonova that every installation has: KilonovaNet's network, and NMMA's files that are made of it."""

import io
import json
import pickle
import shutil
import time
from dataclasses import replace

import joblib
import numpy as np
import pytest
from transients import REACH

from nmma_fitter.assets import missing_assets
from nmma_fitter.cli.assets_command import run_assets
from nmma_fitter.errors import FitError
from nmma_fitter.job.run import run_job
from nmma_fitter.models import kilonovanet
from nmma_fitter.models.build import build_models, nmma_model
from nmma_fitter.models.kilonovanet import KilonovaNet, read_weights
from nmma_fitter.models.on_grid import OnGrid
from nmma_fitter.models.train_kilonovanet import FILTERS, HIGHEST, LOWEST, magnitudes
from nmma_fitter.paths import FITTER
from nmma_fitter.registry import find_model

NAME = "Bu2019lm_kilonovanet"
SHARED = FITTER.parent.parent / "shared" / "possis"
# Brighter than this (absolute) it matters to ZTF.
SEEN = -12.0


class Fetch:
    action, models, default, json = "fetch", (NAME,), False, False


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("assets")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NMMA_ASSETS", str(folder))
        assert run_assets(Fetch()) == 0
    return folder


@pytest.fixture
def assets(monkeypatch, made):
    monkeypatch.setenv("NMMA_ASSETS", str(made))


@pytest.fixture(scope="module")
def network():
    return KilonovaNet()


def test_a_file_that_asks_for_more_than_weights_is_refused():
    class Evil:
        def __reduce__(self):
            return (print, ("run",))

    with pytest.raises(pickle.UnpicklingError, match="does not belong in a file of weights"):
        read_weights(io.BytesIO(pickle.dumps(Evil())))
    with pytest.raises(pickle.UnpicklingError, match="no PyTorch file"):
        read_weights(io.BytesIO(pickle.dumps(17)))


def test_without_its_package_one_sentence_says_so(monkeypatch):
    monkeypatch.setattr(kilonovanet, "_PACKAGE", "no_such_package")
    with pytest.raises(FitError, match=r"^The package no_such_package 0\.2\.8 is not installed\.$"):
        KilonovaNet()


def test_another_version_of_its_package_is_refused(monkeypatch):
    monkeypatch.setattr(kilonovanet, "_VERSION", "0.0.1")
    with pytest.raises(FitError, match=r"was checked in redback_surrogates 0\.0\.1, and found in 0\.2\.8"):
        KilonovaNet()


def grid_of(text):
    """Masses, opening angle and viewing angle of a name of NMMA's: dynamical, wind, phi, theta."""
    words = text.removesuffix(".dat").split("_")
    return [float(words[2][6:]), float(words[3][7:]), float(words[4][3:]), float(words[5])]


def test_its_magnitudes_are_kilonovanets(network, tmp_path):
    archive = SHARED / "kilonovanet_grid_ztf.tar.gz"
    if not archive.is_file():
        pytest.skip("KilonovaNet's own magnitudes are not on this machine")
    import tarfile  # noqa: PLC0415

    with tarfile.open(archive) as file:
        file.extractall(tmp_path, filter="data")
    for path in sorted(tmp_path.glob("*.dat"))[::200]:
        dyn, wind, phi, theta = grid_of(path.name)
        table = np.loadtxt(path)
        point = np.array([[np.log10(dyn), np.log10(wind), phi, theta]])
        ours = magnitudes(network, point, table[:, 0])[:, 0]
        for band, theirs in zip(ours, table[:, 1:4].T, strict=True):
            seen = theirs < SEEN
            assert band[seen] == pytest.approx(theirs[seen], abs=0.03)


def random_points(count):
    return np.random.default_rng(3).uniform(LOWEST, HIGHEST, (count, 4))


def parameters_of(points):
    return {
        "log10_mej_dyn": points[:, 0],
        "log10_mej_wind": points[:, 1],
        "KNphi": points[:, 2],
        "inclination_EM": np.radians(points[:, 3]),
        "luminosity_distance": np.full(len(points), 40.0),
        "redshift": np.zeros(len(points)),
        "timeshift": np.zeros(len(points)),
        "Ebv": np.zeros(len(points)),
    }


@pytest.mark.usefixtures("assets")
def test_the_surrogate_is_its_network_between_the_points_that_it_was_made_of(network):
    assert missing_assets(find_model(NAME)) == []
    (model,) = build_models(find_model(NAME), list(FILTERS), REACH)
    points = random_points(200)
    days = np.geomspace(0.25, 14, 30)
    theirs = magnitudes(network, points, days)
    for band, expected in zip(FILTERS, theirs, strict=True):
        ours = model.magnitudes(
            parameters_of(points), np.tile(days, (len(points), 1)), np.full(len(days), band)
        )
        off = (ours - expected)[expected < SEEN]
        # Measured: 0.10, 0.09 and 0.09 mag rms in g, r and i; two thirds of it are the ten components.
        assert np.sqrt(np.mean(off**2)) < 0.12
        assert abs(np.median(off)) < 0.02


@pytest.mark.usefixtures("assets")
@pytest.mark.parametrize("ebv", [0.0, 0.2])
def test_many_points_at_once_are_nmmas_one_by_one(ebv):
    entry = find_model(NAME)
    (model,) = build_models(entry, ["ztfg", "ztfr"], REACH)
    assert model.is_cheap
    rng = np.random.default_rng(2)
    many = {
        **parameters_of(random_points(20)),
        "luminosity_distance": rng.uniform(10, 900, 20),
        "Ebv": np.full(20, ebv),
    }
    del many["redshift"]
    # Before its first day (0.2 d) and after its last (20 d) too, where NMMA goes on in a straight line.
    days = np.sort(rng.uniform(0.05, 22, (20, 8)), axis=1)
    bands = np.array(["ztfg", "ztfr"] * 4)
    ours = model.magnitudes(many, days, bands)
    nmmas = nmma_model(entry, ["ztfg", "ztfr"], days[0])
    for i in range(20):
        point = {name: float(values[i]) for name, values in many.items()}
        curves = nmmas.generate_lightcurve(days[i], point)[1]
        theirs = np.where(bands == "ztfg", curves["ztfg"], curves["ztfr"])
        assert ours[i] == pytest.approx(theirs, abs=1e-6)


@pytest.mark.usefixtures("assets")
def test_a_grid_that_somebody_asks_for_is_used():
    (model,) = build_models(find_model(NAME), ["ztfg"], replace(REACH, dt=0.5))
    assert isinstance(model, OnGrid)


@pytest.mark.usefixtures("assets")
def test_a_kilonova_is_fitted_with_it(make_job):
    folder = make_job(model=NAME, kind="KN", settings={"livePoints": 60, "effectiveSamples": 200})
    run_job(folder, time.monotonic())
    result = json.loads((folder / "result.json").read_text())
    assert result["lnZ"] < 0
    assert result["lnZError"] < 0.5
    names = {parameter["name"] for parameter in result["posterior"]["parameters"]}
    assert {"log10_mej_dyn", "log10_mej_wind", "KNphi", "inclination_EM"} <= names


def test_without_its_files_it_is_refused_and_says_how_to_make_them(make_job, monkeypatch, tmp_path):
    monkeypatch.setenv("NMMA_ASSETS", str(tmp_path / "none"))
    with pytest.raises(FitError, match="nmma assets fetch Bu2019lm_kilonovanet"):
        run_job(make_job(model=NAME, kind="KN"), time.monotonic())


def test_a_folder_that_cannot_be_written_is_one_line(monkeypatch, tmp_path, capsys):
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("NMMA_ASSETS", str(blocked))
    assert run_assets(Fetch()) == 1
    said = capsys.readouterr().err
    assert f"{NAME}: " in said
    assert "Traceback" not in said


def files_of(made, tmp_path, monkeypatch, change=lambda surrogate: surrogate):
    """The files that were made, put where NMMA's own of Bu2019lm would be, and changed."""
    shutil.copytree(made / "svdmodels" / "kilonovanet", tmp_path / "svdmodels")
    path = tmp_path / "svdmodels" / "Bu2019lm.joblib"
    joblib.dump(change(joblib.load(path)), path)
    monkeypatch.setenv("NMMA_ASSETS", str(tmp_path))
    return tmp_path / "svdmodels" / "Bu2019lm"


def test_files_with_two_parameters_are_refused(made, tmp_path, monkeypatch):
    def two(surrogate):
        return {name: {**band, "param_mins": band["param_mins"][:2]} for name, band in surrogate.items()}

    files_of(made, tmp_path, monkeypatch, two)
    with pytest.raises(FitError, match="ztfg has 2 parameters, and the model has 4") as caught:
        build_models(find_model("Bu2019lm"), ["ztfg"], REACH)
    assert (caught.value.reason, caught.value.code) == ("model-assets", "broken-assets")


class OfAnotherVersion:
    """Reads well, and lacks what the installed version wants, as a process of an old scikit-learn does."""

    def predict(self, _points):
        raise AttributeError("'GaussianProcessRegressor' object has no attribute '_y_train_std'")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read by the installed scikit-learn"),
        ([OfAnotherVersion()], "_y_train_std.*: they were written by another version"),
    ],
)
def test_files_of_another_scikit_learn_are_refused(made, tmp_path, monkeypatch, content, words):
    folder = files_of(made, tmp_path, monkeypatch)
    if content is None:
        (folder / "ztfg.joblib").write_bytes(b"no pickle")
    else:
        joblib.dump(content, folder / "ztfg.joblib")
    with pytest.raises(FitError, match=words) as caught:
        build_models(find_model("Bu2019lm"), ["ztfg"], REACH)
    assert (caught.value.reason, caught.value.code) == ("model-assets", "unreadable-assets")
