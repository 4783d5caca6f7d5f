"""Waivers and improvements in words, for every output that people read."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from upheld.checker.render.measures import exact_of
from upheld.checker.render.numbers import count, show
from upheld.checker.report import (
    ImprovementResult,
    Report,
    Side,
    StandardResult,
    WaiverResult,
    WaiverState,
    Window,
)

STATES: dict[WaiverState, str] = {
    "in_force": "in force",
    "ending_soon": "ending soon",
    "future": "not yet in force",
    "expired": "expired",
    "orphaned": "covers nothing",
}


def state_in_words(waiver: WaiverResult) -> str:
    """The state and, where it has one, the day that matters."""
    words = STATES[waiver.state]
    return (
        f"{words}, last day {waiver.last}" if waiver.state == "ending_soon" else words
    )


def covered_in_words(waiver: WaiverResult) -> str:
    """What a waiver covers: `2 events in 1 window`, `1 of 3 windows waived`."""
    windows = f"{count(waiver.windows)} window{'' if waiver.windows == 1 else 's'}"
    if waiver.kind == "accepts":
        return f"{count(waiver.windows_waived)} of {windows} waived"
    events = waiver.events_excused
    return f"{count(events)} event{'' if events == 1 else 's'} in {windows}"


def beside(report: Report, waiver: WaiverResult) -> tuple[str, ...]:
    """The verdict of each of its standards, with waivers and without any."""
    return tuple(
        f"{standard.id} {standard.verdict}, {standard.verdict_without_waivers} without"
        for standard in report.standards
        if standard.id in waiver.standards and standard.verdict_without_waivers
    )


def lines_of_waiver(report: Report, waiver: WaiverResult) -> Iterator[str]:
    """A waiver in a few lines, the first with its name and state."""
    standards = ", ".join(waiver.standards)
    yield (
        f"waiver {waiver.name}: {waiver.kind} {standards},"
        f" {waiver.first} to {waiver.last}, {state_in_words(waiver)}"
    )
    yield "; ".join((covered_in_words(waiver), *beside(report, waiver)))
    yield (
        f"because {waiver.reason}; approved by {waiver.approver}"
        f" on {waiver.approved_on}"
    )


def value_without(window: Window) -> str:
    """The value that a window would have without its waivers."""
    exact = exact_of(window.value_without_waiver, window.exact_without_waiver)
    if exact is None:
        return ""
    return show(Fraction(exact), None, window.unit, currency=window.currency)


def side_in_words(
    side: Side, improvement: ImprovementResult, standard: StandardResult
) -> str:
    """`80.0% (8 of 10 calls)`, or that there is no value."""
    exact = exact_of(side.value, side.exact)
    if exact is None:
        return "no value"
    value = show(Fraction(exact), None, improvement.unit, currency=improvement.currency)
    counts = side.counts
    judged = counts.met + counts.missed if counts.used is None else counts.used
    noun = standard.noun if judged == 1 else standard.nouns
    behind = f"{count(judged)} {noun}"
    if counts.used is None:
        behind = f"{count(counts.met)} of {behind}"
    return f"{value} ({behind})"


def change_in_words(improvement: ImprovementResult) -> str:
    """`+10 points, better`; empty where one side has no value."""
    exact = exact_of(improvement.change, improvement.change_exact)
    if exact is None:
        return ""
    change = Fraction(exact)
    text = show(change, None, improvement.change_unit, currency=improvement.currency)
    sign = "+" if change > 0 else ""
    verdict = {True: ", better", False: ", worse", None: ""}[improvement.better]
    return f"{sign}{text}{verdict}"


def lines_of_improvements(standard: StandardResult) -> Iterable[str]:
    """Each improvement of a standard on one line."""
    for one in standard.improvements:
        before = side_in_words(one.before, one, standard)
        since = side_in_words(one.after, one, standard)
        head = f"improvement {one.name} ({one.started})"
        change = change_in_words(one)
        told = f"{head}: before {before}, since {since}"
        yield f"{told}; {change}" if change else told
