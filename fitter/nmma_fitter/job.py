"""One job, from the request in its folder to the result beside it."""

import platform
import time
import tomllib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from nmma_fitter import sampler
from nmma_fitter.contract import FITTER, read_request, sha256, write_whole
from nmma_fitter.errors import FitError
from nmma_fitter.fit_likelihood import FitLikelihood, check_that_it_varies
from nmma_fitter.light_curve import cut_window, read_photometry
from nmma_fitter.prior import read_prior
from nmma_fitter.progress import Progress
from nmma_fitter.registry import find_model
from nmma_fitter.summary import DRAWN_AFTER_DAYS, model_light_curves, polish, residuals, warnings_of
from nmma_fitter.transient_model import TransientModel


def fitter_version() -> str:
    """Version of this package, from its pyproject.toml: it is run from its folder and never installed."""
    project = tomllib.loads((FITTER / "pyproject.toml").read_text())["project"]
    return str(project["version"])


def _versions() -> dict[str, str]:
    packages = {"nmma": "nmma", "bilby": "bilby", sampler.NAME: "nautilus-sampler", "numpy": "numpy"}
    return {
        "fitter": fitter_version(),
        "python": platform.python_version(),
        **{name: version(package) for name, package in packages.items()},
    }


class _Deadline:
    """When to stop: at the time limit, or when somebody asked."""

    def __init__(self, limit_seconds: float | None, started: float, is_asked: Callable[[], bool]) -> None:
        self._limit = limit_seconds
        self._started = started
        self._is_asked = is_asked

    def is_over(self) -> bool:
        seconds = time.monotonic() - self._started
        return self._is_asked() or (self._limit is not None and seconds > self._limit)

    def error(self, state: sampler.SamplerState) -> FitError:
        lnz = "no ln Z yet" if state.lnz is None else f"ln Z so far {state.lnz:.1f}, not converged"
        share = f"about {100 * state.fraction:.0f} % done"
        if self._is_asked():
            return FitError("timed-out", "told-to-stop", f"The fit was told to stop: {lnz}, {share}.")
        return FitError(
            "timed-out", "time-limit", f"The fit was not done after {self._limit:.0f} s: {lnz}, {share}."
        )


def run_job(folder: Path, started: float, is_asked_to_stop: Callable[[], bool]) -> None:
    """Run the job of a folder, and write its `result.json`.

    `started` is `time.monotonic()` at the start of the process.

    Raises FitError when there is no result, for a reason that is known.
    """
    request = read_request(folder)
    settings = request["settings"]
    deadline = _Deadline(request.get("timeLimitSeconds"), started, is_asked_to_stop)
    progress = Progress(folder, started)
    progress.write("starting")

    entry = find_model(request["model"])
    prior = read_prior(folder / request["prior"]["path"], fix_trigger=settings["fixTrigger"])
    window = cut_window(
        read_photometry(folder / request["lightCurve"]["path"]),
        trigger_jd=settings.get("triggerJd"),
        tmin=settings["tmin"],
        tmax=settings["tmax"],
        use_limits=settings["useLimits"],
        reach_days=-prior.earliest_explosion_day,
    )
    days = window.photometry.jd - window.trigger_jd
    # To the end of the picture, even if the explosion was as early as it can be.
    last_day = float(days.max()) + DRAWN_AFTER_DAYS - prior.earliest_explosion_day
    model = TransientModel(entry, window.photometry.filter_names, last_day)
    likelihood = FitLikelihood(model, prior, window, settings["errorBudget"])
    check_that_it_varies(likelihood, prior, settings["seed"])

    def report(state: sampler.SamplerState) -> None:
        progress.write(
            "sampling",
            iteration=state.iteration,
            likelihood_calls=likelihood.calls,
            lnz=state.lnz,
            fraction=state.fraction,
        )

    try:
        found = sampler.sample(
            likelihood,
            prior,
            live_points=settings["livePoints"],
            effective_samples=entry.effective_samples,
            seed=settings["seed"],
            should_stop=deadline.is_over,
            report=report,
        )
    except sampler.Stopped as stopped:
        raise deadline.error(stopped.state) from stopped
    progress.write("finishing", likelihood_calls=likelihood.calls, lnz=found.lnz, fraction=1.0)
    best, log_likelihood_max = polish(found, likelihood, prior)
    result: dict[str, Any] = {
        **{key: request[key] for key in ("fitId", "attempt", "object", "model", "kind")},
        "lnZ": found.lnz,
        "lnZError": found.lnz_error,
        "logLikelihoodMax": log_likelihood_max,
        "bestFit": prior.parameters(best),
        "likelihoodCalls": likelihood.calls,
        "effectiveSampleSize": found.effective_samples,
        "sampler": {
            "name": sampler.NAME,
            "livePoints": settings["livePoints"],
            "seed": settings["seed"],
            "seconds": found.seconds,
        },
        "versions": _versions(),
        "hashes": {
            "lightCurve": request["lightCurve"]["sha256"],
            "request": sha256(folder / "request.json"),
            "prior": sha256(folder / request["prior"]["path"]),
        },
        "priorSet": request["prior"]["set"],
        "settings": settings,
        "triggerJd": window.trigger_jd,
        "posterior": {"parameters": prior.described(), "samples": found.posterior.tolist()},
        "lightCurve": model_light_curves(found, best, model, prior, window),
        "residuals": residuals(best, model, prior, window, settings["errorBudget"]),
        "warnings": warnings_of(found, prior, window),
        "seconds": time.monotonic() - started,
    }
    write_whole(folder, "result", result)
