"""A fit whose answer is known: `python -m demo.known_fit` from the folder `fitter`.

Versions of NMMA's parts that do not belong together run and are wrong (bilby 2.8 makes NMMA 0.2.3 ignore its
parameters): before an environment is used, it has to find the known ln Z. Exit status 0 when it does.
"""

import csv
import hashlib
import json
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from nmma_fitter.contract import FITTER

CANDIDATES = FITTER / "demo" / "candidates"
_OBJECT = "ZTF26aaaaasc"
# Of the demo's shock cooling, 0.5 mag of systematic error, tuned priors: the mean of two runs with 2,000 live points
# and four networks on NMMA's own likelihood, −11.954 and −11.958 ± 0.008. NMMA's command line gives −11.95 ± 0.16.
_LNZ = -11.956
_TOLERANCE = 0.3
_UNIX_EPOCH_JD = 2440587.5


def light_curve_text(name: str) -> str:
    """The demo's light curve of that object in NMMA's own format."""
    lines = []
    with (CANDIDATES / f"lc_{name}_forced1_stacked0.csv").open() as file:
        for row in csv.DictReader(file):
            time_ = datetime(1970, 1, 1) + timedelta(days=float(row["jd"]) - _UNIX_EPOCH_JD)
            is_limit = float(row["mag"]) > 90
            magnitude = row["limmag"] if is_limit else row["mag"]
            error = "inf" if is_limit else row["mag_unc"]
            lines.append(f"{time_.isoformat()} ztf{row['filter']} {magnitude} {error}\n")
    return "".join(lines)


def _write_job(folder: Path) -> None:
    text = light_curve_text(_OBJECT)
    (folder / "light_curve.dat").write_text(text)
    prior = (FITTER / "priors" / "tuned" / "Piro2021.prior").read_text()
    (folder / "model.prior").write_text(prior)
    request = {
        "schema_version": 1,
        "fitId": 1,
        "attempt": 1,
        "object": _OBJECT,
        "model": "Piro2021",
        "kind": "SC",
        "lightCurve": {"path": "light_curve.dat", "sha256": hashlib.sha256(text.encode()).hexdigest()},
        "prior": {"path": "model.prior", "set": "tuned"},
        "settings": {
            "livePoints": 100,
            "seed": 42,
            "tmin": 0,
            "tmax": 14,
            "errorBudget": 0.5,
            "useLimits": True,
            "triggerJd": None,
            "fixTrigger": False,
        },
    }
    (folder / "request.json").write_text(json.dumps(request))


def main() -> int:
    """Fit, and compare."""
    from nmma_fitter.job import run_job  # noqa: PLC0415  (it may be what is wrong)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write_job(folder)
        run_job(folder, time.monotonic(), lambda: False)
        found = float(json.loads((folder / "result.json").read_text())["lnZ"])
    if abs(found - _LNZ) > _TOLERANCE:
        print(
            f"A known light curve gave ln Z = {found:.2f}, expected {_LNZ:.2f} ± {_TOLERANCE}.",
            file=sys.stderr,
        )
        return 1
    print(f"ln Z = {found:.2f}, expected {_LNZ:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
