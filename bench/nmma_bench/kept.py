"""Rows of results that are kept from one run of a benchmark to the next."""

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent.parent / "results"


def kept_rows(name: str) -> list[dict[str, Any]]:
    """All rows in `bench/results/NAME.json`, none where there is no such file yet."""
    path = RESULTS / f"{name}.json"
    return json.loads(path.read_text()) if path.is_file() else []


def ordered_rows(name: str, models: tuple[str, ...]) -> list[dict[str, Any]]:
    """All kept rows in the order of their models, the light curves with most points first, then by object, way or sampler."""
    return sorted(
        kept_rows(name),
        key=lambda row: (
            models.index(row["model"]),
            -row["points"],
            row["object"],
            row.get("way") or row.get("sampler"),
        ),
    )


def keep_row(name: str, row: dict[str, Any], keys: tuple[str, ...]) -> None:
    """Put a row among those in `bench/results/NAME.json`, in the place of the one that has the same values of `keys`.

    They are read anew each time: another process may measure on another core.
    """
    by_key = {tuple(one[key] for key in keys): one for one in [*kept_rows(name), row]}
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(list(by_key.values()), indent=1) + "\n")


def keep_each(
    name: str,
    rows: Iterable[dict[str, Any]],
    keys: tuple[str, ...],
    table: Callable[[list[dict[str, Any]]], str],
) -> list[dict[str, Any]]:
    """Show and keep each row in `bench/results/NAME.json` as soon as it is measured, and print the table of all."""
    measured = []
    for row in rows:
        measured.append(row)
        print(table([row]).splitlines()[-1], file=sys.stderr, flush=True)
        keep_row(name, row, keys)
    print(table(measured))
    return measured
