"""nautilus as this project uses it.

Three things of it take most of a fast fit, and are replaced:

- Every bound that it draws looks up and limits the threads of all libraries in the process, a fifth of a fast fit. Here
  they are limited for good, by the environment of the job (see `__init__`).
- The ellipsoids around its points are made with a matrix inverted two thousand times each, a third of a fast fit. Bounds
  that are a few per cent larger than the smallest are as right: the volume that counts is that of the ellipsoid drawn.
- Where an ellipsoid is split in two is tried from ten random beginnings, of which nearly all end the same. Another split
  is no less right, only less efficient: two are enough.
"""

from contextlib import ContextDecorator
from typing import Any, Self

import threadpoolctl

from nmma_fitter.inference.ellipsoid import enclosing_ellipsoid

_BEGINNINGS = 2


class _AlreadyLimited(ContextDecorator):
    """In the place of `threadpool_limits`, as a context and as a decorator; does nothing."""

    def __init__(self, *_: Any, **__: Any) -> None:  # noqa: ANN401
        """Take what `threadpool_limits` takes."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    @classmethod
    def wrap(cls, *_: Any, **__: Any) -> Self:  # noqa: ANN401
        return cls()


_limits = threadpoolctl.threadpool_limits
threadpoolctl.threadpool_limits = _AlreadyLimited
try:
    import nautilus.bounds.basic
    import nautilus.bounds.union
    from nautilus import Sampler
finally:
    threadpoolctl.threadpool_limits = _limits

_mixture = nautilus.bounds.union.GaussianMixture


def _mixture_of_few_beginnings(**arguments: Any) -> Any:  # noqa: ANN401
    return _mixture(**{**arguments, "n_init": _BEGINNINGS})


nautilus.bounds.union.GaussianMixture = _mixture_of_few_beginnings
nautilus.bounds.basic.minimum_volume_enclosing_ellipsoid = enclosing_ellipsoid

__all__ = ["Sampler"]
