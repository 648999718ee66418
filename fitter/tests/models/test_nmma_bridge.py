"""NMMA as it is used here: at the right wavelengths, and without a network."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from astropy import units
from astropy.cosmology import Planck18, z_at_value

from nmma_fitter.errors import FitError
from nmma_fitter.models import nmma_bridge
from nmma_fitter.paths import FITTER
from nmma_fitter.photometry.bands import EFFECTIVE_WAVELENGTHS_ANGSTROM, check_wavelengths
from nmma_fitter.registry import find_model


def test_the_redshift_is_astropys():
    for distance in [1.0, 40.0, 200.0, 1000.0, 7000.0]:
        expected = z_at_value(Planck18.luminosity_distance, distance * units.Mpc).value
        found = nmma_bridge.models.utils.getRedShift({"luminosity_distance": distance})
        assert found == pytest.approx(expected, rel=1e-6)
    assert nmma_bridge.models.utils.getRedShift({"luminosity_distance": 40.0, "redshift": 0.3}) == 0.3


def test_filters_are_where_ztfs_are():
    names, wavelengths = nmma_bridge.models.utils.get_default_filts_lambdas(["ztfr", "ztfg"])
    assert names == ["ztfr", "ztfg"]
    assert wavelengths == pytest.approx([642.18e-9, 481.40e-9], rel=1e-4)


def test_a_filter_at_a_wrong_wavelength_is_an_error():
    used = nmma_bridge.em_utils.get_default_filts_lambdas
    check_wavelengths(["ztfg", "ztfi"], used)

    def swapped(filters):
        # As NMMA 1.0 has them.
        return filters, np.array([713e-9, 487e-9][: len(filters)])

    with pytest.raises(FitError, match="NMMA has the filter ztfg at 7130 Å instead of 4814 Å") as caught:
        check_wavelengths(["ztfg", "ztfr"], swapped)
    assert (caught.value.reason, caught.value.code) == ("bad-result", "wrong-wavelength")


def test_the_table_is_what_the_surveys_curves_give():
    folder = FITTER.parent.parent / "shared" / "sncosmo"
    if not folder.is_dir():
        pytest.skip("the survey's transmission curves are not on this machine")
    script = "import sncosmo, sys; print(*[sncosmo.get_bandpass(name).wave_eff for name in sys.argv[1:]])"
    names = ["ztfg", "ztfr", "ztfi"]
    found = subprocess.run(
        [sys.executable, "-c", script, *names],
        env={"SNCOSMO_DATA_DIR": str(folder), "PATH": "/usr/bin:/bin"},
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    expected = [float(word) for word in found.stdout.split()]
    assert [EFFECTIVE_WAVELENGTHS_ANGSTROM[name] for name in names] == pytest.approx(expected, abs=0.1)


def test_unknown_models_are_named():
    with pytest.raises(
        FitError, match=r"^No model kilonova: expected Bu2019lm, Bu2019lm_kilonovanet, Me2017, .*\.$"
    ):
        find_model("kilonova")


def test_a_retired_model_names_its_successor():
    with pytest.raises(
        FitError, match=r"^Bu2019lm_sparse was retired \(.*\): use Bu2019lm_kilonovanet\.$"
    ) as caught:
        find_model("Bu2019lm_sparse")
    assert (caught.value.reason, caught.value.code) == ("model-assets", "retired-model")


def test_the_nearest_model_is_named():
    with pytest.raises(FitError, match=r"^No model bu2018lm: did you mean Bu2019lm\?$"):
        find_model("bu2018lm")


def test_a_wrong_version_is_refused(monkeypatch):
    monkeypatch.setattr(nmma_bridge, "version", lambda package: "2.8.0" if package == "bilby" else "0.2.3")
    with pytest.raises(FitError, match=r"need bilby 2\.6\.0.*2\.8\.0 is installed"):
        nmma_bridge._check_versions()


def test_nothing_is_fetched_and_keras_is_not_loaded(tmp_path):
    script = """
import socket, sys
def refuse(*args, **kwargs):
    raise AssertionError("a network connection was asked for")
socket.socket.connect = refuse
socket.create_connection = refuse
from nmma_fitter.models.build import Reach, build_models
from nmma_fitter.registry import find_model
build_models(find_model("Piro2021"), ["ztfg"], Reach(10.0, (0.0, 0.1)))
assert "keras.src" not in sys.modules and "jax" not in sys.modules
"""
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(FITTER), "HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", script], check=True, env=environment, cwd=Path("/"), timeout=120)
