"""Single kinds of bad input, and disks and folders that cannot be written to; see test_properties for thousands."""

import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demo.jobs import light_curve_text
from nmma_fitter.errors import FitError
from nmma_fitter.job.files import read_request
from nmma_fitter.paths import FITTER
from nmma_fitter.photometry.bands import EFFECTIVE_WAVELENGTHS_ANGSTROM
from nmma_fitter.photometry.light_curve import MAX_POINTS, cut_window, read_photometry

CURVE = light_curve_text("ZTF26aaaaasc").encode()
FIRST = "2026-11-14T03:00:00 ztfg 19.5 0.1\n"
SECOND = "2026-11-15T15:00:00 ztfr 20.1 0.2\n"


def refused(work):
    with pytest.raises(FitError) as caught:
        work()
    assert caught.value.reason == "bad-data"
    assert "\n" not in caught.value.message
    return caught.value


def rewritten(folder, old, new):
    """The job's request with a piece of its text replaced."""
    text = (folder / "request.json").read_text()
    assert old in text
    (folder / "request.json").write_text(text.replace(old, new, 1))
    return folder


@pytest.mark.parametrize(
    ("old", "new", "words", "value"),
    [
        ('"seed"', '"sede"', "did you mean seed?", "'sede'"),
        ('"seed": 42', '"seed": 1, "seed": 2', "the key 'seed' appears twice", None),
        ('"seed": 42', '"seed": true', "at settings/seed: True is not of type 'integer'", "True"),
        ('"seed": 42', '"seed": 1e999', "'1e999' is too large", None),
        ('"seed": 42', '"seed": -Infinity', "-Infinity is not a JSON number", None),
        ('"seed": 42', f'"seed": {"9" * 5000}', "is too large", None),
        ('"seed": 42', f'"seed": {"[" * 900}{"]" * 900}', "at settings/seed", None),
        ('"seed": 42', '"seed": 42, "detectionLimits": {"g": 21}', "'g' is not one of ['ztfg'", "'g'"),
        ('"seed": 42', '"seed": 42, "dt": 1e-9', "at settings/dt: 1e-09 is less than", "1e-09"),
        ('"kind": "SC"', '"kind": "XX"', "'XX' is not one of", "'XX'"),
        ('"tuned"', '"tuned", "host": {"redshit": 1}', "did you mean redshift?", "'redshit'"),
        ('"tuned"', '"tuned", "host": {"redshift": -1, "redshiftError": 0}', "prior/host/redshift", "-1"),
        ('"tuned"', '"tuned", "host": 5', "at prior/host: 5 is not of type 'object'", "5"),
        ('"settings": {', '"settings": [{', "not valid JSON", None),
    ],
)
def test_what_is_wrong_in_a_request_is_named(make_job, old, new, words, value):
    problem = refused(lambda: read_request(rewritten(make_job(), old, new)))
    assert problem.code == "bad-request"
    assert words in problem.message
    assert value in (None, problem.value)
    assert len(problem.message) < 400


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"[" * 100_000, b"\xff\xfe{}", b"\x7fELF\0\0"])
def test_a_request_that_is_none(make_job, content):
    folder = make_job()
    (folder / "request.json").write_bytes(content)
    assert refused(lambda: read_request(folder)).code == "bad-request"


def test_a_truncated_request_is_refused_wherever_it_ends(make_job):
    folder = make_job()
    whole = (folder / "request.json").read_bytes()
    for end in range(len(whole) - 1):
        (folder / "request.json").write_bytes(whole[:end])
        assert refused(lambda: read_request(folder)).code == "bad-request"


def test_whole_numbers_become_integers(make_job):
    read = read_request(rewritten(make_job(), '"seed": 42', '"seed": 42.0'))
    assert isinstance(read["settings"]["seed"], int)


def test_what_was_found_may_be_long(make_job):
    problem = refused(lambda: read_request(rewritten(make_job(), '"SC"', f'"{"x" * 5000}"')))
    assert "…" in problem.message
    assert "is not one of ['KN'" in problem.message


