"""The kilonova that every installation has against the POSSIS light curves that KilonovaNet learned from."""

import numpy as np
import pytest
from transients import REACH

from nmma_fitter.cli.assets_command import run_assets
from nmma_fitter.models.build import build_models
from nmma_fitter.models.kilonovanet import KilonovaNet
from nmma_fitter.models.train_kilonovanet import FILTERS, magnitudes
from nmma_fitter.paths import FITTER
from nmma_fitter.photometry.transmission import ab_weights
from nmma_fitter.registry import find_model

SHARED = FITTER.parent.parent / "shared" / "possis" / "true_phi30"
DAYS = np.array([0.3, 0.5, 1, 1.5, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14])
SEEN = -12.0
# The true curves are in SDSS's bands: permille of their transmission (as pyphot 1.6.0 has it), every 100 Å.
SDSS = {
    "g": (3700.0, "3 14 127 359 547 654 725 787 833 879 914 935 960 985 1000 986 673 172 23 4 2"),
    "r": (5400.0, "2 152 501 771 878 920 948 959 974 993 999 1000 982 733 257 30 9 3"),
    "i": (6500.0, "1 1 12 122 440 815 997 900 903 896 858 443 771 729 691 691 630 321 59 9 2 1"),
}
# Of the surrogate against the truth from 0.3 to 2, to 5 and to 14 d: bias and scatter in mag, as measured.
MEASURED = {
    "g": [(0.03, 0.15), (0.13, 0.14), (0.12, 0.16)],
    "r": [(0.03, 0.13), (0.01, 0.11), (0.01, 0.13)],
    "i": [(0.03, 0.15), (0.06, 0.07), (0.07, 0.09)],
}
TIMES = [(0.0, 2.0), (2.0, 5.0), (5.0, 14.1)]


def sdss(name):
    first, words = SDSS[name]
    values = [int(word) / 1000 for word in words.split()]
    coarse = first + 100 * np.arange(-1, len(values) + 1)
    waves = np.arange(coarse[0], coarse[-1], 10.0)
    return waves, np.interp(waves, coarse, [0.0, *values, 0.0])


def point_of(name):
    words = name.removesuffix(".dat").split("_")
    return np.array([[np.log10(float(words[2][6:])), np.log10(float(words[3][7:])), 30.0, float(words[5])]])


def test_it_is_as_far_from_the_true_light_curves_as_was_measured(tmp_path_factory, monkeypatch):
    if not SHARED.is_dir():
        pytest.skip("the true POSSIS light curves are not on this machine")
    monkeypatch.setenv("NMMA_ASSETS", str(tmp_path_factory.mktemp("assets")))

    class Fetch:
        action, models, default, json = "fetch", ("Bu2019lm_kilonovanet",), False, False

    assert run_assets(Fetch()) == 0
    (model,) = build_models(find_model("Bu2019lm_kilonovanet"), list(FILTERS), REACH)
    network = KilonovaNet()
    weights = {name: ab_weights(network.wavelengths, sdss(name)) for name in SDSS}
    off = {name: [] for name in SDSS}
    for path in sorted(SHARED.glob("*.dat")):
        truth = np.genfromtxt(path)
        point = point_of(path.name)
        physical = [10 ** point[0, 0], 10 ** point[0, 1], 30.0, np.cos(np.radians(point[0, 3]))]
        inputs = np.column_stack([np.tile(physical, (len(DAYS), 1)), DAYS])
        spectra = network.spectra(np.clip(inputs, *network.ranges.T))
        in_ztf = magnitudes(network, point, DAYS)[:, 0]
        parameters = {
            "log10_mej_dyn": point[:, 0],
            "log10_mej_wind": point[:, 1],
            "KNphi": point[:, 2],
            "inclination_EM": np.radians(point[:, 3]),
            **{name: np.zeros(1) for name in ("redshift", "Ebv", "timeshift")},
        }
        for i, (name, column) in enumerate(zip(SDSS, (2, 3, 4), strict=True)):
            true = np.interp(DAYS, truth[:, 0], truth[:, column])
            in_sdss = -2.5 * np.log10(np.maximum(spectra @ weights[name], 1e-30))
            ours = model.magnitudes(parameters, DAYS[np.newaxis], np.full(len(DAYS), FILTERS[i]))[0]
            # The surrogate is in ZTF's bands: what lies between is the network's colour.
            found = ours - in_ztf[i] + in_sdss - true
            off[name].append(np.where(true < SEEN, found, np.nan))
    for name, rows in off.items():
        for (begin, end), (bias, scatter) in zip(TIMES, MEASURED[name], strict=True):
            values = np.array(rows)[:, (begin <= DAYS) & (end > DAYS)]
            middle = np.nanmedian(values)
            assert middle == pytest.approx(bias, abs=0.02)
            assert 1.4826 * np.nanmedian(np.abs(values - middle)) == pytest.approx(scatter, abs=0.02)
