"""The slow, exact reading of a CSV file that DuckDB cannot take as it stands.

Good records are copied as they were written; the others become rejected lines:

    id,answered                       id,answered
    1,09:00                           1,09:00
    2,"09:05          -> rejected     3,09:10
    3,09:10
"""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import field
from pathlib import Path

from upheld.connectors.base import RejectedLine
from upheld.connectors.dialect import Dialect, records
from upheld.connectors.text import LONGEST_LINE, Plain, copy_path
from upheld.dsl.dataclass import dataclass


@dataclass(slots=True)
class _Lines:
    """Lines that can be put back: a quote that never closes must not eat the file."""

    source: Iterator[str]
    waiting: deque[str] = field(default_factory=deque)
    number: int = 0
    taken: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.waiting.popleft() if self.waiting else next(self.source)
        self.number += 1
        self.taken.append(line)
        return line

    def put_back_all_but_first(self) -> None:
        """Undoes what was taken for this record, except its first line."""
        rest = self.taken[1:]
        self.waiting.extendleft(reversed(rest))
        self.number -= len(rest)
        del self.taken[1:]


def sift(
    plain: Plain, dialect: Dialect, scratch: Path
) -> tuple[Plain, list[RejectedLine]]:
    """A copy of the rows that are as wide as the header, and the lines that are not."""
    target = copy_path(scratch)
    rejected: list[RejectedLine] = []
    # The field limit is the process's own: raised only while this file is read.
    limit = csv.field_size_limit(LONGEST_LINE)
    try:
        with (
            plain.path.open(encoding="utf-8-sig", newline="") as source,
            target.open("w", encoding="utf-8", newline="") as copy,
        ):
            for text, reject in _sifted(_Lines(source), dialect, plain.name):
                if reject is None:
                    copy.write(text)
                else:
                    rejected.append(reject)
    finally:
        csv.field_size_limit(limit)
    return Plain(plain.name, target, b"\n"), rejected


def _sifted(
    lines: _Lines, dialect: Dialect, name: str
) -> Iterator[tuple[str, RejectedLine | None]]:
    """Each record behind the header as text, with the reason where it has no row."""
    width = len(dialect.columns)
    to_skip = dialect.skipped
    while True:
        lines.taken.clear()
        start = lines.number + 1
        record, reason = _record(lines, dialect)
        if not lines.taken:
            return
        if to_skip:
            to_skip -= 1
            continue
        text = "".join(lines.taken).rstrip("\r\n")
        if reason or len(record) not in (0, width):
            reason = reason or wrong_width(len(record), width)
            yield "", RejectedLine(name, start, reason, text)
        elif record:
            yield _clear_cut(record, text, dialect) + "\n", None


def _clear_cut(record: list[str], text: str, dialect: Dialect) -> str:
    """The record as written, unless DuckDB might cut it elsewhere.

    It takes the first line end that it sees, in quotes or not, for that of all lines:
    all become line feeds. And it may disagree with Python about a quote behind a
    blank: there every value is written anew.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    quote = dialect.quote
    if not quote or f" {quote}" not in text:
        return text
    record = [one.replace("\r\n", "\n").replace("\r", "\n") for one in record]
    values = (one.replace(quote, quote * 2) for one in record)
    return dialect.delimiter.join(
        f"{quote}{one}{quote}" if one else "" for one in values
    )


def wrong_width(found: int, expected: int) -> str:
    """Why a line of another width than the header has no row."""
    if found < expected:
        return f"too few columns: {found}, expected {expected}"
    # How many more is not known to DuckDB, which stops at the first.
    return f"too many columns: more than {expected}"


def _record(lines: _Lines, dialect: Dialect) -> tuple[list[str], str]:
    """The next record, or why its first line is none."""
    reader = records(lines, dialect.delimiter, dialect.quote, strict=True)
    try:
        return next(reader, []), ""
    except csv.Error:
        lines.put_back_all_but_first()
        return [], "a quote that does not close where a value ends"
