"""One job, from the request in its folder to the result beside it."""

import platform
import time
import tomllib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from nmma_fitter import sampler
from nmma_fitter.assets import prepare_environment, require_assets
from nmma_fitter.bands import check_wavelengths
from nmma_fitter.contract import FITTER, read_request, sha256, write_whole
from nmma_fitter.errors import FitError
from nmma_fitter.evidence import Found, SamplingSettings, find_evidence
from nmma_fitter.extinction import correct as without_extinction
from nmma_fitter.extinction import milky_way_ebv
from nmma_fitter.fit_likelihood import FitLikelihood
from nmma_fitter.light_curve import Photometry, Window, cut_window, read_photometry
from nmma_fitter.models.build import Reach, build_models, grid_days
from nmma_fitter.nmma_bridge import em_utils, redshifts_of
from nmma_fitter.nmma_check import check_against_nmma, check_that_it_varies
from nmma_fitter.prior import FitPrior, read_prior
from nmma_fitter.progress import Progress
from nmma_fitter.registry import ModelEntry, find_model
from nmma_fitter.summary import DRAWN_AFTER_DAYS, model_light_curves, polish, posterior_of, residuals
from nmma_fitter.trust import usable_detection_limits, warnings_of

# What the likelihood of an approximate model is widened by (mag), so that it proposes enough around its best fits.
_APPROXIMATE_ERROR = 0.3


def fitter_version() -> str:
    """Version of this package, from its pyproject.toml: it is run from its folder and never installed."""
    project = tomllib.loads((FITTER / "pyproject.toml").read_text())["project"]
    return str(project["version"])


def _versions(entry: ModelEntry) -> dict[str, str]:
    packages = {"nmma": "nmma", "bilby": "bilby", sampler.NAME: "nautilus-sampler", "numpy": "numpy"}
    if entry.fiesta_model is not None or "TrPi2018" in (entry.nmma_model or ""):
        packages["fiesta"] = "fiestaEM"
    return {
        "fitter": fitter_version(),
        "python": platform.python_version(),
        **{name: version(package) for name, package in packages.items()},
    }


class _Deadline:
    """When to stop: at the time limit with what there is, or with nothing when somebody asked."""

    def __init__(self, limit_seconds: float | None, started: float, is_asked: Callable[[], bool]) -> None:
        self._limit = limit_seconds
        self._started = started
        self._is_asked = is_asked

    def ask(self) -> str:
        if self._is_asked():
            return sampler.GIVE_UP
        seconds = time.monotonic() - self._started
        return sampler.END_NOW if self._limit is not None and seconds > self._limit else sampler.GO_ON

    def error(self, state: sampler.SamplerState) -> FitError:
        lnz = "no ln Z yet" if state.lnz is None else f"ln Z so far {state.lnz:.1f}, not converged"
        share = f"about {100 * state.fraction:.0f} % done"
        if self._is_asked():
            return FitError("timed-out", "told-to-stop", f"The fit was told to stop: {lnz}, {share}.")
        return FitError(
            "timed-out", "time-limit", f"The fit was not done after {self._limit:.0f} s: {lnz}, {share}."
        )


