"""nautilus as this project uses it: the pinned version, with three slow parts replaced.

- Each bound that nautilus draws from looks up and limits the threads of all libraries in the process, a fifth of a fast fit.
  Here the job's environment limits them once and for all (see `nmma_fitter/__init__.py`).
- nautilus inverts a matrix two thousand times for each ellipsoid, a third of a fast fit. `ellipsoid.py` makes bounds that are
  a few per cent larger. They are as correct, because the volume that counts is that of the ellipsoid drawn from.
- nautilus splits an ellipsoid with ten random starts, nearly all of which end the same. Two starts are enough.
"""

from contextlib import ContextDecorator
from importlib.metadata import version
from types import ModuleType
from typing import Any, Self

import threadpoolctl

from nmma_fitter.errors import FitError
from nmma_fitter.inference.ellipsoid import enclosing_ellipsoid
from nmma_fitter.inference.settings import BoundSettings

VERSION = "1.0.6"


class _AlreadyLimited(ContextDecorator):
    """Replaces `threadpool_limits`, as a context and as a decorator, and does nothing."""

    def __init__(self, *_: Any, **__: Any) -> None:  # noqa: ANN401
        """Accept the arguments of `threadpool_limits`."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    @classmethod
    def wrap(cls, *_: Any, **__: Any) -> Self:  # noqa: ANN401
        return cls()


def check_version(found: str) -> None:
    """Refuse another version of nautilus than the one that the patches were written for.

    Raises FitError (model-assets, wrong-version).
    """
    if found != VERSION:
        raise FitError(
            "model-assets",
            "wrong-version",
            f"The fits need nautilus-sampler {VERSION}, which they patch, but version {found} is installed.",
            found,
        )


def require(module: ModuleType, name: str) -> Any:  # noqa: ANN401
    """Give what a module calls by this name.

    Raises FitError (model-assets, patch-failed) when the module has no such name.
    """
    if not hasattr(module, name):
        raise FitError(
            "model-assets",
            "patch-failed",
            f"{module.__name__} has no {name} to patch: install the versions of fitter/requirements.lock.",
            name,
        )
    return getattr(module, name)


def replace(module: ModuleType, name: str, replacement: Any) -> Any:  # noqa: ANN401
    """Replace what a module calls by this name, and return the original.

    Raises FitError (model-assets, patch-failed) when the module has no such name.
    """
    original = require(module, name)
    setattr(module, name, replacement)
    return original


check_version(version("nautilus-sampler"))
# nautilus uses it as a decorator too, so it has to be replaced before nautilus is imported.
_limits = replace(threadpoolctl, "threadpool_limits", _AlreadyLimited)
try:
    import nautilus.bounds.basic
    import nautilus.bounds.nautilus
    import nautilus.bounds.union
    import nautilus.sampler
    from nautilus import Sampler
finally:
    threadpoolctl.threadpool_limits = _limits
for _module in (nautilus.bounds.basic, nautilus.bounds.nautilus, nautilus.sampler):
    require(_module, "threadpool_limits")


def _mixture_of_few_starts(**arguments: Any) -> Any:  # noqa: ANN401
    return _mixture(**{**arguments, "n_init": BoundSettings().split_starts})


_mixture = replace(nautilus.bounds.union, "GaussianMixture", _mixture_of_few_starts)
replace(nautilus.bounds.basic, "minimum_volume_enclosing_ellipsoid", enclosing_ellipsoid)

__all__ = ["Sampler"]
