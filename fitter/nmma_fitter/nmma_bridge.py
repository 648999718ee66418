"""NMMA as this project uses it: imported, offline, and with its measured traps closed.

Import `models` and `likelihood` from here, never from `nmma` directly: the order in which things are imported and
what is replaced in them matters.
"""

import importlib
import sys
import types
from importlib.metadata import version
from typing import Any

import numpy as np
from astropy.cosmology import Planck18
from scipy.interpolate import CubicSpline

from nmma_fitter.bands import EFFECTIVE_WAVELENGTHS_ANGSTROM, filters_and_wavelengths
from nmma_fitter.errors import FitError

# The versions that were measured to give right evidences (see pyproject.toml).
_wanted = {"nmma": "0.2.3", "bilby": "2.6.0"}

# How carefully afterglowpy integrates: points per decade of the shock's evolution, and relative tolerances. Against
# its defaults (1000; 0.01) no magnitude brighter than 27 of 40 draws from the prior moved by more than 0.03, where
# photometry is no better than 0.02, and a top-hat jet costs half, a Gaussian one a third.
_AFTERGLOW_PRECISION = {"tRes": 100, "rtolTheta": 0.03, "rtolPhi": 0.03, "rtolStruct": 0.03}


class _DeferredKeras(types.ModuleType):
    """Stands for keras until somebody asks it for something.

    NMMA imports keras (with its backend 4 s) for surrogates only. Names with underscores are asked for by whoever
    looks through `sys.modules`, and must not load it.
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
                f"The fits need {package} {wanted}, which was checked to be right, and found {found}.",
                found,
            )


def _redshift_spline() -> Any:  # noqa: ANN401
    """Redshift as a function of luminosity distance (Mpc), Planck 2018, to z = 2 like NMMA's inversion.

    Relative error below 1e-6, checked by a test; astropy's inversion is 60 % of a shock-cooling likelihood.
    """
    z = np.concatenate([[0.0], np.geomspace(1e-7, 2.0, 3000)])
    distance = np.concatenate([[0.0], Planck18.luminosity_distance(z[1:]).value])
    return CubicSpline(distance, z)


def _replace(utils: types.ModuleType) -> None:
    spline = _redshift_spline()

    def redshift(parameters: dict[str, float]) -> float:
        if "redshift" in parameters:
            return parameters["redshift"]
        distance = parameters["luminosity_distance"]
        return float(spline(distance)) if distance > 0 else 0.0

    # NMMA would fetch all of sncosmo's 209 bandpasses, one by one from the network.
    utils.get_all_bandpass_metadata = lambda: [{"name": name} for name in EFFECTIVE_WAVELENGTHS_ANGSTROM]
    utils.get_default_filts_lambdas = filters_and_wavelengths
    utils.getRedShift = redshift
    # afterglowpy behind a decorator that arms a 60 s timer at every call; the job has a time limit of its own.
    flux_density = utils.fluxDensity.__wrapped__

    def coarser_flux_density(t: np.ndarray, nu: np.ndarray, **parameters: float) -> np.ndarray:
        return flux_density(t, nu, **{**_AFTERGLOW_PRECISION, **parameters})

    utils.fluxDensity = coarser_flux_density


def _load() -> tuple[types.ModuleType, types.ModuleType]:
    _check_versions()
    if "keras" not in sys.modules:
        sys.modules["keras"] = _DeferredKeras("keras")
    em_utils = importlib.import_module("nmma.em.utils")
    _replace(em_utils)
    return importlib.import_module("nmma.em.model"), importlib.import_module("nmma.em.likelihood")


models, likelihood = _load()
