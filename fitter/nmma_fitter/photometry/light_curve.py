"""The light curve of a job: read, checked, and cut to the window."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from nmma_fitter.errors import FitError
from nmma_fitter.photometry.bands import check_filters
from nmma_fitter.photometry.epochs import SECONDS_PER_DAY, UNIX_EPOCH_JD

# Two points do not constrain a model of five parameters, but they exclude part of it. One point says nothing about fading.
MIN_DETECTIONS = 2
# Plausible magnitudes: the Sun has −27, and 99 often marks a missing value.
_BRIGHTEST, _FAINTEST = -30.0, 60.0
# Plausible times: 1950-01-01 to 2100-01-01.
_FIRST_JD, _LAST_JD = 2433282.5, 2488069.5
# More would need too much memory. The longest light curves of ZTF have a few thousand points.
MAX_POINTS = 10_000
# Two rows with the same filter and magnitude are one point if their times (days) differ by less.
_SAME_DAYS = 1.0 / SECONDS_PER_DAY
# Python's float() also accepts 1_9 and digits of any script.
_NUMBER = re.compile(
    r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?inf|[+-]?infinity|nan", re.ASCII | re.IGNORECASE
)
# A magnitude error of 1 is this much of the flux.
_MAGNITUDES_PER_SHARE = 2.5 / np.log(10)
_Row = tuple[float, str, float, float]


@dataclass(frozen=True)
class Photometry:
    """Points in order of time. `jd` in days (UTC), AB magnitudes; an infinite error marks an upper limit."""

    jd: np.ndarray
    filters: np.ndarray
    magnitude: np.ndarray
    magnitude_error: np.ndarray
    # Number of duplicate rows that were removed.
    duplicates: int = 0

    @property
    def is_limit(self) -> np.ndarray:
        """Which points are limits, shape (n,)."""
        return np.isinf(self.magnitude_error)

    def select(self, mask: np.ndarray) -> "Photometry":
        """The points for which the mask, shape (n,), is true."""
        return replace(
            self,
            jd=self.jd[mask],
            filters=self.filters[mask],
            magnitude=self.magnitude[mask],
            magnitude_error=self.magnitude_error[mask],
        )

    @property
    def filter_names(self) -> list[str]:
        """Names of the filters that occur, in order of name."""
        return sorted(set(self.filters.tolist()))


@dataclass(frozen=True)
class Window:
    """The part of a light curve that is fitted."""

    photometry: Photometry
    trigger_jd: float
    # Limits that were left out because they lie before the window, within the reach of an explosion time.
    earlier_limits: int
    # Detections outside the window, those before the trigger time aside.
    outside_detections: int
    # Duplicate rows of the whole light curve that were removed.
    duplicates: int = 0
    # Detections before the window and the trigger time: days before it, ascending, and how sure the surest is (σ).
    early_days: tuple[float, ...] = ()
    early_sigmas: float = 0.0


def _jd(isot: str) -> float:
    time = datetime.fromisoformat(isot)
    # NMMA's times have no time zone and are UTC.
    time = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    return UNIX_EPOCH_JD + time.timestamp() / SECONDS_PER_DAY


def _number(word: str) -> float:
    if not _NUMBER.fullmatch(word):
        raise ValueError(f"{word} is not a number")
    return float(word)


def _row(line: str, number: int) -> _Row:
    words = line.split()
    try:
        isot, name, magnitude, error = words
        row = (_jd(isot), name, _number(magnitude), _number(error))
    # OverflowError: with its time zone, the time is outside of the years 1 to 9999.
    except (ValueError, OverflowError) as problem:
        raise FitError(
            "bad-data",
            "bad-row",
            f"Line {number} of the light curve cannot be read: expected time, filter, magnitude and error.",
            line.strip()[:200],
        ) from problem
    if not _BRIGHTEST < row[2] < _FAINTEST:
        raise FitError(
            "bad-data",
            "bad-magnitude",
            f"Line {number} of the light curve has no magnitude between {_BRIGHTEST:g} and {_FAINTEST:g}.",
            words[2],
        )
    if not _FIRST_JD < row[0] < _LAST_JD:
        raise FitError(
            "bad-data",
            "bad-time",
            f"Line {number} of the light curve is not within the years 1950 to 2100.",
            words[0],
        )
    if np.isnan(row[3]) or row[3] <= 0:
        raise FitError(
            "bad-data",
            "bad-error",
            f"Line {number} of the light curve has no positive magnitude error (inf marks a limit).",
            words[3],
        )
    return row


def _once(rows: list[_Row]) -> list[_Row]:
    """Rows in order of time, without those that repeat an earlier one."""
    kept: list[_Row] = []
    last: dict[tuple[str, float, bool], float] = {}
    for row in rows:
        jd, name, magnitude, error = row
        same = (name, magnitude, np.isinf(error))
        if jd - last.get(same, -np.inf) > _SAME_DAYS:
            last[same] = jd
            kept.append(row)
    return kept


def read_photometry(path: Path) -> Photometry:
    """Read NMMA's own format: ISO time, filter, magnitude, error (inf: a limit), one point per line.

    Raises FitError (bad-data) naming the line that cannot be used, or when there are too few detections.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        found = repr(error.object[error.start :][:20])
        raise FitError("bad-data", "bad-row", "The light curve is not UTF-8 text.", found) from error
    except OSError as error:
        sentence = f"The light curve {path.name} cannot be read: {error.strerror}."
        raise FitError("bad-data", "unreadable-file", sentence, path.name) from error
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not numbered:
        raise FitError("bad-data", "no-points", "The light curve has no points.")
    if len(numbered) > MAX_POINTS:
        raise FitError(
            "bad-data",
            "too-many-points",
            f"The light curve has {len(numbered)} points: expected at most {MAX_POINTS}.",
            str(len(numbered)),
        )
    rows = sorted(_row(line, number) for number, line in numbered)
    once = _once(rows)
    jd, filters, magnitude, error = (np.array(column) for column in zip(*once, strict=True))
    photometry = Photometry(jd, filters, magnitude, error, len(rows) - len(once))
    check_filters(photometry.filter_names)
    detections = int(np.sum(~photometry.is_limit))
    if detections < MIN_DETECTIONS:
        raise FitError(
            "bad-data",
            "too-few-detections",
            f"The light curve has {detections} detections: expected at least {MIN_DETECTIONS}.",
            str(detections),
        )
    return photometry


