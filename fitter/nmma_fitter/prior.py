"""The prior of a fit: which parameters are sampled, between what, and how they are called."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from bilby.core.prior import Constraint, DeltaFunction, PriorDict

from nmma_fitter.errors import FitError

# Label and unit of every parameter that a prior file here may sample.
_LABELS: dict[str, tuple[str, str | None]] = {
    "luminosity_distance": ("D_L", "Mpc"),
    "redshift": ("z", None),
    "timeshift": ("t₀", "d"),
    "Ebv": ("E(B−V)", "mag"),
    "log10_Menv": ("log₁₀ M_env", "M☉"),
    "log10_Renv": ("log₁₀ R_env", "cm"),
    "log10_Ee": ("log₁₀ E_e", "erg"),
    "log10_mej": ("log₁₀ M_ej", "M☉"),
    "log10_vej": ("log₁₀ v_ej", "c"),
    "beta": ("β", None),
    "log10_kappa_r": ("log₁₀ κ_r", "cm²/g"),
    "inclination_EM": ("ι", "rad"),
    "log10_E0": ("log₁₀ E₀", "erg"),
    "thetaCore": ("θ_core", "rad"),
    "thetaWing": ("θ_wing", "rad"),
    "log10_n0": ("log₁₀ n₀", "cm⁻³"),
    "p": ("p", None),
    "log10_epsilon_e": ("log₁₀ ε_e", None),
    "log10_epsilon_B": ("log₁₀ ε_B", None),
}


@dataclass(frozen=True)
class FitPrior:
    """The prior of a fit, split in what is sampled and what is fixed."""

    sampled: dict[str, Any]
    fixed: dict[str, float]

    @property
    def names(self) -> list[str]:
        """Names of the sampled parameters, in the order of the columns of every array here."""
        return list(self.sampled)

    def transform(self, cube: np.ndarray) -> np.ndarray:
        """From the unit cube to parameters, shape (…, n) to (…, n)."""
        columns = [prior.rescale(cube[..., i]) for i, prior in enumerate(self.sampled.values())]
        return np.stack(columns, axis=-1)

    def parameters(self, point: np.ndarray) -> dict[str, float]:
        """All parameters by name, of one point of shape (n,)."""
        return {**self.fixed, **dict(zip(self.sampled, point.tolist(), strict=True))}

    def described(self) -> list[dict[str, Any]]:
        """Name, label, unit and the prior's edges of each sampled parameter, as result.json has them."""
        return [
            {
                "name": name,
                "label": _LABELS.get(name, (name, None))[0],
                "unit": _LABELS.get(name, (name, None))[1],
                "minimum": float(prior.minimum),
                "maximum": float(prior.maximum),
            }
            for name, prior in self.sampled.items()
        ]

    @property
    def earliest_explosion_day(self) -> float:
        """The smallest timeshift that is allowed, days after the trigger time (negative: before it)."""
        if "timeshift" in self.fixed:
            return self.fixed["timeshift"]
        return float(self.sampled["timeshift"].minimum)


def read_prior(path: Path, *, fix_trigger: bool) -> FitPrior:
    """Read a prior file in bilby's syntax; with `fix_trigger`, the explosion is at the trigger time.

    Raises FitError (bad-data, bad-prior) when it cannot be read, or lacks a distance or a timeshift.
    """

    def refuse(what: str) -> FitError:
        return FitError("bad-data", "bad-prior", f"The prior file {path.name} cannot be used: {what}.")

    try:
        priors = PriorDict(str(path))
    # bilby raises whatever Python does on an expression that it evaluates.
    except Exception as error:
        raise refuse(str(error) or type(error).__name__) from error
    if fix_trigger:
        priors["timeshift"] = DeltaFunction(0.0)
    for name, prior in priors.items():
        if isinstance(prior, Constraint):
            raise refuse(f"{name} is a constraint, which is not supported")
        if not (np.isfinite(prior.minimum) and np.isfinite(prior.maximum)):
            raise refuse(f"{name} has no finite edges")
    for name in ("luminosity_distance", "timeshift"):
        if name not in priors:
            raise refuse(f"{name} is missing")
    if priors["luminosity_distance"].minimum <= 0:
        raise refuse("luminosity_distance must begin above 0 Mpc")
    sampled = {name: prior for name, prior in priors.items() if not prior.is_fixed}
    if not sampled:
        raise refuse("it leaves nothing to sample")
    fixed = {name: float(prior.peak) for name, prior in priors.items() if prior.is_fixed}
    return FitPrior(sampled, fixed)
