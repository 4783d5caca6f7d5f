"""Rows as CSV that a spreadsheet opens without obeying a cell."""

import csv
import io
from collections.abc import Iterable, Sequence

Value = str | int | float | None

#: A spreadsheet reads a text that begins with one of these as a formula.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def as_csv(head: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    """A table with commas and plain line ends, one row a line."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([guarded(value) for value in row] for row in rows)
    return text.getvalue()


def guarded(value: Value) -> Value:
    """A text that is no formula; numbers are left alone, also negative ones."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and value.startswith(_FORMULAS):
        return f"'{value}"
    return value
