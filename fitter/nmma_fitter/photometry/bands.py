"""The filters of light curves, and their effective wavelengths."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from nmma_fitter.errors import FitError

# Effective wavelengths, Å, of ZTF's filters as sncosmo 2.13.1 gives them (`get_bandpass(name).wave_eff`, from the
# survey's curves bandpasses/ztf/P48_{g,R,I}.dat) and NMMA uses them. They are
# copied here because sncosmo downloads its curves, and compute nodes have no internet. A test compares them with the curves
# where these are installed.
EFFECTIVE_WAVELENGTHS_ANGSTROM = {
    "ztfg": 4813.95,
    "ztfr": 6421.81,
    "ztfi": 7883.03,
}
_CURVES = {"ztfg": "P48_g.dat", "ztfr": "P48_R.dat", "ztfi": "P48_I.dat"}
_TOLERANCE_ANGSTROM = 1.0


def check_filters(filters: Sequence[str]) -> None:
    """Refuse filters that no model has.

    Raises FitError (bad-data, unknown-filter).
    """
    unknown = [name for name in filters if name not in EFFECTIVE_WAVELENGTHS_ANGSTROM]
    if unknown:
        known = ", ".join(EFFECTIVE_WAVELENGTHS_ANGSTROM)
        raise FitError(
            "bad-data",
            "unknown-filter",
            f"No model knows the filter {unknown[0]}: expected {known}.",
            unknown[0],
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
    found = dict(zip(names, 1e10 * np.asarray(wavelengths), strict=True))
    sources = [("NMMA", found)]
    curves = {name: _sncosmo_wavelength(name) for name in filters}
    sources.append(("sncosmo", {name: value for name, value in curves.items() if value is not None}))
    for source, values in sources:
        for name, value in values.items():
            wanted = EFFECTIVE_WAVELENGTHS_ANGSTROM[name]
            if abs(value - wanted) > _TOLERANCE_ANGSTROM:
                raise FitError(
                    "bad-result",
                    "wrong-wavelength",
                    f"{source} has the filter {name} at {value:.0f} Å instead of {wanted:.0f} Å: the fit was not started.",
                    f"{value:.1f}",
                )


def _sncosmo_wavelength(name: str) -> float | None:
    """Effective wavelength (Å) from sncosmo's curve of a filter; None where it would have to be downloaded."""
    folder = os.environ.get("SNCOSMO_DATA_DIR")
    if not folder or not (Path(folder) / "bandpasses" / "ztf" / _CURVES[name]).is_file():
        return None
    import sncosmo  # noqa: PLC0415

    return float(sncosmo.get_bandpass(name).wave_eff)
