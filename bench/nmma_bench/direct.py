"""`bench/direct`: fits that sample a fast stand-in and correct it, against fits that sample NMMA's own model.

The same sampler, seed apart, with more live points: what differs is the shortcut. Of an afterglow NMMA's own model is
computed with wide tolerances, and corrected too, for days otherwise. Where `bench/fidelity` compares with a stock fit
that cannot afford enough samples, this says which of the two is right.

With `--plain N` nothing is sampled at all: N points drawn from the prior are weighed by their likelihood, and ln Z is the
logarithm of its mean. Only a light curve of a few points leaves enough of them, but then no algorithm can be wrong.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import logsumexp

from nmma_bench.kept import keep_each
from nmma_bench.light_curves import LightCurve, chosen
from nmma_bench.runs import Run, largest_median_shift, make_job, tuned_prior
from nmma_fitter.evidence import SamplingSettings, find_evidence
from nmma_fitter.fit_job import FitJob
from nmma_fitter.posterior import effective_samples, equally_weighted
from nmma_fitter.registry import ModelEntry, find_model
from nmma_fitter.sampler import GO_ON, Sampled

# Points of the prior whose light curves are computed at once: bounds their memory.
_AT_ONCE = 500
_MODELS = ("Me2017", "TrPi2018_tophat", "TrPi2018", "Me2017_TrPi2018")


def _run(job: FitJob, seed: int, find: Callable[[], Sampled]) -> Run:
    """Find an evidence, and what it cost; the seconds are of this process, without its start."""
    started, cpu_started = time.monotonic(), time.process_time()
    calls = sum(likelihood.calls for likelihood in job.likelihoods)
    found = find()
    samples = equally_weighted(found.points, found.log_weights, seed)
    return Run(
        found.lnz,
        found.lnz_error,
        sum(likelihood.calls for likelihood in job.likelihoods) - calls,
        time.monotonic() - started,
        time.process_time() - cpu_started,
        dict(zip(job.prior.names, samples.T.tolist(), strict=True)),
        {"effectiveSamples": found.effective_samples},
    )


def _fit(job: FitJob, first: int, live_points: int, seed: int) -> Sampled:
    """Fit with the likelihoods from `first` on."""
    return find_evidence(
        job.likelihoods[first:],
        job.prior,
        SamplingSettings(live_points, job.entry.effective_samples, seed),
        ask=lambda: GO_ON,
        report=lambda _: None,
    ).sampled


def _plain(job: FitJob, count: int, seed: int) -> Sampled:
    """Weigh `count` points of the prior by the likelihood that follows the shortcut's."""
    started = time.monotonic()
    points = job.prior.transform(np.random.default_rng(seed).random((count, len(job.prior.names))))
    parts = np.array_split(points, -(-count // _AT_ONCE))
    values = np.concatenate([job.likelihoods[1](part) for part in parts])
    effective = effective_samples(values)
    return Sampled(
        lnz=float(logsumexp(values) - np.log(count)),
        lnz_error=float(np.sqrt(1 / effective - 1 / count)),
        effective_samples=effective,
        points=points,
        log_weights=values,
        log_likelihoods=values,
        seconds=time.monotonic() - started,
        is_complete=True,
    )


def compare(entry: ModelEntry, curve: LightCurve, live_points: int, plain: int) -> dict[str, Any]:
    """Fit with the shortcut and without; without sampling either, where `plain` is a number of points of the prior."""
    with tempfile.TemporaryDirectory() as folder:
        make_job(Path(folder), entry, curve, tuned_prior(entry))
        job = FitJob(Path(folder))
    ours = _run(job, 42, lambda: _fit(job, 0, entry.live_points, 42))
    direct = _run(job, 43, lambda: _plain(job, plain, 43) if plain else _fit(job, 1, live_points, 43))
    shift, parameter = largest_median_shift(ours, direct)
    widths = [np.std(ours.samples[name]) / np.std(direct.samples[name]) for name in job.prior.names]
    effective = np.array([run.extra["effectiveSamples"] for run in (ours, direct)])
    return {
        "model": entry.name,
        "object": curve.name,
        "way": "plain" if plain else "sampled",
        "points": len(job.photometry.jd),
        "lnZ": ours.lnz,
        "lnZError": ours.lnz_error,
        "seconds": ours.seconds,
        "direct-lnZ": direct.lnz,
        "direct-lnZError": direct.lnz_error,
        "direct-seconds": direct.seconds,
        "direct-calls": direct.calls,
        "medianShift": shift,
        "medianShiftOf": parameter,
        # What two samples of one posterior differ by, most of the time, for one parameter.
        "medianShiftError": float(1.25 * np.sqrt(np.sum(1 / effective))),
        "widthRatios": [float(min(widths)), float(max(widths))],
    }


def table(rows: list[dict[str, Any]]) -> str:
    """A Markdown table of comparisons."""
    lines = [
        "| model | object | points | way | ln Z, ours | ln Z, directly | largest median shift | widths, ours / direct | times faster |",
        "| --- | --- | ---: | --- | ---: | ---: | --- | ---: | ---: |",
    ]
    for row in rows:
        low, high = row["widthRatios"]
        lines.append(
            f"| `{row['model']}` | {row['object']} | {row['points']} | {row['way']} | {row['lnZ']:.2f} ± {row['lnZError']:.2f} "
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
    parser.add_argument("--plain", type=int, default=0, help="points of the prior, instead of sampling")
    arguments = parser.parse_args()
    keep_each(
        "direct",
        (
            compare(find_model(model), curve, arguments.live_points, arguments.plain)
            for model in arguments.models.split(",")
            for curve in chosen(arguments.objects)
        ),
        ("model", "object", "way"),
        table,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
