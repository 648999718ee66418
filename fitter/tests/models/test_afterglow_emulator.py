"""The network that stands in for afterglowpy, what it is trained on, and how its training goes."""

import numpy as np
import pytest
from scipy.interpolate import CubicSpline
from transients import FILTERS, columns, magnitudes, parameters

from nmma_fitter.models.afterglow import EXACT_NODES, Afterglow
from nmma_fitter.models.afterglow_emulator import (
    AfterglowEmulator,
    AfterglowNetwork,
    UniformSpline,
    features,
    network_of,
)
from nmma_fitter.models.afterglow_grid import AfterglowGrid
from nmma_fitter.models.afterglow_scaling import scaled_jet
from nmma_fitter.models.afterglow_training_set import NODES, TrainingSet, make_training_set
from nmma_fitter.models.nmma_bridge import em_utils
from nmma_fitter.models.train_afterglow import train

JETS = ("tophat", "gaussian")
FREQUENCY = 5e14


def emulator(jet_type, filters=FILTERS):
    return AfterglowEmulator(jet_type, 7.0, filters, 0.02)


@pytest.fixture(scope="module", params=JETS)
def unseen(request):
    """Some jets of another seed than the training's."""
    return request.param, make_training_set(request.param, 60, 99)


def test_it_is_a_few_hundredths_of_a_magnitude_off(unseen):
    jet_type, made = unseen
    network = network_of(jet_type)
    found = network.at_nodes(features(scaled_jet(made.jets, made.log10_frequencies), made.jets))
    near_peak = made.magnitudes < made.magnitudes.min(axis=1, keepdims=True) + 4
    errors = np.abs(found - made.magnitudes)[near_peak]
    assert np.median(errors) < 0.05
    assert np.quantile(errors, 0.95) < 0.3


@pytest.mark.parametrize("jet_type", JETS)
def test_jets_that_differ_by_the_scaling_alone_have_the_same_light_curve(jet_type):
    jet = {"inclination_EM": 0.3, "thetaCore": 0.1, "thetaWing": 0.3, "p": 2.3}
    one = {"log10_E0": 52.0, "log10_n0": 0.0, "log10_epsilon_e": -1.0, "log10_epsilon_B": -3.0}
    # As dense again by a hundred: ε_B and E so that both breaks, in units of the frequency, stay where they are.
    other = {"log10_E0": 51.5, "log10_n0": 2.0, "log10_epsilon_e": -0.8, "log10_epsilon_B": -3.2}
    nu = np.array([np.log10(FREQUENCY)])
    scaled = [scaled_jet(columns({**jet, **values}), nu) for values in (one, other)]
    shift = 10 ** (scaled[0].pace - scaled[1].pace)[0]
    days = np.geomspace(0.1, 10, 6)

    def flux(values, days, frequency):
        return em_utils.fluxDensity(
            days * 86_400,
            np.full(len(days), frequency),
            jetType=-1 if jet_type == "tophat" else 0,
            specType=0,
            thetaObs=jet["inclination_EM"],
            E0=10 ** values["log10_E0"],
            thetaCore=jet["thetaCore"],
            thetaWing=jet["thetaWing"],
            b=0,
            n0=10 ** values["log10_n0"],
            p=jet["p"],
            epsilon_e=10 ** values["log10_epsilon_e"],
            epsilon_B=10 ** values["log10_epsilon_B"],
            xi_N=1.0,
            d_L=3.086e19,
            z=0.0,
        )

    # The frequency at which the other jet's is as far above ν_m, and its ε_B where ν_c is as far away.
    lift = scaled[0].over_peak[0] - scaled[1].over_peak[0]
    frequency = FREQUENCY * 10**lift
    moved = scaled_jet(columns({**jet, **other}), nu + lift)
    rest = scaled[0].over_cooling[0] - moved.over_cooling[0]
    # ε_B acts on both breaks; ε_e undoes what it does to ν_m.
    other = {
        **other,
        "log10_epsilon_B": other["log10_epsilon_B"] + rest / 1.5,
        "log10_epsilon_e": other["log10_epsilon_e"] - rest / 6,
    }
    moved = scaled_jet(columns({**jet, **other}), nu + lift)
    assert moved.over_peak == pytest.approx(scaled[0].over_peak)
    assert moved.over_cooling == pytest.approx(scaled[0].over_cooling)
    ratio = flux(one, days, FREQUENCY) / flux(other, days * shift, frequency)
    assert ratio == pytest.approx(10 ** (scaled[0].flux - moved.flux)[0], rel=1e-6)


