"""How long the limits are that stand in a row's own column, in working time.

    allowed is sla_hours in working hours     the calendar is laid out for the longest

A deadline that lies further ahead than the calendar is laid out is after `as of` all
the same, so the longest that is asked for is bounded.
"""

from collections.abc import Iterable

from upheld.checker.calendars import Need
from upheld.checker.plan import counted_of
from upheld.checker.rows import Row
from upheld.checker.session import Session
from upheld.checker.sql.nodes import Aggregate, Output, Query, Relation, Select
from upheld.checker.zones import DAY, HOUR
from upheld.dsl import model

#: No calendar is laid out for more than this: eleven years of open time, or more.
MOST_TIME, MOST_DAYS = 100_000 * HOUR, 10_000


def needs_of_rows(
    session: Session, edition: model.Edition, as_of: int
) -> dict[str, Need]:
    """The calendars of limits that stand in rows, each with the longest of them.

    Raises:
        RefusedError: what is wrong with the event's source or column.
    """
    found: dict[str, Need] = {}
    for event, limit in row_limits(edition):
        row = Row(session.prepared(event), as_of)
        longest = Output(Aggregate("max", row.value(limit.value)), "longest")
        query = Query("", (), Select((longest,), Relation(row.prepared.relation)))
        value = session.rows(query)[0][0]
        most = max(int(str(value)), 0) if value is not None else 0
        if limit.days:
            need = Need(days=min(most // DAY, MOST_DAYS))
        else:
            need = Need(microseconds=min(most, MOST_TIME))
        found[limit.calendar] = found.get(limit.calendar, Need()).beside(need)
    return found


def row_limits(
    edition: model.Edition,
) -> Iterable[tuple[model.Event, model.RowWorking]]:
    """Every limit in working time that a row has, and the event it is a row of."""
    for thing in counted_of(edition.subject):
        population = thing.population
        told: list[object] = [getattr(thing, "outcome", None), *population.excluding]
        for limit in _below(tuple(told)):
            yield population.event, limit
    if edition.exceeds_when is not None:
        for limit in _below(edition.exceeds_when[0]):
            yield edition.populations[0].event, limit


def _below(node: object) -> Iterable[model.RowWorking]:
    match node:
        case model.RowWorking():
            yield node
        case model.Population() | model.Event() | str() | int() | None:
            return
        case tuple():
            for part in node:
                yield from _below(part)
        case _:
            for name in getattr(node, "__dataclass_fields__", ()):
                yield from _below(getattr(node, name))
