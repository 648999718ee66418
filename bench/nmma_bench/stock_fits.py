"""Fits of NMMA's own command line that are kept, and all of one light curve as one.

A stock fit takes minutes to hours and is kept in `bench/results/stock`, under a name made of everything that it depends
on. Independent ones of the same likelihood are as good as one with the live points of all of them.
"""

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nmma_bench.kept import RESULTS
from nmma_bench.light_curves import LightCurve
from nmma_bench.runs import STOCK_STEPS, Run, stock
from nmma_fitter.registry import ModelEntry

_FOLDER = RESULTS / "stock"
_SEED = 42
# dynesty proposes from ellipsoids in few dimensions, as MultiNest does, and from slices in many.
_FEW = {"sample": "unif", "bound": "multi"}
_MANY = {"sample": "rslice", "slices": 5, "bound": "multi"}
_FEW_PARAMETERS = 6
_KEPT_SAMPLES = 2000
# The grid of NMMA reaches at least so many days further than the data.
_LEAST_DAYS = 3.0


@dataclass(frozen=True)
class Effort:
    """Of stock fits. An afterglow costs a jet integral per time of the grid and filter: it has numbers of its own.

    bilby's `rwalk` (`jet_walks` above 0) ends a walk as soon as a rough guess of its autocorrelation allows, after a
    handful of steps. `jet_fits`: how many of them, which differ in their seeds.
    """

    live_points: int
    jet_live_points: int
    jet_walks: int
    jet_steps: int
    jet_fits: int


def last_day_of(curve: LightCurve, prior: Path) -> float:
    """Where NMMA's grid of times has to end, days after the first detection: the explosion may be as much earlier."""
    found = re.search(r"^timeshift\s*=\s*\w+\(minimum=(-?[\d.]+)", prior.read_text(), re.MULTILINE)
    earliest = max(_LEAST_DAYS, -float(found.group(1))) if found else _LEAST_DAYS
    return max(point.jd for point in curve.within().points) - curve.first_detection_jd + earliest + 2.0


def stock_fits(
    entry: ModelEntry, curve: LightCurve, prior: Path, *, core: int | None, effort: Effort
) -> list[Run]:
    """All fits of NMMA's command line to this light curve: those that `effort` wants, made now or kept, and other kept ones."""
    for seed in range(_SEED, _SEED + (effort.jet_fits if entry.jet_type is not None else 1)):
        _make(entry, curve, prior, seed=seed, core=core, effort=effort)
    return kept_fits(entry, curve, prior)


def kept_fits(entry: ModelEntry, curve: LightCurve, prior: Path) -> list[Run]:
    """All fits of NMMA's command line to this light curve that are kept; none where there are none."""
    likelihood = likelihood_key(entry, curve, prior)
    paths = sorted(_FOLDER.glob(f"{entry.name}-{curve.name}-*.json"))
    runs = [Run(**json.loads(path.read_text())) for path in paths]
    return [run for run in runs if run.lnz is not None and run.extra.get("likelihood") == likelihood]


def pooled(fits: list[Run]) -> Run:
    """Independent fits of one likelihood as one: ln Z weighted by its errors, all samples; cost is that of all."""
    weights = np.array([1 / (fit.lnz_error or np.inf) ** 2 for fit in fits])
    values = np.array([np.nan if fit.lnz is None else fit.lnz for fit in fits])
    return Run(
        float(np.sum(weights * values) / weights.sum()),
        float(1 / np.sqrt(weights.sum())),
        sum(fit.calls or 0 for fit in fits),
        sum(fit.seconds for fit in fits),
        sum(fit.cpu_seconds for fit in fits),
        {name: [value for fit in fits for value in fit.samples[name]] for name in fits[0].samples},
    )


def likelihood_key(entry: ModelEntry, curve: LightCurve, prior: Path) -> str:
    """A name made of all that a likelihood depends on: fits that share it differ in how it was sampled only."""
    return _hash((*_what(entry, curve, prior), last_day_of(curve, prior)))


def fit_key(entry: ModelEntry, curve: LightCurve, prior: Path, settings: tuple[Any, ...]) -> str:
    """A name made of all that a stock fit depends on: what is new in models.yml but not of it keeps the fit."""
    return _hash((*_what(entry, curve, prior), settings))


def _what(entry: ModelEntry, curve: LightCurve, prior: Path) -> tuple[Any, ...]:
    model = (entry.nmma_model, entry.jet_type, entry.grb_resolution, entry.template_version)
    grid = entry.time_grid.points if entry.depends_on_its_grid else None
    return (model, grid, curve, prior.read_text())


def _hash(value: tuple[Any, ...]) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:12]


def _parameters(prior: Path) -> int:
    return sum("(" in line.partition("#")[0] for line in prior.read_text().splitlines())


def _make(
    entry: ModelEntry,
    curve: LightCurve,
    prior: Path,
    *,
    seed: int,
    core: int | None,
    effort: Effort,
) -> None:
    """Fit, and keep it, unless it is kept already."""
    is_afterglow = entry.jet_type is not None
    kwargs: dict[str, Any] = _FEW if _parameters(prior) <= _FEW_PARAMETERS else _MANY
    if is_afterglow and effort.jet_walks:
        kwargs = {"sample": "rwalk", "walks": effort.jet_walks}
    live_points = effort.jet_live_points if is_afterglow else effort.live_points
    steps = effort.jet_steps if is_afterglow else STOCK_STEPS
    last_day = last_day_of(curve, prior)
    settings: tuple[Any, ...] = (kwargs, live_points, steps, last_day)
    key = fit_key(entry, curve, prior, settings if seed == _SEED else (*settings, seed))
    path = _FOLDER / f"{entry.name}-{curve.name}-{key}.json"
    if path.is_file():
        return
    run = stock(
        entry,
        curve,
        prior,
        live_points=live_points,
        last_day=last_day,
        sampler_kwargs=kwargs,
        steps=steps,
        core=core,
        seed=seed,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    samples = {
        name: np.round(values[:: 1 + len(values) // _KEPT_SAMPLES], 4).tolist()
        for name, values in run.samples.items()
    }
    sampling = {**kwargs, "livePoints": live_points, "steps": steps, "seed": seed}
    extra = {"likelihood": likelihood_key(entry, curve, prior), "sampling": sampling}
    path.write_text(json.dumps({**asdict(run), "samples": samples, "extra": extra}))
