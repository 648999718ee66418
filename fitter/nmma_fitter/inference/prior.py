"""The prior of a fit: its sampled and fixed parameters, their ranges and labels."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from astropy.cosmology import Planck18
from bilby.core.prior import Constraint, DeltaFunction, LogUniform, PriorDict, TruncatedGaussian, Uniform
from scipy.constants import c as speed_of_light

from nmma_fitter.errors import FitError
from nmma_fitter.models.parameters import label_and_unit, parameters_of
from nmma_fitter.registry import ModelEntry
from nmma_fitter.suggest import hint

# Typical peculiar velocity (km/s), the scatter of a redshift around the Hubble flow (Davis et al. 2011).
_PECULIAR_VELOCITY = 300.0
# NMMA's name of a fitted error budget, and its range (mag): from below the accuracy of any photometry to NMMA's default.
SYSTEMATIC_ERROR = "sys_err"
FITTED_BUDGET = (0.01, 1.0)
# The prior of a known host's distance is truncated at so many standard errors.
_HOST_REACH = 5.0


@dataclass(frozen=True)
class FitPrior:
    """The prior of a fit, split into sampled and fixed parameters."""

    sampled: dict[str, Any]
    fixed: dict[str, float]

    @property
    def names(self) -> list[str]:
        """Names of the sampled parameters, in the order of the columns of every array here."""
        return list(self.sampled)

    def transform(self, cube: np.ndarray) -> np.ndarray:
        """Transform from the unit cube to parameters, shape (…, n) to (…, n)."""
        columns = [prior.rescale(cube[..., i]) for i, prior in enumerate(self.sampled.values())]
        return np.stack(columns, axis=-1)

    def drawn(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """Draw points from the prior, shape (count, n)."""
        return self.transform(rng.random((count, len(self.names))))

    def parameters(self, point: np.ndarray) -> dict[str, float]:
        """All parameters by name, of one point of shape (n,)."""
        return {**self.fixed, **dict(zip(self.sampled, point.tolist(), strict=True))}

    def described(self) -> list[dict[str, Any]]:
        """Name, label, unit and the prior's edges of each sampled parameter, as result.json has them."""
        return [
            {
                "name": name,
                "label": label_and_unit(name)[0],
                "unit": label_and_unit(name)[1],
                "minimum": float(prior.minimum),
                "maximum": float(prior.maximum),
            }
            for name, prior in self.sampled.items()
        ]

    def bounds(self, name: str) -> tuple[float, float]:
        """Lowest and highest value of a parameter, sampled or fixed."""
        if name in self.fixed:
            return self.fixed[name], self.fixed[name]
        return float(self.sampled[name].minimum), float(self.sampled[name].maximum)

    @property
    def earliest_explosion_day(self) -> float:
        """The smallest allowed timeshift, days after the trigger time (negative: before it); 0 where there is no explosion."""
        if "timeshift" in self.sampled or "timeshift" in self.fixed:
            return self.bounds("timeshift")[0]
        return 0.0

    def with_fitted_budget(self) -> "FitPrior":
        """Add the error budget (mag) as a parameter, if it is not one already."""
        if SYSTEMATIC_ERROR in self.sampled or SYSTEMATIC_ERROR in self.fixed:
            return self
        low, high = FITTED_BUDGET
        return FitPrior({**self.sampled, SYSTEMATIC_ERROR: LogUniform(minimum=low, maximum=high)}, self.fixed)

    def with_uniform(self, ranges: Mapping[str, tuple[float, float]]) -> "FitPrior":
        """Add parameters that are uniform within a range each."""
        added = {name: Uniform(minimum=low, maximum=high) for name, (low, high) in ranges.items()}
        return FitPrior({**self.sampled, **added}, self.fixed)

    def without(self, names: Collection[str]) -> "FitPrior":
        """Fix these parameters, which the data do not constrain, at the middle of their ranges."""
        kept = {name: prior for name, prior in self.sampled.items() if name not in names}
        middles = {
            name: float(prior.minimum + prior.maximum) / 2
            for name, prior in self.sampled.items()
            if name in names
        }
        return FitPrior(kept, {**self.fixed, **middles})


