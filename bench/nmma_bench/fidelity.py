"""`bench/fidelity`: our ln Z, posteriors and best fits against those of NMMA's own command line.

Both have the same NMMA, prior file, systematic error, window and model settings; NMMA samples with dynesty, or with
nautilus. Its fits are kept (see stock_fits), and all that there are of a light curve, model and sampler are taken as one.
"""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np

from nmma_bench.best_fit import largest_magnitude
from nmma_bench.kept import keep_each, ordered_rows
from nmma_bench.light_curves import LightCurve, chosen
from nmma_bench.models import models
from nmma_bench.own_likelihood import OwnLikelihood
from nmma_bench.runs import environment, job_of, largest_median_shift, ours, tuned_prior
from nmma_bench.stock_fits import Effort, last_day_of, pooled, sampler_of, stock_fits
from nmma_bench.tables import FIDELITY_MODELS, fidelity_rows, fidelity_summary
from nmma_fitter.inference.likelihood import LOWEST
from nmma_fitter.registry import ModelEntry

_LARGEST_DIFFERENCE = 0.3
_LARGEST_MEDIAN_SHIFT = 0.3
_LARGEST_MAGNITUDE = 1e-3
# Points of the prior that are looked at for where NMMA's likelihood is not defined.
_DRAWS = 1000
_FEW_NODES = 5


def impossible_share(entry: ModelEntry, curve: LightCurve, prior: Path) -> float:
    """The share (0–1) of the prior where NMMA's own likelihood is not defined.

    bilby (2.6.0, `get_initial_points_from_prior`) draws dynesty's first live points anew until they are defined, so that
    its Z is that of the prior cut to where the model is, and by 1 / (1 − share) larger than that of the prior as it is.
    """
    # An afterglow is defined at all times or at none.
    nodes = entry.time_grid.points if entry.jet_type is None else _FEW_NODES
    job = job_of(entry, curve, prior)
    likelihood = OwnLikelihood(job, nodes, last_day_of(curve, prior), curve.error_budget)
    return float(np.mean(likelihood(job.prior.drawn(_DRAWS, np.random.default_rng(_DRAWS))) <= LOWEST))


def compare(entry: ModelEntry, curve: LightCurve, core: int | None, effort: Effort) -> dict[str, Any] | None:
    """Fit with both, and say how they differ; None where no fit of NMMA's is kept and none is to be made."""
    inside = curve.within()
    prior = tuned_prior(entry)
    last_day = last_day_of(curve, prior)
    fits = stock_fits(entry, curve, prior, core=core, effort=effort)
    if not fits:
        print(
            f"{entry.name} on {curve.name} is left out: no fit of NMMA's with {effort.jet_sampler} is kept, and with "
            "--jet-fits 0 none is made.",
            file=sys.stderr,
        )
        return None
    theirs = pooled(fits)
    mine = ours(entry, curve, prior, core=core)
    if theirs.lnz is None or mine.lnz is None:
        raise RuntimeError(f"{entry.name} on {curve.name} has no ln Z")
    sampler = sampler_of(fits[0])
    # nautilus draws from the whole prior.
    impossible = impossible_share(entry, curve, prior) if sampler == "dynesty" else 0.0
    difference = mine.lnz - (theirs.lnz + float(np.log1p(-impossible)))
    # The last one is that of a share of so many draws.
    errors = (mine.lnz_error or 0, theirs.lnz_error or 0, np.sqrt(impossible / (1 - impossible) / _DRAWS))
    joint = float(np.linalg.norm(errors))
    shift, parameter = largest_median_shift(mine, theirs)
    magnitude = largest_magnitude(entry, mine, last_day)
    return {
        "model": entry.name,
        "object": curve.name,
        "points": len(inside.points),
        "lnZ": mine.lnz,
        "lnZError": mine.lnz_error,
        "stockLnZ": theirs.lnz,
        "stockLnZError": theirs.lnz_error,
        "sampler": sampler,
        "stockFits": len(fits),
        "impossibleShare": impossible,
        "difference": difference,
        "jointError": joint,
        "medianShift": shift,
        "medianShiftOf": parameter,
        "magnitude": magnitude,
        "seconds": mine.seconds,
        "stockSeconds": theirs.seconds,
        "calls": mine.calls,
        "stockCalls": theirs.calls,
        "passed": bool(
            abs(difference) <= _LARGEST_DIFFERENCE
            # Three standard errors: of a dozen fits one or two are beyond two.
            and abs(difference) <= 3 * joint
            and shift <= _LARGEST_MEDIAN_SHIFT
            and magnitude is not None
            and magnitude <= _LARGEST_MAGNITUDE
        ),
    }


def main() -> int:
    """Compare, print the table, keep it in `bench/results/fidelity.json`; status 1 when one does not agree."""
    parser = argparse.ArgumentParser(prog="bench/fidelity", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--models", type=models, default=",".join(FIDELITY_MODELS), help="names of models.yml, with commas"
    )
    parser.add_argument("--objects", help="names of objects, with commas; all that are at hand")
    parser.add_argument("--live-points", type=int, default=500, help="of the stock fits; not of afterglows")
    parser.add_argument(
        "--jet-sampler",
        choices=("nautilus", "dynesty"),
        default="nautilus",
        help="of the stock fits of afterglows",
    )
    parser.add_argument("--jet-live-points", type=int, default=400, help="of the stock fits of afterglows")
    parser.add_argument(
        "--jet-walks",
        type=int,
        default=0,
        help="with dynesty: bilby's `rwalk` with so many proposals, not slices",
    )
    parser.add_argument("--jet-steps", type=int, default=20, help="times of their grid")
    parser.add_argument(
        "--jet-fits", type=int, default=1, help="how many of them; all that are kept count as one"
    )
    parser.add_argument("--core", type=int, help="the core to stay on")
    parser.add_argument("--kept", action="store_true", help="measure nothing: the tables of all that is kept")
    arguments = parser.parse_args()
    if arguments.kept:
        rows = ordered_rows("fidelity", FIDELITY_MODELS)
        print(f"{fidelity_summary(rows)}\n\n{fidelity_rows(rows)}")
        return 0
    # NMMA's own models are built in this process too.
    os.environ |= environment()
    effort = Effort(
        arguments.live_points,
        arguments.jet_sampler,
        arguments.jet_live_points,
        arguments.jet_walks,
        arguments.jet_steps,
        arguments.jet_fits,
    )
    rows = keep_each(
        "fidelity",
        (
            row
            for entry in arguments.models
            for curve in chosen(arguments.objects)
            if (row := compare(entry, curve, arguments.core, effort))
        ),
        ("model", "object", "sampler"),
        fidelity_rows,
    )
    return 0 if all(row["passed"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
