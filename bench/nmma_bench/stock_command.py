"""NMMA's own `lightcurve-analysis`, with the cures that it needs to start without a network, and nothing else.

Run as `python -m nmma_bench.stock_command ARGUMENTS…`. It would fetch all of sncosmo's 209 bandpasses, and a spectrum
of Vega: it is given the filters' names with sncosmo's own effective wavelengths, a magnitude system `vega` made from
AB, and the version of a supernova template that models.yml names. Likelihood, models, distances and start-up are its
own, and so is the sampler, but that bilby knows one more here (`nautilus_plugin.py`).
"""

import sys
from collections.abc import Sequence

import numpy as np

from nmma_fitter.models.templates import use_template
from nmma_fitter.registry import all_models

# sncosmo 2.13.1, `get_bandpass(name).wave_eff`, Å.
WAVELENGTHS = {"ztfg": 4813.95, "ztfr": 6421.81, "ztfi": 7883.03}


def _wavelengths(filters: Sequence[str] | None = None) -> tuple[list[str], np.ndarray]:
    names = list(WAVELENGTHS if filters is None else filters)
    return names, 1e-10 * np.array([WAVELENGTHS[name] for name in names])


def main() -> None:
    """Run the command line."""
    import sncosmo  # noqa: PLC0415
    from nmma.em import utils  # noqa: PLC0415

    from nmma_bench import nautilus_plugin  # noqa: PLC0415

    nautilus_plugin.register()
    utils.get_all_bandpass_metadata = lambda: [{"name": name} for name in WAVELENGTHS]
    utils.get_default_filts_lambdas = _wavelengths
    vega = sncosmo.CompositeMagSystem(bands={"bessellv": ("ab", 0.02)})
    sncosmo.register(vega, name="vega", data_class=sncosmo.MagSystem, force=True)
    name = sys.argv[sys.argv.index("--model") + 1]
    for version in {entry.template_version for entry in all_models() if entry.nmma_model == name} - {None}:
        use_template(name, version)
    from nmma.em import analysis  # noqa: PLC0415

    # It loads the event with the names of all of sncosmo's bandpasses; only the names are needed.
    sys.argv[0] = "lightcurve-analysis"
    analysis.main()


if __name__ == "__main__":
    main()
