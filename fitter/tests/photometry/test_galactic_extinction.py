"""Dust of the Milky Way."""

import numpy as np
import pytest

from nmma_fitter.photometry.galactic_extinction import deredden, extinction_magnitudes, milky_way_ebv
from nmma_fitter.photometry.light_curve import Photometry


def test_extinction_is_that_of_schlafly_and_finkbeiner():
    found = extinction_magnitudes(1.0, ["ztfg", "ztfr", "ztfi"])
    # Their table 6 has 3.17, 2.27 and 1.68 for PS1's g, r and i, which are at 4866, 6215 and 7545 Å; ZTF's r and i are
    # redder.
    assert found["ztfg"] == pytest.approx(3.17, rel=0.03)
    assert 1.9 < found["ztfr"] < 2.27
    assert 1.4 < found["ztfi"] < 1.68
    assert extinction_magnitudes(0.0, ["ztfg"]) == {"ztfg": 0.0}


def test_the_map_knows_poles_and_plane():
    assert milky_way_ebv(192.86, 27.13) < 0.03
    assert milky_way_ebv(266.4, -29.0) > 10
    # M31 itself is in the map.
    assert 0.05 < milky_way_ebv(10.68, 41.27) < 1


def test_detections_and_limits_become_brighter():
    photometry = Photometry(
        np.array([1.0, 2.0]), np.array(["ztfg", "ztfr"]), np.array([20.0, 20.5]), np.array([0.1, np.inf])
    )
    found = deredden(photometry, 0.1)
    assert found.magnitude == pytest.approx([20 - 0.315, 20.5 - 0.209], abs=0.01)
    assert (found.magnitude_error == photometry.magnitude_error).all()
    assert photometry.magnitude.tolist() == [20.0, 20.5]
