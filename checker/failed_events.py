"""What is told of one event that fell short: columns to ask for, and their wording.

Each outcome that is not made of others is a leaf with columns of its own; of an event
that broke several, the first leaf in the event's own state gives deadline and reason.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, assert_never

from upheld.checker.group_names import shown_group
from upheld.checker.lengths import amount_in_words, length_in_words
from upheld.checker.own_answers import own_answer
from upheld.checker.personal import MASK
from upheld.checker.plan import Tally
from upheld.checker.report import FailedEvent
from upheld.checker.rows import plain, readings
from upheld.checker.shapes import Reading
from upheld.checker.sql.nodes import Cast, Expr, Name, Output
from upheld.checker.tally import Compiler
from upheld.checker.zones import iso
from upheld.dsl import model

Row = Mapping[str, Any]

#: The column with the start of an event; no group can be called so.
START = "start of event"


@dataclass(frozen=True, slots=True)
class Parts:
    """What is asked about each row, beside its state.

    `flagged` are readings whose conversion can fail; `texts` the columns that hold what
    did not convert, as written; `known` are columns shown where there is no identity;
    `hidden` are columns whose values are masked.
    """

    flagged: tuple[Reading, ...]
    texts: Mapping[Reading, str]
    known: tuple[Reading, ...]
    hidden: frozenset[str] = frozenset()

    def columns(self, compiler: Compiler) -> Iterable[Output]:
        """The columns, named as `FailedRow` reads them."""
        row = compiler.row
        event = row.prepared.event
        for column in event.identity:
            # As text: a zoned moment cannot be fetched without a further package.
            yield Output(Cast(Name(f"identity {column}"), "text"), f"identity {column}")
        yield Output(row.moment(event.start), START)
        for output in compiler.values():
            yield Output(output.value, f"measured {output.name}")
        leaves = leaves_of(compiler.tally)
        for number, leaf in enumerate(leaves):
            if len(leaves) > 1:
                yield Output(compiler.judge.state(leaf), f"state {number}")
            yield from leaf_columns(compiler, leaf, number)
        for number, reading in enumerate(self.flagged):
            yield Output(Name(row.prepared.flags[reading]), f"flag {number}")
            if reading in self.texts:
                yield Output(Name(self.texts[reading]), f"text {number}")
        for number, reading in enumerate(self.known):
            yield Output(row.column(reading), f"known {number}")


def leaves_of(tally: Tally) -> list[model.Outcome]:
    """The outcomes of a tally that are not made of others."""
    outcome = getattr(tally.counted, "outcome", None)
    return [] if outcome is None else list(_leaves(outcome))


def _leaves(outcome: model.Outcome) -> Iterable[model.Outcome]:
    if isinstance(outcome, model.Either | model.Both):
        for part in outcome.outcomes:
            yield from _leaves(part)
    else:
        yield outcome


def leaf_columns(
    compiler: Compiler, leaf: model.Outcome, number: int
) -> Iterable[Output]:
    """Everything that is told of one leaf."""
    judge, row = compiler.judge, compiler.row
    match leaf:
        case model.Reach():
            yield Output(row.moment(leaf.milestone), f"came {number}")
            yield Output(row.moment(leaf.clock), f"clock {number}")
            if leaf.limit is not None:
                yield Output(judge.deadline(leaf), f"deadline {number}")
        case model.Measured():
            yield Output(row.value(leaf.value), f"value {number}")
            running = judge.running(leaf.value)
            if running is not None:
                yield Output(running[1], f"least {number}")
        case model.Holds():
            for index, reading in enumerate(shown_readings(leaf)):
                yield Output(_seen(compiler, reading), f"seen {number}.{index}")
        case model.Followed(steps=(step,), every=None):
            yield from _answer_columns(compiler, leaf, step, number)
        case model.Followed(every=(_, _)):
            yield Output(Name(judge.chain.member), f"member {number}")
        case model.Followed() | model.Preceded():
            return
        case model.Either() | model.Both():
            raise ValueError("internal error: a leaf is not made of others")
        case _:
            assert_never(leaf)


def _answer_columns(
    compiler: Compiler, leaf: model.Followed, step: model.Step, number: int
) -> Iterable[Output]:
    """The event that answers, and by when it had to."""
    judge = compiler.judge
    sequence = judge.sequence(step.clock)
    if leaf.own:
        came = own_answer(sequence, step.population, leaf.keys, judge.triggers)
    else:
        came = sequence.nearest(step.population, leaf.keys)
    yield Output(came, f"came {number}")
    yield Output(sequence.clock_start(), f"clock {number}")
    if step.limit is not None:
        deadline = judge.shifted(sequence.clock_start(), step.limit.length)
        yield Output(deadline, f"deadline {number}")


def shown_readings(leaf: model.Holds) -> list[Reading]:
    """The columns that a condition looks at, each once."""
    return list({plain(r): r for r in readings(leaf.condition)}.values())


def _seen(compiler: Compiler, reading: Reading) -> Expr:
    if isinstance(reading, model.Moment):
        return compiler.row.moment(reading)
    return compiler.row.column(reading)


# --- wording ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FailedRow:
    """One row of the search, and what it was searched for."""

    row: Row
    tally: Tally
    parts: Parts

    @property
    def zone(self) -> str:
        """The zone that moments are shown in."""
        return self.tally.scope.windows.clock.zone

    def masked(self, column: str, text: str) -> str:
        """A value as it may be shown."""
        return MASK if text and column in self.parts.hidden else text

    def known(self, number: int, reading: model.Column) -> str:
        """A value of a column that is shown where there is no identity."""
        text = amount_in_words(self.row[f"known {number}"], reading.unit)
        return self.masked(reading.name, text or "")

    def moment(self, name: str) -> str | None:
        """A moment for people, or None."""
        value = self.row.get(name)
        return None if value is None else iso(int(value), self.zone)


def failed_event(found: FailedRow) -> FailedEvent:
    """A row of the search as the report has it."""
    row, tally = found.row, found.tally
    key, state = row["window of event"], row["state"]
    names = [group.name for group in tally.groups]
    group = {n: str(row[f"event group {i}"]) for i, n in enumerate(names)}
    number, leaf = chosen_leaf(found)
    deadline = found.moment(f"deadline {number}")
    return FailedEvent(
        window=None if key is None else tally.scope.windows.label(int(key)),
        group=shown_group(tally.groups, group, found.zone),
        identity=", ".join((identity_of(found), *members_of(found))),
        start=found.moment(START),
        deadline=deadline,
        outcome=found.moment(f"came {number}"),
        measured=measured(found, number, leaf),
        state="met" if state == "used" else state,
        reason=reason(found, number, leaf),
    )


def chosen_leaf(found: FailedRow) -> tuple[int, model.Outcome | None]:
    """The first leaf in the state of the row."""
    leaves = leaves_of(found.tally)
    for number, leaf in enumerate(leaves):
        if len(leaves) == 1 or found.row[f"state {number}"] == found.row["state"]:
            return number, leaf
    return 0, None


def identity_of(found: FailedRow) -> str:
    """The identity's columns; without one, what is known of the row."""
    row, event = found.row, found.tally.population.event
    values = [row.get(f"identity {column}") for column in event.identity]
    if any(value is not None for value in values):
        shown = zip(event.identity, values, strict=True)
        return ", ".join(
            found.masked(column, "" if value is None else str(value))
            for column, value in shown
        )
    known = [
        f"{reading.name} {found.known(i, reading)}"
        for i, reading in enumerate(found.parts.known)
        if isinstance(reading, model.Column) and row.get(f"known {i}") is not None
    ]
    if known:
        return ", ".join(known)
    return f"{event.name} of {found.moment(START) or 'unknown start'}"


