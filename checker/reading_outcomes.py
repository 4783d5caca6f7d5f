"""Outcomes read out: when an event is met, and what becomes of one that never ends."""

from collections.abc import Iterable
from functools import reduce
from typing import Literal, assert_never

from upheld.checker import reading_words as words
from upheld.checker.phrases import Phrase, Told, phrase
from upheld.checker.reading_limits import after, time_sentences, when
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Nouns:
    """What one event and several are called."""

    one: str
    many: str

    @property
    def a(self) -> Phrase:
        """One of them: `a call`."""
        return words.with_article(self.one)


def nouns_of(event: model.Event) -> Nouns:
    """The names of an event: the first for one, the second for several."""
    return Nouns(event.name, event.names[1] if len(event.names) > 1 else event.name)


def outcome_sentences(
    outcome: model.Outcome, nouns: Nouns, edition: model.Edition
) -> Iterable[Phrase]:
    """When an event is met, then what follows for events that lack something."""
    seen = clause(outcome)
    yield phrase("{a_call} is met when {clause}.", a_call=nouns.a, clause=seen)
    for leaf in leaves(outcome):
        if isinstance(leaf, model.Reach):
            yield from _reach_sentences(leaf, nouns, edition)
        elif isinstance(leaf, model.Measured):
            yield _measured_sentence(leaf, nouns)


def exclusion(outcome: model.Outcome, nouns: Nouns) -> Phrase:
    """When an event is left out."""
    seen = clause(outcome)
    return phrase("{a_call} is left out when {clause}.", a_call=nouns.a, clause=seen)


def leaves(outcome: model.Outcome) -> Iterable[model.Outcome]:
    """The outcomes that are not made of others."""
    if isinstance(outcome, model.Either | model.Both):
        for part in outcome.outcomes:
            yield from leaves(part)
    else:
        yield outcome


def clause(outcome: model.Outcome) -> Told:
    """`answered` comes at most 2m after it began."""
    match outcome:
        case model.Reach():
            return _reach(outcome)
        case model.Measured(value, tests, negated):
            seen = words.expression(value)
            limits = [words.compared(sign, words.expression(to)) for sign, to in tests]
            test = words.both(limits)
            if negated:
                return phrase("{value} is not {test}", value=seen, test=test)
            return phrase("{value} is {test}", value=seen, test=test)
        case model.Holds(condition, negated):
            shown = words.condition(condition)
            if negated:
                return phrase("it is not so that {condition}", condition=shown)
            return shown
        case model.Followed():
            return _followed(outcome)
        case model.Preceded():
            return _preceded(outcome)
        case model.Either(outcomes):
            return reduce(
                lambda a, b: phrase("{left}, or {right}", left=a, right=b),
                (clause(part) for part in outcomes),
            )
        case model.Both(outcomes):
            return reduce(
                lambda a, b: phrase("{left}, and {right}", left=a, right=b),
                (clause(part) for part in outcomes),
            )
        case _:
            assert_never(outcome)


def _reach(outcome: model.Reach) -> Phrase:
    moment = words.expression(outcome.milestone)
    if outcome.limit is None:
        if outcome.negated:
            return phrase("{moment} has not come by the as-of moment", moment=moment)
        return phrase("{moment} has come by the as-of moment", moment=moment)
    in_time = when(outcome.limit, outcome.clock)
    if outcome.negated:
        return phrase("{moment} does not come {when}", moment=moment, when=in_time)
    return phrase("{moment} comes {when}", moment=moment, when=in_time)


def _preceded(outcome: model.Preceded) -> Phrase:
    step = outcome.step
    other = nouns_of(step.population.event)
    keys = words.both(outcome.keys)
    before = _before(step)
    if outcome.negated:
        return phrase(
            "no {other} with the same {keys} came {when}, or at the same moment",
            other=other.one,
            keys=keys,
            when=before,
        )
    return phrase(
        "{a_call} with the same {keys} came {when}, or at the same moment",
        a_call=other.a,
        keys=keys,
        when=before,
    )


def _before(step: model.Step) -> Phrase:
    moment = phrase("it") if step.clock is None else words.expression(step.clock)
    if step.limit is None:
        return phrase("before {moment}", moment=moment)
    length = words.limit_length(step.limit.length)
    if step.limit.strict:
        return phrase(
            "less than {length} before {moment}", length=length, moment=moment
        )
    return phrase("at most {length} before {moment}", length=length, moment=moment)


