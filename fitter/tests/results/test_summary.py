"""What result.json says of light curves."""

import json
from pathlib import Path

import numpy as np
import pytest

from demo.jobs import CANDIDATES, light_curve_text, request_of, write_job
from nmma_fitter.inference.likelihood import columns
from nmma_fitter.job.fit_job import FitJob
from nmma_fitter.models.apparent import apparent_magnitudes
from nmma_fitter.paths import FITTER
from nmma_fitter.results.summary import band_edges, model_light_curves


def test_band_edges_are_those_of_the_repeated_curves() -> None:
    rng = np.random.default_rng(1)
    curves = rng.normal(20, 1, (40, 2, 3))
    curves[:30, 1, 2] = np.inf
    counts = rng.integers(1, 9, 40)
    shares = [0.05, 0.16, 0.5, 0.84, 0.95]
    expected = np.quantile(
        np.repeat(curves, counts, axis=0), shares, axis=0, method="inverted_cdf", weights=None
    )
    assert band_edges(curves, counts.astype(float), shares) == pytest.approx(expected)


def test_edges_of_no_curve_are_dark() -> None:
    assert np.isinf(band_edges(np.empty((0, 2, 3)), np.empty(0), [0.05, 0.95])).all()


@pytest.fixture
def job(tmp_path: Path) -> FitJob:
    text = light_curve_text("ZTF26aaaaasc")
    prior = (FITTER / "priors" / "tuned" / "Piro2021.prior").read_text()
    write_job(tmp_path, request_of("ZTF26aaaaasc", "Piro2021", "SC", text), text, prior)
    return FitJob(tmp_path)


def _samples_near(job: FitJob, point: dict[str, float], count: int, width: float) -> np.ndarray:
    """Around a point of the prior, as far as a share of the prior's width."""
    low, high = np.array([[p.minimum, p.maximum] for p in map(job.prior.sampled.get, job.prior.names)]).T
    uniform = np.random.default_rng(3).uniform(-0.5, 0.5, size=(count, len(low)))
    points = np.array([point[name] for name in job.prior.names]) + width * (high - low) * uniform
    return np.clip(points, low + 1e-6 * (high - low), high)


def test_the_band_is_good_to_two_hundredths_of_a_magnitude_or_made_of_all_samples(job: FitJob) -> None:
    model = job.likelihoods[-1].model
    truth = json.loads((CANDIDATES / "truth.json").read_text())["ZTF26aaaaasc"]["parameters"]
    point = {**truth, "timeshift": -0.3}
    middle = _samples_near(job, point, 1, 0.0)[0]
    for width, are_all_needed in ((0.005, False), (0.3, True)):
        posterior = _samples_near(job, point, 3000, width)
        found = model_light_curves(
            posterior, middle, job.prior, job.window, band_model=model, exact_model=model
        )
        band = found["band"]
        assert band["edgeError"] <= 0.02 or band["samples"] == 3000
        assert (band["samples"] == 3000) == are_all_needed
        json.dumps(found, allow_nan=False)
        jd = np.array(found["jd"])
        names = job.photometry.filter_names
        magnitudes = apparent_magnitudes(
            model,
            columns(job.prior, posterior),
            np.tile(jd - job.window.trigger_jd, len(names)),
            np.repeat(names, len(jd)),
        ).reshape(len(posterior), len(names), len(jd))
        inside = (jd >= job.photometry.jd.min()) & (jd <= job.photometry.jd.max())
        for i, name in enumerate(names):
            for key, share in (("p05", 5), ("p16", 16), ("p84", 84), ("p95", 95)):
                edge = np.array(found["filters"][name][key], dtype=float)[inside]
                exact = np.percentile(magnitudes[:, i, inside], share, axis=0)
                known = np.isfinite(edge) & np.isfinite(exact) & (exact < 24)
                assert known.any()
                assert np.median(np.abs(edge - exact)[known]) < 0.02
