"""Fits in other bands than ZTF's, against NMMA's own likelihood, which every fit is compared with."""

import pytest
from running import FAST, finish, valid
from transients import has_templates, template_environment

from demo.jobs import light_curve_text
from nmma_fitter.paths import FITTER

# Of NMMA's examples: AT 2017gfo in Pan-STARRS's, SDSS's and 2MASS's filters.
AT2017GFO = (FITTER / "tests" / "data" / "AT2017gfo.dat").read_text()
NAMES = {"2massh", "2massj", "2massks", "ps1::g", "ps1::i", "ps1::r", "ps1::y", "ps1::z", "sdssu"}


IBC = (FITTER / "priors" / "tuned" / "supernova_Ibc.prior").read_text()


def fitted(folder, server):
    status, output = finish(folder, **server)
    assert status == 0, output
    return valid(folder, "result")


def test_a_kilonova_from_the_ultraviolet_to_k(make_job, server):
    settings = {**FAST, "errorBudget": 0.5, "triggerJd": 2457983.02852}
    result = fitted(make_job("Me2017", kind="KN", text=AT2017GFO, settings=settings), server)
    assert set(result["lightCurve"]["filters"]) == NAMES
    assert set(result["residuals"]) == NAMES
    assert result["quality"]["points"] == 23
    assert "bands-left-out" not in {warning["code"] for warning in result["warnings"]}
    names = [one["name"] for one in result["posterior"]["parameters"]]
    # Of 0.01 to 0.1 solar masses at 40 Mpc, as everybody found.
    assert -2.5 < result["bestFit"]["log10_mej"] < -0.8
    assert 15 < result["bestFit"]["luminosity_distance"] < 120
    assert "log10_mej" in names


def test_no_transient_has_a_colour_for_each_filter(make_job, server):
    result = fitted(make_job("constant", kind="NONE", text=AT2017GFO, settings=FAST), server)
    names = {one["name"] for one in result["posterior"]["parameters"]}
    # No point is in ZTF's filters: their colours are not sampled.
    assert names == {"mag_r", *(f"{name}_minus_r" for name in NAMES)}


@pytest.mark.skipif(not has_templates(), reason="the supernova templates are not on this machine")
def test_points_in_filters_that_a_model_lacks_are_left_out_and_told(make_job, server):
    result = fitted(
        make_job("v19-1998bw", kind="SN", text=AT2017GFO, settings=FAST, prior=IBC),
        {**server, **template_environment()},
    )
    assert set(result["lightCurve"]["filters"]) == {name for name in NAMES if not name.startswith("2mass")}
    (text,) = (one["text"] for one in result["warnings"] if one["code"] == "bands-left-out")
    assert text == (
        "6 points were left out, in filters that the model does not have: 2massh (1), 2massj (2), 2massks (3)."
    )


@pytest.mark.skipif(not has_templates(), reason="the supernova templates are not on this machine")
def test_a_model_without_two_detections_in_its_filters_is_refused(make_job, server):
    text = "".join(line for line in AT2017GFO.splitlines(keepends=True) if "2mass" in line)
    folder = make_job("v19-1998bw", kind="SN", text=text, settings=FAST, prior=IBC)
    status, _ = finish(folder, 120, **server, **template_environment())
    assert status == 1
    error = valid(folder, "error")
    assert (error["reason"], error["code"], error["value"]) == ("bad-data", "no-usable-filter", "2massh")
    assert error["message"].startswith("v19-1998bw has no filter 2massh, 2massj or 2massks: ")


def test_points_of_several_surveys_are_fitted_together(make_job, server):
    text = light_curve_text("ZTF26aaaaasc").replace("ztfg", "atlasc")
    result = fitted(make_job(text=text, settings={**FAST, "errorBudget": 0.3}), server)
    assert set(result["residuals"]) == {"atlasc", "ztfr"}