class _Job:
    """A request and all that follows from it, before anything is sampled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.request = read_request(folder)
        self.settings: dict[str, Any] = self.request["settings"]
        self.entry = find_model(self.request["model"])
        require_assets(self.entry)
        prepare_environment()
        self.prior: FitPrior = read_prior(
            folder / self.request["prior"]["path"],
            fix_trigger=self.settings["fixTrigger"],
            entry=self.entry,
            ebv=self.settings.get("ebv"),
            host=self.request["prior"].get("host"),
        )
        photometry = read_photometry(folder / self.request["lightCurve"]["path"])
        self.milky_way_ebv = self._milky_way()
        if self.milky_way_ebv:
            photometry = without_extinction(photometry, self.milky_way_ebv)
        self.window: Window = cut_window(
            photometry,
            trigger_jd=self.settings.get("triggerJd"),
            tmin=self.settings["tmin"],
            tmax=self.settings["tmax"],
            use_limits=self.settings["useLimits"],
            reach_days=-self.prior.earliest_explosion_day,
        )
        check_wavelengths(self.photometry.filter_names, em_utils.get_default_filts_lambdas)
        self.detection_limits, self.unused_detection_limits = usable_detection_limits(
            self.settings.get("detectionLimits"), self.photometry
        )
        days = self.photometry.jd - self.window.trigger_jd
        # To the end of the picture, even if the explosion was as early as it can be.
        last_day = float(days.max()) + DRAWN_AFTER_DAYS - self.prior.earliest_explosion_day
        self.reach = Reach(last_day, self._redshifts(), self.settings.get("dt"))
        self.likelihoods = self._likelihoods()

    @property
    def photometry(self) -> Photometry:
        """The light curve within the window, without the dust of the Milky Way."""
        return self.window.photometry

    def _milky_way(self) -> float | None:
        if self.settings.get("milkyWayEbv") is not None:
            return float(self.settings["milkyWayEbv"])
        position = self.request.get("position")
        return None if position is None else milky_way_ebv(position["raDeg"], position["decDeg"])

    def _redshifts(self) -> tuple[float, float]:
        if "redshift" in self.prior.sampled:
            prior = self.prior.sampled["redshift"]
            return float(prior.minimum), float(prior.maximum)
        if "redshift" in self.prior.fixed:
            return (self.prior.fixed["redshift"],) * 2
        low, high = self.prior.bounds("luminosity_distance")
        z = redshifts_of(np.array([low, high]))
        return float(z[0]), float(z[1])

    def _likelihoods(self) -> list[FitLikelihood]:
        models = build_models(self.entry, self.photometry.filter_names, self.reach)
        budget = self.settings["errorBudget"]
        return [
            FitLikelihood(
                model,
                self.prior,
                self.photometry,
                self.window.trigger_jd,
                error_budget=budget if model.is_exact else float(np.hypot(budget, _APPROXIMATE_ERROR)),
                detection_limits=self.detection_limits,
            )
            for model in models
        ]

    def check(self) -> float:
        """Compare with NMMA's own likelihood; returns the share of the prior where the model is not defined.

        Raises FitError (bad-result) when they differ, or when the likelihood does not vary.
        """
        seed = self.settings["seed"]
        is_on_its_own_grid = self.entry.nmma_model is not None and (
            self.reach.dt is not None or self.entry.depends_on_its_grid
        )
        check_against_nmma(
            self.entry,
            self.likelihoods[-1],
            self.prior,
            self.photometry,
            self.window.trigger_jd,
            error_budget=self.settings["errorBudget"],
            detection_limits=self.detection_limits,
            last_day=self.reach.last_day,
            own_days=grid_days(self.entry, self.reach) if is_on_its_own_grid else None,
            seed=seed,
        )
        # The slow exact model is not defined where its fast stand-in before it is not.
        return check_that_it_varies(self.likelihoods[max(0, len(self.likelihoods) - 2)], self.prior, seed)


def run_job(folder: Path, started: float, is_asked_to_stop: Callable[[], bool]) -> None:
    """Run the job of a folder, and write its `result.json`.

    `started` is `time.monotonic()` at the start of the process.

    Raises FitError when there is no result, for a reason that is known.
    """
    progress = Progress(folder, started)
    progress.write("starting")
    job = _Job(folder)
    deadline = _Deadline(job.request.get("timeLimitSeconds"), started, is_asked_to_stop)
    impossible_share = job.check()
    exact = job.likelihoods[-1]
    settings = job.settings

    def report(state: sampler.SamplerState) -> None:
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
    except sampler.Stopped as stopped:
        raise deadline.error(stopped.state) from stopped
    sampled = found.sampled
    progress.write("finishing", likelihood_calls=_calls(job), lnz=sampled.lnz, fraction=1.0)
    posterior = posterior_of(sampled, settings["seed"])
    best, log_likelihood_max = polish(sampled, posterior, exact, job.prior, is_slow=len(job.likelihoods) > 1)
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
            "name": sampler.NAME,
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
            posterior, best, job.prior, job.window, band_model=band_model, exact_model=exact.model
        ),
        "residuals": residuals(best, exact, job.window, settings["errorBudget"]),
        "warnings": warnings_of(
            sampled,
            posterior,
            job.prior,
            job.window,
            impossible_share=impossible_share,
            unused_detection_limits=job.unused_detection_limits,
        ),
        "seconds": time.monotonic() - started,
    }
    write_whole(folder, "result", result)


def _calls(job: _Job) -> int:
    return sum(likelihood.calls for likelihood in job.likelihoods)


def _trust(job: _Job, found: Found, impossible_share: float) -> dict[str, Any]:
    correction = found.correction
    return {
        "impossibleShare": impossible_share,
        "milkyWayEbv": job.milky_way_ebv,
        "correction": None
        if correction is None
        else {"effectiveSamples": correction.effective_samples, "lnZShift": correction.lnz_shift},
    }
