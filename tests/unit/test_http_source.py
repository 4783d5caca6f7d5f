"""Files of a web server: fetched whole, with a key of the environment, or refused."""

import gzip
import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import duckdb
import pytest

from upheld.connectors.base import SourceError, SourceSpec
from upheld.connectors.http import HttpConnector

CSV = b"id,queued\n1,2026-03-02T09:00:00Z\n2,\n"


class Handler(BaseHTTPRequestHandler):
    """Gives `/calls.csv` to those with the key, and sends others elsewhere."""

    def do_GET(self) -> None:
        if self.path.startswith("/secret") and self.headers["Authorization"] != "tulip":
            self.answer(403, b"")
        elif self.path == "/away.csv":
            self.answer(302, b"", Location="http://localhost:1/calls.csv")
        elif self.path.endswith(".csv.gz"):
            self.answer(200, gzip.compress(CSV))
        elif self.path.partition("?")[0].endswith("calls.csv"):
            self.answer(200, CSV)
        else:
            self.answer(404, b"")

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        del format, args


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def fetched(url: str, **options: str) -> tuple[list[tuple[object, ...]], str]:
    """The rows of a file, and what was asked."""
    spec = SourceSpec("calls", url, Path.cwd(), options, Path.cwd())
    with duckdb.connect() as connection:
        made = HttpConnector().attach(connection, spec, "calls")
        assert (made.kind, made.files, made.paths) == ("http", (), ())
        return connection.execute("FROM calls").fetchall(), made.sent[0]


@pytest.mark.parametrize("path", ["calls.csv", "calls.csv.gz", "calls.csv?day=2"])
def test_a_file_is_read_as_one_of_the_disk_is(address: str, path: str) -> None:
    rows, sent = fetched(f"{address}/{path}")
    assert rows == [("1", "2026-03-02T09:00:00Z"), ("2", None)]
    assert sent.startswith(f"GET {address}/{path.partition('?')[0]}\n")


def test_its_hash_is_told(address: str) -> None:
    _, sent = fetched(f"{address}/calls.csv")
    assert f"{len(CSV)} bytes, SHA-256 {hashlib.sha256(CSV).hexdigest()}" in sent


def test_a_key_comes_from_the_environment(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLS_KEY", "tulip")
    url = f"{address}/secret/calls.csv"
    assert len(fetched(url, authorization="CALLS_KEY")[0]) == 2
    monkeypatch.setenv("CALLS_KEY", "a rose")
    with pytest.raises(SourceError, match="E4025") as caught:
        fetched(url, authorization="CALLS_KEY")
    assert "rose" not in f"{caught.value} {caught.value.help} {caught.value.notes}"


@pytest.mark.parametrize(
    ("path", "code"),
    [("missing.csv", "E4010"), ("away.csv", "E4029"), ("calls", "E4015")],
)
def test_what_is_not_given_is_told(address: str, path: str, code: str) -> None:
    with pytest.raises(SourceError, match=code):
        fetched(f"{address}/{path}")


@pytest.mark.parametrize("url", ["ftp://host/a.csv", "http://u:tulip@host/a.csv"])
def test_other_addresses_are_refused_unseen(url: str) -> None:
    with pytest.raises(SourceError, match="E4019") as caught:
        fetched(url)
    assert "tulip" not in f"{caught.value} {caught.value.help} {caught.value.notes}"
