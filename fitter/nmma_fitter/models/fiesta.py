"""Neural surrogates of fiesta (Koehn et al. 2025): kilonovae of POSSIS, and afterglows of afterglowpy.

Evaluated at the filters' effective wavelengths, as NMMA's own models are.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.constants import c as speed_of_light

from nmma_fitter.bands import filters_and_wavelengths
from nmma_fitter.models.model import Parameters, points_of, redshifts

# mJy to AB magnitudes: 23.9 is that of 1 µJy.
_AB_OF_MILLIJANSKY = 16.4
# How many points of the prior go through the network at once: others would compile it again.
_BATCH = 64


class Fiesta:
    """One surrogate, in the frame of the source, at 10 pc."""

    is_cheap = False

    def __init__(self, surrogate: Any, filters: list[str], *, is_exact: bool) -> None:  # noqa: ANN401
        """Take a surrogate of fiesta's; `is_exact`: its light curves are the model itself, not a stand-in."""
        import jax  # noqa: PLC0415  (a second, and only these models need it)

        self.is_exact = is_exact
        self.ranges: dict[str, tuple[float, float]] = {
            name: (float(low), float(high))
            for name, (low, high, *_) in surrogate.parameter_distributions.items()
        }
        self._names: list[str] = list(surrogate.parameter_names)
        self._log_days = np.log(np.asarray(surrogate.times, dtype=float))
        self._log_nus = np.log(np.asarray(surrogate.nus, dtype=float))
        self._filter_log_nus = {
            name: np.log(speed_of_light / wavelength)
            for name, wavelength in zip(filters, filters_and_wavelengths(filters)[1], strict=True)
        }
        self._log_flux: Callable[[np.ndarray], Any] = jax.jit(jax.vmap(surrogate.predict_log_flux))

    def magnitudes(self, parameters: Parameters, days: np.ndarray, filters: np.ndarray) -> np.ndarray:
        """See Model: not defined where a time or parameter is outside of what the surrogate was trained on."""
        z = redshifts(parameters)
        inputs = np.stack([parameters[name] for name in self._names], axis=-1)
        log_days = np.log(days / (1 + z)[:, None])
        frequencies = np.array([self._filter_log_nus[name] for name in filters])
        log_nus = frequencies + np.log1p(z)[:, None]
        found = np.empty(days.shape)
        for start in range(0, points_of(parameters), _BATCH):
            rows = slice(start, start + _BATCH)
            chunk = inputs[rows]
            padded = np.concatenate([chunk, np.repeat(chunk[-1:], _BATCH - len(chunk), axis=0)])
            log_flux = np.asarray(self._log_flux(padded), dtype=float)[: len(chunk)]
            found[rows] = self._at(log_flux, log_nus[rows], log_days[rows])
        magnitudes = _AB_OF_MILLIJANSKY - 2.5 / np.log(10) * (found + np.log1p(z)[:, None])
        too_late = log_days > self._log_days[-1]
        return np.where(too_late, np.inf, magnitudes)

    def _at(self, log_flux: np.ndarray, log_nus: np.ndarray, log_days: np.ndarray) -> np.ndarray:
        """Between the surrogate's frequencies and times, (m, frequencies, times) to (m, n): linear in logarithms."""
        row, down = _place(self._log_nus, log_nus)
        column, right = _place(self._log_days, log_days)
        point = np.arange(len(log_flux))[:, None]
        return (1 - down) * (
            (1 - right) * log_flux[point, row, column] + right * log_flux[point, row, column + 1]
        ) + down * (
            (1 - right) * log_flux[point, row + 1, column] + right * log_flux[point, row + 1, column + 1]
        )


def _place(axis: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Index of the step that each value is in, and how far in it (0–1); the edges hold beyond the axis."""
    left = np.clip(np.searchsorted(axis, values) - 1, 0, len(axis) - 2)
    share = (values - axis[left]) / (axis[left + 1] - axis[left])
    return left, np.clip(share, 0.0, 1.0)


class KilonovaSurrogate(Fiesta):
    """A kilonova of fiesta's, the model that it says it is."""

    def __init__(self, name: str, filters: list[str]) -> None:
        """Load the surrogate of that name from fiesta's wheel."""
        from fiesta.inference.lightcurve_model import BullaFlux  # noqa: PLC0415

        # Its filters are not used: one that needs no file keeps it from loading any.
        super().__init__(_without_filters(BullaFlux, name), filters, is_exact=True)

    def magnitudes(self, parameters: Parameters, days: np.ndarray, filters: np.ndarray) -> np.ndarray:
        """See Model: before its first day, 0.19 d in the frame of the source, the surrogate says nothing: dark."""
        stretch = (1 + redshifts(parameters))[:, None]
        found = super().magnitudes(parameters, days, filters)
        return np.where(np.log(days / stretch) < self._log_days[0], np.inf, found)


class AfterglowSurrogate(Fiesta):
    """A fast stand-in for NMMA's afterglow: some tenths of a magnitude off."""

    def __init__(self, jet_type: str, filters: list[str]) -> None:
        """Load fiesta's surrogate of afterglowpy for `gaussian` or `tophat` jets."""
        from fiesta.inference.lightcurve_model import AfterglowFlux  # noqa: PLC0415

        super().__init__(_without_filters(AfterglowFlux, f"afgpy_{jet_type}_CVAE"), filters, is_exact=False)

    def magnitudes(self, parameters: Parameters, days: np.ndarray, filters: np.ndarray) -> np.ndarray:
        """See Model: beyond the surrogate's ranges the nearest of its parameters stands in."""
        own = dict(parameters)
        if "alphaWing" in self.ranges:
            own["alphaWing"] = parameters["thetaWing"] / parameters["thetaCore"]
        clipped = {name: np.clip(own[name], low, high) for name, (low, high) in self.ranges.items()}
        return super().magnitudes({**own, **clipped}, days, filters)


def _without_filters(surrogate_class: Any, name: str) -> Any:  # noqa: ANN401
    """Load a surrogate without any filter: fiesta would take their curves from the network."""
    import logging  # noqa: PLC0415

    logging.getLogger("fiesta").setLevel(logging.WARNING)
    bare = type(surrogate_class.__name__, (surrogate_class,), {"load_filters": lambda self, _filters: None})
    return bare(name, [])
