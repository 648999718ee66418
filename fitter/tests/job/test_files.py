import json
import time

import pytest

from nmma_fitter.errors import FitError
from nmma_fitter.job.files import read_request, write_whole
from nmma_fitter.job.run import run_job

PROGRESS = {
    "stage": "sampling",
    "iteration": 3,
    "likelihoodCalls": 10,
    "lnZ": -3.0,
    "fraction": 0.5,
    "elapsedSeconds": 1.0,
    "remainingSeconds": None,
}


def test_a_good_request_is_read(make_job):
    request = read_request(make_job())
    assert request["model"] == "Piro2021"
    assert request["settings"]["livePoints"] == 60


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"settings": {"livePoints": 5}}, "bad-request", "settings/livePoints"),
        ({"attempt": 0}, "bad-request", "attempt"),
        ({"surprise": 1}, "bad-request", "surprise"),
        ({"lightCurve": {"path": "../x", "sha256": "0" * 64}}, "bad-request", "lightCurve/path"),
        ({"lightCurve": {"path": "x", "sha256": "0" * 64}}, "missing-file", "x is missing"),
        (
            {"lightCurve": {"path": "light_curve.dat", "sha256": "0" * 64}},
            "other-light-curve",
            "hash differs",
        ),
    ],
)
def test_a_wrong_request_says_where(make_job, change, code, words):
    with pytest.raises(FitError, match=words) as caught:
        read_request(make_job(**change))
    assert caught.value.code == code
    assert caught.value.reason == "bad-data"


def test_no_request_and_no_json(tmp_path):
    with pytest.raises(FitError) as caught:
        read_request(tmp_path)
    assert caught.value.code == "no-request"
    (tmp_path / "request.json").write_text("{")
    with pytest.raises(FitError, match="not valid JSON"):
        read_request(tmp_path)


def test_files_appear_whole(tmp_path):
    write_whole(tmp_path, "progress", PROGRESS)
    assert json.loads((tmp_path / "progress.json").read_text()) == {"schema_version": 1, **PROGRESS}
    assert [path.name for path in tmp_path.iterdir()] == ["progress.json"]


def test_what_breaks_the_schema_is_not_written(tmp_path):
    with pytest.raises(ValueError, match="fraction"):
        write_whole(tmp_path, "progress", {**PROGRESS, "fraction": 1.5})
    with pytest.raises(ValueError, match="JSON"):
        write_whole(tmp_path, "progress", {**PROGRESS, "lnZ": float("nan")})
    assert not (tmp_path / "progress.json").exists()


@pytest.mark.parametrize(
    ("last", "words"),
    [(["1.0", 2.0], "'1.0' is not of type 'number'"), ([1.0, float("nan")], "JSON")],
)
def test_a_wrong_row_at_the_end_of_many_samples_is_seen(tmp_path, make_job, last, words):
    folder = make_job(settings={"livePoints": 60, "effectiveSamples": 100})
    run_job(folder, time.monotonic())
    result = json.loads((folder / "result.json").read_text())
    del result["schema_version"]
    width = len(result["posterior"]["parameters"])
    rows = [[1.0] * width for _ in range(200)]
    result["posterior"]["samples"] = rows
    write_whole(tmp_path, "result", result)
    result["posterior"]["samples"] = [*rows, [*last, *[1.0] * (width - 2)]]
    with pytest.raises(ValueError, match=words):
        write_whole(tmp_path, "result", result)
    result["posterior"]["samples"] = [rows[0]] * 5001
    with pytest.raises(ValueError, match="too long"):
        write_whole(tmp_path, "result", result)
