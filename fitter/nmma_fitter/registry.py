"""`models.yml`: every model that can be fitted."""

from dataclasses import dataclass
from typing import Literal

import yaml

from nmma_fitter.contract import FITTER
from nmma_fitter.errors import FitError

# Enough for a corner plot, and an error of 0.04 in ln Z.
_EFFECTIVE_SAMPLES = 600


@dataclass(frozen=True)
class TimeGrid:
    """Where a model's light curve is computed: `points` times from `first_day` (days after the explosion) on.

    Of an afterglow only `nodes` are computed, and the points interpolated.
    """

    spacing: Literal["log"]
    first_day: float
    points: int
    nodes: int | None = None


@dataclass(frozen=True)
class ModelEntry:
    """One model of the registry. `jet_type` is of GRB afterglows only.

    A fit ends with `effective_samples`: the error of ln Z is at least 1 / √effective_samples.
    """

    name: str
    kind: str
    title: str
    nmma_model: str
    time_grid: TimeGrid
    jet_type: str | None
    effective_samples: int


def find_model(name: str) -> ModelEntry:
    """Give the registry's entry of that name.

    Raises FitError (model-assets, unknown-model) naming those that there are.
    """
    entries = yaml.safe_load((FITTER / "models.yml").read_text())["models"]
    if name not in entries:
        raise FitError(
            "model-assets", "unknown-model", f"No model {name}: expected {', '.join(entries)}.", name
        )
    entry = entries[name]
    return ModelEntry(
        name=name,
        kind=entry["kind"],
        title=entry["title"],
        nmma_model=entry["nmma_model"],
        time_grid=TimeGrid(**entry["time_grid"]),
        jet_type=entry.get("jet_type"),
        effective_samples=entry.get("effective_samples", _EFFECTIVE_SAMPLES),
    )
