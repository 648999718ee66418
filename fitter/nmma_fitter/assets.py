"""The files that models need: their paths, and which are missing."""

import json
import os
from pathlib import Path

from nmma_fitter.errors import FitError
from nmma_fitter.paths import FITTER
from nmma_fitter.registry import Asset, ModelEntry

_SNCOSMO = "sncosmo"
# Checksums of files at their first download, for those without one in models.yml.
_CHECKSUMS = "checksums.json"


def assets_folder() -> Path:
    """The folder of all models' files: NMMA_ASSETS of the environment, else `.nmma/assets` of the project."""
    return Path(os.environ.get("NMMA_ASSETS") or FITTER.parent / ".nmma" / "assets")


def asset_path(asset: Asset) -> Path:
    """Where a file is, or would be. sncosmo's files are looked for in SNCOSMO_DATA_DIR of the environment first."""
    own = os.environ.get("SNCOSMO_DATA_DIR")
    first, _, rest = asset.path.partition("/")
    if own and first == _SNCOSMO and (Path(own) / rest).is_file():
        return Path(own) / rest
    return assets_folder() / asset.path


def missing_assets(entry: ModelEntry) -> list[Asset]:
    """The files of a model that are missing."""
    return [asset for asset in entry.assets if not asset_path(asset).is_file()]


def refuse_broken(asset: Asset, path: Path) -> None:
    """Refuse a file that is known to be of no use by its size.

    Raises FitError (model-assets, broken-assets).
    """
    size = path.stat().st_size
    if size in asset.broken_bytes:
        raise FitError(
            "model-assets",
            "broken-assets",
            f"{path} ({size:,} bytes) is a file of NMMA's that is known to be broken, with two of the model's four "
            "parameters: put the whole one in its place.",
            asset.path,
        )


def require_assets(entry: ModelEntry) -> None:
    """Refuse a model whose files are missing or broken.

    Raises FitError (model-assets): missing-assets naming them and the command that fetches them; broken-assets.
    """
    missing = missing_assets(entry)
    if missing:
        names = ", ".join(asset.path for asset in missing)
        raise FitError(
            "model-assets",
            "missing-assets",
            f"{entry.name} needs {names} in {assets_folder()}: `./nmma assets fetch {entry.name}`.",
            missing[0].path,
        )
    for asset in entry.assets:
        refuse_broken(asset, asset_path(asset))


def prepare_environment() -> None:
    """Make sncosmo use the assets folder, unless the environment names another."""
    os.environ.setdefault("SNCOSMO_DATA_DIR", str(assets_folder() / _SNCOSMO))


def _checksums() -> dict[str, str]:
    path = assets_folder() / _CHECKSUMS
    return json.loads(path.read_text()) if path.is_file() else {}


def known_checksum(asset: Asset) -> str | None:
    """SHA-256 of a file at its first download; None before that."""
    return _checksums().get(asset.path)


def remember_checksum(asset: Asset, sha256: str) -> None:
    """Record the checksum of a downloaded file."""
    path = assets_folder() / _CHECKSUMS
    temporary = path.with_name(f"{_CHECKSUMS}.tmp")
    temporary.write_text(json.dumps({**_checksums(), asset.path: sha256}, indent=1) + "\n")
    temporary.replace(path)
