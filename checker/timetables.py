"""Calendars as tables of the run: closed dates read, spans laid out, both kept.

Some tables stand behind a calendar, and SQL only joins them:

    "calendar office hours"    opens, closes, before
    "calendar office days"     day, number, opens, closes
    "calendar office pieces"   piece, opens, closes, before
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from typing import Protocol

from upheld.checker.calendars import (
    SENTINEL_DAY,
    SENTINEL_OPENS,
    Need,
    OpenTime,
    Pieces,
    cover,
    day_number,
    is_date,
    pieces_of,
)
from upheld.checker.sql.duckdb import emit
from upheld.checker.sql.nodes import Cast, Name, Output, Query, Relation, Select
from upheld.connectors.base import Attached, SourceError
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import Diagnostic, RefusedError
from upheld.dsl.source import Span


class Store(Protocol):
    """What is asked of a session: sources, queries, tables, and what its data span."""

    def attach(self, source: str, file: str, *, here: bool) -> Attached:
        """The relation of a source, read in this process."""

    def run(self, sql: str) -> list[tuple[object, ...]]:
        """The rows of a SELECT of DuckDB, in this process."""

    def keep(self, name: str, columns: Mapping[str, Sequence[int | None]]) -> None:
        """Make a table of whole numbers, in place of one of that name."""

    def first_moment(self) -> int | None:
        """The earliest moment in the data."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """The tables of one calendar in one zone, and how far they reach.

    `cut` is how the table of pieces is cut, None where there is none.
    """

    hours: str
    days: str
    pieces: str
    need: Need
    cut: Pieces | None = None


@dataclass(slots=True)
class Timetables:
    """The calendars of a run; files of closed dates are read before the lock."""

    calendars: Mapping[str, model.Calendar] = field(default_factory=dict)
    closed: dict[str, frozenset[int]] = field(default_factory=dict)
    faults: dict[str, Diagnostic] = field(default_factory=dict)
    made: dict[tuple[str, str], Timetable] = field(default_factory=dict)

    def open(self, store: Store, names: Iterable[str]) -> None:
        """Read the files of closed dates of some calendars, or keep what is wrong."""
        for name in names:
            calendar = self.calendars[name]
            days = {day_number(text) for text in calendar.closed}
            try:
                for path, span in calendar.closed_on:
                    days |= closed_days(store, path, calendar.file, span)
            except RefusedError as error:
                self.faults[name] = error.diagnostics[0]
            self.closed[name] = frozenset(days)

    def timetable(
        self, store: Store, name: str, zone: str, as_of: int, need: Need
    ) -> Timetable:
        """The tables of a calendar, made when they are first needed.

        Raises:
            RefusedError: E3020, or what is wrong with its closed dates.
        """
        if name in self.faults:
            raise RefusedError(self.faults[name])
        known = self.made.get((name, zone))
        if known is not None and known.need.beside(need) == known.need:
            return known
        need = need if known is None else need.beside(known.need)
        first = store.first_moment()
        edges = (as_of if first is None else min(first, as_of), as_of)
        found = cover(self.calendars[name], self.closed[name], zone, edges, need)
        if found is None:
            raise RefusedError(_never_open(self.calendars[name]))
        elsewhere = any(n == name and z != zone for n, z in self.made)
        where = f" in {zone}" if elsewhere and known is None else ""
        if known is None:
            hours, days, pieces = (
                f"calendar {name} {kind}{where}" for kind in ("hours", "days", "pieces")
            )
            table = Timetable(hours, days, pieces, need)
        else:
            table = replace(known, need=need)
        table = replace(table, cut=pieces_of(found.spans))
        _keep(store, table, found)
        self.made[name, zone] = table
        return table


def _never_open(calendar: model.Calendar) -> Diagnostic:
    return Diagnostic(
        "E3020",
        f"`{calendar.name}` is not open long enough in 200 years",
        calendar.span,
        "write longer hours, fewer closed dates, or a shorter limit",
    )


def _keep(store: Store, table: Timetable, found: OpenTime) -> None:
    """The sentinel lasts a microsecond, so that `before` of the first span differs."""
    spans = found.spans
    store.keep(
        table.hours,
        {
            "opens": [SENTINEL_OPENS, *(s.opens for s in spans)],
            "closes": [SENTINEL_OPENS + 1, *(s.closes for s in spans)],
            "before": [-1, *(s.before for s in spans)],
        },
    )
    if table.cut is not None:
        pieces = table.cut.spans
        store.keep(
            table.pieces,
            {
                "piece": [table.cut.first + n for n in range(len(pieces))],
                "opens": [p.opens for p in pieces],
                "closes": [p.closes for p in pieces],
                "before": [p.before for p in pieces],
            },
        )
    store.keep(
        table.days,
        {
            "day": [SENTINEL_DAY, *(d.day for d in found.days)],
            "number": list(range(len(found.days) + 1)),
            "opens": [None, *(d.opens for d in found.days)],
            "closes": [None, *(d.closes for d in found.days)],
        },
    )


def needs_of(node: object) -> dict[str, Need]:
    """The calendars that an edition uses, each with the longest limits it counts."""
    match node:
        case model.WorkingTime(microseconds, calendar):
            return {calendar: Need(microseconds=microseconds)}
        case model.WorkingDays(days, calendar):
            return {calendar: Need(days=days)}
        case model.RowWorking(_, calendar):
            return {calendar: Need()}
        case tuple():
            parts: tuple[object, ...] = node
        case model.Event() | Span() | str() | int() | None:
            return {}
        case _:
            names = getattr(node, "__dataclass_fields__", ())
            parts = tuple(getattr(node, name) for name in names)
    found: dict[str, Need] = {}
    during = node.during if isinstance(node, model.Edition) else None
    for needs in (*map(needs_of, parts), {during: Need()} if during else {}):
        for calendar, need in needs.items():
            found[calendar] = found.get(calendar, Need()).beside(need)
    return found


# --- closed dates ---------------------------------------------------------------------


def closed_days(store: Store, path: str, file: str, span: Span) -> set[int]:
    """The days, since 1970-01-01, that a file of dates names.

    The dates stand in its column `date`, else in its only or first one.

    Raises:
        RefusedError: E4010 to E4029 as of any source; E4005 for what is no date.
    """
    try:
        attached = store.attach(path, file, here=True)
    except SourceError as error:
        wrong = Diagnostic(error.code, error.message, span, error.help, error.notes)
        raise RefusedError(wrong) from None
    names = {column.lower(): column for column in attached.columns}
    column = names.get("date") or next(iter(attached.columns))
    output = Output(Cast(Name(column), "text"), "date")
    query = Query("", (), Select((output,), Relation(attached.relation)))
    texts = [
        str(row[0]).strip() for row in store.run(emit(query)) if row[0] is not None
    ]
    wrong_texts = [text for text in texts if text and not is_date(text)]
    if wrong_texts:
        raise RefusedError(_no_date(path, column, wrong_texts, span))
    return {day_number(text) for text in texts if text}


def _no_date(path: str, column: str, wrong: list[str], span: Span) -> Diagnostic:
    more = f", and {len(wrong) - 1} more" if len(wrong) > 1 else ""
    return Diagnostic(
        "E4005",
        f"`{wrong[0]}` in column `{column}` of `{path}` is no date{more}",
        span,
        "write each as `2026-12-24`, in a column called `date`",
    )
