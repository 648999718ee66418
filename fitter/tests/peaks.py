"""A likelihood of known evidence, and controls of a run, for tests of the inference."""

from types import SimpleNamespace

import numpy as np

from nmma_fitter.inference.evidence import EvidenceFinder
from nmma_fitter.inference.run_control import Decision


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


class Control:
    """A RunControl that decides by calling `decide`, and keeps the states."""

    def __init__(self, decide=lambda: Decision.CONTINUE):
        self.decide = decide
        self.states = []

    def report(self, state):
        self.states.append(state)

    @property
    def fractions(self):
        """How far the run was each time."""
        return [state.fraction for state in self.states]


def always(decision):
    """A control that always decides the same."""
    return Control(lambda: decision)


def find(likelihoods, prior, request, control=None):
    """Find the evidence, as a job does."""
    return EvidenceFinder(likelihoods, prior, request, control or Control()).find()
