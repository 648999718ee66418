"""What `bench/fidelity` found, in Markdown: a line per model and sampler, and a line per light curve."""

from itertools import groupby
from statistics import median
from typing import Any


def summary(rows: list[dict[str, Any]]) -> str:
    """How well each model agrees with NMMA's own, by the sampler that NMMA had; `rows` in the order of their models."""
    lines = [
        "| model | sampler of NMMA | light curves | agree | largest difference of ln Z | median | largest median shift | median | best fit, mag |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for model, of_model in groupby(rows, lambda row: row["model"]):
        every = list(of_model)
        for sampler in sorted({row["sampler"] for row in every}):
            some = [row for row in every if row["sampler"] == sampler]
            differences = [row["difference"] for row in some]
            shifts = [row["medianShift"] for row in some]
            lines.append(
                f"| `{model}` | {sampler} | {len(some)} | {sum(row['passed'] for row in some)} "
                f"| {max(differences, key=abs):+.2f} | {median(differences):+.2f} "
                f"| {max(shifts):.2f} σ | {median(shifts):.2f} σ | {_largest(some)} |"
            )
    return "\n".join(lines)


def _largest(rows: list[dict[str, Any]]) -> str:
    """The largest difference of best fits (mag), or that one of them could not be compared."""
    found = [row["magnitude"] for row in rows]
    return "not compared" if None in found else f"{max(found):.0e}"


def table(rows: list[dict[str, Any]]) -> str:
    """A Markdown table of comparisons."""
    lines = [
        "| model | object | points | ln Z, ours | ln Z, NMMA | sampler | fits | impossible | difference | largest median shift | best fit, mag | |",
        "| --- | --- | ---: | ---: | ---: | --- | ---: | ---: | ---: | --- | ---: | --- |",
    ]
    for row in rows:
        lines.append(
            f"| `{row['model']}` | {row['object']} | {row['points']} | {row['lnZ']:.2f} ± {row['lnZError']:.2f} "
            f"| {row['stockLnZ']:.2f} ± {row['stockLnZError']:.2f} | {row['sampler']} | {row['stockFits']} "
            f"| {100 * row['impossibleShare']:.0f} % | {row['difference']:+.2f} "
            f"| {row['medianShift']:.2f} σ ({row['medianShiftOf']}) | {_largest([row])} "
            f"| {'yes' if row['passed'] else '**no**'} |"
        )
    return "\n".join(lines)
