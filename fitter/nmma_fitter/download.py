"""Fetching one file: resumed where it was left, whole or not at all."""

import gzip
import hashlib
import http.client
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

_CHUNK = 1 << 18
_TIMEOUT_SECONDS = 30
_ATTEMPTS = 3
_OK, _PARTIAL, _RANGE_REFUSED = 200, 206, 416


class DownloadError(Exception):
    """A file could not be fetched: why, in one sentence."""


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, hexadecimal, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def download(url: str, target: Path, sha256: str | None, report: Callable[[int, int | None], None]) -> str:
    """Fetch `url` to `target` by way of `target.part`, which a later call goes on with.

    A file that comes as `.gz` is unpacked. `report` is told the bytes that are there, and how many there will be.

    Returns the SHA-256 of the finished file. Raises DownloadError: no network, no such file, a page instead of a file,
    another checksum than `sha256` (then the part is removed), a full disk.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    try:
        _fetch(url, part, report)
        finished = _unpacked(url, part)
        found = sha256_of(finished)
        if sha256 is not None and found != sha256:
            finished.unlink()
            raise DownloadError(
                f"{url} has the checksum {found[:12]}…, expected {sha256[:12]}…: it was thrown away."
            )
        finished.replace(target)
    except OSError as error:
        raise DownloadError(f"{target} could not be written: {error.strerror or error}.") from error
    return found


def _fetch(url: str, part: Path, report: Callable[[int, int | None], None]) -> None:
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            _fetch_once(url, part, report)
        except urllib.error.HTTPError as error:
            if error.code == _RANGE_REFUSED and part.exists():
                # What there is does not belong to what is there now.
                part.unlink()
                continue
            raise DownloadError(f"{url} answers {error.code} {error.reason}.") from error
        except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError) as error:
            if attempt == _ATTEMPTS:
                why = getattr(error, "reason", None) or error
                raise DownloadError(
                    f"{url} cannot be reached: {why}. What there is of it is kept."
                ) from error
            time.sleep(0.2 * attempt)
        else:
            return
    raise DownloadError(f"{url} changed while it was fetched.")


def _fetch_once(url: str, part: Path, report: Callable[[int, int | None], None]) -> None:
    there = part.stat().st_size if part.exists() else 0
    headers = {"Range": f"bytes={there}-"} if there else {}
    with urllib.request.urlopen(
        urllib.request.Request(url, headers=headers), timeout=_TIMEOUT_SECONDS
    ) as answer:
        if "text/html" in (answer.headers.get("Content-Type") or ""):
            raise DownloadError(f"{url} is a web page, not a file: it has moved.")
        is_rest = answer.status == _PARTIAL
        length = answer.headers.get("Content-Length")
        begin = there if is_rest else 0
        whole = begin + int(length) if length is not None else None
        done = begin
        with part.open("ab" if is_rest else "wb") as file:
            while chunk := answer.read(_CHUNK):
                file.write(chunk)
                done += len(chunk)
                report(done, whole)
    if whole is not None and done < whole:
        raise http.client.IncompleteRead(b"", whole - done)


def _unpacked(url: str, part: Path) -> Path:
    if not url.endswith(".gz"):
        return part
    plain = part.with_name(f"{part.name}.plain")
    try:
        with gzip.open(part) as packed, plain.open("wb") as file:
            shutil.copyfileobj(packed, file)
    except (gzip.BadGzipFile, EOFError) as error:
        part.unlink()
        raise DownloadError(f"{url} is no gzip file: it was thrown away.") from error
    part.unlink()
    return plain
