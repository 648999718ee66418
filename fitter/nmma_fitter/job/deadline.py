"""When a fit has to end."""

import time
from collections.abc import Callable

from nmma_fitter.errors import FitError
from nmma_fitter.inference import nested_sampling


class Deadline:
    """When to stop: at the time limit with what there is, or with nothing when somebody asked."""

    def __init__(
        self,
        limit_seconds: float | None,
        started: float,
        is_asked: Callable[[], bool],
        is_time_over: Callable[[], bool] = lambda: False,
    ) -> None:
        """Take the time limit, `time.monotonic()` at the start, and whether somebody asked to stop or ended the time."""
        self._limit = limit_seconds
        self._started = started
        self._is_asked = is_asked
        self._is_time_over = is_time_over

    def ask(self) -> str:
        """What the sampler shall do now: GO_ON, END_NOW or GIVE_UP."""
        if self._is_asked():
            return nested_sampling.GIVE_UP
        seconds = time.monotonic() - self._started
        is_over = self._is_time_over() or (self._limit is not None and seconds > self._limit)
        return nested_sampling.END_NOW if is_over else nested_sampling.GO_ON

    def error(self, state: nested_sampling.SamplerState) -> FitError:
        """Why there is no result, in words."""
        lnz = "no ln Z yet" if state.lnz is None else f"ln Z so far {state.lnz:.1f}, not converged"
        share = f"about {100 * state.fraction:.0f} % done"
        if self._is_asked():
            return FitError("timed-out", "told-to-stop", f"The fit was told to stop: {lnz}, {share}.")
        elapsed = time.monotonic() - self._started
        seconds = elapsed if self._limit is None or self._is_time_over() else self._limit
        return FitError(
            "timed-out", "time-limit", f"The fit was not done after {seconds:.0f} s: {lnz}, {share}."
        )
