"""NMMA as this project uses it: offline, with its known problems patched.

Import `models` and `likelihood` from here, never from `nmma` directly, because the order of imports and the patches matter.
"""

import importlib
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any

import numpy as np
from astropy.cosmology import Planck18
from scipy.interpolate import CubicSpline

from nmma_fitter.errors import FitError
from nmma_fitter.photometry.bands import EFFECTIVE_WAVELENGTHS_ANGSTROM, filters_and_wavelengths

# The versions that were tested to give correct evidences (see pyproject.toml).
_wanted = {"nmma": "0.2.3", "bilby": "2.6.0"}

# Points per decade of time in afterglowpy's evolution of the shock; its default is 1000. Of 60 light curves that a telescope
# could see, of either jet, no magnitude within 5 of the peak changed by more than 0.005 (rms 0.0005). A Gaussian jet at 12
# times takes a third of the time, a top-hat jet half.
_QUICK = {"tRes": 100}
_precision: dict[str, float] = {}


class RowWavelengths:
    """Replaces a list of filters: each element of NMMA's time axis has its own wavelength (metres)."""

    def __init__(self, wavelengths: np.ndarray) -> None:
        """Take wavelengths of shape (n,), where n is the number of times."""
        self.wavelengths = wavelengths


class _DeferredKeras(types.ModuleType):
    """Replaces keras, and imports it when it is first used.

    NMMA imports keras (4 s with its backend) although only neural surrogates need it. Names with two underscores are looked up by
    code that goes through `sys.modules`, and must not import it.
    """

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        if name.startswith("__"):
            raise AttributeError(name)
        sys.modules.pop("keras", None)
        return getattr(importlib.import_module("keras"), name)


def _check_versions() -> None:
    for package, wanted in _wanted.items():
        found = version(package)
        if found != wanted:
            raise FitError(
                "model-assets",
                "wrong-version",
                f"The fits need {package} {wanted}, the tested version, but {found} is installed.",
                found,
            )


def _redshift_spline() -> Any:  # noqa: ANN401
    """Redshift as a function of luminosity distance (Mpc), Planck 2018, to z = 2 like NMMA's inversion.

    The relative error is below 1e-6 (tested). astropy's inversion takes 60 % of the time of a shock-cooling likelihood.
    """
    z = np.concatenate([[0.0], np.geomspace(1e-7, 2.0, 3000)])
    distance = np.concatenate([[0.0], Planck18.luminosity_distance(z[1:]).value])
    return CubicSpline(distance, z)


_spline = _redshift_spline()


def redshifts_of(luminosity_distances: np.ndarray) -> np.ndarray:
    """Redshifts of luminosity distances (Mpc), any shape, for Planck 2018 as in NMMA."""
    return np.where(luminosity_distances > 0, _spline(luminosity_distances), 0.0)


def _redshift(parameters: dict[str, float]) -> float:
    if "redshift" in parameters:
        return parameters["redshift"]
    return float(redshifts_of(np.asarray(parameters["luminosity_distance"])))


def _wavelengths(filters: list[str] | RowWavelengths | None = None) -> tuple[list[str], np.ndarray]:
    if isinstance(filters, RowWavelengths):
        return ["rows"], filters.wavelengths[np.newaxis]
    return filters_and_wavelengths(filters)


def _replace(utils: types.ModuleType) -> None:
    # NMMA would download all 209 bandpasses of sncosmo, one by one.
    utils.get_all_bandpass_metadata = lambda: [{"name": name} for name in EFFECTIVE_WAVELENGTHS_ANGSTROM]
    utils.get_default_filts_lambdas = _wavelengths
    # NMMA takes a neighbouring band for a filter that a model has not (u for UVW2, the mean of g, r and i for w), and looks
    # for `ps1__g` where `ps1::g` is asked for.
    utils.getFilteredMag = lambda magnitudes, name: magnitudes[name]
    utils.getRedShift = _redshift
    # Without its decorator, which sets a 60 s timer at every call: the job has a time limit of its own.
    flux_density = utils.fluxDensity.__wrapped__
    utils.fluxDensity = lambda t, nu, **parameters: flux_density(t, nu, **{**_precision, **parameters})


@contextmanager
def quick_afterglows() -> Iterator[None]:
    """In this context NMMA computes afterglows with fewer steps of the shock: two to three times faster, to 0.005 mag."""
    _precision.update(_QUICK)
    try:
        yield
    finally:
        _precision.clear()


def _register_vega() -> None:
    """Give sncosmo a magnitude system `vega` that needs no download, the same on every machine.

    NMMA puts a supernova's peak at −19.35 mag in this system and Bessell's V, where Vega has 0.02 mag AB.
    """
    import sncosmo  # noqa: PLC0415  (NMMA has imported it already)

    sncosmo.register(
        sncosmo.CompositeMagSystem(bands={"bessellv": ("ab", 0.02)}),
        name="vega",
        data_class=sncosmo.MagSystem,
        force=True,
    )


def shock_cooling_magnitudes(
    days: np.ndarray, parameters: dict[str, Any], rows: RowWavelengths
) -> np.ndarray:
    """NMMA's shock cooling at times of shape (n,), each with its own wavelength, and parameters of that shape."""
    return em_utils.sc_lc(days, parameters, filters=rows)[2]["rows"]


def supernova_magnitudes(
    source: str, days: np.ndarray, redshift: float, filters: list[str]
) -> dict[str, np.ndarray]:
    """NMMA's supernova from sncosmo's template `source`: absolute AB magnitudes at the observer's days, (n,)."""
    with np.errstate(all="ignore"):
        return em_utils.sn_lc(days, redshift, 0.0, model_name=source, filters=filters)[2]


def extinction_factor(frequencies: np.ndarray, ebv: float, redshift: float) -> np.ndarray:
    """NMMA's transmission (0–1) of dust in the host, at the observer's frequencies (Hz), shape (n,)."""
    return em_utils.extinctionFactorP92SMC(frequencies, ebv, redshift)


def model_parameters() -> dict[str, list[str]]:
    """NMMA's parameters of each of its models except templates and afterglows."""
    return dict(models.model_parameters_dict)


def _load() -> tuple[types.ModuleType, types.ModuleType, types.ModuleType]:
    _check_versions()
    if "keras" not in sys.modules:
        sys.modules["keras"] = _DeferredKeras("keras")
    utils = importlib.import_module("nmma.em.utils")
    _replace(utils)
    _register_vega()
    return utils, importlib.import_module("nmma.em.model"), importlib.import_module("nmma.em.likelihood")


em_utils, models, likelihood = _load()
