"""How outcomes went that need other events or stopping clocks.

Deadlines come from `working.shifted`; answers are found by going through all rows of
the other event, and series of a chain by trying all of them.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Literal, assert_never

from tests.oracle.membership import group_of
from tests.oracle.rows import (
    NoDeadline,
    State,
    compared,
    every,
    measured,
    moment_of,
    outcome_state,
)
from tests.oracle.values import BROKEN, Broken
from tests.oracle.working import Due, is_open, pauses_of, shifted, unpaused
from tests.oracle.world import Member, Row, World, first_day, keys_of
from upheld.dsl import model

#: Of a row that should be paired with the members of a list that has none.
Outcome = State | Literal["nobody"]


def states_of(outcome: model.Outcome, row: Row, world: World) -> list[Outcome]:
    """The state of a row: one, but of `from every` one for each member of the list."""
    if not isinstance(outcome, model.Followed) or outcome.every is None:
        return [state_of(outcome, row, world)]
    column, declared = outcome.every
    if keys_of(row, outcome.keys) is None or pauses_of(row, world) is BROKEN:
        return ["invalid"]
    members = [m for m in world.members(declared) if m.counts_at(known(row.start))]
    pairs: list[Outcome] = [
        followed(outcome, row, world, (column.name, member)) for member in members
    ]
    return ["invalid"] if "invalid" in pairs else pairs or ["nobody"]


def state_of(outcome: model.Outcome, row: Row, world: World) -> State:
    """The state of a row that is one obligation."""
    match outcome:
        case model.Reach():
            return reached(outcome, row, world)
        case model.Followed():
            return followed(outcome, row, world, None)
        case model.Preceded():
            return preceded(outcome, row, world)
        case model.Either(parts):
            return together(parts, row, world, ("met", "missed"))
        case model.Both(parts):
            return together(parts, row, world, ("missed", "met"))
        case model.Measured():
            return timed(outcome, row, world)
        case model.Holds():
            return outcome_state(outcome, row.seen, None)
        case _:
            assert_never(outcome)


def known(start: int | None) -> int:
    """The start of a row that is not invalid."""
    assert start is not None
    return start


def turned(state: State, is_negated: bool) -> State:
    """Met and missed change places in a negative outcome."""
    other: dict[State, State] = {"met": "missed", "missed": "met"}
    return other.get(state, state) if is_negated else state


def together(
    parts: tuple[model.Outcome, ...],
    row: Row,
    world: World,
    weight: tuple[State, State],
) -> State:
    """One part in the first state decides; all in the second do."""
    states = [state_of(part, row, world) for part in parts]
    order: tuple[State, ...] = ("excluded", "invalid", weight[0], "pending", weight[1])
    return next(state for state in order if state in states)


# --- milestones under a stopping clock ------------------------------------------------


def reached(outcome: model.Reach, row: Row, world: World) -> State:
    """Whether a milestone came, in time where there is a limit."""
    without: NoDeadline = world.run.edition.without_deadline
    came = moment_of(outcome.milestone, row.seen)
    clock = moment_of(outcome.clock, row.seen)
    due = due_of(outcome.limit, clock, row, world)
    if due is None and without == "excluded":
        return "excluded"
    if due is BROKEN or came is BROKEN or clock is BROKEN or clock is None:
        return "invalid"
    if came is not None and came < clock:
        return "invalid"
    if due is None:
        return without or "invalid"
    if due == "never":
        return turned("missed" if came is None else "met", outcome.negated)
    strict = isinstance(outcome.limit, model.Within) and outcome.limit.strict
    return turned(in_time(came, due, strict, row.seen.as_of), outcome.negated)


def in_time(came: int | None, due: int | Fraction, strict: bool, now: int) -> State:
    """In time, too late, or not due yet; a deadline at `now` has passed."""
    if came is not None and (came < due or (came == due and not strict)):
        return "met"
    return "pending" if came is None and due > now else "missed"


def due_of(
    limit: model.Within | model.ByDeadline | None,
    clock: int | Broken | None,
    row: Row,
    world: World,
) -> Due | Literal["never"]:
    """The deadline, None where the row has none of its own."""
    match limit:
        case None:
            return "never"
        case model.Within(length):
            return (
                shifted(clock, length, row, world) if isinstance(clock, int) else BROKEN
            )
        case model.ByDeadline(deadline, lead):
            due = moment_of(deadline, row.seen)
            if lead is None or not isinstance(due, int):
                return due
            return shifted(due, lead, row, world, -1)
        case _:
            assert_never(limit)


def timed(outcome: model.Measured, row: Row, world: World) -> State:
    """A measure held against its limits; between two moments, less the pauses."""
    value = outcome.value
    if world.run.edition.pausing is None or not isinstance(value, model.Measure):
        return turned(measured(outcome, row.seen), outcome.negated)
    assert value.starting is not None
    assert value.ending is not None
    start = moment_of(value.starting, row.seen)
    end = moment_of(value.ending, row.seen)
    if not isinstance(start, int) or end is BROKEN or (end is not None and end < start):
        return "invalid"
    ran = unpaused(start, row.seen.as_of + 1 if end is None else end, row, world)
    if ran is BROKEN:
        return "invalid"
    tests = [(op, limit) for op, limit in outcome.tests]
    amounts = [limit.value for _, limit in tests if isinstance(limit, model.Constant)]
    kept = [
        compared(op, Fraction(ran), amount)
        for (op, _), amount in zip(tests, amounts, strict=True)
    ]
    if end is not None:
        return turned("met" if every(kept) is True else "missed", outcome.negated)
    upper = [k for k, (op, _) in zip(kept, tests, strict=True) if op in ("<", "<=")]
    if False in upper:
        return turned("missed", outcome.negated)
    sure = not upper and every(kept) is True
    return turned("met", outcome.negated) if sure else "pending"


# --- answers --------------------------------------------------------------------------


def answers_of(
    population: model.Population, keys: tuple[str, ...], names: Sequence[str], w: World
) -> list[Row]:
    """The rows of a population with some keys that have begun by now, in order."""
    return list(w.begun(population, tuple(names)).get(keys, ()))


def followed(
    outcome: model.Followed, row: Row, world: World, pair: tuple[str, Member] | None
) -> State:
    """Whether other events answered this one."""
    keys = keys_of(row, outcome.keys)
    if keys is None or pauses_of(row, world) is BROKEN:
        return "invalid"
    if any(since_of(step, row) is None for step in outcome.steps):
        return "invalid"
    spoilt = spoilt_limit(outcome.steps, row, world)
    if spoilt is not None:
        return spoilt
    if len(outcome.steps) > 1:
        return turned(chained(outcome, row, keys, world), outcome.negated)
    step = outcome.steps[0]
    if outcome.own:
        answer = taken_by(row, outcome, keys, world)
    else:
        since = max(known(row.start), known(since_of(step, row)))
        answer = first_answer(row, step.population, outcome.keys, world, pair, since)
    came = None if answer is None else answer.start
    if step.limit is None:
        return turned("missed" if came is None else "met", outcome.negated)
    due = shifted(known(since_of(step, row)), step.limit.length, row, world)
    assert isinstance(due, int | Fraction)
    state = in_time(came, due, step.limit.strict, world.now)
    return turned(state, outcome.negated)


def since_of(step: model.Step, row: Row) -> int | None:
    """The moment that a limit runs from; None where it is missing or broken."""
    if step.clock is None:
        return row.start
    found = moment_of(step.clock, row.seen)
    return found if isinstance(found, int) else None


def spoilt_limit(steps: Sequence[model.Step], row: Row, world: World) -> State | None:
    """The state of a row whose own limit is missing or does not convert."""
    limits = [step.limit.length for step in steps if step.limit is not None]
    dues = [shifted(known(row.start), length, row, world) for length in limits]
    without = world.run.edition.without_deadline
    if None in dues and without == "excluded":
        return "excluded"
    if BROKEN in dues:
        return "invalid"
    return (without or "invalid") if None in dues else None


def first_answer(
    row: Row,
    population: model.Population,
    names: tuple[str, ...],
    world: World,
    pair: tuple[str, Member] | None = None,
    since: int | None = None,
) -> Row | None:
    """The first answer at or after a row (or a moment), never the row itself."""
    keys = keys_of(row, names)
    assert keys is not None
    since = known(row.start) if since is None else since
    for other in answers_of(population, keys, names, world):
        given = pair is None or other.seen.cells[pair[0]] == pair[1].name
        if known(other.start) >= since and given and not other.is_same(row):
            return other
    return None


def taken_by(
    row: Row, outcome: model.Followed, keys: tuple[str, ...], world: World
) -> Row | None:
    """The answer of this row, where every trigger in order takes the first one left."""
    trigger = world.run.edition.populations[0]
    triggers = [
        r
        for r in answers_of(trigger, keys, outcome.keys, world)
        if was_member(r, world) and is_during(r, world)
    ]
    step = outcome.steps[0]
    left = answers_of(step.population, keys, outcome.keys, world)
    ready = [
        (max(known(t.start), at), t) for t in triggers if (at := since_of(step, t))
    ]
    # The sort keeps the order of the triggers where their clocks start together.
    for since, each in sorted(ready, key=lambda pair: pair[0]):
        fitting = [a for a in left if known(a.start) >= since]
        if each.is_same(row):
            return fitting[0] if fitting else None
        if fitting:
            left.remove(fitting[0])
    return None


def was_member(row: Row, world: World) -> bool:
    """Whether the groups of a row were members of their lists when it began."""
    fields, group = world.run.edition.groups, group_of(row.seen, world.run)
    return all(
        any(m.name == value and m.counts_at(known(row.start)) for m in world.members(f))
        for value, f in zip(group, (field.members for field in fields), strict=True)
        if f is not None
    )


def is_during(row: Row, world: World) -> bool:
    """Whether a row began in the hours of `during`."""
    name = world.run.edition.during
    return name is None or is_open(known(row.start), world.calendars[name], world)


# --- chains ---------------------------------------------------------------------------


def chained(
    outcome: model.Followed, row: Row, keys: tuple[str, ...], world: World
) -> State:
    """Met if a series keeps every limit; pending while one may still be continued."""
    found = set(series_from(outcome, [row], keys, world))
    return "met" if "met" in found else "pending" if "pending" in found else "missed"


def series_from(
    outcome: model.Followed, series: list[Row], keys: tuple[str, ...], world: World
) -> Iterator[State]:
    """How every series that begins so may end."""
    if len(series) > len(outcome.steps):
        yield "met"
        return
    step, last = outcome.steps[len(series) - 1], series[-1]
    due: Due = None
    if step.limit is not None:
        since = last if step.clock is None else series[0]
        at = known(since_of(step, since))
        due = shifted(at, step.limit.length, series[0], world)
    if isinstance(due, int | Fraction) and due > world.now:
        yield "pending"
    for answer in answers_of(step.population, keys, outcome.keys, world):
        if continues(answer, series, step, due, world.now):
            yield from series_from(outcome, [*series, answer], keys, world)


def continues(
    answer: Row, series: list[Row], step: model.Step, due: Due, now: int
) -> bool:
    """Whether an answer is another event, not earlier than the last, and in time."""
    came = known(answer.start)
    if came < known(series[-1].start):
        return False
    if step.clock is not None and came < known(since_of(step, series[0])):
        return False
    if answer.is_same(series[0]) or answer.is_same(series[-1]):
        return False
    if step.limit is None or due is None or due is BROKEN:
        return step.limit is None
    return in_time(came, due, step.limit.strict, now) == "met"


# --- looking back ---------------------------------------------------------------------


def preceded(outcome: model.Preceded, row: Row, world: World) -> State:
    """Whether another event came before this one, not too long ago."""
    keys = keys_of(row, outcome.keys)
    if keys is None:
        return "invalid"
    step, start = outcome.step, known(row.start)
    since = since_of(step, row)
    if since is None:
        return "invalid"
    earlier = [
        known(other.start)
        for other in answers_of(step.population, keys, outcome.keys, world)
        if known(other.start) <= min(start, since) and not other.is_same(row)
    ]
    if step.limit is None:
        return turned("met" if earlier else "missed", outcome.negated)
    spoilt = spoilt_limit([step], row, world)
    if spoilt is not None:
        return spoilt
    reach = shifted(since, step.limit.length, row, world, -1)
    assert isinstance(reach, int | Fraction)
    strict = step.limit.strict
    if any(at > reach or (at == reach and not strict) for at in earlier):
        return turned("met", outcome.negated)
    edge = edge_of(step.population.event, world)
    if edge is not None and reach < edge:
        return "invalid"
    return turned("missed", outcome.negated)


def edge_of(event: model.Event, world: World) -> int | None:
    """The first moment from which nothing is missing: said, or of the first row."""
    if event.complete_from is not None:
        return first_day(event.complete_from, event.start.zone or world.zone)
    found = [r.start for r in world.read(event)[1] if r.start is not None]
    return min(found, default=None)
