"""The scale invariance of a jet's afterglow: fewer numbers than parameters decide on the shape of its light curves.

The equations of a blast wave have no length of their own (van Eerten & MacFadyen 2012, https://doi.org/10.1088/2041-8205/747/2/L30):
a jet of other energy in another density runs through the same states at other times, and its synchrotron spectrum moves
as a whole. afterglowpy's light curves obey this to the rounding (tested). With energy E, density n, shares ε_e and ε_B,
and the accelerated share ξ of the electrons,

    t ∝ (E/n)^(1/3),  ν_m ∝ (ε_e/ξ)² (ε_B n)^(1/2),  ν_c ∝ ε_B^(−3/2) n^(−5/6) E^(−2/3),  F ∝ ξ (ε_B n)^(1/2) E.
"""

from dataclasses import dataclass

import numpy as np

from nmma_fitter.models.model import Parameters


@dataclass(frozen=True)
class ScaledJet:
    """Energy, density and microphysics as they act on the light curve at a frequency, shape (m,) each.

    `over_peak`, `over_cooling`: log₁₀ of the frequency over those of the spectrum's breaks ν_m and ν_c, `pace`: log₁₀ of how
    fast the jet goes through its states, each up to a constant; `flux`: log₁₀ of the flux that the shape is multiplied by.
    """

    over_peak: np.ndarray
    over_cooling: np.ndarray
    pace: np.ndarray
    flux: np.ndarray


def scaled_jet(parameters: Parameters, log10_frequencies: np.ndarray) -> ScaledJet:
    """Scale jets at frequencies of their own rest frame, log₁₀ of Hz, shape (m,)."""
    energy, density = parameters["log10_E0"], parameters["log10_n0"]
    electrons, field = parameters["log10_epsilon_e"], parameters["log10_epsilon_B"]
    accelerated = np.log10(parameters["xi_N"]) if "xi_N" in parameters else 0.0
    return ScaledJet(
        over_peak=log10_frequencies - 2 * (electrons - accelerated) - 0.5 * (field + density),
        over_cooling=log10_frequencies + 1.5 * field + 5 / 6 * density + 2 / 3 * energy,
        pace=(density - energy) / 3,
        flux=0.5 * (field + density) + energy + accelerated,
    )
