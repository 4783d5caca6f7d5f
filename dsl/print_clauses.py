"""Canonical text of the clauses of standards, events and calendars."""

from collections.abc import Iterator
from typing import assert_never

from upheld.dsl import ast
from upheld.dsl.print_sentences import bound, outcome, share
from upheld.dsl.print_values import (
    condition,
    expression,
    is_plain_name,
    phrase,
    quoted,
    value,
    word,
)

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def clause(node: ast.StandardClause) -> str:
    """One clause of a standard on one line."""
    match node:
        case ast.Where():
            return f"where {condition(node.condition)}"
        case ast.Excluding():
            return f"excluding {outcome(node.outcome)}"
        case ast.ForEach():
            fields = ", ".join(map(group_field, node.fields))
            return f"for each {fields}" + (" and overall" if node.overall else "")
        case ast.Minimum():
            return " ".join(
                f"minimum {value(node.number)} {phrase(node.events)}".split()
            )
        case ast.Warn():
            return f"warn {node.side} {value(node.value)}"
        case ast.Exceeds():
            return f"exceeds at {value(node.value)}"
        case ast.ExceedsWhen():
            return f"exceeds when {share(node.share)}"
        case ast.Bands():
            return bands(node)
        case ast.Metadata():
            return metadata(node)
        case ast.NoData():
            return f"if no data {node.verdict}"
        case ast.WithoutDeadline():
            return f"without deadline {node.state}"
        case ast.Rounded():
            return f"rounded to {node.decimals} decimal" + (
                "" if node.decimals == 1 else "s"
            )
        case ast.Confidence():
            return f"with {value(node.level)} confidence"
        case ast.LateData():
            return f"allowing {value(node.length)} for late data"
        case ast.Effective():
            return effective(node)
        case _:
            return _naming(node)


def _naming(
    node: ast.UseCalendar
    | ast.Zone
    | ast.Pausing
    | ast.Matching
    | ast.CountedBy
    | ast.CountedOnce
    | ast.DuringCalendar
    | ast.CarriedOver,
) -> str:
    """A clause that only names something."""
    match node:
        case ast.UseCalendar():
            return f"calendar {phrase(node.name)}"
        case ast.Zone():
            return f"zone {node.name}"
        case ast.Pausing():
            return f"pausing while {phrase(node.events)}"
        case ast.Matching():
            return f"matching {' and '.join(map(phrase, node.keys))}"
        case ast.CountedBy():
            return f"counted by {phrase(node.milestone)}"
        case ast.CountedOnce():
            return f"counted once until {phrase(node.events)}"
        case ast.DuringCalendar():
            return f"during {phrase(node.name)}"
        case ast.CarriedOver():
            return f"carried over until {phrase(node.milestone)}"
        case _:
            assert_never(node)


def group_field(node: ast.GroupField) -> str:
    """`channel of channels`."""
    members = f" of {phrase(node.members)}" if node.members else ""
    return f"{phrase(node.name)}{members}"


def bands(node: ast.Bands) -> str:
    """`bands good at least 95%, else poor`."""
    named = ", ".join(map(named_band, node.bands))
    return f"bands {named}, else {word(node.otherwise)}"


def named_band(node: ast.NamedBand) -> str:
    """`good at least 95%`."""
    return f"{word(node.name)} {bound(node.bound)}"


def effective(node: ast.Effective) -> str:
    """`effective from 2026-01-01 until 2026-06-30`, either half alone."""
    first = f" from {node.first.text}" if node.first else ""
    last = f" until {node.last.text}" if node.last else ""
    return f"effective{first}{last}"


def metadata(node: ast.Metadata) -> str:
    """`owner "Contact centre"`; a stage is one word where it can be."""
    kind, _, name = node.key.partition(" ")
    if kind == "label":
        key = name if is_plain_name(name) else quoted(name)
        return f"label {key} {quoted(node.value)}"
    if kind == "stage" and is_plain_name(node.value):
        return f"stage {node.value}"
    return f"{kind} {quoted(node.value)}"


