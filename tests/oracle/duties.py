"""Obligations: what each row of a population owes, in the order of section 4.

A row is one obligation; of pairs one for each member of a list, of a wait its first,
of a recurrence each gap. Carried over, a row is one in every window it was open for.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from tests.oracle.evaluate import fits, has_passed, ranked
from tests.oracle.evaluate import state_of as plain_state
from tests.oracle.judge import Figures, Leaf
from tests.oracle.membership import Entry, Group, Run, Sorted, place
from tests.oracle.moments import Window
from tests.oracle.rows import moment_of, running
from tests.oracle.sequences import (
    first_answer,
    is_during,
    state_of,
    states_of,
    was_member,
)
from tests.oracle.values import BROKEN, Value
from tests.oracle.working import pauses_of, unpaused
from tests.oracle.world import Row, World, keys_of, order_of
from upheld.dsl import model


@dataclass(frozen=True, slots=True)
class Duty:
    """One obligation: the moment that puts it in a window, and how it went."""

    anchor: int | None
    group: Group
    state: str
    row: int
    value: Value = None
    least: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A row and the entry it makes."""

    row: Row
    entry: Entry


def placed_rows(population: model.Population, world: World) -> list[Placed | str]:
    """Every row of a population's event: an entry, or why it is none."""
    bare = replace(population, excluding=())
    found: list[Placed | str] = []
    for row in world.read(population.event)[1]:
        entry = place(row.seen, bare, world.run)
        dated = not isinstance(entry, str) and row.start is not None
        if dated and not (is_during(row, world) and was_member(row, world)):
            entry = "not_in_population"
        if isinstance(entry, str):
            found.append(entry)
        else:
            fate = fate_of(entry, row, population, world)
            found.append(Placed(row, replace(entry, fate=fate)))
    return found


def fate_of(entry: Entry, row: Row, population: model.Population, world: World) -> str:
    """Excluded before invalid; the clocks of `excluding` stop as all others do.

    Pauses of a recurrence stop its gaps alone.
    """
    plain = replace(world.run.edition, without_deadline=None)
    if isinstance(plain.subject, model.Recurrence):
        plain = replace(plain, pausing=None)
    judged = replace(world, run=replace(world.run, edition=plain))
    states = [state_of(outcome, row, judged) for outcome in population.excluding]
    if entry.fate == "excluded" or "met" in states:
        return "excluded"
    return "invalid" if "invalid" in states else entry.fate


def sorted_rows(population: model.Population, world: World) -> Sorted:
    """The same for the parts of the oracle that lay out windows and groups."""
    source, _ = world.read(population.event)
    rows = placed_rows(population, world)
    gone = Counter(row for row in rows if isinstance(row, str))
    gone += Counter(outside=source.unseen, not_in_population=source.elsewhere)
    entries = tuple(row.entry for row in rows if not isinstance(row, str))
    return Sorted(source, entries, gone)


def entries_of(population: model.Population, world: World) -> list[Placed]:
    """The rows that are in a population, whatever becomes of them."""
    rows = placed_rows(population, world)
    return [row for row in rows if not isinstance(row, str)]


def duties_of(leaf: Leaf, world: World) -> list[Duty]:
    """The obligations of one thing counted."""
    rows = entries_of(leaf.population, world)
    later = merged(rows, world)
    return [
        duty
        for number, placed in enumerate(rows)
        for duty in (
            [Duty(placed.entry.anchor, placed.entry.group, "merged", number)]
            if any(placed is other for other in later)
            else owed(leaf, placed, number, world)
        )
    ]


def owed(leaf: Leaf, placed: Placed, number: int, world: World) -> list[Duty]:
    """The obligations of one row."""
    entry = placed.entry
    plain = Duty(entry.anchor, entry.group, entry.fate, number)
    if isinstance(leaf, model.ShareOf):
        if entry.fate != "in":
            return [plain]
        states = states_of(leaf.outcome, placed.row, world)
        return [replace(plain, state=state) for state in states]
    if world.run.edition.pausing is not None and isinstance(leaf, model.Statistic):
        return [timed(leaf, placed, plain, world)]
    state, value = plain_state(world.run, leaf, entry)
    least = None
    if state != "invalid" and entry.fate == "in" and ranked(leaf):
        assert isinstance(leaf, model.Statistic)
        least = running(leaf.value, entry.seen)
    return [replace(plain, state=state, value=value, least=least)]


