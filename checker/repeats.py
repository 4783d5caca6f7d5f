"""One row for each event: repeats, `latest by`, and the event's own `where`.

Rows of a mixed log that are not the event's are set aside first, so an identity needs
to be unique among the event's own rows only. Rows without any identity are events of
their own.
"""

from collections.abc import Iterable, Sequence

from upheld.checker.bounds import unreadable_texts
from upheld.checker.convert import NAIVE, SPACED
from upheld.checker.convert_columns import NUMBER
from upheld.checker.engine import Engine, EngineError
from upheld.checker.prepare import (
    EventData,
    Run,
    converted_name,
    make,
    missing_column,
)
from upheld.checker.rows import Prepared, Row, plain
from upheld.checker.shapes import shape
from upheld.checker.sql.nodes import (
    Aggregate,
    Binary,
    Call,
    Cast,
    Expr,
    IsNull,
    Name,
    Not,
    Order,
    Output,
    Over,
    Query,
    Relation,
    Select,
    any_of,
    both,
    moment_at,
    text,
    whole,
)
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import Diagnostic
from upheld.dsl.source import NOWHERE

COUNT = Aggregate("count")

#: So many rows are looked at where a policy says that keys are unique.
SAMPLE = 200_000


def look_for_repeats(data: EventData, run: Run) -> None:
    """Find out whether any identity stands twice, before anything is converted."""
    event = data.event
    for column, place in zip(event.identity, event.identity_spans, strict=False):
        if column not in data.attached.columns:
            data.fault = missing_column(data, column, place)
            return
    if not event.identity:
        return
    if any(key <= set(event.identity) for key in data.attached.unique):
        return
    if event.unique and event.pick is None:
        data.sampled = not _repeats(data, run, SAMPLE)
        if data.sampled:
            return
    in_order = data.attached.in_order and len(event.identity) == 1
    if in_order and _in_order(data, event.identity[0], run):
        return
    data.has_repeats = _repeats(data, run)


def _repeats(data: EventData, run: Run, first: int | None = None) -> bool:
    """Whether an identity stands twice, perhaps only among the first rows."""
    ids = tuple(Name(c) for c in data.event.identity)
    same = tuple(Output(i, i.column) for i in ids)
    rows = Select(same, Relation(data.attached.relation), limit=first)
    counted = (*same, Output(COUNT, "number of rows"))
    identities = Select(counted, Relation("rows"), group=ids)
    twice = Select(
        (Output(Name("number of rows"), "number of rows"),),
        Relation("identities"),
        where=Binary(">", Name("number of rows"), whole(1)),
        limit=1,
    )
    steps = (("rows", rows), ("identities", identities))
    return bool(run(Query("", steps, twice)))


def _in_order(data: EventData, column: str, run: Run) -> bool:
    """Whether each row's identity is greater than that of the row before it.

    Then none stands twice, in whatever order the engine reads: a chain of greater ones
    has no equals. It costs a tenth of looking for equal ones, and keys are often given
    out in order.
    """
    here, before = Name(column), Name(f"{column} before")
    previous = Output(Over("lag", here, ()), before.column)
    rows = Select((Output(here, column), previous), Relation(data.attached.relation))
    outputs = (
        Output(COUNT, "rows"),
        Output(Aggregate("count", here), "known"),
        Output(Aggregate("count_if", Binary(">", here, before)), "greater"),
    )
    query = Query("", (("in turn", rows),), Select(outputs, Relation("in turn")))
    number, known, greater = run(query)[0]
    return bool(number == known and greater == max(number - 1, 0))


def ask_for_pick(data: EventData, run: Run) -> None:
    """Decide how the columns of `latest by` compare: as moments, numbers or text."""
    if data.event.pick is None or data.fault is not None:
        return
    for column in data.event.pick.columns:
        if column not in data.attached.columns:
            data.fault = missing_column(data, column, data.event.pick.span)
            return
        data.wanted.add(_pick_reading(data, column, run))


