"""Rows as CSV that a spreadsheet opens without obeying a cell."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

Value = str | int | float | None

#: A spreadsheet reads a text that begins with one of these as a formula.
_FORMULAS = frozenset("=+-@\t\r")
#: Whether a text may need a guard or quotes.
_CAREFUL = re.compile(r"^[=+\-@\t\r]|[,\"\r\n]").search


def as_csv(head: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    """A table with commas and plain line ends, one row a line."""
    return as_lines([as_text(head), *map(as_text, rows)])


def as_lines(lines: Iterable[str]) -> str:
    """Lines, each with its end."""
    return "\n".join([*lines, ""])


def as_text(row: Sequence[Value]) -> str:
    """The cells of a row as they stand in a line, guarded, without the line's end."""
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow([*map(guarded, row)])
    return text.getvalue()


def cell_text(text: str) -> str:
    """The same of one text; most stand as they are."""
    return as_text([text]) if _CAREFUL(text) else text


def guarded(value: Value) -> Value:
    """A text that is no formula; numbers are left alone, also negative ones."""
    if value is None:
        return None
    if isinstance(value, str):
        return f"'{value}" if value[:1] in _FORMULAS else value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
