"""What is told of one event that fell short: which, what was measured, and why.

The words are phrases, so that a report can say them in the language of its reader; the
single words of reasons (`late`, `never`) are told apart by `render/reasons.py`.
"""

from collections.abc import Iterable
from functools import reduce

from upheld.checker.failed_events import (
    START,
    FailedRow,
    Row,
    leaves_of,
    shown_readings,
)
from upheld.checker.group_names import shown_group
from upheld.checker.lengths import Fetched, amount_in_words, length_in_words
from upheld.checker.phrases import Phrase, Told, amount, phrase
from upheld.checker.report import FailedEvent
from upheld.checker.shapes import Reading
from upheld.checker.wording import ENGLISH
from upheld.dsl import model


def failed_event(found: FailedRow) -> FailedEvent:
    """A row of the search as the report has it."""
    row, tally = found.row, found.tally
    key, state = row["window of event"], row["state"]
    names = [group.name for group in tally.groups]
    group = {n: str(row[f"event group {i}"]) for i, n in enumerate(names)}
    number, leaf = chosen_leaf(found)
    deadline = found.moment(f"deadline {number}")
    size, why = measured(found, number, leaf), reason(found, number, leaf)
    return FailedEvent(
        window=None if key is None else tally.scope.windows.label(int(key)),
        group=shown_group(tally.groups, group, found.zone),
        identity=", ".join((identity_of(found), *members_of(found))),
        start=found.moment(START),
        deadline=deadline,
        outcome=found.moment(f"came {number}"),
        measured=None if size is None else ENGLISH.tell(size),
        measured_message=size if isinstance(size, Phrase) else None,
        state="met" if state == "used" else state,
        reason=ENGLISH.tell(why),
        reason_message=why if isinstance(why, Phrase) else None,
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


def measured(found: FailedRow, number: int, leaf: model.Outcome | None) -> Told | None:
    """What was measured, in words: `5m, 3m late`, `6m 20s`, `answer: no`."""
    row = found.row
    if row["state"] == "invalid":
        return None
    match leaf:
        case model.Reach() | model.Followed():
            came, clock = row.get(f"came {number}"), row.get(f"clock {number}")
            if came is None or clock is None:
                return None
            took = came - clock
            deadline = row.get(f"deadline {number}")
            if deadline is None or came <= deadline:
                return amount(length_in_words(took))
            return late_by(took, came - deadline)
        case model.Measured():
            return _measured_value(row, number, leaf)
        case model.Holds():
            return _condition_values(found, number, leaf)
        case _:
            return None


def late_by(took: int, late: int) -> Phrase:
    """How long something took, and how much too long; both in microseconds."""
    return phrase(
        "{took}, {late} late",
        took=amount(length_in_words(took)),
        late=amount(length_in_words(late)),
    )


def _measured_value(row: Row, number: int, leaf: model.Measured) -> Told | None:
    value, least = row[f"value {number}"], row.get(f"least {number}")
    if value is None and least is not None:
        return phrase("{length} so far", length=amount(length_in_words(least - 1)))
    unit = model.MOMENT if isinstance(leaf.value, model.Moment) else leaf.value.unit
    return _told(value, unit)


def _told(value: Fetched, unit: model.Unit) -> Told | None:
    """A value of one row in its unit; a text stays as it was written."""
    if isinstance(value, bool):
        return phrase("true") if value else phrase("false")
    words = amount_in_words(value, unit)
    return words if words is None or isinstance(value, str) else amount(words)


def _condition_values(found: FailedRow, number: int, leaf: model.Holds) -> Told | None:
    shown = [
        _seen_value(found, reading, f"seen {number}.{index}")
        for index, reading in enumerate(shown_readings(leaf))
    ]
    if not shown:
        return None
    return reduce(lambda a, b: phrase("{left}, {right}", left=a, right=b), shown)


def _seen_value(found: FailedRow, reading: Reading, name: str) -> Phrase:
    value: Told | None
    if isinstance(reading, model.Moment):
        label = reading.name or " + ".join(reading.columns)
        value = found.moment(name)
    else:
        label = reading.name
        value = _told(found.row[name], reading.unit)
        if value is not None and label in found.parts.hidden:
            value = found.masked(label, ENGLISH.tell(value))
    shown = phrase("unknown") if value is None else value
    return phrase("{name}: {value}", name=label, value=shown)


def reason(found: FailedRow, number: int, leaf: model.Outcome | None) -> Told:
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
) -> Told:
    if (row["state"] == "met") != leaf.negated:
        return "came"
    if f"came {number}" in row:
        return "never" if row[f"came {number}"] is None else "late"
    if isinstance(leaf, model.Followed):
        return phrase("not followed in time")
    return phrase("not preceded in time")


def _invalid_reason(
    found: FailedRow, number: int, leaf: model.Outcome | None
) -> Phrase:
    row = found.row
    for index, reading in enumerate(found.parts.flagged):
        if row[f"flag {index}"] == "unreadable":
            return _unreadable(found, reading, row.get(f"text {index}"))
        if row[f"flag {index}"] == "no offset":
            columns = _columns(reading)
            return phrase("`{column}` carries no offset", column=columns)
    if row[START] is None:
        return phrase("start missing")
    match leaf:
        case model.Reach():
            came, clock = row[f"came {number}"], row[f"clock {number}"]
            if clock is None:
                return _never_started(leaf.clock)
            if came is not None and came < clock:
                return phrase("outcome before start")
            return phrase("deadline missing")
        case model.Measured():
            if row[f"value {number}"] is None:
                return phrase("value missing")
            return phrase("outcome before start")
        case model.Followed(steps=(model.Step(clock=model.Moment() as clock),)) if (
            row.get(f"clock {number}") is None
        ):
            return _never_started(clock)
        case model.Followed() | model.Preceded():
            return phrase("key missing, or nothing that reaches back far enough")
        case _:
            value = row.get("measured value")
            if isinstance(value, int) and value < 0:
                return phrase("outcome before start")
            return phrase("cannot be judged")


def _never_started(clock: model.Moment) -> Phrase:
    return phrase("`{column}` missing, so the clock never started", column=clock.name)


def _unreadable(found: FailedRow, reading: Reading, value: str | None) -> Phrase:
    columns = _columns(reading)
    if value is None:
        return phrase("`{column}` does not convert", column=columns)
    return phrase(
        "`{column}` is `{value}`, which does not convert",
        column=columns,
        value=found.masked(columns, value),
    )


def _columns(reading: Reading) -> str:
    if isinstance(reading, model.Moment):
        return " + ".join(reading.columns)
    return reading.name