# --- events -----------------------------------------------------------------------


def event_clause(node: ast.EventClause) -> str:
    """One clause of an event on one line."""
    match node:
        case ast.From():
            return f"from {quoted(node.path.text)}"
        case ast.IdentifiedBy():
            return f"identified by {_words(node.columns)}" + (
                " unique" if node.unique else ""
            )
        case ast.About():
            return f"about {word(node.key)} {word(node.column)}"
        case ast.OccurringAt():
            return f"occurring at {moment(node.moment)}"
        case ast.Milestone():
            return f"{phrase(node.name)} at {moment(node.moment)}"
        case ast.Lasting():
            return f"during {moment(node.start)} to {moment(node.end)}"
        case ast.LastingUntilNext():
            return "lasting until the next"
        case ast.State():
            return f"{phrase(node.name)} when {condition(node.condition)}"
        case ast.Measure():
            return measure(node)
        case ast.SourceZone():
            return f"source zone {node.name}"
        case ast.Empty():
            return f"empty is {', '.join(quoted(text.text) for text in node.texts)}"
        case ast.Pick():
            return f"{node.which} by {_words(node.columns)}"
        case ast.RejectAbove():
            return f"reject above {value(node.share)}"
        case ast.CompleteFrom():
            return f"complete from {node.date.text}"
        case ast.Where():
            return f"where {condition(node.condition)}"
        case _:
            assert_never(node)


def _words(words: tuple[ast.Word, ...]) -> str:
    return ", ".join(map(word, words))


def moment(node: ast.MomentColumns) -> str:
    """`day + clock in "%d/%m/%Y %H:%M"`."""
    spelling = f" in {quoted(node.spelling.text)}" if node.spelling else ""
    return " + ".join(map(word, node.columns)) + spelling


def measure(node: ast.Measure) -> str:
    """`wait is wait_s in seconds`."""
    unit = ""
    if node.unit:
        unit = " in " + (
            quoted(node.unit.text)
            if isinstance(node.unit, ast.Text)
            else node.unit.text
        )
    if isinstance(node.value, ast.Piecewise):
        return f"{phrase(node.name)} is {piecewise(node.value)}{unit}"
    return f"{phrase(node.name)} is {expression(node.value)}{unit}"


def piecewise(node: ast.Piecewise) -> str:
    """`4h when priority is "P1", else 24h`."""
    branches = ", ".join(map(branch, node.branches))
    return branches + (f", else {amount(node.otherwise)}" if node.otherwise else "")


def branch(node: ast.Branch) -> str:
    """`4h when priority is "P1"`."""
    return f"{amount(node.value)} when {condition(node.condition)}"


def amount(node: ast.Expression | ast.WorkingLength) -> str:
    """The value of one branch."""
    return value(node) if isinstance(node, ast.WorkingLength) else expression(node)


# --- calendars --------------------------------------------------------------------


def calendar_clause(node: ast.Hours | ast.Closed | ast.ClosedOn) -> str:
    """`Mon-Fri 08:00-12:00, 13:00-17:00`."""
    match node:
        case ast.Hours():
            ranges = ", ".join(
                f"{_clock(start)}-{_clock(end)}" for start, end in node.ranges
            )
            return f"{', '.join(_runs(node.days))} {ranges}"
        case ast.Closed():
            return f"closed {', '.join(date.text for date in node.dates)}"
        case ast.ClosedOn():
            return f"closed on {quoted(node.path.text)}"
        case _:
            assert_never(node)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _runs(days: tuple[int, ...]) -> Iterator[str]:
    """Days that follow one another as one range, at most a week long."""
    start = 0
    for end in range(1, len(days) + 1):
        goes_on = end < len(days) and days[end] == (days[end - 1] + 1) % 7
        if goes_on and end - start < 7:
            continue
        first, last = _WEEKDAYS[days[start]], _WEEKDAYS[days[end - 1]]
        yield first if end - start == 1 else f"{first}-{last}"
        start = end
