import numpy as np
import pytest
import yaml

from nmma_fitter.errors import FitError
from nmma_fitter.inference.prior import read_prior
from nmma_fitter.paths import FITTER
from nmma_fitter.registry import all_models

MODELS = {entry.name: entry for entry in all_models()}
PRIORS = {
    f"{prior_set}-{name}": (FITTER / "priors" / prior_set / raw["prior"], MODELS[name])
    for prior_set in ("old", "tuned")
    for name, raw in yaml.safe_load((FITTER / "models.yml").read_text())["models"].items()
}


@pytest.mark.parametrize("name", PRIORS)
def test_every_prior_file_suits_its_model_and_is_labelled(name):
    path, entry = PRIORS[name]
    prior = read_prior(path, fix_trigger=False, entry=entry)
    cube = np.random.default_rng(1).random((50, len(prior.names)))
    points = prior.transform(cube)
    assert np.isfinite(points).all()
    for described, column in zip(prior.described(), points.T, strict=True):
        assert described["minimum"] <= column.min() <= column.max() <= described["maximum"]
        assert described["label"] != described["name"] or described["name"] in ("p", "c")
    if entry.trend is None:
        assert prior.earliest_explosion_day <= -2


def test_extinction_falls_linearly_in_the_old_set():
    prior = read_prior(FITTER / "priors" / "old" / "Piro2021.prior", fix_trigger=False)
    cube = np.full((1, len(prior.names)), 0.5)
    median = prior.transform(cube)[0, prior.names.index("Ebv")]
    # Of a density that falls linearly to 0 at e, the median is e (1 − 1/√2).
    assert median == pytest.approx(0.5724 * (1 - np.sqrt(0.5)), rel=0.01)


def test_a_fixed_extinction_takes_the_priors_place():
    path = FITTER / "priors" / "old" / "Piro2021.prior"
    prior = read_prior(path, fix_trigger=False, ebv=0.3)
    assert prior.fixed["Ebv"] == 0.3
    assert "Ebv" not in prior.names


@pytest.mark.parametrize(
    ("host", "distance", "error"),
    [
        ({"luminosityDistanceMpc": 130.0, "luminosityDistanceErrorMpc": 8.0}, 130.0, 8.0),
        # 300 km/s of peculiar velocity are 4.5 Mpc.
        ({"redshift": 0.03, "redshiftError": 0.0}, 135.9, 4.7),
        ({"redshift": 0.03, "redshiftError": 0.005}, 135.9, 23.6),
    ],
)
def test_a_known_host_gives_the_distance(host, distance, error):
    prior = read_prior(FITTER / "priors" / "tuned" / "Piro2021.prior", fix_trigger=False, host=host)
    cube = np.tile(np.linspace(0.001, 0.999, 999)[:, None], len(prior.names))
    column = prior.transform(cube)[:, prior.names.index("luminosity_distance")]
    assert np.median(column) == pytest.approx(distance, rel=0.01)
    assert column.std() == pytest.approx(error, rel=0.1)
    assert column.min() > 0


def test_the_transform_follows_the_distribution(tmp_path):
    path = tmp_path / "a.prior"
    path.write_text(
        "luminosity_distance = Uniform(1, 3)\ntimeshift = 0\ninclination_EM = Sine(0, np.pi / 2)\n"
    )
    prior = read_prior(path, fix_trigger=False)
    assert prior.names == ["luminosity_distance", "inclination_EM"]
    assert prior.transform(np.array([0.5, 0.5])).tolist() == pytest.approx([2.0, np.pi / 3])
    assert prior.parameters(np.array([2.0, 1.0])) == {
        "Ebv": 0.0,
        "timeshift": 0.0,
        "luminosity_distance": 2.0,
        "inclination_EM": 1.0,
    }


def test_a_fixed_trigger_takes_timeshift_out(tmp_path):
    path = tmp_path / "a.prior"
    path.write_text("luminosity_distance = Uniform(1, 3)\ntimeshift = Uniform(-2, 0)\n")
    prior = read_prior(path, fix_trigger=True)
    assert prior.names == ["luminosity_distance"]
    assert prior.fixed == {"timeshift": 0.0, "Ebv": 0.0}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("timeshift = 0\n", "luminosity_distance is missing"),
        ("luminosity_distance = Uniform(1, 9)\n", "timeshift is missing"),
        ("luminosity_distance = Uniform(0, 9)\ntimeshift = 0\n", "above 0 Mpc"),
        ("luminosity_distance = Gaussian(5, 1)\ntimeshift = 0\n", "no finite limits"),
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


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("log10_Menvv = Uniform(-3, 0)\n", "no parameter log10_Menvv: did you mean log10_Menv\\?$"),
        ("thetaCore = Uniform(0.1, 0.2)\n", "no parameter thetaCore"),
        (None, "needs a prior of log10_Ee"),
    ],
)
def test_a_prior_of_another_model_says_what(tmp_path, line, words):
    text = (FITTER / "priors" / "tuned" / "Piro2021.prior").read_text()
    path = tmp_path / "a.prior"
    path.write_text(text + line if line else text.replace("log10_Ee", "#"))
    with pytest.raises(FitError, match=words):
        read_prior(path, fix_trigger=False, entry=MODELS["Piro2021"])
