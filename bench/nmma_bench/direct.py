"""`bench/direct`: fits that sample a fast stand-in and correct it, against fits that sample NMMA's own model.

The same sampler, seed apart, with more live points: what differs is the shortcut. Of an afterglow NMMA's own model is
computed with wide tolerances, and corrected too, for days otherwise. Where `bench/fidelity` compares with a stock fit
that cannot afford enough samples, this says which of the two is right.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from nmma_bench.kept import keep_row
from nmma_bench.light_curves import LightCurve, demo, real
from nmma_bench.runs import make_job
from nmma_fitter.contract import FITTER
from nmma_fitter.evidence import SamplingSettings, find_evidence
from nmma_fitter.fit_job import FitJob
from nmma_fitter.posterior import equally_weighted
from nmma_fitter.registry import ModelEntry, find_model
from nmma_fitter.sampler import GO_ON

RESULTS = Path(__file__).resolve().parent.parent / "results"
_MODELS = ("Me2017", "TrPi2018_tophat", "TrPi2018", "Me2017_TrPi2018")


def _fit(job: FitJob, first: int, live_points: int, seed: int) -> dict[str, Any]:
    """Fit with the likelihoods from `first` on."""
    started = time.monotonic()
    found = find_evidence(
        job.likelihoods[first:],
        job.prior,
        SamplingSettings(live_points, job.entry.effective_samples, seed),
        ask=lambda: GO_ON,
        report=lambda _: None,
    ).sampled
    samples = equally_weighted(found.points, found.log_weights, seed)
    return {
        "lnZ": found.lnz,
        "lnZError": found.lnz_error,
        "effectiveSamples": found.effective_samples,
        "medians": np.median(samples, axis=0),
        "widths": np.std(samples, axis=0),
        "seconds": time.monotonic() - started,
    }


def compare(entry: ModelEntry, curve: LightCurve, live_points: int) -> dict[str, Any]:
    """Fit with the shortcut and without."""
    with tempfile.TemporaryDirectory() as folder:
        make_job(Path(folder), entry, curve, FITTER / "priors" / "tuned" / f"{entry.name}.prior")
        job = FitJob(Path(folder))
    ours = _fit(job, 0, entry.live_points, seed=42)
    direct = _fit(job, 1, live_points, seed=43)
    shifts = np.abs(ours["medians"] - direct["medians"]) / direct["widths"]
    most = int(np.argmax(shifts))
    return {
        "model": entry.name,
        "object": curve.name,
        "points": len(job.photometry.jd),
        **{key: ours[key] for key in ("lnZ", "lnZError", "seconds")},
        **{f"direct-{key}": direct[key] for key in ("lnZ", "lnZError", "seconds")},
        "medianShift": float(shifts[most]),
        "medianShiftOf": job.prior.names[most],
        # What two samples of one posterior differ by, most of the time, for one parameter.
        "medianShiftError": float(
            1.25 * np.hypot(ours["effectiveSamples"] ** -0.5, direct["effectiveSamples"] ** -0.5)
        ),
        "widthRatios": [float(ratio) for ratio in np.sort(ours["widths"] / direct["widths"])[[0, -1]]],
    }


def table(rows: list[dict[str, Any]]) -> str:
    """A Markdown table of comparisons."""
    lines = [
        "| model | object | points | ln Z, ours | ln Z, directly | largest median shift | widths, ours / direct | times faster |",
        "| --- | --- | ---: | ---: | ---: | --- | ---: | ---: |",
    ]
    for row in rows:
        low, high = row["widthRatios"]
        lines.append(
            f"| `{row['model']}` | {row['object']} | {row['points']} | {row['lnZ']:.2f} ± {row['lnZError']:.2f} "
            f"| {row['direct-lnZ']:.2f} ± {row['direct-lnZError']:.2f} "
            f"| {row['medianShift']:.2f} ± {row['medianShiftError']:.2f} σ ({row['medianShiftOf']}) "
            f"| {low:.2f}–{high:.2f} | {row['direct-seconds'] / row['seconds']:.0f} |"
        )
    return "\n".join(lines)


def main() -> int:
    """Compare, print the table, keep it in `bench/results/direct.json`."""
    parser = argparse.ArgumentParser(prog="bench/direct", description=__doc__.splitlines()[0])
    parser.add_argument("--models", default=",".join(_MODELS), help="names of models.yml, with commas")
    parser.add_argument("--objects", help="names of objects, with commas; all that are at hand")
    parser.add_argument("--live-points", type=int, default=300, help="of the fits without the shortcut")
    arguments = parser.parse_args()
    wanted = arguments.objects.split(",") if arguments.objects else None
    rows = []
    for model in arguments.models.split(","):
        for curve in [*demo(), *real()]:
            if wanted is None or curve.name in wanted:
                rows.append(compare(find_model(model), curve, arguments.live_points))
                print(table(rows[-1:]).splitlines()[-1], file=sys.stderr, flush=True)
                keep_row(RESULTS / "direct.json", rows[-1], ("model", "object"))
    print(table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
