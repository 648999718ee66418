"""Starts jobs as the executor does, and reads what they leave behind."""

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from jsonschema import Draft202012Validator

from nmma_fitter.cli.fork_server import SOCKET_VARIABLE
from nmma_fitter.paths import FITTER

# Enough live points that a fit is still sampling when a test interrupts it.
SLOW = {"livePoints": 5000}
# The smallest fit that is allowed: for tests of everything but its numbers.
FAST = {"livePoints": 40, "effectiveSamples": 100}


def start(folder, **variables):
    """Start the job in `folder`, with more environment variables."""
    environment = {**os.environ, "PYTHONPATH": str(FITTER), **variables}
    return subprocess.Popen(
        [sys.executable, "-m", "nmma_fitter", "run", str(folder)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def finish(folder, seconds=240, **variables):
    """Run the job in `folder` to its end; returns its exit status and what it printed."""
    process = start(folder, **variables)
    output, _ = process.communicate(timeout=seconds)
    return process.returncode, output


@contextmanager
def fork_server():
    """Run a fork server; gives its process and the environment variables that let a job find it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "server" / "fitter.sock"
        path.parent.mkdir()
        process = subprocess.Popen(
            [sys.executable, "-m", "nmma_fitter", "serve", str(path)],
            env={**os.environ, "PYTHONPATH": str(FITTER)},
        )
        deadline = time.monotonic() + 120
        while not path.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        try:
            yield process, {SOCKET_VARIABLE: str(path)}
        finally:
            process.kill()
            process.wait()


def valid(folder, name):
    """Read NAME.json of a job's folder, checked against its schema."""
    data = json.loads((folder / f"{name}.json").read_text())
    schema = json.loads((FITTER / "schemas" / f"{name}.schema.json").read_text())
    Draft202012Validator(schema).validate(data)
    return data
