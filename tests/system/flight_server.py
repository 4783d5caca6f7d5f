"""A real Flight SQL server, ROAPI from PyPI, on loopback; it serves Parquet files."""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

#: How often it is tried to connect, half a second apart.
TRIES = 60


class Server:
    """A running server, and how to end it."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.uri = process, f"grpc://127.0.0.1:{port}"

    def end(self) -> None:
        """The server goes away without a word to its clients."""
        self.process.kill()
        self.process.wait()


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


@contextmanager
def flight(**tables: Path) -> Iterator[Server]:
    """A server of Parquet files, by the names of tables."""
    binary = shutil.which("roapi", path=str(Path(sys.executable).parent))
    assert binary is not None, "roapi is not installed beside this Python"
    http, postgres, port = _free_ports(3)
    named = [f"--table={name}={path}" for name, path in tables.items()]
    addresses = (("http", http), ("postgres", postgres), ("flight-sql", port))
    bound = [f"--addr-{kind}=127.0.0.1:{number}" for kind, number in addresses]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen([binary, *named, *bound], stdout=log, stderr=log)
        server = Server(process, port)
        try:
            _wait_for(process, port, log)
            yield server
        finally:
            server.end()


def _wait_for(process: subprocess.Popen[bytes], port: int, log: IO[bytes]) -> None:
    for _ in range(TRIES):
        if process.poll() is not None:
            log.seek(0)
            raise RuntimeError(f"roapi ended: {log.read().decode(errors='replace')}")
        with closing(socket.socket()) as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.5)
    raise TimeoutError("roapi does not listen")
