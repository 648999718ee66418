"""Thousands of broken requests and light curves: each ends in one sentence, or is right."""

import copy
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demo.jobs import light_curve_text, request_of
from nmma_fitter.errors import FitError
from nmma_fitter.job.files import read_request, sha256
from nmma_fitter.paths import FITTER
from nmma_fitter.photometry.light_curve import cut_window, read_photometry

REASONS = json.loads((FITTER / "schemas" / "error.schema.json").read_text())["properties"]["reason"]["enum"]
GOOD = light_curve_text("ZTF26aaaaasc")
many = settings(
    max_examples=700, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


def explains(problem: FitError, reason: str | None = None) -> bool:
    """In one sentence, with a reason and a code that are known."""
    is_known = problem.reason in REASONS and reason in (None, problem.reason)
    is_sentence = problem.message.endswith((".", "?")) and "Traceback" not in problem.message
    return is_known and is_sentence and len(problem.message) < 700 and problem.code.replace("-", "").isalnum()


def attempt(work):
    """What it gives, or why not."""
    try:
        return work(), None
    except FitError as error:
        return None, error


def request() -> dict[str, Any]:
    return request_of("ZTF26aaaaasc", "Piro2021", "SC", GOOD)


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory() as name:
        path = Path(name)
        (path / "light_curve.dat").write_text(GOOD)
        (path / "model.prior").write_text("x")
        yield path


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
places = st.sampled_from(
    [
        *((key,) for key in request()),
        *((part, key) for part in ("lightCurve", "prior", "settings") for key in request()[part]),
        *(
            ("settings", "detectionLimits"),
            ("prior", "host"),
            ("position",),
            ("timeLimitSeconds",),
            ("colour",),
        ),
    ]
)


@many
@given(place=places, value=values, is_removed=st.booleans())
def test_a_request_with_one_thing_changed(folder, place, value, is_removed):
    changed = copy.deepcopy(request())
    changed["lightCurve"]["sha256"] = sha256(folder / "light_curve.dat")
    *way, last = place
    inner = changed
    for step in way:
        inner = inner[step]
    if is_removed:
        inner.pop(last, None)
    else:
        inner[last] = value
    (folder / "request.json").write_text(json.dumps(changed))
    found, problem = attempt(lambda: read_request(folder))
    if problem is not None:
        assert explains(problem)
    else:
        budget = found["settings"]["errorBudget"]
        assert budget is None or budget > 0
        assert np.isfinite(found["settings"]["tmax"])
        assert (folder / found["lightCurve"]["path"]).resolve().parent == folder.resolve()


@many
@given(junk=st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode()))
def test_a_request_of_junk(folder, junk):
    (folder / "request.json").write_bytes(junk)
    with pytest.raises(FitError) as caught:
        read_request(folder)
    assert explains(caught.value)


words = st.sampled_from(
    [
        "2026-11-14T03:52:00",
        "2026-11-14",
        "now",
        "9999-01-01T00:00:00",
        "1800-01-01T00:00:00",
        "ztfg",
        "ztfr",
        "g",
        "19.45",
        "99",
        "99.0",
        "-99",
        "nan",
        "inf",
        "-inf",
        "0",
        "-0.1",
        "0.05",
        "1e400",
        "",
        "#",
        "\x00",
        "１９",
    ]
) | st.text(max_size=8)
rows = st.lists(st.lists(words, min_size=0, max_size=5).map(" ".join), max_size=8)
good_rows = st.lists(st.sampled_from(GOOD.splitlines()), max_size=18)


@many
@given(
    bad=rows,
    good=good_rows,
    order=st.randoms(use_true_random=False),
    window=st.tuples(st.floats(), st.floats()),
)
def test_a_light_curve_with_broken_rows(folder, bad, good, order, window):
    tmin, tmax = window
    lines = [*bad, *good]
    order.shuffle(lines)
    path = folder / "curve.dat"
    path.write_text("\n".join(lines), encoding="utf-8", errors="replace")

    def read():
        photometry = read_photometry(path)
        cut = {"trigger_jd": None, "use_limits": True, "reach_days": 2}
        return photometry, cut_window(photometry, tmin=tmin, tmax=tmax, **cut)

    found, problem = attempt(read)
    if problem is not None:
        assert explains(problem, "bad-data")
    else:
        photometry, cut_out = found
        assert np.all(np.diff(photometry.jd) >= 0)
        assert np.isfinite(photometry.magnitude).all()
        assert (photometry.magnitude_error > 0).all()
        assert np.sum(~cut_out.photometry.is_limit) >= 2


@many
@given(junk=st.binary(max_size=300))
def test_a_light_curve_of_junk(folder, junk):
    path = folder / "junk.dat"
    path.write_bytes(junk)
    with pytest.raises(FitError) as caught:
        read_photometry(path)
    assert explains(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"errorBudget"', '"errorBugdet"', "did you mean errorBudget?"),
        ('"fitId": 7, ', "", "'fitId' is a required property"),
        ('"errorBudget": 1.0', '"errorBudget": NaN', "NaN is not a JSON number"),
        ('"errorBudget": 1.0', '"errorBudget": -1', "settings/errorBudget"),
    ],
)
def test_what_is_wrong_is_named(folder, old, new, words):
    (folder / "request.json").write_text(json.dumps(request()).replace(old, new))
    with pytest.raises(FitError, match=r"request\.json") as caught:
        read_request(folder)
    assert words in caught.value.message
