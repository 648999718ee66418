"""Light curves of afterglowpy that the emulator is trained on: jets of the prior, mostly those that a telescope could see."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nmma_fitter.models.afterglow import JET_TYPES, undefined
from nmma_fitter.models.afterglow_scaling import scaled_jet
from nmma_fitter.models.fiesta import AfterglowSurrogate
from nmma_fitter.models.model import Parameters
from nmma_fitter.models.nmma_bridge import em_utils

# Days after the burst in the source frame: ZTF's first hours at redshift 2 to a month.
FIRST_DAY, LAST_DAY = 0.005, 40.0
NODES = {"tophat": 28, "gaussian": 20}
# Frequencies (log₁₀ of Hz, source frame): most from i at redshift 0 to g at redshift 2, the others from K to the ultraviolet.
_OPTICAL = (14.55, 15.3)
_WIDE = (14.1, 15.8)
_OPTICAL_SHARE = 0.75
# Of the jets that never become brighter than this in r between these days, one in ten is kept.
_FAINTEST_PEAK = 22.5
_SEEN_DAYS = (0.06, 15.0)
_UNSEEN_SHARE = 0.1
# Of top-hat jets most have the fixed microphysics of the tuned prior.
_FIXED_SHARE = 0.7
_FIXED = {"log10_epsilon_e": -1.0, "log10_epsilon_B": -3.0}
# The largest wings in cores that NMMA allows by the models' entries.
_RESOLUTION = 7.0
# Steps of the shock per decade, and tolerances of the integration: errors of 0.003 mag (rms), far below the network's.
_PRECISION = {
    "tophat": {"tRes": 100},
    "gaussian": {"tRes": 50, "rtolTheta": 0.03, "rtolPhi": 0.03, "rtolStruct": 0.03},
}
_DRAWN_AT_ONCE = 2048
_TEN_PARSEC_CM = 3.086e19
_SECONDS_PER_DAY = 86_400.0


@dataclass(frozen=True)
class TrainingSet:
    """Jets (values by name, shape (m,) each), the log₁₀ frequencies (Hz), shape (m,), and magnitudes, shape (m, nodes).

    The magnitudes are those of 10 pc less the flux's scale of `scaled_jet`, at `days` in the source frame.
    """

    days: np.ndarray
    jets: Parameters
    log10_frequencies: np.ndarray
    magnitudes: np.ndarray


def make_training_set(jet_type: str, count: int, seed: int) -> TrainingSet:
    """Compute `count` light curves: some 5 ms each for a top-hat jet, 15 ms for a Gaussian one."""
    rng = np.random.default_rng(seed)
    days = np.geomspace(FIRST_DAY, LAST_DAY, NODES[jet_type])
    jets, frequencies, curves = [], [], []
    for jet in _seen_jets(jet_type, rng):
        low, high = _OPTICAL if rng.random() < _OPTICAL_SHARE else _WIDE
        log10_frequency = rng.uniform(low, high)
        curve = _magnitudes(jet_type, jet, log10_frequency, days)
        if not np.isfinite(curve).all():
            continue
        jets.append(jet)
        frequencies.append(log10_frequency)
        curves.append(curve)
        if len(jets) == count:
            break
    columns = {name: np.array([jet[name] for jet in jets]) for name in jets[0]}
    return TrainingSet(days, columns, np.array(frequencies), np.array(curves))


def _seen_jets(jet_type: str, rng: np.random.Generator) -> Iterator[dict[str, float]]:
    """Draw jets of the tuned prior without end; which of them can be seen is fiesta's surrogate to say."""
    surrogate = AfterglowSurrogate(jet_type, _RESOLUTION, ["ztfr"], (_SEEN_DAYS[0] / 2, 16.0), (0.0, 1.2))
    count = _DRAWN_AT_ONCE
    days = np.tile(np.geomspace(*_SEEN_DAYS, 12), (count, 1))
    while True:
        jets = _draw(jet_type, count, rng)
        absolute = surrogate.magnitudes(jets, days, np.full(days.shape[1], "ztfr")).min(axis=1)
        peak = absolute + 5 * np.log10(jets["luminosity_distance"] * 1e5)
        is_kept = (peak < _FAINTEST_PEAK) | (rng.random(count) < _UNSEEN_SHARE)
        for row in np.flatnonzero(np.isfinite(peak) & is_kept):
            yield {name: float(values[row]) for name, values in jets.items()}


def _draw(jet_type: str, count: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    jets = {
        "luminosity_distance": 10 ** rng.uniform(0, np.log10(7000), count),
        "inclination_EM": np.arccos(rng.uniform(0, 1, count)),
        "log10_E0": rng.uniform(47, 57, count),
        "thetaCore": rng.uniform(0.01, 0.5, count),
        "log10_n0": rng.uniform(-6, 2, count),
        "p": rng.uniform(2.01, 3, count),
        "log10_epsilon_e": rng.uniform(-4, 0, count),
        "log10_epsilon_B": rng.uniform(-8, 0, count),
    }
    if jet_type == "tophat":
        is_fixed = rng.random(count) < _FIXED_SHARE
        return {**jets, **{name: np.where(is_fixed, value, jets[name]) for name, value in _FIXED.items()}}
    jets["thetaWing"] = rng.uniform(0.01, 1, count)
    ranges = {
        "thetaWing": (0.01, 1),
        "thetaCore": (0.01, 0.5),
        "log10_epsilon_e": (-4, 0),
        "log10_epsilon_B": (-8, 0),
    }
    while (bad := undefined(jets, _RESOLUTION)).any():
        for name, (low, high) in ranges.items():
            jets[name][bad] = rng.uniform(low, high, int(bad.sum()))
    return jets


def _magnitudes(jet_type: str, jet: dict[str, float], log10_frequency: float, days: np.ndarray) -> np.ndarray:
    flux = em_utils.fluxDensity(
        days * _SECONDS_PER_DAY,
        np.full(len(days), 10**log10_frequency),
        jetType=JET_TYPES[jet_type],
        specType=0,
        thetaObs=jet["inclination_EM"],
        E0=10 ** jet["log10_E0"],
        thetaCore=jet["thetaCore"],
        thetaWing=jet.get("thetaWing", 0.5),
        b=0,
        n0=10 ** jet["log10_n0"],
        p=jet["p"],
        epsilon_e=10 ** jet["log10_epsilon_e"],
        epsilon_B=10 ** jet["log10_epsilon_B"],
        xi_N=1.0,
        d_L=_TEN_PARSEC_CM,
        z=0.0,
        **_PRECISION[jet_type],
    )
    one = {name: np.array([value]) for name, value in jet.items()}
    with np.errstate(divide="ignore"):
        return -2.5 * (np.log10(flux) - scaled_jet(one, np.array([log10_frequency])).flux[0])
