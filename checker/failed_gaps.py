"""The gaps that were too long: what failed of a recurrence is no event but a wait."""

from upheld.checker.counts import Counts
from upheld.checker.failed_words import late_by
from upheld.checker.group_names import shown_group
from upheld.checker.plan import Tally
from upheld.checker.report import FailedEvent
from upheld.checker.sql.nodes import (
    Aggregate,
    Call,
    Name,
    Order,
    Output,
    Query,
    Select,
)
from upheld.checker.wording import ENGLISH
from upheld.checker.zones import iso

#: Columns of a gap behind the window and the series' own.
BEGIN, NEXT, UNTIL, DEADLINE = "begin", "next", "until", "deadline"


def gaps_query(counts: Counts, limit: int) -> Query:
    """The gaps that were missed, in order of time, from the steps that counted them."""
    counting = counts.query
    series = counting.last.outputs[: 1 + len(counting.last.group) - 1]
    missed = next(o.value for o in counting.last.outputs if o.name == "missed")
    assert isinstance(missed, Aggregate)
    closed = Call("least", (Name(NEXT), Name(UNTIL)))
    outputs = (
        *series,
        Output(Name(BEGIN), BEGIN),
        Output(closed, "closed"),
        Output(Name(DEADLINE), DEADLINE),
    )
    order = (Order(Name(BEGIN)), *(Order(o.value) for o in series))
    last = Select(
        outputs, counting.last.source, missed.argument, order=order, limit=limit
    )
    return Query(counting.title, counting.steps, last)


def failed_gap(row: tuple[object, ...], tally: Tally) -> FailedEvent:
    """A row of that query as the report has it."""
    key, *groups, begin, closed, deadline = row
    assert isinstance(key, int)
    assert isinstance(begin, int)
    assert isinstance(deadline, int)
    zone = tally.scope.windows.clock.zone
    names = [group.name for group in tally.groups]
    late = closed - deadline if isinstance(closed, int) else None
    took = closed - begin if isinstance(closed, int) else None
    measured = None
    if took is not None and late is not None:
        measured = late_by(took, late)
    return FailedEvent(
        window=tally.scope.windows.label(key),
        group=shown_group(
            tally.groups, dict(zip(names, map(str, groups), strict=True)), zone
        ),
        identity=f"gap after {iso(begin, zone)}",
        start=iso(begin, zone),
        deadline=iso(deadline, zone),
        outcome=iso(closed, zone) if isinstance(closed, int) else None,
        measured=None if measured is None else ENGLISH.tell(measured),
        measured_message=measured,
        state="missed",
        reason="never" if closed is None else "late",
    )
