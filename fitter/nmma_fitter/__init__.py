"""What a job of nmma-bot runs: a request in, NMMA in between, a result out."""

import os

# Before anything else is imported: one fit is one core, matplotlib must not look for a display, nor bilby for LaTeX.
for _name, _value in {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "KERAS_BACKEND": "jax",
    "MPLBACKEND": "Agg",
    "BILBY_STYLE": "mathtext",
}.items():
    os.environ.setdefault(_name, _value)
