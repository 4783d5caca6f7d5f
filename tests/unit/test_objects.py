"""Tables of a Python program: pandas, Polars and Arrow, copied when attached."""

from collections.abc import Iterator

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from upheld.connectors.base import SourceError
from upheld.connectors.lock import connect, lock, select
from upheld.connectors.objects import attach_object

FRAME = pd.DataFrame({"id": ["NA", None], "n": [1, 2]})


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect(threads=1) as opened:
        yield opened


@pytest.mark.parametrize(
    "table",
    [
        FRAME,
        pl.DataFrame({"id": ["NA", None], "n": [1, 2]}),
        pl.LazyFrame({"id": ["NA", None], "n": [1, 2]}),
        pa.table({"id": ["NA", None], "n": [1, 2]}),
        pa.record_batch({"id": ["NA", None], "n": [1, 2]}),
    ],
    ids=lambda table: f"{type(table).__module__}.{type(table).__name__}",
)
def test_a_table_keeps_its_rows_and_types(
    connection: duckdb.DuckDBPyConnection, table: object
) -> None:
    attached = attach_object(connection, table, "calls")
    assert dict(attached.columns) == {"id": "VARCHAR", "n": "BIGINT"}
    assert (attached.kind, attached.rows, attached.text) == ("object", 2, False)
    assert (attached.files, attached.paths) == ((), ())
    lock(connection)
    assert select(connection, "FROM calls") == [("NA", 1), (None, 2)]


def test_a_reader_is_used_up(connection: duckdb.DuckDBPyConnection) -> None:
    reader = pa.table({"n": [1, 2, 3]}).to_reader()
    assert attach_object(connection, reader, "calls").rows == 3


def test_moments_with_a_zone_keep_their_instant(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    moment = pd.Timestamp("2026-03-02T09:00:00+01:00")
    attach_object(connection, pd.DataFrame({"at": [moment]}), "calls")
    # 09:00 at +01:00 is 08:00 UTC: 1772438400 s after 1970.
    rows = connection.execute('SELECT epoch_us("at") FROM calls').fetchall()
    assert rows == [(1_772_438_400_000_000,)]


def test_later_changes_of_a_frame_do_not_matter(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    frame = FRAME.copy()
    attach_object(connection, frame, "calls")
    frame.loc[0, "n"] = 99
    assert connection.execute("SELECT n FROM calls").fetchall() == [(1,), (2,)]


@pytest.mark.parametrize("names", [["a", "a"], ["a", "A"]])
def test_repeated_names_are_refused(
    connection: duckdb.DuckDBPyConnection, names: list[str]
) -> None:
    for table in (
        pd.DataFrame([[1, 2]], columns=names),
        pa.table([[1], [2]], names=names),
    ):
        with pytest.raises(SourceError, match="E4014"):
            attach_object(connection, table, "calls")


def test_names_of_a_polars_frame_that_differ_in_capitals_are_refused(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    with pytest.raises(SourceError, match="E4014"):
        attach_object(connection, pl.DataFrame({"a": [1], "A": [2]}), "calls")


@pytest.mark.parametrize("thing", [object(), 5, "calls.csv", [{"a": 1}]])
def test_an_object_that_is_no_table_is_refused(
    connection: duckdb.DuckDBPyConnection, thing: object
) -> None:
    with pytest.raises(SourceError, match="E4015"):
        attach_object(connection, thing, "calls")
