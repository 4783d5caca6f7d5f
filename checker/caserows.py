"""Expectations of a case: the rows of an `expect` block, and how they compare.

`expect as of 2026-03-03T00:00:00+01:00` heads a small CSV table, or `error 8:16`.
"""

import csv
import re
from collections.abc import Sequence
from difflib import get_close_matches
from fractions import Fraction

from upheld.checker.part import fields_of
from upheld.checker.report import Counts, StandardResult, Totals, Window
from upheld.dsl.dataclass import dataclass

#: Columns that say which row is meant; all others are compared.
KEYS = ("standard", "window", "group")

#: Columns that may be compared, and what they are read from.
COUNTED = frozenset(fields_of(Counts))
COMPARED = COUNTED | frozenset(fields_of(Window)) - {"window", "group", "counts"}

OPTIONS = re.compile(
    r"(?:as of (?P<as_of>\S+(?: \S*:\S+)?))?\s*"
    r"(?:from (?P<first>\S+))?\s*(?:to (?P<last>\S+))?"
)
REFUSAL = re.compile(
    r"error(?:\s+(?P<code>[A-Z][0-9]+))?\s+(?P<line>[0-9]+):(?P<column>[0-9]+)"
)

#: Numbers with at most this many decimals are compared exactly.
SHORT = 9
SCALE = 1_000_000_000


