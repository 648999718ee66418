"""The smallest ellipsoid around points, nearly."""

import numpy as np

# Rounds, and points that each of them moves the ellipsoid towards. The volume is then some 5 % above the smallest in 5
# to 10 dimensions, and a hundred rounds take ten times as long to take that away; bounds are enlarged by more anyway.
_ROUNDS = 20
_POINTS_PER_ROUND = 20


def enclosing_ellipsoid(points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Enclose points of shape (m, n), m > n, in an ellipsoid (x − c)ᵀ A (x − c) ≤ 1 of nearly the smallest volume.

    Khachiyan's algorithm (Todd & Yıldırım 2007, https://doi.org/10.1016/j.dam.2007.02.013): weights on the points are
    moved, point by point, to those that are farthest out. Each move changes a matrix by a product of two vectors, and so
    its inverse.

    Returns c, A and the inverse of A. Raises numpy.linalg.LinAlgError when the points lie in a plane.
    """
    count, dimensions = points.shape
    lifted = np.concatenate([points, np.ones((count, 1))], axis=1)
    weights = np.full(count, 1 / count)
    inverse = np.linalg.inv(lifted.T @ (lifted * weights[:, None]))
    for _ in range(_ROUNDS):
        distances = np.einsum("ij,ij->i", lifted @ inverse, lifted)
        farthest = np.argsort(distances)[: -_POINTS_PER_ROUND - 1 : -1]
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
    # So that the farthest point lies on it.
    scale = np.einsum("ij,ij->i", offsets @ form, offsets).max()
    return centre, form / scale, shape * scale