def _pick_reading(
    data: EventData, column: str, run: Run
) -> model.Moment | model.Column:
    event = data.event
    declared = (event.start, *event.milestones.values())
    for moment in declared:
        if moment.columns == (column,):
            return moment
    place = data.event.pick.span if data.event.pick else NOWHERE
    as_moment = model.Moment(
        column, "column", (column,), "", event.start.zone, span=place
    )
    as_number = model.Column(column, model.NUMBER, span=place)
    as_text = model.Column(column, model.TEXT, span=place)
    match shape(data.attached.columns[column]):
        case "zoned" | "naive":
            return as_moment
        case "whole" | "decimal" | "float":
            return as_number
        case "text":
            moments = f"{SPACED}|{NAIVE}" if event.start.zone else SPACED
            if _all_match(data, column, moments, run):
                return as_moment
            return as_number if _all_match(data, column, NUMBER, run) else as_text
        case _:
            return as_text


def _all_match(data: EventData, column: str, pattern: str, run: Run) -> bool:
    cleaned = data.columns.cleaned(column)
    other = Not(Call("full_match", (cleaned, text(pattern))))
    outputs = (
        Output(Aggregate("count_if", other), "others"),
        Output(Aggregate("count_if", IsNull(cleaned, negated=True)), "values"),
    )
    query = Query("", (), Select(outputs, Relation(data.attached.relation)))
    others, values = run(query)[0]
    return not others and bool(values)


@dataclass(frozen=True, slots=True)
class Kept:
    """Which rows of an event's converted relation are its events, before repeats.

    `seen` is the test of rows that `as of` lets one see, `own` of those of the event.
    """

    data: EventData
    seen: Expr | None
    own: Expr | None


def settle(data: EventData, as_of: int, engine: Engine) -> tuple[Kept, ...]:
    """Make `"NAME"`, the relation the standards query; what is to be counted of it."""
    assert data.bounds is not None
    converted = Relation(converted_name(data))
    raw = Prepared(
        data.event,
        converted.name,
        data.values,
        data.failing_flags(),
        data.bounds.latest,
        errors=data.errors,
        sure=data.bounds.sure,
        earliest=data.bounds.earliest,
        stored=data.stored,
    )
    row = Row(raw, as_of)
    seen = _seen(data, row, as_of)
    own = None if data.event.where is None else row.condition(data.event.where)
    kept_rows = None if own is None else any_of(own, IsNull(own))
    keep = _keep(data, row) if data.has_repeats else None
    if data.has_repeats:
        data.fault = _difference(data, row, both(seen, kept_rows), engine.rows)
        if data.fault is not None:
            return ()
    broken = () if own is None else (Output(IsNull(own), "where unreadable"),)
    if seen is None and own is None and keep is None:
        data.prepared = raw
        return ()
    names = [f"identity {c}" for c in data.event.identity]
    names += [*data.values.values(), *data.flags.values()]
    names += unreadable_texts(data).values()
    where = both(seen, kept_rows) if seen is not None or kept_rows is not None else None
    last = Select(
        (*(Output(Name(n), n) for n in names), *broken),
        converted,
        where=where,
        keep=keep,
    )
    query = Query(f"event: {data.event.name}", (), last)
    once = data.attached.text or data.has_repeats
    make(data, data.event.name, query, engine, as_table=once)
    data.prepared = Prepared(
        data.event,
        data.event.name,
        data.values,
        data.failing_flags(),
        data.bounds.latest,
        "where unreadable" if broken else None,
        data.errors,
        data.bounds.sure,
        data.bounds.earliest,
    )
    return (Kept(data, seen, kept_rows),)


def _seen(data: EventData, row: Row, as_of: int) -> Expr | None:
    """Rows of a log of states that `as of` lets one see."""
    moment = pick_moment(data)
    if moment is None:
        return None
    value = row.column(moment)
    return any_of(IsNull(value), Binary("<=", value, moment_at(as_of)))


def pick_moment(data: EventData) -> model.Moment | None:
    """The first column of `latest by` where it is a moment."""
    if data.event.pick is None:
        return None
    first = data.event.pick.columns[0]
    for reading in data.values:
        if isinstance(reading, model.Moment) and reading.columns == (first,):
            return reading
    return None


def _identity(data: EventData) -> tuple[Name, ...]:
    return tuple(Name(f"identity {c}") for c in data.event.identity)


def _pick_order(data: EventData, row: Row) -> tuple[Order, ...]:
    pick = data.event.pick
    if pick is None:
        return ()
    orders = []
    for column in pick.columns:
        reading = next(r for r in data.values if _reads(r, column, data))
        orders.append(Order(row.column(reading), descending=pick.which == "latest"))
    return tuple(orders)


def _reads(reading: object, column: str, data: EventData) -> bool:
    del data
    if isinstance(reading, model.Moment):
        return reading.columns == (column,)
    return isinstance(reading, model.Column) and reading.name == column


