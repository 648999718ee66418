"""The filters of light curves, and their effective wavelengths."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from nmma_fitter.errors import FitError
from nmma_fitter.paths import FITTER
from nmma_fitter.suggest import hint

_FILTERS: dict[str, dict[str, Any]] = yaml.safe_load((FITTER / "filters.yml").read_text())["filters"]
# Effective wavelengths, Å, of every filter: filters.yml says where they come from. They are copied there because sncosmo
# downloads its curves, and compute nodes have no internet. Tests compare them with the curves where these are installed.
EFFECTIVE_WAVELENGTHS_ANGSTROM: dict[str, float] = {
    name: float(entry["wavelength"]) for name, entry in _FILTERS.items()
}
# NMMA has to have exactly the table's.
_TOLERANCE_ANGSTROM = 1.0
# sncosmo's curves may be of another release of the survey.
_TOLERANCE_OF_CURVES = 0.01


def check_filters(filters: Sequence[str]) -> None:
    """Refuse filters that no model has.

    Raises FitError (bad-data, unknown-filter) with the nearest known one.
    """
    unknown = [name for name in filters if name not in EFFECTIVE_WAVELENGTHS_ANGSTROM]
    if unknown:
        near = hint(unknown[0], EFFECTIVE_WAVELENGTHS_ANGSTROM)
        if not near.startswith("did"):
            # Not all sixty of them.
            near = "expected such as ztfg, sdssg, ps1::r or atlaso."
        raise FitError(
            "bad-data", "unknown-filter", f"No model knows the filter {unknown[0]}: {near}", unknown[0]
        )


def filters_and_wavelengths(filters: Sequence[str] | None = None) -> tuple[list[str], np.ndarray]:
    """Filter names and their effective wavelengths in metres, all or the given ones; replaces NMMA's own function.

    Raises KeyError for a filter that is not in the table.
    """
    names = list(EFFECTIVE_WAVELENGTHS_ANGSTROM if filters is None else filters)
    return names, 1e-10 * np.array([EFFECTIVE_WAVELENGTHS_ANGSTROM[name] for name in names])


def wavelengths_by_filter(filters: Sequence[str]) -> dict[str, float]:
    """Effective wavelength in metres of each filter.

    Raises KeyError for a filter that is not in the table.
    """
    names, wavelengths = filters_and_wavelengths(filters)
    return dict(zip(names, wavelengths, strict=True))


def check_wavelengths(
    filters: Sequence[str], used: Callable[[list[str]], tuple[list[str], np.ndarray]]
) -> None:
    """Compare the wavelengths that NMMA will use, and sncosmo's where its curves are installed, with the table.

    `used` gives NMMA's filters and wavelengths (metres): `get_default_filts_lambdas`.

    Raises FitError (bad-result, wrong-wavelength): some versions of NMMA fit named filters at wrong wavelengths.
    """
    names, wavelengths = used(list(filters))
    for name, value in zip(names, 1e10 * np.asarray(wavelengths), strict=True):
        _compare("NMMA", name, float(value), _TOLERANCE_ANGSTROM)
    for name in filters:
        value = _sncosmo_wavelength(name)
        if value is not None:
            within = _FILTERS[name].get("within", _TOLERANCE_OF_CURVES * EFFECTIVE_WAVELENGTHS_ANGSTROM[name])
            _compare("sncosmo", name, value, float(within))


def _compare(source: str, name: str, value: float, tolerance: float) -> None:
    wanted = EFFECTIVE_WAVELENGTHS_ANGSTROM[name]
    if abs(value - wanted) > tolerance:
        raise FitError(
            "bad-result",
            "wrong-wavelength",
            f"{source} has the filter {name} at {value:.0f} Å instead of {wanted:.0f} Å: the fit was not started.",
            f"{value:.1f}",
        )


def _sncosmo_wavelength(name: str) -> float | None:
    """Effective wavelength (Å) from sncosmo's curve of a filter; None where it would have to be downloaded."""
    folder, curve = os.environ.get("SNCOSMO_DATA_DIR"), _FILTERS[name].get("curve")
    is_packaged = name.startswith("bessell")
    if not is_packaged and not (folder and curve and (Path(folder) / curve).is_file()):
        return None
    import sncosmo  # noqa: PLC0415

    return float(sncosmo.get_bandpass(name).wave_eff)
