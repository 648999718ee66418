"""Which filters a model has: those it was trained for, or those within the wavelengths of its spectra."""

import numpy as np
import sncosmo

from nmma_fitter.errors import FitError
from nmma_fitter.models.templates import is_template, use_template
from nmma_fitter.photometry.bands import wavelengths_by_filter
from nmma_fitter.photometry.light_curve import MIN_DETECTIONS, Photometry
from nmma_fitter.registry import ModelEntry

# fiestaEM 0.1.0's Bu2025_MLP, Å in the source's frame; a test compares.
_BU2025 = (1495.0, 30082.0)


def covered_filters(entry: ModelEntry, names: list[str], redshifts: tuple[float, float]) -> list[str]:
    """Those of the filters in which the model has light at every redshift between the two.

    Raises FitError (model-assets) when a template's file is missing.
    """
    if entry.filters is not None:
        return [name for name in names if name in entry.filters]
    ranges = [_BU2025] if entry.fiesta_model is not None else _of_templates(entry)
    low = max((low for low, _ in ranges), default=0.0)
    high = min((high for _, high in ranges), default=np.inf)
    nearest, farthest = (1 + z for z in redshifts)
    return [
        name
        for name, metres in wavelengths_by_filter(names).items()
        if low <= 1e10 * metres / farthest and 1e10 * metres / nearest <= high
    ]


def _of_templates(entry: ModelEntry) -> list[tuple[float, float]]:
    """First and last wavelength, Å, of each template that the model adds up."""
    found = []
    for name in (entry.nmma_model or "").split(","):
        if is_template(name):
            use_template(name, entry.template_version)
            source = sncosmo.get_source(name)
            found.append((float(source.minwave()), float(source.maxwave())))
    return found


def without_uncovered(
    photometry: Photometry, entry: ModelEntry, redshifts: tuple[float, float]
) -> tuple[Photometry, dict[str, int]]:
    """The points in filters that the model has, and how many of each other filter are left out.

    Raises FitError (bad-data, no-usable-filter) when fewer than two detections are left.
    """
    covered = covered_filters(entry, photometry.filter_names, redshifts)
    kept = photometry.select(np.isin(photometry.filters, covered))
    left_out = {
        name: int(np.sum(photometry.filters == name))
        for name in photometry.filter_names
        if name not in covered
    }
    if left_out and np.sum(~kept.is_limit) < MIN_DETECTIONS:
        has = ", ".join(entry.filters) if entry.filters else "those that its spectra reach"
        raise FitError(
            "bad-data",
            "no-usable-filter",
            f"{entry.name} has no filter {listed(list(left_out))}: fewer than {MIN_DETECTIONS} detections are in "
            f"filters that it has ({has}).",
            next(iter(left_out)),
        )
    return kept, left_out


def listed(names: list[str]) -> str:
    """A, B or C."""
    return " or ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
