"""`bench/fit`: our fits and NMMA's own command line side by side, at an equal error of ln Z of about 0.1.

Each pair runs one after the other on the same core, start-up included. NMMA samples with dynesty, which pip installs,
with bilby's own settings for it but for the live points: so many that its error of ln Z is about 0.1. A stock fit that
is not done by the limit is stopped, and its ratio is a lower bound.
"""

import argparse
import sys
from dataclasses import dataclass
from typing import Any

from nmma_bench.kept import keep_each
from nmma_bench.light_curves import LightCurve, demo, drawn
from nmma_bench.models import models
from nmma_bench.runs import Run, ours, stock, tuned_prior
from nmma_bench.tables import fit_rows
from nmma_fitter.registry import find_model


@dataclass(frozen=True)
class Case:
    """A model, the light curve that it is fitted to, and stock live points for an error of 0.1 in ln Z.

    The error of nested sampling is √(H / live points), H the information (nats): 3–8 for these light curves.
    """

    model: str
    curve: LightCurve
    live_points: int


def cases() -> list[Case]:
    """One of each kind."""
    by_name = {curve.name: curve for curve in demo()}
    dozen = by_name["ZTF26aaaagrb"]
    dozen = LightCurve("12-points", dozen.within().points[:12], 1.0)
    return [
        Case("Piro2021", drawn("75-points", 75), 500),
        Case("v19-1998bw", drawn("75-points", 75), 400),
        Case("Me2017", by_name["ZTF26aaaaakn"], 500),
        Case("TrPi2018_tophat", dozen, 500),
        Case("TrPi2018", dozen, 500),
    ]


def _shown(run: Run) -> str:
    return "not done" if run.lnz is None else f"{run.lnz:.2f} ± {run.lnz_error:.2f}"


def compare(case: Case, limit: float, core: int) -> dict[str, Any]:
    """Run both, one after the other."""
    entry = find_model(case.model)
    prior = tuned_prior(entry)
    inside = case.curve.within()
    last_day = max(point.jd for point in inside.points) - case.curve.first_detection_jd + 3.0 + 2.0
    mine = ours(entry, case.curve, prior, core=core)
    theirs = stock(
        entry,
        case.curve,
        prior,
        live_points=case.live_points,
        last_day=last_day,
        sampler_kwargs={},
        limit=limit,
        core=core,
    )
    return {
        "model": case.model,
        "lightCurve": f"{len(inside.points)} points",
        "lnZ": _shown(mine),
        "stockLnZ": _shown(theirs),
        "seconds": mine.seconds,
        "stockSeconds": theirs.seconds,
        "cpuSeconds": mine.cpu_seconds,
        "stockCpuSeconds": theirs.cpu_seconds,
        "calls": mine.calls,
        "stockCalls": theirs.calls,
        "stockLivePoints": case.live_points,
        "isLowerBound": theirs.lnz is None,
        "ratio": theirs.seconds / mine.seconds,
    }


def main() -> int:
    """Run the cases, print the table, keep it in `bench/results/fit.json`."""
    parser = argparse.ArgumentParser(prog="bench/fit", description=__doc__.splitlines()[0])
    parser.add_argument("--models", type=models, help="names of models.yml, with commas; all cases")
    parser.add_argument("--limit", type=float, default=1800, help="seconds that a stock fit may take")
    parser.add_argument("--core", type=int, default=0, help="the core that both are pinned to")
    arguments = parser.parse_args()
    all_cases = cases()
    timed = {case.model for case in all_cases}
    wanted = [entry.name for entry in arguments.models] if arguments.models else timed
    for name in wanted:
        if name not in timed:
            parser.error(f"{name} is not timed: expected {', '.join(sorted(timed))}.")
    chosen = [case for case in all_cases if case.model in wanted]
    keep_each(
        "fit", (compare(case, arguments.limit, arguments.core) for case in chosen), ("model",), fit_rows
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
