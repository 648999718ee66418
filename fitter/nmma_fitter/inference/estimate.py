"""An evidence with the weighted posterior samples that it comes from."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class EvidenceEstimate:
    """ln Z and weighted samples of the posterior. The columns of `points` are in the order of the prior's names."""

    lnz: float
    lnz_error: float
    effective_samples: float
    # Shape (m, n), (m,) and (m,).
    points: np.ndarray
    log_weights: np.ndarray
    log_likelihoods: np.ndarray
    seconds: float
    # False: there are fewer effective samples than were requested.
    is_complete: bool
    # False: the fit was stopped before ln Z had converged.
    is_converged: bool = True
    # By how much a second estimate of ln Z is higher than the first, where the two disagree.
    disagreement: float | None = None
