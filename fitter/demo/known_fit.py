"""A fit with a known result: `python -m demo.known_fit` from the folder `fitter`.

Incompatible versions of NMMA's dependencies run, but give wrong results (bilby 2.8 makes NMMA 0.2.3 ignore its parameters). An
environment is used only after it has reproduced the known ln Z. The exit status is 0 when it does.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from demo.jobs import light_curve_text, request_of, write_job
from nmma_fitter.job.job_paths import JobPaths

_OBJECT = "ZTF26aaaaasc"
# Of the demo's shock cooling, 0.5 mag of systematic error, known_fit.prior: the mean of two runs with 2,000 live points
# and four networks on NMMA's own likelihood, −11.954 and −11.958 ± 0.008. NMMA's command line gives −11.95 ± 0.16.
_LNZ = -11.956
_TOLERANCE = 0.3


def main() -> int:
    """Fit, and compare."""
    from nmma_fitter.job.run import run_job  # noqa: PLC0415  (it may be what is wrong)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text = light_curve_text(_OBJECT)
        prior = Path(__file__).with_suffix(".prior").read_text()
        write_job(folder, request_of(_OBJECT, "Piro2021", "SC", text, {"errorBudget": 0.5}), text, prior)
        run_job(folder, time.monotonic())
        found = float(json.loads(JobPaths(folder).document("result").read_text())["lnZ"])
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
