"""Several kept fits of NMMA's own command line count as one, if they are of the same likelihood."""

import json
from dataclasses import asdict, replace

import pytest
from nmma_bench import fidelity, stock_fits
from nmma_bench.light_curves import LightCurve, Point
from nmma_bench.runs import Run, tuned_prior

from nmma_fitter.registry import find_model

_NO_EFFORT = stock_fits.Effort(
    live_points=0, jet_sampler="dynesty", jet_live_points=0, jet_walks=0, jet_steps=0, jet_fits=0
)


ENTRY = find_model("TrPi2018_tophat")
PRIOR = tuned_prior(ENTRY)
CURVE = LightCurve("ZTF26aaaaakn", tuple(Point(2461000.5 + day, "ztfr", 19.0, 0.1) for day in range(3)), 1.0)
LIKELIHOOD = stock_fits.likelihood_key(ENTRY, CURVE, PRIOR)


def _keep(folder, *runs):
    for number, run in enumerate(runs):
        (folder / f"{ENTRY.name}-{CURVE.name}-{number}.json").write_text(json.dumps(asdict(run)))


def _run(lnz, error, likelihood=""):
    samples = {"log10_E0": [lnz] * 3}
    return Run(lnz, error, 100, 10.0, 9.0, samples, {"likelihood": likelihood})


def test_two_fits_are_as_good_as_one_with_all_their_live_points():
    both = stock_fits.pooled([_run(-10.0, 0.2), _run(-10.4, 0.2)])
    assert both.lnz == pytest.approx(-10.2)
    assert both.lnz_error == pytest.approx(0.2 / 2**0.5)
    assert both.samples["log10_E0"] == [-10.0] * 3 + [-10.4] * 3
    assert (both.calls, both.seconds, both.cpu_seconds) == (200, 20.0, 18.0)


def test_the_better_fit_weighs_more():
    both = stock_fits.pooled([_run(-10.0, 0.1), _run(-11.0, 0.3)])
    assert both.lnz == pytest.approx(-10.1)


def test_only_finished_fits_of_the_same_likelihood_are_taken(tmp_path, monkeypatch):
    monkeypatch.setattr(stock_fits, "_FOLDER", tmp_path)
    _keep(tmp_path, _run(-10.0, 0.2, LIKELIHOOD), _run(-3.0, 0.2, "another"), _run(None, None, LIKELIHOOD))
    fits = stock_fits.stock_fits(ENTRY, CURVE, PRIOR, core=None, effort=_NO_EFFORT)
    assert [fit.lnz for fit in fits] == [-10.0]


def test_fits_of_two_samplers_are_not_mixed(tmp_path, monkeypatch):
    monkeypatch.setattr(stock_fits, "_FOLDER", tmp_path)
    unnamed, named = _run(-10.0, 0.2, LIKELIHOOD), _run(-10.3, 0.03, LIKELIHOOD)
    named.extra["sampling"] = {"sampler": "nautilus"}
    _keep(tmp_path, unnamed, named)
    of_dynesty = stock_fits.stock_fits(ENTRY, CURVE, PRIOR, core=None, effort=_NO_EFFORT)
    effort = replace(_NO_EFFORT, jet_sampler="nautilus")
    of_nautilus = stock_fits.stock_fits(ENTRY, CURVE, PRIOR, core=None, effort=effort)
    assert [fit.lnz for fit in of_dynesty] == [-10.0]
    assert [fit.lnz for fit in of_nautilus] == [-10.3]


def test_a_fit_with_many_live_points_takes_the_place_of_one_with_few(tmp_path, monkeypatch):
    monkeypatch.setattr(stock_fits, "_FOLDER", tmp_path)
    few, most, half = (_run(lnz, 0.04, LIKELIHOOD) for lnz in (-24.0, -23.0, -23.1))
    for run, live_points in ((few, 400), (most, 2000), (half, 1000)):
        run.extra["sampling"] = {"sampler": "nautilus", "livePoints": live_points}
    _keep(tmp_path, few, most, half)
    effort = replace(_NO_EFFORT, jet_sampler="nautilus")
    fits = stock_fits.stock_fits(ENTRY, CURVE, PRIOR, core=None, effort=effort)
    assert [fit.lnz for fit in fits] == [-23.0, -23.1]


def test_a_likelihood_depends_on_the_light_curve_and_the_prior(tmp_path):
    other_prior = tmp_path / "other.prior"
    other_prior.write_text(PRIOR.read_text().replace("7000", "700"))
    keys = {
        LIKELIHOOD,
        stock_fits.likelihood_key(ENTRY, replace(CURVE, points=CURVE.points[:2]), PRIOR),
        stock_fits.likelihood_key(ENTRY, CURVE, other_prior),
    }
    assert len(keys) == 3


def test_without_a_kept_fit_bench_fidelity_leaves_a_light_curve_out_and_says_so(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(stock_fits, "_FOLDER", tmp_path)
    assert fidelity.compare(ENTRY, CURVE, None, _NO_EFFORT) is None
    assert "TrPi2018_tophat on ZTF26aaaaakn is left out" in capsys.readouterr().err
