"""`bench/direct`: fits that sample a fast approximation and correct it, against evidences of NMMA's own model.

By default NMMA's own model is sampled, with the same sampler, another seed and more live points, so that only the
approximation differs. With `--seeds N` our side is N fits whose samples are pooled: a single fit has some 300 effective
samples, and its medians scatter by 0.1 σ. Where `bench/fidelity` compares with a stock fit that cannot afford enough
samples, this decides between the two.

With `--plain N` no sampler is used: N points drawn from the prior are weighted by their likelihood, and ln Z is the
logarithm of the mean. This works for light curves of a few points only, but is exact there. With `--mixture N` points are
drawn from mixtures fitted to the samples of our fits and of all kept stock fits, and weighted by prior × likelihood ÷
proposal. Every mode that one of these fits has found is weighted correctly.
"""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from nmma_bench.directly import Directly
from nmma_bench.kept import keep_each, ordered_rows
from nmma_bench.light_curves import LightCurve, chosen
from nmma_bench.models import models
from nmma_bench.own_likelihood import OwnLikelihood
from nmma_bench.runs import STOCK_STEPS, Run, job_of, largest_median_shift, tuned_prior
from nmma_bench.stock_fits import kept_fits, last_day_of
from nmma_bench.tables import DIRECT_MODELS, LARGEST_DIRECT_ERROR, direct_rows, telling
from nmma_fitter.inference.estimate import EvidenceEstimate
from nmma_fitter.inference.evidence import EvidenceFinder
from nmma_fitter.inference.run_control import Unattended
from nmma_fitter.inference.settings import SamplingSettings
from nmma_fitter.inference.weights import equally_weighted
from nmma_fitter.job.fit_job import FitJob
from nmma_fitter.registry import ModelEntry

# Of the first fit; the others follow.
_SEED = 42


@dataclass(frozen=True)
class Ways:
    """How many fits take the shortcut, and what they are compared with.

    Points of the prior (`plain`) or of a mixture, or, where both are 0, a fit of NMMA's own model with so many live points.
    """

    seeds: int
    live_points: int
    plain: int
    mixture: int


def _run(job: FitJob, seed: int, find: Callable[[], EvidenceEstimate]) -> Run:
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


def _fit(job: FitJob, seed: int) -> EvidenceEstimate:
    """Fit as the app does."""
    request = SamplingSettings(job.entry.live_points, job.entry.effective_samples, seed)
    return EvidenceFinder(job.likelihoods, job.prior, request, Unattended()).find().estimate


def _pooled(runs: list[Run]) -> Run:
    """Several fits of one light curve as one: all their samples, the mean of ln Z, and what one of them cost."""
    samples = {name: [value for run in runs for value in run.samples[name]] for name in runs[0].samples}
    return Run(
        float(np.mean([run.lnz for run in runs])),
        float(np.linalg.norm([run.lnz_error for run in runs]) / len(runs)),
        None,
        float(np.mean([run.seconds for run in runs])),
        float(np.mean([run.cpu_seconds for run in runs])),
        samples,
        {"effectiveSamples": sum(run.extra["effectiveSamples"] for run in runs)},
    )


def compare(entry: ModelEntry, curve: LightCurve, ways: Ways) -> dict[str, Any]:
    """Fit with the shortcut, and find the evidence in another way."""
    prior = tuned_prior(entry)
    job = job_of(entry, curve, prior)
    runs = []
    for seed in range(_SEED, _SEED + ways.seeds):
        run = _run(job, seed, partial(_fit, job, seed))
        runs.append(run)
        print(f"seed {seed}: {run.lnz:.2f} ± {run.lnz_error or 0:.2f}", file=sys.stderr, flush=True)
    ours = _pooled(runs)
    seed = _SEED + ways.seeds
    # Of other models the second likelihood is NMMA's own.
    own = None
    if entry.jet_type is not None:
        own = OwnLikelihood(job, STOCK_STEPS, last_day_of(curve, prior), curve.error_budget)
    directly = Directly(job, own, seed)
    if ways.plain:
        way, find = "plain", partial(directly.plain, ways.plain)
    elif ways.mixture:
        known = [run.samples for run in [*runs, *kept_fits(entry, curve, prior)]]
        way, find = "mixture", partial(directly.mixture, known, ways.mixture)
    else:
        way, find = "sampled", partial(directly.sampled, ways.live_points)
    direct = _run(job, seed, find)
    shift, parameter = largest_median_shift(ours, direct)
    widths = [np.std(ours.samples[name]) / np.std(direct.samples[name]) for name in job.prior.names]
    effective = np.array([run.extra["effectiveSamples"] for run in (ours, direct)])
    return {
        "model": entry.name,
        "object": curve.name,
        "way": way,
        "fits": ways.seeds,
        "lnZScatter": float(np.std([run.lnz for run in runs], ddof=1)) if ways.seeds > 1 else None,
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


def main() -> int:
    """Compare, print the table, keep it in `bench/results/direct.json`."""
    parser = argparse.ArgumentParser(prog="bench/direct", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--models", type=models, default=",".join(DIRECT_MODELS), help="names of models.yml, with commas"
    )
    parser.add_argument("--objects", help="names of objects, with commas; all that are at hand")
    parser.add_argument("--live-points", type=int, default=300, help="of the fits without the shortcut")
    parser.add_argument("--plain", type=int, default=0, help="points of the prior, instead of sampling")
    parser.add_argument("--mixture", type=int, default=0, help="points of a mixture laid over the posterior")
    parser.add_argument("--seeds", type=int, default=1, help="how many fits with the shortcut, pooled")
    parser.add_argument("--kept", action="store_true", help="measure nothing: the table of all that is kept")
    arguments = parser.parse_args()
    if arguments.kept:
        kept = ordered_rows("direct", DIRECT_MODELS)
        shown = telling(kept)
        print(direct_rows(shown))
        print(
            f"\nNot shown: {len(kept) - len(shown)} whose direct ln Z is uncertain by {LARGEST_DIRECT_ERROR} or more."
        )
        return 0
    ways = Ways(arguments.seeds, arguments.live_points, arguments.plain, arguments.mixture)
    keep_each(
        "direct",
        (compare(entry, curve, ways) for entry in arguments.models for curve in chosen(arguments.objects)),
        ("model", "object", "way"),
        direct_rows,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
