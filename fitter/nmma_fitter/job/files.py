"""The files of a job's folder, each checked against its schema in `fitter/schemas`."""

import hashlib
import json
import math
import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

# Saves a second per job: jsonschema would import a grammar for a format that no schema here uses.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

from jsonschema import Draft202012Validator, ValidationError  # noqa: E402

from nmma_fitter.errors import FitError  # noqa: E402
from nmma_fitter.job.job_paths import Document, JobPaths  # noqa: E402
from nmma_fitter.paths import FITTER, SCHEMA_VERSION  # noqa: E402
from nmma_fitter.suggest import hint  # noqa: E402

# Rows of posterior samples that are checked against the schema.
_CHECKED_SAMPLES = 20
# Longest quotation of a wrong value in a message.
_LONGEST = 80
# Largest files. A request has 1 kB, a prior 3 kB and a light curve of ten thousand points 500 kB.
_MOST_BYTES = {"request": 1 << 20, "lightCurve": 4 << 20, "prior": 1 << 20}
# The largest safe integer of JavaScript, which writes the requests.
_LARGEST = 2**53 - 1
# Integers of the request. JSON does not distinguish 60 from 60.0, but NumPy does.
_WHOLE = (
    ("fitId",),
    ("attempt",),
    ("settings", "livePoints"),
    ("settings", "seed"),
    ("settings", "effectiveSamples"),
)


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((FITTER / "schemas" / f"{name}.schema.json").read_text()))


def _complaint(name: str, data: object) -> tuple[str, str] | None:
    """What violates the schema, and the value found; None when nothing does."""
    error = next(iter(_validator(name).iter_errors(data)), None)
    if error is None:
        return None
    if error.validator == "oneOf" and error.context:
        error = _of_the_nearest(error)
    where = "/".join(str(step) for step in error.absolute_path)
    found = _short(error.instance)
    # The value may be long.
    message = error.message.replace(repr(error.instance), found)
    if error.validator == "additionalProperties":
        found = _short(_unknown_key(error))
    return f"{name}.json{f' at {where}' if where else ''}: {message}{_suggestion(error)}", found


def _of_the_nearest(error: ValidationError) -> ValidationError:
    """Where none of several schemas matches: the error of the one that shares most keys with the data."""

    def shared(other: ValidationError) -> int:
        branch = error.validator_value[other.relative_schema_path[0]]
        keys = error.instance if isinstance(error.instance, dict) else ()
        return len(set(branch["properties"]).intersection(keys))

    return max(error.context, key=shared)


def _unknown_key(error: ValidationError) -> str:
    return next(key for key in error.instance if key not in error.schema["properties"])


def _suggestion(error: ValidationError) -> str:
    """Suggest a key for one that does not exist."""
    if error.validator != "additionalProperties":
        return ""
    return f"; {hint(_unknown_key(error), error.schema['properties'])}"


