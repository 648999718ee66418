"""How a running fit is controlled, and how it says how far it is."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class Decision(Enum):
    """What a fit shall do next."""

    CONTINUE = "continue"
    # End now, and return the result so far.
    END_NOW = "end-now"
    # End now, without a result.
    GIVE_UP = "give-up"


@dataclass(frozen=True)
class SamplerState:
    """The state of a fit. `fraction` (0–1) estimates how much of the work is done; `lnz` is None before there is one."""

    iteration: int
    lnz: float | None
    fraction: float


class RunControl(Protocol):
    """Decides whether a fit continues, and receives its state. Both methods are called about once a second."""

    def decide(self) -> Decision:
        """Say what the fit shall do next."""
        ...

    def report(self, state: SamplerState) -> None:
        """Receive the fit's state."""
        ...


class Unattended:
    """A RunControl that lets the fit run to its end and ignores its state."""

    def decide(self) -> Decision:
        """Always continue."""
        return Decision.CONTINUE

    def report(self, state: SamplerState) -> None:
        """Ignore the state."""


class Stopped(Exception):  # noqa: N818
    """The fit was stopped before it had a result; `state` is how far it was."""

    def __init__(self, state: SamplerState) -> None:
        super().__init__("stopped")
        self.state = state
