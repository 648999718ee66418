"""Transmission of ZTF's filters, for magnitudes of spectra."""

import numpy as np

# Permille of the photons that reach the camera, every 100 Å from a first wavelength on: the survey's curves (sncosmo's
# bandpasses/ztf/P48_{g,R,I}.dat), for spectra that are no finer than that. A test compares where the curves are.
_STEP = 100.0
_PERMILLE = {
    "ztfg": (4000.0, "2 22 759 789 774 808 843 829 837 850 830 852 843 834 839 42 1"),
    "ztfr": (5500.0, "1 12 753 847 855 866 834 857 803 843 848 846 837 821 823 812 784 489 13"),
    "ztfi": (
        6900.0,
        "1 5 43 309 784 772 753 731 708 683 656 627 599 566 533 499 465 431 340 36 3",
    ),
}
_FINE_STEP = 10.0
# Of the AB system, erg/s/cm²/Hz; the speed of light in Å/s.
_AB_ZERO = 10 ** (-48.6 / 2.5)
_SPEED_OF_LIGHT = 2.99792458e18


def transmission(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Wavelengths (Å, every 10) and transmission (0–1) of one of ZTF's filters, shape (n,) each.

    Raises KeyError for another filter.
    """
    first, words = _PERMILLE[name]
    values = [int(word) / 1000 for word in words.split()]
    coarse = first + _STEP * np.arange(-1, len(values) + 1)
    waves = np.arange(coarse[0], coarse[-1] + _FINE_STEP / 2, _FINE_STEP)
    return waves, np.interp(waves, coarse, [0.0, *values, 0.0])


def ab_weights(waves: np.ndarray, band: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Weights of a spectrum's fluxes (erg/s/cm²/Å, at `waves`, Å), shape (n,), whose sum is its flux in AB zero points.

    −2.5 log₁₀ of the sum is the AB magnitude, as a detector that counts photons has it; the spectrum is linear between
    its wavelengths. `band`: wavelengths and transmission.
    """
    fine, share = band
    zero = np.sum(share * _AB_ZERO * _SPEED_OF_LIGHT / fine)
    # How much each of the spectrum's values has of each fine wavelength.
    after = np.clip(np.searchsorted(waves, fine), 1, len(waves) - 1)
    right = (fine - waves[after - 1]) / (waves[after] - waves[after - 1])
    weights = np.zeros(len(waves))
    np.add.at(weights, after, right * share * fine)
    np.add.at(weights, after - 1, (1 - right) * share * fine)
    return weights / zero
