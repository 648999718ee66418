"""`models.yml`: every model that can be fitted."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import yaml

from nmma_fitter.errors import FitError
from nmma_fitter.paths import FITTER
from nmma_fitter.suggest import hint


@dataclass(frozen=True)
class TimeGrid:
    """The times at which a model's light curve is computed: `points` times from `first_day` (days after the explosion).

    An afterglow is computed at `nodes` times and interpolated to the points. `linear` spacing is for supernovae whose
    time zero is their peak, because their light curve begins before it.
    """

    spacing: Literal["log", "linear"]
    first_day: float
    points: int
    nodes: int | None = None


@dataclass(frozen=True)
class Asset:
    """A file that a model needs, below the assets folder, and where it comes from. `sha256` None: not known.

    A `url` that ends in .tar.gz is an archive of several files. `url` None: the file is made here, from data in an
    installed package (`train_kilonovanet`).
    """

    path: str
    url: str | None = None
    sha256: str | None = None
    # Sizes (bytes) of published files of that name that are known to be broken.
    broken_bytes: tuple[int, ...] = ()


@dataclass(frozen=True)
class ModelEntry:
    """One model of the registry: one of NMMA's, a surrogate of fiesta's, or a trend. `jet_type`: only for afterglows.

    A fit ends once it has `effective_samples`; the error of ln Z is at least 1 / √effective_samples. `template_version`:
    sncosmo's version of a supernova template; None: the newest, which NMMA uses.
    """

    name: str
    kind: str
    title: str
    nmma_model: str | None
    fiesta_model: str | None
    live_points: int
    time_grid: TimeGrid
    jet_type: str | None
    grb_resolution: float
    effective_samples: int
    # The filters it covers; None: every filter within its range of wavelengths.
    filters: tuple[str, ...] | None
    assets: tuple[Asset, ...]
    template_version: str | None = None
    # The folder of a surrogate's files below `svdmodels`. A surrogate that is not NMMA's own has its own folder.
    svd_folder: str = ""
    # Whether every new light curve is fitted with it unless the configuration names the models.
    is_default: bool = False
    # Names of the models it has replaced, each with the reason.
    replaces: Mapping[str, str] = field(default_factory=dict)
    # A trend of `models/trends.py`: a shape in time that is no transient.
    trend: str | None = None

    @property
    def zero_is_peak(self) -> bool:
        """Whether the fitted time (`timeshift`) is the time of the peak, as for most of sncosmo's templates."""
        return self.time_grid.first_day < 0

    @property
    def depends_on_its_grid(self) -> bool:
        """Whether the light curve depends on the grid of times: NMMA integrates Me2017 along its grid."""
        return "Me2017" in (self.nmma_model or "")

    def part(self, nmma_model: str) -> "ModelEntry":
        """The entry of one of the models whose sum this one is."""
        return replace(self, nmma_model=nmma_model)


# For models that are computed only at the times of the light curve.
_NO_GRID = {"spacing": "log", "first_day": 0.01, "points": 2}
# The default of NMMA's command line.
_GRB_RESOLUTION = 5.0


def _entry(name: str, raw: dict[str, Any]) -> ModelEntry:
    return ModelEntry(
        name=name,
        kind=raw["kind"],
        title=raw["title"],
        nmma_model=raw.get("nmma_model"),
        fiesta_model=raw.get("fiesta_model"),
        live_points=raw["live_points"],
        time_grid=TimeGrid(**raw.get("time_grid", _NO_GRID)),
        jet_type=raw.get("jet_type"),
        grb_resolution=raw.get("grb_resolution", _GRB_RESOLUTION),
        effective_samples=raw["effective_samples"],
        filters=None if raw["filters"] == "any" else tuple(raw["filters"]),
        assets=tuple(Asset(**asset) for asset in raw.get("assets", ())),
        template_version=raw.get("template_version"),
        is_default=raw["default"],
        replaces=raw.get("replaces", {}),
        svd_folder=raw.get("svd_folder", ""),
        trend=raw.get("trend"),
    )


def all_models() -> list[ModelEntry]:
    """Every entry of models.yml, in its order."""
    entries = yaml.safe_load((FITTER / "models.yml").read_text())["models"]
    return [_entry(name, raw) for name, raw in entries.items()]


def retired_words(entry: ModelEntry, name: str) -> str:
    """The message about a model that another one has replaced."""
    return f"{name} was retired ({entry.replaces[name]}): use {entry.name}."


def find_model(name: str) -> ModelEntry:
    """Give the registry's entry of that name.

    Raises FitError (model-assets): unknown-model naming those that there are, retired-model naming its successor.
    """
    entries = all_models()
    for entry in entries:
        if entry.name == name:
            return entry
        if name in entry.replaces:
            raise FitError("model-assets", "retired-model", retired_words(entry, name), name)
    suggestion = hint(name, [entry.name for entry in entries])
    raise FitError("model-assets", "unknown-model", f"No model {name}: {suggestion}", name)
