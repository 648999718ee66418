"""NMMA's own likelihood of a light curve, with its own model on its own grid of times, as its command line builds them."""

import numpy as np

from nmma_fitter.inference.likelihood import LOWEST
from nmma_fitter.job.fit_job import FitJob
from nmma_fitter.job.nmma_check import nmma_likelihood
from nmma_fitter.models.build import nmma_model


class OwnLikelihood:
    """ln L of NMMA itself; nothing of ours is in it but the reading of the light curve and the prior."""

    def __init__(self, job: FitJob, nodes: int, last_day: float, error_budget: float) -> None:
        """Have the model computed at so many times, but for one whose light curve depends on its own grid.

        `last_day`: where the grid ends, days after the explosion; `error_budget`: mag.
        """
        self.prior = job.prior
        entry = job.entry
        count = entry.time_grid.points if entry.depends_on_its_grid else nodes
        days = np.geomspace(entry.time_grid.first_day, last_day, count)
        self._likelihood = nmma_likelihood(
            nmma_model(entry, job.photometry.filter_names, days),
            job.photometry,
            job.window.trigger_jd,
            error_budget=error_budget,
            detection_limits=None,
        )

    def __call__(self, points: np.ndarray) -> np.ndarray:
        """Give ln L, shape (m,), at points of shape (m, k), in the order of the prior's names; at least LOWEST."""
        values = []
        for point in points:
            self._likelihood.parameters.update(self.prior.parameters(point))
            with np.errstate(all="ignore"):
                values.append(max(LOWEST, float(self._likelihood.log_likelihood())))
        return np.array(values)
