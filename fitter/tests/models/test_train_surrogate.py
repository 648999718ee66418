"""The surrogate that NMMA trains here of its own light curves, and NMMA's loading of surrogates with it."""

import json
import time
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest
from transients import REACH

from nmma_fitter.assets import missing_assets
from nmma_fitter.cli.assets_command import run_assets
from nmma_fitter.errors import FitError
from nmma_fitter.job.run import run_job
from nmma_fitter.models.build import build_models, nmma_model
from nmma_fitter.models.on_grid import OnGrid
from nmma_fitter.registry import find_model

NAME = "Bu2019lm_sparse"


class Fetch:
    action, models, json = "fetch", (NAME,), False


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    folder = tmp_path_factory.mktemp("assets")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NMMA_ASSETS", str(folder))
        assert run_assets(Fetch()) == 0
    return folder


@pytest.fixture(autouse=True)
def _assets(monkeypatch, trained):
    monkeypatch.setenv("NMMA_ASSETS", str(trained))


def test_its_light_curves_are_those_that_it_was_trained_on():
    assert missing_assets(find_model(NAME)) == []
    path = next(
        path
        for path in files("nmma").joinpath("tests/data/bulla").iterdir()
        if "mejdyn0.005_mejwind0.050" in path.name
    )
    header, *rows = path.read_text().splitlines()
    names = header.lstrip("# ").split()
    table = np.array([[float(value) for value in row.split()] for row in rows])
    days = table[:, names.index("t[days]")] if "t[days]" in names else table[:, 0]
    days, theirs = days[10:100], table[10:100, names.index("ztfr")]
    model = nmma_model(find_model(NAME), ["ztfr"], days)
    point = {"log10_mej_dyn": np.log10(0.005), "log10_mej_wind": np.log10(0.05), "redshift": 0.0, "Ebv": 0.0}
    ours = model.generate_lightcurve(days, {**point, "timeshift": 0.0, "luminosity_distance": 1e-5})[1][
        "ztfr"
    ]
    there = np.isfinite(theirs)
    assert there.sum() > 50
    # Ten coefficients, smoothed: a tenth of a magnitude in the middle.
    assert np.median(np.abs(ours - theirs)[there]) < 0.1


@pytest.mark.parametrize("ebv", [0.0, 0.2])
def test_many_points_at_once_are_nmmas_one_by_one(ebv):
    entry = find_model(NAME)
    (model,) = build_models(entry, ["ztfg", "ztfr"], REACH)
    rng = np.random.default_rng(2)
    many = {
        "log10_mej_dyn": rng.uniform(-3, -1.7, 40),
        "log10_mej_wind": rng.uniform(-2, -0.9, 40),
        "luminosity_distance": rng.uniform(10, 900, 40),
        "timeshift": np.zeros(40),
        "Ebv": np.full(40, ebv),
    }
    # Before its first day (0.21 d) and after its last (14 d) too, where NMMA goes on in a straight line.
    days = np.sort(rng.uniform(0.05, 16, (40, 8)), axis=1)
    bands = np.array(["ztfg", "ztfr"] * 4)
    ours = model.magnitudes(many, days, bands)
    nmmas = nmma_model(entry, ["ztfg", "ztfr"], days[0])
    for i in range(40):
        point = {name: float(values[i]) for name, values in many.items()}
        curves = nmmas.generate_lightcurve(days[i], point)[1]
        theirs = np.where(bands == "ztfg", curves["ztfg"], curves["ztfr"])
        assert ours[i] == pytest.approx(theirs, abs=1e-6)


def test_a_grid_that_somebody_asks_for_is_used():
    (model,) = build_models(find_model(NAME), ["ztfg"], replace(REACH, dt=0.5))
    assert isinstance(model, OnGrid)


def test_a_kilonova_is_fitted_with_it(make_job):
    folder = make_job(model=NAME, kind="KN", settings={"livePoints": 60, "effectiveSamples": 200})
    run_job(folder, time.monotonic(), lambda: False)
    result = json.loads((folder / "result.json").read_text())
    assert result["lnZ"] < 0
    assert result["lnZError"] < 0.5
    names = [parameter["name"] for parameter in result["posterior"]["parameters"]]
    assert {"log10_mej_dyn", "log10_mej_wind", "luminosity_distance", "timeshift"} == set(names)


def test_without_its_files_it_is_refused_and_says_how_to_make_them(make_job, monkeypatch, tmp_path):
    monkeypatch.setenv("NMMA_ASSETS", str(tmp_path / "none"))
    with pytest.raises(FitError, match="nmma assets fetch Bu2019lm_sparse"):
        run_job(make_job(model=NAME, kind="KN"), time.monotonic(), lambda: False)


def test_a_folder_that_cannot_be_written_is_one_line(monkeypatch, tmp_path, capsys):
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("NMMA_ASSETS", str(blocked))
    assert run_assets(Fetch()) == 1
    said = capsys.readouterr().err
    assert f"{NAME}: " in said
    assert "Traceback" not in said
