"""An ellipsoid around points, of nearly the smallest volume."""

import numpy as np

from nmma_fitter.inference.settings import BoundSettings

_SETTINGS = BoundSettings()


def enclosing_ellipsoid(points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Enclose points of shape (m, n), m > n, in an ellipsoid (x − c)ᵀ A (x − c) ≤ 1 of nearly the smallest volume.

    Khachiyan's algorithm (Todd & Yıldırım 2007, https://doi.org/10.1016/j.dam.2007.02.013) moves weight to the points that
    are farthest out, one at a time. Each move is a rank-one update of a matrix, and so of its inverse.

    Returns c, A and the inverse of A. Raises numpy.linalg.LinAlgError when the points lie in a plane.
    """
    count, dimensions = points.shape
    lifted = np.concatenate([points, np.ones((count, 1))], axis=1)
    weights = np.full(count, 1 / count)
    inverse = np.linalg.inv(lifted.T @ (lifted * weights[:, None]))
    for _ in range(_SETTINGS.ellipsoid_rounds):
        distances = np.einsum("ij,ij->i", lifted @ inverse, lifted)
        farthest = np.argsort(distances)[: -_SETTINGS.ellipsoid_points_per_round - 1 : -1]
        for index in farthest.tolist():
            direction = inverse @ lifted[index]
            distance = float(lifted[index] @ direction)
            if distance < dimensions + 1:
                continue
            step = (distance - (dimensions + 1)) / ((dimensions + 1) * (distance - 1))
            share = step / (1 - step + step * distance)
            inverse = (inverse - share * np.outer(direction, direction)) / (1 - step)
            weights *= 1 - step
            weights[index] += step
    centre = weights @ points
    offsets = points - centre
    shape = offsets.T @ (offsets * weights[:, None])
    form = np.linalg.inv(shape)
    # Scaled so that the farthest point lies on the ellipsoid.
    scale = np.einsum("ij,ij->i", offsets @ form, offsets).max()
    return centre, form / scale, shape * scale
