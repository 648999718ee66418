"""The check before every fit: the likelihood is NMMA's own, and it depends on the parameters."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nmma_fitter.errors import FitError
from nmma_fitter.inference.likelihood import LOWEST, FitLikelihood, columns
from nmma_fitter.inference.prior import FitPrior
from nmma_fitter.models import nmma_bridge
from nmma_fitter.models.build import nmma_model
from nmma_fitter.models.model import Model, Parameters
from nmma_fitter.models.trends import ApparentModel
from nmma_fitter.photometry.epochs import MJD_ZERO_JD
from nmma_fitter.photometry.light_curve import Photometry
from nmma_fitter.registry import ModelEntry

_DRAWS = 200
_COMPARED = 8
# NMMA interpolates linearly between the times of its grid. With so many the error is negligible.
_GRID_POINTS = 800
# Fewer for an afterglow, where each costs a jet integral per filter.
_AFTERGLOW_GRID_POINTS = 100
_AFTERGLOWS_COMPARED = 3
# Only bright and likely points are compared: where a flux underflows, NMMA extrapolates, and this project has no light.
_WORST_COMPARED = -300.0
_FAINTEST_COMPARED = 35.0
_ABSOLUTE_TOLERANCE = 0.05
_RELATIVE_TOLERANCE = 5e-3
# 10 pc, and times from the trigger time.
_WHERE_A_TREND_IS = {"luminosity_distance": 1e-5, "timeshift": 0.0}


class _Adapter:
    """A model of ours in the form that NMMA's likelihood takes: absolute magnitudes on a grid of times.

    A trend is at no distance: NMMA is given 10 pc, where absolute magnitudes are apparent ones.
    """

    def __init__(self, model: Model | ApparentModel, filters: list[str], days: np.ndarray) -> None:
        self._model = model
        self._filters = filters
        self.sample_times = days

    def generate_lightcurve(
        self, days: np.ndarray, parameters: dict[str, float]
    ) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        columns_ = {name: np.array([value]) for name, value in parameters.items()}
        filters = np.repeat(self._filters, len(days))
        all_days = np.tile(days, len(self._filters))
        if isinstance(self._model, ApparentModel):
            found = self._model.apparent_magnitudes(columns_, all_days, filters)
        else:
            found = self._model.magnitudes(columns_, all_days[np.newaxis], filters)
        curves = found[0].reshape(len(self._filters), len(days))
        if np.isnan(curves).all():
            return np.zeros(len(days)), {}
        return np.ones(len(days)), dict(zip(self._filters, curves, strict=True))


def nmma_likelihood(
    model: Any,  # noqa: ANN401
    photometry: Photometry,
    trigger_jd: float,
    *,
    error_budget: float,
    detection_limits: Mapping[str, float] | None,
) -> Any:  # noqa: ANN401
    """NMMA's own likelihood object of a light curve that is cut to its window."""
    data = {
        name: np.stack(
            [
                photometry.jd[photometry.filters == name] - MJD_ZERO_JD,
                photometry.magnitude[photometry.filters == name],
                photometry.magnitude_error[photometry.filters == name],
            ],
            axis=-1,
        )
        for name in photometry.filter_names
    }
    days = photometry.jd - trigger_jd
    return nmma_bridge.likelihood.OpticalLightCurve(
        model,
        photometry.filter_names,
        data,
        trigger_jd - MJD_ZERO_JD,
        None,
        detection_limit=dict(detection_limits) if detection_limits else None,
        error_budget=error_budget,
        # The light curve is cut already. NMMA's own cut would drop points on the edges of the window.
        tmin=float(days.min()) - 1,
        tmax=float(days.max()) + 1,
    )


def check_that_it_varies(likelihood: FitLikelihood, prior: FitPrior, seed: int) -> float:
    """Check that the likelihood varies over points drawn from the prior.

    Returns the share of points at which the model is undefined (0–1).

    Raises FitError (bad-result) when all are the same: with some versions of its dependencies NMMA ignores the parameters,
    and every evidence is wrong. Raises FitError (bad-data) when the model is undefined everywhere.
    """
    points = prior.drawn(_DRAWS, np.random.default_rng(seed))
    impossible = np.isnan(likelihood.magnitudes(points)).any(axis=1)
    if impossible.all():
        raise FitError(
            "bad-data",
            "model-not-defined",
            f"The model is undefined at all of {_DRAWS} points of its prior: the prior does not suit the model.",
        )
    values = likelihood(points[~impossible])
    seen = values[values > LOWEST]
    if len(seen) > 1 and np.all(seen == seen[0]):
        raise FitError(
            "bad-result",
            "likelihood-does-not-vary",
            "The likelihood is the same everywhere in the prior: the model ignores its parameters.",
        )
    return float(np.mean(impossible))


