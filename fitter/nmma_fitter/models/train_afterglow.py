"""`python -m nmma_fitter.models.train_afterglow JET`: makes the network of `afterglow_emulator.py` from scratch.

Half an hour for a top-hat jet and an hour and a half for a Gaussian one on a core, most of it for afterglowpy's light
curves. The same seed and number of curves make the same network on the same machine.
"""

import argparse
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from nmma_fitter.models.afterglow_emulator import WEIGHTS, AfterglowNetwork, features
from nmma_fitter.models.afterglow_scaling import scaled_jet
from nmma_fitter.models.afterglow_training_set import TrainingSet, make_training_set
from nmma_fitter.models.model import Parameters

# Magnitudes. What is so far below a light curve's peak is not told apart, and a difference weighs half at `_HALF_WEIGHT`.
_DEPTH = 12.0
_HALF_WEIGHT = 4.0
# Below this a difference counts squared, above it as it is.
_LINEAR_FROM = 0.05
_WIDTH, _DEPTH_OF_LAYERS = 192, 4
_BATCH = 512
_RATE, _WARM_UP = 1e-3, 1000
_STEPS_PER_CALL = 500
_VALIDATED = 0.05
_NEAR_PEAK = 4.0
Layers = list[tuple[Any, Any]]


@dataclass(frozen=True)
class Errors:
    """Absolute errors (mag) of light curves that were not trained on, within 4 mag of their peaks."""

    rms: float
    median: float
    of_90_percent: float
    of_99_percent: float


@dataclass(frozen=True)
class _Scaled:
    """The training set as the network sees it: everything has zero mean and unit deviation."""

    network: AfterglowNetwork
    inputs: np.ndarray
    outputs: np.ndarray
    weights: np.ndarray
    is_near_peak: np.ndarray


def _scale(made: TrainingSet) -> _Scaled:
    jets: Parameters = made.jets
    inputs = features(scaled_jet(jets, made.log10_frequencies), jets)
    brightest = made.magnitudes.min(axis=1, keepdims=True)
    below_peak = made.magnitudes - brightest
    magnitudes = brightest + np.minimum(below_peak, _DEPTH)
    mean, deviation = inputs.mean(axis=0), inputs.std(axis=0)
    scaled = (inputs - mean) / deviation
    linear = np.linalg.lstsq(np.column_stack([scaled, np.ones(len(scaled))]), magnitudes, rcond=None)[0]
    rest = magnitudes - scaled @ linear[:-1] - linear[-1]
    unit = float(rest.std())
    network = AfterglowNetwork(
        np.log10(made.days), inputs.min(axis=0), inputs.max(axis=0), mean, deviation, linear, unit, []
    )
    weights = 1 / (1 + (below_peak / _HALF_WEIGHT) ** 2)
    return _Scaled(
        network,
        scaled.astype(np.float32),
        (rest / unit).astype(np.float32),
        weights.astype(np.float32),
        below_peak < _NEAR_PEAK,
    )


def _first_layers(sizes: list[int], seed: int) -> Layers:
    rng = np.random.default_rng(seed)
    return [
        (jnp.asarray(rng.normal(size=(before, after)) * np.sqrt(1.5 / before), jnp.float32), jnp.zeros(after))
        for before, after in itertools.pairwise(sizes)
    ]


def _apply(layers: Layers, inputs: Any) -> Any:  # noqa: ANN401
    values = inputs
    for kernel, bias in layers[:-1]:
        values = jax.nn.silu(values @ kernel + bias)
    kernel, bias = layers[-1]
    return values @ kernel + bias


