"""The table of filters: the same as NMMA's and sncosmo's wherever these can be asked."""

import numpy as np
import pytest
import sncosmo

from nmma_fitter.errors import FitError
from nmma_fitter.models.coverage import _BU2025, covered_filters, without_uncovered
from nmma_fitter.models.nmma_bridge import em_utils
from nmma_fitter.models.trends import colour_range, further_colours
from nmma_fitter.photometry.bands import (
    EFFECTIVE_WAVELENGTHS_ANGSTROM,
    check_filters,
    check_wavelengths,
)
from nmma_fitter.photometry.galactic_extinction import extinction_magnitudes
from nmma_fitter.photometry.light_curve import Photometry
from nmma_fitter.registry import find_model

ALL = list(EFFECTIVE_WAVELENGTHS_ANGSTROM)


def test_nmma_has_every_filter_at_the_wavelength_of_the_table():
    check_wavelengths(ALL, em_utils.get_default_filts_lambdas)
    assert em_utils.get_default_filts_lambdas(ALL)[0] == ALL


def test_the_names_are_sncosmos_except_grond_and_the_plain_letters():
    known = {entry["name"] for entry in sncosmo.bandpasses._BANDPASSES.get_loaders_metadata()}
    assert {name for name in ALL if name not in known} == {
        *(f"grond::{letter}" for letter in "grizjhk"),
        *"ugrizyJHK",
    }


def test_sncosmos_own_curves_of_bessells_filters_agree():
    for name in ("bessellux", "bessellb", "bessellv", "bessellr", "besselli"):
        assert sncosmo.get_bandpass(name).wave_eff == pytest.approx(
            EFFECTIVE_WAVELENGTHS_ANGSTROM[name], abs=0.1
        )


def test_a_curve_of_sncosmos_at_another_wavelength_stops_the_fit(monkeypatch):
    class Elsewhere:
        wave_eff = 6600.0

    monkeypatch.setattr(sncosmo, "get_bandpass", lambda _name: Elsewhere)
    with pytest.raises(FitError, match="sncosmo has the filter bessellr at 6600 Å instead of 6534 Å"):
        check_wavelengths(["bessellr"], em_utils.get_default_filts_lambdas)


def test_nmma_takes_no_neighbouring_band():
    with pytest.raises(KeyError):
        em_utils.getFilteredMag({"u": 1.0, "g": 2.0}, "UVW2")
    assert em_utils.getFilteredMag({"ps1::r": 3.0}, "ps1::r") == 3.0


def test_an_unknown_filter_is_told_the_nearest():
    with pytest.raises(FitError, match=r"No model knows the filter sdsg: did you mean sdssg\?") as caught:
        check_filters(["ztfg", "sdsg"])
    assert (caught.value.code, caught.value.value) == ("unknown-filter", "sdsg")


def test_every_filter_has_milky_way_extinction_which_falls_with_wavelength():
    found = extinction_magnitudes(0.1, ALL)
    optical = sorted((one for one in ALL if EFFECTIVE_WAVELENGTHS_ANGSTROM[one] > 3000), key=found.get)
    wavelengths = [EFFECTIVE_WAVELENGTHS_ANGSTROM[name] for name in optical]
    assert wavelengths == sorted(wavelengths, reverse=True)


def test_a_model_has_the_filters_that_it_was_trained_for():
    found = covered_filters(find_model("Bu2019lm"), ["ztfg", "ps1::g", "2massj", "ztfi"], (0.0, 0.3))
    assert found == ["ztfg", "ztfi"]


def test_a_physical_model_has_every_filter():
    for name in ("Me2017", "TrPi2018", "Piro2021", "rise-and-fall"):
        assert covered_filters(find_model(name), ALL, (0.0, 0.3)) == ALL, name


def test_fiestas_kilonova_reaches_as_far_as_its_network():
    from fiesta.inference.lightcurve_model import BullaFlux  # noqa: PLC0415

    from nmma_fitter.models.fiesta import _without_filters  # noqa: PLC0415

    nus = np.asarray(_without_filters(BullaFlux, "Bu2025_MLP").nus, dtype=float)
    assert (2.99792458e18 / nus.max(), 2.99792458e18 / nus.min()) == pytest.approx(_BU2025, rel=1e-3)
    assert covered_filters(find_model("Bu2025"), ALL, (0.0, 0.3)) == ALL


def test_what_is_left_out_is_counted_by_filter():
    names = np.array(["ztfg", "ztfr", "sdssg", "sdssg", "K"])
    photometry = Photometry(2461358.7 + np.arange(5.0), names, np.full(5, 19.0), np.full(5, 0.1))
    kept, left_out = without_uncovered(photometry, find_model("Bu2019lm"), (0.0, 0.3))
    assert kept.filters.tolist() == ["ztfg", "ztfr"]
    assert left_out == {"K": 1, "sdssg": 2}


def test_colours_to_other_filters_have_the_range_of_those_of_ztfs():
    # g − r of −0.7 to 1.7 and r − i of −0.5 to 1.2 are these spectral indices.
    assert colour_range("ztfg") == pytest.approx((-0.8, 1.8), abs=0.03)
    assert colour_range("ztfi") == pytest.approx((-1.3, 0.6), abs=0.03)
    assert further_colours(["ztfg", "ztfr", "ztfi"]) == {}
    assert set(further_colours(["ztfr", "sdssr", "2massj"])) == {"sdssr_minus_r", "2massj_minus_r"}