def test_its_spline_is_scipys():
    nodes = np.linspace(-2, 1.5, 9)
    values = np.random.default_rng(1).normal(size=(3, 9))
    where = np.random.default_rng(2).uniform(-2, 1.5, (3, 20))
    found = UniformSpline(nodes)(values, where)
    for row in range(3):
        expected = CubicSpline(nodes, values[row], bc_type="natural")(where[row])
        assert found[row] == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("jet_type", JETS)
def test_the_exact_afterglow_does_not_depend_on_the_emulator(jet_type):
    class Nothing:
        def magnitudes(self, _parameters, days, _filters):
            return np.zeros(days.shape)

    name = "TrPi2018_tophat" if jet_type == "tophat" else "TrPi2018"
    days = np.geomspace(0.1, 10, 30)
    coarse, fine = (AfterglowGrid(0.02, 12.0, nodes) for nodes in (EXACT_NODES[jet_type], 120))
    curves = [
        magnitudes(Afterglow(FILTERS, jet_type, 7.0, grid, near), parameters(name), days, ["ztfr"] * 30)
        for grid, near in ((coarse, emulator(jet_type)), (fine, Nothing()))
    ]
    errors = np.abs(curves[0] - curves[1])
    assert np.median(errors) < 0.002
    # A top-hat jet has a kink, and afterglowpy itself moves by some hundredths beside it with the time that it is asked for.
    assert errors.max() < 0.05


def test_beside_a_faint_node_nmmas_magnitudes_are_interpolated_themselves():
    jet = {**parameters("TrPi2018_tophat"), "inclination_EM": 0.6, "log10_E0": 51.0, "log10_n0": 0.0}
    days = np.geomspace(0.1, 11, 40)
    found = [
        magnitudes(
            Afterglow(FILTERS, "tophat", 7.0, AfterglowGrid(0.02, 12.0, nodes), near),
            jet,
            days,
            ["ztfr"] * 40,
        )
        for nodes, near in ((32, emulator("tophat")), (100, emulator("tophat")))
    ]
    # Far off its axis a jet rises by more than ten magnitudes.
    assert np.ptp(found[1]) > 8
    assert np.abs(found[0] - found[1]).max() < 0.05


def test_training_comes_closer_and_its_file_holds_the_network(tmp_path):
    rng = np.random.default_rng(3)
    count = 3000
    jets = {
        "inclination_EM": rng.uniform(0.01, 1, count),
        "thetaCore": rng.uniform(0.05, 0.5, count),
        "p": rng.uniform(2.1, 3, count),
        "log10_E0": rng.uniform(50, 54, count),
        "log10_n0": rng.uniform(-3, 1, count),
        "log10_epsilon_e": np.full(count, -1.0),
        "log10_epsilon_B": np.full(count, -3.0),
    }
    frequencies = rng.uniform(14.5, 15.0, count)
    days = np.geomspace(0.01, 10, NODES["gaussian"])
    # A toy light curve that depends on the jet smoothly.
    scaled = scaled_jet(jets, frequencies)
    slope = jets["p"] - 1 + 0.3 * np.sin(3 * jets["inclination_EM"])
    curves = slope[:, None] * np.log10(days) + np.tanh(scaled.pace)[:, None] + scaled.over_peak[:, None]
    made = TrainingSet(days, jets, frequencies, curves)
    _, early = train(made, steps=500, seed=1)
    network, late = train(made, steps=2500, seed=1)
    assert late.rms < early.rms < 1
    network.save(tmp_path / "network.npz")
    again = AfterglowNetwork.load(tmp_path / "network.npz")
    inputs = rng.normal(network.mean, network.deviation, (5, len(network.mean)))
    assert again.at_nodes(inputs) == pytest.approx(network.at_nodes(inputs), abs=1e-4)
    # Beyond the training the nearest input within it is taken.
    far = network.highest + 10 * network.deviation
    assert network.at_nodes(far[None]) == pytest.approx(network.at_nodes(network.highest[None]))