def members_of(found: FailedRow) -> Iterable[str]:
    """Who did not answer, where each of a list had to: `staff_id S008`."""
    for number, leaf in enumerate(leaves_of(found.tally)):
        if isinstance(leaf, model.Followed) and leaf.every is not None:
            who = leaf.every[0].name
            yield f"{who} {found.masked(who, str(found.row[f'member {number}'] or ''))}"


def measured(found: FailedRow, number: int, leaf: model.Outcome | None) -> str | None:
    """What was measured, in words: `5m, 3m late`, `6m 20s`, `answer: no`."""
    row = found.row
    if row["state"] == "invalid":
        return None
    match leaf:
        case model.Reach() | model.Followed():
            came, clock = row.get(f"came {number}"), row.get(f"clock {number}")
            if came is None or clock is None:
                return None
            took = length_in_words(came - clock)
            deadline = row.get(f"deadline {number}")
            if deadline is None or came <= deadline:
                return took
            return f"{took}, {length_in_words(came - deadline)} late"
        case model.Measured():
            return _measured_value(row, number, leaf)
        case model.Holds():
            return _condition_values(found, number, leaf)
        case _:
            return None


def _measured_value(row: Row, number: int, leaf: model.Measured) -> str | None:
    value, least = row[f"value {number}"], row.get(f"least {number}")
    if value is None and least is not None:
        return f"{length_in_words(least - 1)} so far"
    unit = model.MOMENT if isinstance(leaf.value, model.Moment) else leaf.value.unit
    return amount_in_words(value, unit)


