"""Any ADBC driver by name: here that of SQLite; PostgreSQL's in the system tests."""

import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from upheld.connectors.adbc import AdbcConnector
from upheld.connectors.base import SourceError, SourceSpec
from upheld.connectors.wanted import Test, Wanted


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "calls.sqlite"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            "CREATE TABLE calls (id INT, channel TEXT, wait INT);"
            "INSERT INTO calls VALUES"
            " (1, 'phone', 30), (2, 'it''s', 90), (3, 'chat', 9)"
        )
    monkeypatch.setenv("WAREHOUSE", str(path))
    return tmp_path


def spec(folder: Path, wanted: Wanted, **options: object) -> SourceSpec:
    given = {
        "uri": "WAREHOUSE",
        "driver": "adbc_driver_sqlite",
        "table": "calls",
        **options,
    }
    return SourceSpec("calls", "", folder, given, folder, wanted)


def ids(folder: Path, *tests: Test, **options: object) -> list[int]:
    wanted = Wanted(frozenset({"id"}), (tests,) if tests else ())
    with duckdb.connect() as connection:
        made = AdbcConnector().attach(
            connection, spec(folder, wanted, **options), "calls"
        )
        assert list(made.columns) == ["id"]
        return [row[0] for row in connection.execute("FROM calls").fetchall()]


def test_columns_and_rows_in_use_are_read(folder: Path) -> None:
    assert ids(folder) == [1, 2, 3]
    assert ids(folder, Test("wait", "<", (31,))) == [1, 3]
    # An empty result of SQLite has no texts: their tests are left to the checker.
    assert ids(folder, Test("channel", "in", ("phone",))) == [1, 2, 3]


def test_filters_may_be_left_out(folder: Path) -> None:
    assert ids(folder, Test("wait", "<", (31,)), filters=False) == [1, 2, 3]


def test_names_may_stand_in_backticks(folder: Path) -> None:
    assert ids(folder, quote="`") == [1, 2, 3]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"driver": "adbc_driver_nowhere"}, "E4028"),
        ({"driver": "json"}, "E4019"),
        ({"driver": "../x"}, "E4019"),
        ({"table": "cals"}, "E4020"),
        ({"uri": "NOWHERE"}, "E4027"),
        ({"secrets": {"password": "NOWHERE"}}, "E4027"),
        ({"settings": {"a": 1}}, "E4019"),
    ],
)
def test_what_cannot_be_read_is_told(
    folder: Path, options: dict[str, object], code: str
) -> None:
    with pytest.raises(SourceError, match=code):
        ids(folder, **options)
