"""Draws the demo's light curves: `python -m demo.draw [FOLDER]` from the folder `fitter`.

Each file looks like one of the survey's candidate files: one row per visit, with ZTF's depth, errors and cadence;
`truth.json` says what each was drawn from. The same numbers come out every time.
"""

import csv
import json
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from demo.objects import OBJECTS, DemoObject
from nmma_fitter.models.apparent import apparent_magnitudes
from nmma_fitter.models.build import Reach, build_models
from nmma_fitter.registry import find_model

FOLDER = Path(__file__).resolve().parent / "candidates"
# Typical 5σ depths of a 30 s exposure at Palomar, AB mag (Bellm et al. 2019, PASP 131, 018002: 20.8, 20.6, 20.2), and their
# scatter from visit to visit due to weather and the Moon.
_DEPTHS = {"ztfg": 20.8, "ztfr": 20.6, "ztfi": 20.2}
_DEPTH_SCATTER = 0.15
# The best accuracy of ZTF's photometry, mag.
_SMALLEST_ERROR = 0.02
# A visit counts as a detection above this signal-to-noise ratio.
_DETECTION_SNR = 5.0
# i-band is observed every other night.
_NIGHTS_BETWEEN = {"ztfg": 1, "ztfr": 1, "ztfi": 2}
# Nights before the explosion, which have upper limits only.
_NIGHTS_BEFORE = 3
# Limits are quoted at 5σ: a flux of 1 at the limit has an error of 0.2.
_QUOTED_SNR = 5.0


def _visits(thing: DemoObject, rng: np.random.Generator) -> Iterator[tuple[float, str]]:
    first_night = np.floor(thing.explosion_jd - 0.5) - _NIGHTS_BEFORE + 0.5
    for night in range(_NIGHTS_BEFORE + thing.nights + 1):
        for order, name in enumerate(thing.filters):
            # Dark at Palomar from 3 to 13 h UTC in November; the filters follow each other within the night.
            hour = 3.5 + 3.0 * order + 2.0 * rng.random()
            if night % _NIGHTS_BETWEEN[name] == 0:
                yield float(first_night + night + hour / 24), name


def _magnitudes(thing: DemoObject, visits: list[tuple[float, str]]) -> list[float]:
    if thing.model is None:
        return [thing.magnitude] * len(visits)
    reach = Reach(last_day=thing.nights + 3.0, redshifts=(0.0, 1.0))
    exact = build_models(find_model(thing.model), sorted(set(thing.filters)), reach)[-1]
    parameters = {name: np.array([value]) for name, value in {**thing.parameters, "timeshift": 0.0}.items()}
    days = np.array([jd for jd, _ in visits]) - thing.explosion_jd
    magnitudes = apparent_magnitudes(exact, parameters, days, np.array([name for _, name in visits]))[0]
    if np.isnan(magnitudes).any():
        raise ValueError(f"{thing.model} is not defined for the parameters of {thing.name}")
    return magnitudes.tolist()


def draw(thing: DemoObject) -> list[dict[str, float | str | int]]:
    """Draw the rows of an object's candidate file, in order of time."""
    rng = np.random.default_rng(zlib.crc32(thing.name.encode()))
    visits = sorted(_visits(thing, rng))
    rows = []
    for index, ((jd, name), true) in enumerate(zip(visits, _magnitudes(thing, visits), strict=True)):
        depth = _DEPTHS[name] + thing.deeper + _DEPTH_SCATTER * rng.standard_normal()
        flux = 10 ** (0.4 * (depth - true)) if np.isfinite(true) else 0.0
        # Fluxes in units of the limit's; noise of the sky, and of the calibration.
        error = np.hypot(1 / _QUOTED_SNR, flux * _SMALLEST_ERROR)
        measured = flux + error * rng.standard_normal()
        is_detected = measured > _DETECTION_SNR * error
        rows.append(
            {
                "": index,
                "jd": round(jd, 7),
                "mag": round(depth - 2.5 * np.log10(measured), 4) if is_detected else 99.0,
                "mag_unc": round(2.5 / np.log(10) * error / measured, 4) if is_detected else 99.0,
                "filter": name.removeprefix("ztf"),
                "limmag": round(depth, 4),
                "programid": 2.0,
                "forced": 1.0,
            }
        )
    return rows


def main(folder: Path) -> None:
    """Write every object's candidate file, and `truth.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    for thing in OBJECTS:
        rows = draw(thing)
        with (folder / f"lc_{thing.name}_forced1_stacked0.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    truth = {
        thing.name: {
            "kind": thing.kind,
            "model": thing.model,
            "explosionJd": thing.explosion_jd,
            "parameters": thing.parameters,
        }
        for thing in OBJECTS
    }
    (folder / "truth.json").write_text(json.dumps(truth, indent=2) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
