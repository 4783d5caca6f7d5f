"""Waivers and improvements in words, for every output that people read."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from upheld.checker.render.evidence import nouns
from upheld.checker.render.kinds import number_of
from upheld.checker.render.measures import exact_of
from upheld.checker.render.numbers import show
from upheld.checker.report import (
    ImprovementResult,
    Report,
    Side,
    StandardResult,
    WaiverResult,
    WaiverState,
    Window,
)
from upheld.checker.wording import ENGLISH, Wording, message

STATES: dict[WaiverState, str] = {
    "in_force": message("in force"),
    "ending_soon": message("ending soon"),
    "future": message("not yet in force"),
    "expired": message("expired"),
    "orphaned": message("covers nothing"),
}


def state_in_words(waiver: WaiverResult, wording: Wording = ENGLISH) -> str:
    """The state and, where it has one, the day that matters."""
    if waiver.state == "ending_soon":
        return wording.say("ending soon, last day {day}", day=waiver.last)
    return wording.say(STATES[waiver.state])


def covered_in_words(waiver: WaiverResult, wording: Wording = ENGLISH) -> str:
    """What a waiver covers: `2 events in 1 window`, `1 of 3 windows waived`."""
    if waiver.kind == "accepts":
        return wording.count(
            "{waived} of {n} window waived",
            "{waived} of {n} windows waived",
            waiver.windows,
            waived=waiver.windows_waived,
        )
    return wording.count(
        "{n} event in {windows}",
        "{n} events in {windows}",
        waiver.events_excused,
        windows=number_of(waiver.windows, "window", wording),
    )


def beside(
    report: Report, waiver: WaiverResult, wording: Wording = ENGLISH
) -> tuple[str, ...]:
    """The verdict of each of its standards, with waivers and without any."""
    return tuple(
        wording.say(
            "{standard} {verdict}, {raw} without",
            standard=standard.id,
            verdict=wording.verdict(standard.verdict),
            raw=wording.verdict(standard.verdict_without_waivers),
        )
        for standard in report.standards
        if standard.id in waiver.standards and standard.verdict_without_waivers
    )


_HEADS: dict[str, str] = {
    "excuses": message(
        "waiver {waiver}: excuses {standards}, {first} to {last}, {state}"
    ),
    "accepts": message(
        "waiver {waiver}: accepts {standards}, {first} to {last}, {state}"
    ),
}


def lines_of_waiver(
    report: Report, waiver: WaiverResult, wording: Wording = ENGLISH
) -> Iterator[str]:
    """A waiver in a few lines, the first with its name and state."""
    yield wording.say(
        _HEADS[waiver.kind],
        waiver=waiver.name,
        standards=", ".join(waiver.standards),
        first=waiver.first,
        last=waiver.last,
        state=state_in_words(waiver, wording),
    )
    yield "; ".join(
        (covered_in_words(waiver, wording), *beside(report, waiver, wording))
    )
    if not waiver.approved_on:
        yield wording.say(
            "because {reason}; approved by {approver}",
            reason=waiver.reason,
            approver=waiver.approver,
        )
        return
    yield wording.say(
        "because {reason}; approved by {approver} on {day}",
        reason=waiver.reason,
        approver=waiver.approver,
        day=waiver.approved_on,
    )


def value_without(window: Window, wording: Wording = ENGLISH) -> str:
    """The value that a window would have without its waivers."""
    exact = exact_of(window.value_without_waiver, window.exact_without_waiver)
    if exact is None:
        return ""
    return show(
        Fraction(exact), None, window.unit, currency=window.currency, wording=wording
    )


def side_in_words(
    side: Side,
    improvement: ImprovementResult,
    standard: StandardResult,
    wording: Wording = ENGLISH,
) -> str:
    """`80.0% (8 of 10 calls)`, or that there is no value."""
    exact = exact_of(side.value, side.exact)
    if exact is None:
        return wording.say("no value")
    unit, currency = improvement.unit, improvement.currency
    value = show(Fraction(exact), None, unit, currency=currency, wording=wording)
    counts = side.counts
    if counts.used is not None:
        used = nouns(counts.used, standard)
        return wording.say("{value} ({n} {noun})", value=value, n=counts.used, **used)
    judged = counts.met + counts.missed
    return wording.say(
        "{value} ({met} of {judged} {noun})",
        value=value,
        met=counts.met,
        judged=judged,
        **nouns(judged, standard),
    )


def change_in_words(improvement: ImprovementResult, wording: Wording = ENGLISH) -> str:
    """`+10 points, better`; empty where one side has no value."""
    exact = exact_of(improvement.change, improvement.change_exact)
    if exact is None:
        return ""
    change = Fraction(exact)
    unit, currency = improvement.change_unit, improvement.currency
    text = show(change, None, unit, currency=currency, wording=wording)
    signed = f"+{text}" if change > 0 else text
    match improvement.better:
        case True:
            return wording.say("{change}, better", change=signed)
        case False:
            return wording.say("{change}, worse", change=signed)
        case None:
            return signed


def lines_of_improvements(
    standard: StandardResult, wording: Wording = ENGLISH
) -> Iterable[str]:
    """Each improvement of a standard on one line."""
    for one in standard.improvements:
        told = wording.say(
            "improvement {name} ({started}): before {before}, since {since}",
            name=one.name,
            started=one.started,
            before=side_in_words(one.before, one, standard, wording),
            since=side_in_words(one.after, one, standard, wording),
        )
        change = change_in_words(one, wording)
        yield f"{told}; {change}" if change else told
