"""Ways to the evidence of NMMA's own model that take no fast stand-in for it, each with samples of the posterior.

Of an afterglow NMMA's own model is computed with wide tolerances, for days otherwise, and what is found is then weighed
by NMMA's own likelihood: on the demo's afterglow with a top-hat jet the tolerances alone are 0.25 in ln Z.
"""

from dataclasses import dataclass

import numpy as np

from nmma_bench.own_likelihood import OwnLikelihood
from nmma_fitter.inference.estimate import EvidenceEstimate
from nmma_fitter.inference.importance_sampling import importance_sample
from nmma_fitter.inference.mixture_proposal import average, fit_mixture, sample_mixture
from nmma_fitter.inference.nested_sampling import NestedSampling
from nmma_fitter.inference.reweighting import reweight
from nmma_fitter.inference.run_control import Unattended
from nmma_fitter.inference.settings import SamplingSettings
from nmma_fitter.job.fit_job import FitJob


@dataclass(frozen=True)
class Directly:
    """A light curve's job, the likelihood that has the last word (None: the job's second is NMMA's own), and a seed."""

    job: FitJob
    own: OwnLikelihood | None
    seed: int

    def sampled(self, live_points: int) -> EvidenceEstimate:
        """Sample the likelihood that follows the stand-in's, with the sampler of our fits."""
        request = SamplingSettings(live_points, self.job.entry.effective_samples, self.seed)
        run = NestedSampling(self.job.likelihoods[1], self.job.prior, request, Unattended())
        return self._by_its_own(run.run())

    def plain(self, count: int) -> EvidenceEstimate:
        """Weigh `count` points of the prior."""
        points = self.job.prior.drawn(count, np.random.default_rng(self.seed))
        return self._by_its_own(importance_sample(self.job.likelihoods[1], points))

    def mixture(self, known: list[dict[str, list[float]]], count: int) -> EvidenceEstimate:
        """Weigh `count` points of mixtures that are laid over the samples of a fit each, all with the same share."""
        samples = [np.array([one[name] for name in self.job.prior.names]).T for one in known]
        mixture = average([fit_mixture(one, self.job.prior, seed=self.seed) for one in samples])
        return self._by_its_own(
            sample_mixture(self.job.likelihoods[1], self.job.prior, mixture, count=count, seed=self.seed)
        )

    def _by_its_own(self, found: EvidenceEstimate) -> EvidenceEstimate:
        if self.own is None:
            return found
        reweighted = reweight(found, self.own, seed=self.seed, control=Unattended())
        if reweighted is None:
            raise RuntimeError("NMMA's own likelihood is zero at all of the samples")
        return reweighted[0]
