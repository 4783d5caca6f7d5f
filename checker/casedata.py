"""What a case has besides its blocks: rows written once for many, files beside it.

A block `csv calls.csv repeated` says in its column `times` how often each row stands;
`{n}` in a cell is the number of the row in the whole table:

    times,id,queued            id,queued
    2,c{n},2026-03-02    →     c1,2026-03-02
                               c2,2026-03-02

A file in double quotes that a policy names and the case does not hold (`use
"calls.std"`, `closed on "holidays.csv"`) is taken from the folder of the page, where it
is there: so the cases of a policy judge the policy itself, not a copy.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

#: The last word of a block whose rows are written once for many.
REPEATED = " repeated"
TIMES = "times"

#: The most rows that one block may stand for.
MOST_ROWS = 100_000

QUOTED = re.compile(r'"([^"\n]+\.[a-z]+)"')


class RepeatError(ValueError):
    """A row that does not say how often it stands; `row` counts from 0, the head."""

    def __init__(self, row: int, message: str) -> None:
        super().__init__(message)
        self.row = row


def repeated_rows(text: str) -> str:
    """The whole table that a block with a column `times` stands for.

    Raises:
        RepeatError: no such column, or no whole number in it.
    """
    head, *rows = list(csv.reader(io.StringIO(text))) or [[]]
    if TIMES not in head:
        raise RepeatError(0, f"a repeated table needs a column `{TIMES}`")
    at = head.index(TIMES)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(without(head, at))
    number = 0
    for index, row in enumerate(rows, start=1):
        for _ in range(times_of(row, at, index, MOST_ROWS - number)):
            number += 1
            cells = (cell.replace("{n}", str(number)) for cell in without(row, at))
            writer.writerow(cells)
    return out.getvalue()


def without(row: list[str], at: int) -> list[str]:
    """A row without one of its cells."""
    return [*row[:at], *row[at + 1 :]]


def times_of(row: list[str], at: int, index: int, most: int) -> int:
    """How often a row stands."""
    text = row[at].strip() if at < len(row) else ""
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise RepeatError(index, f"`{TIMES}` takes a whole number, not `{text}`")
    if int(text) > most:
        raise RepeatError(index, f"a table may stand for {MOST_ROWS} rows at most")
    return int(text)


def files_beside(folder: Path, files: Mapping[str, str]) -> dict[str, str]:
    """The files of a folder that policies name and a case does not hold, by name."""
    found: dict[str, str] = {}
    waiting = [text for name, text in files.items() if name.endswith(".std")]
    while waiting:
        for name in quoted_files(waiting.pop()):
            path = folder / name
            if name in files or name in found or not path.is_file():
                continue
            found[name] = path.read_text(encoding="utf-8-sig")
            if name.endswith(".std"):
                waiting.append(found[name])
    return found


def quoted_files(text: str) -> Iterator[str]:
    """The file names in double quotes of a policy that stay inside its folder."""
    for name in QUOTED.findall(text):
        path = Path(name)
        if not path.is_absolute() and ".." not in path.parts:
            yield path.as_posix()
