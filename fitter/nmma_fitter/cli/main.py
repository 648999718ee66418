"""`python -m nmma_fitter run FOLDER`: exit status 0 only when `result.json` is there and whole.

The other commands are `serve` (see fork_server) and `assets`.
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
from nmma_fitter.job.end_requests import EndRequests

_MAX_TRACEBACK = 20_000
_FULL = (errno.ENOSPC, errno.EDQUOT)
_UNWRITABLE = (errno.EROFS, errno.EACCES, errno.EPERM)


def _requests_by_signal() -> EndRequests:
    """Requests that signals set: SIGTERM and SIGINT to stop, SIGUSR1 when Slurm warns that the time is nearly over."""
    requests = EndRequests()

    def stop(_number: int, _frame: FrameType | None) -> None:
        requests.stop = True

    def end(_number: int, _frame: FrameType | None) -> None:
        requests.time_over = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    signal.signal(signal.SIGUSR1, end)
    return requests


def _explain(error: Exception) -> FitError:
    if isinstance(error, FitError):
        return error
    if isinstance(error, MemoryError):
        return FitError("out-of-memory", "out-of-memory", "The fit ran out of memory.")
    if isinstance(error, OSError) and error.errno in _FULL:
        return FitError(
            "node", "disk-full", f"There is no room left to write in the job's folder: {error.strerror}."
        )
    if isinstance(error, OSError) and error.errno in _UNWRITABLE:
        return FitError("node", "unwritable-folder", f"The job's folder cannot be written: {error.strerror}.")
    return FitError("crash", "crash", f"The fit crashed: {type(error).__name__}: {error}.")


def _fit(folder: Path, started: float) -> int:
    """Fit a job's folder in this process; returns the exit status."""
    requests = _requests_by_signal()
    try:
        # An unusable request is refused before NMMA is imported, which takes seconds.
        from nmma_fitter.job.files import read_request  # noqa: PLC0415

        read_request(folder)
        # Imported here, so that a failing import is reported like any other error.
        from nmma_fitter.job.run import run_job  # noqa: PLC0415

        run_job(folder, started, requests)
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
    run = commands.add_parser("run", help="run the fit that the request.json of a folder describes")
    run.add_argument("folder", type=Path)
    server = commands.add_parser("serve", help="import NMMA once, and fork for each `run` that connects")
    server.add_argument("socket")
    server.add_argument(
        "--starter", type=int, default=os.getppid(), help="number of the process it works for"
    )
    add_assets_command(commands)
    parsed = parser.parse_args(arguments)
    if parsed.command == "run":
        return _run(parsed.folder)
    if parsed.command == "serve":
        return serve(parsed.socket, _fit, parsed.starter)
    return run_assets(parsed)
