"""A request, read and checked: the model, prior, light curve and likelihoods of its fit."""

from pathlib import Path
from typing import Any

import numpy as np

from nmma_fitter.assets import prepare_environment, require_assets
from nmma_fitter.inference.likelihood import FitLikelihood
from nmma_fitter.inference.prior import SYSTEMATIC_ERROR, FitPrior, read_prior
from nmma_fitter.job.files import read_request
from nmma_fitter.job.nmma_check import check_against_nmma, check_that_it_varies
from nmma_fitter.models.build import Reach, build_models, grid_days
from nmma_fitter.models.coverage import without_uncovered
from nmma_fitter.models.nmma_bridge import em_utils, redshifts_of
from nmma_fitter.models.trends import further_colours, trend_parameters
from nmma_fitter.photometry.bands import check_wavelengths
from nmma_fitter.photometry.galactic_extinction import deredden, milky_way_ebv
from nmma_fitter.photometry.light_curve import (
    Photometry,
    Window,
    cut_window,
    read_photometry,
    usable_detection_limits,
)
from nmma_fitter.registry import find_model
from nmma_fitter.results.summary import DRAWN_AFTER_DAYS

# A template is compressed in time by a factor of ten at most.
_LEAST_STRETCH = 0.1


class FitJob:
    """The model, prior, window and likelihoods of a job's request; the last likelihood is NMMA's own."""

    def __init__(self, folder: Path) -> None:
        """Read what is in the folder.

        Raises FitError naming what cannot be used.
        """
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
            photometry = deredden(photometry, self.milky_way_ebv)
        photometry, self.left_out_filters = without_uncovered(photometry, self.entry, self._redshifts())
        self.window: Window = cut_window(
            photometry,
            trigger_jd=self.settings.get("triggerJd"),
            tmin=self.settings["tmin"],
            tmax=self.settings["tmax"],
            use_limits=self.settings["useLimits"],
            reach_days=-self.prior.earliest_explosion_day,
        )
        self.prior = self._of_these_data(self.prior)
        check_wavelengths(self.photometry.filter_names, em_utils.get_default_filts_lambdas)
        self.detection_limits, self.unused_detection_limits = usable_detection_limits(
            self.settings.get("detectionLimits"), self.photometry
        )
        days = self.photometry.jd - self.window.trigger_jd
        # To the end of the plot, even for the earliest explosion that the prior allows.
        last_day = float(days.max()) + DRAWN_AFTER_DAYS - self.prior.earliest_explosion_day
        self.reach = Reach(last_day / self._least_stretch(), self._redshifts(), self.settings.get("dt"))
        self.likelihoods = self._likelihoods()

    def _of_these_data(self, prior: FitPrior) -> FitPrior:
        """Add the error budget, if it is to be fitted, and fix the parameters that these filters do not constrain."""
        if self.settings["errorBudget"] is None:
            prior = prior.with_fitted_budget()
        if self.entry.trend is None:
            return prior
        names = self.photometry.filter_names
        used = trend_parameters(self.entry.trend, names)
        prior = prior.with_uniform(further_colours(names))
        return prior.without([name for name in trend_parameters(self.entry.trend) if name not in used])

    @property
    def error_budget(self) -> float:
        """The constant part of the systematic error (mag): 0 where it is a parameter."""
        return 0.0 if SYSTEMATIC_ERROR in self._prior_names else float(self.settings["errorBudget"])

    @property
    def _prior_names(self) -> set[str]:
        return {*self.prior.sampled, *self.prior.fixed}

    @property
    def photometry(self) -> Photometry:
        """The light curve within the window, corrected for Milky Way extinction."""
        return self.window.photometry

    def _milky_way(self) -> float | None:
        if self.settings.get("milkyWayEbv") is not None:
            return float(self.settings["milkyWayEbv"])
        position = self.request.get("position")
        return None if position is None else milky_way_ebv(position["raDeg"], position["decDeg"])

    def _redshifts(self) -> tuple[float, float]:
        if self.entry.trend is not None:
            return 0.0, 0.0
        if "redshift" in self.prior.sampled:
            prior = self.prior.sampled["redshift"]
            return float(prior.minimum), float(prior.maximum)
        if "redshift" in self.prior.fixed:
            return (self.prior.fixed["redshift"],) * 2
        low, high = self.prior.bounds("luminosity_distance")
        z = redshifts_of(np.array([low, high]))
        return float(z[0]), float(z[1])

    def _least_stretch(self) -> float:
        """The smallest stretch in time. A supernova with supernova_mag_stretch below 1 needs later days of its template."""
        if "supernova_mag_stretch" not in self._prior_names:
            return 1.0
        return float(np.clip(self.prior.bounds("supernova_mag_stretch")[0], _LEAST_STRETCH, 1.0))

    def _likelihoods(self) -> list[FitLikelihood]:
        models = build_models(self.entry, self.photometry.filter_names, self.reach)
        budget = self.error_budget
        return [
            FitLikelihood(
                model,
                self.prior,
                self.photometry,
                self.window.trigger_jd,
                # The likelihood of an approximate model is wider, so that its samples cover the exact posterior.
                error_budget=float(np.hypot(budget, model.approximation_error)),
                detection_limits=self.detection_limits,
            )
            for model in models
        ]

    def count_calls(self) -> int:
        """Likelihood calls so far, of all likelihoods together."""
        return sum(likelihood.calls for likelihood in self.likelihoods)

    def check(self) -> float:
        """Compare with NMMA's own likelihood; returns the share of the prior where the model is undefined.

        Raises FitError (bad-result) when they differ, or when the likelihood does not vary.
        """
        seed = self.settings["seed"]
        is_on_its_own_grid = self.entry.nmma_model is not None and (
            self.reach.dt is not None or self.entry.depends_on_its_grid
        )
        check_against_nmma(
            self.entry,
            self.likelihoods,
            self.prior,
            self.photometry,
            self.window.trigger_jd,
            error_budget=self.error_budget,
            detection_limits=self.detection_limits,
            last_day=self.reach.last_day,
            own_days=grid_days(self.entry, self.reach) if is_on_its_own_grid else None,
            seed=seed,
        )
        # The approximation of a slow exact model is undefined at the same points.
        return check_that_it_varies(self.likelihoods[0], self.prior, seed)
