"""Writes the progress of a fit to `progress.json`."""

import time
from pathlib import Path
from typing import Literal

from nmma_fitter.job.files import write_whole

Stage = Literal["starting", "sampling", "finishing"]


class Progress:
    """Writes `progress.json`, at most once a second while sampling."""

    def __init__(self, folder: Path, started: float) -> None:
        """Take the job's folder and `time.monotonic()` at its start."""
        self._folder = folder
        self._started = started
        self._written = 0.0
        self._fraction = 0.0
        self._sampling_since: float | None = None

    def is_due(self) -> bool:
        """Whether a second has passed since the last write."""
        return time.monotonic() - self._written >= 1.0

    def write(
        self,
        stage: Stage,
        *,
        iteration: int = 0,
        likelihood_calls: int = 0,
        lnz: float | None = None,
        fraction: float = 0.0,
    ) -> None:
        """Write the progress. The fraction is an estimate, and never decreases."""
        now = time.monotonic()
        if stage == "sampling" and self._sampling_since is None:
            self._sampling_since = now
        self._fraction = max(self._fraction, min(fraction, 1.0))
        remaining = None
        if stage == "sampling" and self._sampling_since is not None and self._fraction > 0.05:
            remaining = (now - self._sampling_since) * (1 - self._fraction) / self._fraction
        self._written = now
        write_whole(
            self._folder,
            "progress",
            {
                "stage": stage,
                "iteration": iteration,
                "likelihoodCalls": likelihood_calls,
                "lnZ": lnz,
                "fraction": self._fraction,
                "elapsedSeconds": now - self._started,
                "remainingSeconds": remaining,
            },
        )
