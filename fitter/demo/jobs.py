"""Job folders written by hand, with the files that the app would write."""

import csv
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from nmma_fitter.job.job_paths import JobPaths
from nmma_fitter.paths import FITTER
from nmma_fitter.photometry.epochs import UNIX_EPOCH_JD

CANDIDATES = FITTER / "demo" / "candidates"
# The app's defaults, except for the live points.
DEFAULT_SETTINGS: dict[str, Any] = {
    "livePoints": 100,
    "seed": 42,
    "tmin": 0,
    "tmax": 14,
    "errorBudget": 1.0,
    "useLimits": True,
    "triggerJd": None,
    "fixTrigger": False,
}


def light_curve_text(name: str) -> str:
    """The demo's light curve of that object in NMMA's own format."""
    lines = []
    with (CANDIDATES / f"lc_{name}_forced1_stacked0.csv").open() as file:
        for row in csv.DictReader(file):
            time = datetime(1970, 1, 1) + timedelta(days=float(row["jd"]) - UNIX_EPOCH_JD)
            is_limit = float(row["mag"]) > 90
            magnitude = row["limmag"] if is_limit else row["mag"]
            error = "inf" if is_limit else row["mag_unc"]
            lines.append(f"{time.isoformat()} ztf{row['filter']} {magnitude} {error}\n")
    return "".join(lines)


def request_of(
    name: str, model: str, kind: str, text: str, settings: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The request of a job whose light curve has that text; `settings` differ from the default ones."""
    return {
        "schema_version": 1,
        "fitId": 7,
        "attempt": 1,
        "object": name,
        "model": model,
        "kind": kind,
        "lightCurve": {
            "path": JobPaths(Path()).light_curve.name,
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
        },
        "prior": {"path": JobPaths(Path()).prior.name, "set": "tuned"},
        "settings": {**DEFAULT_SETTINGS, **(settings or {})},
    }


def write_job(folder: Path, request: Mapping[str, Any], text: str, prior: str) -> None:
    """Fill a job's folder: light curve, prior file, and the request last."""
    paths = JobPaths(folder)
    paths.light_curve.write_text(text)
    paths.prior.write_text(prior)
    paths.document("request").write_text(json.dumps(request))
