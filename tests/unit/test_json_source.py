"""JSON sources: records as texts, numbers with the digits of the file."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from upheld.connectors.base import Attached, SourceError, SourceSpec
from upheld.connectors.registry import attach


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


def read(
    connection: duckdb.DuckDBPyConnection, root: Path, text: str, name: str = "a.ndjson"
) -> Attached:
    (root / name).write_text(text, encoding="utf-8")
    return attach(connection, SourceSpec(name, name, root, {}, root), "calls")


def refused(
    connection: duckdb.DuckDBPyConnection, root: Path, text: str, name: str
) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read(connection, root, text, name)
    return caught.value


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("7", "7"),
        ("4.50", "4.50"),
        ("1e3", "1e3"),
        ("123456789012345678901.10", "123456789012345678901.10"),
        ("true", "true"),
        ("null", None),
        ('""', ""),
        ('"NA"', "NA"),
        (r'"ö \"q\", \n x"', 'ö "q", \n x'),
        ('["a", 1.50, null, false]', '["a",1.50,null,false]'),
        ('{"b": {"c": 1.0}}', '{"b":{"c":1.0}}'),
    ],
)
def test_a_value_is_its_text(
    connection: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    written: str,
    expected: str | None,
) -> None:
    read(connection, tmp_path, f'{{"id": 1, "x": {written}}}\n')
    assert connection.execute("FROM calls").fetchall() == [("1", expected)]


def test_columns_are_all_keys_in_the_order_they_turn_up(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = '{"id": 1}\n{"late": 2, "id": 3}\n{}\n{"id": 4}'
    attached = read(connection, tmp_path, text)
    assert dict(attached.columns) == {"id": "VARCHAR", "late": "VARCHAR"}
    rows = connection.execute("FROM calls").fetchall()
    assert rows == [("1", None), ("3", "2"), (None, None), ("4", None)]
    assert (attached.rows, attached.text) == (4, True)


def test_bad_lines_are_rejected_with_their_line_and_reason(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    lines = [
        '{"id": 1}',
        "",
        "not json",
        "[1]",
        '{"id": 2, "id": 3}',
        '{"id": NaN}',
        r'{"id": "\ud800"}',
        '{"id": 4}',
    ]
    attached = read(connection, tmp_path, "\n".join(lines))
    assert connection.execute("FROM calls").fetchall() == [("1",), ("4",)]
    assert attached.rejected == 5
    assert [(one.line, one.reason) for one in attached.rejected_lines] == [
        (3, "not JSON: Expecting value (line 1, column 1)"),
        (4, "not a record `{…}`"),
        (5, "one name stands twice in a record"),
        (6, "`NaN` is no JSON number"),
        (7, "half a surrogate pair in a text"),
    ]
    assert attached.rejected_lines[0].text == "not json"


def test_an_array_of_records_is_read_and_its_bad_entries_rejected(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = '\n[\n {"id": 1},\n {"id": 2.50}, 3,\n {"id": 4}\n]\n'
    attached = read(connection, tmp_path, text, "a.json")
    rows = connection.execute("FROM calls").fetchall()
    assert rows == [("1",), ("2.50",), ("4",)]
    (reject,) = attached.rejected_lines
    assert (reject.line, reject.text) == (4, "3")


@pytest.mark.parametrize(
    "text", ["[1, 2", '[{"a": 1},]', '[{"a": 1}] x', '[{"a": 1} {"a": 2}]', "[]", "x"]
)
def test_a_broken_array_is_an_error(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, text: str
) -> None:
    assert refused(connection, tmp_path, text, "a.json").code == "E4012"


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_an_empty_file_is_an_error(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, text: str
) -> None:
    assert refused(connection, tmp_path, text, "a.jsonl").code == "E4011"


def test_names_that_differ_in_capitals_only_are_refused(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = '{"id": 1}\n{"ID": 2}'
    assert refused(connection, tmp_path, text, "a.ndjson").code == "E4014"