@pytest.mark.parametrize("name", ["request.json", "light_curve.dat", "model.prior"])
def test_files_are_files_of_the_folder(make_job, tmp_path_factory, name):
    folder = make_job()
    path = folder / name
    elsewhere = tmp_path_factory.mktemp("elsewhere") / name
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    problem = refused(lambda: read_request(folder))
    assert (problem.code, problem.value) == ("outside-folder", str(elsewhere))
    missing = "no-request" if name == "request.json" else "missing-file"
    elsewhere.unlink()
    assert refused(lambda: read_request(folder)).code == missing
    path.unlink()
    path.symlink_to(path.name)
    assert refused(lambda: read_request(folder)).code == missing
    path.unlink()
    path.mkdir()
    assert refused(lambda: read_request(folder)).code == missing
    path.rmdir()
    with path.open("wb") as file:
        file.truncate(1 << 40)
    assert refused(lambda: read_request(folder)).code == "too-large"


def test_a_link_within_the_folder_is_fine(make_job):
    folder = make_job()
    (folder / "light_curve.dat").rename(folder / "other.dat")
    (folder / "light_curve.dat").symlink_to("other.dat")
    assert read_request(folder)["fitId"] == 7


def test_the_schema_knows_ztfs_filters():
    schema = json.loads((FITTER / "schemas" / "request.schema.json").read_text())
    limits = schema["properties"]["settings"]["properties"]["detectionLimits"]
    ztfs = [name for name in EFFECTIVE_WAVELENGTHS_ANGSTROM if name.startswith("ztf")]
    assert limits["propertyNames"]["enum"] == ztfs


@pytest.fixture
def curve(tmp_path):
    def read(text):
        path = tmp_path / "curve.dat"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_photometry(path)

    return read


