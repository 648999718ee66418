"""Names of models on a benchmark's command line."""

import argparse

from nmma_fitter.errors import FitError
from nmma_fitter.registry import ModelEntry, find_model


def model(name: str) -> ModelEntry:
    """The model of this name, as a type of argparse.

    Raises ArgumentTypeError with a sentence where there is none.
    """
    try:
        return find_model(name)
    except FitError as error:
        raise argparse.ArgumentTypeError(error.message) from error


def models(names: str) -> list[ModelEntry]:
    """As `model`, of several with commas between them."""
    return [model(name.strip()) for name in names.split(",")]
