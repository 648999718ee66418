"""Locates values on an axis, for interpolation."""

import numpy as np


def step_of(axis: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Index of the step of `axis` (ascending, shape (g,)) that contains each value, and the position within that step.

    The position is 0–1 within the axis. Beyond the axis it is smaller or larger, counted from the first or last step.
    """
    before = np.clip(np.searchsorted(axis, values) - 1, 0, len(axis) - 2)
    return before, (values - axis[before]) / (axis[before + 1] - axis[before])
