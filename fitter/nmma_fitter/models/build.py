"""From an entry of models.yml to the model that a fit samples, and NMMA's own to measure it against."""

import warnings
from argparse import Namespace
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import numpy as np
from sklearn.exceptions import InconsistentVersionWarning

from nmma_fitter.assets import assets_folder
from nmma_fitter.errors import FitError
from nmma_fitter.models import nmma_bridge
from nmma_fitter.models.afterglow import EXACT_NODES, JET_TYPES, Afterglow
from nmma_fitter.models.afterglow_emulator import AfterglowEmulator
from nmma_fitter.models.afterglow_grid import AfterglowGrid
from nmma_fitter.models.combined import Combined
from nmma_fitter.models.kilonova_shells import KilonovaShells
from nmma_fitter.models.model import Model
from nmma_fitter.models.on_grid import OnGrid
from nmma_fitter.models.shock_cooling import ShockCooling
from nmma_fitter.models.supernova import Supernova
from nmma_fitter.models.svd_surrogate import SvdSurrogate
from nmma_fitter.models.templates import is_template, use_template
from nmma_fitter.models.trends import TRENDS, ApparentModel
from nmma_fitter.registry import ModelEntry

_NMMA_COEFFICIENTS = 10
# NMMA computes these by formulas, and its command line looks for files of theirs (NMMA 0.2.3, `create_light_curve_model_from_args`).
_ANALYTIC = ("blackbody_fixedT", "synchrotron_powerlaw")
# Number of times at which a plotted afterglow is computed. NMMA itself computes 201 (NMMA 0.2.3, `grb_lc`) and
# interpolates.
DRAWN_POINTS = 1500


@dataclass(frozen=True)
class Reach:
    """What a model has to cover: observer's days after the explosion, and redshifts. `dt`: a linear grid of times."""

    last_day: float
    redshifts: tuple[float, float]
    dt: float | None = None


def grid_days(entry: ModelEntry, reach: Reach) -> np.ndarray:
    """Times of the model's grid, days after the explosion, shape (n,); linear where `dt` is given.

    For a supernova whose time zero is its peak, the grid extends as far before the peak as after it, because NMMA puts
    SALT's peak at the median of the grid (NMMA 0.2.3, `sn_lc`).
    """
    grid = entry.time_grid
    if entry.zero_is_peak:
        half = reach.dt and int(np.ceil(reach.last_day / reach.dt))
        half = half or grid.points
        return np.linspace(-reach.last_day, reach.last_day, 2 * half + 1)
    if reach.dt is not None:
        return np.arange(grid.first_day, reach.last_day + reach.dt, reach.dt)
    return np.geomspace(grid.first_day, reach.last_day, grid.points)


def nmma_model(entry: ModelEntry, filters: list[str], days: np.ndarray) -> Any:  # noqa: ANN401
    """Build NMMA's own model of an entry, the way its command line does.

    Raises FitError (model-assets) when NMMA cannot.
    """
    if entry.nmma_model in _ANALYTIC:
        return nmma_bridge.models.SimpleKilonovaLightCurveModel(days, model=entry.nmma_model, filters=filters)
    if is_template(entry.nmma_model or ""):
        use_template(entry.nmma_model or "", entry.template_version)
    arguments = Namespace(
        grb_resolution=entry.grb_resolution,
        jet_type=_jet_number(entry),
        energy_injection=False,
        svd_path=str(assets_folder() / "svdmodels" / entry.svd_folder),
        svd_mag_ncoeff=_NMMA_COEFFICIENTS,
        svd_lbol_ncoeff=_NMMA_COEFFICIENTS,
        interpolation_type="sklearn_gp",
        local_only=True,
    )
    try:
        with warnings.catch_warnings():
            # scikit-learn warns about files of another version. Whether they work is checked below.
            warnings.simplefilter("ignore", InconsistentVersionWarning)
            model = nmma_bridge.models.create_light_curve_model_from_args(
                entry.nmma_model, arguments, days, filters=filters
            )[2]
    # joblib and pickle pass on whatever exception the classes in a file raise.
    except Exception as error:
        if any(asset.path.endswith(".joblib") for asset in entry.assets):
            raise _unreadable(entry, error) from error
        raise FitError(
            "model-assets",
            "unknown-nmma-model",
            f"NMMA cannot build its model {entry.nmma_model} of {entry.name}: {type(error).__name__}: "
            # What follows is advice about options of NMMA's command line.
            f"{(str(error).splitlines() or [''])[0].rstrip('.')}.",
            entry.nmma_model,
        ) from error
    if isinstance(model, nmma_bridge.models.SVDLightCurveModel):
        _check_surrogate(entry, model, filters)
    return model


