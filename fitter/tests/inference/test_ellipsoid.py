"""Ellipsoids around points against nautilus' own, which takes ten times as long."""

import importlib

import nautilus.bounds.basic
import numpy as np
import pytest

from nmma_fitter.inference.ellipsoid import enclosing_ellipsoid


@pytest.mark.parametrize(("count", "dimensions"), [(12, 2), (100, 5), (200, 10), (400, 10)])
def test_it_holds_all_points_and_is_hardly_larger_than_the_smallest(count, dimensions):
    rng = np.random.default_rng(count)
    points = rng.standard_normal((count, dimensions)) * rng.random(dimensions) + 3
    centre, form, inverse = enclosing_ellipsoid(points)
    offsets = points - centre
    distances = np.einsum("ij,jk,ik->i", offsets, form, offsets)
    assert distances.max() == pytest.approx(1, abs=1e-9)
    assert form @ inverse == pytest.approx(np.eye(dimensions), abs=1e-9)
    theirs = _nautilus_own()(points)[2]
    excess = (np.linalg.slogdet(inverse)[1] - np.linalg.slogdet(theirs)[1]) / 2
    assert -0.01 < excess < 0.15


def test_of_points_in_a_plane_there_is_none():
    points = np.random.default_rng(1).random((20, 3))
    points[:, 2] = 0
    with pytest.raises(np.linalg.LinAlgError):
        enclosing_ellipsoid(points)


def _nautilus_own():
    """The function that nautilus_patches replaces."""
    spec = importlib.util.spec_from_file_location("own_basic", nautilus.bounds.basic.__file__)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.minimum_volume_enclosing_ellipsoid


def test_nautilus_uses_it():
    importlib.import_module("nmma_fitter.inference.nautilus_patches")
    assert nautilus.bounds.basic.minimum_volume_enclosing_ellipsoid is enclosing_ellipsoid
