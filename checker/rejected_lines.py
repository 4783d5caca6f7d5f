"""The line of each value that did not convert, found by a second look at the file.

Only text files of ordinary size are looked at, and only until every value shown has its
line; whatever is not found keeps no line.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from upheld.checker.report import Rejected

#: Larger files are not read a second time.
LARGEST = 64_000_000

#: Suffixes of files that Python's `csv` reads as they are.
PLAIN = frozenset({".csv", ".tsv"})


def with_lines(
    rejects: Sequence[Rejected],
    paths: Sequence[Path],
    columns: Sequence[str],
    delimiter: str | None,
) -> tuple[Rejected, ...]:
    """The same values, each with the first line that holds it and is not taken yet."""
    wanted = {(one.column, one.value) for one in rejects if one.column in columns}
    if not wanted or delimiter is None:
        return tuple(rejects)
    lines = _lines_of(wanted, paths, columns, delimiter, len(rejects))
    return tuple(_with_line(one, lines) for one in rejects)


Place = tuple[str | None, str | None]


def _with_line(one: Rejected, lines: Mapping[Place, list[int]]) -> Rejected:
    found = lines.get((one.column, one.value))
    return one.but(line=found.pop(0)) if found else one


def _lines_of(
    wanted: set[Place],
    paths: Sequence[Path],
    columns: Sequence[str],
    delimiter: str,
    most: int,
) -> dict[Place, list[int]]:
    """Lines of the wanted values in the order of the file, a few more than needed."""
    found: dict[Place, list[int]] = {place: [] for place in wanted}
    places = [(columns.index(str(column)), column) for column in {c for c, _ in wanted}]
    number = 0
    for line, record in _records(paths, delimiter):
        for at, column in places:
            key = (column, record[at] if at < len(record) else None)
            if key in found:
                found[key].append(line)
                number += 1
        if number >= most and all(found.values()):
            break
    return found


def _records(paths: Sequence[Path], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Records with the line they begin on, of a single plain file."""
    if len(paths) != 1 or paths[0].suffix.lower() not in PLAIN:
        return
    try:
        if paths[0].stat().st_size > LARGEST:
            return
        with paths[0].open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=delimiter)
            before = 0
            for record in reader:
                yield before + 1, record
                before = reader.line_num
    except (OSError, UnicodeDecodeError, csv.Error):
        return
