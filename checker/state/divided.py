"""A source in files of which each is known to hold the rows of one span of time.

Rows of a bucket or window come from the files whose span touches it; where none of
these has changed, what was counted of it stands.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from upheld.checker.fusion.conditions import COMPARISONS
from upheld.checker.fusion.normal import Facts
from upheld.checker.fusion.plan import Source
from upheld.checker.fusion.substitute import parts_of
from upheld.checker.prepare import EventData, converted_name
from upheld.checker.rows import plain
from upheld.checker.session import Session
from upheld.checker.sql.nodes import Binary, Constant, Expr, Name
from upheld.checker.zones import DAY
from upheld.connectors.known import FileFacts
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

#: A constant later than so long before `as of` may have been made from it.
RECENT = 100 * DAY

#: From one moment to another, both within.
Range = tuple[int, int]

#: A file as a part remembers it: hash, first and last start.
Piece = tuple[str, int, int]


@dataclass(frozen=True)
class Divided:
    """An event of many files, with what is known of every row of the settled ones.

    `moments` names the source's column behind each value that is a moment with known
    bounds. `files` are those with rows.
    """

    data: EventData
    start: str
    moments: Mapping[str, str]
    files: tuple[FileFacts, ...]

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """Every file with the span of its starts."""
        return tuple((f.sha256, *self._span(f)) for f in self.files)

    def _span(self, facts: FileFacts) -> Range:
        known = facts.columns[self.moments[self.start]]
        assert known.low is not None
        assert known.high is not None
        return known.low, known.high

    def open_files(self, expressions: Iterable[Expr], as_of: int) -> list[FileFacts]:
        """Files with rows that may be seen otherwise from a later `as of`."""
        ends = _recent_ends(expressions, frozenset(self.moments), as_of)
        return [
            facts
            for facts in self.files
            if any(_latest(facts, self.moments[m]) >= end for m, end in ends.items())
        ]

    def facts(self, without: Sequence[FileFacts]) -> Facts:
        """What holds of every row of the files, some left out."""
        left_out = {id(facts) for facts in without}
        kept = [facts for facts in self.files if id(facts) not in left_out]
        prepared = self.data.prepared
        assert prepared is not None
        spans: dict[str, Range | None] = {}
        for reading, name in prepared.values.items():
            if isinstance(reading, model.Moment):
                column = self.moments.get(name)
                spans[name] = None if column is None else _spanned(kept, column)
        return Facts(prepared.sure, spans)

    def touched(self, before: Iterable[Piece]) -> list[Range]:
        """The time in which rows may have changed since other files were read."""
        now, then = Counter(self.pieces), Counter(before)
        changed = [*(now - then), *(then - now)]
        return [(low, high) for _, low, high in changed]

    def spans(self, files: Iterable[FileFacts]) -> list[Range]:
        """The time that some files span."""
        return [self._span(facts) for facts in files]

    def rows_in(self, ranges: Iterable[Range]) -> int:
        """Rows of the files that some time touches."""
        times = merged(ranges)
        found = 0
        for facts in self.files:
            low, high = self._span(facts)
            if any(low <= b and a <= high for a, b in times):
                found += facts.rows
        return found


def divided(session: Session, source: Source, moment: Expr) -> Divided | None:
    """The event behind a relation, if its files can be told apart by a moment.

    That is so for typed files with statistics, of one row for each event, counted by
    their start.
    """
    relation, steps = source
    if steps:
        return None
    for data in session.events.values():
        prepared = data.prepared
        if prepared is None or not data.attached.by_file:
            continue
        if relation == converted_name(data) or (
            relation == prepared.relation and prepared.stored
        ):
            return _divided(data, moment)
    return None


def _divided(data: EventData, moment: Expr) -> Divided | None:
    start = data.values.get(plain(data.event.start))
    if data.has_repeats or data.event.pick is not None or start is None:
        return None
    moments = dict(_moments(data))
    files = tuple(facts for facts in data.attached.by_file if facts.rows)
    if moment != Name(start) or start not in moments or start not in data.stored:
        return None
    if any(facts.columns[moments[start]].empty for facts in files):
        return None
    return Divided(data, start, moments, files)


def _moments(data: EventData) -> Iterable[tuple[str, str]]:
    """Values that are one column of moments, read without loss."""
    for reading, name in data.values.items():
        if not isinstance(reading, model.Moment) or len(reading.columns) > 1:
            continue
        known = data.attached.statistics.get(reading.columns[0])
        if known is not None and known.low is not None and reading not in data.flags:
            yield name, reading.columns[0]


def _recent_ends(
    expressions: Iterable[Expr], moments: frozenset[str], as_of: int
) -> dict[str, int]:
    """The first recent constant that each moment is compared with."""
    ends: dict[str, int] = {}
    for expression in expressions:
        for node in parts_of(expression):
            match node:
                case Binary(operator, Name(column), Constant(int() as at)) if (
                    operator in COMPARISONS and column in moments
                ):
                    if at > as_of - RECENT:
                        ends[column] = min(at, ends.get(column, at))
                case _:
                    continue
    return ends


def _latest(facts: FileFacts, column: str) -> int:
    known = facts.columns[column].high
    return known if known is not None else -(2**63)


def _spanned(files: Sequence[FileFacts], column: str) -> Range | None:
    found = [facts.columns[column] for facts in files]
    lows = [one.low for one in found if one.low is not None]
    highs = [one.high for one in found if one.high is not None]
    return (min(lows), max(highs)) if lows and highs else None


def merged(ranges: Iterable[Range]) -> list[Range]:
    """Ranges put together where they touch, in order."""
    found: list[Range] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(found[-1][1], high)
        else:
            found.append((low, high))
    return found
