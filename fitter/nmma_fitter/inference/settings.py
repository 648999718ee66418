"""The settings that tune a fit, each with its reason. The values were measured on demo and survey light curves.

A request sets live points, effective samples and seed (`SamplingSettings`); everything else is the same for all fits.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class SamplingSettings:
    """What a request sets: how finely the prior is explored, when the fit ends, and the seed of all random numbers."""

    live_points: int
    effective_samples: int
    seed: int


@dataclass(frozen=True)
class EvidenceSettings:
    """The order in which likelihoods are sampled and reweighted (`evidence.py`)."""

    # A likelihood that could not be reached by reweighting is sampled with so many times the live points: posteriors
    # that are hard to reweight to were also found to be hard to sample.
    live_point_factor: int = 3


@dataclass(frozen=True)
class StageSettings:
    """The estimate of how much work is done (`stages.py`). It has no influence on the result."""

    # Share of sampling in the work where each likelihood call is expensive. Where a call costs microseconds, sampling
    # takes as long as each reweighting (measured on afterglows and Me2017).
    sampling_share: float = 0.9


@dataclass(frozen=True)
class NestedSamplingSettings:
    """Importance nested sampling with nautilus (`nested_sampling.py`).

    A cheap likelihood costs microseconds per call, so most of the time goes into building bounds and drawing from them.
    """

    # ln Z is reported only once there are so many bounds, of which the whole prior is the first.
    min_bounds: int = 2
    # The exploration ends when the live points hold this share of the evidence.
    max_live_share: float = 0.01
    # Neural networks per bound for an expensive likelihood. Four networks gave the same evidence and took longer to
    # train. A cheap likelihood of few parameters uses none: that takes ten times the calls, but a fraction of the time. With
    # eight and more its exploration does not end without one: a top-hat jet with a fitted error budget (42 detections) took
    # 86,000 calls and 19 s with a network, and more than 400 s without.
    networks: int = 1
    cheap_networks: int = 0
    cheap_networks_of_many_parameters: int = 1
    many_parameters: int = 8
    # Cheap likelihood: points per batch, new points per live point before a new bound, and the most calls per live
    # point before one. Against nautilus's defaults, shock cooling and a Gaussian jet took a fifth to half the time,
    # and ln Z scattered no more.
    cheap_batch: int = 2000
    cheap_new_points_per_live_point: int = 2
    cheap_max_calls_per_live_point: int = 20
    # Fewest points per shell. With fewer than 150, shells in the tails are undersampled: ln Z of shock cooling was too
    # low by 0.05 on average, by 0.03 with 150.
    points_per_shell: int = 1
    cheap_points_per_shell: int = 150
    # If the exploration missed a narrow part of the posterior, effective samples accumulate ever more slowly. The
    # sampling phase gives up its target after so many likelihood calls per call of the exploration, provided that it
    # has `usable_effective_samples`, and after twice as many calls in any case. The error of ln Z accounts for it.
    max_sampling_calls_per_exploration_call: int = 3
    # An error of about 0.2 in ln Z. With fewer, a fit that is out of time uses the exploration's points as well.
    usable_effective_samples: int = 30
    # A cheap likelihood is sampled beyond the requested number, to so many effective samples, with at most so many
    # times the calls. With few, one sample can hold 2 % of the weight, and 7 % after reweighting (a combined model on
    # the demo's shock cooling). It takes 0.1 s for shock cooling, and halves the largest weight.
    cheap_effective_samples: int = 2500
    cheap_extra_calls: float = 1.5
    # After so many calls per live point, the bounds of a cheap likelihood hardly shrink, and drawing from them takes
    # ten times as long as the calls. The fallback is then tried, and again whenever the calls have doubled. At least 22 of
    # the 27 afterglow fits in `bench/fidelity` end before that.
    patience_calls_per_live_point: int = 2000
    # For the progress estimate only: the exploration's share of all likelihood calls, and the typical contraction from
    # prior to posterior, in ln volume per parameter.
    exploration_share: float = 0.75
    contraction_per_parameter: float = 1.5


@dataclass(frozen=True)
class BoundSettings:
    """nautilus's bounds (`nautilus_patches.py`, `ellipsoid.py`)."""

    # Rounds of Khachiyan's algorithm, and points that each round moves the ellipsoid towards. The volume is then about
    # 5 % above the smallest in 5 to 10 dimensions. Removing that takes ten times as long, and nautilus enlarges its bounds
    # by more anyway.
    ellipsoid_rounds: int = 20
    ellipsoid_points_per_round: int = 20
    # Random starts of the Gaussian mixture that splits an ellipsoid. nautilus takes ten, nearly all of which end the same.
    # A different split is no less correct, only less efficient.
    split_starts: int = 2


@dataclass(frozen=True)
class ImportanceSamplingSettings:
    """Importance sampling (`importance_sampling.py`)."""

    # Light curves computed together: limits their memory, and the time until the fit checks whether to continue.
    batch: int = 50


