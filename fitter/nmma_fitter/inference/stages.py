"""The progress of a fit that samples one likelihood and then reweights to others."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from nmma_fitter.inference.run_control import Decision, RunControl, SamplerState, Stopped
from nmma_fitter.inference.settings import StageSettings


@dataclass(frozen=True)
class Stage:
    """A part of the work, from `start` to `end` (0–1): a RunControl that reports fractions of the whole."""

    control: RunControl
    start: float
    end: float

    def decide(self) -> Decision:
        """Say what the fit shall do next."""
        return self.control.decide()

    def report(self, state: SamplerState) -> None:
        """Report a state whose fraction is that of this stage."""
        self.control.report(self._of_the_whole(state))

    @contextmanager
    def running(self) -> Iterator[None]:
        """Convert the state of a Stopped that leaves this context from the stage's fraction to that of the whole."""
        try:
            yield
        except Stopped as stopped:
            raise Stopped(self._of_the_whole(stopped.state)) from stopped

    def overtime(self) -> "Stage":
        """Control extra work that was not planned: it counts as the end of this stage."""
        return Stage(self.control, self.end, self.end)

    def _of_the_whole(self, state: SamplerState) -> SamplerState:
        return replace(state, fraction=self.start + (self.end - self.start) * state.fraction)


def plan_stages(control: RunControl, reweightings: int, *, is_cheap: bool) -> list[Stage]:
    """Plan the stages of a fit: one of sampling a likelihood, then one for each reweighting."""
    if reweightings == 0:
        return [Stage(control, 0.0, 1.0)]
    sampling = 1 / (1 + reweightings) if is_cheap else StageSettings().sampling_share
    width = (1 - sampling) / reweightings
    starts = [sampling + i * width for i in range(reweightings)]
    return [Stage(control, 0.0, sampling), *(Stage(control, start, start + width) for start in starts)]
