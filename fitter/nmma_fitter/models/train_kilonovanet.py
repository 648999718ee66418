"""NMMA's files of the POSSIS kilonova `Bu2019lm`, made here from KilonovaNet's network: no network connection is needed.

NMMA has no network of its own for that grid in its package, and the format of its surrogates takes Gaussian processes
only: per filter ten coefficients of the light curve's principal components, each a process over four parameters. Exact
ones of so many light curves would need a gigabyte; these are sparse (subset of regressors: the mean of all light curves,
expressed by a few hundred of them), in scikit-learn's own objects, so that NMMA's command line reads and fits them.
"""

import tempfile
from pathlib import Path

import joblib
import numpy as np
from scipy.stats import qmc
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF

from nmma_fitter.models.kilonovanet import KilonovaNet
from nmma_fitter.photometry.transmission import ab_weights, transmission

# As NMMA calls the model whose parameters these are; its folder tells it from NMMA's own files.
MODEL = "Bu2019lm"
FILTERS = ("ztfg", "ztfr", "ztfi")
# log₁₀ of the dynamical and the wind mass (solar masses), half-opening angle and viewing angle (degrees): in NMMA's order.
LOWEST = np.array([-3.0, -2.0, 0.0, 0.0])
HIGHEST = np.array([np.log10(0.02), np.log10(0.13), 90.0, 90.0])
# Days after the merger; NMMA takes none from the 20th on.
_DAYS = np.geomspace(0.2, 19.99, 48)
# Light curves, and at the ends of how many parameters' ranges, so that nothing is extrapolated.
_CURVES = 4096
_EDGE_SHARE = 0.1
_INDUCING = 500
_COEFFICIENTS = 10
# In the unit of each parameter's range: with 0.35 and twice as many curves the error falls by a tenth.
_LENGTH_SCALE = 0.5
_NOISE = 1e-4
_JITTER = 1e-6
# Absolute: the network's luminosities are good to a thousandth of the brightest, and say nothing of less light.
_FAINTEST = -8.0
_LEAST_RANGE = 1e-3
_CURVES_AT_ONCE = 256
_SEED = 1


def magnitudes(network: KilonovaNet, points: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Absolute AB magnitudes of the network's own spectra, shape (filters, m, n).

    `points`, shape (m, 4): see LOWEST; `days`, shape (n,).
    """
    weights = np.stack([ab_weights(network.wavelengths, transmission(name)) for name in FILTERS], axis=1)
    which = np.flatnonzero(weights.any(axis=1))
    found = np.empty((len(FILTERS), len(points), len(days)))
    for first in range(0, len(points), _CURVES_AT_ONCE):
        some = points[first : first + _CURVES_AT_ONCE]
        physical = np.column_stack([10 ** some[:, :2], some[:, 2], np.cos(np.radians(some[:, 3]))])
        inputs = np.column_stack([np.repeat(physical, len(days), axis=0), np.tile(days, len(some))])
        inputs = np.clip(inputs, network.ranges[:, 0], network.ranges[:, 1])
        flux = network.spectra(inputs, which) @ weights[which]
        shown = -2.5 * np.log10(np.maximum(flux, np.finfo(float).tiny))
        found[:, first : first + len(some)] = shown.T.reshape(len(FILTERS), len(some), len(days))
    return found


def _design() -> np.ndarray:
    """Points of the unit cube, shape (m, 4), evenly spread, some of them on its faces."""
    points = qmc.Sobol(4, seed=_SEED).random(_CURVES)
    rng = np.random.default_rng(_SEED)
    on_face = rng.random(points.shape) < _EDGE_SHARE
    return np.where(on_face, np.round(points), points)


def train(folder: Path) -> None:
    """Make the files below `folder` (NMMA's --svd-path); half a minute.

    Raises OSError when they cannot be written, FitError without the package that the network lies in; then none of them
    is new.
    """
    folder.mkdir(parents=True, exist_ok=True)
    unit = _design()
    points = LOWEST + unit * (HIGHEST - LOWEST)
    curves = np.minimum(magnitudes(KilonovaNet(), points, _DAYS), _FAINTEST)
    inducing = unit[:_INDUCING]
    kernel = RBF(_LENGTH_SCALE)
    covariance = kernel(inducing)
    between = kernel(unit, inducing)
    normal = between.T @ between + _NOISE * covariance + _JITTER * _NOISE * np.eye(_INDUCING)
    factor = np.linalg.cholesky(covariance + _JITTER * np.eye(_INDUCING)).astype(np.float32)
    surrogate = {}
    with tempfile.TemporaryDirectory(dir=folder, prefix=".training") as name:
        made = Path(name)
        (made / MODEL).mkdir()
        for band, of_band in zip(FILTERS, curves, strict=True):
            surrogate[band], scaled = _decomposed(of_band)
            coefficients = scaled @ surrogate[band]["VA"][:, :_COEFFICIENTS]
            means = coefficients.mean(axis=0)
            weights = np.linalg.solve(normal, between.T @ (coefficients - means))
            processes = [
                _process(kernel, inducing, weights[:, i], means[i], factor) for i in range(_COEFFICIENTS)
            ]
            joblib.dump(processes, made / MODEL / f"{band}.joblib")
        joblib.dump(surrogate, made / f"{MODEL}.joblib")
        (folder / MODEL).mkdir(exist_ok=True)
        for band in FILTERS:
            (made / MODEL / f"{band}.joblib").replace(folder / MODEL / f"{band}.joblib")
        (made / f"{MODEL}.joblib").replace(folder / f"{MODEL}.joblib")


def _decomposed(curves: np.ndarray) -> tuple[dict[str, object], np.ndarray]:
    """What NMMA wants to know of one filter, and the light curves between 0 and 1, shape (m, n)."""
    lowest = curves.min(axis=0)
    # At the last times all of them may be as faint as any.
    highest = lowest + np.maximum(curves.max(axis=0) - lowest, _LEAST_RANGE)
    scaled = (curves - lowest) / (highest - lowest)
    components = np.linalg.svd(scaled, full_matrices=False)[2].T
    return {
        "param_mins": LOWEST,
        "param_maxs": HIGHEST,
        "mins": lowest,
        "maxs": highest,
        "tt": _DAYS,
        "n_coeff": _COEFFICIENTS,
        "VA": components,
    }, scaled


def _process(
    kernel: RBF, inducing: np.ndarray, weights: np.ndarray, mean: float, factor: np.ndarray
) -> GaussianProcessRegressor:
    """One coefficient as a fitted process. Its standard deviation, which NMMA asks for and drops, is the prior's."""
    process = GaussianProcessRegressor(kernel=kernel, optimizer=None)
    process.kernel_ = kernel
    process.X_train_ = inducing
    process.y_train_ = np.zeros(len(inducing))
    process._y_train_mean, process._y_train_std = mean, 1.0
    process.alpha_, process.L_ = weights, factor
    process.n_features_in_ = inducing.shape[1]
    return process
