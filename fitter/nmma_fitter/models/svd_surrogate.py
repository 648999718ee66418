"""NMMA's surrogates of POSSIS grids (Bu2019lm and the like) for many points of the prior at once."""

from typing import Any

import numpy as np

from nmma_fitter.models.host_extinction import HostExtinction
from nmma_fitter.models.model import Parameters, points_of, redshifts
from nmma_fitter.models.steps import step_of

# NMMA sets a surrogate's magnitudes to infinity after so many days (NMMA 0.2.3, `calc_lc`).
_LAST_DAY = 20.0
# Number of training simulations. The cost of a call grows with their number times that of the coefficients.
_MOST_SIMULATIONS_OF_CHEAP = 200


class _Band:
    """One filter: Gaussian processes give the coefficients of a light curve's components."""

    def __init__(self, trained: dict[str, Any], most_coefficients: int) -> None:
        count = min(most_coefficients, trained["n_coeff"])
        seen = np.asarray(trained["tt"]) < _LAST_DAY
        self.days = np.asarray(trained["tt"])[seen]
        scale = np.asarray(trained["maxs"] - trained["mins"])[seen]
        self._components = (np.asarray(trained["VA"])[seen, :count] * scale[:, None]).T
        self._mean = np.asarray(trained["mins"])[seen]
        self._processes = trained["gps"][:count]
        self._lowest = np.asarray(trained["param_mins"])
        self._width = np.asarray(trained["param_maxs"]) - self._lowest
        first = self._processes[0]
        # The sparse processes trained here share their training points and kernel, so the kernel is evaluated once.
        self._shared = (
            (
                first.kernel_,
                first.X_train_,
                np.stack([process.alpha_ for process in self._processes], axis=-1),
            )
            if all(
                process.X_train_ is first.X_train_ or np.array_equal(process.X_train_, first.X_train_)
                for process in self._processes
            )
            and all(process.kernel_ == first.kernel_ for process in self._processes)
            else None
        )
        self._process_mean = np.array([process._y_train_mean for process in self._processes])
        self._process_std = np.array([process._y_train_std for process in self._processes])
        self.is_cheap = self._shared is not None or len(first.X_train_) <= _MOST_SIMULATIONS_OF_CHEAP

    def curves(self, inputs: np.ndarray) -> np.ndarray:
        """Magnitudes at `days` for inputs of shape (m, k), shape (m, days)."""
        scaled = (inputs - self._lowest) / self._width
        if self._shared is None:
            coefficients = np.stack([process.predict(scaled) for process in self._processes], axis=-1)
        else:
            kernel, simulations, weights = self._shared
            coefficients = self._process_std * (kernel(scaled, simulations) @ weights) + self._process_mean
        return coefficients @ self._components + self._mean


class SvdSurrogate:
    """The light curves of a surrogate that NMMA has loaded. The errors of its coefficients are unused and not computed."""

    approximation_error = 0.0
    first_day = 0.0

    def __init__(self, nmma_model: Any, filters: list[str]) -> None:  # noqa: ANN401
        """Take NMMA's SVDLightCurveModel."""
        self._names: list[str] = list(nmma_model.model_parameters)
        self._with_angle = nmma_model.observation_angle_conversion
        self._bands = {name: _Band(nmma_model.svd_mag_model[name], nmma_model.mag_ncoeff) for name in filters}
        self.is_cheap = all(band.is_cheap for band in self._bands.values())
        self._extinction = HostExtinction(filters)

    def magnitudes(self, parameters: Parameters, days: np.ndarray, filters: np.ndarray) -> np.ndarray:
        """See Model. Like NMMA, it extrapolates linearly before the first and after the last time."""
        z = redshifts(parameters)
        stretch = (1 + z)[:, None]
        inputs = self._inputs(parameters)
        host_days = days / stretch
        found = np.empty(days.shape)
        for name in sorted(set(filters.tolist())):
            mask = filters == name
            band = self._bands[name]
            found[:, mask] = _between(band.days, band.curves(inputs), host_days[:, mask])
        return found - 2.5 * np.log10(stretch) + self._extinction.magnitudes(parameters["Ebv"], z, filters)

    def _inputs(self, parameters: Parameters) -> np.ndarray:
        known = self._with_angle(dict(parameters))
        columns = []
        for name in self._names:
            if name not in known and name.startswith("log10_"):
                column = np.log10(known[name.removeprefix("log10_")])
            elif name not in known:
                column = 10 ** known[f"log10_{name}"]
            else:
                column = known[name]
            columns.append(np.broadcast_to(column, (points_of(parameters),)))
        return np.stack(columns, axis=-1)


def _between(nodes: np.ndarray, values: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Interpolate linearly between nodes of shape (g,), and extrapolate: values (m, g) at days of shape (m, n)."""
    before, share = step_of(nodes, days)
    low, high = (np.take_along_axis(values, node, axis=1) for node in (before, before + 1))
    return low + share * (high - low)