def _followed(outcome: model.Followed) -> Phrase:
    steps: Told = reduce(
        lambda a, b: phrase("{left}, then {right}", left=a, right=b),
        (_step(step) for step in outcome.steps),
    )
    if outcome.keys:
        keys = words.both(outcome.keys)
        steps = phrase("{steps} with the same {keys}", steps=steps, keys=keys)
    if outcome.every and outcome.every[0].name:
        column = outcome.every[0].name
        steps = phrase(
            "{steps} from every {column} of the list", steps=steps, column=column
        )
    if outcome.negated:
        return phrase("it is not followed by {steps}", steps=steps)
    return phrase("it is followed by {steps}", steps=steps)


def _step(step: model.Step) -> Phrase:
    other = nouns_of(step.population.event).a
    if step.clock is None:
        if step.limit is None:
            return phrase("{a_call} later", a_call=other)
        length = words.limit_length(step.limit.length)
        if step.limit.strict:
            return phrase(
                "{a_call} less than {length} later", a_call=other, length=length
            )
        return phrase("{a_call} at most {length} later", a_call=other, length=length)
    if step.limit is None:
        moment = words.expression(step.clock)
        return phrase("{a_call} after {moment}", a_call=other, moment=moment)
    return phrase("{a_call} {when}", a_call=other, when=after(step.limit, step.clock))


# --- what follows -------------------------------------------------------------------


def _reach_sentences(
    leaf: model.Reach, nouns: Nouns, edition: model.Edition
) -> Iterable[Phrase]:
    name, calls = leaf.milestone.name, nouns.many
    if leaf.limit is None:
        yield _unlimited(leaf, calls)
        return
    if leaf.negated:
        yield phrase(
            "{calls} that were never {name} are met once the time has passed.",
            calls=calls,
            name=name,
        )
    else:
        yield phrase(
            "{calls} that were never {name} count as not {name} in time.",
            calls=calls,
            name=name,
        )
    yield phrase(
        "{a_call} whose time has not passed at the as-of moment is pending.",
        a_call=nouns.a,
    )
    if leaf.clock.role != "start":
        yield phrase(
            "Without {moment} the clock never started, and the {noun} is invalid.",
            moment=words.expression(leaf.clock),
            noun=nouns.one,
        )
    yield from time_sentences(leaf.limit, edition)
    if isinstance(leaf.limit, model.ByDeadline):
        due = words.expression(leaf.limit.deadline)
        yield _without_deadline(edition.without_deadline or "invalid", nouns, due)


def _unlimited(leaf: model.Reach, calls: str) -> Phrase:
    name = leaf.milestone.name
    if leaf.negated:
        return phrase(
            "{calls} without `{name}` at the as-of moment count as met.",
            calls=calls,
            name=name,
        )
    return phrase(
        "{calls} without `{name}` at the as-of moment count as missed.",
        calls=calls,
        name=name,
    )


def _without_deadline(
    state: Literal["met", "missed", "excluded", "pending", "invalid"],
    nouns: Nouns,
    due: Told,
) -> Phrase:
    match state:
        case "met":
            return phrase("{a_call} without {due} is met.", a_call=nouns.a, due=due)
        case "missed":
            return phrase("{a_call} without {due} is missed.", a_call=nouns.a, due=due)
        case "excluded":
            return phrase(
                "{a_call} without {due} is excluded.", a_call=nouns.a, due=due
            )
        case "pending":
            return phrase("{a_call} without {due} is pending.", a_call=nouns.a, due=due)
        case "invalid":
            return phrase("{a_call} without {due} is invalid.", a_call=nouns.a, due=due)
        case _:
            assert_never(state)


def _measured_sentence(leaf: model.Measured, nouns: Nouns) -> Phrase:
    value = words.expression(leaf.value)
    if isinstance(leaf.value, model.Measure) and leaf.value.ending is not None:
        return phrase(
            "Of {calls} that have not ended, {value} is the time passed so far:"
            " judged once it is past the limit, pending until then.",
            calls=nouns.many,
            value=value,
        )
    return phrase("{calls} without {value} are invalid.", calls=nouns.many, value=value)
