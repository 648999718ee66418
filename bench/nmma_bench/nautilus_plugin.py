"""A plugin of bilby: `--sampler nautilus` of NMMA's command line.

dynesty needs some hundred thousand jet integrals for an afterglow, so that an hour buys an error of 0.2 in ln Z and some
300 samples. Importance nested sampling (Lange 2023, MNRAS 525, 3181) needs a tenth, and its error is as small as is asked
for. It is nautilus as it is installed, one call of NMMA's own likelihood per point; none of what our fits add to it.
"""

from importlib.metadata import EntryPoint
from typing import Any, ClassVar

import numpy as np
from bilby.core.result import Result
from bilby.core.sampler import ImplementedSamplers
from bilby.core.sampler.base_sampler import NestedSampler

from nmma_fitter.inference.likelihood import LOWEST
from nmma_fitter.inference.weights import resample

NAME = "nautilus"
_SAMPLES = 2000


class Nautilus(NestedSampler):
    """nautilus for bilby. A point at which the model is not defined has no likelihood, and counts as one of the prior.

    `nlive`: live points. `n_eff`: effective samples, drawn when the prior is explored; ln Z is made of these alone.
    `n_networks`: that propose, per bound.
    """

    sampler_name = NAME
    sampling_seed_key = "seed"
    default_kwargs: ClassVar[dict[str, Any]] = {"nlive": 500, "n_eff": 1000, "n_networks": 1, "seed": None}

    def run_sampler(self) -> Result:
        """Sample, and fill bilby's result: equally weighted samples, ln Z and its error of 1 / √(effective samples)."""
        import nautilus  # noqa: PLC0415

        sampler = nautilus.Sampler(
            self.prior_transform,
            self._likelihood,
            n_dim=self.ndim,
            n_live=self.kwargs["nlive"],
            n_networks=self.kwargs["n_networks"],
            pass_dict=False,
            seed=self.kwargs["seed"],
        )
        sampler.run(n_eff=self.kwargs["n_eff"], discard_exploration=True)
        points, log_weights, log_likelihoods = sampler.posterior()
        # nautilus itself would reject all but as many as the heaviest one allows, one in ten.
        chosen = resample(log_weights, _SAMPLES, self.kwargs["seed"])
        self.result.samples = points[chosen]
        self.result.log_likelihood_evaluations = log_likelihoods[chosen]
        self.result.log_evidence = float(sampler.log_z)
        self.result.log_evidence_err = float(1 / np.sqrt(sampler.n_eff))
        self.result.num_likelihood_evaluations = int(sampler.n_like)
        return self.result

    def write_current_state(self) -> None:
        """Nothing: a fit that is cut is made anew."""

    def _likelihood(self, point: np.ndarray) -> float:
        # Where NMMA's model is not defined it says −1.8e308, whose sums overflow.
        return max(LOWEST, float(self.log_likelihood(point)))

    def _verify_external_sampler(self) -> None:
        """Nothing: it is installed with the fitter."""


def register() -> None:
    """Make it known to bilby in this process, as an installed plugin would be."""
    point = EntryPoint(NAME, f"{__name__}:{Nautilus.__name__}", "bilby.samplers")
    ImplementedSamplers._samplers[NAME] = point
