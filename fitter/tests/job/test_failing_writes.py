"""What is written when something fails: the whole file or the old one, and why."""

import errno
import json
import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest
from running import FAST, finish, start, valid

from nmma_fitter.job import files
from nmma_fitter.job.files import write_whole

ERROR = {"reason": "bad-data", "code": "no-points", "message": "None."}


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    write_whole(tmp_path, "error", ERROR)

    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(tmp_path, "error", {**ERROR, "message": "Another."})
    assert [path.name for path in tmp_path.iterdir()] == ["error.json"]
    assert json.loads((tmp_path / "error.json").read_text())["message"] == "None."


def test_a_process_killed_while_it_writes_leaves_no_half_file(tmp_path, monkeypatch):
    child = os.fork()
    if child == 0:
        monkeypatch.setattr(files.os, "fsync", lambda _: os.kill(os.getpid(), signal.SIGKILL))
        write_whole(tmp_path, "error", ERROR)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert not (tmp_path / "error.json").exists()


def test_a_truncated_request_ends_the_job_with_its_reason(make_job):
    folder = make_job()
    whole = (folder / "request.json").read_bytes()
    (folder / "request.json").write_bytes(whole[:-20])
    status, output = finish(folder, 60)
    assert status == 1
    error = valid(folder, "error")
    assert (error["reason"], error["code"]) == ("bad-data", "bad-request")
    assert error["message"] in output
    assert "Traceback" not in output
    assert not (folder / "result.json").exists()


def test_rows_that_repeat_are_told(make_job, server):
    text = (make_job() / "light_curve.dat").read_text()
    folder = make_job(text=text + text.splitlines(keepends=True)[-1], settings=FAST)
    status, output = finish(folder, **server)
    assert status == 0, output
    warnings = {warning["code"]: warning["text"] for warning in valid(folder, "result")["warnings"]}
    assert warnings["duplicate-points"].startswith("1 row of the light curve")


def test_a_job_killed_at_its_end_leaves_a_whole_result_or_none(make_job):
    folder = make_job(settings=FAST)
    process = start(folder)
    deadline = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < deadline:
        progress = folder / "progress.json"
        if progress.exists() and valid(folder, "progress")["stage"] == "finishing":
            break
        time.sleep(0.01)
    process.kill()
    process.communicate(timeout=30)
    assert not (folder / "error.json").exists()
    if (folder / "result.json").exists():
        valid(folder, "result")


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 64 kB."""
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(small)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("only root can make a small disk")
    yield small
    subprocess.run(["umount", str(small)], check=True)


def copied(folder: Path, small: Path) -> Path:
    for name in ("request.json", "light_curve.dat", "model.prior"):
        (small / name).write_bytes((folder / name).read_bytes())
    return small


def test_a_disk_without_room_for_one_file(make_job, small_disk):
    folder = copied(make_job(settings=FAST), small_disk)
    with suppress(OSError), (folder / "filler").open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 1024)
    status, output = finish(folder, 60)
    assert status == 1
    assert "There is no room left" in output
    assert "error.json could not be written" in output
    left = {path.name for path in folder.iterdir()}
    assert left == {"request.json", "light_curve.dat", "model.prior", "filler"}


def test_a_disk_that_cannot_be_written_to(make_job, small_disk):
    folder = copied(make_job(settings=FAST), small_disk)
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
    status, output = finish(folder, 60)
    assert status == 1
    assert "Read-only file system" in output
    assert "error.json could not be written" in output
    assert {path.name for path in folder.iterdir()} == {"request.json", "light_curve.dat", "model.prior"}
