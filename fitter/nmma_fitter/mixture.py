"""An evidence by weighing points of a mixture that was laid over known samples of the posterior."""

from collections.abc import Callable

import numpy as np
from scipy.stats import multivariate_normal, multivariate_t, norm
from sklearn.mixture import GaussianMixture

from nmma_fitter.fit_likelihood import FitLikelihood
from nmma_fitter.prior import FitPrior
from nmma_fitter.sampler import GO_ON, Sampled, SamplerState
from nmma_fitter.weighed import AT_ONCE, weigh

# Of each fit, a mixture is laid over so many samples.
_SAMPLES_OF_EACH = 400
_COMPONENTS = 10
# Wider than the samples and with longer tails, so that what lies beside them is met too.
_WIDER = 1.4
_DEGREES_OF_FREEDOM = 6
_LEAST_VARIANCE = 1e-3
_EDGE = 1e-12
# Share of the points that are drawn from the prior: bounds the weight of what no sample knew of.
_PRIOR_SHARE = 0.1


def some(samples: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Choose as many of a fit's samples, shape (m, k), as a mixture is laid over, so that no fit has more than another."""
    return rng.permutation(samples)[:_SAMPLES_OF_EACH]


def weigh_mixture(
    likelihood: FitLikelihood,
    prior: FitPrior,
    samples: np.ndarray,
    *,
    count: int,
    seed: int,
    enough: float = np.inf,
    components: int = _COMPONENTS,
    at_once: int = AT_ONCE,
    ask: Callable[[], str] = lambda: GO_ON,
    report: Callable[[SamplerState], None] = lambda _: None,
) -> Sampled:
    """Draw `count` points from a mixture laid over samples of shape (m, k), and weigh them by prior × likelihood.

    It ends earlier with `enough` effective samples, or when it is told to.

    The mixture is one of t distributions in the normal quantiles of the prior, and of the prior. No sampler is in it: narrow
    modes that none of the samples knows are missed, but those they know get the weight that the likelihood gives them.
    Samples of several samplers may be put together, in whatever shares.

    Raises Stopped when it was told to give up.
    """
    rng = np.random.default_rng(seed)
    priors = [prior.sampled[name] for name in prior.names]
    cube = np.stack([np.asarray(one.cdf(samples[:, i])) for i, one in enumerate(priors)], axis=1)
    quantiles = norm.ppf(np.clip(cube, _EDGE, 1 - _EDGE))
    fitted = GaussianMixture(components, reg_covar=_LEAST_VARIANCE, random_state=seed).fit(quantiles)
    parts = [
        multivariate_t(mean, _WIDER * covariance, df=_DEGREES_OF_FREEDOM)
        for mean, covariance in zip(fitted.means_, fitted.covariances_, strict=True)
    ]
    parts.append(multivariate_normal(np.zeros(len(priors))))
    shares = np.append((1 - _PRIOR_SHARE) * fitted.weights_, _PRIOR_SHARE)
    drawn = np.concatenate(
        [
            part.rvs(number, random_state=rng).reshape(number, len(priors))
            for part, number in zip(parts, rng.multinomial(count, shares).tolist(), strict=True)
        ]
    )
    drawn = rng.permutation(drawn)
    # One after the other: all at once they are hundreds of megabytes.
    proposed = np.full(len(drawn), -np.inf)
    for part, share in zip(parts, shares.tolist(), strict=True):
        proposed = np.logaddexp(proposed, part.logpdf(drawn) + np.log(share))
    points = prior.transform(np.clip(norm.cdf(drawn), _EDGE, 1 - _EDGE))
    log_ratios = norm.logpdf(drawn).sum(axis=1) - proposed
    return weigh(likelihood, points, log_ratios, enough=enough, at_once=at_once, ask=ask, report=report)
