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
    """`nodes` times (days after the explosion) that NMMA computes, and what lies between."""

    def __init__(self, first_day: float, last_day: float, nodes: int) -> None:
        """Cover `first_day` to at least `last_day` with `nodes` nodes."""
        # NMMA's nodes end a day after the last time that it is asked for, and it is asked for the nodes themselves:
        # the step from the last node that is used to NMMA's last one has to be longer than that day.
        end = self._end(first_day, last_day, nodes)
        while end * (first_day / end) ** (1 / (nodes - 1)) >= end - 1.0:
            last_day *= 1.2
            end = self._end(first_day, last_day, nodes)
        self._nodes = np.geomspace(first_day, end, nodes)[:-1]
        self.asked_days = np.append(self._nodes, end - 1.0)

    @staticmethod
    def _end(first_day: float, last_day: float, nodes: int) -> float:
        """NMMA's last node, such that the last but one is `last_day`."""
        return (last_day * first_day ** (-1 / (nodes - 1))) ** ((nodes - 1) / (nodes - 2))

    def interpolate(self, magnitudes: np.ndarray, days: np.ndarray) -> np.ndarray:
        """From magnitudes at `asked_days` to magnitudes at `days`; the edges hold beyond the nodes."""
        values = magnitudes[:-1]
        inside = np.clip(days, self._nodes[0], self._nodes[-1])
        if not np.all(np.isfinite(values)):
            return np.interp(inside, self._nodes, values)
        return PchipInterpolator(np.log(self._nodes), values)(np.log(inside))
