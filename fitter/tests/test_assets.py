"""Files that models need, from a real server on this machine."""

import gzip
import hashlib
import io
import json
import tarfile
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


def archive_of(files):
    """A tar.gz with these files in it."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


class Server(ThreadingHTTPServer):
    """Serves CONTENT at /file, and what goes wrong elsewhere."""

    requests: list[tuple[str, str | None]]
    redirects: dict[str, str]

    def __init__(self):
        self.requests = []
        self.redirects = {}
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
            "/salt.tar.gz": (200, archive_of({"salt/a.dat": b"a" * 99, "salt/b.dat": b"b" * 99})),
            "/data/redirects.json": (200, json.dumps(self.server.redirects).encode()),
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


def test_a_file_that_moved_is_fetched_from_where_sncosmos_server_says(server, tmp_path):
    path = "models/nugent/hyper_flux.v1.2.dat"
    # As it is: another address, of another machine, and packed.
    server.redirects = {path: server.url("packed.gz"), "models/other.dat": server.url("broken")}
    fetch(server.url(f"data/{path}"), tmp_path / "hyper_flux.v1.2.dat")
    assert (tmp_path / "hyper_flux.v1.2.dat").read_bytes() == CONTENT
    assert [asked for asked, _ in server.requests] == [f"/data/{path}", "/data/redirects.json", "/packed.gz"]


@pytest.mark.parametrize("moved", [{}, {"models/x.dat": "file:///etc/hostname"}, {"models/x.dat": 3}, [1]])
def test_a_file_that_is_nowhere_is_said_to_be_at_its_own_address(server, tmp_path, moved):
    server.redirects = moved
    with pytest.raises(DownloadError, match=r"/data/models/x\.dat returned 404"):
        fetch(server.url("data/models/x.dat"), tmp_path / "x.dat")
    assert not (tmp_path / "x.dat").exists()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("nothing", "returned 404"),
        ("broken", "returned 500"),
        ("page", "is a web page, not a file"),
        ("false.gz", "is not a gzip file"),
    ],
)
def test_what_goes_wrong_is_said_and_leaves_no_file(server, tmp_path, path, words):
    with pytest.raises(DownloadError, match=words):
        fetch(server.url(path), tmp_path / "file")
    assert not (tmp_path / "file").exists()


def test_another_checksum_is_refused(server, tmp_path):
    with pytest.raises(DownloadError, match="expected 000000000000…: the download was discarded"):
        fetch(server.url("file"), tmp_path / "file", "0" * 64)
    assert list(tmp_path.iterdir()) == []


def test_without_a_network_it_is_said(tmp_path):
    with pytest.raises(DownloadError, match="cannot be reached"):
        fetch("http://127.0.0.1:9/file", tmp_path / "file")


def command(action, *models, is_json=False, is_default=False):
    return assets_command.run_assets(
        Namespace(action=action, models=list(models), default=is_default, json=is_json)
    )


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


def test_a_retired_model_names_its_successor(capsys):
    assert command("fetch", "Bu2019lm_sparse") == 2
    assert "): use Bu2019lm_kilonovanet." in capsys.readouterr().err


def test_sncosmos_own_folder_counts(tmp_path, monkeypatch):
    entry = find_model("nugent-hyper")
    assert missing_assets(entry)
    path = tmp_path / "own" / "models" / "nugent" / "hyper_flux.v1.2.dat"
    path.parent.mkdir(parents=True)
    path.write_text("x")
    monkeypatch.setenv("SNCOSMO_DATA_DIR", str(tmp_path / "own"))
    assert missing_assets(entry) == []


def salt(server, **more):
    """A model whose two files come in one archive."""
    url = server.url("salt.tar.gz")
    files = (Asset("sncosmo/salt/a.dat", url, **more), Asset("sncosmo/salt/b.dat", url))
    return registry.replace(find_model("salt3"), assets=files)


def test_files_of_one_archive_are_fetched_once(server, monkeypatch):
    entry = salt(server, sha256=hashlib.sha256(b"a" * 99).hexdigest())
    monkeypatch.setattr(registry, "all_models", lambda: [entry])
    assert command("fetch", "salt3") == 0
    assert (assets.assets_folder() / "sncosmo/salt/b.dat").read_bytes() == b"b" * 99
    assert [asked for asked, _ in server.requests] == ["/salt.tar.gz"]
    left = {path.name for path in (assets.assets_folder() / "sncosmo").rglob("*") if path.is_file()}
    assert left == {"a.dat", "b.dat"}


def test_a_file_of_an_archive_with_another_checksum_is_thrown_away(server, monkeypatch, capsys):
    entry = salt(server, sha256="0" * 64)
    monkeypatch.setattr(registry, "all_models", lambda: [entry])
    assert command("fetch", "salt3") == 1
    assert "salt3: sncosmo/salt/a.dat has another checksum than it should" in capsys.readouterr().err
    assert missing_assets(entry) == [entry.assets[0]]


def test_only_the_default_models_are_fetched_where_that_is_asked(server, monkeypatch):
    wanted = registry.replace(find_model("salt3"), assets=(Asset("a/file", server.url("file")),))
    other = registry.replace(find_model("nugent-hyper"), assets=(Asset("b/file", server.url("file")),))
    assert wanted.is_default
    assert not other.is_default
    monkeypatch.setattr(registry, "all_models", lambda: [wanted, other])
    assert command("fetch", is_default=True) == 0
    assert missing_assets(wanted) == []
    assert missing_assets(other) == list(other.assets)


def test_a_machine_that_does_not_answer_is_asked_once(monkeypatch, capsys):
    files = tuple(Asset(f"a/{i}", f"http://127.0.0.1:9/data/{i}") for i in range(3))
    entry = registry.replace(find_model("salt3"), assets=files)
    monkeypatch.setattr(registry, "all_models", lambda: [entry])
    assert command("fetch") == 1
    said = capsys.readouterr().err
    assert said.count("cannot be reached") == 1
    assert "3 files are missing." in said


def test_nmmas_broken_file_is_refused_when_it_is_fetched_and_when_it_is_there(server, monkeypatch, capsys):
    assert find_model("Bu2019lm").assets[0].broken_bytes == [328676]
    asset = Asset("svdmodels/Bu2019lm.joblib", server.url("file"), broken_bytes=(len(CONTENT),))
    entry = registry.replace(find_model("Bu2019lm"), assets=(asset,))
    monkeypatch.setattr(registry, "all_models", lambda: [entry])
    assert command("fetch") == 1
    assert "is known to be broken, with two of the model's four parameters" in capsys.readouterr().err
    with pytest.raises(FitError, match=r"1,024,000 bytes\) is a file of NMMA's that is known to be broken"):
        require_assets(entry)