@dataclass(frozen=True)
class MixtureSettings:
    """The mixture proposal (`mixture_proposal.py`), fitted in the normal quantiles of the prior."""

    components: int = 10
    # The covariances are enlarged by this factor, and the components are t distributions with so many degrees of
    # freedom, so that the proposal also covers the surroundings of the samples.
    covariance_factor: float = 1.4
    degrees_of_freedom: int = 6
    # Smallest variance of a component.
    min_variance: float = 1e-3
    # The unit cube is cut off this far from its faces, where the normal quantiles are infinite.
    cube_edge: float = 1e-12
    # Share of points drawn from the prior. It limits the importance weight of a mode that no sample was in.
    prior_share: float = 0.1
    # Points whose densities are computed together: all at once take 100 MB.
    density_batch: int = 10_000


@dataclass(frozen=True)
class PopulationMonteCarloSettings:
    """Population Monte Carlo (`population_monte_carlo.py`)."""

    # Samples that each mixture is fitted to, and its components.
    samples: int = 6000
    components: int = 20
    # Each mixture is fitted to the points of the latest rounds, and the final draws use the average of the latest mixtures.
    # A single mixture gave 320 to 1,460 effective samples of a Gaussian jet, the average of six 720 to 2,120.
    latest: int = 6
    # Rounds that adapt the mixture, and points in each.
    min_rounds: int = 6
    max_rounds: int = 60
    points_per_round: int = 20_000
    # The final draws begin once the rounds predict that so many points give the requested effective samples.
    max_predicted_points: int = 200_000
    # The final draws, the points in each, and the effective samples at which one ends early.
    max_final_draws: int = 8
    points_per_final_draw: int = 100_000
    effective_samples_per_final_draw: int = 2500
    # When the final draws are used up, this share of the requested effective samples is still accepted.
    accepted_share: float = 0.25
    # Points whose ln weight is below the largest by more than this are dropped: together they contribute nothing.
    negligible_log_weight: float = 25.0
    # Light curves computed together. Only cheap likelihoods come here.
    batch: int = 2000


@dataclass(frozen=True)
class ReweightingSettings:
    """Reweighting from an approximate likelihood to a better one (`reweighting.py`)."""

    # Samples are reweighted until there are so many effective ones (an error of 0.06 in ln Z, 0.07 σ in a median), …
    effective_samples: int = 300
    # … after so many samples until there are so many (0.1 and 0.12 σ), and at most so many samples.
    many_samples: int = 6000
    effective_samples_of_many: int = 100
    max_samples: int = 21_000
    # The samples are resampled in blocks of this size. Within a block no sample is repeated more often than its weight.
    block: int = 3000
    # Where a few samples hold most of the weight of the approximation, there are few effective samples however many are
    # reweighted. Reweighting therefore also ends when equal weights would leave so many effective samples.
    effective_ratios: int = 450
    # So many show that the two likelihoods are the same but for details (see `uniform_efficiency`).
    uniform_samples: int = 50
    # Samples before the first look at other weights, and the number expected before that (for the progress estimate).
    first_samples: int = 100
    expected_samples: int = 300
    # Samples before reweighting may be abandoned. A single large weight among a hundred can be chance, and two among four
    # hundred occurred. Sampling the next likelihood costs more than these.
    samples_before_abandoning: int = 1000
    # Fewest effective samples that are accepted: an error of 0.3 in ln Z. Fewer say nothing about what the approximation
    # missed.
    accepted_effective_samples: int = 10
    # Lowest accepted efficiency (effective over all samples). The demo's shock cooling fitted with a top-hat jet has 0.05,
    # and four methods agree on its ln Z, while sampling NMMA's own model was off by 3 without any sign of it.
    min_efficiency: float = 0.02
    # A lower efficiency is accepted where ln Z drops by at most `max_lnz_drop`: then the approximation has found the
    # posterior, if unevenly (a narrow jet seen off-axis: 0.01 to 0.03). After a larger drop it may be elsewhere.
    max_lnz_drop: float = 1.0
    min_efficiency_without_drop: float = 0.005
    # Above this efficiency all weights count as equal: the two likelihoods are the same but for details.
    uniform_efficiency: float = 0.95


@dataclass(frozen=True)
class CrossCheckSettings:
    """The comparison of two estimates of ln Z (`cross_check.py`)."""

    # Two estimates agree within so many joint standard errors.
    agreement_sigma: float = 2.0
    # Samples of each estimate that a mixture is fitted to.
    samples_per_mixture: int = 2000
    # Points drawn from the average of the mixtures, at most, and the effective samples at which that ends early.
    max_points: int = 12_000
    effective_samples: int = 300
    # Fewest effective samples that decide between the two: an error of 0.2 in ln Z.
    decisive_effective_samples: int = 25


@dataclass(frozen=True)
class PosteriorSettings:
    """Weighted samples and their resampling (`weights.py`)."""

    # Equally weighted samples in a result: so many per effective sample, so that a plot shows the weights …
    samples_per_effective_sample: int = 10
    # … and at most this many.
    max_samples: int = 5000
    # One in so many points has its weight clipped before a mixture is fitted (Koblents & Míguez 2015).
    clipped_one_in: int = 100
