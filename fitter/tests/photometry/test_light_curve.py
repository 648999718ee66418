import numpy as np
import pytest

from nmma_fitter.errors import FitError
from nmma_fitter.inference.estimate import EvidenceEstimate
from nmma_fitter.inference.prior import read_prior
from nmma_fitter.paths import FITTER
from nmma_fitter.photometry.light_curve import cut_window, read_photometry
from nmma_fitter.registry import find_model
from nmma_fitter.results.warnings import warnings_of

GOOD = """2026-11-14T03:00:00 ztfg 19.5 0.1
2026-11-12T03:00:00 ztfr 20.5 inf
2026-11-15T15:00:00.5 ztfr 20.1 0.2
2026-11-24T03:00:00 ztfg 21.5 inf
"""
FIRST = 2461358.625


def window(photometry, **changes):
    settings = {"trigger_jd": None, "tmin": 0, "tmax": 14, "use_limits": True, "reach_days": 3}
    return cut_window(photometry, **{**settings, **changes})


@pytest.fixture
def photometry(tmp_path):
    def read(text=GOOD):
        path = tmp_path / "light_curve.dat"
        path.write_text(text)
        return read_photometry(path)

    return read


def test_rows_come_in_order_of_time(photometry):
    read = photometry()
    assert read.filters.tolist() == ["ztfr", "ztfg", "ztfr", "ztfg"]
    assert read.jd[1] == pytest.approx(FIRST, abs=1e-9)
    assert read.jd[2] == pytest.approx(FIRST + 1.5 + 0.5 / 86400, abs=1e-9)
    assert read.is_limit.tolist() == [True, False, False, True]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no-points"),
        ("hello\n", "bad-row"),
        ("2026-11-14 ztfg 19 0.1 7\n", "bad-row"),
        ("yesterday ztfg 19 0.1\n", "bad-row"),
        ("2026-11-14T03:00:00 ztfg nan 0.1\n", "bad-magnitude"),
        ("2026-11-14T03:00:00 ztfg 19 nan\n", "bad-error"),
        ("2026-11-14T03:00:00 ztfg 19 0\n", "bad-error"),
        ("2026-11-14T03:00:00 ztfg 19 0.1\n", "too-few-detections"),
        ("2026-11-14T03:00:00 ztfg 19 inf\n2026-11-15T03:00:00 ztfg 19 inf\n", "too-few-detections"),
        (GOOD + "2026-11-14T03:00:00 kepler 19 0.1\n", "unknown-filter"),
    ],
)
def test_what_cannot_be_fitted_is_refused_before(photometry, text, code):
    with pytest.raises(FitError) as caught:
        photometry(text)
    assert (caught.value.reason, caught.value.code) == ("bad-data", code)


def test_the_first_detection_is_the_trigger_and_stays(photometry):
    cut = window(photometry())
    assert cut.trigger_jd == pytest.approx(FIRST)
    assert (cut.photometry.jd - FIRST).round(4).tolist() == [0.0, 1.5, 10.0]
    assert (cut.earlier_limits, cut.outside_detections) == (1, 0)


def test_what_was_detected_before_the_trigger_time_is_counted_for_itself(photometry):
    rows = "2024-01-30T03:00:00 ztfg 21.2 0.34\n2024-02-07T03:00:00 ztfr 21.1 0.32\n"
    last = "2026-12-24T03:00:00 ztfr 21.0 0.2\n"
    cut = window(photometry(rows + GOOD + last), trigger_jd=FIRST)
    assert cut.outside_detections == 1
    assert cut.early_days == pytest.approx((1011.0, 1019.0))
    assert cut.early_sigmas == pytest.approx(1.0857 / 0.32, abs=0.01)
    texts = {one["code"]: one["text"] for one in warnings_about(cut)}
    assert texts["early-detections"] == (
        "2 detections 1011 to 1019 d before the trigger time (at most 3.4σ) were left out: they are not taken for part "
        "of the outburst. trigger= sets another time."
    )
    assert texts["outside-window"] == "1 detection outside the window was left out."


def test_one_early_detection_is_told_in_the_singular(photometry):
    cut = window(photometry("2024-01-30T03:00:00 ztfg 21.2 0.34\n" + GOOD), trigger_jd=FIRST)
    (text,) = (one["text"] for one in warnings_about(cut) if one["code"] == "early-detections")
    assert text.startswith("1 detection 1019 d before the trigger time (3.2σ) was left out: it is not taken")


def warnings_about(cut):
    """Of a fit that has nothing else to tell."""
    prior = read_prior(
        FITTER / "priors" / "tuned" / "constant.prior", fix_trigger=False, entry=find_model("constant")
    )
    posterior = prior.drawn(500, np.random.default_rng(1))
    estimate = EvidenceEstimate(
        -10.0, 0.1, 500.0, posterior, np.zeros(500), np.zeros(500), 1.0, is_complete=True
    )
    return warnings_of(estimate, posterior, prior, cut, impossible_share=0.0, unused_detection_limits=[])


def test_both_ends_belong_to_the_window(photometry):
    cut = window(photometry(), tmax=10.0)
    assert len(cut.photometry.jd) == 3


def test_limits_can_be_left_out(photometry):
    assert not np.any(window(photometry(), use_limits=False).photometry.is_limit)


def test_too_little_in_the_window(photometry):
    with pytest.raises(FitError, match="Only 1 of 2 detections") as caught:
        window(photometry(), tmin=1.0)
    assert caught.value.code == "nothing-in-window"
