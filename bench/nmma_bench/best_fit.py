"""How far our best-fit light curve is from that of NMMA's own model at the same parameters."""

from typing import Any

import numpy as np

from nmma_bench.runs import Run
from nmma_fitter.models.build import DRAWN_POINTS, nmma_model
from nmma_fitter.registry import ModelEntry

# NMMA's light curve is linear between the nodes of its grid: so many that this is not seen at a kink. An afterglow, an
# integral each, has those that it is drawn with, and a model that depends on its grid its own: in ours they are the same.
_NODES = 30_000
# mag from one node of so fine a grid to the next: no smooth light curve is so steep.
_JUMP = 0.1
# mag: fainter is never seen.
_FAINTEST = 28.0


def largest_magnitude(entry: ModelEntry, run: Run, last_day: float) -> float | None:
    """The largest difference in mag where it is light, till `last_day` (days); None where there is nothing to compare."""
    curve: dict[str, Any] = run.extra["lightCurve"]
    best: dict[str, float] = run.extra["bestFit"]
    filters = list(curve["filters"])
    nodes, has_jumps = _nodes(entry)
    grid = np.geomspace(entry.time_grid.first_day, last_day, nodes)
    theirs = nmma_model(entry, filters, grid).generate_lightcurve(grid, best)[1]
    since = np.array(curve["jd"]) - run.extra["triggerJd"] - best["timeshift"]
    modulus = 5 * np.log10(best["luminosity_distance"] * 1e5)
    found = [
        differences(
            since,
            np.array(curve["filters"][name]["best"], dtype=float),
            grid,
            np.asarray(theirs[name], dtype=float) + modulus,
            has_jumps=has_jumps,
        )
        for name in filters
    ]
    every = np.concatenate(found)
    return float(every.max()) if len(every) else None


def _nodes(entry: ModelEntry) -> tuple[int, bool]:
    """How many nodes NMMA's grid has, and whether they are so many that a steep step between two is a jump."""
    if entry.depends_on_its_grid:
        return entry.time_grid.points, False
    if entry.jet_type is not None:
        return DRAWN_POINTS, False
    return _NODES, True


def differences(
    since: np.ndarray,
    ours: np.ndarray,
    grid: np.ndarray,
    theirs: np.ndarray,
    *,
    has_jumps: bool,
) -> np.ndarray:
    """Absolute differences (mag) of `ours` (mag, NaN where there is none) at `since` (days) from `theirs` at the nodes `grid`.

    Neither of the first two nodes nor of what is too faint. Where the model itself jumps between two nodes of its grid
    (Piro2021 does, where its two regimes meet) what lies between is NMMA's interpolation, not its model: with
    `has_jumps` it is left out. A difference that is not a number is infinite.
    """
    kept = (since > 2 * grid[0]) & (ours < _FAINTEST)
    if has_jumps:
        steps = np.clip(np.searchsorted(grid, since) - 1, 0, len(grid) - 2)
        kept &= ~(np.abs(np.diff(theirs)) > _JUMP)[steps]
    found = np.abs(ours - np.interp(since, grid, theirs))[kept]
    return np.where(np.isnan(found), np.inf, found)
