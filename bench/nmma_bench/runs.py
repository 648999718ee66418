"""One fit, ours or NMMA's own, as a process of its own: what it found, and what it cost."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from demo.jobs import request_of, write_job
from nmma_bench.light_curves import SUPERNOVA_TEMPLATES, LightCurve
from nmma_fitter.assets import assets_folder
from nmma_fitter.job.fit_job import FitJob
from nmma_fitter.models.afterglow import JET_TYPES
from nmma_fitter.paths import FITTER
from nmma_fitter.photometry.epochs import MJD_ZERO_JD
from nmma_fitter.registry import ModelEntry

_BENCH = Path(__file__).resolve().parent.parent
# NMMA begins its grid of times where it begins to look at the data, and Me2017 cannot begin at 0: it is told of a
# trigger time so much earlier, and of a timeshift so much later.
STOCK_FIRST_DAY = 0.01
# It drops what lies on the edge.
_STOCK_SHIFT = STOCK_FIRST_DAY * 1.01
# NMMA's --dt, which it adds to the end of its grid.
_STOCK_DT = 0.1
STOCK_STEPS = 100


@dataclass(frozen=True)
class Run:
    """A fit that was made. `seconds` and `cpu_seconds` are of the whole process; None: it was not done in time."""

    lnz: float | None
    lnz_error: float | None
    calls: int | None
    seconds: float
    cpu_seconds: float
    samples: dict[str, list[float]] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)


def tuned_prior(entry: ModelEntry) -> Path:
    """The prior file that models.yml names for a model, of the tuned set."""
    raw = yaml.safe_load((FITTER / "models.yml").read_text())["models"][entry.name]
    return FITTER / "priors" / "tuned" / raw["prior"]


def largest_median_shift(one: Run, other: Run) -> tuple[float, str]:
    """The largest distance of two medians, in standard deviations of the other, and of which parameter."""
    shifts = {}
    for name, values in one.samples.items():
        if name in other.samples and np.std(other.samples[name]) > 0:
            shift = abs(np.median(values) - np.median(other.samples[name])) / np.std(other.samples[name])
            shifts[name] = float(shift)
    name = max(shifts, key=lambda key: shifts[key])
    return shifts[name], name


def environment() -> dict[str, str]:
    """Variables of a fit's process: ours and NMMA's modules, one thread, no display, no LaTeX."""
    variables = {
        **os.environ,
        "PYTHONPATH": f"{_BENCH}:{FITTER}",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    variables |= {"KERAS_BACKEND": "jax", "MPLBACKEND": "Agg", "BILBY_STYLE": "mathtext"}
    if SUPERNOVA_TEMPLATES.is_dir():
        variables.setdefault("SNCOSMO_DATA_DIR", str(SUPERNOVA_TEMPLATES))
    return variables


def _time(
    command: list[str], folder: Path, limit: float | None, core: int | None
) -> tuple[bool, float, float]:
    """Run to the end or the limit; returns whether it ended well, wall and CPU seconds (of it and its children)."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    pinned = command if core is None else ["taskset", "-c", str(core), *command]
    with (folder / "output.txt").open("w") as output:
        process = subprocess.Popen(
            pinned,
            env=environment(),
            cwd=folder,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            is_well = process.wait(limit) == 0
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            is_well = False
    seconds = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return is_well, seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def make_job(
    folder: Path, entry: ModelEntry, curve: LightCurve, prior: Path, settings: dict[str, Any] | None = None
) -> None:
    """Fill a job's folder with what the app would write."""
    text = curve.text()
    own = {"livePoints": entry.live_points, "errorBudget": curve.error_budget, **(settings or {})}
    request = request_of(curve.name, entry.name, entry.kind, text, own)
    request["prior"]["set"] = prior.parent.name
    write_job(folder, request, text, prior.read_text())


def job_of(entry: ModelEntry, curve: LightCurve, prior: Path) -> FitJob:
    """What the app's job of this light curve comes to, in this process, before anything is sampled."""
    with tempfile.TemporaryDirectory() as name:
        make_job(Path(name), entry, curve, prior)
        return FitJob(Path(name))


def ours(
    entry: ModelEntry, curve: LightCurve, prior: Path, *, core: int | None = None, seed: int = 42
) -> Run:
    """Fit as the app does, start-up included.

    Raises RuntimeError with the job's own words when it failed.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_job(folder, entry, curve, prior, {"seed": seed})
        command = [sys.executable, "-m", "nmma_fitter", "run", str(folder)]
        is_well, seconds, cpu_seconds = _time(command, folder, None, core)
        if not is_well:
            raise RuntimeError((folder / "output.txt").read_text()[-2000:])
        result = json.loads((folder / "result.json").read_text())
    names = [parameter["name"] for parameter in result["posterior"]["parameters"]]
    columns = np.array(result["posterior"]["samples"]).T
    return Run(
        result["lnZ"],
        result["lnZError"],
        result["likelihoodCalls"],
        seconds,
        cpu_seconds,
        dict(zip(names, columns.tolist(), strict=True)),
        {key: result[key] for key in ("bestFit", "lightCurve", "triggerJd", "trust")},
    )


def _stock_prior(prior: Path) -> str:
    """The same prior for a trigger time that is earlier by the shift."""
    lines = []
    for line in prior.read_text().splitlines():
        if line.startswith("timeshift"):
            low, high = (float(part.split(",")[0].split(")")[0]) for part in line.split("=")[2:4])
            line = f"timeshift = Uniform(minimum={low + _STOCK_SHIFT}, maximum={high + _STOCK_SHIFT})"  # noqa: PLW2901
        lines.append(line)
    return "\n".join(lines) + "\n"


def stock(
    entry: ModelEntry,
    curve: LightCurve,
    prior: Path,
    *,
    live_points: int,
    last_day: float,
    sampler: str = "dynesty",
    sampler_kwargs: dict[str, Any],
    steps: int = STOCK_STEPS,
    limit: float | None = None,
    core: int | None = None,
    seed: int = 42,
) -> Run:
    """Fit with NMMA's own command line; `last_day` is where its grid of times ends.

    Raises RuntimeError with the end of its output when it failed before the limit.
    """
    inside = curve.within()
    with tempfile.TemporaryDirectory(prefix="s", dir="/tmp") as name:
        folder = Path(name)
        (folder / "lc.dat").write_text(inside.text())
        (folder / "stock.prior").write_text(_stock_prior(prior))
        own_steps = entry.time_grid.points if entry.depends_on_its_grid else steps
        options = {
            "model": entry.nmma_model,
            "data": folder / "lc.dat",
            "prior": folder / "stock.prior",
            "outdir": folder / "out",
            "label": "fit",
            "trigger-time": repr(curve.first_detection_jd - MJD_ZERO_JD - _STOCK_SHIFT),
            "tmin": STOCK_FIRST_DAY,
            "tmax": last_day - _STOCK_DT,
            "dt": _STOCK_DT,
            "n-tstep": own_steps,
            "filters": ",".join(sorted({point.filter for point in inside.points})),
            "error-budget": curve.error_budget,
            "sampler": sampler,
            "sampler-kwargs": repr(sampler_kwargs),
            "nlive": live_points,
            "seed": seed,
            "jet-type": JET_TYPES.get(entry.jet_type or "gaussian", 0),
            "grb-resolution": entry.grb_resolution,
        }
        if any(asset.path.startswith("svdmodels/") for asset in entry.assets):
            options |= {
                "svd-path": assets_folder() / "svdmodels" / entry.svd_folder,
                "interpolation-type": "sklearn_gp",
            }
        command = [sys.executable, "-m", "nmma_bench.stock_command", "--log-space-time", "--local-only"]
        for key, value in options.items():
            command += [f"--{key}", str(value)]
        is_well, seconds, cpu_seconds = _time(command, folder, limit, core)
        if not is_well:
            if limit is not None and seconds >= limit:
                return Run(None, None, None, seconds, cpu_seconds)
            raise RuntimeError((folder / "output.txt").read_text()[-2000:])
        result = json.loads((folder / "out" / "fit_result.json").read_text())
    content = result["posterior"]["content"]
    samples = {key: values for key, values in content.items() if isinstance(values[0], float)}
    if "timeshift" in samples:
        samples["timeshift"] = [value - _STOCK_SHIFT for value in samples["timeshift"]]
    return Run(
        result["log_evidence"],
        result["log_evidence_err"],
        result.get("num_likelihood_evaluations"),
        seconds,
        cpu_seconds,
        samples,
    )