def timed(leaf: model.Statistic, placed: Placed, plain: Duty, world: World) -> Duty:
    """A statistic of a measure between two moments, less the pauses."""
    value, row = leaf.value, placed.row
    if plain.state != "in":
        return plain
    assert isinstance(value, model.Measure)
    assert value.starting is not None
    assert value.ending is not None
    start = moment_of(value.starting, row.seen)
    end = moment_of(value.ending, row.seen)
    if BROKEN in (start, end) or pauses_of(row, world) is BROKEN:
        return replace(plain, state="invalid")
    if not isinstance(start, int):
        return replace(plain, state="without_value")
    last = end if isinstance(end, int) else row.seen.as_of + 1
    ran = unpaused(start, last, row, world)
    assert isinstance(ran, int)
    if isinstance(end, int):
        sound = start <= end and fits(leaf, Fraction(ran))
        return replace(plain, state="used" if sound else "invalid", value=Fraction(ran))
    if not ranked(leaf):
        return replace(plain, state="without_value")
    passed = has_passed(world.run, leaf, Fraction(ran))
    return replace(plain, state="used" if passed else "pending", least=Fraction(ran))


# --- counted once ---------------------------------------------------------------------


def merged(rows: Sequence[Placed], world: World) -> list[Placed]:
    """`counted once until`: the rows for which an earlier one of their wait stands."""
    edition = world.run.edition
    if edition.counted_once is None:
        return []
    waits: dict[object, list[Placed]] = {}
    for placed in sorted(
        (r for r in rows if r.row.start is not None), key=lambda r: order_of(r.row)
    ):
        keys = keys_of(placed.row, edition.once_keys)
        if keys is not None:
            reply = first_answer(
                placed.row, edition.counted_once, edition.once_keys, world
            )
            ends = None if reply is None else reply.start
            waits.setdefault((keys, ends), []).append(placed)
    return [placed for wait in waits.values() for placed in wait[1:]]


# --- carried over ---------------------------------------------------------------------


def carried(leaf: Leaf, window: Window, world: World) -> list[Duty]:
    """The obligations of rows that were open at the first moment of a window."""
    milestone = world.run.edition.carried_until
    assert milestone is not None
    now = min(window.end - 1, world.now)
    then = replace(world, now=now, run=replace(world.run, as_of=now), sources={})
    found = []
    for number, placed in enumerate(entries_of(leaf.population, world)):
        came = moment_of(milestone, placed.row.seen)
        gone = isinstance(came, int) and came <= window.start
        start = placed.row.start
        if start is not None and start <= window.start and not gone:
            row = placed.row.at(now)
            entry = replace(placed.entry, seen=row.seen)
            found += owed(leaf, Placed(row, entry), number, then)
    return found


# --- figures --------------------------------------------------------------------------


def figures_of(duties: Sequence[Duty]) -> Figures:
    """Counts, values and what is still running."""
    counted = [d for d in duties if d.state not in ("merged", "nobody")]
    counts = Counter(duty.state for duty in counted)
    growing = tuple(d.least for d in counted if d.least is not None)
    values = tuple(
        d.value
        for d in counted
        if d.state == "used" and d.least is None
        if d.value is not None and d.value is not BROKEN
    )
    return Figures(counts, values, growing)


def totals(duties: Sequence[Duty], run: Run, leaf: Leaf) -> Counter[str]:
    """Each row once; behind pairs and waits stand rows used."""
    pairs = isinstance(leaf, model.ShareOf) and getattr(leaf.outcome, "every", None)
    if not pairs and run.edition.counted_once is None:
        return figures_of(duties).counts
    rows = {duty.row: duty.state for duty in duties}
    states = Counter(
        state if state in ("excluded", "invalid") else "used" for state in rows.values()
    )
    return +states