def _condition_values(found: FailedRow, number: int, leaf: model.Holds) -> str | None:
    shown = []
    for index, reading in enumerate(shown_readings(leaf)):
        name = f"seen {number}.{index}"
        if isinstance(reading, model.Moment):
            words, label = (
                found.moment(name),
                reading.name or " + ".join(reading.columns),
            )
        else:
            label = reading.name
            words = amount_in_words(found.row[name], reading.unit)
            words = None if words is None else found.masked(label, words)
        shown.append(f"{label}: {'unknown' if words is None else words}")
    return ", ".join(shown) or None


def reason(found: FailedRow, number: int, leaf: model.Outcome | None) -> str:
    """Why an event is listed, in a word or, where it cannot be judged, in a few."""
    row = found.row
    if row["state"] == "invalid":
        return _invalid_reason(found, number, leaf)
    if row["state"] == "used":
        return "counted"
    match leaf:
        case model.Reach():
            if leaf.limit is not None and row[f"deadline {number}"] is None:
                return "missing"
            if row[f"came {number}"] is not None:
                late = row["state"] == "missed" and not leaf.negated
                return "late" if late and leaf.limit is not None else "came"
            return "never"
        case model.Measured():
            return "condition" if row[f"value {number}"] is not None else "not ended"
        case model.Followed() | model.Preceded():
            return _sequence_reason(row, number, leaf)
        case _:
            return "condition"


def _sequence_reason(
    row: Row, number: int, leaf: model.Followed | model.Preceded
) -> str:
    if (row["state"] == "met") != leaf.negated:
        return "came"
    if f"came {number}" in row:
        return "never" if row[f"came {number}"] is None else "late"
    follows = isinstance(leaf, model.Followed)
    return "not followed in time" if follows else "not preceded in time"


def _invalid_reason(found: FailedRow, number: int, leaf: model.Outcome | None) -> str:
    row = found.row
    for index, reading in enumerate(found.parts.flagged):
        if row[f"flag {index}"] == "unreadable":
            return _unreadable(found, reading, row.get(f"text {index}"))
        if row[f"flag {index}"] == "no offset":
            return f"`{_columns(reading)}` carries no offset"
    if row[START] is None:
        return "start missing"
    match leaf:
        case model.Reach():
            came, clock = row[f"came {number}"], row[f"clock {number}"]
            if clock is None:
                return f"`{leaf.clock.name}` missing, so the clock never started"
            if came is not None and came < clock:
                return "outcome before start"
            return "deadline missing"
        case model.Measured():
            value = row[f"value {number}"]
            return "value missing" if value is None else "outcome before start"
        case model.Followed(steps=(model.Step(clock=model.Moment() as clock),)) if (
            row.get(f"clock {number}") is None
        ):
            return f"`{clock.name}` missing, so the clock never started"
        case model.Followed() | model.Preceded():
            return "key missing, or nothing that reaches back far enough"
        case _:
            value = row.get("measured value")
            early = isinstance(value, int) and value < 0
            return "outcome before start" if early else "cannot be judged"


def _unreadable(found: FailedRow, reading: Reading, value: str | None) -> str:
    columns = _columns(reading)
    shown = "" if value is None else f" is `{found.masked(columns, value)}`, which"
    return f"`{columns}`{shown} does not convert"


def _columns(reading: Reading) -> str:
    if isinstance(reading, model.Moment):
        return " + ".join(reading.columns)
    return reading.name
