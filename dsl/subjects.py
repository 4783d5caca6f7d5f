"""The sentence of a standard: what is judged, and the target it is held to."""

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from upheld.dsl import ast, model
from upheld.dsl.bounds import (
    WHOLE,
    count_bound,
    fitted,
    metric_bound,
    share_bound,
)
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import RefusedError
from upheld.dsl.faults import refused
from upheld.dsl.metrics import Metrics, populations, unit_of_metric, with_populations
from upheld.dsl.outcomes import negated, subject
from upheld.dsl.readings import AS_TEXT
from upheld.dsl.setting import Setting
from upheld.dsl.vocabulary import EventTerms, Vocabulary, singular, unknown_milestone

Change = Callable[[model.Population], model.Population]


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence as meant: its subject, its target, and its own window (a trend)."""

    subject: model.Subject
    bound: model.Bound | model.Relative | None
    window: model.SimpleWindow | None = None
    scope_field: ast.GroupField | None = None


def needs_where(vocabulary: Vocabulary, sentence: ast.Sentence) -> bool:
    """Whether the first `where` is the outcome of the sentence."""
    match sentence:
        case ast.Share():
            return _has_no_outcome(vocabulary, sentence)
        case ast.Measured() | ast.Spread() | ast.Trend():
            return any(
                isinstance(node, ast.ShareOf)
                and node.where is None
                and _has_no_outcome(vocabulary, node)
                for node in ast.walk(sentence.metric)
            )
        case ast.Count() | ast.Recurrence():
            return False
        case _:
            assert_never(sentence)


def _has_no_outcome(vocabulary: Vocabulary, node: ast.Share | ast.ShareOf) -> bool:
    if node.outcome is not None:
        return False
    try:
        return not vocabulary.split(node.events).rest
    except RefusedError:
        return False


def judged(
    setting: Setting,
    sentence: ast.Sentence,
    groups: ast.ForEach | None,
    *,
    is_averaged: bool,
) -> Judged:
    """Binds a sentence.

    Args:
        groups: `for each`, which names the event that a recurrence runs inside.
        is_averaged: The values are averages over windows, so counts may be broken.
    """
    match sentence:
        case ast.Share():
            return _share(setting, sentence)
        case ast.Count():
            return _count(setting, sentence, is_averaged)
        case ast.Measured():
            return _measured(setting, sentence, is_averaged)
        case ast.Recurrence():
            return _recurrence(setting, sentence, groups)
        case ast.Trend():
            metric = Metrics(setting).bind(sentence.metric)
            trend = model.Trend(metric, sentence.direction, sentence.times)
            return Judged(trend, None, model.Per(sentence.unit))
        case ast.Spread():
            return _spread(setting, sentence)
        case _:
            assert_never(sentence)


def populations_of(judgement: model.Subject) -> tuple[model.Population, ...]:
    """Every population of a subject, the first event first."""
    match judgement:
        case model.ShareOutcome():
            return (judgement.population,)
        case model.Recurrence():
            scope = () if judgement.scope is None else (judgement.scope,)
            return (judgement.population, *scope)
        case model.Trend() | model.Spread():
            return populations(judgement.metric)
        case _:
            return populations(judgement)


def with_changed_populations(judgement: model.Subject, change: Change) -> model.Subject:
    """The same subject over changed populations."""
    match judgement:
        case model.ShareOutcome():
            return replace(judgement, population=change(judgement.population))
        case model.Recurrence():
            scope = None if judgement.scope is None else change(judgement.scope)
            population = change(judgement.population)
            return replace(judgement, population=population, scope=scope)
        case model.Trend() | model.Spread():
            metric = with_populations(judgement.metric, change)
            return replace(judgement, metric=metric)
        case _:
            return with_populations(judgement, change)


def _share(setting: Setting, sentence: ast.Share) -> Judged:
    population, outcome = subject(setting, sentence.events, sentence.outcome)
    if sentence.quantifier == "no":
        outcome = negated(outcome)
    bound = replace(WHOLE, span=sentence.span)
    if sentence.bound is not None:
        bound = share_bound(setting.vocabulary, sentence.bound)
    found = model.ShareOutcome(population, outcome, sentence.quantifier)
    return Judged(found, bound)


def _count(setting: Setting, sentence: ast.Count, is_averaged: bool) -> Judged:
    value, events = sentence.bound.value, sentence.events
    if isinstance(value, ast.Phrase) and not value.words:
        value, events = setting.vocabulary.leading_parameter(events.words)
    metric = Metrics(setting).rate(sentence, events)
    unit = unit_of_metric(metric)
    is_whole = unit == model.COUNT and not is_averaged
    bound = count_bound(
        setting.vocabulary, sentence.bound, value, unit, is_whole=is_whole
    )
    return Judged(metric, bound)


def _measured(setting: Setting, sentence: ast.Measured, is_averaged: bool) -> Judged:
    vocabulary, target = setting.vocabulary, sentence.target
    metric = Metrics(setting).bind(sentence.metric)
    if not populations(metric):
        raise refused("E2009", "this metric is about no events", sentence.metric.span)
    metric = fitted(vocabulary, metric, target, is_gap=False)
    return Judged(
        metric, metric_bound(vocabulary, metric, target, is_whole=not is_averaged)
    )


def _spread(setting: Setting, sentence: ast.Spread) -> Judged:
    vocabulary, target = setting.vocabulary, sentence.target
    metric = Metrics(setting).bind(sentence.metric)
    metric = fitted(vocabulary, metric, target, is_gap=True)
    bound = metric_bound(vocabulary, metric, target, is_gap=True)
    events = populations(metric)
    if not events:
        raise refused("E2009", "this metric is about no events", sentence.metric.span)
    terms = vocabulary.terms[events[0].event.name]
    column = _spread_column(setting, terms, sentence.groups)
    return Judged(model.Spread(metric, column), bound)


def _spread_column(
    setting: Setting, terms: EventTerms, node: ast.ListRef
) -> model.GroupField:
    """`gap between regions of …`: a list, a column, or its English plural."""
    lists = setting.vocabulary.lists
    name, span = node.name.text, node.span
    members = lists.get(name)
    if node.column is not None:
        phrase = ast.Phrase((node.column,), span=node.column.span)
    elif name in terms.names() or len(node.name.words) > 1:
        phrase = node.name
    else:
        word = node.name.words[0]
        one = ast.Word(singular(word), word.quoted, span=word.span)
        phrase = ast.Phrase((one,), span=word.span)
    field = group_field(setting, terms, ast.GroupField(phrase, span=span))
    return replace(field, members=members)


def group_field(
    setting: Setting, terms: EventTerms, node: ast.GroupField
) -> model.GroupField:
    """One part of `for each`: a state, a key, a measure or a column (E1004)."""
    rows, name = setting.rows(terms), node.name
    value: model.Expression | model.Condition
    if name.text in terms.states:
        value = rows.state(name.text, name.span)
    else:
        value = rows.term(name, AS_TEXT)
    members = None
    if node.members is not None:
        members = setting.vocabulary.member_list(node.members)
    return model.GroupField(name.text, value, members, span=node.span)


def _recurrence(
    setting: Setting, sentence: ast.Recurrence, groups: ast.ForEach | None
) -> Judged:
    terms, population = setting.population(sentence.events)
    length = setting.time(sentence.length)
    if sentence.until is None:
        found = model.Recurrence(population, length, span=sentence.span)
        return Judged(found, WHOLE)
    field, scope_terms, scope = _scope(setting, sentence, groups)
    until = scope_terms.moment(sentence.until.text)
    if until is None:
        raise unknown_milestone(scope_terms, sentence.until.words)
    keys = setting.keys(scope_terms, terms, field.name.span)
    found = model.Recurrence(population, length, until, scope, keys, span=sentence.span)
    return Judged(found, WHOLE, scope_field=field)


def _scope(
    setting: Setting, sentence: ast.Recurrence, groups: ast.ForEach | None
) -> tuple[ast.GroupField, EventTerms, model.Population]:
    """The event behind `for each` that a recurrence runs inside of."""
    for field in groups.fields if groups else ():
        try:
            terms, scope = setting.population(field.name)
        except RefusedError:
            continue
        return field, terms, scope
    if groups is not None:
        name = groups.fields[0].name
        message = f"`{name.text}` is no event, and `until` needs one"
        raise refused("E1001", message, name.span)
    until = sentence.until
    raise refused(
        "E3023",
        "`until` needs the event that it ends",
        until.span if until else sentence.span,
        help="write `for each EVENT`",
    )
