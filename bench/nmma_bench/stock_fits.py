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
# Of the first fit; nautilus must not begin with the very points that our own fits begin with.
_SEEDS = {"dynesty": 42, "nautilus": 142}
# dynesty proposes from ellipsoids in few dimensions, as MultiNest does, and from slices in many.
_FEW = {"sample": "unif", "bound": "multi"}
_MANY = {"sample": "rslice", "slices": 5, "bound": "multi"}
_FEW_PARAMETERS = 6
# Effective samples of an afterglow's fit with nautilus: an error of 0.045 in ln Z, and medians known to some 0.06 σ.
_NAUTILUS = {"n_eff": 500}
_KEPT_SAMPLES = 2000
# The grid of NMMA reaches at least so many days further than the data.
_LEAST_DAYS = 3.0


@dataclass(frozen=True)
class Effort:
    """Of stock fits. An afterglow costs a jet integral per time of the grid and filter: it has numbers of its own.

    `jet_sampler`: "nautilus" or "dynesty", which all other models have. bilby's `rwalk` (`jet_walks` above 0) ends a walk as
    soon as a rough guess of its autocorrelation allows, after a handful of steps. `jet_fits`: how many of them, which differ in their seeds.
    """

    live_points: int
    jet_sampler: str
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
    """Fits of one sampler by NMMA's command line: those that `effort` wants, made now or kept, and other kept ones.

    But none with less than half of the live points of another.
    """
    is_afterglow = entry.jet_type is not None
    sampler = effort.jet_sampler if is_afterglow else "dynesty"
    for number in range(effort.jet_fits if is_afterglow else 1):
        _make(entry, curve, prior, sampler=sampler, number=number, core=core, effort=effort)
    fits = kept_fits(entry, curve, prior)
    return _thorough([fit for fit in fits if sampler_of(fit) == sampler])


def _thorough(fits: list[Run]) -> list[Run]:
    """Those with at least half of the live points of the one with most: with few, a mode may be missed unnoticed."""
    live_points = [fit.extra.get("sampling", {}).get("livePoints", 0) for fit in fits]
    return [fit for fit, own in zip(fits, live_points, strict=True) if own >= max(live_points) / 2]


def sampler_of(fit: Run) -> str:
    """The sampler of a stock fit: those that were kept before there was a choice do not name it."""
    return fit.extra.get("sampling", {}).get("sampler", "dynesty")


def kept_fits(entry: ModelEntry, curve: LightCurve, prior: Path) -> list[Run]:
    """All fits of NMMA's command line to this light curve that are kept, of any sampler; none where there are none."""
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
    sampler: str,
    number: int,
    core: int | None,
    effort: Effort,
) -> None:
    """Fit, and keep it, unless it is kept already."""
    is_afterglow = entry.jet_type is not None
    kwargs: dict[str, Any] = _FEW if _parameters(prior) <= _FEW_PARAMETERS else _MANY
    if sampler == "nautilus":
        kwargs = _NAUTILUS
    elif is_afterglow and effort.jet_walks:
        kwargs = {"sample": "rwalk", "walks": effort.jet_walks}
    live_points = effort.jet_live_points if is_afterglow else effort.live_points
    steps = effort.jet_steps if is_afterglow else STOCK_STEPS
    last_day = last_day_of(curve, prior)
    seed = _SEEDS[sampler] + number
    settings: tuple[Any, ...] = (kwargs, live_points, steps, last_day)
    key = fit_key(entry, curve, prior, (*settings, seed) if number else settings)
    path = _FOLDER / f"{entry.name}-{curve.name}-{key}.json"
    if path.is_file():
        return
    run = stock(
        entry,
        curve,
        prior,
        live_points=live_points,
        last_day=last_day,
        sampler=sampler,
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
    sampling = {"sampler": sampler, **kwargs, "livePoints": live_points, "steps": steps, "seed": seed}
    extra = {"likelihood": likelihood_key(entry, curve, prior), "sampling": sampling}
    path.write_text(json.dumps({**asdict(run), "samples": samples, "extra": extra}))
