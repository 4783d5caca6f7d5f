"""The clauses of a standard, each bound to what its sentence is about."""

from collections.abc import Sequence
from dataclasses import field
from fractions import Fraction
from typing import Any, TypeVar

from upheld.dsl import ast, model
from upheld.dsl.bounds import WHOLE, share_bound
from upheld.dsl.dataclass import dataclass
from upheld.dsl.faults import refused
from upheld.dsl.metrics import unit_of_metric
from upheld.dsl.outcomes import has_row_deadline, has_working_days, subject
from upheld.dsl.setting import Setting
from upheld.dsl.vocabulary import EventTerms, unknown_milestone

C = TypeVar("C", bound=ast.Node)


@dataclass(frozen=True, slots=True)
class Clauses:
    """The clauses as written, by kind."""

    written: tuple[ast.StandardClause, ...]
    by_kind: dict[type, list[Any]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for clause in self.written:
            self.by_kind.setdefault(type(clause), []).append(clause)

    def one(self, kind: type[C]) -> C | None:
        """The first clause of a kind."""
        found = self.by_kind.get(kind)
        return found[0] if found else None

    def all(self, kind: type[C]) -> tuple[C, ...]:
        """Every clause of a kind, in order."""
        return tuple(self.by_kind.get(kind, ()))


def minimum(
    setting: Setting, clause: ast.Minimum, events: Sequence[model.Population]
) -> model.Minimum:
    """`minimum 30 calls`: a number, and which events of the sentence (E3007)."""
    number, phrase = _minimum_number(setting, clause)
    terms, named = setting.population(phrase)
    same = [index for index, each in enumerate(events) if each.event.name == terms.name]
    if not same:
        names = dict.fromkeys(each.event.name for each in events)
        raise refused(
            "E3007",
            f"the sentence is not about `{phrase.text}`",
            phrase.span,
            help=f"it is about {', '.join(names)}",
        )
    size = len(named.where)
    exact = [each for each in same if events[each].where[:size] == named.where]
    return model.Minimum(number, (exact or same)[0])


def _minimum_number(setting: Setting, clause: ast.Minimum) -> tuple[int, ast.Phrase]:
    value, phrase = clause.number, clause.events
    if isinstance(value, ast.Phrase):
        if not value.words:
            value, phrase = setting.vocabulary.leading_parameter(phrase.words)
        known = setting.vocabulary.known_parameter(value)
        if not isinstance(known, ast.Number):
            raise refused("E2007", f"`{value.text}` is no number of events", value.span)
        value = known
    if value.value < 0 or value.value != value.value.to_integral_value():
        raise refused("E2007", "a minimum is a whole number of events", value.span)
    return int(value.value), phrase


def unit_of_bound(
    found: model.Subject, bound: model.Bound | model.Relative | None
) -> model.Unit:
    """The unit that bands are written in."""
    if isinstance(bound, model.Bound):
        return bound.unit
    match found:
        case model.ShareOutcome() | model.Recurrence():
            return WHOLE.unit
        case model.Trend() | model.Spread():
            return unit_of_metric(found.metric)
        case _:
            return unit_of_metric(found)


def exceeds_when(
    setting: Setting, clause: ast.ExceedsWhen, first: model.Population
) -> tuple[model.Outcome, model.Bound]:
    """A second share over the same events (E3023)."""
    share = clause.share
    population, outcome = subject(setting, share.events, share.outcome)
    extra = [each for each in population.where if each not in first.where]
    if population.event.name != first.event.name or extra:
        raise refused(
            "E3023",
            "`exceeds when` is judged over the events of the sentence",
            share.events.span,
            help=f"write `{first.words}`",
        )
    if share.quantifier == "no":
        raise refused(
            "E3023",
            "`exceeds when` needs a share",
            share.span,
            help="write it with a percentage: `at most 0% of …`",
        )
    bound = WHOLE
    if share.bound is not None:
        bound = share_bound(setting.vocabulary, share.bound)
    return outcome, bound


def milestone(terms: EventTerms, phrase: ast.Phrase) -> model.Moment:
    """A declared milestone of the event (E1002)."""
    moment = terms.moment(phrase.text)
    if moment is None:
        raise unknown_milestone(terms, phrase.words)
    return moment


def pausing(
    setting: Setting, clause: ast.Pausing, found: model.Subject
) -> tuple[EventTerms, model.Population]:
    """`pausing while hold`: interval events, not with working days (E3021)."""
    terms, population = setting.population(clause.events)
    if not terms.is_interval:
        raise refused(
            "E3021",
            f"`{terms.name}` does not last, so no clock can stop while it does",
            clause.events.span,
            help="declare `during START to END` on the event",
        )
    if _counts_working_days(found):
        raise refused(
            "E3021",
            "a clock that stops cannot be counted in working days",
            clause.span,
            help="write working hours: `8 working hours`",
        )
    return terms, population


def clocked(edition: model.Edition) -> model.Population:
    """The events whose clock a pause stops: of `until M`, those that last until M."""
    subject = edition.subject
    if isinstance(subject, model.Recurrence) and subject.scope is not None:
        return subject.scope
    return edition.populations[0]


def check_series(
    edition: model.Edition, keys: Sequence[str], clause: ast.Pausing
) -> None:
    """Pauses stop the gaps of one series, so `for each` names their keys (E3021)."""
    subject = edition.subject
    if not isinstance(subject, model.Recurrence) or subject.scope is not None:
        return
    event = edition.populations[0].event
    many = event.names[min(1, len(event.names) - 1)]
    for key in keys:
        if group_of_key(edition, event, key) is None:
            raise refused(
                "E3021",
                f"the gaps are not of one {key}: they run between all {many}",
                clause.span,
                help=f"write `for each {key}`",
            )


def group_of_key(
    edition: model.Edition, event: model.Event, key: str
) -> model.GroupField | None:
    """The part of `for each` that a key of the event is."""
    columns = {known.column for known in event.keys if known.name == key}
    for group in edition.groups:
        if isinstance(group.value, model.Column) and group.value.name in columns:
            return group
    return None


def _counts_working_days(found: model.Subject) -> bool:
    match found:
        case model.ShareOutcome() | model.ShareOf():
            return has_working_days(found.outcome)
        case model.Recurrence():
            return isinstance(found.length, model.WorkingDays)
        case model.Trend() | model.Spread():
            return _counts_working_days(found.metric)
        case model.Defined():
            return _counts_working_days(found.formula)
        case model.Combined():
            return _counts_working_days(found.left) or _counts_working_days(found.right)
        case _:
            return False


def check_deadline(
    clause: ast.WithoutDeadline, outcomes: Sequence[model.Outcome]
) -> None:
    """`without deadline` needs a deadline that stands in the row (E3008)."""
    if not any(has_row_deadline(outcome) for outcome in outcomes):
        raise refused(
            "E3008",
            "no deadline of this sentence stands in a row",
            clause.span,
            help="leave the clause out, or write `by DEADLINE`",
        )


def outcomes_of(found: model.Subject) -> tuple[model.Outcome, ...]:
    """Every outcome in a subject."""
    match found:
        case model.ShareOutcome() | model.ShareOf():
            return (found.outcome,)
        case model.Trend() | model.Spread():
            return outcomes_of(found.metric)
        case model.Defined():
            return outcomes_of(found.formula)
        case model.Combined():
            return (*outcomes_of(found.left), *outcomes_of(found.right))
        case _:
            return ()


def confidence(clause: ast.Confidence, found: model.Subject) -> Fraction:
    """`with 95% confidence`: of shares only, also by the name of one (E3023)."""
    named = found
    while isinstance(named, model.Defined):
        named = named.formula
    if not isinstance(named, model.ShareOutcome | model.ShareOf):
        raise refused(
            "E3023",
            "confidence is known for shares only",
            clause.span,
            help="leave it out, or write the standard as a share",
        )
    level = Fraction(clause.level.value) / 100
    if not 0 < level < 1:
        raise refused(
            "E3001",
            "a confidence lies between 0% and 100%, neither of them included",
            clause.span,
            help="write `with 95% confidence`",
        )
    return level


def carried_until(
    terms: EventTerms, clause: ast.CarriedOver, found: model.Subject
) -> model.Moment:
    """`carried over until acknowledged`: of a share, or of a number of events."""
    if not isinstance(found, model.ShareOutcome | model.ShareOf | model.NumberOf):
        raise refused(
            "E3023",
            "only a share or a number of events is carried over",
            clause.span,
        )
    return milestone(terms, clause.milestone)


def calendar_named(setting: Setting, phrase: ast.Phrase) -> str:
    """A calendar named by a clause (E1005)."""
    return setting.vocabulary.calendar(phrase)


def metadata(clauses: Clauses) -> dict[str, str]:
    """Owner, reason and labels as written."""
    return {clause.key: clause.value for clause in clauses.all(ast.Metadata)}
