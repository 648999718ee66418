"""The filters that light curves may come in, and where they are."""

from collections.abc import Sequence

import numpy as np

from nmma_fitter.errors import FitError

# Effective wavelengths, Å, of ZTF's filters as sncosmo 2.13.1 gives them (`get_bandpass(name).wave_eff`, from the
# survey's curves bandpasses/ztf/P48_{g,R,I}.dat) and NMMA uses them. Kept here because sncosmo downloads its curves,
# and the nodes of a cluster have no internet. A test compares them where the curves are.
EFFECTIVE_WAVELENGTHS_ANGSTROM = {
    "ztfg": 4813.95,
    "ztfr": 6421.81,
    "ztfi": 7883.03,
}


def check_filters(filters: Sequence[str]) -> None:
    """Refuse filters that no model knows.

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
    """Filter names and their effective wavelengths in metres, all or the given ones; takes the place of NMMA's own.

    Raises KeyError for a filter that is not in the table.
    """
    names = list(EFFECTIVE_WAVELENGTHS_ANGSTROM if filters is None else filters)
    return names, 1e-10 * np.array([EFFECTIVE_WAVELENGTHS_ANGSTROM[name] for name in names])
