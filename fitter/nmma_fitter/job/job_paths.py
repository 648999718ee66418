"""The files of a job's folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

# Documents with a schema in `fitter/schemas`.
Document = Literal["request", "progress", "result", "error"]


@dataclass(frozen=True)
class JobPaths:
    """Where each file of a job is. The request names the light curve and the prior file; these are their usual names."""

    folder: Path

    def document(self, name: Document) -> Path:
        """Path of a JSON document."""
        return self.folder / f"{name}.json"

    def unfinished(self, name: Document) -> Path:
        """Path of a JSON document while it is being written."""
        return self.folder / f"{name}.json.tmp"

    @property
    def light_curve(self) -> Path:
        """Path of the light curve."""
        return self.folder / "light_curve.dat"

    @property
    def prior(self) -> Path:
        """Path of the prior file."""
        return self.folder / "model.prior"
