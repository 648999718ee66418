"""The fitter's folder, and the version of the schemas."""

from pathlib import Path

FITTER = Path(__file__).resolve().parent.parent
SCHEMA_VERSION = 1
