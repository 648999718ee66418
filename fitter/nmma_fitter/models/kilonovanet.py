"""Spectra of POSSIS kilonovae from KilonovaNet's network (Lukošiūtė et al. 2022, MNRAS 516, 1137), with numpy alone.

The network was trained on the neutron-star grid of Bulla (2019) and Dietrich et al. (2020). Its file is part of the package
`redback_surrogates`, whose code is not imported. It is a conditional variational autoencoder; the spectra used here are
what its decoder gives at the centre of the latent space.
"""

import json
import pickle
from collections import OrderedDict
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from nmma_fitter.errors import FitError

_PACKAGE, _VERSION = "redback_surrogates", "0.2.8"
_NETWORK = f"{_PACKAGE}/surrogate_data/bulla-bns-latent-20-hidden-1000-CV-4.pt"
_METADATA = f"{_PACKAGE}/surrogate_data/metadata_bulla_bns.json"
# PyTorch's file format before 2020: this number, the version, the machine's sizes, the tensors, the names of their
# storages, then the storages one after another, each preceded by its number of elements.
_MAGIC = 0x1950A86A20F9469CFC6C
_WAVES = np.linspace(100.0, 99900.0, 500)
_CENTIMETRES_OF_10_PC = 3.0856775814913674e19


class _Tensors(pickle.Unpickler):
    """Reads a dictionary of tensors, and refuses every other class that a pickle can name."""

    def find_class(self, module: str, name: str) -> Callable[..., Any]:
        """Resolve one of the three names that a file of weights contains."""
        known = {
            ("collections", "OrderedDict"): OrderedDict,
            ("torch._utils", "_rebuild_tensor_v2"): lambda storage, _offset, size, *_: (storage, size),
            ("torch", "FloatStorage"): tuple,
        }
        if (module, name) not in known:
            raise pickle.UnpicklingError(f"{module}.{name} does not belong in a file of weights")
        return known[module, name]

    def persistent_load(self, pid: Any) -> str:  # noqa: ANN401
        """Return the name of a storage."""
        return str(pid[2])


def read_weights(file: BinaryIO) -> dict[str, np.ndarray]:
    """Read the weights of a PyTorch file, by name, without PyTorch.

    Raises pickle.UnpicklingError when it is no such file, or contains anything but floats.
    """
    if _Tensors(file).load() != _MAGIC:
        raise pickle.UnpicklingError("no PyTorch file of its old format")
    _version, _sizes, tensors, names = (_Tensors(file).load() for _ in range(4))
    storages = {}
    for name in names:
        count = int(np.frombuffer(file.read(8), dtype="<i8")[0])
        storages[name] = np.frombuffer(file.read(4 * count), dtype="<f4")
    return {name: storages[storage].reshape(size) for name, (storage, size) in tensors.items()}


def _file(relative: str) -> Path:
    try:
        found = distribution(_PACKAGE)
    except PackageNotFoundError as error:
        raise FitError(
            "model-assets",
            "missing-package",
            f"The package {_PACKAGE} {_VERSION} is not installed.",
            _PACKAGE,
        ) from error
    if found.version != _VERSION:
        raise FitError(
            "model-assets",
            "wrong-version",
            f"KilonovaNet's network was checked in {_PACKAGE} {_VERSION}, and found in {found.version}.",
            found.version,
        )
    return Path(str(found.locate_file(relative)))


class KilonovaNet:
    """The decoder: spectra of a kilonova of given masses, opening angle and viewing angle.

    `ranges`, shape (5, 2): the lowest and highest values of the training set in dynamical mass and wind mass (solar
    masses), half-opening angle (degrees), cosine of the viewing angle, and time (days).
    """

    wavelengths = _WAVES

    def __init__(self) -> None:
        """Read the network.

        Raises FitError (model-assets) when its package is missing or of another version.
        """
        metadata = json.loads(_file(_METADATA).read_text())
        with _file(_NETWORK).open("rb") as file:
            weights = read_weights(file)
        self.ranges = np.array([metadata["x_transforms"][str(i)] for i in range(5)], dtype=float)
        self._zero, self._low, self._high = metadata["y_transforms"]
        names = ("decoder.layers.0", "decoder.layers.2", "decoder.layers.4")
        self._layers = [(weights[f"{name}.weight"].T, weights[f"{name}.bias"]) for name in names]
        self._latent = int(metadata["latent_units"])

    def spectra(self, inputs: np.ndarray, which: np.ndarray | slice = slice(None)) -> np.ndarray:
        """Flux at 10 pc (erg/s/cm²/Å) of inputs in the order of `ranges`, shape (m, 5).

        At all 500 `wavelengths` or at those with the indices `which`: shape (m, wavelengths).
        """
        low, high = self.ranges.T
        values = ((inputs - low) / (high - low)).astype(np.float32)
        # The latent inputs are 0 at the centre of the latent space, so only the other inputs count.
        (first, bias), (second, second_bias), (last, last_bias) = self._layers
        values = np.tanh(values @ first[self._latent :] + bias)
        values = np.tanh(values @ second + second_bias)
        values = 1.0 / (1.0 + np.exp(-(values @ last[:, which] + last_bias[which]).astype(float)))
        luminosity = 10.0 ** (values * (self._high - self._low) + self._low) - self._zero
        return luminosity / (4 * np.pi * _CENTIMETRES_OF_10_PC**2)
