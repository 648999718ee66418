"""Two ways to one evidence, of which one may have missed a part of it."""

from dataclasses import replace

import numpy as np

from nmma_fitter.sampler import Sampled

# Joint errors: nearer than so many, two ways agree.
_AGREEING = 2.0


def choose(sampled: Sampled, weighed: Sampled) -> Sampled:
    """Choose between the evidence of a model that was sampled, and that of too few weighed samples of another.

    Both are means whose expectation is Z. Such a mean is hardly ever far above Z (by more than ln c with a probability
    of 1/c at most: Markov's inequality), but easily far below, where what matters was never met, and then its error
    does not know. So a lower one by weighing says nothing against the sampled one; a much higher one says that
    sampling missed a part. Measured on the demo's shock cooling with a top-hat jet: sampled −26.5 ± 0.1, the truth
    −23.4. Of what the two differ by, half is an error of the higher one, which tells it as its `disagreement`.
    """
    difference = weighed.lnz - sampled.lnz
    if difference <= _AGREEING * np.hypot(sampled.lnz_error, weighed.lnz_error):
        return sampled
    error = float(np.hypot(weighed.lnz_error, difference / 2))
    return replace(weighed, lnz_error=error, is_complete=False, disagreement=float(difference))
