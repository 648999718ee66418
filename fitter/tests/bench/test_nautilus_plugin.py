"""What bilby's Z means where a model is not defined, by sampler, and the sampler that the benchmarks add to bilby."""

import bilby
import numpy as np
import pytest
from bilby.core.prior import Uniform
from nmma_bench import nautilus_plugin

_WHOLE_PRIOR = -np.log(10)
_WHERE_DEFINED = -np.log(5)


def _ln_normal(x):
    return -0.5 * ((x - 1) / 0.1) ** 2 - np.log(0.1 * np.sqrt(2 * np.pi))


class _HalfDefined(bilby.Likelihood):
    """A normal distribution of width 0.1 around 1, not defined below 0, in NMMA's words for that; y has no say."""

    def __init__(self):
        super().__init__({"x": None, "y": None})

    def log_likelihood(self):
        x = self.parameters["x"]
        if x < 0:
            return np.nan_to_num(-np.inf)
        return _ln_normal(x)


def _run(folder, sampler, **settings):
    return bilby.run_sampler(
        _HalfDefined(),
        {"x": Uniform(-5, 5), "y": Uniform(0, 1)},
        sampler=sampler,
        nlive=200,
        outdir=str(folder),
        label="half",
        save=False,
        plot=False,
        **settings,
    )


def test_with_dynesty_bilby_counts_the_prior_only_where_the_likelihood_is_defined(tmp_path):
    result = _run(tmp_path, "dynesty", sample="unif", bound="multi", rseed=1)
    assert result.log_evidence == pytest.approx(_WHERE_DEFINED, abs=3 * result.log_evidence_err)
    assert result.log_evidence > _WHOLE_PRIOR + 3 * result.log_evidence_err


def test_with_nautilus_it_counts_the_whole_prior(tmp_path):
    nautilus_plugin.register()
    result = _run(tmp_path, "nautilus", n_eff=2000, seed=1)
    assert result.log_evidence_err < 0.03
    assert result.log_evidence == pytest.approx(_WHOLE_PRIOR, abs=3 * result.log_evidence_err)
    assert result.num_likelihood_evaluations >= 2000
    samples = result.posterior["x"]
    assert samples.mean() == pytest.approx(1.0, abs=0.01)
    assert samples.std() == pytest.approx(0.1, abs=0.01)
    assert result.posterior["log_likelihood"].to_numpy() == pytest.approx(_ln_normal(samples))


def test_a_seed_repeats_to_the_last_digit(tmp_path):
    nautilus_plugin.register()
    first, again, other = (_run(tmp_path, "nautilus", n_eff=200, seed=seed) for seed in (1, 1, 2))
    assert first.log_evidence == again.log_evidence
    assert first.log_evidence != other.log_evidence