def check_against_nmma(
    entry: ModelEntry,
    likelihoods: Sequence[FitLikelihood],
    prior: FitPrior,
    photometry: Photometry,
    trigger_jd: float,
    *,
    error_budget: float,
    detection_limits: Mapping[str, float] | None,
    last_day: float,
    own_days: np.ndarray | None,
    seed: int,
) -> float:
    """Compare ln L with that of NMMA's own likelihood and model at some points of the prior.

    Only points whose light begins before all data: later ones NMMA extrapolates. Of a model that NMMA does not have
    (fiesta's, a trend) it is NMMA's likelihood of our light curve. `own_days`: the grid of a model
    whose light curve depends on its grid; None: a fine one. The last of the likelihoods is compared; the first one, the
    fastest, chooses the points.

    Returns the median difference. Raises FitError (bad-result) when they differ at most points.
    """
    exact = likelihoods[-1]
    days = photometry.jd - trigger_jd
    filters = photometry.filter_names
    first_day = entry.time_grid.first_day
    is_afterglow = "TrPi2018" in (entry.nmma_model or "")
    count = _AFTERGLOW_GRID_POINTS if is_afterglow else _GRID_POINTS
    if own_days is not None:
        grid = own_days
    elif entry.trend is not None:
        # With the times of the light curve, so that nothing lies between those of the grid.
        grid = np.unique([days.min() - 1.0, *days, last_day])
    elif entry.zero_is_peak:
        # As long before its zero as after it: NMMA puts SALT's peak at the median.
        grid = np.linspace(-last_day, last_day, 2 * count + 1)
    else:
        grid = np.geomspace(first_day, last_day, count)
    if entry.nmma_model is None:
        model: Any = _Adapter(exact.model, filters, grid)
    else:
        model = nmma_model(entry, filters, grid)
    reference = nmma_likelihood(
        model, photometry, trigger_jd, error_budget=error_budget, detection_limits=detection_limits
    )
    points = prior.drawn(_DRAWS, np.random.default_rng(seed))
    if entry.trend is None:
        since = days.min() - columns(prior, points)["timeshift"]
        # Before a template's first phase NMMA has it shine on, and here it rises.
        points = points[since > (first_day if entry.zero_is_peak else 2 * first_day)]
    wanted = _AFTERGLOWS_COMPARED if is_afterglow else _COMPARED
    pairs: list[tuple[float, float]] = []
    for point in points[likelihoods[0](points) > _WORST_COMPARED]:
        ours = float(exact(point[np.newaxis])[0])
        if ours < _WORST_COMPARED or not np.all(exact.magnitudes(point[np.newaxis]) < _FAINTEST_COMPARED):
            continue
        reference.parameters.update({**_WHERE_A_TREND_IS, **_one(columns(prior, point[np.newaxis]))})
        pairs.append((ours, _log_likelihood(reference, entry)))
        if len(pairs) == wanted:
            break
    differing = [pair for pair in pairs if _differ(*pair)]
    # Some light curves jump (shock cooling, where its two regimes meet), and NMMA smooths the jump over one step of its
    # grid. Few data points fall within it.
    if 2 * len(differing) > len(pairs):
        ours, theirs = differing[0]
        raise FitError(
            "bad-result",
            "differs-from-nmma",
            f"The likelihood of {entry.name} is {ours:.3f} where NMMA's own is {theirs:.3f}: the fit was not started.",
            f"{abs(ours - theirs):.3g}",
        )
    return float(np.median([abs(ours - theirs) for ours, theirs in pairs])) if pairs else 0.0


def _log_likelihood(reference: Any, entry: ModelEntry) -> float:  # noqa: ANN401
    """NMMA's own ln L. Raises FitError (model-assets) where NMMA's code fails."""
    try:
        with np.errstate(all="ignore"):
            return float(reference.log_likelihood())
    except (ValueError, IndexError, KeyError, TypeError) as error:
        raise FitError(
            "model-assets",
            "failing-nmma-model",
            f"NMMA's own likelihood of {entry.name} fails ({type(error).__name__}: {error}), so that the fit cannot be "
            "checked against it.",
            entry.name,
        ) from error


def _differ(ours: float, theirs: float) -> bool:
    return abs(ours - theirs) > _ABSOLUTE_TOLERANCE + _RELATIVE_TOLERANCE * abs(theirs)


def _one(parameters: Parameters) -> dict[str, float]:
    return {name: float(values[0]) for name, values in parameters.items()}
