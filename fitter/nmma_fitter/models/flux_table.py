"""A surrogate of fiesta, restricted to the frequencies and times of a fit.

fiesta's network is small. Most of its time goes into expanding the network's output to a table of all frequencies, from radio
to X-rays, and all times. Everything after the last hidden layer (the last layer, scaling, expansion) is one affine map. Here
fiesta computes that map once, and only the part that a fit needs is kept: a point then costs a fifth.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

# Rows per call of fiesta's functions. They are compiled again for every other number.
_BATCH = 64


class FluxTable:
    """ln of the flux (mJy at 10 pc) over frequencies and times around those of a fit, for many points at once."""

    def __init__(
        self,
        surrogate: Any,  # noqa: ANN401
        log_nus: tuple[float, float],
        log_days: tuple[float, float],
    ) -> None:
        """Take a surrogate, and the first and last ln frequency (Hz) and ln time (days) in the source frame.

        `log_nus`, shape (f,), and `log_days`, shape (t,), are the surrogate's own nodes around these.
        """
        import jax  # noqa: PLC0415  (a second, and only these models need it)

        rows, self.log_nus = _around(np.log(np.asarray(surrogate.nus, dtype=float)), log_nus)
        columns, self.log_days = _around(np.log(np.asarray(surrogate.times, dtype=float)), log_days)
        layers = surrogate.models.params
        weights = [np.asarray(layers[f"layers_{i}"]["kernel"], dtype=np.float32) for i in range(len(layers))]
        biases = [np.asarray(layers[f"layers_{i}"]["bias"], dtype=np.float32) for i in range(len(layers))]
        self._hidden = list(zip(weights[:-1], biases[:-1], strict=True))
        self._latent = np.asarray(surrogate.latent_vector, dtype=np.float32)
        self._project = jax.jit(jax.vmap(surrogate.project_input))
        grow = jax.jit(jax.vmap(surrogate.project_output))

        def table(outputs: np.ndarray) -> np.ndarray:
            found = _in_batches(lambda batch: np.asarray(grow(batch))[:, rows, columns], outputs)
            return found.reshape(len(outputs), -1)

        nothing = table(np.zeros((1, len(biases[-1])), dtype=np.float32))
        self._bias = table(biases[-1][np.newaxis])[0]
        self._weights = table(weights[-1]) - nothing

    def log_flux(self, inputs: np.ndarray) -> np.ndarray:
        """Give ln flux, shape (m, f, t), of inputs of shape (m, k) in the order of the surrogate's parameters."""
        values = _in_batches(self._project, inputs).astype(np.float32)
        values = np.concatenate(
            [np.broadcast_to(self._latent, (len(values), len(self._latent))), values], axis=1
        )
        for weights, bias in self._hidden:
            values = np.maximum(values @ weights + bias, 0)
        return (values @ self._weights + self._bias).reshape(
            len(inputs), len(self.log_nus), len(self.log_days)
        )


def _around(nodes: np.ndarray, span: tuple[float, float]) -> tuple[slice, np.ndarray]:
    """The nodes within a span and one beyond each end, at least two."""
    first = max(0, min(int(np.searchsorted(nodes, span[0], side="right")) - 1, len(nodes) - 2))
    last = max(first + 1, min(int(np.searchsorted(nodes, span[1])), len(nodes) - 1))
    chosen = slice(first, last + 1)
    return chosen, nodes[chosen]


def _in_batches(function: Callable[[np.ndarray], Any], values: np.ndarray) -> np.ndarray:
    """Apply a function of fiesta to the rows of `values`, in batches of the size that it was compiled for."""
    parts = [
        np.asarray(function(_padded(values[start : start + _BATCH])))
        for start in range(0, len(values), _BATCH)
    ]
    return np.concatenate(parts)[: len(values)]


def _padded(values: np.ndarray) -> np.ndarray:
    missing = np.repeat(values[-1:], _BATCH - len(values), axis=0)
    return np.concatenate([values, missing]).astype(np.float32)
