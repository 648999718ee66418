"""The fork server: its fits equal those of a separate process, and nothing of them is left behind."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from running import FAST, SLOW, finish, fork_server, start, valid

from nmma_fitter.paths import FITTER


@pytest.fixture(scope="module")
def server():
    with fork_server() as found:
        yield found


def children(pid):
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return path.read_text().split() if path.exists() else []


def wait_for(holds, seconds=30):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def evidence(folder):
    result = valid(folder, "result")
    (folder / "result.json").unlink()
    return result["lnZ"], result["lnZError"], result["posterior"]["samples"][:5], result["bestFit"]


def test_a_fit_is_the_same_to_the_last_digit_and_starts_at_once(server, make_job):
    folder = make_job(settings=FAST)
    assert finish(folder) == (0, "")
    cold = evidence(folder)
    status, output = finish(folder, **server[1])
    assert (status, output) == (0, "")
    assert evidence(folder) == cold


def test_what_a_fit_says_and_its_status_reach_the_job(server, make_job):
    folder = make_job(text="nonsense\n")
    status, output = finish(folder, 60, **server[1])
    assert status == 1
    assert valid(folder, "error")["message"] in output


def test_a_signal_reaches_the_fit(server, make_job):
    folder = make_job(model="Me2017", kind="KN", settings=SLOW)
    process = start(folder, **server[1])
    wait_for(lambda: (folder / "progress.json").exists() and valid(folder, "progress")["stage"] == "sampling")
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 1
    assert valid(folder, "error")["code"] == "told-to-stop"


def test_a_killed_job_takes_its_fit_with_it(server, make_job):
    folder = make_job(model="Me2017", kind="KN", settings=SLOW)
    process = start(folder, **server[1])
    wait_for((folder / "progress.json").exists)
    assert len(children(server[0].pid)) == 1
    process.kill()
    process.communicate(timeout=30)
    wait_for(lambda: not children(server[0].pid))
    assert not (folder / "result.json").exists()


def test_a_job_fits_by_itself_when_the_server_dies(server, make_job):
    folder = make_job(settings=FAST)
    process = start(folder, **server[1])
    wait_for((folder / "progress.json").exists)
    server[0].kill()
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0, output
    assert json.loads((folder / "result.json").read_text())["object"] == "ZTF26aaaaasc"
    # And so does one that finds nobody.
    (folder / "result.json").unlink()
    assert finish(folder, **server[1])[0] == 0


def test_a_starter_that_ends_during_the_imports_leaves_no_server(tmp_path):
    command = f'"{sys.executable}" -m nmma_fitter serve "{tmp_path}/fork.sock" --starter $$ >/dev/null 2>&1 & echo $!'
    environment = {**os.environ, "PYTHONPATH": str(FITTER)}
    started = subprocess.run(
        ["/bin/sh", "-c", command], env=environment, capture_output=True, text=True, check=True
    )
    server = Path(f"/proc/{started.stdout.strip()}")
    assert server.exists()
    wait_for(lambda: not server.exists(), 60)
