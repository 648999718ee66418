"""`python -m nmma_fitter run FOLDER`: exit status 0 only when `result.json` is there and whole.

Beside it `serve` (see warm) and `assets`.
"""

import argparse
import errno
import os
import signal
import sys
import time
import traceback
from pathlib import Path
from types import FrameType

from nmma_fitter.cli.assets_command import add_assets_command, run_assets
from nmma_fitter.cli.fork_server import fit_elsewhere, serve
from nmma_fitter.errors import FitError

_MAX_TRACEBACK = 20_000
_FULL = (errno.ENOSPC, errno.EDQUOT)
_UNWRITABLE = (errno.EROFS, errno.EACCES, errno.EPERM)


class _StopRequest:
    """Set by SIGTERM or SIGINT, its time over by SIGUSR1; the sampler looks at it once a second."""

    def __init__(self) -> None:
        self._is_set = False
        self.is_time_over = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._set)
        # Slurm's warning that the time limit is near.
        signal.signal(signal.SIGUSR1, self._end)

    def _set(self, _number: int, _frame: FrameType | None) -> None:
        self._is_set = True

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self.is_time_over = True

    def __call__(self) -> bool:
        return self._is_set


def _explain(error: Exception) -> FitError:
    if isinstance(error, FitError):
        return error
    if isinstance(error, MemoryError):
        return FitError("out-of-memory", "out-of-memory", "The fit needed more memory than there is.")
    if isinstance(error, OSError) and error.errno in _FULL:
        return FitError(
            "node", "disk-full", f"There is no room left to write in the job's folder: {error.strerror}."
        )
    if isinstance(error, OSError) and error.errno in _UNWRITABLE:
        return FitError("node", "unwritable-folder", f"The job's folder cannot be written: {error.strerror}.")
    return FitError("crash", "crash", f"The fit crashed: {type(error).__name__}: {error}.")


def _fit(folder: Path, started: float) -> int:
    """Fit a job's folder in this process; returns the exit status."""
    is_asked_to_stop = _StopRequest()
    try:
        # A request that cannot be used is refused before NMMA is imported, which takes seconds.
        from nmma_fitter.job.files import read_request  # noqa: PLC0415

        read_request(folder)
        # Only here: it may be what is wrong.
        from nmma_fitter.job.run import run_job  # noqa: PLC0415

        run_job(folder, started, is_asked_to_stop, lambda: is_asked_to_stop.is_time_over)
    except Exception as error:
        explained = _explain(error)
        details = None if isinstance(error, FitError) else traceback.format_exc()[-_MAX_TRACEBACK:]
        print(explained.message, details or "", sep="\n", file=sys.stderr)
        from nmma_fitter.job.files import write_whole  # noqa: PLC0415

        try:
            write_whole(
                folder,
                "error",
                {
                    "reason": explained.reason,
                    "code": explained.code,
                    "message": explained.message,
                    "value": explained.value,
                    "traceback": details,
                },
            )
        except OSError as unwritten:
            print(f"error.json could not be written: {unwritten.strerror}.", file=sys.stderr)
        return 1
    return 0


def _run(folder: Path) -> int:
    started = time.monotonic()
    if not folder.is_dir():
        print(f"There is no folder {folder}.", file=sys.stderr)
        return 2
    status = fit_elsewhere(folder, started)
    return _fit(folder, started) if status is None else status


def main(arguments: list[str]) -> int:
    """Run the command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="nmma_fitter", description="Run the jobs of nmma-bot.")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="fit what the request.json of a folder asks for")
    run.add_argument("folder", type=Path)
    warm = commands.add_parser("serve", help="import NMMA once, and fit for `run`s that know the socket")
    warm.add_argument("socket")
    warm.add_argument("--starter", type=int, default=os.getppid(), help="number of the process it works for")
    add_assets_command(commands)
    parsed = parser.parse_args(arguments)
    if parsed.command == "run":
        return _run(parsed.folder)
    if parsed.command == "serve":
        return serve(parsed.socket, _fit, parsed.starter)
    return run_assets(parsed)
