"""Outcomes of a share: what must become of each event, and by when."""

from dataclasses import replace
from typing import assert_never

from upheld.dsl import ast, model
from upheld.dsl.faults import refused
from upheld.dsl.setting import Setting
from upheld.dsl.source import Span
from upheld.dsl.vocabulary import EventTerms, phrase_of, unknown_milestone


def subject(
    setting: Setting, events: ast.Phrase, outcome: ast.Outcome | None
) -> tuple[model.Population, model.Outcome]:
    """The population and the outcome of `calls answered within 2m`.

    The words behind the event are the first outcome's milestone; without any outcome
    the standard's first `where` is one (E3025 where there is none).
    """
    named = setting.vocabulary.split(events)
    terms, population = named.terms, setting.narrowed(named)
    milestone = phrase_of(named.rest) if named.rest else None
    if outcome is not None:
        return population, bind(setting, terms, outcome, milestone)
    if milestone is not None:
        return population, _reach(setting, terms, ast.Reach(milestone), None)
    if setting.first_where is None:
        raise refused(
            "E3025",
            f"nothing says what `{named.words}` must keep",
            events.span,
            help=f"write an outcome behind it: `{named.words} where …`",
        )
    condition = setting.rows(terms).condition(setting.first_where)
    return population, model.Holds(condition, span=setting.first_where.span)


def bind(
    setting: Setting,
    terms: EventTerms,
    node: ast.Outcome,
    milestone: ast.Phrase | None = None,
) -> model.Outcome:
    """Binds an outcome of an event.

    Args:
        milestone: Words left over behind the event; they belong to the first `Reach`.
    """
    match node:
        case ast.Reach():
            return _reach(setting, terms, node, milestone)
        case ast.Either() | ast.Both():
            return _joined(setting, terms, node, milestone)
        case ast.With() | ast.Followed() | ast.Preceded():
            if milestone is not None:
                raise unknown_milestone(terms, milestone.words)
            return _other(setting, terms, node)
        case _:
            assert_never(node)


def negated(outcome: model.Outcome) -> model.Outcome:
    """The opposite outcome: `no calls abandoned` counts those not abandoned."""
    match outcome:
        case model.Either():
            return model.Both(tuple(negated(each) for each in outcome.outcomes))
        case model.Both():
            return model.Either(tuple(negated(each) for each in outcome.outcomes))
        case (
            model.Reach()
            | model.Measured()
            | model.Holds()
            | model.Followed()
            | model.Preceded()
        ):
            return replace(outcome, negated=not outcome.negated)
        case _:
            assert_never(outcome)


def parts(outcome: model.Outcome) -> tuple[model.Outcome, ...]:
    """An outcome without `and` and `or`: the simple outcomes in it."""
    if isinstance(outcome, model.Either | model.Both):
        return tuple(part for each in outcome.outcomes for part in parts(each))
    return (outcome,)


def has_row_deadline(outcome: model.Outcome) -> bool:
    """Whether a deadline stands in the row: `by promised`, `within allowed`."""
    return any(_has_row_deadline(part) for part in parts(outcome))


def _has_row_deadline(outcome: model.Outcome) -> bool:
    match outcome:
        case model.Reach(limit=model.ByDeadline()):
            return True
        case model.Reach(limit=model.Within(length=model.RowLength())):
            return True
        case model.Followed(steps=steps):
            return any(_is_row_limit(step.limit) for step in steps)
        case model.Preceded(step=step):
            return _is_row_limit(step.limit)
        case _:
            return False


def _is_row_limit(limit: model.Within | None) -> bool:
    return limit is not None and isinstance(limit.length, model.RowLength)


def has_working_days(outcome: model.Outcome) -> bool:
    """Whether a limit is counted in working days."""
    return any(_counts_days(length) for part in parts(outcome) for length in _of(part))


def _counts_days(length: model.LimitLength) -> bool:
    if isinstance(length, model.RowLength):
        return any(_is_in_days(each) for _, each in length.branches)
    return isinstance(length, model.WorkingDays)


def _is_in_days(value: object) -> bool:
    own = isinstance(value, model.RowWorking) and value.days
    return own or isinstance(value, model.WorkingDays)


def _of(outcome: model.Outcome) -> tuple[model.LimitLength, ...]:
    match outcome:
        case model.Reach(limit=model.Within(length=length)):
            return (length,)
        case model.Reach(limit=model.ByDeadline(lead=lead)) if lead is not None:
            return (lead,)
        case model.Followed(steps=steps):
            return tuple(step.limit.length for step in steps if step.limit)
        case model.Preceded(step=model.Step(limit=limit)) if limit is not None:
            return (limit.length,)
        case _:
            return ()


def _joined(
    setting: Setting,
    terms: EventTerms,
    node: ast.Either | ast.Both,
    milestone: ast.Phrase | None,
) -> model.Outcome:
    first, *others = node.outcomes
    outcomes = (
        bind(setting, terms, first, milestone),
        *(bind(setting, terms, each) for each in others),
    )
    if isinstance(node, ast.Either):
        return model.Either(outcomes)
    return model.Both(outcomes)


