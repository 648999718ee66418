"""The light curves that are measured on: the demo's, real ones where they are at hand, and drawn ones."""

import csv
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from nmma_fitter.paths import FITTER
from nmma_fitter.photometry.epochs import UNIX_EPOCH_JD
from nmma_fitter.suggest import hint

_SHARED = FITTER.parent.parent / "shared"
SUPERNOVA_TEMPLATES = _SHARED / "sncosmo"


@dataclass(frozen=True)
class Point:
    """One point: Julian date, filter, AB magnitude, error (infinite: a limit)."""

    jd: float
    filter: str
    magnitude: float
    error: float


@dataclass(frozen=True)
class LightCurve:
    """A named light curve, and the error budget (mag) that it is fitted with."""

    name: str
    points: tuple[Point, ...]
    error_budget: float

    @property
    def first_detection_jd(self) -> float:
        """The trigger time."""
        return min(point.jd for point in self.points if np.isfinite(point.error))

    def within(self, last_day: float = 14.0) -> "LightCurve":
        """The points from the first detection to `last_day` days after it."""
        start = self.first_detection_jd
        inside = [point for point in self.points if -1e-8 <= point.jd - start <= last_day]
        return LightCurve(self.name, tuple(inside), self.error_budget)

    def text(self) -> str:
        """In NMMA's own format."""
        lines = []
        for point in self.points:
            time = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=point.jd - UNIX_EPOCH_JD)
            stamp = time.strftime("%Y-%m-%dT%H:%M:%S.%f")
            lines.append(f"{stamp} {point.filter} {point.magnitude:.5f} {point.error:.5f}\n")
        return "".join(lines)


def _read(path: Path, error_budget: float) -> LightCurve:
    points: dict[tuple[float, str], Point] = {}
    with path.open() as file:
        for row in csv.DictReader(file):
            jd, name = float(row["jd"]), f"ztf{row['filter']}"
            if float(row["mag"]) < 90:
                points[jd, name] = Point(jd, name, float(row["mag"]), float(row["mag_unc"]))
            elif float(row["limmag"]) < 90:
                points.setdefault((jd, name), Point(jd, name, float(row["limmag"]), np.inf))
    name = path.stem.split("_")[1]
    return LightCurve(name, tuple(points[key] for key in sorted(points)), error_budget)


def demo() -> list[LightCurve]:
    """The demo's, which have photometric noise only: fitted with an error budget of 0.5 mag."""
    return [_read(path, 0.5) for path in sorted((FITTER / "demo" / "candidates").glob("*.csv"))]


def real() -> list[LightCurve]:
    """Of each real object with two detections or more its newest light curve; none where they are not at hand."""
    newest: dict[str, LightCurve] = {}
    for path in sorted((_SHARED / "candidates" / "partnership").glob("*/*.csv")):
        curve = _read(path, 1.0)
        if sum(np.isfinite(point.error) for point in curve.points) > 1:
            newest[curve.name] = curve
    return list(newest.values())


def chosen(names: str | None) -> list[LightCurve]:
    """The demo's and the real ones, or those of these names (with commas).

    Ends the program, with a sentence, where there is none of a name.
    """
    curves = {curve.name: curve for curve in [*demo(), *real()]}
    wanted = names.split(",") if names else list(curves)
    for name in wanted:
        if name not in curves:
            sys.exit(f"There is no light curve of {name} here: {hint(name, curves, otherwise='there are')}")
    return [curves[name] for name in wanted]


def drawn(name: str, points: int, *, days: float = 12.0, seed: int = 1) -> LightCurve:
    """A cooling envelope seen at so many times in g and r, with errors of 0.05–0.15 mag."""
    from nmma_fitter.models.apparent import apparent_magnitudes  # noqa: PLC0415
    from nmma_fitter.models.shock_cooling import ShockCooling  # noqa: PLC0415

    rng = np.random.default_rng(seed)
    # More than are wanted: some are fainter than anything sees.
    tries = 4 * points
    filters = np.array(["ztfg", "ztfr"])[np.arange(tries) % 2]
    times = rng.uniform(0.3, days, tries)
    truth = {
        "luminosity_distance": 60.0,
        "log10_Menv": -1.0,
        "log10_Renv": 13.2,
        "log10_Ee": 49.9,
        "Ebv": 0.0,
    }
    columns = {key: np.array([value]) for key, value in {**truth, "timeshift": 0.0}.items()}
    magnitudes = apparent_magnitudes(ShockCooling(["ztfg", "ztfr"]), columns, times, filters)[0]
    errors = rng.uniform(0.05, 0.15, tries)
    noisy = magnitudes + errors * rng.standard_normal(tries)
    seen = np.flatnonzero(noisy < 24)[:points]
    seen = seen[np.argsort(times[seen])]
    rows = zip(times[seen], filters[seen], noisy[seen], errors[seen], strict=True)
    return LightCurve(
        name, tuple(Point(float(2461358.75 + t), str(f), float(m), float(e)) for t, f, m, e in rows), 1.0
    )
