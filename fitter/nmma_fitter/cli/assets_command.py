"""`python -m nmma_fitter assets`: which files models need, and fetching those that are missing."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from nmma_fitter.assets import refuse_broken
from nmma_fitter.errors import FitError
from nmma_fitter.suggest import hint

if TYPE_CHECKING:
    from nmma_fitter.registry import Asset, ModelEntry

_MEGABYTE = 1e6
_MADE_HERE = "made here, of KilonovaNet's spectra in an installed package: no network needed"


def add_assets_command(commands: Any) -> None:  # noqa: ANN401  (argparse has no public name for it)
    """Add `assets` to the subcommands of a parser."""
    parser = commands.add_parser("assets", help="files that models need")
    parser.add_argument("action", choices=["list", "fetch"], nargs="?", default="list")
    parser.add_argument("models", nargs="*", help="names of models; all")
    parser.add_argument("--default", action="store_true", help="the models that are fitted to everything")
    parser.add_argument("--json", action="store_true", help="the list as JSON")


def run_assets(arguments: argparse.Namespace) -> int:
    """List files or fetch them. Returns the exit status: 0 when none of the requested files is missing."""
    from nmma_fitter.registry import all_models, retired_words  # noqa: PLC0415  (seconds that `run` would not want)

    entries = all_models()
    by_name = {entry.name.lower(): entry for entry in entries}
    wanted = []
    for name in arguments.models:
        retired = next((entry for entry in entries if name in entry.replaces), None)
        if retired is not None:
            print(retired_words(retired, name), file=sys.stderr)
            return 2
        if name.lower() not in by_name:
            suggestion = hint(name, [entry.name for entry in entries], cutoff=0.4)
            print(f"No model {name}: {suggestion}", file=sys.stderr)
            return 2
        wanted.append(by_name[name.lower()])
    wanted = wanted or [entry for entry in entries if entry.is_default or not arguments.default]
    if arguments.action == "fetch":
        return _fetch(wanted)
    if arguments.json:
        print(json.dumps([_described(entry) for entry in wanted]))
    else:
        _print_list(wanted)
    return 0


def _described(entry: "ModelEntry") -> dict[str, Any]:
    from nmma_fitter.assets import asset_path  # noqa: PLC0415

    files = [
        {
            "path": asset.path,
            "url": asset.url,
            "file": str(asset_path(asset)),
            "bytes": asset_path(asset).stat().st_size if asset_path(asset).is_file() else None,
        }
        for asset in entry.assets
    ]
    return {"model": entry.name, "kind": entry.kind, "files": files}


def _print_list(entries: list["ModelEntry"]) -> None:
    from nmma_fitter.assets import assets_folder  # noqa: PLC0415

    print(f"Files of models, below {assets_folder()}:\n")
    for entry in entries:
        files = _described(entry)["files"]
        missing = sum(file["bytes"] is None for file in files)
        state = "needs no file" if not files else f"{missing} missing" if missing else "all there"
        print(f"{entry.name:18} {entry.kind:4} {state}")
        for file in files:
            size = "missing" if file["bytes"] is None else f"{file['bytes'] / _MEGABYTE:.1f} MB"
            print(f"    {size:>9}  {file['path']}")
            if file["bytes"] is None:
                origin = f"from {file['url']}" if file["url"] else _MADE_HERE
                print(f"{'':15}{origin}")
    if any(file["bytes"] is None for entry in entries for file in _described(entry)["files"]):
        print("\n./nmma assets fetch MODEL… fetches what is missing.")


def _fetch(entries: list["ModelEntry"]) -> int:
    from nmma_fitter.assets import asset_path, missing_assets  # noqa: PLC0415
    from nmma_fitter.download import DownloadError, UnreachableError  # noqa: PLC0415

    failed = 0
    unreachable: set[str] = set()
    for entry in entries:
        for asset in missing_assets(entry):
            # One training run or one archive may bring all files of a model.
            if asset_path(asset).is_file():
                continue
            host = urlsplit(asset.url or "").netloc
            # A host that does not answer is reported once.
            if host in unreachable:
                failed += 1
                continue
            try:
                _fetch_one(entry, asset)
            except (DownloadError, FitError, OSError) as error:
                print(f"\r{entry.name}: {error}", file=sys.stderr)
                failed += 1
                if isinstance(error, UnreachableError):
                    unreachable.add(host)
    if failed:
        print(f"{failed} {'file is' if failed == 1 else 'files are'} missing.", file=sys.stderr)
        return 1
    print("Nothing is missing.")
    return 0


def _fetch_one(entry: "ModelEntry", asset: "Asset") -> None:
    from nmma_fitter.assets import assets_folder, known_checksum, remember_checksum  # noqa: PLC0415
    from nmma_fitter.download import download  # noqa: PLC0415

    if asset.url is None:
        _make(asset)
        return
    if asset.url.endswith(".tar.gz"):
        _fetch_archive(entry, asset.url)
        return
    wanted = asset.sha256 or known_checksum(asset)
    target = assets_folder() / asset.path
    found = download(asset.url, target, wanted, _reporter(asset.path))
    print(file=sys.stderr)
    refuse_broken(asset, target)
    remember_checksum(asset, found)


def _fetch_archive(entry: "ModelEntry", url: str) -> None:
    """Fetch an archive and extract every file of the model that it contains."""
    from nmma_fitter.assets import assets_folder  # noqa: PLC0415
    from nmma_fitter.download import DownloadError, download, sha256_of, unpack  # noqa: PLC0415

    inside = [asset for asset in entry.assets if asset.url == url]
    archive = assets_folder() / Path(inside[0].path).parent.with_suffix(".tar")
    download(url, archive, None, _reporter(archive.name))
    print(file=sys.stderr)
    try:
        unpack(archive, [assets_folder() / asset.path for asset in inside])
    finally:
        archive.unlink()
    for asset in inside:
        path = assets_folder() / asset.path
        if asset.sha256 is not None and sha256_of(path) != asset.sha256:
            path.unlink()
            raise DownloadError(f"{asset.path} has another checksum than it should: it was thrown away.")


def _reporter(name: str) -> Callable[[int, int | None], None]:
    def report(done: int, whole: int | None) -> None:
        of = f" of {whole / _MEGABYTE:.1f}" if whole else ""
        print(f"\r{name}: {done / _MEGABYTE:.1f}{of} MB", end="", file=sys.stderr, flush=True)

    return report


def _make(asset: "Asset") -> None:
    from nmma_fitter.assets import asset_path  # noqa: PLC0415
    from nmma_fitter.models.train_kilonovanet import MODEL, train  # noqa: PLC0415

    folder = asset_path(asset).parent
    print(f"{asset.path}: made of KilonovaNet's spectra, half a minute …", file=sys.stderr, flush=True)
    train(folder.parent if folder.name == MODEL else folder)
