"""The times at which NMMA computes an afterglow, chosen so that few are enough.

An afterglow costs a jet integral per time and filter. NMMA computes it at as many log-spaced nodes as it is asked
for times, from the first of these to a day after the last, and interpolates linearly between them in time, where
afterglows are nearly straight in log time. Asked at those very nodes it has nothing to interpolate; a monotone cubic
in log time then goes through them. Measured over the prior: the largest error within 0.1–11 days is 0.02 mag in the
median with 10 nodes, where NMMA's own way leaves 0.22 with 10 and 0.045 with 16.
"""

import numpy as np
from scipy.interpolate import PchipInterpolator


class AfterglowGrid:
    """`nodes` times (days after the explosion) that NMMA computes, and the denser ones that are interpolated."""

    def __init__(self, first_day: float, last_day: float, nodes: int, points: int) -> None:
        """Cover `first_day` to `last_day` with `nodes` nodes and `points` interpolated times."""
        # NMMA's nodes end a day after the last time it is asked for, here after the last node that is used.
        end = (last_day * first_day ** (-1 / (nodes - 1))) ** ((nodes - 1) / (nodes - 2))
        self._nodes = np.geomspace(first_day, end, nodes)[:-1]
        self.asked_days = np.append(self._nodes, end - 1.0)
        if end - 1.0 <= self._nodes[-1]:
            raise ValueError(
                f"an afterglow's grid from {first_day} to {last_day} days needs fewer than {nodes} nodes"
            )
        self.days = np.geomspace(first_day, self._nodes[-1], points)

    def interpolate(self, magnitudes: np.ndarray) -> np.ndarray:
        """From magnitudes at `asked_days` to magnitudes at `days`."""
        values = magnitudes[:-1]
        if not np.all(np.isfinite(values)):
            return np.interp(self.days, self._nodes, values)
        return PchipInterpolator(np.log(self._nodes), values)(np.log(self.days))
