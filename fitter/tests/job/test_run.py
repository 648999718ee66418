"""Whole jobs, as the executor starts them."""

import json
import os
import signal
import subprocess
import time

import numpy as np
import pytest
from running import FAST, SLOW, finish, start, valid

from demo.jobs import light_curve_text
from nmma_fitter.job.files import sha256
from nmma_fitter.paths import FITTER


def test_a_fit_of_the_transient_it_was_drawn_from(make_job):
    folder = make_job(settings={"errorBudget": 0.3})
    status, output = finish(folder)
    assert status == 0, output
    assert not (folder / "error.json").exists()
    result = valid(folder, "result")
    truth = json.loads((FITTER / "demo" / "candidates" / "truth.json").read_text())["ZTF26aaaaasc"]
    names = [parameter["name"] for parameter in result["posterior"]["parameters"]]
    samples = np.array(result["posterior"]["samples"])
    assert samples.shape[1] == len(names) == 5
    for name in ("log10_Menv", "log10_Renv", "log10_Ee"):
        column = samples[:, names.index(name)]
        low, high = np.percentile(column, [0.5, 99.5])
        assert low < truth["parameters"][name] < high, name
    # The likelihood's constant at ten detections of 0.3 mag: the best fit is as good as the noise allows.
    assert result["logLikelihoodMax"] > result["lnZ"] + 3
    assert sum(band["chi2"] for band in result["residuals"].values()) < 10
    assert sum(band["points"] for band in result["residuals"].values()) == 10
    assert result["hashes"]["request"] == sha256(folder / "request.json")
    assert result["versions"]["nmma"] == "0.2.3"
    assert result["settings"]["errorBudget"] == 0.3
    grid = result["lightCurve"]
    for band in grid["filters"].values():
        assert {len(values) for values in band.values()} == {len(grid["jd"])}
        for low, high in zip(band["p05"], band["p95"], strict=True):
            assert high is None or low <= high
    assert valid(folder, "progress")["stage"] == "finishing"
    assert any(warning["code"] == "limits-left-out" for warning in result["warnings"])


def test_bad_data_ends_at_once_in_one_sentence(make_job, server):
    text = light_curve_text("ZTF26aaaaasc").replace("ztfr", "kepler", 1)
    folder = make_job(text=text)
    status, output = finish(folder, 60, **server)
    assert status == 1
    error = valid(folder, "error")
    assert (error["reason"], error["code"], error["value"]) == ("bad-data", "unknown-filter", "kepler")
    assert (
        error["message"]
        == "No model knows the filter kepler: expected such as ztfg, sdssg, ps1::r or atlaso."
    )
    assert error["message"] in output
    assert error["traceback"] is None
    assert not (folder / "result.json").exists()


def test_a_time_limit_leaves_what_there_is(make_job, server):
    folder = make_job(model="Me2017", kind="KN", settings=SLOW, timeLimitSeconds=15)
    started = time.monotonic()
    status, output = finish(folder, 150, **server)
    assert status == 0, output
    assert time.monotonic() - started < 130
    result = valid(folder, "result")
    assert result["isConverged"] is False
    assert "not-converged" in {warning["code"] for warning in result["warnings"]}
    assert not (folder / "error.json").exists()


def test_a_time_limit_before_there_is_anything_is_an_error(make_job, server):
    # NMMA's own kilonova alone, and so many live points that drawing the first of them takes minutes.
    folder = make_job(
        model="Me2017", kind="KN", settings={"livePoints": 20000, "dt": 0.1}, timeLimitSeconds=3
    )
    status, _ = finish(folder, 90, **server)
    assert status == 1
    error = valid(folder, "error")
    assert (error["reason"], error["code"]) == ("timed-out", "time-limit")
    assert "not done after 3 s" in error["message"]


def test_files_that_are_missing_are_named_at_once(make_job):
    prior = (FITTER / "priors" / "tuned" / "supernova.prior").read_text()
    folder = make_job(model="nugent-hyper", kind="SN", prior=prior)
    status, _ = finish(folder, 60, NMMA_ASSETS=str(folder / "assets"), SNCOSMO_DATA_DIR="")
    assert status == 1
    error = valid(folder, "error")
    assert (error["reason"], error["code"]) == ("model-assets", "missing-assets")
    assert "sncosmo/models/nugent/hyper_flux.v1.2.dat" in error["message"]
    assert "`./nmma assets fetch nugent-hyper`" in error["message"]


def test_settings_of_the_request_are_used(make_job, server):
    position = {"raDeg": 266.4, "decDeg": -29.0}
    host = {"luminosityDistanceMpc": 55.0, "luminosityDistanceErrorMpc": 2.0}
    limits = {"ztfg": 21.5, "ztfr": 18.0}
    settings = {"milkyWayEbv": 0.1, "ebv": 0.05, "detectionLimits": limits, "effectiveSamples": 200}
    folder = make_job(settings=settings, position=position, host=host)
    status, output = finish(folder, **server)
    assert status == 0, output
    result = valid(folder, "result")
    assert result["trust"]["milkyWayEbv"] == 0.1
    assert result["bestFit"]["Ebv"] == 0.05
    distances = np.array(result["posterior"]["samples"])[:, 0]
    assert distances.std() < 3
    assert "detection-limit" in {warning["code"] for warning in result["warnings"]}


def test_a_termination_leaves_word(make_job):
    folder = make_job(model="Me2017", kind="KN", settings=SLOW)
    process = start(folder)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if (folder / "progress.json").exists() and valid(folder, "progress")["stage"] == "sampling":
            break
        time.sleep(0.1)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 1
    error = valid(folder, "error")
    assert (error["reason"], error["code"]) == ("timed-out", "told-to-stop")
    assert not (folder / "result.json").exists()


def test_a_warning_of_the_time_limit_leaves_what_there_is(make_job):
    folder = make_job(model="Me2017", kind="KN", settings=SLOW)
    process = start(folder)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if (folder / "progress.json").exists() and valid(folder, "progress")["fraction"] > 0.1:
            break
        time.sleep(0.1)
    process.send_signal(signal.SIGUSR1)
    process.communicate(timeout=90)
    assert process.returncode == 0
    assert valid(folder, "result")["isConverged"] is False


def test_no_folder(tmp_path):
    status, output = finish(tmp_path / "nowhere", 60)
    assert status == 2
    assert "There is no folder" in output


def test_a_full_disk_is_said_and_leaves_no_half_result(make_job, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=32k", "none", str(small)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("only root can make a small disk")
    try:
        folder = make_job(settings=FAST)
        for name in ("request.json", "light_curve.dat", "model.prior"):
            (small / name).write_bytes((folder / name).read_bytes())
        status, output = finish(small)
        assert status == 1
        assert "no room left" in output
        assert not (small / "result.json").exists()
        assert not list(small.glob("*.tmp"))
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_a_killed_process_leaves_no_result(make_job):
    folder = make_job(model="Me2017", kind="KN", settings=SLOW)
    process = start(folder)
    deadline = time.monotonic() + 60
    while not (folder / "progress.json").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    process.kill()
    process.communicate(timeout=30)
    assert not (folder / "result.json").exists()
    assert not (folder / "error.json").exists()