def read_prior(
    path: Path,
    *,
    fix_trigger: bool,
    entry: ModelEntry | None = None,
    ebv: float | None = None,
    host: Mapping[str, float] | None = None,
) -> FitPrior:
    """Read a prior file in bilby's syntax; with `fix_trigger`, the explosion is at the trigger time.

    A template whose time is that of its peak is not fixed by it. `ebv` fixes the host's E(B−V); `host` is a known host
    galaxy as the request has it: its distance or redshift takes the place of the prior's. With `entry`, the parameters are compared with those of the model.

    Raises FitError (bad-data, bad-prior) when it cannot be read, lacks a parameter or has one too many.
    """

    def refuse(what: str, value: str | None = None) -> FitError:
        end = "" if what.endswith(("?", ".")) else "."
        return FitError(
            "bad-data", "bad-prior", f"The prior file {path.name} cannot be used: {what}{end}", value
        )

    try:
        priors = PriorDict(str(path))
    # bilby evaluates Python expressions, which can raise anything.
    except Exception as error:
        raise refuse(str(error) or type(error).__name__) from error
    is_transient = entry is None or entry.trend is None
    if is_transient:
        # Of a template the time that is fitted is its peak's, which is not the trigger.
        is_fixed = fix_trigger and not (entry is not None and entry.zero_is_peak)
        _settle(priors, fix_trigger=is_fixed, ebv=ebv, host=host)
    for name, prior in priors.items():
        if isinstance(prior, Constraint):
            raise refuse(f"{name} is a constraint, which is not supported", name)
        if not (np.isfinite(prior.minimum) and np.isfinite(prior.maximum)):
            raise refuse(f"{name} has no finite limits", name)
    if entry is not None:
        _compare(list(priors), entry, refuse)
    for name in ("luminosity_distance", "timeshift") if is_transient else ():
        if name not in priors:
            raise refuse(f"{name} is missing", name)
    if is_transient and priors["luminosity_distance"].minimum <= 0:
        raise refuse("luminosity_distance must begin above 0 Mpc", str(priors["luminosity_distance"].minimum))
    sampled = {name: prior for name, prior in priors.items() if not prior.is_fixed}
    if not sampled:
        raise refuse("all of its parameters are fixed, so there is nothing to sample")
    fixed = {name: float(prior.peak) for name, prior in priors.items() if prior.is_fixed}
    return FitPrior(sampled, fixed)


def _settle(
    priors: PriorDict, *, fix_trigger: bool, ebv: float | None, host: Mapping[str, float] | None
) -> None:
    """Put what is known about a transient into its prior. Trends have no explosion, dust or distance."""
    if fix_trigger:
        priors["timeshift"] = DeltaFunction(0.0)
    if ebv is not None:
        priors["Ebv"] = DeltaFunction(ebv)
    priors.setdefault("Ebv", DeltaFunction(0.0))
    if host is not None:
        priors["luminosity_distance"] = host_distance(host)
        priors.pop("redshift", None)


def host_distance(host: Mapping[str, float]) -> TruncatedGaussian:
    """Prior of the luminosity distance (Mpc) of a known host, from its distance or redshift (Planck 2018)."""
    if "luminosityDistanceMpc" in host:
        mean, sigma = host["luminosityDistanceMpc"], host["luminosityDistanceErrorMpc"]
    else:
        z = host["redshift"]
        z_error = float(np.hypot(host["redshiftError"], _PECULIAR_VELOCITY * 1e3 / speed_of_light))
        low, mean, high = (
            float(Planck18.luminosity_distance(max(value, 1e-6)).value)
            for value in (z - z_error, z, z + z_error)
        )
        sigma = (high - low) / 2
    reach = _HOST_REACH * sigma
    return TruncatedGaussian(
        mu=mean, sigma=sigma, minimum=max(mean - reach, 0.01 * mean), maximum=mean + reach
    )


def _compare(names: list[str], entry: ModelEntry, refuse: Callable[..., FitError]) -> None:
    """Raise when the parameters of a prior are not those of the model."""
    needed, optional = parameters_of(entry)
    for name in names:
        if name not in needed and name not in optional:
            suggestion = hint(name, [*needed, *optional], otherwise="it has", cutoff=0.5)
            raise refuse(f"{entry.name} has no parameter {name}: {suggestion}", name)
    for name in needed:
        if name not in names:
            raise refuse(f"{entry.name} needs a prior of {name}", name)
