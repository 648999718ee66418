"""Where the fitter's files are, and the version of the contract."""

from pathlib import Path

FITTER = Path(__file__).resolve().parent.parent
SCHEMA_VERSION = 1
