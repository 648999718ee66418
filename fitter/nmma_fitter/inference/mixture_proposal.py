"""A mixture proposal for importance sampling, fitted to known samples of the posterior."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import multivariate_normal, multivariate_t, norm
from sklearn.mixture import GaussianMixture

from nmma_fitter.inference.estimate import EvidenceEstimate
from nmma_fitter.inference.importance_sampling import BATCH, importance_sample
from nmma_fitter.inference.likelihood import FitLikelihood
from nmma_fitter.inference.prior import FitPrior
from nmma_fitter.inference.run_control import RunControl
from nmma_fitter.inference.settings import MixtureSettings

_SETTINGS = MixtureSettings()


@dataclass(frozen=True)
class Mixture:
    """A mixture of distributions in the normal quantiles of a prior with k parameters; their shares have shape (n,)."""

    components: list[Any]
    shares: np.ndarray

    def draw(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """Draw quantiles, shape (count, k), in random order."""
        numbers = rng.multinomial(count, self.shares).tolist()
        drawn = [
            component.rvs(number, random_state=rng).reshape(number, -1)
            for component, number in zip(self.components, numbers, strict=True)
            if number
        ]
        return rng.permutation(np.concatenate(drawn))

    def log_density(self, quantiles: np.ndarray) -> np.ndarray:
        """Give ln of the mixture's density, shape (m,), at quantiles of shape (m, k)."""
        density = np.full(len(quantiles), -np.inf)
        for component, share in zip(self.components, self.shares.tolist(), strict=True):
            density = np.logaddexp(density, component.logpdf(quantiles) + np.log(share))
        return density

    def log_ratios(self, quantiles: np.ndarray) -> np.ndarray:
        """Give ln of the prior's density over the mixture's, shape (m,), at quantiles of shape (m, k)."""
        batches = np.array_split(quantiles, 1 + len(quantiles) // _SETTINGS.density_batch)
        return np.concatenate([norm.logpdf(batch).sum(axis=1) - self.log_density(batch) for batch in batches])


def average(mixtures: list[Mixture]) -> Mixture:
    """Combine several mixtures into one, in which each has the same share."""
    return Mixture(
        [component for mixture in mixtures for component in mixture.components],
        np.concatenate([mixture.shares for mixture in mixtures]) / len(mixtures),
    )


def fit_mixture(
    samples: np.ndarray, prior: FitPrior, *, seed: int, components: int = _SETTINGS.components
) -> Mixture:
    """Fit a mixture of t distributions to samples of shape (m, k), and add the prior as one more component."""
    priors = [prior.sampled[name] for name in prior.names]
    cube = np.stack([np.asarray(one.cdf(samples[:, i])) for i, one in enumerate(priors)], axis=1)
    quantiles = norm.ppf(np.clip(cube, _SETTINGS.cube_edge, 1 - _SETTINGS.cube_edge))
    fitted = GaussianMixture(components, reg_covar=_SETTINGS.min_variance, random_state=seed).fit(quantiles)
    parts = [
        multivariate_t(mean, _SETTINGS.covariance_factor * covariance, df=_SETTINGS.degrees_of_freedom)
        for mean, covariance in zip(fitted.means_, fitted.covariances_, strict=True)
    ]
    parts.append(multivariate_normal(np.zeros(len(priors))))
    share = _SETTINGS.prior_share
    return Mixture(parts, np.append((1 - share) * fitted.weights_, share))


def sample_mixture(
    likelihood: FitLikelihood,
    prior: FitPrior,
    mixture: Mixture,
    *,
    count: int,
    seed: int,
    enough: float = np.inf,
    batch: int = BATCH,
    control: RunControl | None = None,
) -> EvidenceEstimate:
    """Importance sampling with `count` points drawn from a mixture; `enough` and `control` may end it earlier.

    Each mode gets the weight that prior and likelihood give it, whatever its share of the samples that the mixture was
    fitted to: these may come from several samplers. A narrow mode that none of the samples was in is missed.

    Raises Stopped when `control` gives up.
    """
    drawn = mixture.draw(count, np.random.default_rng(seed))
    points = prior.transform(np.clip(norm.cdf(drawn), _SETTINGS.cube_edge, 1 - _SETTINGS.cube_edge))
    return importance_sample(
        likelihood, points, mixture.log_ratios(drawn), enough=enough, batch=batch, control=control
    )
