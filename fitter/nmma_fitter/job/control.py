"""Ends a fit at its time limit or on request, and writes its progress."""

import time
from collections.abc import Callable

from nmma_fitter.errors import FitError
from nmma_fitter.inference.run_control import Decision, SamplerState
from nmma_fitter.job.end_requests import EndRequests
from nmma_fitter.job.progress import Progress


class JobControl:
    """The RunControl of a job: its time limit, the requests to end it, and its `progress.json`."""

    def __init__(
        self,
        limit_seconds: float | None,
        started: float,
        requests: EndRequests,
        progress: Progress,
        count_calls: Callable[[], int],
    ) -> None:
        """Take the time limit, `time.monotonic()` at the job's start, and what counts the likelihood calls so far."""
        self._limit = limit_seconds
        self._started = started
        self._requests = requests
        self._progress = progress
        self._count_calls = count_calls

    def decide(self) -> Decision:
        """Say what the fit shall do next."""
        if self._requests.stop:
            return Decision.GIVE_UP
        seconds = time.monotonic() - self._started
        is_over = self._requests.time_over or (self._limit is not None and seconds > self._limit)
        return Decision.END_NOW if is_over else Decision.CONTINUE

    def report(self, state: SamplerState) -> None:
        """Write the state to `progress.json`."""
        self._progress.write(
            "sampling",
            iteration=state.iteration,
            likelihood_calls=self._count_calls(),
            lnz=state.lnz,
            fraction=state.fraction,
        )

    def error(self, state: SamplerState) -> FitError:
        """Explain why a fit that was stopped has no result."""
        lnz = "no ln Z yet" if state.lnz is None else f"ln Z so far {state.lnz:.1f}, not converged"
        share = f"about {100 * state.fraction:.0f} % done"
        if self._requests.stop:
            return FitError("timed-out", "told-to-stop", f"The fit was stopped on request: {lnz}, {share}.")
        elapsed = time.monotonic() - self._started
        seconds = elapsed if self._limit is None or self._requests.time_over else self._limit
        return FitError(
            "timed-out", "time-limit", f"The fit was not done after {seconds:.0f} s: {lnz}, {share}."
        )
