"""Runs one job: reads the request in its folder, fits, and writes the result beside it."""

import platform
import time
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

from nmma_fitter.inference import nested_sampling
from nmma_fitter.inference.evidence import EvidenceFinder, FitEvidence
from nmma_fitter.inference.prior import SYSTEMATIC_ERROR
from nmma_fitter.inference.run_control import Stopped
from nmma_fitter.inference.settings import SamplingSettings
from nmma_fitter.job.control import JobControl
from nmma_fitter.job.end_requests import EndRequests
from nmma_fitter.job.files import sha256, write_whole
from nmma_fitter.job.fit_job import FitJob
from nmma_fitter.job.job_paths import JobPaths
from nmma_fitter.job.progress import Progress
from nmma_fitter.models.build import finest_model
from nmma_fitter.paths import FITTER
from nmma_fitter.registry import ModelEntry
from nmma_fitter.results.quality import quality_of
from nmma_fitter.results.summary import model_light_curves, polish, posterior_of, residuals
from nmma_fitter.results.warnings import warnings_of


def fitter_version() -> str:
    """Version of this package, from its pyproject.toml, because it is never installed."""
    project = tomllib.loads((FITTER / "pyproject.toml").read_text())["project"]
    return str(project["version"])


def _versions(entry: ModelEntry) -> dict[str, str]:
    packages = {"nmma": "nmma", "bilby": "bilby", nested_sampling.NAME: "nautilus-sampler", "numpy": "numpy"}
    if entry.fiesta_model is not None:
        packages["fiesta"] = "fiestaEM"
    if entry.jet_type is not None:
        packages["afterglowpy"] = "afterglowpy"
    return {
        "fitter": fitter_version(),
        "python": platform.python_version(),
        **{name: version(package) for name, package in packages.items()},
    }


def run_job(folder: Path, started: float, requests: EndRequests | None = None) -> None:
    """Run the job of a folder, and write its `result.json`.

    `started` is `time.monotonic()` at the start of the process; `requests` may end the fit.

    Raises FitError when there is no result, for a known reason.
    """
    progress = Progress(folder, started)
    progress.write("starting")
    job = FitJob(folder)
    control = JobControl(
        job.request.get("timeLimitSeconds"), started, requests or EndRequests(), progress, job.count_calls
    )
    impossible_share = job.check()
    exact = job.likelihoods[-1]
    settings = job.settings
    request = SamplingSettings(
        settings["livePoints"],
        settings.get("effectiveSamples") or job.entry.effective_samples,
        settings["seed"],
    )
    try:
        found = EvidenceFinder(job.likelihoods, job.prior, request, control).find()
    except Stopped as stopped:
        raise control.error(stopped.state) from stopped
    estimate = found.estimate
    progress.write("finishing", likelihood_calls=job.count_calls(), lnz=estimate.lnz, fraction=1.0)
    posterior = posterior_of(estimate, settings["seed"])
    best, log_likelihood_max = polish(estimate, posterior, exact, job.prior, is_slow=len(job.likelihoods) > 1)
    budget = job.prior.parameters(best).get(SYSTEMATIC_ERROR, job.error_budget)
    drawn_model = finest_model(job.entry, job.photometry.filter_names, job.reach, exact.model)
    band_model = job.likelihoods[0].model
    result: dict[str, Any] = {
        **{key: job.request[key] for key in ("fitId", "attempt", "object", "model", "kind")},
        "lnZ": estimate.lnz,
        "lnZError": estimate.lnz_error,
        "isConverged": estimate.is_converged,
        "logLikelihoodMax": log_likelihood_max,
        "bestFit": job.prior.parameters(best),
        "likelihoodCalls": job.count_calls(),
        "effectiveSampleSize": estimate.effective_samples,
        "sampler": {
            "name": nested_sampling.NAME,
            "livePoints": settings["livePoints"],
            "seed": settings["seed"],
            "seconds": estimate.seconds,
        },
        "versions": _versions(job.entry),
        "hashes": {
            "lightCurve": job.request["lightCurve"]["sha256"],
            "request": sha256(JobPaths(folder).document("request")),
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
            estimate,
            posterior,
            job.prior,
            job.window,
            impossible_share=impossible_share,
            unused_detection_limits=job.unused_detection_limits,
            is_supernova=job.entry.kind == "SN",
            left_out_filters=job.left_out_filters,
        ),
        "seconds": time.monotonic() - started,
    }
    write_whole(folder, "result", result)


def _trust(job: FitJob, found: FitEvidence, impossible_share: float) -> dict[str, Any]:
    reweighting = found.reweighting
    return {
        "impossibleShare": impossible_share,
        "milkyWayEbv": job.milky_way_ebv,
        "correction": None
        if reweighting is None
        else {"effectiveSamples": reweighting.effective_samples, "lnZShift": reweighting.lnz_shift},
    }
