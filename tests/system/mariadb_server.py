"""A real MariaDB server from Debian's packages, on loopback, as an ordinary user."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

#: A password that no message may show.
PASSWORD = "s3cr3t:of@the/server"
#: Who runs the server where the tests run as root, which it refuses.
NOBODY = 65534
#: How often it is tried to connect, half a second apart.
TRIES = 60


class Server:
    """The server, and how to talk to it as its owner."""

    def __init__(self, folder: Path, port: int) -> None:
        self.socket, self.port = str(folder / "s"), port

    def run(self, *statements: str) -> list[tuple[Any, ...]]:
        """Run statements; the rows of the last one."""
        import pymysql

        connection = pymysql.connect(
            unix_socket=self.socket, user="root", autocommit=True, connect_timeout=2
        )
        with closing(connection), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return [tuple(row) for row in cursor.fetchall()]

    def uri_of(self, user: str, password: str) -> str:
        """An address over the network, the password written as a URI wants it."""
        from urllib.parse import quote

        secret = quote(password, safe="")
        return f"mysql://{user}:{secret}@127.0.0.1:{self.port}/support"


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def mariadb() -> Iterator[Server]:
    """A server with a database `support` and a user `reader`."""
    binary = shutil.which("mariadbd") or "/usr/sbin/mariadbd"
    with tempfile.TemporaryDirectory(prefix="upheld-my-") as name:
        folder, port = Path(name), free_port()
        user = NOBODY if os.geteuid() == 0 else None
        if user is not None:
            os.chown(folder, user, user)
        common = [f"--datadir={folder / 'data'}", "--no-defaults"]
        ready = subprocess.run(
            [
                "mariadb-install-db",
                "--no-defaults",
                *common[:1],
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
            ],
            user=user,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ready.returncode == 0, ready.stdout + ready.stderr
        options = [
            "--no-defaults",
            common[0],
            f"--socket={folder / 's'}",
            f"--port={port}",
            "--bind-address=127.0.0.1",
            f"--pid-file={folder / 'pid'}",
            "--skip-name-resolve",
            "--innodb-buffer-pool-size=32M",
        ]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [binary, *options], user=user, stdout=log, stderr=log
            )
        try:
            server = Server(folder, port)
            wait_for(server, process, folder / "log")
            quoted = PASSWORD.replace("'", "''")
            server.run(
                "CREATE DATABASE support",
                f"CREATE USER reader@'127.0.0.1' IDENTIFIED BY '{quoted}'",
            )
            yield server
        finally:
            process.terminate()
            process.wait(timeout=60)


def wait_for(server: Server, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until it answers; a server that ends or stays silent fails the test."""
    for _ in range(TRIES):
        assert process.poll() is None, log.read_text(errors="replace")
        with closing(socket.socket(socket.AF_UNIX)) as one:
            if one.connect_ex(server.socket) == 0:
                return
        process_waits(process)
    raise AssertionError(log.read_text(errors="replace"))


def process_waits(process: "subprocess.Popen[bytes]") -> None:
    """Half a second, or until the server ends."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=0.5)
