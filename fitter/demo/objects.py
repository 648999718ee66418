"""What the demo's light curves are drawn from: one transient of each kind, and one that is none."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoObject:
    """A made-up object. `explosion_jd` is UTC; `model` None: noise around a constant `magnitude` (AB).

    `deeper` is how many magnitudes deeper than a 30 s exposure it was observed.
    """

    name: str
    kind: str
    model: str | None
    parameters: dict[str, float]
    explosion_jd: float
    nights: int
    filters: tuple[str, ...]
    magnitude: float = 99.0
    deeper: float = 0.0


# 2026-11-14T06:00 UTC: night at Palomar.
_EPOCH_JD = 2461358.75

OBJECTS = (
    DemoObject(
        name="ZTF26aaaaasc",
        kind="SC",
        model="Piro2021",
        parameters={
            "luminosity_distance": 55.0,
            "log10_Menv": -1.3,
            "log10_Renv": 13.1,
            "log10_Ee": 49.7,
            "Ebv": 0.0,
        },
        explosion_jd=_EPOCH_JD - 0.35,
        nights=9,
        filters=("ztfg", "ztfr"),
    ),
    DemoObject(
        name="ZTF26aaaaakn",
        kind="KN",
        model="Me2017",
        parameters={
            "luminosity_distance": 40.0,
            "log10_mej": -1.4,
            "log10_vej": -0.8,
            "beta": 3.2,
            "log10_kappa_r": 0.5,
            "Ebv": 0.0,
        },
        explosion_jd=_EPOCH_JD - 0.4,
        nights=8,
        filters=("ztfg", "ztfr", "ztfi"),
        # A target of opportunity: 300 s per visit instead of 30.
        deeper=1.25,
    ),
    DemoObject(
        name="ZTF26aaaagrb",
        kind="GRB",
        model="TrPi2018_tophat",
        parameters={
            "luminosity_distance": 4000.0,
            "inclination_EM": 0.02,
            "log10_E0": 53.5,
            "thetaCore": 0.12,
            "log10_n0": -0.3,
            "p": 2.2,
            "log10_epsilon_e": -1.0,
            "log10_epsilon_B": -3.0,
            "xi_N": 1.0,
            "L0": 0.0,
            "q": 0.0,
            "ts": 0.0,
            "Ebv": 0.0,
        },
        explosion_jd=_EPOCH_JD - 0.7,
        nights=8,
        filters=("ztfg", "ztfr"),
        # Followed with 300 s per visit.
        deeper=1.25,
    ),
    DemoObject(
        name="ZTF26aaaanul",
        kind="noise",
        model=None,
        parameters={},
        explosion_jd=_EPOCH_JD,
        nights=2,
        filters=("ztfg", "ztfr"),
        magnitude=20.75,
    ),
)
