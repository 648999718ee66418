"""The commands of `python -m nmma_fitter`."""