def cut_window(
    photometry: Photometry,
    *,
    trigger_jd: float | None,
    tmin: float,
    tmax: float,
    use_limits: bool,
    reach_days: float,
) -> Window:
    """Cut a light curve to tmin ≤ t ≤ tmax, days after the trigger time (None: the first detection).

    Both ends belong to the window. NMMA's own cut would drop the first detection when it is the trigger.
    `reach_days` is how long before the trigger time the model may explode.

    Raises FitError (bad-data): bad-window, bad-trigger, and nothing-in-window when fewer than two detections are left.
    """
    # Written this way, NaN is refused too.
    if not tmin <= tmax:
        raise FitError(
            "bad-data",
            "bad-window",
            f"The window ends (tmax {tmax:g} d) before it begins (tmin {tmin:g} d).",
            f"{tmax:g}",
        )
    if trigger_jd is not None and not _FIRST_JD < trigger_jd < _LAST_JD:
        raise FitError(
            "bad-data",
            "bad-trigger",
            "The trigger time is not a Julian date within the years 1950 to 2100.",
            f"{trigger_jd:g}",
        )
    detected = ~photometry.is_limit
    trigger = float(photometry.jd[detected].min()) if trigger_jd is None else trigger_jd
    days = photometry.jd - trigger
    # A tolerance of a millisecond for the rounding of Julian dates.
    inside = (days >= tmin - 1e-8) & (days <= tmax + 1e-8)
    kept = photometry.select(inside & (detected | use_limits))
    left = int(np.sum(inside & detected))
    if left < MIN_DETECTIONS:
        raise FitError(
            "bad-data",
            "nothing-in-window",
            f"Only {left} of {int(detected.sum())} detections lie within {tmin:g} to {tmax:g} days after the "
            f"trigger time (JD {trigger:.4f}): expected at least {MIN_DETECTIONS}.",
            str(left),
        )
    early = photometry.is_limit & (days < tmin) & (days >= -reach_days)
    before = detected & ~inside & (days < 0)
    outside = int(np.sum(detected & ~inside & ~before))
    return Window(
        kept,
        trigger,
        int(early.sum()),
        outside,
        photometry.duplicates,
        early_days=tuple(sorted((-days[before]).tolist())),
        early_sigmas=float(np.max(_MAGNITUDES_PER_SHARE / photometry.magnitude_error[before], initial=0.0)),
    )


def usable_detection_limits(
    limits: Mapping[str, float] | None, photometry: Photometry
) -> tuple[dict[str, float], list[str]]:
    """Split detection limits (mag) into usable ones and the filters of the others, in which a detection is fainter.

    NMMA assigns zero probability to a detection that is fainter than the limit, whatever the model.
    """
    used, unused = {}, []
    for name in photometry.filter_names:
        limit = (limits or {}).get(name)
        if limit is None:
            continue
        mask = (photometry.filters == name) & ~photometry.is_limit
        if mask.any() and photometry.magnitude[mask].max() > limit:
            unused.append(name)
        else:
            used[name] = float(limit)
    return used, unused
