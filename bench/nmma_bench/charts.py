"""What bench/charts draws, drawn with matplotlib and corner: `python -m nmma_bench.charts DATA.json`.

Prints one line of JSON: milliseconds of processor time of each drawing, after one that warms up.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import corner
import matplotlib.pyplot as plt
import numpy as np

# The pixels of our PNG: 1,600 wide.
_DPI = 200


def draw_light_curve(curve: dict[str, Any], target: str) -> None:
    """Points, limits, best fit, band and residuals, as ours has them."""
    figure, (axes, below) = plt.subplots(
        2, 1, figsize=(8, 7.1), sharex=True, gridspec_kw={"height_ratios": [3.6, 1]}
    )
    days = np.array(curve["jd"]) - curve["jd"][0]
    for i, (name, band) in enumerate(curve["bands"].items()):
        column = {key: np.array(values, dtype=float) for key, values in band.items()}
        axes.fill_between(days, column["p05"], column["p95"], color=f"C{i}", alpha=0.2)
        axes.plot(days, column["best"], color=f"C{i}", label=name)
        points = [p for p in curve["points"] if p["filter"] == name]
        seen = [p for p in points if not p["isLimit"]]
        x = np.array([p["jd"] - curve["jd"][0] for p in seen])
        y = np.array([p["magnitude"] for p in seen])
        error = np.array([p["magnitudeError"] for p in seen])
        axes.errorbar(x, y, error, fmt="o", color=f"C{i}")
        residual = (y - np.interp(x, days, column["best"])) / error
        below.errorbar(x, residual, 1.0, fmt="o", color=f"C{i}")
        limits = [p for p in points if p["isLimit"]]
        axes.plot(
            [p["jd"] - curve["jd"][0] for p in limits],
            [p["magnitude"] for p in limits],
            "v",
            color=f"C{i}",
            fillstyle="none",
        )
    axes.set_ylim(22.5, 17.5)
    axes.set_title(f"{curve['object']} {curve['modelTitle']}")
    axes.set_ylabel("AB magnitude")
    below.set_xlabel("days")
    axes.legend()
    figure.savefig(target, dpi=_DPI)
    plt.close(figure)


def draw_corner(chart: dict[str, Any], target: str) -> None:
    """The corner plot with regions of 68 and 95 %."""
    figure = corner.corner(
        np.array(chart["samples"]),
        labels=[parameter["label"] for parameter in chart["parameters"]],
        quantiles=[0.05, 0.5, 0.95],
        levels=[0.68, 0.95],
        smooth=1.2,
        bins=40,
        show_titles=True,
        plot_datapoints=False,
        fill_contours=True,
    )
    pixels = 2424
    figure.savefig(target, dpi=pixels / figure.get_size_inches()[0])
    plt.close(figure)


def timed(draw: Callable[[], None], times: int) -> list[float]:
    """Milliseconds of processor time of each drawing, after one that warms up."""
    draw()
    taken = []
    for _ in range(times):
        start = time.process_time()
        draw()
        taken.append(1000 * (time.process_time() - start))
    return taken


def main() -> None:
    """Draw what the file says, and print how long it took."""
    data = json.loads(Path(sys.argv[1]).read_text())
    target, times = data["target"], data["times"]
    result = {
        "lightCurve": timed(lambda: draw_light_curve(data["curve"], target), times),
        "corner": timed(lambda: draw_corner(data["corner"], target), times),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
