"""What the schema has to look at of a result whose samples are all alike."""

from typing import Any

# Rows of posterior samples that the schema looks at.
_CHECKED_SAMPLES = 20


def thinned(data: dict[str, Any]) -> dict[str, Any]:
    """A result with the first of its posterior samples only, where all of them are rows of numbers of one length.

    Going through thousands of equal rows by the schema takes longer than a quick fit.
    """
    # Not for whoever only reads a request.
    import numpy as np  # noqa: PLC0415

    from nmma_fitter.posterior import MAX_POSTERIOR_SAMPLES  # noqa: PLC0415

    samples = data.get("posterior", {}).get("samples")
    try:
        rows = np.asarray(samples)
    except ValueError:
        return data
    if rows.ndim != 2 or rows.dtype.kind not in "fi" or len(rows) > MAX_POSTERIOR_SAMPLES:
        return data
    return {**data, "posterior": {**data["posterior"], "samples": samples[:_CHECKED_SAMPLES]}}
