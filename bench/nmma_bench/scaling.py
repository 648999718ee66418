"""`bench/scaling`: how the cost of fits grows with points, processes and fits, and their memory.

Shock cooling, start-up included unless a fork server is meant.
"""

import argparse
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from nmma_bench.kept import RESULTS
from nmma_bench.light_curves import LightCurve, drawn
from nmma_bench.runs import environment, make_job
from nmma_bench.tables import (
    scaling_fork_server,
    scaling_memory,
    scaling_points,
    scaling_processes,
)
from nmma_fitter.cli.fork_server import SOCKET_VARIABLE
from nmma_fitter.paths import FITTER
from nmma_fitter.registry import find_model

_PRIOR = FITTER / "priors" / "tuned" / "Piro2021.prior"
_POINTS = (5, 50, 500)
_PROCESSES = (1, 2, 4)
_FITS_PER_PROCESS = 4
_START_SECONDS = 60.0
_PARTS = ("points", "processes", "fork_server")


def _fit(curve: LightCurve, variables: dict[str, str] | None = None) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_job(folder, find_model("Piro2021"), curve, _PRIOR)
        command = [sys.executable, "-m", "nmma_fitter", "run", str(folder)]
        subprocess.run(
            command,
            check=True,
            env={**environment(), **(variables or {})},
            capture_output=True,
        )
        json.loads((folder / "result.json").read_text())


def _seconds(work: Callable[[], Any]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started


def points() -> list[dict[str, Any]]:
    """Seconds of one fit, for light curves of more and more points."""
    return [
        {"points": count, "seconds": _seconds(lambda n=count: _fit(drawn("drawn", n)))} for count in _POINTS
    ]


def processes() -> list[dict[str, Any]]:
    """Seconds per fit, so many at once; each a process of its own."""
    curve = drawn("drawn", 20)
    rows = []
    for count in _PROCESSES:
        with ThreadPoolExecutor(count) as pool:
            fits = count * _FITS_PER_PROCESS
            whole = _seconds(lambda fits=fits, pool=pool: list(pool.map(lambda _: _fit(curve), range(fits))))
        rows.append({"processes": count, "fits": fits, "secondsPerFit": whole / fits})
    return rows


def fork_server(counts: list[int]) -> list[dict[str, Any]]:
    """Seconds per fit in one fork server, and its memory after them (MB)."""
    curve = drawn("drawn", 20)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fork_server.sock"
        command = [sys.executable, "-m", "nmma_fitter", "serve", str(path)]
        server = subprocess.Popen(command, env=environment())
        try:
            deadline = time.monotonic() + _START_SECONDS
            while not _is_listening(path):
                if time.monotonic() > deadline:
                    raise RuntimeError("the fork server did not start")
                time.sleep(0.05)
            for count in counts:
                whole = _seconds(
                    lambda count=count: [_fit(curve, {SOCKET_VARIABLE: str(path)}) for _ in range(count)]
                )
                pages = int(Path(f"/proc/{server.pid}/statm").read_text().split()[1])
                megabytes = pages * os.sysconf("SC_PAGE_SIZE") / 1e6
                rows.append(
                    {
                        "fits": count,
                        "secondsPerFit": whole / count,
                        "serverMegabytes": megabytes,
                    }
                )
        finally:
            server.kill()
            server.wait()
    return rows


def _is_listening(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return path.exists() and probe.connect_ex(str(path)) == 0


def peak_megabytes() -> float:
    """The most memory that one of the fits so far held, MB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3


def main() -> int:
    """Measure, print the tables, keep them in `bench/results/scaling.json`."""
    parser = argparse.ArgumentParser(prog="bench/scaling", description=__doc__.splitlines()[0])
    parser.add_argument("--long", action="store_true", help="1,000 fits in the fork server too")
    parser.add_argument("--parts", default=",".join(_PARTS), help="which of them, with commas")
    arguments = parser.parse_args()
    parts = arguments.parts.split(",")
    path = RESULTS / "scaling.json"
    rows = json.loads(path.read_text()) if path.is_file() else {}
    if "points" in parts:
        rows["points"] = points()
    if "processes" in parts:
        rows["processes"] = processes()
    if "fork_server" in parts:
        rows["fork_server"] = fork_server([10, 100, *([1000] if arguments.long else [])])
    peak = max(
        peak_megabytes(),
        0 if len(parts) == len(_PARTS) else rows.get("peakMegabytes", 0),
    )
    whole = {**rows, "peakMegabytes": peak}
    tables = (
        scaling_points(whole),
        scaling_processes(whole),
        scaling_fork_server(whole),
        scaling_memory(whole),
    )
    print("\n\n".join(tables))
    RESULTS.mkdir(exist_ok=True)
    path.write_text(json.dumps(whole, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
