"""The lock: what a policy could smuggle into SQL reaches nothing."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from upheld.connectors.base import SourceSpec
from upheld.connectors.lock import RefusedStatementError, connect, lock, select
from upheld.connectors.registry import attach


@pytest.fixture
def parquet(tmp_path: Path) -> Path:
    path = tmp_path.resolve() / "it's [1].parquet"
    with duckdb.connect() as writer:
        writer.sql("SELECT 1 AS id").write_parquet(str(path))
        writer.sql("SELECT 2 AS id").write_parquet(str(path.parent / "other.parquet"))
    return path


@pytest.fixture
def locked(parquet: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A locked connection with a table, and a view over a Parquet file."""
    with connect(memory_limit="500MB", threads=1) as connection:
        root = parquet.parent
        spec = SourceSpec(parquet.name, parquet.name, root, {}, root)
        attached = attach(connection, spec, "calls")
        connection.execute("CREATE TABLE kept AS SELECT 7 AS id")
        lock(connection, attached.paths, time_limit=60_000)
        yield connection


def test_what_was_loaded_stays_readable(locked: duckdb.DuckDBPyConnection) -> None:
    assert select(locked, "SELECT id FROM calls") == [(1,)]
    assert select(locked, "FROM kept") == [(7,)]


def test_the_file_beside_an_allowed_one_is_not_readable(
    locked: duckdb.DuckDBPyConnection, parquet: Path
) -> None:
    with pytest.raises(duckdb.PermissionException):
        select(locked, f"FROM '{parquet.parent}/other.parquet'")


@pytest.mark.parametrize(
    "sql",
    [
        "FROM read_csv('/etc/passwd')",
        "FROM read_text('/etc/passwd')",
        "FROM read_blob('/proc/self/environ')",
        "FROM glob('/etc/*')",
        "FROM '/etc/passwd.csv'",
        "FROM sniff_csv('/etc/passwd')",
    ],
)
def test_a_select_that_reads_files_is_refused_by_the_engine(
    locked: duckdb.DuckDBPyConnection, sql: str
) -> None:
    with pytest.raises(duckdb.PermissionException):
        select(locked, sql)


@pytest.mark.parametrize(
    "sql",
    [
        "COPY kept TO '/tmp/upheld-stolen.csv'",
        "EXPORT DATABASE '/tmp/upheld-stolen'",
        "ATTACH '/tmp/upheld-stolen.duckdb' AS stolen",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET threads = 1",
        "SET GLOBAL TimeZone = 'Europe/Prague'",
        "SET enable_external_access = true",
        "RESET lock_configuration",
    ],
)
def test_a_statement_that_reaches_out_is_refused_twice(
    locked: duckdb.DuckDBPyConnection, sql: str
) -> None:
    with pytest.raises(RefusedStatementError):
        select(locked, sql)
    with pytest.raises(duckdb.Error):
        locked.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "-- nothing",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP TABLE kept",
        "PRAGMA version",
        "CREATE TABLE more (id INTEGER)",
        "DROP TABLE kept",
        "INSERT INTO kept VALUES (8)",
        "UPDATE kept SET id = 8",
        "DELETE FROM kept",
        "ATTACH ':memory:' AS more",
        "PREPARE p AS SELECT 1",
        "CALL pragma_version()",
        "EXPLAIN SELECT 1",
        "WITH x AS (INSERT INTO kept VALUES (8) RETURNING *) FROM x",
        "WITH x AS (/* */DELETE FROM kept RETURNING *) FROM x",
    ],
)
def test_only_one_select_is_run(locked: duckdb.DuckDBPyConnection, sql: str) -> None:
    with pytest.raises(RefusedStatementError):
        select(locked, sql)
    assert select(locked, "FROM kept") == [(7,)]


def test_a_copy_inside_a_select_cannot_overwrite_an_allowed_file(
    locked: duckdb.DuckDBPyConnection, parquet: Path
) -> None:
    # DuckDB calls this a SELECT, and its own lock lets it write: the path is allowed.
    before = parquet.read_bytes()
    target = str(parquet).replace("'", "''")
    sql = f"COPY (SELECT 9) TO '{target}' (FORMAT parquet, USE_TMP_FILE false)"
    with pytest.raises(RefusedStatementError):
        select(locked, f"WITH x AS ({sql}) FROM x")
    assert parquet.read_bytes() == before


def test_names_and_texts_may_be_words_of_a_change(
    locked: duckdb.DuckDBPyConnection,
) -> None:
    sql = """SELECT id AS "update", 'ö; DELETE' AS "copy" FROM kept -- insert"""
    assert select(locked, sql) == [(7, "ö; DELETE")]


def test_parameters_are_bound_by_place_and_by_name(
    locked: duckdb.DuckDBPyConnection,
) -> None:
    assert select(locked, "SELECT ? + 1", [1]) == [(2,)]
    assert select(locked, "SELECT $a || $b", {"a": "x", "b": "y"}) == [("xy",)]


def test_variables_of_the_program_are_no_tables(
    locked: duckdb.DuckDBPyConnection,
) -> None:
    secret = [{"password": "x"}]
    with pytest.raises(duckdb.CatalogException):
        select(locked, "FROM secret")
    assert secret


def test_the_zone_of_the_machine_does_not_matter_for_cursors_either(
    locked: duckdb.DuckDBPyConnection,
) -> None:
    sql = "SELECT current_setting('TimeZone')"
    assert select(locked, sql) == [("UTC",)]
    assert select(locked.cursor(), sql) == [("UTC",)]


def test_settings_of_the_connection_are_taken(
    locked: duckdb.DuckDBPyConnection,
) -> None:
    sql = """
        SELECT current_setting('threads'), current_setting('memory_limit'),
          current_setting('max_execution_time')::VARCHAR"""
    ((threads, memory, limit),) = select(locked, sql)
    assert (threads, memory) == (1, "476.8 MiB")  # 500 MB in units of 1024
    assert limit == "60000"
