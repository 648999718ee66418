"""Files that models need, from a real server on this machine."""

import gzip
import hashlib
import threading
from argparse import Namespace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from nmma_fitter import assets, registry
from nmma_fitter.assets import known_checksum, missing_assets, require_assets
from nmma_fitter.cli import assets_command
from nmma_fitter.download import DownloadError, download
from nmma_fitter.errors import FitError
from nmma_fitter.registry import Asset, find_model

CONTENT = bytes(range(256)) * 4000


class Server(ThreadingHTTPServer):
    """Serves CONTENT at /file, and what goes wrong elsewhere."""

    requests: list[tuple[str, str | None]]

    def __init__(self):
        self.requests = []
        super().__init__(("127.0.0.1", 0), Handler)

    def url(self, path):
        return f"http://127.0.0.1:{self.server_address[1]}/{path}"


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        asked = self.headers.get("Range")
        self.server.requests.append((self.path, asked))
        short = {
            "/page": (200, b"<html>moved</html>", "text/html; charset=utf-8"),
            "/packed.gz": (200, gzip.compress(CONTENT)),
            "/false.gz": (200, b"no gzip at all"),
            "/broken": (500, b""),
        }
        if self.path not in ("/file", "/dropped"):
            return self.answer(*short.get(self.path, (404, b"")))
        begin = int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0
        if begin > len(CONTENT):
            return self.answer(416, b"")
        rest = CONTENT[begin:]
        self.send_response(206 if asked else 200)
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        if self.path == "/dropped" and not asked:
            # The line is cut in the middle, the first time.
            self.wfile.write(rest[: len(rest) // 2])
            self.wfile.flush()
            self.connection.close()
            return None
        self.wfile.write(rest)
        return None

    def answer(self, status, body, kind="application/octet-stream"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def server():
    one = Server()
    thread = threading.Thread(target=one.serve_forever)
    thread.start()
    yield one
    one.shutdown()
    one.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("NMMA_ASSETS", str(tmp_path / "assets"))
    monkeypatch.delenv("SNCOSMO_DATA_DIR", raising=False)


def fetch(url, target, sha256=None):
    reports = []
    found = download(url, target, sha256, lambda *report: reports.append(report))
    return found, reports


def test_a_file_comes_whole_with_progress(server, tmp_path):
    target = tmp_path / "deep" / "file"
    found, reports = fetch(server.url("file"), target)
    assert target.read_bytes() == CONTENT
    assert found == hashlib.sha256(CONTENT).hexdigest()
    assert reports[-1] == (len(CONTENT), len(CONTENT))
    assert list(target.parent.iterdir()) == [target]


def test_a_cut_line_is_gone_on_with(server, tmp_path):
    target = tmp_path / "file"
    fetch(server.url("dropped"), target)
    assert target.read_bytes() == CONTENT
    assert [asked for _, asked in server.requests] == [None, f"bytes={len(CONTENT) // 2}-"]


def test_what_an_earlier_call_left_is_gone_on_with(server, tmp_path):
    (tmp_path / "file.part").write_bytes(CONTENT[:1000])
    fetch(server.url("file"), tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == CONTENT
    assert server.requests == [("/file", "bytes=1000-")]
    # A part that is longer than the file is not of this file.
    (tmp_path / "other.part").write_bytes(CONTENT + b"more")
    fetch(server.url("file"), tmp_path / "other")
    assert (tmp_path / "other").read_bytes() == CONTENT


def test_a_packed_file_is_unpacked(server, tmp_path):
    fetch(server.url("packed.gz"), tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == CONTENT
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("nothing", "answers 404"),
        ("broken", "answers 500"),
        ("page", "is a web page, not a file"),
        ("false.gz", "is no gzip file"),
    ],
)
def test_what_goes_wrong_is_said_and_leaves_no_file(server, tmp_path, path, words):
    with pytest.raises(DownloadError, match=words):
        fetch(server.url(path), tmp_path / "file")
    assert not (tmp_path / "file").exists()


def test_another_checksum_is_refused(server, tmp_path):
    with pytest.raises(DownloadError, match="expected 000000000000…: it was thrown away"):
        fetch(server.url("file"), tmp_path / "file", "0" * 64)
    assert list(tmp_path.iterdir()) == []


def test_without_a_network_it_is_said(tmp_path):
    with pytest.raises(DownloadError, match="cannot be reached"):
        fetch("http://127.0.0.1:9/file", tmp_path / "file")


def command(action, *models, is_json=False):
    return assets_command.run_assets(Namespace(action=action, models=list(models), json=is_json))


def test_a_model_is_fetched_and_its_checksum_kept(server, tmp_path, monkeypatch, capsys):
    asset = Asset("sncosmo/models/a.dat", server.url("file"))
    entry = find_model("nugent-hyper")
    entry = registry.replace(entry, assets=(asset,))
    monkeypatch.setattr(registry, "all_models", lambda: [entry])
    assert missing_assets(entry) == [asset]
    with pytest.raises(
        FitError, match=r"needs sncosmo/models/a\.dat in .*`./nmma assets fetch nugent-hyper`"
    ):
        require_assets(entry)
    assert command("list") == 0
    assert "1 missing" in capsys.readouterr().out
    assert command("fetch", "NUGENT-hyper") == 0
    require_assets(entry)
    assert command("list") == 0
    assert "all there" in capsys.readouterr().out
    assert known_checksum(asset) == hashlib.sha256(CONTENT).hexdigest()
    # Another file under the same address later on is not the same model.
    (assets.assets_folder() / asset.path).unlink()
    monkeypatch.setattr(assets, "known_checksum", lambda _: "1" * 64)
    assert command("fetch") == 1
    assert "1 file is missing." in capsys.readouterr().err


def test_a_wrong_name_gets_the_nearest(capsys):
    assert command("fetch", "nugent-hiper") == 2
    assert "No model nugent-hiper: did you mean nugent-hyper?" in capsys.readouterr().err


def test_sncosmos_own_folder_counts(tmp_path, monkeypatch):
    entry = find_model("nugent-hyper")
    assert missing_assets(entry)
    path = tmp_path / "own" / "models" / "nugent" / "hyper_flux.v1.2.dat"
    path.parent.mkdir(parents=True)
    path.write_text("x")
    monkeypatch.setenv("SNCOSMO_DATA_DIR", str(tmp_path / "own"))
    assert missing_assets(entry) == []
