"""What stops the clocks of one edition: its calendars and its pauses, made ready.

within 4 working hours, pausing while hold   the office's tables, the holds by ticket
"""

from collections.abc import Iterable

from upheld.checker.pauses import Pauses, pauses_of
from upheld.checker.row_limits import needs_of_rows
from upheld.checker.session import Session
from upheld.checker.timetables import Timetable, needs_of
from upheld.checker.worktime import Working, moments_of
from upheld.checker.zones import Clock
from upheld.dsl import model
from upheld.dsl.diagnostics import Diagnostic, RefusedError

#: With more pauses than this of one key, a row is not held against each of them.
MANY = 8


def working_of(
    session: Session, edition: model.Edition, clock: Clock, as_of: int
) -> Working | None:
    """The working time and pauses of an edition; None where no clock of it ever stops.

    Raises:
        RefusedError: E3020, E3021, and what is wrong with a source.
    """
    needs = needs_of(edition) if session.timetables.calendars else {}
    for name, need in needs_of_rows(session, edition, as_of).items():
        needs[name] = needs[name].beside(need)
    if not needs and edition.pausing is None:
        return None
    if edition.pausing is not None:
        _refuse_idle(edition, edition.pausing)
    tables = {
        name: session.timetables.timetable(session, name, edition.zone, as_of, need)
        for name, need in needs.items()
    }

    def timetable(name: str) -> Timetable:
        return tables[name]

    pauses = pauses_of(edition, session.prepared, session.log, as_of)
    doubtful, many = False, pauses is not None
    if pauses is not None and (pauses.may_be_unusable() or _has_limit(edition)):
        unusable, most = _counted(session, pauses)
        doubtful, many = unusable > 0, most > MANY
    return Working(clock, timetable, pauses, doubtful, many, edition.during)


def _counted(session: Session, pauses: Pauses) -> tuple[int, int]:
    """How many rows of pauses cannot be used, and how many one key has at most."""
    query = pauses.counted()
    known = session.events[pauses.population.event.name].pauses
    if query not in known:
        unusable, most = session.rows(query)[0]
        known[query] = int(unusable or 0), int(most or 0)
    return known[query]


def _has_limit(edition: model.Edition) -> bool:
    """Whether a limit of a milestone runs, for which few pauses are added up."""
    things = [edition.subject, *(edition.exceeds_when or ())]
    return any(isinstance(n, model.Reach) for thing in things for n in _nodes(thing))


def _refuse_idle(edition: model.Edition, pausing: model.Population) -> None:
    """Pauses in a sentence that measures no time would be read and change nothing."""
    if isinstance(edition.subject, model.Recurrence):
        return
    things = [edition.subject, *(edition.exceeds_when or ())]
    if any(_runs(node) for thing in things for node in _nodes(thing)):
        return
    words = pausing.words or pausing.event.name
    raise RefusedError(
        Diagnostic(
            "E3021",
            f"no clock runs that could stop while `{words}` lasts",
            edition.span,
            "give the outcome a limit: `within 8h`; promised moments do not move",
        )
    )


def _runs(node: object) -> bool:
    """Whether something is the time from one moment of a row to another."""
    if isinstance(node, model.Measure):
        return moments_of(node) is not None
    return isinstance(node, model.Within)


def _nodes(node: object) -> Iterable[object]:
    """A part of the sentence and all parts of it."""
    yield node
    if isinstance(node, model.Event):
        return
    if isinstance(node, tuple):
        parts: tuple[object, ...] = node
    else:
        names = getattr(node, "__dataclass_fields__", ())
        parts = tuple(getattr(node, name) for name in names)
    for part in parts:
        yield from _nodes(part)