@pytest.mark.parametrize(
    ("row", "code", "value"),
    [
        ("2026-11-14T03:00:00 ztfg 99 0.1", "bad-magnitude", "99"),
        ("2026-11-14T03:00:00 ztfg -inf 0.1", "bad-magnitude", "-inf"),
        ("2026-11-14T03:00:00 ztfg 19 -0.1", "bad-error", "-0.1"),
        ("2026-11-14T03:00:00 ztfg 19 -inf", "bad-error", "-inf"),
        ("2026-11-14T03:00:00 ztfg 1_9 0.1", "bad-row", None),
        ("2026-11-14T03:00:00 ztfg １９ 0.1", "bad-row", None),
        ("2461358.6 ztfg 19 0.1", "bad-row", None),
        ("2026-13-14T03:00:00 ztfg 19 0.1", "bad-row", None),
        ("9999-12-31T23:59:59-12:00 ztfg 19 0.1", "bad-row", None),
        ("9999-12-31T23:59:59 ztfg 19 0.1", "bad-time", "9999-12-31T23:59:59"),
        ("1899-12-31T23:59:59 ztfg 19 0.1", "bad-time", "1899-12-31T23:59:59"),
        ("0001-01-01T00:00:00 ztfg 19 0.1", "bad-time", "0001-01-01T00:00:00"),
        ("2026-11-14T03:00:00 w 19 0.1", "unknown-filter", "w"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(curve, row, code, value):
    problem = refused(lambda: curve(FIRST + SECOND + row + "\n"))
    assert problem.code == code
    assert value in (None, problem.value)
    assert code == "unknown-filter" or "Line 3" in problem.message


def test_a_light_curve_that_is_no_text(curve):
    assert refused(lambda: curve(FIRST.encode() + b"\xff\xfe\0")).value == repr(b"\xff\xfe\0")


def test_too_many_points(curve):
    problem = refused(lambda: curve(FIRST * (MAX_POINTS + 1)))
    assert (problem.code, problem.value) == ("too-many-points", str(MAX_POINTS + 1))


def test_a_time_may_have_a_zone(curve):
    read = curve(FIRST + FIRST.replace("03:00:00", "05:30:00+01:00"))
    assert np.diff(read.jd) * 24 == pytest.approx([1.5], abs=1e-5)


def test_rows_that_repeat_count_once(curve):
    again = FIRST.replace("03:00:00", "03:00:00.9")
    later = FIRST.replace("03:00:00", "03:00:01.1")
    limit = FIRST.replace("0.1\n", "inf\n")
    read = curve(FIRST + SECOND + FIRST + again + limit + FIRST.replace("19.5", "19.6"))
    assert (len(read.jd), read.duplicates) == (4, 2)
    assert curve(FIRST + later).duplicates == 0
    cut = cut_window(read, trigger_jd=None, tmin=0, tmax=14, use_limits=True, reach_days=1)
    assert cut.duplicates == 2
    assert refused(lambda: curve(FIRST + FIRST)).code == "too-few-detections"


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from([FIRST, SECOND, FIRST.replace("0.1\n", "inf\n"), "\n"]), max_size=12))
def test_nothing_is_lost_by_counting_once(tmp_path_factory, lines):
    path = tmp_path_factory.getbasetemp() / "curve.dat"
    path.write_text("".join(lines))
    rows = [line for line in lines if line.strip()]
    if len(set(rows) - {FIRST.replace("0.1\n", "inf\n")}) < 2:
        code = "too-few-detections" if rows else "no-points"
        assert refused(lambda: read_photometry(path)).code == code
    else:
        read = read_photometry(path)
        assert len(read.jd) == len(set(rows))
        assert len(read.jd) + read.duplicates == len(rows)


# Every code of a request or a light curve that cannot be used: other programs may go by them.
REQUEST_CODES = {
    *("no-request", "bad-request", "missing-file", "outside-folder"),
    *("too-large", "unreadable-file", "other-light-curve"),
}
LIGHT_CURVE_CODES = {
    *("bad-row", "bad-magnitude", "bad-time", "bad-error", "unknown-filter"),
    *("no-points", "too-many-points", "too-few-detections"),
    *("bad-window", "bad-trigger", "nothing-in-window"),
}
edits = st.lists(
    st.tuples(st.integers(0, 600), st.integers(0, 20), st.binary(max_size=6)), min_size=1, max_size=4
)


def edited(content: bytes, changes):
    """These bytes, with some of them replaced by others: start, how many, and by what."""
    for start_, length, new in changes:
        content = content[:start_] + new + content[start_ + length :]
    return content


@settings(max_examples=250, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(changes=edits)
def test_a_request_with_other_bytes(make_job, changes):
    folder = make_job()
    path = folder / "request.json"
    path.write_bytes(edited(path.read_bytes(), changes))
    try:
        assert read_request(folder)["schema_version"] == 1
    except FitError as error:
        problem = error
    else:
        return
    assert problem.reason == "bad-data"
    assert problem.code in REQUEST_CODES
    assert problem.message.isprintable()


@settings(max_examples=700, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(changes=edits, trigger=st.none() | st.floats(), tmin=st.floats(-5, 5), tmax=st.floats(-5, 50))
def test_a_light_curve_with_other_bytes(tmp_path, changes, trigger, tmin, tmax):
    path = tmp_path / "curve.dat"
    path.write_bytes(edited(CURVE, changes))
    window = {"trigger_jd": trigger, "tmin": tmin, "tmax": tmax, "use_limits": True, "reach_days": 1}
    try:
        cut = cut_window(read_photometry(path), **window)
    except FitError as error:
        problem = error
    else:
        assert np.isfinite(cut.photometry.jd).all()
        assert np.sum(~cut.photometry.is_limit) >= 2
        return
    assert problem.reason == "bad-data"
    assert problem.code in LIGHT_CURVE_CODES
    assert problem.message.isprintable()


@pytest.mark.parametrize(
    ("cut", "code"),
    [
        ({"tmin": 3, "tmax": 2}, "bad-window"),
        ({"tmax": float("nan")}, "bad-window"),
        ({"tmin": 100, "tmax": 200}, "nothing-in-window"),
        ({"trigger_jd": 61358.0}, "bad-trigger"),
        ({"trigger_jd": float("nan")}, "bad-trigger"),
        ({"trigger_jd": 2461000.5}, "nothing-in-window"),
    ],
)
def test_a_window_with_nothing_in_it(curve, cut, code):
    window = {"trigger_jd": None, "tmin": 0, "tmax": 14, "use_limits": True, "reach_days": 1, **cut}
    assert refused(lambda: cut_window(curve(FIRST + SECOND), **window)).code == code
