"""NMMA's surrogate `Bu2019lm_sparse`, trained here on what NMMA's package carries: no network is needed.

NMMA ships 28 light curves of the POSSIS grid (Bulla 2019): dynamical × wind mass, seen from one angle. Its own code makes
the surrogate of them, as `create-svdmodel` does.
"""

import contextlib
import io
import tempfile
import warnings
from importlib.resources import files
from pathlib import Path

import numpy as np

from nmma_fitter.models import nmma_bridge  # noqa: F401  (NMMA is not imported before it)

MODEL = "Bu2019lm_sparse"
_FILTERS = ["ztfg", "ztfr", "ztfi"]
# The light curves begin at 0.202 d.
_DAYS = np.arange(0.21, 14.01, 0.1)
_COEFFICIENTS = 10


def train(folder: Path) -> None:
    """Train the surrogate and put its files below `folder` (NMMA's --svd-path); some ten seconds.

    Raises OSError when they cannot be written; then none of them is new.
    """
    from nmma.em import io as nmma_io  # noqa: PLC0415
    from nmma.em import model_parameters, training  # noqa: PLC0415

    curves = sorted(str(path) for path in files("nmma").joinpath("tests/data/bulla").iterdir())
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".training") as name:
        # It says a line per coefficient, and warns of each whose length scale is short.
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            data, parameters = model_parameters.Bu2019lm_sparse(
                nmma_io.read_photometry_files(curves, filters=_FILTERS)
            )
            training.SVDTrainingModel(
                MODEL,
                data,
                parameters,
                _DAYS,
                _FILTERS,
                n_coeff=_COEFFICIENTS,
                svd_path=name,
                interpolation_type="sklearn_gp",
            )
        (folder / MODEL).mkdir(exist_ok=True)
        for band in _FILTERS:
            (Path(name) / MODEL / f"{band}.joblib").replace(folder / MODEL / f"{band}.joblib")
        (Path(name) / f"{MODEL}.joblib").replace(folder / f"{MODEL}.joblib")
