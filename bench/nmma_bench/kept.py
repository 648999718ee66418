"""Rows of results that are kept from one run of a benchmark to the next."""

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent.parent / "results"


def keep_row(path: Path, row: dict[str, Any], keys: tuple[str, ...]) -> None:
    """Put a row among those in a JSON file, in the place of the one that has the same values of `keys`.

    They are read anew each time: another process may measure on another core.
    """
    kept = json.loads(path.read_text()) if path.is_file() else []
    by_key = {tuple(one[key] for key in keys): one for one in [*kept, row]}
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(list(by_key.values()), indent=1) + "\n")


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
        keep_row(RESULTS / f"{name}.json", row, keys)
    print(table(measured))
    return measured
