"""Outcomes read out: when an event is met, and what becomes of one that never ends."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from upheld.checker import reading_words as words
from upheld.dsl import model


@dataclass(frozen=True, slots=True)
class Nouns:
    """What one event and several are called."""

    one: str
    many: str


def nouns_of(event: model.Event) -> Nouns:
    """The names of an event: the first for one, the second for several."""
    return Nouns(event.name, event.names[1] if len(event.names) > 1 else event.name)


def outcome_sentences(
    outcome: model.Outcome,
    nouns: Nouns,
    edition: model.Edition,
    *,
    state: str = "met",
) -> Iterable[str]:
    """When an event is met, then what follows for events that lack something.

    Args:
        state: what an event with the outcome is called (`met`, `left out`).
    """
    head = f"{words.with_article(nouns.one)} is {state}"
    yield f"{head} when {clause(outcome, edition)}"
    for leaf in leaves(outcome):
        if isinstance(leaf, model.Reach):
            yield from _reach_sentences(leaf, nouns, edition)
        elif isinstance(leaf, model.Measured):
            yield from _measured_sentences(leaf, nouns)


def leaves(outcome: model.Outcome) -> Iterable[model.Outcome]:
    """The outcomes that are not made of others."""
    if isinstance(outcome, model.Either | model.Both):
        for part in outcome.outcomes:
            yield from leaves(part)
    else:
        yield outcome


def clause(outcome: model.Outcome, edition: model.Edition) -> str:
    """`answered` comes at most 2m after it began."""
    match outcome:
        case model.Reach():
            return _reach(outcome)
        case model.Measured(value, tests, negated):
            shown = " and ".join(
                f"{words.COMPARED[operator]} {words.expression(limit)}"
                for operator, limit in tests
            )
            return f"{words.expression(value)} is {'not ' if negated else ''}{shown}"
        case model.Holds(condition, negated):
            shown = words.condition(condition)
            return f"it is not so that {shown}" if negated else shown
        case model.Followed():
            return _followed(outcome)
        case model.Preceded(step, keys, negated):
            other = nouns_of(step.population.event).one
            word = "no" if negated else words.with_article(other).split()[0]
            moment = "it" if step.clock is None else _moment(step.clock)
            return (
                f"{word} {other} with the same {' and '.join(keys)} came"
                f" {_limit_of(step.limit)}before {moment}, or at the same moment"
            )
        case model.Either(outcomes):
            return ", or ".join(clause(part, edition) for part in outcomes)
        case model.Both(outcomes):
            return ", and ".join(clause(part, edition) for part in outcomes)
        case _:
            assert_never(outcome)


def _reach(outcome: model.Reach) -> str:
    name = words.expression(outcome.milestone)
    comes = f"{name} does not come" if outcome.negated else f"{name} comes"
    match outcome.limit:
        case None:
            seen = "has not come" if outcome.negated else "has come"
            return f"{name} {seen} by the as-of moment"
        case model.Within(length, strict):
            most = "less than" if strict else "at most"
            start = outcome.clock
            since = "it began" if start.role == "start" else words.expression(start)
            return f"{comes} {most} {words.limit_length(length)} after {since}"
        case model.ByDeadline(deadline, None):
            return f"{comes} no later than its {words.expression(deadline)}"
        case model.ByDeadline(deadline, lead):
            assert lead is not None
            shown = words.limit_length(lead)
            return f"{comes} at least {shown} before its {words.expression(deadline)}"
        case _:
            assert_never(outcome.limit)


def _followed(outcome: model.Followed) -> str:
    steps = []
    for step in outcome.steps:
        other = words.with_article(nouns_of(step.population.event).one)
        since = "later" if step.clock is None else f"after {_moment(step.clock)}"
        steps.append(f"{other} {_limit_of(step.limit)}{since}")
    key = " and ".join(outcome.keys)
    same = f" with the same {key}" if key else ""
    column = outcome.every[0].name if outcome.every else ""
    everyone = f" from every {column} of the list" if column else ""
    head = "it is not followed by" if outcome.negated else "it is followed by"
    return f"{head} {', then '.join(steps)}{same}{everyone}"


def _moment(moment: model.Moment) -> str:
    return words.expression(moment)


def _limit_of(limit: model.Within | None) -> str:
    if limit is None:
        return ""
    most = "less than" if limit.strict else "at most"
    return f"{most} {words.limit_length(limit.length)} "


# --- what follows -------------------------------------------------------------------


def _reach_sentences(
    leaf: model.Reach, nouns: Nouns, edition: model.Edition
) -> Iterable[str]:
    name = leaf.milestone.name
    if leaf.limit is None:
        count = "as met" if leaf.negated else "as missed"
        yield f"{nouns.many} without `{name}` at the as-of moment count {count}"
        return
    if leaf.negated:
        yield f"{nouns.many} that were never {name} are met once the time has passed"
    else:
        yield f"{nouns.many} that were never {name} count as not {name} in time"
    yield (
        f"{words.with_article(nouns.one)} whose time has not passed at the as-of moment"
        " is pending"
    )
    if leaf.clock.role != "start":
        yield (
            f"without {words.expression(leaf.clock)} the clock never started, and the"
            f" {nouns.one} is invalid"
        )
    yield from _arithmetic(leaf.limit, edition)
    if isinstance(leaf.limit, model.ByDeadline):
        state = edition.without_deadline or "invalid"
        yield (
            f"{words.with_article(nouns.one)} without"
            f" {words.expression(leaf.limit.deadline)} is {state}"
        )


def _arithmetic(
    limit: model.Within | model.ByDeadline, edition: model.Edition
) -> Iterable[str]:
    """Whether a length is exact or goes by the calendar."""
    length = limit.length if isinstance(limit, model.Within) else limit.lead
    included = "is no longer in time" if _strict(limit) else "is still in time"
    yield f"an outcome at the very end of the time {included}"
    match length:
        case model.Period() if length.exact:
            yield (
                f"{words.period(length)} is exact time, also on days when clocks change"
            )
        case model.Period():
            yield (
                f"{words.period(length)} goes by the calendar: the same time of day"
                f" {_months_note(length)}in {edition.zone}, however many hours that is"
            )
        case model.WorkingTime(_, calendar) | model.WorkingDays(_, calendar):
            yield f"only the time that `{calendar}` is open counts, in {edition.zone}"
        case model.RowLength() | None:
            return
        case _:
            assert_never(length)


def _months_note(length: model.Period) -> str:
    return "or the last day of a shorter month, " if length.months else ""


def _strict(limit: model.Within | model.ByDeadline) -> bool:
    return isinstance(limit, model.Within) and limit.strict


def _measured_sentences(leaf: model.Measured, nouns: Nouns) -> Iterable[str]:
    value = words.expression(leaf.value)
    if isinstance(leaf.value, model.Measure) and leaf.value.ending is not None:
        yield (
            f"of {nouns.many} that have not ended, {value} is the time passed so far:"
            " judged once it is past the limit, pending until then"
        )
    else:
        yield f"{nouns.many} without {value} are invalid"