def _optimizer(scaled: _Scaled, trained: np.ndarray, steps: int) -> Callable[[Any, int], Any]:
    """Adam (Kingma & Ba 2015) with a learning rate that falls as a cosine, `_STEPS_PER_CALL` steps at a time."""
    inputs, outputs, weights = (jnp.asarray(part) for part in (scaled.inputs, scaled.outputs, scaled.weights))
    rows = jnp.asarray(trained)
    edge = _LINEAR_FROM / scaled.network.unit

    def loss(layers: Layers, batch: Any) -> Any:  # noqa: ANN401
        error = _apply(layers, inputs[batch]) - outputs[batch]
        return jnp.mean(weights[batch] * (jnp.sqrt(error * error + edge * edge) - edge))

    def step(state: Any, number: Any) -> Any:  # noqa: ANN401
        layers, first, second, key = state
        key, own = jax.random.split(key)
        batch = rows[jax.random.randint(own, (_BATCH,), 0, len(rows))]
        gradient = jax.grad(loss)(layers, batch)
        first = jax.tree.map(lambda old, new: 0.9 * old + 0.1 * new, first, gradient)
        second = jax.tree.map(lambda old, new: 0.999 * old + 0.001 * new * new, second, gradient)
        count = number + 1.0
        falling = 0.5 * (1 + jnp.cos(jnp.pi * jnp.minimum(1.0, number / steps))) + 5e-4
        rate = _RATE * jnp.minimum(1.0, count / _WARM_UP) * falling

        def moved(value: Any, mean: Any, square: Any) -> Any:  # noqa: ANN401
            return value - rate * (mean / (1 - 0.9**count)) / (jnp.sqrt(square / (1 - 0.999**count)) + 1e-8)

        return (jax.tree.map(moved, layers, first, second), first, second, key), None

    @jax.jit
    def many(state: Any, number: Any) -> Any:  # noqa: ANN401
        return jax.lax.scan(step, state, number + jnp.arange(float(_STEPS_PER_CALL)))[0]

    return many


def train(made: TrainingSet, *, steps: int, seed: int) -> tuple[AfterglowNetwork, Errors]:
    """Train a network, and measure it on one in twenty of the light curves, which it has not seen."""
    scaled = _scale(made)
    order = np.random.default_rng(seed).permutation(len(scaled.inputs))
    held_back = int(_VALIDATED * len(order))
    unseen, trained = order[:held_back], order[held_back:]
    sizes = [scaled.inputs.shape[1], *[_WIDTH] * _DEPTH_OF_LAYERS, scaled.outputs.shape[1]]
    layers = _first_layers(sizes, seed)
    nothing = jax.tree.map(jnp.zeros_like, layers)
    state: Any = (layers, nothing, nothing, jax.random.PRNGKey(seed))
    advance = _optimizer(scaled, trained, steps)
    started = time.monotonic()
    for number in range(0, steps, _STEPS_PER_CALL):
        state = advance(state, float(number))
        if number // _STEPS_PER_CALL % 20 == 19:
            found = _errors(state[0], scaled, unseen)
            print(
                f"{number + _STEPS_PER_CALL} steps, {time.monotonic() - started:.0f} s: {found}", flush=True
            )
    weights = [(np.asarray(kernel), np.asarray(bias)) for kernel, bias in state[0]]
    network = AfterglowNetwork(**{**vars(scaled.network), "layers": weights})
    return network, _errors(state[0], scaled, unseen)


def _errors(layers: Layers, scaled: _Scaled, rows: np.ndarray) -> Errors:
    found = np.asarray(jax.jit(_apply)(layers, scaled.inputs[rows])) - scaled.outputs[rows]
    size = np.abs(found[scaled.is_near_peak[rows]]) * scaled.network.unit
    quantiles = [float(value) for value in np.quantile(size, [0.5, 0.9, 0.99])]
    return Errors(float(np.sqrt(np.mean(size**2))), *quantiles)


def main() -> None:
    """Make a network and print its errors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("jet", choices=["tophat", "gaussian"])
    parser.add_argument("--curves", type=int, default=120_000)
    parser.add_argument("--steps", type=int, default=80_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="file of the weights; the one that fits use")
    arguments = parser.parse_args()
    made = make_training_set(arguments.jet, arguments.curves, arguments.seed)
    network, errors = train(made, steps=arguments.steps, seed=arguments.seed)
    path = arguments.out or WEIGHTS / f"afterglow_{arguments.jet}.npz"
    path.parent.mkdir(parents=True, exist_ok=True)
    network.save(path)
    print(f"{path}: {errors}")


if __name__ == "__main__":
    main()
