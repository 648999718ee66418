"""An evidence by weighing points of a mixture that was laid over known samples of the posterior."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import multivariate_normal, multivariate_t, norm
from sklearn.mixture import GaussianMixture

from nmma_fitter.inference.importance_sampling import AT_ONCE, weigh
from nmma_fitter.inference.likelihood import FitLikelihood
from nmma_fitter.inference.nested_sampling import GO_ON, Sampled, SamplerState
from nmma_fitter.inference.prior import FitPrior

_COMPONENTS = 10
# Wider than the samples and with longer tails, so that what lies beside them is met too.
_WIDER = 1.4
_DEGREES_OF_FREEDOM = 6
_LEAST_VARIANCE = 1e-3
_EDGE = 1e-12
# Share of the points that are drawn from the prior: bounds the weight of what no sample knew of.
_PRIOR_SHARE = 0.1
_RATIOS_AT_ONCE = 10_000


@dataclass(frozen=True)
class Mixture:
    """Distributions in the normal quantiles of a prior with k parameters, and their shares, shape (n,)."""

    parts: list[Any]
    shares: np.ndarray

    def draw(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """Draw quantiles, shape (count, k), in a random order."""
        numbers = rng.multinomial(count, self.shares).tolist()
        drawn = [
            part.rvs(number, random_state=rng).reshape(number, -1)
            for part, number in zip(self.parts, numbers, strict=True)
            if number
        ]
        return rng.permutation(np.concatenate(drawn))

    def log_density(self, quantiles: np.ndarray) -> np.ndarray:
        """Give ln of the density, shape (m,), at quantiles of shape (m, k)."""
        density = np.full(len(quantiles), -np.inf)
        for part, share in zip(self.parts, self.shares.tolist(), strict=True):
            density = np.logaddexp(density, part.logpdf(quantiles) + np.log(share))
        return density

    def log_ratios(self, quantiles: np.ndarray) -> np.ndarray:
        """Give ln of the prior's density over this one, shape (m,), at quantiles of shape (m, k)."""
        # Part by part: what is made on the way to all of them at once is a hundred megabytes.
        parts = np.array_split(quantiles, 1 + len(quantiles) // _RATIOS_AT_ONCE)
        return np.concatenate([norm.logpdf(part).sum(axis=1) - self.log_density(part) for part in parts])


def average(mixtures: list[Mixture]) -> Mixture:
    """Give each of several mixtures the same share."""
    return Mixture(
        [part for mixture in mixtures for part in mixture.parts],
        np.concatenate([mixture.shares for mixture in mixtures]) / len(mixtures),
    )


def lay_over(samples: np.ndarray, prior: FitPrior, *, seed: int, components: int = _COMPONENTS) -> Mixture:
    """Lay a mixture over samples of shape (m, k): of t distributions in the normal quantiles of the prior, and of the prior."""
    priors = [prior.sampled[name] for name in prior.names]
    cube = np.stack([np.asarray(one.cdf(samples[:, i])) for i, one in enumerate(priors)], axis=1)
    quantiles = norm.ppf(np.clip(cube, _EDGE, 1 - _EDGE))
    fitted = GaussianMixture(components, reg_covar=_LEAST_VARIANCE, random_state=seed).fit(quantiles)
    parts = [
        multivariate_t(mean, _WIDER * covariance, df=_DEGREES_OF_FREEDOM)
        for mean, covariance in zip(fitted.means_, fitted.covariances_, strict=True)
    ]
    parts.append(multivariate_normal(np.zeros(len(priors))))
    return Mixture(parts, np.append((1 - _PRIOR_SHARE) * fitted.weights_, _PRIOR_SHARE))


def weigh_mixture(
    likelihood: FitLikelihood,
    prior: FitPrior,
    mixture: Mixture,
    *,
    count: int,
    seed: int,
    enough: float = np.inf,
    at_once: int = AT_ONCE,
    ask: Callable[[], str] = lambda: GO_ON,
    report: Callable[[SamplerState], None] = lambda _: None,
) -> Sampled:
    """Draw `count` points from a mixture, and weigh them by prior × likelihood.

    It ends earlier with `enough` effective samples, or when it is told to.

    No sampler is in it: narrow modes that none of the samples knew, over which the mixture was laid, are missed, but those they
    knew get the weight that the likelihood gives them. Samples of several samplers may be put together, in whatever shares.

    Raises Stopped when it was told to give up.
    """
    drawn = mixture.draw(count, np.random.default_rng(seed))
    points = prior.transform(np.clip(norm.cdf(drawn), _EDGE, 1 - _EDGE))
    return weigh(
        likelihood, points, mixture.log_ratios(drawn), enough=enough, at_once=at_once, ask=ask, report=report
    )
