"""Whole jobs, as the executor starts them."""

import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from conftest import light_curve_text
from jsonschema import Draft202012Validator

from nmma_fitter.contract import FITTER, sha256

SLOW = {"livePoints": 5000}


def start(folder):
    environment = {**os.environ, "PYTHONPATH": str(FITTER)}
    return subprocess.Popen(
        [sys.executable, "-m", "nmma_fitter", "run", str(folder)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def finish(folder, seconds=240):
    process = start(folder)
    output, _ = process.communicate(timeout=seconds)
    return process.returncode, output


def valid(folder, name):
    data = json.loads((folder / f"{name}.json").read_text())
    schema = json.loads((FITTER / "schemas" / f"{name}.schema.json").read_text())
    Draft202012Validator(schema).validate(data)
    return data


@pytest.fixture(scope="module")
def module_tmp(tmp_path_factory):
    return tmp_path_factory.mktemp("job")


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


def test_bad_data_ends_at_once_in_one_sentence(make_job):
    text = light_curve_text("ZTF26aaaaasc").replace("ztfr", "kepler", 1)
    folder = make_job(text=text)
    status, output = finish(folder, 60)
    assert status == 1
    error = valid(folder, "error")
    assert (error["reason"], error["code"], error["value"]) == ("bad-data", "unknown-filter", "kepler")
    assert error["message"] == "No model knows the filter kepler: expected ztfg, ztfr, ztfi."
    assert error["message"] in output
    assert error["traceback"] is None
    assert not (folder / "result.json").exists()


def test_a_time_limit_is_kept(make_job):
    folder = make_job(settings=SLOW, timeLimitSeconds=12)
    started = time.monotonic()
    status, _ = finish(folder, 90)
    assert status == 1
    assert time.monotonic() - started < 60
    error = valid(folder, "error")
    assert (error["reason"], error["code"]) == ("timed-out", "time-limit")
    assert "not done after 12 s" in error["message"]


def test_a_termination_leaves_word(make_job):
    folder = make_job(settings=SLOW)
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


def test_no_folder(tmp_path):
    status, output = finish(tmp_path / "nowhere", 60)
    assert status == 2
    assert "There is no folder" in output
