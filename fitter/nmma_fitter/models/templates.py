"""sncosmo's supernova templates: which there are, which version NMMA takes, and whether their files are there."""

import os
from pathlib import Path

import sncosmo
from sncosmo.models import _SOURCES

from nmma_fitter.errors import FitError


def is_template(name: str) -> bool:
    """Whether NMMA's model of that name is one of sncosmo's sources."""
    return name in {source["name"] for source in _SOURCES.get_loaders_metadata()}


def _newest(name: str) -> str | None:
    # Compared as strings, as sncosmo does.
    return max((version for known, version in _SOURCES._loaders if known == name), default=None)


def template_file(name: str, version: str | None) -> str | None:
    """The file, or folder of files, below sncosmo's data folder that a template is read from; None when sncosmo does not tell.

    `version` None: sncosmo's newest.
    """
    loader = _SOURCES._loaders.get((name, version or _newest(name)))
    path = loader[1][0] if loader and loader[1] else None
    return path if isinstance(path, str) else None


def use_template(name: str, version: str | None) -> None:
    """Make NMMA, which selects by name only, use this version of a template; None: sncosmo's newest.

    Raises FitError (model-assets, missing-assets) naming the file, without trying to download it.
    """
    file = template_file(name, version)
    folder = Path(os.environ.get("SNCOSMO_DATA_DIR", "."))
    if file is not None and not (folder / file).exists():
        raise FitError(
            "model-assets",
            "missing-assets",
            f"sncosmo's template {name} needs {file} in {folder}, or another version of it named in models.yml.",
            file,
        )
    source = sncosmo.get_source(name, version=version or _newest(name))
    sncosmo.register(source, name=name, data_class=sncosmo.Source, force=True)
