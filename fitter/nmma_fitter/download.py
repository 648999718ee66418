"""Downloads one file, resuming an interrupted download; the file appears only when it is complete."""

import gzip
import hashlib
import http.client
import json
import shutil
import tarfile
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
    """A file could not be downloaded; the message says why in one sentence."""


class UnreachableError(DownloadError):
    """The server of a file does not answer."""


class _NotFoundError(DownloadError):
    """The server has no such file."""


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, hexadecimal, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def download(url: str, target: Path, sha256: str | None, report: Callable[[int, int | None], None]) -> str:
    """Download `url` to `target`. An interrupted download stays in `target.part`, and a later call resumes it.

    A `.gz` file is unpacked. A file that sncosmo's server has moved is found through its `data/redirects.json`. `report`
    receives the bytes so far and, if known, the total.

    Returns the SHA-256 of the finished file. Raises DownloadError: no network, no such file, a web page instead of
    a file, a checksum other than `sha256` (then the part is removed), a full disk.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    try:
        try:
            found_at = _fetch(url, part, report)
        except _NotFoundError:
            moved_to = _moved_to(url)
            if moved_to is None:
                raise
            found_at = _fetch(moved_to, part, report)
        finished = _unpacked(found_at, part)
        found = sha256_of(finished)
        if sha256 is not None and found != sha256:
            finished.unlink()
            raise DownloadError(
                f"{url} has the checksum {found[:12]}…, expected {sha256[:12]}…: the download was discarded."
            )
        finished.replace(target)
    except OSError as error:
        raise DownloadError(f"{target} could not be written: {error.strerror or error}.") from error
    return found


def _moved_to(url: str) -> str | None:
    """The new address of a data file that sncosmo's server has moved; None when the server gives none."""
    root, data, path = url.partition("/data/")
    if not data:
        return None
    try:
        with urllib.request.urlopen(f"{root}/data/redirects.json", timeout=_TIMEOUT_SECONDS) as answer:
            moved = json.load(answer)
    except (OSError, http.client.HTTPException, ValueError):
        return None
    found = moved.get(path) if isinstance(moved, dict) else None
    return found if isinstance(found, str) and found.startswith(("http://", "https://")) else None


def unpack(archive: Path, targets: list[Path]) -> None:
    """Extract files from a tar archive, each to the target with its name. A file appears only when it is complete.

    Raises DownloadError when it is not a tar archive or lacks one of the files.
    """
    try:
        with tarfile.open(archive) as packed:
            members = {Path(member.name).name: member for member in packed.getmembers() if member.isfile()}
            for target in targets:
                member = members.get(target.name)
                content = None if member is None else packed.extractfile(member)
                if content is None:
                    raise DownloadError(f"{archive.name} has no {target.name}.")
                target.parent.mkdir(parents=True, exist_ok=True)
                part = target.with_name(f"{target.name}.part")
                with part.open("wb") as file:
                    shutil.copyfileobj(content, file)
                part.replace(target)
    except tarfile.TarError as error:
        raise DownloadError(f"{archive.name} is not a tar archive: {error}.") from error


def _fetch(url: str, part: Path, report: Callable[[int, int | None], None]) -> str:
    """Download to `part`; returns the address at which the file was found."""
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return _fetch_once(url, part, report)
        except urllib.error.HTTPError as error:
            if error.code == _RANGE_REFUSED and part.exists():
                # The part belongs to another version of the file.
                part.unlink()
                continue
            kind = _NotFoundError if error.code == http.client.NOT_FOUND else DownloadError
            raise kind(f"{url} returned {error.code} {error.reason}.") from error
        except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError) as error:
            if attempt == _ATTEMPTS:
                why = getattr(error, "reason", None) or error
                raise UnreachableError(
                    f"{url} cannot be reached: {why}. The part that was downloaded is kept."
                ) from error
            time.sleep(0.2 * attempt)
    raise DownloadError(f"{url} changed while it was fetched.")


def _fetch_once(url: str, part: Path, report: Callable[[int, int | None], None]) -> str:
    there = part.stat().st_size if part.exists() else 0
    headers = {"Range": f"bytes={there}-"} if there else {}
    with urllib.request.urlopen(
        urllib.request.Request(url, headers=headers), timeout=_TIMEOUT_SECONDS
    ) as answer:
        if "text/html" in (answer.headers.get("Content-Type") or ""):
            raise DownloadError(f"{url} is a web page, not a file: the file has probably moved.")
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
        found_at = answer.url
    if whole is not None and done < whole:
        raise http.client.IncompleteRead(b"", whole - done)
    return found_at


def _unpacked(url: str, part: Path) -> Path:
    if not url.endswith(".gz"):
        return part
    plain = part.with_name(f"{part.name}.plain")
    try:
        with gzip.open(part) as packed, plain.open("wb") as file:
            shutil.copyfileobj(packed, file)
    except (gzip.BadGzipFile, EOFError) as error:
        part.unlink()
        raise DownloadError(f"{url} is not a gzip file: the download was discarded.") from error
    part.unlink()
    return plain
