"""The files of a job's folder, each checked against its schema in `fitter/schemas`."""

import hashlib
import json
import os
import sys
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

# jsonschema would import a grammar for a format that no schema here uses: a second of every job.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

from jsonschema import Draft202012Validator, ValidationError  # noqa: E402

from nmma_fitter.errors import FitError  # noqa: E402

FITTER = Path(__file__).resolve().parent.parent
SCHEMA_VERSION = 1
# Of what was found, in a message.
_LONGEST = 300


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((FITTER / "schemas" / f"{name}.schema.json").read_text()))


def _complaint(name: str, data: object) -> str | None:
    error = next(iter(_validator(name).iter_errors(data)), None)
    if error is None:
        return None
    where = "/".join(str(step) for step in error.absolute_path)
    # What was found may be long.
    message = error.message if len(error.message) <= _LONGEST else f"{error.message[:_LONGEST]}…"
    return f"{name}.json{f' at {where}' if where else ''}: {message}{_near(error)}"


def _near(error: ValidationError) -> str:
    """For a key that does not exist: the nearest one that does."""
    if error.validator != "additionalProperties" or not isinstance(error.instance, dict):
        return ""
    known = list(error.schema["properties"])
    unknown = [key for key in error.instance if key not in known]
    near = get_close_matches(unknown[0], known, 1) if unknown else []
    return f"; did you mean {near[0]}?" if near else f"; expected {', '.join(known)}"


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_request(folder: Path) -> dict[str, Any]:
    """Read `request.json`, and check that the light curve beside it is the one that it speaks of.

    Raises FitError (bad-data) naming the file and what is wrong in it.
    """
    path = folder / "request.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8"), parse_constant=_refuse_constant)
    except FileNotFoundError as error:
        raise FitError("bad-data", "no-request", f"There is no request.json in {folder}.") from error
    except (ValueError, RecursionError) as error:
        raise FitError("bad-data", "bad-request", f"request.json is not valid JSON: {error}.") from error
    complaint = _complaint("request", data)
    if complaint:
        raise FitError("bad-data", "bad-request", f"{complaint}.")
    for part in ("lightCurve", "prior"):
        if not (folder / data[part]["path"]).is_file():
            raise FitError(
                "bad-data", "missing-file", f"The file {data[part]['path']} is missing in {folder}."
            )
    if sha256(folder / data["lightCurve"]["path"]) != data["lightCurve"]["sha256"]:
        raise FitError(
            "bad-data",
            "other-light-curve",
            "The light curve is not the one of the request: its hash differs.",
        )
    return data


def write_whole(folder: Path, name: str, data: dict[str, Any]) -> None:
    """Write `NAME.json` under a temporary name and rename it, so that a reader sees all of it or nothing.

    Raises ValueError when the data do not agree with the schema, or hold a number that JSON cannot; OSError when they
    cannot be written. Nothing is left under either name then.
    """
    complete = {"schema_version": SCHEMA_VERSION, **data}
    complaint = _complaint(name, complete)
    if complaint:
        raise ValueError(complaint)
    temporary = folder / f"{name}.json.tmp"
    try:
        with temporary.open("w") as file:
            json.dump(complete, file, allow_nan=False)
            file.flush()
            # A machine that stops right after the rename must not leave an empty file under the final name.
            os.fsync(file.fileno())
        temporary.replace(folder / f"{name}.json")
    except (OSError, ValueError):
        temporary.unlink(missing_ok=True)
        raise
