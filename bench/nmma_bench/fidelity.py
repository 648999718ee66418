"""`bench/fidelity`: our ln Z, posteriors and best fits against those of NMMA's own command line.

Both have the same NMMA, prior file, systematic error, window and model settings; NMMA samples with dynesty. A stock
fit takes minutes to hours and is kept in `bench/results/stock`, under a name made of everything that it depends on.
"""

import argparse
import hashlib
import json
import os
import re
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nmma_bench.kept import RESULTS, keep_each, kept_rows
from nmma_bench.light_curves import LightCurve, chosen
from nmma_bench.runs import STOCK_STEPS, Run, environment, largest_median_shift, ours, stock, tuned_prior
from nmma_fitter.models.build import DRAWN_POINTS, nmma_model
from nmma_fitter.registry import ModelEntry, find_model

_MODELS = (
    "Piro2021",
    "Me2017",
    "v19-1998bw",
    "snana-sdss014475",
    "Bu2019lm_sparse",
    "TrPi2018_tophat",
    "TrPi2018",
)
_AFTERGLOW_STEPS = 30
# dynesty proposes from ellipsoids in few dimensions, as MultiNest does, and from slices in many.
_FEW = {"sample": "unif", "bound": "multi"}
_MANY = {"sample": "rslice", "slices": 5, "bound": "multi"}
_FEW_PARAMETERS = 6
_LARGEST_DIFFERENCE = 0.3
_LARGEST_MEDIAN_SHIFT = 0.3
_LARGEST_MAGNITUDE = 1e-3
# NMMA's light curve is linear between the nodes of its grid: so many that this is not seen at a kink. (An afterglow
# integral each: of those, as many as it is drawn with.)
_NODES = 30_000
# mag from one node to the next: no smooth light curve is so steep.
_JUMP = 0.1
# The grid of NMMA reaches at least so many days further than the data.
_LEAST_DAYS = 3.0
_KEPT_SAMPLES = 500


@dataclass(frozen=True)
class Effort:
    """Of stock fits. An afterglow costs a jet integral per time of the grid and filter: it has numbers of its own.

    With few and short walks, which take half an hour for a Gaussian jet already, medians are as good as some hundred
    samples, many of them near copies of others, let them be.
    """

    live_points: int
    jet_live_points: int
    jet_walks: int


def _parameters(prior: Path) -> int:
    return sum("(" in line.partition("#")[0] for line in prior.read_text().splitlines())


def _stock_key(entry: ModelEntry, curve: LightCurve, prior: str, settings: tuple[Any, ...]) -> str:
    """A name made of all that a stock fit depends on: what is new in models.yml but not of it keeps the fit."""
    model = (entry.nmma_model, entry.jet_type, entry.grb_resolution, entry.template_version)
    grid = entry.time_grid.points if entry.depends_on_its_grid else None
    return hashlib.sha256(repr((model, grid, curve, prior, settings)).encode()).hexdigest()[:12]


