"""Everything that the standards of a run read, asked for before the lock."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from upheld.checker.figures import tally_groups
from upheld.checker.plan import counted_of
from upheld.checker.sequences import key_column
from upheld.checker.timetables import needs_of
from upheld.dsl import model
from upheld.dsl.source import Span


class Calendars(Protocol):
    """What opens the calendars of a run."""

    calendars: Mapping[str, model.Calendar]

    def open(self, store: Any, names: Iterable[str]) -> None:
        """Read the files of closed dates."""


class Asked(Protocol):
    """What is asked: a session, or the paper on which needs are noted first."""

    @property
    def timetables(self) -> Calendars:
        """The calendars."""

    def open_event(self, event: model.Event) -> None:
        """The source of an event is needed."""

    def want(self, event: model.Event, node: object) -> None:
        """What an expression or condition reads is needed."""

    def open_list(self, members: model.Members) -> None:
        """The file of a list is needed."""

    def compare_as_text(self, keys: Iterable[str]) -> None:
        """Keys that are held against texts, such as the members of a list."""


def ask_for_everything(
    session: Asked, policy: model.Policy, standards: Sequence[model.Standard]
) -> None:
    """Attach every source in use, and name every column that will be read."""
    session.timetables.calendars = policy.calendars
    for standard in standards:
        for edition in standard.editions:
            for population in populations_of(edition):
                session.open_event(population.event)
                ask_for_population(session, population)
            ask_for_edition(session, edition)
            ask_for_stops(session, edition)
        ask_for_waivers(session, policy, standard)


def populations_of(node: object) -> Iterable[model.Population]:
    """Every population below a node of the model, those of steps too."""
    match node:
        case model.Population():
            yield node
            for outcome in node.excluding:
                yield from populations_of(outcome)
        case model.Event() | Span() | str() | int() | None:
            return
        case tuple():
            for part in node:
                yield from populations_of(part)
        case _ if hasattr(node, "__dataclass_fields__"):
            for name in node.__dataclass_fields__:
                yield from populations_of(getattr(node, name))
        case _:
            return


def ask_for_population(session: Asked, population: model.Population) -> None:
    """What decides whether a row is in a population."""
    session.want(population.event, population.where)
    session.want(population.event, population.excluding)
    for outcome in population.excluding:
        ask_for_keys(session, population.event, outcome)


def ask_for_edition(session: Asked, edition: model.Edition) -> None:
    """What an edition measures, and its groups and lists."""
    for thing in counted_of(edition.subject):
        population = thing.population
        event = population.event
        session.want(event, getattr(thing, "outcome", None))
        ask_for_keys(session, event, getattr(thing, "outcome", None))
        session.want(event, getattr(thing, "value", None))
        for group in tally_groups(edition):
            session.want(event, group.value)
    first = edition.populations[0].event
    session.want(first, edition.counted_by)
    session.want(first, edition.carried_until)
    if edition.counted_once is not None:
        for answering in (first, edition.counted_once.event):
            for key in edition.once_keys:
                session.want(answering, key_column(answering, key))
    if isinstance(edition.subject, model.Recurrence):
        session.compare_as_text((*edition.subject.keys, *edition.pausing_keys))
    if isinstance(edition.subject, model.Recurrence) and edition.subject.scope:
        scope = edition.subject.scope.event
        session.want(scope, edition.subject.until)
        for answering in (first, scope):
            for key in edition.subject.keys:
                session.want(answering, key_column(answering, key))
    if edition.exceeds_when is not None:
        session.want(first, edition.exceeds_when[0])
        ask_for_keys(session, first, edition.exceeds_when[0])
    for group in tally_groups(edition):
        if group.members is not None:
            session.open_list(group.members)


def ask_for_stops(session: Asked, edition: model.Edition) -> None:
    """What stops the clocks of an edition: calendars' closed dates, keys of pauses."""
    if session.timetables.calendars:
        session.timetables.open(session, needs_of(edition))
    if edition.pausing is None:
        return
    pausing = edition.pausing.event
    for event in (pausing, *(p.event for p in edition.populations)):
        for key in edition.pausing_keys:
            if any(key == known.name for known in event.keys):
                session.want(event, key_column(event, key))


def ask_for_keys(session: Asked, event: model.Event, outcome: object) -> None:
    """The keys that join an event to those that answer it, on both sides."""
    for node in sequences_in(outcome):
        steps = node.steps if isinstance(node, model.Followed) else (node.step,)
        for step in steps:
            session.want(event, (step.limit, step.clock))
        for answering in (event, *(step.population.event for step in steps)):
            for key in node.keys:
                session.want(answering, key_column(answering, key))
        if isinstance(node, model.Followed) and node.every is not None:
            column, members = node.every
            session.want(steps[0].population.event, column)
            session.open_list(members)


def sequences_in(outcome: object) -> Iterable[model.Followed | model.Preceded]:
    """Every `followed by` and `preceded by` of an outcome."""
    match outcome:
        case model.Followed() | model.Preceded():
            yield outcome
        case model.Either(outcomes) | model.Both(outcomes):
            for part in outcomes:
                yield from sequences_in(part)
        case _:
            return


def ask_for_waivers(
    session: Asked, policy: model.Policy, standard: model.Standard
) -> None:
    """What the conditions of excusing waivers read."""
    for waiver in policy.waivers:
        if waiver.kind == "excuses" and standard.id in waiver.standards:
            for edition in standard.editions:
                for population in edition.populations:
                    session.want(population.event, waiver.condition)