def _unreadable(entry: ModelEntry, error: Exception) -> FitError:
    said = str(error).splitlines()[0] if str(error) else ""
    return FitError(
        "model-assets",
        "unreadable-assets",
        f"The files of {entry.name} in {assets_folder() / 'svdmodels' / entry.svd_folder} cannot be read by the installed "
        f"scikit-learn {version('scikit-learn')} ({type(error).__name__}: {said}): they were written by another version.",
        entry.name,
    )


def _check_surrogate(entry: ModelEntry, model: Any, filters: list[str]) -> None:  # noqa: ANN401
    """Refuse a surrogate whose files have other parameters than its model, or cannot be used once they are read."""
    wanted = list(model.model_parameters)
    for name in filters:
        found = len(model.svd_mag_model[name]["param_mins"])
        if found != len(wanted):
            raise FitError(
                "model-assets",
                "broken-assets",
                f"The files of {entry.name} are broken: {name} has {found} parameters, and the model has {len(wanted)} "
                f"({', '.join(wanted)}).",
                entry.name,
            )
        try:
            model.svd_mag_model[name]["gps"][0].predict(np.full((1, found), 0.5))
        except Exception as error:
            raise _unreadable(entry, error) from error


def build_models(entry: ModelEntry, filters: list[str], reach: Reach) -> list[Model | ApparentModel]:
    """Build the models of an entry that can be sampled, the fastest first; the last one is exact."""
    if entry.trend is not None:
        return [TRENDS[entry.trend]()]
    if entry.fiesta_model is not None:
        from nmma_fitter.models.fiesta import KilonovaSurrogate  # noqa: PLC0415  (seconds, for these only)

        return [KilonovaSurrogate(entry.fiesta_model, filters, reach.last_day, reach.redshifts)]
    names = (entry.nmma_model or "").split(",")
    variants = [_build_one(name, entry, filters, reach) for name in names]
    if len(variants) == 1:
        return variants[0]
    # The last sum has the exact variant of each part; those before it have a part's cheaper variant where there is one.
    most = max(len(variant) for variant in variants)
    return [Combined([variant[max(0, i - most + len(variant))] for variant in variants]) for i in range(most)]


def _build_one(name: str, entry: ModelEntry, filters: list[str], reach: Reach) -> list[Model]:
    if name == "TrPi2018":
        return _afterglows(entry, filters, reach)
    if name == "Piro2021" and reach.dt is None:
        return [ShockCooling(filters)]
    if is_template(name) and reach.dt is None:
        use_template(name, entry.template_version)
        first_phase = entry.time_grid.first_day if entry.zero_is_peak else None
        last_day = max(reach.last_day, 1.0)
        return [Supernova(name, filters, last_day, reach.redshifts, first_phase=first_phase)]
    days = grid_days(entry, reach)
    part = entry if entry.nmma_model == name else entry.part(name)
    nmmas = nmma_model(part, filters, days)
    exact = OnGrid(nmmas, days)
    if reach.dt is not None:
        return [exact]
    if isinstance(nmmas, nmma_bridge.models.SVDLightCurveModel):
        return [SvdSurrogate(nmmas, filters)]
    return [KilonovaShells(filters, days), exact] if name == "Me2017" else [exact]


def _jet_number(entry: ModelEntry) -> int:
    if entry.jet_type is None:
        return 0
    if entry.jet_type not in JET_TYPES:
        raise FitError(
            "model-assets",
            "unknown-jet-type",
            f"{entry.name} in models.yml has an unknown jet_type: expected {' or '.join(JET_TYPES)}.",
            entry.jet_type,
        )
    return JET_TYPES[entry.jet_type]


def finest_model(
    entry: ModelEntry, filters: list[str], reach: Reach, exact: Model | ApparentModel
) -> Model | ApparentModel:
    """Give the model for the plot of a best fit: the exact one, or for an afterglow NMMA's own model on a fine grid.

    An afterglow is fitted on a coarser grid. Its magnitudes also depend on the grid by up to 0.006 mag, because
    afterglowpy integrates to a relative tolerance. The plot therefore shows what NMMA computes for this range of times.
    """
    if entry.jet_type is None:
        return exact
    days = (
        grid_days(entry, reach)
        if entry.depends_on_its_grid or reach.dt is not None
        else np.geomspace(entry.time_grid.first_day, reach.last_day, DRAWN_POINTS)
    )
    return OnGrid(nmma_model(entry, filters, days), days)


def _afterglows(entry: ModelEntry, filters: list[str], reach: Reach) -> list[Model]:
    _jet_number(entry)
    jet_type = entry.jet_type or "gaussian"
    days = (entry.time_grid.first_day, reach.last_day)
    emulator = AfterglowEmulator(jet_type, entry.grb_resolution, filters, days[0])
    exact_nodes = EXACT_NODES[jet_type]
    jets = [
        Afterglow(filters, jet_type, entry.grb_resolution, AfterglowGrid(*days, nodes), emulator)
        for nodes in (entry.time_grid.nodes or exact_nodes, exact_nodes)
    ]
    return [emulator, *jets]
