"""A process that has imported NMMA, and forks for each fit: `python -m nmma_fitter serve SOCKET`.

Importing NMMA takes seconds, half of a fast fit. Each job is still a process of its own. Where the environment variable
NMMA_FORK_SERVER_SOCKET names a server, the job passes it its folder, standard output and standard error, waits, and exits
with the fit's status. A signal to the job reaches the fit, and when the job is killed the fit is killed too. Where there
is no server, or the server dies, the job runs the fit itself.
"""

import array
import ctypes
import gc
import json
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

SOCKET_VARIABLE = "NMMA_FORK_SERVER_SOCKET"
# The server ends when it has been idle for so long and the process that started it is gone.
_IDLE_SECONDS = 2.0
_LOOK_SECONDS = 1.0
_STOP = b"S"
_MOST_BYTES = 65536
_PR_SET_PDEATHSIG = 1


def fit_elsewhere(folder: Path, started: float) -> int | None:
    """Let the fork server run the fit of a job's folder, and wait for it; `started`: `time.monotonic()` at the job's start.

    Returns the exit status; None when there is no server, or it died: then no part of the fit is still running.
    """
    path = os.environ.get(SOCKET_VARIABLE)
    if not path:
        return None
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(path)
        message = {"folder": str(folder.resolve()), "started": started, "environment": dict(os.environ)}
        # The fit writes to the standard output and error of this process.
        socket.send_fds(connection, [json.dumps(message).encode()], [1, 2])
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: connection.send(_STOP))
        answer = connection.recv(_MOST_BYTES)
        return int(answer) if answer else None
    except OSError:
        return None
    finally:
        connection.close()


class _Server:
    """A listening socket, and a connection for each running fit."""

    def __init__(self, path: str, fit: Callable[[Path, float], int], starter: int) -> None:
        self._fit = fit
        self._starter = starter
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(path)
        Path(path).chmod(0o600)
        self._listening.listen(64)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listening, selectors.EVENT_READ)
        self._jobs: dict[int, socket.socket] = {}
        self._busy_at = time.monotonic()
        # The end of a child wakes the selector.
        self._wake, wake = socket.socketpair()
        self._wake.setblocking(False)
        wake.setblocking(False)
        self._selector.register(self._wake, selectors.EVENT_READ)
        signal.set_wakeup_fd(wake.fileno())
        self._waker = wake
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def run(self) -> None:
        """Serve till there is nothing to do and nobody left to do it for."""
        while self._jobs or not self._is_forgotten():
            for key, _ in self._selector.select(_LOOK_SECONDS):
                if key.fileobj is self._listening:
                    self._accept()
                elif key.fileobj is self._wake:
                    self._wake.recv(_MOST_BYTES)
                else:
                    self._hear(int(key.data))
            self._reap()

    def _is_forgotten(self) -> bool:
        is_orphan = os.getppid() != self._starter
        return is_orphan and time.monotonic() - self._busy_at > _IDLE_SECONDS

    def _accept(self) -> None:
        connection, _ = self._listening.accept()
        data, descriptors, _, _ = socket.recv_fds(connection, _MOST_BYTES, 2)
        try:
            message = json.loads(data)
            folder, started = Path(message["folder"]), float(message["started"])
            environment: dict[str, str] = message["environment"]
        except (ValueError, KeyError, TypeError):
            connection.close()
        else:
            pid = os.fork()
            if pid == 0:
                self._become_a_fit(folder, started, environment, descriptors)
            self._jobs[pid] = connection
            self._selector.register(connection, selectors.EVENT_READ, pid)
        for descriptor in array.array("i", descriptors):
            os.close(descriptor)

    def _become_a_fit(
        self, folder: Path, started: float, environment: dict[str, str], descriptors: list[int]
    ) -> None:
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            if sys.platform == "linux":
                # The fit dies with the server, and the job then runs the fit itself.
                ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            for connection in (self._listening, self._wake, self._waker, *self._jobs.values()):
                connection.close()
            for target, descriptor in enumerate(descriptors, 1):
                os.dup2(descriptor, target)
            os.environ.update(environment)
            os.chdir(folder)
            status = self._fit(folder, started)
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(status)

    def _hear(self, pid: int) -> None:
        """Stop the fit when its job asks for it, and kill the fit when its job is gone."""
        try:
            heard = self._jobs[pid].recv(_MOST_BYTES)
        except OSError:
            heard = b""
        if not heard:
            self._selector.unregister(self._jobs[pid])
        os.kill(pid, signal.SIGTERM if heard else signal.SIGKILL)

    def _reap(self) -> None:
        for pid in list(self._jobs):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended == 0:
                continue
            connection = self._jobs.pop(pid)
            if connection.fileno() in self._selector.get_map():
                self._selector.unregister(connection)
            # The status of a killed fit is a shell's: 128 plus the signal.
            code = os.waitstatus_to_exitcode(status)
            with suppress(OSError):
                connection.send(str(code if code >= 0 else 128 - code).encode())
            connection.close()
            self._busy_at = time.monotonic()


def serve(path: str, fit: Callable[[Path, float], int], starter: int) -> int:
    """Import what fits need, and serve on a socket of that path; `fit` gives a fit's exit status.

    `starter` is the number of the process that started this one. It is handed over, not looked up: a starter that ends
    during the seconds of imports would otherwise never be missed, and the server would stay for ever.
    """
    import nmma_fitter.job.run  # noqa: F401, PLC0415

    # Memory allocated so far is shared with every fit. The garbage collector must not touch it, which would copy it.
    gc.collect()
    gc.freeze()
    server = _Server(path, fit, starter)
    try:
        server.run()
    finally:
        _remove(Path(path))
    return 0


def _remove(path: Path) -> None:
    """Remove the socket, and its folder if that is empty."""
    path.unlink(missing_ok=True)
    with suppress(OSError):
        path.parent.rmdir()
