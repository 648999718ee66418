"""Every table of `bench/results` that the Python benchmarks make, in Markdown.

Run as a module it prints them all as one JSON object, name → Markdown, which `./nmma docs` puts into the pages that ask
for them. It needs nothing but the standard library, so that the pages can be made without NMMA.
"""

import json
import sys
from collections.abc import Callable, Iterable
from itertools import groupby
from statistics import median
from typing import Any

from nmma_bench.kept import RESULTS, kept_rows, ordered_rows

Row = dict[str, Any]

FIDELITY_MODELS = (
    "Piro2021",
    "Me2017",
    "v19-1998bw",
    "snana-sdss014475",
    "Bu2019lm_kilonovanet",
    "TrPi2018_tophat",
    "TrPi2018",
    "Me2017_TrPi2018",
)
DIRECT_MODELS = ("Me2017", "TrPi2018_tophat", "TrPi2018", "Me2017_TrPi2018")
AFTERGLOWS = ("TrPi2018_tophat", "TrPi2018", "Me2017_TrPi2018")

# A direct ln Z that is as uncertain as the differences that are looked for says nothing.
LARGEST_DIRECT_ERROR = 0.3
# The live points that nautilus has unless told otherwise.
_FEW_LIVE_POINTS = 400
# How `bench/direct` found its evidence, in words.
_WAYS = {
    "plain": "draws from the prior",
    "mixture": "importance sampling",
    "sampled": "nested sampling",
}
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def _number(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".replace("-", "−")


def _signed(value: float) -> str:
    # Adding 0 makes a rounded −0 positive.
    return f"{round(value, 2) + 0.0:+.2f}".replace("-", "−")


def _with_error(value: float, error: float) -> str:
    return f"{_number(value, 2)} ± {error:.2f}"


def _power(value: float) -> str:
    """One digit and a power of ten: 5 × 10⁻⁵."""
    digit, exponent = f"{value:.0e}".split("e")
    return f"{digit} × 10{str(int(exponent)).translate(_SUPERSCRIPTS)}"


def _markdown(head: str, alignment: str, rows: Iterable[Iterable[Any]]) -> str:
    """A table: `head` with bars between its titles; `alignment` has a letter per column, l or r."""
    rule = " | ".join("---:" if side == "r" else "---" for side in alignment)
    return "\n".join(
        [
            f"| {head} |",
            f"| {rule} |",
            *(f"| {' | '.join(str(cell) for cell in row)} |" for row in rows),
        ]
    )


def _best_fit(rows: list[Row]) -> str:
    """The largest difference of best fits (mag), or that one of them could not be compared."""
    found = [row["magnitude"] for row in rows]
    return "not compared" if None in found else _power(max(found))


def fidelity_summary(rows: list[Row]) -> str:
    """How well each model agrees with NMMA's own, by NMMA's sampler; `rows` in the order of their models."""
    lines = []
    for model, of_model in groupby(rows, lambda row: row["model"]):
        every = list(of_model)
        for sampler in sorted({row["sampler"] for row in every}):
            some = [row for row in every if row["sampler"] == sampler]
            differences = [row["difference"] for row in some]
            shifts = [row["medianShift"] for row in some]
            lines.append(
                (
                    f"`{model}`",
                    sampler,
                    len(some),
                    sum(row["passed"] for row in some),
                    _signed(max(differences, key=abs)),
                    _signed(median(differences)),
                    f"{max(shifts):.2f} σ",
                    f"{median(shifts):.2f} σ",
                    _best_fit(some),
                )
            )
    head = "model | NMMA's sampler | light curves | agree | largest Δ ln Z | median | largest shift of a median | median | best fit, mag"
    return _markdown(head, "llrrrrrrr", lines)


def fidelity_counts(rows: list[Row]) -> str:
    """How many comparisons agree, by the sampler of NMMA and by whether the model has an afterglow."""

    def of(some: list[Row]) -> str:
        return f"{sum(row['passed'] for row in some)} of {len(some)}"

    jets = [row for row in rows if row["model"] in AFTERGLOWS]
    others = [row for row in rows if row["model"] not in AFTERGLOWS]
    by_sampler = {name: [row for row in jets if row["sampler"] == name] for name in ("nautilus", "dynesty")}
    return (
        f"Of the comparisons without an afterglow {of(others)} agree. Of those with an afterglow, "
        f"{of(by_sampler['nautilus'])} agree when NMMA samples with nautilus, and {of(by_sampler['dynesty'])} "
        "when it samples with dynesty."
    )


def fidelity_rows(rows: list[Row]) -> str:
    """One line per comparison with a fit of NMMA's own command line."""
    head = "model | object | points | ln Z, ours | ln Z, NMMA | NMMA's sampler | NMMA's fits | prior undefined | Δ ln Z | largest shift of a median | best fit, mag | agrees"
    return _markdown(
        head,
        "llrrrlrrrlrl",
        (
            (
                f"`{row['model']}`",
                row["object"],
                row["points"],
                _with_error(row["lnZ"], row["lnZError"]),
                _with_error(row["stockLnZ"], row["stockLnZError"]),
                row["sampler"],
                row["stockFits"],
                f"{100 * row['impossibleShare']:.0f} %",
                _signed(row["difference"]),
                f"{row['medianShift']:.2f} σ ({row['medianShiftOf']})",
                _best_fit([row]),
                "yes" if row["passed"] else "**no**",
            )
            for row in rows
        ),
    )


def direct_rows(rows: list[Row]) -> str:
    """One line per comparison of our fits with NMMA's own likelihood sampled or weighted directly."""
    head = "model | object | points | direct method | our fits | ln Z, ours | ln Z, direct | largest shift of a median | widths, ours / direct | times faster"
    return _markdown(
        head,
        "llrlrrrlrr",
        (
            (
                f"`{row['model']}`",
                row["object"],
                row["points"],
                _WAYS[row["way"]],
                row["fits"],
                _with_error(row["lnZ"], row["lnZError"]),
                _with_error(row["direct-lnZ"], row["direct-lnZError"]),
                f"{row['medianShift']:.2f} ± {row['medianShiftError']:.2f} σ ({row['medianShiftOf']})",
                "–".join(f"{ratio:.2f}" for ratio in row["widthRatios"]),
                f"{row['direct-seconds'] / row['seconds']:.0f}",
            )
            for row in rows
        ),
    )


def telling(rows: list[Row]) -> list[Row]:
    """Those whose direct ln Z is known well enough to compare with."""
    return [row for row in rows if row["direct-lnZError"] < LARGEST_DIRECT_ERROR]


def _independent(direct: list[Row]) -> dict[tuple[str, str], Row]:
    """By model and object: the evidence that importance sampling alone found."""
    return {(row["model"], row["object"]): row for row in direct if row["way"] == "mixture"}


def _disagreements(fidelity: list[Row]) -> list[Row]:
    return [row for row in fidelity if row["sampler"] == "nautilus" and not row["passed"]]


def third_way(fidelity: list[Row], direct: list[Row]) -> str:
    """For each afterglow where NMMA with nautilus disagrees with us: what importance sampling says."""
    known = _independent(direct)
    head = "model | object | ln Z, ours | ln Z, NMMA with nautilus | ln Z, importance sampling | largest shift of a median, ours to NMMA"
    lines = []
    for row in _disagreements(fidelity):
        other = known.get((row["model"], row["object"]))
        lines.append(
            (
                f"`{row['model']}`",
                row["object"],
                _with_error(row["lnZ"], row["lnZError"]),
                _with_error(row["stockLnZ"], row["stockLnZError"]),
                _with_error(other["direct-lnZ"], other["direct-lnZError"]) if other else "not measured",
                f"{row['medianShift']:.2f} σ ({row['medianShiftOf']})",
            )
        )
    return _markdown(head, "llrrrl", lines)


def third_way_extent(fidelity: list[Row], direct: list[Row]) -> str:
    """How far the direct evidences are from our fits where NMMA with nautilus agrees with them."""
    disputed = {(row["model"], row["object"]) for row in _disagreements(fidelity)}
    weighted = _independent(direct)
    sampled = {(row["model"], row["object"]): row for row in direct if row["way"] == "sampled"}
    others = {pair: row for pair, row in sampled.items() if pair not in weighted}

    def extent(rows: dict[tuple[str, str], Row]) -> str:
        told = [row for pair, row in rows.items() if pair[0] in AFTERGLOWS and pair not in disputed]
        largest = max(abs(row["lnZ"] - row["direct-lnZ"]) for row in told)
        return (
            f"by at most {largest:.2f} in ln Z on {len(told)} pairs of an afterglow model and a light curve"
        )

    return (
        f"Elsewhere importance sampling differs from our fits {extent(weighted)}. Nested sampling of NMMA's own model, "
        f"where nothing else was run, differs {extent(others)}."
    )


def live_points(fidelity: list[Row]) -> str:
    """NMMA's ln Z with nautilus' own number of live points and with more, where both were fitted."""
    ours = {(row["model"], row["object"]): row for row in fidelity}
    lines = []
    for model in AFTERGLOWS:
        for name in dict.fromkeys(row["object"] for row in fidelity if row["model"] == model):
            fits = {run["extra"]["sampling"]["livePoints"]: run for run in _nautilus_fits(model, name)}
            most = max(fits, default=0)
            if _FEW_LIVE_POINTS not in fits or most <= _FEW_LIVE_POINTS:
                continue
            few, many, own = fits[_FEW_LIVE_POINTS], fits[most], ours[model, name]
            lines.append(
                (
                    f"`{model}`",
                    name,
                    _with_error(few["lnz"], few["lnz_error"]),
                    f"{_with_error(many['lnz'], many['lnz_error'])} ({most:,})",
                    _with_error(own["lnZ"], own["lnZError"]),
                )
            )
    head = f"model | object | ln Z, NMMA, {_FEW_LIVE_POINTS} live points | ln Z, NMMA, more live points | ln Z, ours"
    return _markdown(head, "llrrr", lines)


def _nautilus_fits(model: str, name: str) -> list[Row]:
    """The first kept fit of each number of live points, of NMMA's command line with nautilus."""
    paths = sorted((RESULTS / "stock").glob(f"{model}-{name}-*.json"))
    runs = [json.loads(path.read_text()) for path in paths]
    return [run for run in runs if run["extra"].get("sampling", {}).get("sampler") == "nautilus"]


def coverage() -> str:
    """Whether ranks of true parameters are uniform: a row per model that was drawn from."""
    lines = []
    for path in sorted(RESULTS.glob("coverage-*.json"), reverse=True):
        kept = json.loads(path.read_text())
        tested = sorted(kept["p"].items(), key=lambda item: item[1])
        lines.append(
            (
                f"`{path.stem.removeprefix('coverage-')}`",
                kept["n"],
                len(tested),
                f"{tested[0][1]:.2f} ({tested[0][0]})",
                f"{tested[-1][1]:.2f} ({tested[-1][0]})",
                f"{kept['seconds']} s",
            )
        )
    head = "model | light curves | parameters | smallest KS p | largest KS p | time of all fits"
    return _markdown(head, "lrrllr", lines)


def fit_rows(rows: list[Row]) -> str:
    """Our fits and NMMA's own command line, one after the other on the same core."""
    head = "model | light curve | ours | our CPU | our calls | our ln Z | NMMA, dynesty | its CPU | its calls | its ln Z | times faster"
    lines = []
    for row in rows:
        more = "> " if row["isLowerBound"] else ""
        calls = row["stockCalls"]
        lines.append(
            (
                f"`{row['model']}`",
                row["lightCurve"],
                f"{row['seconds']:.1f} s",
                f"{row['cpuSeconds']:.1f} s",
                f"{row['calls']:,}",
                row["lnZ"].replace("-", "−"),
                f"{more}{row['stockSeconds']:.0f} s",
                f"{row['stockCpuSeconds']:.0f} s",
                f"{calls:,}" if calls else "?",
                row["stockLnZ"].replace("-", "−"),
                f"{more}{row['ratio']:.0f}",
            )
        )
    return _markdown(head, "llrrrlrrrlr", lines)


def fit_speed(rows: list[Row]) -> str:
    """Our seconds of the fastest and of the slowest model."""
    slowest_last = sorted(rows, key=lambda row: row["seconds"])
    told = [
        f"{row['seconds']:.0f} s (`{row['model']}`, {row['lightCurve']})"
        for row in (slowest_last[0], slowest_last[-1])
    ]
    return f"A fit takes from {told[0]} to {told[1]} on one core, start-up included."


def scaling_points(kept: Row) -> str:
    """Seconds of a fit by the number of points."""
    lines = ((row["points"], f"{row['seconds']:.1f} s") for row in kept["points"])
    return _markdown("points | one fit", "rr", lines)


def scaling_processes(kept: Row) -> str:
    """Seconds per fit by the number of fits that run at once."""
    lines = ((row["processes"], f"{row['secondsPerFit']:.1f} s") for row in kept["processes"])
    return _markdown("fits at once | time per fit", "rr", lines)


def scaling_fork_server(kept: Row) -> str:
    """Seconds per fit, and memory, of one fork server after more and more fits."""
    lines = (
        (
            f"{row['fits']:,}",
            f"{row['secondsPerFit']:.2f} s",
            f"{row['serverMegabytes']:.0f} MB",
        )
        for row in kept["fork_server"]
    )
    return _markdown("fits in one fork server | time per fit | its memory afterwards", "rrr", lines)


def scaling_memory(kept: Row) -> str:
    """The most memory that one of those fits held."""
    return f"No fit of shock cooling held more than {kept['peakMegabytes']:.0f} MB."


def all_tables() -> dict[str, str]:
    """Every table by the name that a page asks for it with."""
    fidelity = ordered_rows("fidelity", FIDELITY_MODELS)
    direct = telling(ordered_rows("direct", DIRECT_MODELS))
    scaling: Row = json.loads((RESULTS / "scaling.json").read_text())
    tables: dict[str, Callable[[], str]] = {
        "fidelity-summary": lambda: fidelity_summary(fidelity),
        "fidelity-counts": lambda: fidelity_counts(fidelity),
        "fidelity-rows": lambda: fidelity_rows(fidelity),
        "live-points": lambda: live_points(fidelity),
        "third-way": lambda: third_way(fidelity, direct),
        "third-way-extent": lambda: third_way_extent(fidelity, direct),
        "direct-rows": lambda: direct_rows(direct),
        "coverage": coverage,
        "fit-speed": lambda: fit_speed(kept_rows("fit")),
        "fit-rows": lambda: fit_rows(kept_rows("fit")),
        "scaling-points": lambda: scaling_points(scaling),
        "scaling-processes": lambda: scaling_processes(scaling),
        "scaling-fork-server": lambda: scaling_fork_server(scaling),
        "scaling-memory": lambda: scaling_memory(scaling),
    }
    return {name: make() for name, make in tables.items()}


if __name__ == "__main__":
    json.dump(all_tables(), sys.stdout, ensure_ascii=False, indent=1)
