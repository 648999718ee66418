"""Trends: light curves without a physical model.

They are part of this project, not of NMMA. They answer whether the data need a transient at all: a constant source, a power
law in time, and a smooth rise and fall. Each has one brightness in r and a constant colour to each other filter.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable

import numpy as np

from nmma_fitter.models.model import Parameters
from nmma_fitter.photometry.bands import EFFECTIVE_WAVELENGTHS_ANGSTROM

_REFERENCE = "ztfr"
# The colour and its sign that give the magnitude in each filter from that in r, where it has a name of its own; any other
# filter has one called `<filter>_minus_r`. Without data in a filter, its colour is unconstrained.
_COLOUR_OF_FILTER = {"ztfg": ("g_minus_r", 1.0), "ztfi": ("r_minus_i", -1.0)}
# The spectra F_ν ∝ ν^α that the priors of g − r and r − i amount to. Colours to other filters have the same, and this much
# (mag) for what is no power law.
_SPECTRAL_INDICES = (-5.4, 2.25)
_OF_LINES = 0.1
# A power law is undefined at its own beginning.
_FIRST_DAY = 1e-6


class ApparentModel(ABC):
    """A light curve in apparent magnitudes, without a distance and without an explosion."""

    approximation_error = 0.0
    is_cheap = True
    # The parameters beside the colours.
    own_parameters: tuple[str, ...]

    @abstractmethod
    def in_r(self, parameters: Parameters, days: np.ndarray) -> np.ndarray:
        """AB magnitudes in r, shape (m, n), at `days` after the trigger time, shape (n,)."""

    def apparent_magnitudes(
        self, parameters: Parameters, days: np.ndarray, filters: np.ndarray
    ) -> np.ndarray:
        """AB magnitudes at m points of the prior, shape (m, n), at `days` after the trigger time and `filters`, (n,)."""
        found = self.in_r(parameters, days)
        for name in set(filters.tolist()) - {_REFERENCE}:
            colour, sign = _colour_of(name)
            found[:, filters == name] += sign * parameters[colour][:, None]
        return found


class Constant(ApparentModel):
    """A source of constant brightness."""

    own_parameters = ("mag_r",)

    def in_r(self, parameters: Parameters, days: np.ndarray) -> np.ndarray:
        """See ApparentModel."""
        return np.repeat(parameters["mag_r"][:, None], len(days), axis=1)


class PowerLaw(ApparentModel):
    """Flux ∝ (time since its beginning) ^ slope, which began `10 ** log10_age` days before the trigger time.

    `mag_r` is its brightness at the trigger time.
    """

    own_parameters = ("mag_r", "slope", "log10_age")

    def in_r(self, parameters: Parameters, days: np.ndarray) -> np.ndarray:
        """See ApparentModel: dark before its beginning."""
        age = 10.0 ** parameters["log10_age"][:, None]
        since = days + age
        change = -2.5 * parameters["slope"][:, None] * np.log10(np.maximum(since, _FIRST_DAY) / age)
        return np.where(since > 0, parameters["mag_r"][:, None] + change, np.inf)


class RiseAndFall(ApparentModel):
    """Flux ∝ 2 / (exp(−x / τ_rise) + exp(x / τ_fall)), x days after `peak_day`, where it has the magnitude `mag_r`.

    The function of Bazin et al. (2009) with independent time scales of rise and fall: exponential long before and long after
    the peak. `peak_day`: days after the trigger time.
    """

    own_parameters = ("mag_r", "peak_day", "log10_rise", "log10_fall")

    def in_r(self, parameters: Parameters, days: np.ndarray) -> np.ndarray:
        """See ApparentModel."""
        since = days - parameters["peak_day"][:, None]
        rising = -since / 10.0 ** parameters["log10_rise"][:, None]
        falling = since / 10.0 ** parameters["log10_fall"][:, None]
        change = 2.5 / np.log(10.0) * (np.logaddexp(rising, falling) - np.log(2.0))
        return parameters["mag_r"][:, None] + change


TRENDS: dict[str, Callable[[], ApparentModel]] = {
    "constant": Constant,
    "power-law": PowerLaw,
    "rise-and-fall": RiseAndFall,
}


def _colour_of(filter_name: str) -> tuple[str, float]:
    return _COLOUR_OF_FILTER.get(filter_name, (f"{filter_name}_minus_r", 1.0))


def trend_parameters(trend: str, filters: list[str] | None = None) -> list[str]:
    """Names of a trend's parameters in its prior file; with `filters`, those that a light curve in them depends on."""
    colours = [_colour_of(name)[0] for name in filters or _COLOUR_OF_FILTER if name != _REFERENCE]
    return [*TRENDS[trend]().own_parameters, *colours]


def colour_range(filter_name: str) -> tuple[float, float]:
    """Lowest and highest `<filter>_minus_r` (mag): those of power laws in frequency, see _SPECTRAL_INDICES."""
    ratio = EFFECTIVE_WAVELENGTHS_ANGSTROM[filter_name] / EFFECTIVE_WAVELENGTHS_ANGSTROM[_REFERENCE]
    colours = [2.5 * index * np.log10(ratio) for index in _SPECTRAL_INDICES]
    return min(colours) - _OF_LINES, max(colours) + _OF_LINES


def further_colours(filters: list[str]) -> dict[str, tuple[float, float]]:
    """The colours of these filters that no prior file has, by name, with their ranges."""
    return {
        _colour_of(name)[0]: colour_range(name)
        for name in filters
        if name != _REFERENCE and name not in _COLOUR_OF_FILTER
    }
