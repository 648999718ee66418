"""The demo's light curves are what their script draws."""

import csv
import json

import pytest

from demo.draw import draw, main
from demo.jobs import CANDIDATES
from demo.objects import OBJECTS


def read(path):
    with path.open() as file:
        return list(csv.DictReader(file))


def test_the_files_are_what_the_script_draws(tmp_path):
    main(tmp_path)
    expected = sorted(path.name for path in CANDIDATES.iterdir())
    assert sorted(path.name for path in tmp_path.iterdir()) == expected
    assert json.loads((tmp_path / "truth.json").read_text()) == json.loads(
        (CANDIDATES / "truth.json").read_text()
    )
    for path in CANDIDATES.glob("*.csv"):
        for row, committed in zip(read(tmp_path / path.name), read(path), strict=True):
            assert row["filter"] == committed["filter"]
            for column in ("jd", "mag", "mag_unc", "limmag"):
                # The files were drawn with afterglowpy's own steps of the shock; fits take fewer, and interpolate between other times.
                assert float(row[column]) == pytest.approx(float(committed[column]), abs=1e-2)


@pytest.mark.parametrize("thing", OBJECTS, ids=lambda thing: thing.kind)
def test_they_look_like_the_surveys(thing):
    rows = draw(thing)
    detections = [row for row in rows if row["mag"] < 90]
    assert len(detections) >= 3
    assert all(row["mag"] < row["limmag"] + 1e-9 for row in detections)
    assert all(0.02 <= row["mag_unc"] <= 0.25 for row in detections)
    if thing.model is not None:
        assert all(row["jd"] > thing.explosion_jd for row in detections)
        nights = {int(row["jd"] - 0.33) for row in detections}
        assert len(nights) >= 4