@dataclass(frozen=True, slots=True)
class ExpectedRow:
    """One row of an `expect` table; cells that are empty are not compared.

    `window` and `group` are None where the table has no such column.
    """

    line: int
    standard: str
    window: str | None
    group: dict[str, str] | None
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Rows:
    """An expectation about verdicts, and the run that it is about."""

    line: int
    as_of: str | None
    first: str | None
    last: str | None
    rows: tuple[ExpectedRow, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """An expectation that something is refused at a place in `case.std`."""

    line: int
    as_of: str | None
    code: str | None
    at: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as expected; `line` is the row's in the Markdown file."""

    line: int
    where: str
    column: str
    expected: str
    found: str


def read_expectation(options: str, text: str, line: int) -> Rows | Refusal:
    """The expectation that an `expect` block holds.

    Raises:
        ValueError: with the message and the line of what is wrong.
    """
    found = OPTIONS.fullmatch(options.strip())
    if found is None:
        message = "write `expect`, or `expect as of MOMENT from DATE to DATE`"
        raise ValueError(message, line)
    if refusal := REFUSAL.fullmatch(text.strip()):
        at = int(refusal["line"]), int(refusal["column"])
        return Refusal(line, found["as_of"], refusal["code"], at)
    rows = tuple(read_rows(text, line + 1))
    return Rows(line, found["as_of"], found["first"], found["last"], rows)


def read_rows(text: str, first_line: int) -> list[ExpectedRow]:
    """The rows of a table, each with the line that it stands in."""
    numbered = [
        (number, cells)
        for number, raw in enumerate(text.splitlines(), start=first_line)
        if raw.strip() and (cells := next(csv.reader([raw], skipinitialspace=True)))
    ]
    if not numbered:
        raise ValueError("the `expect` block is empty", first_line)
    (head_line, head), *body = numbered
    columns = read_head([name.strip() for name in head], head_line)
    if not body:
        raise ValueError("the `expect` table has no rows", head_line)
    return [read_row(columns, cells, number) for number, cells in body]


def read_head(columns: list[str], line: int) -> list[str]:
    """The column names of a table, refused where one is not known."""
    for name in columns:
        if name not in COMPARED and name not in KEYS:
            raise ValueError(unknown_column(name), line)
    if "standard" not in columns:
        raise ValueError("the `expect` table has no column `standard`", line)
    if len(set(columns)) < len(columns):
        raise ValueError("a column stands twice in the `expect` table", line)
    return columns


def unknown_column(name: str) -> str:
    """What to say about a column that no result has."""
    known = sorted({*COMPARED, *KEYS})
    close = get_close_matches(name, known, n=1)
    hint = f"did you mean `{close[0]}`?" if close else f"known: {', '.join(known)}"
    return f"unknown column `{name}`: {hint}"


def read_row(columns: list[str], cells: list[str], line: int) -> ExpectedRow:
    """One row of a table."""
    if len(cells) != len(columns):
        counts = f"{len(cells)} cells in a table of {len(columns)} columns"
        raise ValueError(counts, line)
    values = {n: c.strip() for n, c in zip(columns, cells, strict=True)}
    group = values.pop("group", None)
    return ExpectedRow(
        line,
        values.pop("standard"),
        values.pop("window", None),
        None if group is None else read_group(group, line),
        {name: cell for name, cell in values.items() if cell},
    )


def read_group(text: str, line: int) -> dict[str, str]:
    """The columns and values of `team=north;channel=phone`."""
    pairs = [part.partition("=") for part in text.split(";") if part.strip()]
    if any(not sign for _, sign, _ in pairs):
        raise ValueError(f"write the group `{text}` as `column=value`", line)
    return {name.strip(): value.strip() for name, _, value in pairs}


def compare_row(row: ExpectedRow, standard: StandardResult) -> list[Difference]:
    """How a standard's result differs from a row; nothing where it fits."""
    if not row.window and not row.group:
        return compare_cells(row, standard)
    found = [window for window in standard.windows if is_meant(row, window)]
    labels = sorted({window.window for window in found})
    if not found:
        text = f"not found; there are: {listed(standard.windows)}"
        return [Difference(row.line, place(row), "window", "a window", text)]
    if len(labels) > 1:
        text = f"{len(labels)} windows: {', '.join(labels[:5])}"
        return [Difference(row.line, place(row), "window", "one window", text)]
    return min((compare_cells(row, window) for window in found), key=len)


def is_meant(row: ExpectedRow, window: Window) -> bool:
    """Whether a row speaks of a window; a column that it lacks may be anything."""
    same_window = not row.window or row.window == window.window
    return same_window and (row.group is None or row.group == window.group)


def compare_cells(
    row: ExpectedRow, result: Window | StandardResult
) -> list[Difference]:
    """The cells of a row that a result differs in."""
    pairs = ((name, cell, found_cell(name, result)) for name, cell in row.cells.items())
    return [
        Difference(row.line, place(row), name, cell, found)
        for name, cell, found in pairs
        if not is_same(name, cell, found, result)
    ]


def found_cell(name: str, result: Window | StandardResult) -> str:
    """What a result has in a column, as text; `none` where it has nothing."""
    counts: Counts | Totals | None
    counts = result.counts if isinstance(result, Window) else result.totals
    value = getattr(counts if name in COUNTED else result, name, None)
    match value:
        case None:
            return "none"
        case bool():
            return str(value).lower()
        case float():
            return repr(value)
        case _:
            return str(value)


def is_same(
    name: str, expected: str, found: str, result: Window | StandardResult
) -> bool:
    """Whether a cell fits; `value` is compared by its exact fraction."""
    if expected == found:
        return True
    exact = getattr(result, "exact" if name == "value" else f"{name}_exact", None)
    try:
        return is_same_number(expected, Fraction(exact or found))
    except (ValueError, ZeroDivisionError):
        return False


def is_same_number(expected: str, found: Fraction) -> bool:
    """Whether two numbers agree: exactly if both are short, else to 9 digits.

    A number with many decimals has been rounded by its writer: half a unit of its last
    place is then allowed too.
    """
    wanted = Fraction(expected)
    if wanted == found:
        return True
    decimals = len(expected.partition(".")[2])
    if decimals <= SHORT and is_short(found):
        return False
    difference = abs(wanted - found)
    rounding = Fraction(1, 2 * 10**decimals) if decimals > SHORT else Fraction(0)
    return difference <= rounding or difference * SCALE < abs(found)


def is_short(number: Fraction) -> bool:
    """Whether a number can be written with few decimals."""
    return SCALE % number.denominator == 0


def place(row: ExpectedRow) -> str:
    """The standard, window and group of a row in one line."""
    group = ";".join(f"{name}={value}" for name, value in (row.group or {}).items())
    return " ".join(part for part in (row.standard, row.window, group) if part)


def listed(windows: Sequence[Window], most: int = 8) -> str:
    """Windows and groups for a message, the first few."""
    names = [
        " ".join([w.window, *(f"{name}={value}" for name, value in w.group.items())])
        for w in windows
    ]
    rest = [f"… {most} of {len(names)}"] if len(names) > most else []
    return ", ".join(names[:most] + rest) or "none"