def _short(value: object) -> str:
    words = repr(value)
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _float(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError(f"the number {_short(digits)} is too large")
    return value


def _int(digits: str) -> int:
    if len(digits) > len(str(_LARGEST)) + 1 or abs(int(digits)) > _LARGEST:
        raise ValueError(f"the number {_short(digits)} is too large")
    return int(digits)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise ValueError(f"the key {_short(twice)} appears twice")
    return dict(pairs)


def _bad_request(what: str, value: str | None = None) -> FitError:
    return FitError("bad-data", "bad-request", f"{what}." if what[-1] not in ".?" else what, value)


def _parse(raw: bytes) -> dict[str, Any]:
    """Give the request in these bytes, checked against its schema."""
    try:
        data = json.loads(
            raw.decode("utf-8"),
            parse_constant=_refuse_constant,
            parse_float=_float,
            parse_int=_int,
            object_pairs_hook=_object,
        )
        complaint = _complaint("request", data)
    except json.JSONDecodeError as error:
        found = _short(error.doc[error.pos :][:_LONGEST])
        raise _bad_request(f"request.json is not valid JSON: {error}", found) from error
    except RecursionError as error:
        raise _bad_request("request.json is not valid JSON: it is nested too deeply") from error
    except UnicodeDecodeError as error:
        found = _short(raw[error.start :][:_LONGEST])
        raise _bad_request(f"request.json is not valid JSON: {error.reason} of UTF-8", found) from error
    except ValueError as error:
        raise _bad_request(f"request.json is not valid JSON: {error}") from error
    if complaint:
        raise _bad_request(*complaint)
    for *way, last in _WHOLE:
        inner = data
        for step in way:
            inner = inner[step]
        if inner.get(last) is not None:
            inner[last] = int(inner[last])
    return data


def _read(folder: Path, name: str, most_bytes: int, missing: str = "missing-file") -> bytes:
    """Give the bytes of a job's file.

    Raises FitError (bad-data) when it is missing, outside the folder, too large or cannot be read.
    """
    path = folder / name
    shown = name if name.isprintable() else repr(name)
    try:
        if not path.is_file():
            sentence = (
                f"There is no {shown} in {folder}."
                if missing == "no-request"
                else (f"The file {shown} is missing in {folder}.")
            )
            raise FitError("bad-data", missing, sentence, shown)
        real = path.resolve(strict=True)
        if real.parent != folder.resolve():
            raise FitError(
                "bad-data",
                "outside-folder",
                f"{shown} links to a file outside of the job's folder.",
                str(real),
            )
        size = path.stat().st_size
        if size > most_bytes:
            raise FitError(
                "bad-data",
                "too-large",
                f"{shown} has {size} bytes: expected at most {most_bytes}.",
                str(size),
            )
        return path.read_bytes()
    except OSError as error:
        raise FitError(
            "bad-data", "unreadable-file", f"{shown} cannot be read: {error.strerror}.", shown
        ) from error


def sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_request(folder: Path) -> dict[str, Any]:
    """Read `request.json`, and check that the light curve beside it is the one it names.

    Raises FitError (bad-data) naming the file and the mistake.
    """
    data = _parse(
        _read(folder, JobPaths(folder).document("request").name, _MOST_BYTES["request"], "no-request")
    )
    found = {part: _read(folder, data[part]["path"], _MOST_BYTES[part]) for part in ("lightCurve", "prior")}
    found_hash = hashlib.sha256(found["lightCurve"]).hexdigest()
    if found_hash != data["lightCurve"]["sha256"]:
        raise FitError(
            "bad-data",
            "other-light-curve",
            "The light curve is not the one that the request names: its hash differs.",
            found_hash,
        )
    return data


def write_whole(folder: Path, name: Document, data: dict[str, Any]) -> None:
    """Write `NAME.json` under a temporary name and rename it, so that readers see a complete file or none.

    Raises ValueError when the data violate the schema or contain a number that JSON does not have, and OSError when they
    cannot be written. No file is left under either name then.
    """
    complete = {"schema_version": SCHEMA_VERSION, **data}
    complaint = _complaint(name, _thinned(complete))
    if complaint:
        raise ValueError(complaint[0])
    paths = JobPaths(folder)
    temporary = paths.unfinished(name)
    try:
        with temporary.open("w") as file:
            json.dump(complete, file, allow_nan=False)
            file.flush()
            # Otherwise a machine that crashes right after the rename can leave an empty file under the final name.
            os.fsync(file.fileno())
        temporary.replace(paths.document(name))
    except BaseException:
        # The first error is reported, not one from the clean-up.
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def _thinned(data: dict[str, Any]) -> dict[str, Any]:
    """Keep the first posterior samples of a result, if all of them are rows of numbers of equal length.

    Checking thousands of such rows against the schema takes longer than a quick fit.
    """
    # Imported here, because reading a request does not need it.
    import numpy as np  # noqa: PLC0415

    from nmma_fitter.inference.weights import MAX_POSTERIOR_SAMPLES  # noqa: PLC0415

    samples = data.get("posterior", {}).get("samples")
    try:
        rows = np.asarray(samples)
    except ValueError:
        return data
    if rows.ndim != 2 or rows.dtype.kind not in "fi" or len(rows) > MAX_POSTERIOR_SAMPLES:
        return data
    return {**data, "posterior": {**data["posterior"], "samples": samples[:_CHECKED_SAMPLES]}}
