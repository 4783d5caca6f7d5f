"""How a CSV file is written: its delimiter and its header, found from its first lines.

find_dialect(plain, delimiter=None, quote='"', columns=None)
# Dialect(delimiter=';', quote='"', columns=('id', 'queued'), skipped=1)
"""

import csv
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from upheld.connectors.base import SourceError
from upheld.connectors.relations import refuse_repeats
from upheld.connectors.text import Plain
from upheld.dsl.dataclass import dataclass

#: Candidates; of two that fit equally well the earlier one is taken.
DELIMITERS = (",", ";", "\t", "|")
_LOOKED_AT = 100


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one file is written.

    Args:
        quote: one sign, or empty where nothing is quoted.
        columns: names in the order of this file.
        skipped: records before the first row: blank lines and the header.
    """

    delimiter: str
    quote: str
    columns: tuple[str, ...]
    skipped: int


def find_dialect(
    plain: Plain,
    *,
    delimiter: str | None,
    quote: str,
    columns: tuple[str, ...] | None,
) -> Dialect:
    """The dialect of a file.

    Args:
        plain: the file as UTF-8.
        delimiter: declared, or None to find it.
        quote: one sign, or empty where nothing is quoted.
        columns: names of a file that has no header, else None.

    Raises:
        SourceError: E4011 where there is no header, E4014 where a name stands twice.
    """
    blank, lines = _first_lines(plain)
    if not lines and columns is None:
        raise SourceError(
            "E4011",
            f"`{plain.name}` holds blank lines only",
            help="a file without rows still needs its header",
        )
    sign = delimiter or _delimiter(lines, quote)
    if columns is not None:
        return Dialect(sign, quote, columns, blank)
    header = next(records(iter(lines), sign, quote), [])
    names = tuple(name.strip() or f"column_{n}" for n, name in enumerate(header, 1))
    refuse_repeats(list(names), plain.name)
    return Dialect(sign, quote, names, blank + 1)


def records(
    lines: Iterable[str], delimiter: str, quote: str, *, strict: bool = False
) -> Iterator[list[str]]:
    """Records of lines, with quotes respected as DuckDB does."""
    quoting: dict[str, Any] = (
        {"quotechar": quote} if quote else {"quoting": csv.QUOTE_NONE}
    )
    return csv.reader(
        lines, delimiter=delimiter, strict=strict, skipinitialspace=True, **quoting
    )


def _first_lines(plain: Plain) -> tuple[int, list[str]]:
    """How many blank lines the file begins with, and the lines behind them."""
    blank = 0
    with plain.path.open(encoding="utf-8-sig", newline="") as file:
        for line in file:
            if line.strip("\r\n"):
                return blank, [line, *islice(file, _LOOKED_AT)]
            blank += 1
    return blank, []


def _delimiter(lines: list[str], quote: str) -> str:
    """The candidate that cuts most lines like the first; a comma where none cuts."""
    best, best_score = DELIMITERS[0], (0.0, 0)
    for sign in DELIMITERS:
        score = _score(lines, sign, quote)
        if score > best_score:
            best, best_score = sign, score
    return best


def _score(lines: list[str], delimiter: str, quote: str) -> tuple[float, int]:
    """Share of records as wide as the first, and that width; zero where it is 1."""
    try:
        widths = [len(one) for one in records(lines, delimiter, quote) if one]
    except csv.Error:
        return 0.0, 0
    if not widths or widths[0] < 2:
        return 0.0, 0
    return widths.count(widths[0]) / len(widths), widths[0]
