"""Lists: members written in the policy or read from a file, perhaps with dates."""

from collections.abc import Iterable

from upheld.checker.engine import Engine
from upheld.checker.prepare import EventData, Readings, convert
from upheld.checker.rows import plain
from upheld.checker.sql.nodes import Name, Order, Output, Query, Relation, Select
from upheld.connectors.base import Attached
from upheld.dsl import model
from upheld.dsl.diagnostics import Diagnostic, RefusedError
from upheld.dsl.source import NOWHERE

Member = tuple[str, int | None, int | None]


def read_members(
    members: model.Members, attached: Attached, engine: Engine
) -> tuple[Member, ...]:
    """Each member with the moments (microseconds) between which it counts.

    A member may stand in several rows with different dates; an empty date leaves that
    end open. Empty members are left out.

    Raises:
        RefusedError: E4001 for a missing column, E4002 and E4033 for its dates.
    """
    place = members.span if members.column_span == NOWHERE else members.column_span
    name = model.Column(members.column, model.TEXT, span=place)
    data = _as_event(members, attached)
    data.wanted.add(name, name="member")
    dates = [m for m in (members.since, members.until) if m is not None]
    for moment in dates:
        data.wanted.add(moment, name=f"{moment.columns[0]} as moment")
    convert(data, engine)
    for error in data.errors.values():
        raise RefusedError(error)
    for moment in dates:
        _refuse_unreadable(data, moment, members, engine)
    since, until = (
        Name(data.values[plain(m)]) if m is not None else None
        for m in (members.since, members.until)
    )
    outputs = (
        Output(Name("member"), "member"),
        *(Output(c, label) for c, label in ((since, "since"), (until, "until")) if c),
    )
    query = Query(
        "",
        (),
        Select(
            outputs,
            Relation(f"{data.event.name} converted"),
            distinct=True,
            order=tuple(Order(Name(o.name)) for o in outputs),
        ),
    )
    labels = [output.name for output in outputs]
    found = [dict(zip(labels, row, strict=True)) for row in engine.rows(query)]
    engine.drop(f"{data.event.name} converted", is_table=attached.text)
    return joined(
        (str(row["member"]), row.get("since"), row.get("until"))
        for row in found
        if row["member"] is not None
    )


def joined(members: Iterable[Member]) -> tuple[Member, ...]:
    """Members in order, the spans of one that touch or overlap put together."""
    result: list[Member] = []
    ordered = sorted(members, key=lambda m: (m[0], m[1] is not None, m[1] or 0))
    for name, since, until in ordered:
        if since is not None and until is not None and until <= since:
            continue
        last = result[-1] if result and result[-1][0] == name else None
        if last is None or (
            last[2] is not None and since is not None and since > last[2]
        ):
            result.append((name, since, until))
        elif last[2] is not None:
            end = None if until is None else max(last[2], until)
            result[-1] = (name, last[1], end)
    return tuple(result)


def _as_event(members: model.Members, attached: Attached) -> EventData:
    """The list's file, to be converted as an event's columns are."""
    start = members.since or members.until
    event = model.Event(
        name=f"list {members.name}",
        names=(f"list {members.name}",),
        source=members.path or members.name,
        file=members.file,
        start=start or model.Moment("", "start", (members.column,)),
        milestones={},
        span=members.span,
    )
    return EventData(event, attached, Readings(event))


def _refuse_unreadable(
    data: EventData, moment: model.Moment, members: model.Members, engine: Engine
) -> None:
    flag = data.flags.get(plain(moment))
    if flag is None:
        return
    query = Query(
        "",
        (),
        Select(
            (Output(Name(flag), "flag"),),
            Relation(f"{data.event.name} converted"),
            distinct=True,
        ),
    )
    flags = {row[0] for row in engine.rows(query)}
    place = moment.span if moment.span != NOWHERE else members.span
    column = moment.columns[0]
    if "no offset" in flags:
        raise RefusedError(
            Diagnostic(
                "E4002",
                f"moments in `{column}` carry no offset",
                place,
                "write them with an offset, or as dates of the file's zone",
            )
        )
    if "unreadable" in flags:
        raise RefusedError(
            Diagnostic(
                "E4033",
                f"`{column}` of the list `{members.name}` holds what is no moment",
                place,
                'declare its spelling: `since hired_at in "%d/%m/%Y"`',
            )
        )
