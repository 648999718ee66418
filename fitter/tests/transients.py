"""A transient of each model for the tests, and its light curve."""

import os
from functools import cache
from pathlib import Path

import numpy as np

from nmma_fitter.models.apparent import apparent_magnitudes
from nmma_fitter.models.build import Reach, build_models
from nmma_fitter.paths import FITTER
from nmma_fitter.photometry.light_curve import Photometry, cut_window
from nmma_fitter.registry import find_model

# Those whose files are downloads.
TEMPLATES = ("v19-1998bw", "snana-sdss014475", "v19-2009N", "v19-2013ge", "salt3")
SHARED = FITTER.parent.parent / "shared" / "sncosmo"
FILTERS = ["ztfg", "ztfr"]
# After the explosion.
DAYS = np.array([0.3, 0.8, 2.0, 4.5, 9.0])
TRIGGER_JD = 2461358.7
REACH = Reach(16.0, (0.001, 0.3))
_COMMON = {
    "luminosity_distance": 100.0,
    "timeshift": -0.5,
    "Ebv": 0.0,
    "xi_N": 1.0,
    "L0": 0.0,
    "q": 0.0,
    "ts": 0.0,
}
_AFTERGLOW = {
    "inclination_EM": 0.05,
    "log10_E0": 53.0,
    "thetaCore": 0.1,
    "log10_n0": -1.0,
    "p": 2.2,
    "log10_epsilon_e": -1.0,
    "log10_epsilon_B": -3.0,
}
_KILONOVA = {"log10_mej": -2.0, "log10_vej": -1.0, "beta": 3.0, "log10_kappa_r": 0.0}
TRANSIENTS = {
    "Piro2021": {"log10_Menv": -1.5, "log10_Renv": 13.0, "log10_Ee": 50.0},
    "Me2017": _KILONOVA,
    "TrPi2018_tophat": _AFTERGLOW,
    "TrPi2018": {**_AFTERGLOW, "thetaWing": 0.3},
    "Me2017_TrPi2018": {**_KILONOVA, **_AFTERGLOW, "log10_E0": 50.0, "inclination_EM": 0.4},
    "Bu2025": {
        "log10_mej_dyn": -2.0,
        "v_ej_dyn": 0.2,
        "Ye_dyn": 0.25,
        "log10_mej_wind": -1.3,
        "v_ej_wind": 0.1,
        "Ye_wind": 0.3,
        "inclination_EM": 0.3,
    },
    "v19-1998bw": {"supernova_mag_boost": 0.5},
    "snana-sdss014475": {"supernova_mag_boost": 0.5},
    "v19-2009N": {"supernova_mag_boost": 2.5},
    "v19-2013ge": {"supernova_mag_boost": 1.5},
    "salt3": {"x0": 1.0, "x1": 0.7, "c": 0.1, "supernova_mag_boost": 0.2},
}


def has_templates() -> bool:
    """Whether supernova templates are at hand; they are downloads."""
    folder = os.environ.get("SNCOSMO_DATA_DIR")
    return SHARED.is_dir() or (folder is not None and Path(folder).is_dir())


def template_environment():
    """Variables with which a job finds the templates that are at hand."""
    return {"SNCOSMO_DATA_DIR": str(SHARED)} if SHARED.is_dir() else {}


def parameters(name):
    """Of the transient of that model."""
    return {**_COMMON, **TRANSIENTS[name]}


@cache
def models(name):
    """The models that a fit of it samples, the last one exact. They are built once for all tests."""
    return build_models(find_model(name), FILTERS, REACH)


def columns(values):
    """One point of the prior, as models take it."""
    return {name: np.array([value]) for name, value in values.items()}


def magnitudes(model, values, days, filters):
    """Apparent magnitudes at one point of the prior, shape (n,)."""
    return apparent_magnitudes(model, columns(values), days, np.array(filters))[0]


def photometry_of(name, days, error=0.1, offset=0.0):
    """What the model itself gives, moved by `offset` mag."""
    all_days = np.concatenate([days + 0.01 * i for i in range(len(FILTERS))])
    bands = np.repeat(FILTERS, len(days))
    values = magnitudes(models(name)[-1], parameters(name), all_days, bands)
    return Photometry(TRIGGER_JD + all_days, bands, values + offset, np.full(len(bands), error))


def window_of(photometry):
    """The light curve in a window of two weeks."""
    return cut_window(photometry, trigger_jd=TRIGGER_JD, tmin=0, tmax=14, use_limits=True, reach_days=2)
