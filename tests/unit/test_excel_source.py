"""Sheets of workbooks: names in the first row, values as texts."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import duckdb
import openpyxl  # type: ignore[import-untyped]
import pytest

from upheld.connectors.base import Attached, SourceError, SourceSpec
from upheld.connectors.excel import written
from upheld.connectors.registry import attach


def book(path: Path, **sheets: list[list[object]]) -> None:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    made.close()


def attached(folder: Path, **options: str) -> tuple[Attached, list[tuple[object, ...]]]:
    spec = SourceSpec("calls.xlsx", "calls.xlsx", folder, options, folder)
    with duckdb.connect() as connection:
        made = attach(connection, spec, "calls")
        return made, connection.execute("FROM calls").fetchall()


def test_rows_stand_below_their_names(tmp_path: Path) -> None:
    day = datetime(2026, 3, 2, 9, 30)  # noqa: DTZ001 - a sheet knows no zone
    head: list[object] = ["id", "queued", "wait", "note", None]
    book(
        tmp_path / "calls.xlsx",
        Calls=[head, [1, day, 1.25, "x"], [None] * 4, [2, None, 3.0, ""]],
    )
    made, rows = attached(tmp_path)
    assert rows == [("1", "2026-03-02 09:30:00", "1.25", "x"), ("2", None, "3", None)]
    assert (made.kind, made.text, made.rows) == ("excel", True, 2)
    assert made.files[0].name == "calls.xlsx"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, "0.1"),
        (1e22, "10000000000000000000000"),
        (-2.0, "-2"),
        (True, "true"),
        (date(2026, 3, 2), "2026-03-02"),
        (time(9, 5), "09:05:00"),
        (timedelta(hours=30, seconds=5), "30:00:05"),
        ("#N/A", "#N/A"),
    ],
)
def test_a_cell_keeps_all_its_digits(value: object, text: str) -> None:
    assert written(value) == text


def test_which_of_several_sheets_is_asked(tmp_path: Path) -> None:
    book(tmp_path / "calls.xlsx", North=[["id"], [1]], South=[["id"], [2]])
    with pytest.raises(SourceError, match="E4020") as caught:
        attached(tmp_path)
    assert "sheets: `North`, `South`" in caught.value.help
    assert attached(tmp_path, table="South")[1] == [("2",)]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["id", None, "wait"]], "E4012"),
        ([], "E4012"),
        ([["id", "ID"]], "E4014"),
    ],
)
def test_a_first_row_that_names_no_columns_is_refused(
    tmp_path: Path, rows: list[list[object]], code: str
) -> None:
    book(tmp_path / "calls.xlsx", Calls=rows)
    with pytest.raises(SourceError, match=code):
        attached(tmp_path)


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "calls.xlsx").write_text("id,queued\n")
    with pytest.raises(SourceError, match="E4012"):
        attached(tmp_path)
