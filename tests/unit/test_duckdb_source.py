"""DuckDB sources: read only, one table, nothing else of the machine."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from upheld.connectors.base import Attached, SourceError, SourceSpec
from upheld.connectors.lock import connect, lock, select
from upheld.connectors.registry import attach


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect(threads=1) as opened:
        yield opened


@pytest.fixture
def root(tmp_path: Path) -> Path:
    with duckdb.connect(tmp_path / "w.duckdb") as database:
        database.execute("CREATE TABLE calls AS SELECT 7 AS id, 'NA' AS name")
        database.execute("CREATE VIEW named AS SELECT name FROM calls")
        database.execute("CREATE VIEW nosy AS FROM read_text('/etc/hostname')")
        database.execute("CREATE SCHEMA old")
        database.execute("CREATE TABLE old.calls AS SELECT 8 AS id")
    with duckdb.connect(tmp_path / "one.duckdb") as database:
        database.execute('CREATE TABLE "only one" AS SELECT 9 AS id')
    return tmp_path


def read(
    connection: duckdb.DuckDBPyConnection,
    root: Path,
    location: str,
    relation: str = "calls",
    **options: object,
) -> Attached:
    spec = SourceSpec(location, location, root, options, root)
    return attach(connection, spec, relation)


def refused(
    connection: duckdb.DuckDBPyConnection, root: Path, location: str
) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read(connection, root, location)
    return caught.value


def test_a_table_is_named_behind_the_file_or_by_an_option(
    connection: duckdb.DuckDBPyConnection, root: Path
) -> None:
    attached = read(connection, root, "w.duckdb#calls", "a")
    assert dict(attached.columns) == {"id": "INTEGER", "name": "VARCHAR"}
    assert (attached.kind, attached.rows, attached.paths) == ("duckdb", 1, ())
    read(connection, root, "w.duckdb", "b", table="old.calls")
    assert connection.execute("FROM a").fetchall() == [(7, "NA")]
    assert connection.execute("FROM b").fetchall() == [(8,)]


def test_the_only_table_needs_no_name(
    connection: duckdb.DuckDBPyConnection, root: Path
) -> None:
    read(connection, root, "one.duckdb")
    assert connection.execute("FROM calls").fetchall() == [(9,)]


def test_an_unknown_table_is_an_error_that_lists_the_tables(
    connection: duckdb.DuckDBPyConnection, root: Path
) -> None:
    error = refused(connection, root, "w.duckdb#cals")
    assert error.code == "E4020"
    assert error.help == "tables: `calls`, `named`, `nosy`, `old.calls`"


def test_a_table_must_be_named_where_there_are_several(
    connection: duckdb.DuckDBPyConnection, root: Path
) -> None:
    assert refused(connection, root, "w.duckdb").code == "E4020"


def test_a_missing_database_is_an_error_and_is_not_made(
    connection: duckdb.DuckDBPyConnection, root: Path
) -> None:
    assert refused(connection, root, "none.duckdb#calls").code == "E4010"
    assert not (root / "none.duckdb").exists()


def test_a_file_that_is_no_database_is_an_error(
    connection: duckdb.DuckDBPyConnection, root: Path
) -> None:
    (root / "bad.duckdb").write_bytes(b"hello")
    (root / "empty.duckdb").touch()
    assert refused(connection, root, "bad.duckdb#calls").code == "E4012"
    assert refused(connection, root, "empty.duckdb#calls").code == "E4011"


def test_a_view_that_reads_other_files_is_refused(
    connection: duckdb.DuckDBPyConnection, root: Path
) -> None:
    assert refused(connection, root, "w.duckdb#nosy").code == "E4012"


def test_table_and_view_stay_readable_after_the_lock(
    connection: duckdb.DuckDBPyConnection, root: Path
) -> None:
    read(connection, root, "w.duckdb#calls", "a")
    read(connection, root, "w.duckdb#named", "b")
    lock(connection)
    assert select(connection, "SELECT * FROM a, b") == [(7, "NA", "NA")]


def test_the_database_is_not_written_to(
    connection: duckdb.DuckDBPyConnection, root: Path
) -> None:
    read(connection, root, "w.duckdb#calls")
    before = (root / "w.duckdb").read_bytes()
    with pytest.raises(duckdb.Error, match="read-only"):
        connection.execute('CREATE TABLE "database of calls".x AS SELECT 1')
    assert (root / "w.duckdb").read_bytes() == before


def test_two_tables_for_one_source_are_refused(
    connection: duckdb.DuckDBPyConnection, root: Path
) -> None:
    with pytest.raises(SourceError, match="E4019"):
        read(connection, root, "w.duckdb#calls", table="named")
