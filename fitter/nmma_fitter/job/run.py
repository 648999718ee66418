"""One job, from the request in its folder to the result beside it."""

import platform
import time
import tomllib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from nmma_fitter.inference import nested_sampling
from nmma_fitter.inference.evidence import Found, SamplingSettings, find_evidence
from nmma_fitter.inference.prior import SYSTEMATIC_ERROR
from nmma_fitter.job.deadline import Deadline
from nmma_fitter.job.files import sha256, write_whole
from nmma_fitter.job.fit_job import FitJob
from nmma_fitter.job.progress import Progress
from nmma_fitter.models.build import finest_model
from nmma_fitter.paths import FITTER
from nmma_fitter.registry import ModelEntry
from nmma_fitter.results.quality import quality_of
from nmma_fitter.results.summary import model_light_curves, polish, posterior_of, residuals
from nmma_fitter.results.warnings import warnings_of


def fitter_version() -> str:
    """Version of this package, from its pyproject.toml: it is run from its folder and never installed."""
    project = tomllib.loads((FITTER / "pyproject.toml").read_text())["project"]
    return str(project["version"])


def _versions(entry: ModelEntry) -> dict[str, str]:
    packages = {"nmma": "nmma", "bilby": "bilby", nested_sampling.NAME: "nautilus-sampler", "numpy": "numpy"}
    if entry.fiesta_model is not None or "TrPi2018" in (entry.nmma_model or ""):
        packages["fiesta"] = "fiestaEM"
    return {
        "fitter": fitter_version(),
        "python": platform.python_version(),
        **{name: version(package) for name, package in packages.items()},
    }


def run_job(
    folder: Path,
    started: float,
    is_asked_to_stop: Callable[[], bool],
    is_time_over: Callable[[], bool] = lambda: False,
) -> None:
    """Run the job of a folder, and write its `result.json`.

    `started` is `time.monotonic()` at the start of the process.

    Raises FitError when there is no result, for a reason that is known.
    """
    progress = Progress(folder, started)
    progress.write("starting")
    job = FitJob(folder)
    deadline = Deadline(job.request.get("timeLimitSeconds"), started, is_asked_to_stop, is_time_over)
    impossible_share = job.check()
    exact = job.likelihoods[-1]
    settings = job.settings

    def report(state: nested_sampling.SamplerState) -> None:
        progress.write(
            "sampling",
            iteration=state.iteration,
            likelihood_calls=_calls(job),
            lnz=state.lnz,
            fraction=state.fraction,
        )

    try:
        found = find_evidence(
            job.likelihoods,
            job.prior,
            SamplingSettings(
                settings["livePoints"],
                settings.get("effectiveSamples") or job.entry.effective_samples,
                settings["seed"],
            ),
            ask=deadline.ask,
            report=report,
        )
    except nested_sampling.Stopped as stopped:
        raise deadline.error(stopped.state) from stopped
    sampled = found.sampled
    progress.write("finishing", likelihood_calls=_calls(job), lnz=sampled.lnz, fraction=1.0)
    posterior = posterior_of(sampled, settings["seed"])
    best, log_likelihood_max = polish(sampled, posterior, exact, job.prior, is_slow=len(job.likelihoods) > 1)
    budget = job.prior.parameters(best).get(SYSTEMATIC_ERROR, job.error_budget)
    drawn_model = finest_model(job.entry, job.photometry.filter_names, job.reach, exact.model)
    band_model = job.likelihoods[max(0, len(job.likelihoods) - 2)].model
    result: dict[str, Any] = {
        **{key: job.request[key] for key in ("fitId", "attempt", "object", "model", "kind")},
        "lnZ": sampled.lnz,
        "lnZError": sampled.lnz_error,
        "isConverged": sampled.is_converged,
        "logLikelihoodMax": log_likelihood_max,
        "bestFit": job.prior.parameters(best),
        "likelihoodCalls": _calls(job),
        "effectiveSampleSize": sampled.effective_samples,
        "sampler": {
            "name": nested_sampling.NAME,
            "livePoints": settings["livePoints"],
            "seed": settings["seed"],
            "seconds": sampled.seconds,
        },
        "versions": _versions(job.entry),
        "hashes": {
            "lightCurve": job.request["lightCurve"]["sha256"],
            "request": sha256(folder / "request.json"),
            "prior": sha256(folder / job.request["prior"]["path"]),
        },
        "priorSet": job.request["prior"]["set"],
        "settings": settings,
        "triggerJd": job.window.trigger_jd,
        "trust": _trust(job, found, impossible_share),
        "posterior": {"parameters": job.prior.described(), "samples": posterior.tolist()},
        "lightCurve": model_light_curves(
            posterior, best, job.prior, job.window, band_model=band_model, exact_model=drawn_model
        ),
        "residuals": residuals(best, exact, job.window, budget),
        "quality": quality_of(best, exact, job.window, budget),
        "warnings": warnings_of(
            sampled,
            posterior,
            job.prior,
            job.window,
            impossible_share=impossible_share,
            unused_detection_limits=job.unused_detection_limits,
            is_supernova=job.entry.kind == "SN",
        ),
        "seconds": time.monotonic() - started,
    }
    write_whole(folder, "result", result)


def _calls(job: FitJob) -> int:
    return sum(likelihood.calls for likelihood in job.likelihoods)


def _trust(job: FitJob, found: Found, impossible_share: float) -> dict[str, Any]:
    correction = found.correction
    return {
        "impossibleShare": impossible_share,
        "milkyWayEbv": job.milky_way_ebv,
        "correction": None
        if correction is None
        else {"effectiveSamples": correction.effective_samples, "lnZShift": correction.lnz_shift},
    }
