"""NMMA's host extinction, computed at many points of the prior at once."""

import numpy as np
from scipy.constants import c as speed_of_light

from nmma_fitter.models.nmma_bridge import extinction_factor
from nmma_fitter.photometry.bands import wavelengths_by_filter

_HIGHEST_REDSHIFT = 2.0
_NODES = 400


class HostExtinction:
    """Magnitudes of extinction per E(B−V), for the SMC law of Pei (1992) that NMMA applies in the host's frame.

    NMMA's own function is called once, and its values are interpolated over redshift. The extinction is proportional to
    E(B−V).
    """

    def __init__(self, filters: list[str]) -> None:
        self._z = np.linspace(0.0, _HIGHEST_REDSHIFT, _NODES)
        self._per_ebv = {
            name: -2.5 * np.log10(extinction_factor(speed_of_light / wavelength * (1 + self._z), 1.0, 0.0))
            for name, wavelength in wavelengths_by_filter(filters).items()
        }

    def magnitudes(self, ebv: np.ndarray, redshift: np.ndarray, filters: np.ndarray) -> np.ndarray:
        """Extinction in magnitudes, shape (m, n), for `ebv` and `redshift` of shape (m,) and filters of (n,)."""
        found = np.zeros((len(ebv), len(filters)))
        if not np.any(ebv):
            return found
        for name in set(filters.tolist()):
            column = ebv * np.interp(redshift, self._z, self._per_ebv[name])
            found[:, filters == name] = column[:, None]
        return found
