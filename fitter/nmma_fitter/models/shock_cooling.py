"""Shock cooling (Piro, Haynie & Yao 2021), computed at the points of the light curve only."""

import numpy as np

from nmma_fitter.models.host_extinction import HostExtinction
from nmma_fitter.models.model import Parameters, redshifts
from nmma_fitter.models.nmma_bridge import RowWavelengths, shock_cooling_magnitudes
from nmma_fitter.photometry.bands import wavelengths_by_filter

_OWN_PARAMETERS = ("log10_Menv", "log10_Renv", "log10_Ee")


class ShockCooling:
    """NMMA's own function, called once for all points of the prior and all times.

    The function works element by element along its time axis. Here each element is one time at one point of the prior, in
    the frame of the host, with its own wavelength.
    """

    approximation_error = 0.0
    is_cheap = True
    first_day = 0.0

    def __init__(self, filters: list[str]) -> None:
        self._wavelengths = wavelengths_by_filter(filters)
        self._extinction = HostExtinction(filters)

    def magnitudes(self, parameters: Parameters, days: np.ndarray, filters: np.ndarray) -> np.ndarray:
        """See Model."""
        z = redshifts(parameters)
        stretch = (1 + z)[:, None]
        wavelengths = np.array([self._wavelengths[name] for name in filters]) / stretch
        own = {name: np.repeat(parameters[name], days.shape[1]) for name in _OWN_PARAMETERS}
        rows = RowWavelengths(wavelengths.ravel())
        with np.errstate(all="ignore"):
            values = shock_cooling_magnitudes((days / stretch).ravel(), {**own, "z": 0.0, "Ebv": 0.0}, rows)
        magnitudes = values.reshape(days.shape) - 2.5 * np.log10(stretch)
        return magnitudes + self._extinction.magnitudes(parameters["Ebv"], z, filters)
