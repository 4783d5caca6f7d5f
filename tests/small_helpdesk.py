"""A help desk on this machine that answers as the documentation says.

Every fault is planned: `faults` holds by number of the request what goes wrong with it.
"""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

TOKEN = "t0ken-that-nobody-may-see"

Answer = Callable[[str, Mapping[str, str]], "dict[str, Any] | int"]


@dataclass(slots=True)
class HelpDesk:
    """What was asked, and what the answers are."""

    answer: Answer
    faults: dict[int, str] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    opened_with: list[str] = field(default_factory=list)
    methods: set[str] = field(default_factory=set)
    url: str = ""


@contextmanager
def serving(desk: HelpDesk) -> Iterator[HelpDesk]:
    """The help desk on a free port of the loopback, for as long as it is needed."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = dict(parse_qsl(parts.query))
            number = len(desk.asked) + 1
            desk.asked.append((parts.path, query))
            desk.opened_with.append(self.headers.get("Authorization", ""))
            desk.methods.add(self.command)
            self.give(desk.faults.get(number, ""), parts.path, query)

        def give(self, fault: str, path: str, query: dict[str, str]) -> None:
            kind, _, more = fault.partition(" ")
            if kind == "drop":  # half of an answer, then nothing
                self.send_response(200)
                self.send_header("Content-Length", "1000")
                self.end_headers()
                self.wfile.write(b'{"tickets": [')
                self.close_connection = True
            elif kind == "page":
                self.send(200, {}, b"<html>Please sign in</html>")
            elif kind == "elsewhere":
                self.send(302, {"Location": more}, b"")
            elif kind:
                waits = {"Retry-After": more} if more else {}
                self.send(int(kind), waits, b'{"error": "secret-of-the-server"}')
            else:
                found = desk.answer(path, query)
                status, body = (found, {}) if isinstance(found, int) else (200, found)
                self.send(status, {}, json.dumps(body).encode())

        def send(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    desk.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield desk
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def let_in(desk: str, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Put a token into the environment; the seconds that would have been waited."""
    monkeypatch.setenv(f"UPHELD_{desk.upper()}_EMAIL", "anna@example.com")
    monkeypatch.setenv(f"UPHELD_{desk.upper()}_TOKEN", TOKEN)
    waited: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", waited.append)
    return waited


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a file."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