def _keep(data: EventData, row: Row) -> Expr:
    ids = _identity(data)
    order = (*_pick_order(data, row), Order(Name("whole row")))
    first = Binary("=", Over("row_number", None, ids, order), whole(1))
    return any_of(first, both(*(IsNull(i) for i in ids)))


def _difference(data: EventData, row: Row, where: Expr, run: Run) -> Diagnostic | None:
    """Rows of one identity that differ, or that `latest by` leaves tied."""
    ids = _identity(data)
    order = _pick_order(data, row)
    rank: Expr = Over("rank", None, ids, order) if order else whole(1)
    named = tuple(Output(i, i.column) for i in ids)
    first = Select(
        (*named, Output(Name("whole row"), "whole row"), Output(rank, "place")),
        Relation(converted_name(data)),
        where=both(where, any_of(*(IsNull(i, negated=True) for i in ids))),
    )
    different = Aggregate("count_distinct", Name("whole row"))
    grouped = Select(
        (*named, Output(different, "rows")),
        Relation("ranked"),
        where=Binary("=", Name("place"), whole(1)),
        group=ids,
    )
    last = Select(
        tuple(Output(Cast(i, "text"), i.column) for i in ids),
        Relation("identities"),
        where=Binary(">", Name("rows"), whole(1)),
        order=tuple(Order(i) for i in ids),
        limit=3,
    )
    found = run(Query("", (("ranked", first), ("identities", grouped)), last))
    return _differing(data, found) if found else None


def _differing(data: EventData, found: list[tuple[object, ...]]) -> Diagnostic:
    event = data.event
    shown = "; ".join(", ".join(str(part) for part in row) for row in found)
    place = event.identity_spans[0] if event.identity_spans else event.span
    if event.pick is not None:
        return Diagnostic(
            "E4031",
            f"rows of one `{event.name}` are tied in `{event.pick.which} by`",
            event.pick.span,
            "add a column that tells them apart, such as a version",
            (f"for example: {shown}",),
        )
    return Diagnostic(
        "E4030",
        f"rows of `{event.source}` with the same identity differ",
        place,
        "say `latest by COLUMN` or `first by COLUMN`, or name a key that is unique",
        (f"for example: {shown}",),
    )


def count_all(kept: Iterable[Kept], run: Run) -> None:
    """Count what is left out of events; those of one log together."""
    for together in _read_alike(kept):
        try:
            _count(together, run)
        except EngineError as error:
            if len(together) == 1:
                together[0].data.fault = together[0].data.unread(error)
                continue
            # What fails for one event is no fault of the others.
            for one in together:
                count_all([one], run)


def _read_alike(kept: Iterable[Kept]) -> list[list[Kept]]:
    """Events whose converted relations are the same, such as those of one log."""
    found: dict[tuple[int, str], list[Kept]] = {}
    for one in kept:
        # Behind the name of the relation and the title with that of the event.
        _, _, body = one.data.sql[0].split("\n", 2)
        found.setdefault((id(one.data.attached), body), []).append(one)
    return list(found.values())


def _count(kept: Sequence[Kept], run: Run) -> None:
    """Rows not seen yet, rows of other events, and repeats; what is left are events.

    Args:
        kept: of relations that are the same.
        run: gives the rows of a query.
    """
    outputs = [Output(COUNT, "rows")]
    for place, one in enumerate(kept):
        hidden = None if one.seen is None else Aggregate("count_if", Not(one.seen))
        mine = both(one.seen, one.own)
        own = COUNT if mine == both() else Aggregate("count_if", mine)
        outputs.append(Output(hidden or whole(0), f"hidden {place}"))
        outputs.append(Output(own, f"own {place}"))
    relation = Relation(converted_name(kept[0].data))
    rows, *numbers = run(Query("", (), Select(tuple(outputs), relation)))[0]
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    for one, (not_seen, own_rows) in zip(kept, pairs, strict=True):
        data = one.data
        data.hidden = not_seen
        data.other_rows = rows - not_seen - own_rows
        if data.has_repeats:
            every = Select((Output(COUNT, "events"),), Relation(data.event.name))
            data.repeats = own_rows - run(Query("", (), every))[0][0]


__all__ = (
    "Kept",
    "ask_for_pick",
    "count_all",
    "look_for_repeats",
    "pick_moment",
    "plain",
    "settle",
)