def _stock(
    entry: ModelEntry,
    curve: LightCurve,
    prior: Path,
    *,
    last_day: float,
    core: int | None,
    effort: Effort,
) -> Run:
    is_afterglow = entry.jet_type is not None
    few = _FEW if _parameters(prior) <= _FEW_PARAMETERS else _MANY
    kwargs = {"sample": "rwalk", "walks": effort.jet_walks} if is_afterglow else few
    live_points = effort.jet_live_points if is_afterglow else effort.live_points
    steps = _AFTERGLOW_STEPS if is_afterglow else STOCK_STEPS
    key = _stock_key(entry, curve, prior.read_text(), (kwargs, live_points, steps, last_day))
    path = RESULTS / "stock" / f"{entry.name}-{curve.name}-{key}.json"
    if path.is_file():
        return Run(**json.loads(path.read_text()))
    run = stock(
        entry,
        curve,
        prior,
        live_points=live_points,
        last_day=last_day,
        sampler_kwargs=kwargs,
        steps=steps,
        core=core,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = {
        key: np.round(values[:: 1 + len(values) // _KEPT_SAMPLES], 4).tolist()
        for key, values in run.samples.items()
    }
    path.write_text(json.dumps({**asdict(run), "samples": kept}))
    return run


def _earliest(prior: Path) -> float:
    """How many days before the first detection the explosion may be: NMMA's grid must reach as much further."""
    found = re.search(r"^timeshift\s*=\s*\w+\(minimum=(-?[\d.]+)", prior.read_text(), re.MULTILINE)
    return max(_LEAST_DAYS, -float(found.group(1))) if found else _LEAST_DAYS


def _largest_magnitude(entry: ModelEntry, run: Run, last_day: float) -> float:
    """How far our best-fit light curve is from NMMA's own model at the same parameters, mag, where it is light."""
    curve: dict[str, Any] = run.extra["lightCurve"]
    filters = list(curve["filters"])
    fine = _NODES if entry.jet_type is None else DRAWN_POINTS
    nodes = entry.time_grid.points if entry.depends_on_its_grid else fine
    grid = np.geomspace(entry.time_grid.first_day, last_day, nodes)
    best: dict[str, float] = run.extra["bestFit"]
    magnitudes = nmma_model(entry, filters, grid).generate_lightcurve(grid, best)[1]
    since = np.array(curve["jd"]) - run.extra["triggerJd"] - best["timeshift"]
    modulus = 5 * np.log10(best["luminosity_distance"] * 1e5)
    largest = 0.0
    for name in filters:
        theirs = np.asarray(magnitudes[name], dtype=float)
        expected = np.interp(since, grid, theirs) + modulus
        # Where the model itself jumps between two nodes of its grid (Piro2021 does, where its two regimes meet) what
        # lies between is NMMA's interpolation, not its model.
        jumps = np.abs(np.diff(theirs)) > _JUMP
        steps = np.clip(np.searchsorted(grid, since) - 1, 0, len(grid) - 2)
        for day, ours_, at, jumping in zip(
            since, curve["filters"][name]["best"], expected, jumps[steps], strict=True
        ):
            if ours_ is not None and day > 2 * entry.time_grid.first_day and ours_ < 28 and not jumping:
                largest = max(largest, abs(ours_ - at))
    return largest


def compare(entry: ModelEntry, curve: LightCurve, core: int | None, effort: Effort) -> dict[str, Any]:
    """Fit with both, and say how they differ."""
    inside = curve.within()
    prior = tuned_prior(entry)
    last_day = max(point.jd for point in inside.points) - curve.first_detection_jd + _earliest(prior) + 2.0
    mine = ours(entry, curve, prior, core=core)
    theirs = _stock(entry, curve, prior, last_day=last_day, core=core, effort=effort)
    if theirs.lnz is None or mine.lnz is None:
        raise RuntimeError(f"{entry.name} on {curve.name} has no ln Z")
    difference = mine.lnz - theirs.lnz
    joint = float(np.hypot(mine.lnz_error or 0, theirs.lnz_error or 0))
    shift, parameter = largest_median_shift(mine, theirs)
    magnitude = _largest_magnitude(entry, mine, last_day)
    return {
        "model": entry.name,
        "object": curve.name,
        "points": len(inside.points),
        "lnZ": mine.lnz,
        "lnZError": mine.lnz_error,
        "stockLnZ": theirs.lnz,
        "stockLnZError": theirs.lnz_error,
        "difference": difference,
        "jointError": joint,
        "medianShift": shift,
        "medianShiftOf": parameter,
        "magnitude": magnitude,
        "seconds": mine.seconds,
        "stockSeconds": theirs.seconds,
        "calls": mine.calls,
        "stockCalls": theirs.calls,
        "passed": bool(
            abs(difference) <= _LARGEST_DIFFERENCE
            # Three standard errors: of a dozen fits one or two are beyond two.
            and abs(difference) <= 3 * joint
            and shift <= _LARGEST_MEDIAN_SHIFT
            and magnitude <= _LARGEST_MAGNITUDE
        ),
    }


def table(rows: list[dict[str, Any]]) -> str:
    """A Markdown table of comparisons."""
    lines = [
        "| model | object | points | ln Z, ours | ln Z, NMMA | difference | largest median shift | best fit, mag | |",
        "| --- | --- | ---: | ---: | ---: | ---: | --- | ---: | --- |",
    ]
    for row in rows:
        lines.append(
            f"| `{row['model']}` | {row['object']} | {row['points']} | {row['lnZ']:.2f} ± {row['lnZError']:.2f} "
            f"| {row['stockLnZ']:.2f} ± {row['stockLnZError']:.2f} | {row['difference']:+.2f} "
            f"| {row['medianShift']:.2f} σ ({row['medianShiftOf']}) | {row['magnitude']:.0e} "
            f"| {'yes' if row['passed'] else '**no**'} |"
        )
    return "\n".join(lines)


def _place(row: dict[str, Any]) -> tuple[int, int, str]:
    """Where a row stands in the table of all: by model, and by its number of points."""
    return (*_MODELS, row["model"]).index(row["model"]), -row["points"], row["object"]


def main() -> int:
    """Compare, print the table, keep it in `bench/results/fidelity.json`; status 1 when one does not agree."""
    parser = argparse.ArgumentParser(prog="bench/fidelity", description=__doc__.splitlines()[0])
    parser.add_argument("--models", default=",".join(_MODELS), help="names of models.yml, with commas")
    parser.add_argument("--objects", help="names of objects, with commas; all that are at hand")
    parser.add_argument("--live-points", type=int, default=500, help="of the stock fits; not of afterglows")
    parser.add_argument("--jet-live-points", type=int, default=150, help="of the stock fits of afterglows")
    parser.add_argument("--jet-walks", type=int, default=20, help="steps of their random walks")
    parser.add_argument("--core", type=int, help="the core to stay on")
    parser.add_argument("--kept", action="store_true", help="measure nothing: the table of all that is kept")
    arguments = parser.parse_args()
    if arguments.kept:
        print(table(sorted(kept_rows("fidelity"), key=_place)))
        return 0
    # NMMA's own models are built in this process too.
    os.environ |= environment()
    effort = Effort(arguments.live_points, arguments.jet_live_points, arguments.jet_walks)
    rows = keep_each(
        "fidelity",
        (
            compare(find_model(model), curve, arguments.core, effort)
            for model in arguments.models.split(",")
            for curve in chosen(arguments.objects)
        ),
        ("model", "object"),
        table,
    )
    return 0 if all(row["passed"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
