"""A likelihood of known evidence, for tests of what samples and corrects."""

from types import SimpleNamespace

import numpy as np

from nmma_fitter.inference import nested_sampling
from nmma_fitter.inference.evidence import find_evidence


class Peaks:
    """ln L of peaks (centre, sigma, weight) in a box of side 10: ln Z is ln of the weights' sum − n ln 10."""

    def __init__(self, *peaks):
        self.peaks = peaks
        self.calls = 0
        self.model = SimpleNamespace(is_cheap=True)

    def __call__(self, points):
        self.calls += len(points)
        n = points.shape[1]
        terms = [
            np.log(weight)
            - n * np.log(sigma * np.sqrt(2 * np.pi))
            - np.sum((points - centre) ** 2, axis=1) / sigma**2 / 2
            for centre, sigma, weight in self.peaks
        ]
        return np.logaddexp.reduce(terms, axis=0)


def find(likelihoods, prior, settings, ask=lambda: nested_sampling.GO_ON, report=lambda state: None):
    """Find the evidence, as a job does."""
    return find_evidence(likelihoods, prior, settings, ask=ask, report=report)
