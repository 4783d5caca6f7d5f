"""Parquet sources: views over exactly the files that were named."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from upheld.connectors.base import Attached, SourceError, SourceSpec
from upheld.connectors.registry import attach


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


def read(connection: duckdb.DuckDBPyConnection, root: Path, location: str) -> Attached:
    return attach(connection, SourceSpec(location, location, root, {}, root), "calls")


def refused(
    connection: duckdb.DuckDBPyConnection, root: Path, location: str
) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read(connection, root, location)
    return caught.value


def write(path: Path, **columns: list[object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), path)


def test_a_file_becomes_a_view_with_its_types(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    write(tmp_path / "a.parquet", id=[1, 2], name=["NA", None])
    attached = read(connection, tmp_path, "a.parquet")
    assert dict(attached.columns) == {"id": "BIGINT", "name": "VARCHAR"}
    assert (attached.kind, attached.rows, attached.text) == ("parquet", 2, False)
    assert attached.paths == ((tmp_path / "a.parquet").resolve(),)
    assert connection.execute("FROM calls").fetchall() == [(1, "NA"), (2, None)]
    kinds = connection.execute("SELECT table_type FROM information_schema.tables")
    assert kinds.fetchall() == [("VIEW",)]


def test_columns_of_several_files_are_joined_by_name(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    write(tmp_path / "m=1/a.parquet", id=[1], n=[10])
    write(tmp_path / "m=2/a.parquet", n=[20], id=[2], new=["x"])
    attached = read(connection, tmp_path, "*/a.parquet")
    assert attached.rows == 2
    # The folders `m=1` and `m=2` add no column.
    rows = connection.execute("FROM calls ORDER BY id").fetchall()
    assert rows == [(1, 10, None), (2, 20, "x")]
    assert [one.name for one in attached.files] == ["m=1/a.parquet", "m=2/a.parquet"]


def test_a_file_added_later_is_not_read(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    write(tmp_path / "1.parquet", id=[1])
    read(connection, tmp_path, "*.parquet")
    write(tmp_path / "2.parquet", id=[2])
    assert connection.execute("FROM calls").fetchall() == [(1,)]


def test_a_link_is_read_as_the_file_it_leads_to(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    write(tmp_path / "data/real.parquet", id=[1])
    (tmp_path / "link.parquet").symlink_to(tmp_path / "data/real.parquet")
    attached = read(connection, tmp_path, "link.parquet")
    assert attached.paths == ((tmp_path / "data/real.parquet").resolve(),)


def test_signs_of_a_glob_and_quotes_in_a_name_are_plain_signs(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    write(tmp_path / "it's [1]*.parquet", id=[1])
    write(tmp_path / "it's 1x.parquet", id=[2])
    read(connection, tmp_path, "it's [1]*.parquet")
    assert connection.execute("FROM calls").fetchall() == [(1,)]


def test_nested_columns_are_no_repeats(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    connection.execute(f"""
        COPY (SELECT 1 AS id, {{'id': 1, 'list': [2]}} AS box, [3] AS list)
        TO '{tmp_path}/a.parquet'""")
    assert list(read(connection, tmp_path, "a.parquet").columns) == [
        "id",
        "box",
        "list",
    ]


def test_a_repeated_name_is_refused(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    table = pa.table([[1], [2]], names=["ID", "id"])
    pq.write_table(table, tmp_path / "a.parquet")
    assert refused(connection, tmp_path, "a.parquet").code == "E4014"


def test_a_damaged_file_is_an_error(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 but no more of it")
    error = refused(connection, tmp_path, "a.parquet")
    assert error.code == "E4012"
    assert error.message == "`a.parquet` is not a readable Parquet file"


def test_an_empty_file_is_an_error(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    (tmp_path / "a.parquet").touch()
    assert refused(connection, tmp_path, "a.parquet").code == "E4011"


def test_a_missing_file_is_an_error(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    assert refused(connection, tmp_path, "a.parquet").code == "E4010"


def test_the_evidence_is_the_hash_of_the_file(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    write(tmp_path / "a.parquet", id=[1])
    data = (tmp_path / "a.parquet").read_bytes()
    (proof,) = read(connection, tmp_path, "a.parquet").files
    assert proof.bytes == len(data)
    assert proof.sha256 == hashlib.sha256(data).hexdigest()
