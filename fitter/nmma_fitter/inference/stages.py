"""How far a fit is, that samples one likelihood and then asks others."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from nmma_fitter.inference.nested_sampling import SamplerState, Stopped

# Of the work, where a call of the sampled likelihood is no cheaper than one of those that correct it.
_SAMPLING_SHARE = 0.9


@dataclass(frozen=True)
class Stage:
    """A part of the work, from `start` to `end` (0–1); called with a state within it, it reports that of the whole."""

    report: Callable[[SamplerState], None]
    start: float
    end: float

    def __call__(self, state: SamplerState) -> None:
        """Report a state whose fraction is that of this stage."""
        self.report(self._of_the_whole(state))

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Within it, whoever stops in this stage says how far the whole was."""
        try:
            yield
        except Stopped as stopped:
            raise Stopped(self._of_the_whole(stopped.state)) from stopped

    def at_its_end(self, state: SamplerState) -> None:
        """Report a state of what was not foreseen, when this stage is over."""
        self(replace(state, fraction=1.0))

    def _of_the_whole(self, state: SamplerState) -> SamplerState:
        return replace(state, fraction=self.start + (self.end - self.start) * state.fraction)


def stages(report: Callable[[SamplerState], None], corrections: int, *, is_cheap: bool) -> list[Stage]:
    """The stages of sampling a likelihood, and of so many corrections after it.

    Measured on afterglows and Me2017: where a call costs next to nothing, sampling takes as long as each correction.
    """
    if corrections == 0:
        return [Stage(report, 0.0, 1.0)]
    sampling = 1 / (1 + corrections) if is_cheap else _SAMPLING_SHARE
    width = (1 - sampling) / corrections
    starts = [sampling + i * width for i in range(corrections)]
    return [Stage(report, 0.0, sampling), *(Stage(report, start, start + width) for start in starts)]
