"""Rows as CSV that a spreadsheet opens without obeying a cell."""

import csv
import io
from collections.abc import Iterable, Sequence

Value = str | int | float | None

#: A spreadsheet reads a text that begins with one of these as a formula.
_FORMULAS = frozenset("=+-@\t\r")


def as_csv(head: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    """A table with commas and plain line ends, one row a line."""
    return of_guarded(head, map(guarded_cells, rows))


def of_guarded(head: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    """The same of rows whose cells are guarded already, where they can hold a text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue()


def guarded_cells(row: Sequence[Value]) -> list[Value]:
    """The cells of a row; a report has millions of them, most of them harmless."""
    return [
        v
        if v is None or type(v) is int or (type(v) is str and v[:1] not in _FORMULAS)
        else guarded(v)
        for v in row
    ]


def guarded(value: Value) -> Value:
    """A text that is no formula; numbers are left alone, also negative ones."""
    if value is None:
        return None
    if isinstance(value, str):
        return f"'{value}" if value[:1] in _FORMULAS else value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
