"""`bench/coverage`: whether the posteriors are as wide as they should be.

Light curves are drawn from the prior of a model by NMMA's own function for it, and fitted with the default settings.
Of a posterior that is right, the truth is in any place with equal probability: its rank among the samples is uniform
(Cook, Gelman & Rubin 2006).

What is drawn has to be what the likelihood assumes: every magnitude is off by the error budget and its own small error
together, and one that comes out fainter than the limit is a limit. Light curves with fewer than two detections are
drawn again, which does not bias: the choice depends on the data alone. For the same reason the trigger time is given.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from scipy.stats import kstest

from nmma_bench.kept import RESULTS
from nmma_bench.light_curves import LightCurve, Point
from nmma_bench.models import model
from nmma_bench.runs import make_job, tuned_prior
from nmma_fitter.inference.evidence import EvidenceFinder
from nmma_fitter.inference.likelihood import columns
from nmma_fitter.inference.prior import FitPrior, read_prior
from nmma_fitter.inference.run_control import Unattended
from nmma_fitter.inference.settings import SamplingSettings
from nmma_fitter.job.fit_job import FitJob
from nmma_fitter.models.apparent import apparent_magnitudes
from nmma_fitter.models.build import Reach, build_models
from nmma_fitter.models.model import Model
from nmma_fitter.models.nmma_bridge import redshifts_of
from nmma_fitter.registry import ModelEntry
from nmma_fitter.results.summary import DRAWN_AFTER_DAYS, posterior_of

_TRIGGER_JD = 2461358.75
_NIGHTS = 8
_FILTERS = ("ztfg", "ztfr")
_LIMIT = 21.0
_ERROR = 0.05
_ERROR_BUDGET = 1.0
_FEWEST_DETECTIONS = 2
_LOWEST_P = 0.01


def draw(model: Model, prior: FitPrior, rng: np.random.Generator) -> tuple[np.ndarray, LightCurve]:
    """A truth from the prior, shape (n,), and a light curve of it."""
    while True:
        truth = prior.drawn(1, rng)
        days = np.sort(
            np.arange(_NIGHTS).repeat(len(_FILTERS)) + rng.uniform(0.05, 0.4, _NIGHTS * len(_FILTERS))
        )
        filters = np.tile(_FILTERS, _NIGHTS)
        magnitudes = apparent_magnitudes(model, columns(prior, truth), days, filters)[0]
        observed = magnitudes + np.hypot(_ERROR, _ERROR_BUDGET) * rng.standard_normal(len(days))
        seen = observed < _LIMIT
        if seen.sum() < _FEWEST_DETECTIONS:
            continue
        points = tuple(
            Point(
                _TRIGGER_JD + float(day),
                str(name),
                float(magnitude) if is_seen else _LIMIT,
                _ERROR if is_seen else np.inf,
            )
            for day, name, magnitude, is_seen in zip(days, filters, observed, seen, strict=True)
        )
        return truth[0], LightCurve("ZTF26coverage", points, _ERROR_BUDGET)


def ranks(entry: ModelEntry, count: int, seed: int) -> tuple[list[str], np.ndarray, float]:
    """Names of the parameters, the rank (0–1) of each truth, shape (count, n), and the seconds that it took."""
    prior_file = tuned_prior(entry)
    prior = read_prior(prior_file, fix_trigger=False)
    nearest, farthest = redshifts_of(np.array(prior.bounds("luminosity_distance"))).tolist()
    # As far as a fit of such a light curve reaches: Me2017 depends on its grid.
    reach = Reach(_NIGHTS + DRAWN_AFTER_DAYS - prior.earliest_explosion_day, (nearest, farthest))
    exact = build_models(entry, list(_FILTERS), reach)[-1]
    rng = np.random.default_rng(seed)
    found = np.empty((count, len(prior.names)))
    started = time.monotonic()
    for row in range(count):
        truth, curve = draw(exact, prior, rng)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            make_job(folder, entry, curve, prior_file, {"triggerJd": _TRIGGER_JD, "seed": row})
            job = FitJob(folder)
        request = SamplingSettings(job.settings["livePoints"], entry.effective_samples, row)
        evidence = EvidenceFinder(job.likelihoods, job.prior, request, Unattended()).find()
        samples = posterior_of(evidence.estimate, row)
        # Samples repeat, so that many are equal to none.
        found[row] = np.mean(samples < truth, axis=0)
        print(f"\r{row + 1} of {count}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return list(prior.names), found, time.monotonic() - started


def plot(title: str, names: list[str], found: np.ndarray, p_values: list[float], path: Path) -> None:
    """The distribution of the ranks of each parameter against the uniform one, with its 99 % band."""
    import matplotlib.pyplot as plt  # noqa: PLC0415

    figure, axes = plt.subplots(figsize=(6, 6), constrained_layout=True)
    grid = np.linspace(0, 1, 201)
    band = 1.63 / np.sqrt(len(found))
    axes.fill_between(grid, grid - band, grid + band, color="0.9", label="99 % of right ones (KS)")
    axes.plot(grid, grid, color="0.6", linewidth=1)
    for name, column, p_value in zip(names, found.T, p_values, strict=True):
        shares = np.searchsorted(np.sort(column), grid, side="right") / len(column)
        axes.step(grid, shares, where="post", label=f"{name} (p = {p_value:.2f})")
    axes.set(
        xlim=(0, 1),
        ylim=(0, 1),
        aspect="equal",
        xlabel="rank of the truth in the posterior",
        ylabel="share of light curves",
        title=f"{len(found)} light curves: {title}",
    )
    axes.legend(fontsize="small", loc="upper left")
    figure.savefig(path, dpi=110)


def main() -> int:
    """Draw, fit, print a table, plot; status 1 when a parameter does not pass."""
    parser = argparse.ArgumentParser(prog="bench/coverage", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--model", type=model, default="Piro2021", help="one of models.yml whose fits are fast"
    )
    parser.add_argument("--n", type=int, default=100, help="how many light curves")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder of the table and the plot")
    arguments = parser.parse_args()
    names, found, seconds = ranks(arguments.model, arguments.n, arguments.seed)
    p_values = [float(kstest(column, "uniform").pvalue) for column in found.T]
    print("| parameter | KS p |\n| --- | ---: |")
    for name, p_value in zip(names, p_values, strict=True):
        print(f"| {name} | {p_value:.2f} |")
    print(f"\n{arguments.n} fits in {seconds:.0f} s, {seconds / arguments.n:.1f} s each.")
    arguments.out.mkdir(parents=True, exist_ok=True)
    plot(
        arguments.model.title, names, found, p_values, arguments.out / f"coverage-{arguments.model.name}.png"
    )
    rows = {"n": arguments.n, "seconds": round(seconds), "p": dict(zip(names, p_values, strict=True))}
    (arguments.out / f"coverage-{arguments.model.name}.json").write_text(json.dumps(rows, indent=1) + "\n")
    return 0 if min(p_values) > _LOWEST_P else 1


if __name__ == "__main__":
    sys.exit(main())