def _reach(
    setting: Setting,
    terms: EventTerms,
    node: ast.Reach,
    behind: ast.Phrase | None,
) -> model.Outcome:
    name = node.milestone or behind
    if name is None:
        raise refused(
            "E1002",
            f"which milestone of `{terms.name}` is meant?",
            node.span,
            help=f"write it in front: {', '.join(terms.milestones)}",
        )
    if node.milestone is not None and behind is not None:
        raise unknown_milestone(terms, behind.words)
    if name.text in terms.states:
        return _in_state(setting, terms, node, name)
    milestone = terms.moment(name.text)
    if milestone is None:
        raise unknown_milestone(terms, name.words)
    clock, limit = _limited(setting, terms, node.limit)
    span = name.span.to(node.limit.span) if node.limit else name.span
    return model.Reach(milestone, clock, limit, node.negated, span=span)


def _in_state(
    setting: Setting, terms: EventTerms, node: ast.Reach, name: ast.Phrase
) -> model.Holds:
    """`audits passed`: a state behind the event is a condition, without a limit."""
    if node.limit is not None:
        raise refused(
            "E2009",
            f"`{name.text}` is a state; it has no moment that a limit could be held to",
            name.span,
            help=f"declare a milestone: `{name.text} at COLUMN`",
        )
    condition = setting.rows(terms).state(name.text, name.span)
    return model.Holds(condition, node.negated, span=name.span)


def _limited(
    setting: Setting, terms: EventTerms, node: ast.Within | ast.By | ast.Before | None
) -> tuple[model.Moment, model.Within | model.ByDeadline | None]:
    """The moment that the clock runs from, and the limit."""
    match node:
        case None:
            return terms.start, None
        case ast.Within():
            origin = node.origin
            clock = terms.moment_or_column(origin) if origin else terms.start
            return clock, _within(setting, terms, node)
        case ast.By():
            return terms.start, model.ByDeadline(_promise(terms, node.deadline))
        case ast.Before():
            lead = setting.limit(node.length, terms)
            deadline = _promise(terms, node.deadline)
            return terms.start, model.ByDeadline(deadline, lead)
        case _:
            assert_never(node)


def _within(setting: Setting, terms: EventTerms, node: ast.Within) -> model.Within:
    return model.Within(setting.limit(node.length, terms), node.strict)


def _promise(terms: EventTerms, phrase: ast.Phrase) -> model.Moment:
    moment = terms.moment_or_column(phrase)
    return replace(moment, promise=True, span=phrase.span)


def _other(
    setting: Setting,
    terms: EventTerms,
    node: ast.With | ast.Followed | ast.Preceded,
) -> model.Outcome:
    match node:
        case ast.With():
            value, tests = setting.rows(terms).tested(node.condition)
            return model.Measured(value, tests, node.negated, span=node.span)
        case ast.Followed():
            return _followed(setting, terms, node)
        case ast.Preceded():
            other, step = _step(setting, terms, node.event, node.limit)
            keys = setting.keys(terms, other, node.event.span)
            return model.Preceded(step, keys, node.negated, span=node.span)
        case _:
            assert_never(node)


def _followed(
    setting: Setting, terms: EventTerms, node: ast.Followed
) -> model.Followed:
    found = [_step(setting, terms, node.event, node.limit)]
    found += [_step(setting, terms, step.event, step.limit) for step in node.then]
    spans = (node.event.span, *(step.event.span for step in node.then))
    keys = _chain_keys(setting, terms, tuple(other for other, _ in found), spans)
    every = _from_every(setting, found[0][0], node)
    steps = tuple(step for _, step in found)
    return model.Followed(steps, keys, node.own, every, node.negated, span=node.span)


def _chain_keys(
    setting: Setting,
    terms: EventTerms,
    others: tuple[EventTerms, ...],
    spans: tuple[Span, ...],
) -> tuple[str, ...]:
    """The keys that join a chain; every step must have those of the first."""
    keys = setting.keys(terms, others[0], spans[0])
    for other, span in zip(others[1:], spans[1:], strict=True):
        missing = [key for key in keys if key not in other.keys]
        if missing:
            raise refused(
                "E3009",
                f"`{other.name}` has no key `{missing[0]}`",
                span,
                help=f"declare it on the event: `about {missing[0]} COLUMN`",
            )
    return keys


def _from_every(
    setting: Setting, other: EventTerms, node: ast.Followed
) -> tuple[model.Column, model.Members] | None:
    if node.every is None:
        return None
    column, members = node.every
    listed = setting.vocabulary.member_list(members)
    key = other.keys.get(column.text)
    name = key.column if key else column.text
    return model.Column(name, model.TEXT, span=column.span), listed


def _step(
    setting: Setting, terms: EventTerms, event: ast.Phrase, limit: ast.Within | None
) -> tuple[EventTerms, model.Step]:
    """The events that answer, and their limit, which may be a measure of the first."""
    other, population = setting.population(event)
    within = None if limit is None else _within(setting, terms, limit)
    clock = None
    if limit is not None and limit.origin is not None:
        clock = terms.moment_or_column(limit.origin)
    return other, model.Step(population, within, clock)
