"""What no standard looks at: kinds of events, their words and columns, lists, groups.

Without data only what the policies declare can be told; with it also the columns of the
sources, the values that no list names, and the standards that no event belongs to.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from upheld.checker.check import Request
from upheld.checker.coverage import Coverage, coverage_of
from upheld.checker.part import Part
from upheld.checker.report import Report, Totals
from upheld.checker.session import Session
from upheld.checker.settings import Settings
from upheld.checker.sql.duckdb import emit
from upheld.checker.sql.nodes import Cast, Name, Output, Query, Relation, Select
from upheld.checker.usage import LimitedGroup, Usage, usage_of
from upheld.connectors.base import SourceError
from upheld.dsl import ast, model
from upheld.dsl.loader import Loaded

SCHEMA: Literal["upheld/coverage/1"] = "upheld/coverage/1"

#: Values of a column that are told, where no list names them.
MOST_VALUES = 50


class EventParts(Part):
    """Of an event that standards look at, the words and columns that none does.

    `columns` are those of the source, or None where no data were read.
    """

    event: str
    words: tuple[str, ...] = ()
    columns: tuple[str, ...] | None = None


class UnjudgedValues(Part):
    """Values of a column behind `for each` that are not in the list of its groups."""

    event: str
    column: str
    list: str
    values: tuple[str, ...]


class Unlooked(Part):
    """What no standard looks at."""

    events: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    parts: tuple[EventParts, ...] = ()


class InData(Part):
    """What only the data tell; `unread` are events whose source could not be read."""

    values: tuple[UnjudgedValues, ...] = ()
    idle: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


class CoverageDocument(Part):
    """All that `upheld coverage` found; `data` is None where none were read."""

    schema_: str = SCHEMA
    standards: int
    coverage: Coverage
    unlooked: Unlooked
    data: InData | None = None


def of_policies(loaded: Loaded) -> CoverageDocument:
    """What the policies by themselves tell."""
    policy = loaded.policy
    assert policy is not None
    usage = usage_of(policy.standards)
    coverage = coverage_of(policy.standards, policy.lists)
    return CoverageDocument(
        standards=len(policy.standards),
        coverage=coverage,
        unlooked=Unlooked(
            events=tuple(name for name in policy.events if name not in usage.events),
            lists=unused_lists(policy, usage, coverage),
            parts=unused_parts(declared_words(loaded), usage, {}),
        ),
    )


def of_data(
    loaded: Loaded, request: Request, report: Report | None
) -> CoverageDocument:
    """What the policies tell together with their data.

    Args:
        report: of a run over the same policies.
    """
    found = of_policies(loaded)
    policy = loaded.policy
    assert policy is not None
    usage = usage_of(policy.standards)
    session = session_of(request)
    try:
        columns, unread = columns_of(session, policy, usage)
        open_lists(session, usage)
        session.lock()
        values = tuple(unjudged_values(session, policy, usage))
    finally:
        session.close()
    parts = unused_parts(declared_words(loaded), usage, columns)
    unlooked = found.unlooked.but(parts=parts)
    data = InData(values=values, idle=idle(report), unread=unread)
    return found.but(unlooked=unlooked, data=data)


def session_of(request: Request) -> Session:
    """A connection that reads what a run reads."""
    return Session(
        request.root,
        request.settings or Settings(),
        request.sources,
        base=Path.cwd(),
        outside=request.outside,
    )


# --- what is declared ----------------------------------------------------------------


def declared_words(loaded: Loaded) -> Mapping[str, tuple[str, ...]]:
    """The milestones, states, measures and keys of every event, as declared."""
    return {
        node.names[0].text: tuple(words_of(node))
        for document in loaded.documents.values()
        for node in document.declarations
        if isinstance(node, ast.Event)
    }


def words_of(node: ast.Event) -> Iterable[str]:
    """The names that an event gives to parts of its rows."""
    for clause in node.clauses:
        match clause:
            case ast.Milestone() | ast.State() | ast.Measure():
                yield clause.name.text
            case ast.About():
                yield clause.key.text
            case _:
                pass


def unused_lists(
    policy: model.Policy, usage: Usage, coverage: Coverage
) -> tuple[str, ...]:
    """Lists that neither a standard nor an axis of the coverage takes members from."""
    axes = {axis.list for axis in coverage.axes}
    used = usage.lists | axes
    return tuple(name for name in policy.lists if name not in used)


def unused_parts(
    declared: Mapping[str, tuple[str, ...]],
    usage: Usage,
    columns: Mapping[str, tuple[str, ...]],
) -> tuple[EventParts, ...]:
    """For every event in use, what of it is not."""
    found = []
    for event in declared:
        if event not in usage.events:
            continue
        words = tuple(w for w in declared[event] if w not in usage.words[event])
        left: tuple[str, ...] | None = None
        if event in columns:
            seen = usage.columns[event]
            left = tuple(name for name in columns[event] if name not in seen)
        if words or left:
            found.append(EventParts(event=event, words=words, columns=left))
    return tuple(found)


# --- what the data tell --------------------------------------------------------------


def columns_of(
    session: Session, policy: model.Policy, usage: Usage
) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """The columns of the events in use, and the events whose source cannot be read."""
    found: dict[str, tuple[str, ...]] = {}
    unread: list[str] = []
    for name in usage.events:
        event = policy.events[name]
        try:
            found[name] = tuple(session.attach(event.source, event.file).columns)
        except SourceError:
            unread.append(name)
    return found, tuple(sorted(unread))


def open_lists(session: Session, usage: Usage) -> None:
    """Read the files of lists that groups are taken from."""
    for group in usage.limited:
        session.open_list(group.members)


def unjudged_values(
    session: Session, policy: model.Policy, usage: Usage
) -> Iterable[UnjudgedValues]:
    """Values whose rows belong to no group, because the list does not name them."""
    for group in usage.limited:
        known = group.members.values or session.members.get(group.members.name)
        if known is None:
            continue
        event = policy.events[group.event]
        values = [v for v in values_of(session, event, group) if v not in known]
        if values:
            yield UnjudgedValues(
                event=group.event,
                column=group.column,
                list=group.members.name,
                values=tuple(values[:MOST_VALUES]),
            )


def values_of(
    session: Session, event: model.Event, group: LimitedGroup
) -> tuple[str, ...]:
    """The different values of a column, in order; none where it cannot be read."""
    try:
        attached = session.attach(event.source, event.file)
    except SourceError:
        return ()
    if group.column not in attached.columns:
        return ()
    text = Output(Cast(Name(group.column), "text"), "value")
    select = Select((text,), Relation(attached.relation), distinct=True)
    rows = session.run(emit(Query("", (), select)))
    return tuple(sorted(str(value) for (value,) in rows if value not in (None, "")))


def idle(report: Report | None) -> tuple[str, ...]:
    """The standards that were evaluated and that no event belongs to."""
    standards = () if report is None else report.standards
    return tuple(
        standard.id
        for standard in standards
        if standard.totals is not None and not matched(standard.totals)
    )


def matched(totals: Totals) -> int:
    """How many rows belong to the population of a standard, in any state."""
    states = (totals.met, totals.missed, totals.pending, totals.excluded)
    used = (totals.invalid, totals.used or 0, totals.without_value or 0)
    return sum((*states, *used))
