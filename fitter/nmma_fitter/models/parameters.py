"""Parameters of the models: what they are called, in words and in which unit, and which model has which."""

from nmma_fitter.models.nmma_bridge import model_parameters
from nmma_fitter.models.trends import trend_parameters
from nmma_fitter.registry import ModelEntry

# Label and unit of every parameter that a prior file here may sample.
_LABELS: dict[str, tuple[str, str | None]] = {
    "luminosity_distance": ("D_L", "Mpc"),
    "redshift": ("z", None),
    "timeshift": ("t₀", "d"),
    "Ebv": ("E(B−V)", "mag"),
    "sys_err": ("σ_sys", "mag"),
    "log10_Menv": ("log₁₀ M_env", "M☉"),
    "log10_Renv": ("log₁₀ R_env", "cm"),
    "log10_Ee": ("log₁₀ E_e", "erg"),
    "log10_mej": ("log₁₀ M_ej", "M☉"),
    "log10_vej": ("log₁₀ v_ej", "c"),
    "beta": ("β", None),
    "log10_kappa_r": ("log₁₀ κ_r", "cm²/g"),
    "log10_mej_dyn": ("log₁₀ M_dyn", "M☉"),
    "log10_mej_wind": ("log₁₀ M_wind", "M☉"),
    "v_ej_dyn": ("v_dyn", "c"),
    "v_ej_wind": ("v_wind", "c"),
    "Ye_dyn": ("Y_e,dyn", None),
    "Ye_wind": ("Y_e,wind", None),
    "KNphi": ("Φ", "°"),
    "inclination_EM": ("ι", "rad"),
    "log10_E0": ("log₁₀ E₀", "erg"),
    "thetaCore": ("θ_core", "rad"),
    "thetaWing": ("θ_wing", "rad"),
    "log10_n0": ("log₁₀ n₀", "cm⁻³"),
    "p": ("p", None),
    "log10_epsilon_e": ("log₁₀ ε_e", None),
    "log10_epsilon_B": ("log₁₀ ε_B", None),
    "supernova_mag_boost": ("Δm_SN", "mag"),
    "supernova_mag_stretch": ("s_SN", None),
    "mag_r": ("m_r", "mag"),
    "g_minus_r": ("g − r", "mag"),
    "r_minus_i": ("r − i", "mag"),
    "slope": ("α", None),
    "log10_age": ("log₁₀ age", "d"),
    "peak_day": ("t_peak", "d"),
    "log10_rise": ("log₁₀ τ_rise", "d"),
    "log10_fall": ("log₁₀ τ_fall", "d"),
    "x1": ("x₁", None),
    "c": ("c", None),
}

# Every model has these: where and when it is, and its dust.
_COMMON = ("luminosity_distance", "redshift", "timeshift", "Ebv", "sys_err")
_AFTERGLOW = (
    "inclination_EM",
    "log10_E0",
    "thetaCore",
    "log10_n0",
    "p",
    "log10_epsilon_e",
    "log10_epsilon_B",
)
_AFTERGLOW_OPTIONAL = ("thetaWing", "xi_N", "L0", "q", "ts")
_SUPERNOVA_OPTIONAL = ("supernova_mag_boost", "supernova_mag_stretch", "inclination_EM", "x0", "x1", "c")
_SALT = ("x0", "x1", "c")
_BU2025 = (
    "log10_mej_dyn",
    "v_ej_dyn",
    "Ye_dyn",
    "log10_mej_wind",
    "v_ej_wind",
    "Ye_wind",
    "inclination_EM",
)


def label_and_unit(name: str) -> tuple[str, str | None]:
    """Plain text for an axis, and the unit if there is one; of an unknown parameter its name."""
    return _LABELS.get(name, (name, None))


def parameters_of(entry: ModelEntry) -> tuple[list[str], list[str]]:
    """Names of the parameters that a model needs beside distance and time, and of those that it also takes."""
    if entry.trend is not None:
        return trend_parameters(entry.trend), ["sys_err"]
    if entry.fiesta_model is not None:
        return list(_BU2025), list(_COMMON)
    needed: list[str] = []
    optional = list(_COMMON)
    for name in (entry.nmma_model or "").split(","):
        own = model_parameters().get(name)
        if name == "TrPi2018":
            needed += _AFTERGLOW + (("thetaWing",) if entry.jet_type == "gaussian" else ())
            optional += _AFTERGLOW_OPTIONAL
        elif own is None or any(parameter.startswith("supernova_") for parameter in own):
            # Of sncosmo's templates NMMA lists one, with a stretch that it takes as 1 when there is none.
            optional += _SUPERNOVA_OPTIONAL
            needed += _SALT if name.startswith("salt") else ()
        else:
            # NMMA calls two angles otherwise inside: a prior has the inclination.
            needed += ["inclination_EM" if parameter == "KNtheta" else parameter for parameter in own]
            optional += ["KNtheta", "inclination_EM"]
    return needed, optional
