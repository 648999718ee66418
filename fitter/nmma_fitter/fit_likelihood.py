"""NMMA's likelihood of a light curve, as a function of a point of the prior."""

import numpy as np

from nmma_fitter import nmma_bridge
from nmma_fitter.errors import FitError
from nmma_fitter.light_curve import Window
from nmma_fitter.prior import FitPrior
from nmma_fitter.transient_model import TransientModel

# NMMA says −1.8e308 where a model is not defined. Finite, so that sums of it stay so; low enough to be nothing.
LOWEST = -1e100
_MJD_OFFSET = 2400000.5


class FitLikelihood:
    """The ln L of a light curve given a model's parameters; counts its calls."""

    def __init__(self, model: TransientModel, prior: FitPrior, window: Window, error_budget: float) -> None:
        """Take a light curve that is cut to its window, and the systematic error (mag) added in quadrature."""
        photometry = window.photometry
        data = {
            name: np.stack(
                [
                    photometry.jd[photometry.filters == name] - _MJD_OFFSET,
                    photometry.magnitude[photometry.filters == name],
                    photometry.magnitude_error[photometry.filters == name],
                ],
                axis=-1,
            )
            for name in photometry.filter_names
        }
        days = photometry.jd - window.trigger_jd
        self._likelihood = nmma_bridge.likelihood.OpticalLightCurve(
            model,
            photometry.filter_names,
            data,
            window.trigger_jd - _MJD_OFFSET,
            None,
            error_budget=error_budget,
            # The light curve is cut already; NMMA's own cut would drop what lies on its edges.
            tmin=float(days.min()) - 1,
            tmax=float(days.max()) + 1,
        )
        self._prior = prior
        self.calls = 0

    def __call__(self, point: np.ndarray) -> float:
        """Give ln L at a point of shape (n,), in the order of the prior's names; at least LOWEST."""
        self._likelihood.parameters.update(self._prior.parameters(point))
        with np.errstate(all="ignore"):
            value = float(self._likelihood.log_likelihood())
        self.calls += 1
        return value if value > LOWEST else LOWEST


def check_that_it_varies(likelihood: FitLikelihood, prior: FitPrior, seed: int) -> None:
    """Draw points from the prior till two have different likelihoods.

    Raises FitError (bad-result) when there are none: with some versions of its parts NMMA ignores the parameters,
    and every evidence is wrong.
    """
    draws = np.random.default_rng(seed).random((400, len(prior.names)))
    seen: set[float] = set()
    for point in prior.transform(draws):
        value = likelihood(point)
        if value > LOWEST:
            seen.add(value)
        if len(seen) > 1:
            return
    if seen:
        raise FitError(
            "bad-result",
            "likelihood-does-not-vary",
            "The likelihood is the same wherever one looks in the prior: the model ignores its parameters.",
        )
    raise FitError(
        "bad-data",
        "model-not-defined",
        "The model is not defined at any of 400 points of its prior: the prior does not suit the light curve.",
    )
