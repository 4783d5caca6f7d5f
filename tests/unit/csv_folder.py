"""A folder of CSV files and a connection that reads them, for the tests of CSV."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from upheld.connectors.base import Attached, SourceError, SourceSpec
from upheld.connectors.registry import attach

Rows = list[tuple[object, ...]]


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


class Folder:
    """A folder of data and a connection that reads from it."""

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self.path = path
        self.connection = connection

    def write(self, name: str, data: str | bytes) -> None:
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data.encode() if isinstance(data, str) else data)

    def attach(self, location: str, **options: object) -> Attached:
        spec = SourceSpec(location, location, self.path, options, self.path)
        return attach(self.connection, spec, "calls")

    def rows(self) -> Rows:
        return self.connection.execute("FROM calls").fetchall()

    def refused(self, location: str, **options: object) -> SourceError:
        with pytest.raises(SourceError) as caught:
            self.attach(location, **options)
        return caught.value


@pytest.fixture
def folder(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> Folder:
    return Folder(tmp_path, connection)


def rejects(attached: Attached) -> list[tuple[int, str, str]]:
    return [(one.line, one.reason, one.text) for one in attached.rejected_lines]


FEW = "too few columns: 1, expected 2"
MANY = "too many columns: more than 2"
