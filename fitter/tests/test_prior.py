import numpy as np
import pytest

from nmma_fitter.contract import FITTER
from nmma_fitter.errors import FitError
from nmma_fitter.prior import read_prior

PRIORS = sorted((FITTER / "priors").glob("*.prior"))


@pytest.mark.parametrize("path", PRIORS, ids=lambda path: path.stem)
def test_every_prior_file_can_be_sampled_and_is_labelled(path):
    prior = read_prior(path, fix_trigger=False)
    cube = np.random.default_rng(1).random((50, len(prior.names)))
    points = prior.transform(cube)
    for described, column in zip(prior.described(), points.T, strict=True):
        assert described["minimum"] <= column.min() <= column.max() <= described["maximum"]
        assert described["label"] != described["name"] or described["name"] == "p"
    assert prior.earliest_explosion_day == -2


def test_the_transform_follows_the_distribution(tmp_path):
    path = tmp_path / "a.prior"
    path.write_text(
        "luminosity_distance = Uniform(1, 3)\ntimeshift = 0\ninclination_EM = Sine(0, np.pi / 2)\n"
    )
    prior = read_prior(path, fix_trigger=False)
    assert prior.names == ["luminosity_distance", "inclination_EM"]
    assert prior.transform(np.array([0.5, 0.5])).tolist() == pytest.approx([2.0, np.pi / 3])
    assert prior.parameters(np.array([2.0, 1.0])) == {
        "timeshift": 0.0,
        "luminosity_distance": 2.0,
        "inclination_EM": 1.0,
    }


def test_a_fixed_trigger_takes_timeshift_out(tmp_path):
    path = tmp_path / "a.prior"
    path.write_text("luminosity_distance = Uniform(1, 3)\ntimeshift = Uniform(-2, 0)\n")
    prior = read_prior(path, fix_trigger=True)
    assert prior.names == ["luminosity_distance"]
    assert prior.fixed == {"timeshift": 0.0}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("timeshift = 0\n", "luminosity_distance is missing"),
        ("luminosity_distance = Uniform(1, 9)\n", "timeshift is missing"),
        ("luminosity_distance = Uniform(0, 9)\ntimeshift = 0\n", "above 0 Mpc"),
        ("luminosity_distance = Gaussian(5, 1)\ntimeshift = 0\n", "no finite edges"),
        ("luminosity_distance = 40\ntimeshift = 0\n", "nothing to sample"),
        ("luminosity_distance = Unifrom(1, 9)\ntimeshift = 0\n", "a.prior"),
    ],
)
def test_a_wrong_prior_says_what(tmp_path, text, words):
    path = tmp_path / "a.prior"
    path.write_text(text)
    with pytest.raises(FitError, match=words) as caught:
        read_prior(path, fix_trigger=False)
    assert caught.value.code == "bad-prior"
