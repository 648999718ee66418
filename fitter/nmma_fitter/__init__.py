"""Runs the jobs of nmma-bot: reads a request, fits with NMMA, and writes a result."""

import os

# Set before anything else is imported: a fit uses one core, matplotlib needs no display, and bilby no LaTeX.
for _name, _value in {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "KERAS_BACKEND": "jax",
    "MPLBACKEND": "Agg",
    "BILBY_STYLE": "mathtext",
}.items():
    os.environ.setdefault(_name, _value)
