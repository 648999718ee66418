"""Where on an axis a value lies, for interpolation along it."""

import numpy as np


def step_of(axis: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Index of the step of `axis` (ascending, shape (g,)) that each value is in, and how far in it; shape of `values`.

    How far is 0–1 within the axis; beyond it, less or more: its first and last step go on there.
    """
    before = np.clip(np.searchsorted(axis, values) - 1, 0, len(axis) - 2)
    return before, (values - axis[before]) / (axis[before + 1] - axis[before])
