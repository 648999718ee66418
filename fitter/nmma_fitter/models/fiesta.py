"""Neural surrogates from fiesta (Koehn et al. 2025): kilonovae of POSSIS, and afterglows of afterglowpy.

They are evaluated at the filters' effective wavelengths, like NMMA's own models.
"""

from typing import Any

import numpy as np
from scipy.constants import c as speed_of_light

from nmma_fitter.models.afterglow import undefined
from nmma_fitter.models.flux_table import FluxTable
from nmma_fitter.models.model import AB_OF_MILLIJANSKY, Parameters, points_of, redshifts
from nmma_fitter.models.steps import step_of
from nmma_fitter.photometry.bands import wavelengths_by_filter

# Points of the prior that are computed at once. It limits the memory of their tables.
_BATCH = 256


class Fiesta:
    """A surrogate in the source frame, at 10 pc."""

    # The light curves of a surrogate are the model itself, unless it approximates a model of NMMA's.
    approximation_error = 0.0
    is_cheap = True
    first_day = 0.0

    def __init__(
        self,
        surrogate: Any,  # noqa: ANN401
        filters: list[str],
        days: tuple[float, float],
        redshift_range: tuple[float, float],
    ) -> None:
        """Take a surrogate, and the observer's days after the explosion and the redshifts to cover."""
        self.ranges: dict[str, tuple[float, float]] = {
            name: (float(low), float(high))
            for name, (low, high, *_) in surrogate.parameter_distributions.items()
        }
        self._names: list[str] = list(surrogate.parameter_names)
        self._filter_log_nus = {
            name: np.log(speed_of_light / wavelength)
            for name, wavelength in wavelengths_by_filter(filters).items()
        }
        log_nus = list(self._filter_log_nus.values())
        nearest, farthest = np.log1p(redshift_range)
        self._table = FluxTable(
            surrogate,
            (min(log_nus) + nearest, max(log_nus) + farthest),
            (float(np.log(days[0]) - farthest), float(np.log(days[1]) - nearest)),
        )

    def magnitudes(self, parameters: Parameters, days: np.ndarray, filters: np.ndarray) -> np.ndarray:
        """See Model. Undefined where a time or parameter is outside of the training range."""
        z = redshifts(parameters)
        inputs = np.stack([parameters[name] for name in self._names], axis=-1)
        with np.errstate(divide="ignore"):
            log_days = np.log(days / (1 + z)[:, None])
        frequencies = np.array([self._filter_log_nus[name] for name in filters])
        log_nus = frequencies + np.log1p(z)[:, None]
        found = np.empty(days.shape)
        for start in range(0, points_of(parameters), _BATCH):
            rows = slice(start, start + _BATCH)
            found[rows] = self._at(self._table.log_flux(inputs[rows]), log_nus[rows], log_days[rows])
        magnitudes = AB_OF_MILLIJANSKY - 2.5 / np.log(10) * (found + np.log1p(z)[:, None])
        too_late = log_days > self._table.log_days[-1]
        return np.where(too_late, np.inf, magnitudes)

    def _at(self, log_flux: np.ndarray, log_nus: np.ndarray, log_days: np.ndarray) -> np.ndarray:
        """Interpolate between the surrogate's frequencies and times, (m, frequencies, times) to (m, n), linear in logarithms."""
        row, down = step_of(self._table.log_nus, log_nus)
        column, right = step_of(self._table.log_days, log_days)
        # Beyond the table, the value at its edge is used.
        down, right = np.clip(down, 0.0, 1.0), np.clip(right, 0.0, 1.0)
        point = np.arange(len(log_flux))[:, None]
        return (1 - down) * (
            (1 - right) * log_flux[point, row, column] + right * log_flux[point, row, column + 1]
        ) + down * (
            (1 - right) * log_flux[point, row + 1, column] + right * log_flux[point, row + 1, column + 1]
        )


class KilonovaSurrogate(Fiesta):
    """A kilonova surrogate, fitted as a model of its own."""

    def __init__(
        self, name: str, filters: list[str], last_day: float, redshift_range: tuple[float, float]
    ) -> None:
        """Load the surrogate of that name from fiesta's package, for the observer's days up to `last_day`."""
        from fiesta.inference.lightcurve_model import BullaFlux  # noqa: PLC0415

        surrogate = _without_filters(BullaFlux, name)
        # From the first of its times on: it has none before.
        days = (float(surrogate.times[0]), last_day)
        super().__init__(surrogate, filters, days, redshift_range)

    def magnitudes(self, parameters: Parameters, days: np.ndarray, filters: np.ndarray) -> np.ndarray:
        """See Model. No light before the surrogate's first day, 0.19 d in the source frame."""
        stretch = (1 + redshifts(parameters))[:, None]
        found = super().magnitudes(parameters, days, filters)
        return np.where(np.log(days / stretch) < self._table.log_days[0], np.inf, found)


class AfterglowSurrogate(Fiesta):
    """A fast approximation of NMMA's afterglow, some tenths of a magnitude off: it chooses what the emulator is trained on."""

    approximation_error = 0.3

    def __init__(
        self,
        jet_type: str,
        grb_resolution: float,
        filters: list[str],
        days: tuple[float, float],
        redshift_range: tuple[float, float],
    ) -> None:
        """Load fiesta's surrogate of afterglowpy for `gaussian` or `tophat` jets; see Fiesta and `undefined`."""
        from fiesta.inference.lightcurve_model import AfterglowFlux  # noqa: PLC0415

        surrogate = _without_filters(AfterglowFlux, f"afgpy_{jet_type}_CVAE")
        super().__init__(surrogate, filters, days, redshift_range)
        self._grb_resolution = grb_resolution

    def magnitudes(self, parameters: Parameters, days: np.ndarray, filters: np.ndarray) -> np.ndarray:
        """See Model. Parameters beyond the training range are replaced by the nearest within it."""
        own = dict(parameters)
        if "alphaWing" in self.ranges:
            own["alphaWing"] = parameters["thetaWing"] / parameters["thetaCore"]
        clipped = {name: np.clip(own[name], low, high) for name, (low, high) in self.ranges.items()}
        found = super().magnitudes({**own, **clipped}, days, filters)
        return np.where(undefined(parameters, self._grb_resolution)[:, None], np.nan, found)


def _without_filters(surrogate_class: Any, name: str) -> Any:  # noqa: ANN401
    """Load a surrogate without filters, which are not used here: fiesta would download their curves."""
    import logging  # noqa: PLC0415

    logging.getLogger("fiesta").setLevel(logging.WARNING)
    bare = type(surrogate_class.__name__, (surrogate_class,), {"load_filters": lambda self, _filters: None})
    return bare(name, [])
