"""A Markdown file that makes one mistake: its files, a command, the error expected.

It is the format of the cases (LANGUAGE, section 8) with blocks for what those cannot
say: `text NAME`, `hex NAME`, `parquet NAME`, `duckdb NAME` and `sqlite NAME` (as SQL),
`env`, `forbid` (files without permission), `without` (libraries that are not there),
`command` (what follows `upheld`), and `serve VARIABLE`: a web server whose address is
in that variable, with its status, the length it tells, and below what it really sends.
"""

import os
import re
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import duckdb

BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXPECTED = re.compile(r"error ([EL][0-9]{4})(?: ([0-9]+:[0-9]+))?\n")


@dataclass(frozen=True, slots=True)
class Reproducer:
    """What stands in one file; `place` is `line:column` in `case.std`, or empty."""

    blocks: tuple[tuple[str, str, str], ...]
    command: tuple[str, ...]
    code: str
    place: str

    @property
    def judges(self) -> bool:
        """Whether the policy is right, so that other standards are judged."""
        return self.code.startswith(("E39", "E4"))

    @property
    def status(self) -> int:
        """The exit status: 3 where something could not be read, else 2."""
        return 3 if self.judges or self.code == "E0057" else 2

    @property
    def environment(self) -> dict[str, str]:
        """Variables that the command runs with."""
        lines = [t for kind, _, t in self.blocks if kind == "env"]
        return dict(line.split("=", 1) for line in "".join(lines).splitlines())

    @property
    def without(self) -> tuple[str, ...]:
        """Libraries that are not installed."""
        lines = [t for kind, _, t in self.blocks if kind == "without"]
        return tuple("".join(lines).split())

    @property
    def modules(self) -> tuple[str, ...]:
        """Modules that stand in place of a library of the same name."""
        names = [Path(name) for kind, name, _ in self.blocks if kind == "text"]
        return tuple(name.stem for name in names if name.suffix == ".py")

    def write(self, folder: Path) -> None:
        """Make the files."""
        for kind, name, text in self.blocks:
            path = folder / (name or "case.std")
            if kind in ("std", "csv", "toml", "text", "ndjson"):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            elif kind == "hex":
                path.write_bytes(bytes.fromhex(text.replace("\n", "")))
            elif kind == "parquet":
                duckdb.connect().execute(f"COPY ({text}) TO '{path}' (FORMAT parquet)")
            elif kind == "duckdb":
                with duckdb.connect(path) as connection:
                    connection.execute(text)
            elif kind == "sqlite":
                with closing(sqlite3.connect(path)) as database:
                    database.executescript(text)

    def forbidden(self, folder: Path) -> list[Path]:
        """Files that may not be read."""
        lines = [t for kind, _, t in self.blocks if kind == "forbid"]
        return [folder / name for name in "".join(lines).split()]


def read_reproducer(path: Path) -> Reproducer:
    """The mistake of a Markdown file."""
    blocks = tuple(m.groups(default="") for m in BLOCK.finditer(path.read_text()))
    by_kind = {kind: text for kind, _, text in blocks}
    command = by_kind.get("command", "check case.std").split()
    expected = EXPECTED.fullmatch(by_kind["expect"])
    assert expected, f"{path.name}: no `error CODE` is expected"
    known = tuple((kind, name, text) for kind, name, text in blocks)
    code, place = expected.groups(default="")
    return Reproducer(known, tuple(command), code, place)


@contextmanager
def folder_without(reproducer: Reproducer) -> Iterator[Path]:
    """A folder with the files; where some are closed, root reads as another user."""
    own = os.geteuid()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        folder.chmod(0o755)
        reproducer.write(folder)
        closed = reproducer.forbidden(folder)
        for path in closed:
            path.chmod(0o000)
        try:
            if own == 0 and closed:
                os.seteuid(65534)
            yield folder
        finally:
            os.seteuid(own)


@contextmanager
def serving(reproducer: Reproducer) -> Iterator[dict[str, str]]:
    """The variables that hold the addresses of web servers, while those run."""
    found = [(name, text) for kind, name, text in reproducer.blocks if kind == "serve"]
    with ExitStack() as stack:
        yield {name: stack.enter_context(_served(text)) for name, text in found}


@contextmanager
def _served(text: str) -> Iterator[str]:
    head, _, body = text.partition("\n")
    status, _, length = head.partition(" ")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(int(status))
            self.send_header("Content-Length", length or str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:
            del format, args

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/calls.csv"
        finally:
            server.shutdown()
            thread.join()
