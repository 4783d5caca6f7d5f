"""What standards look at: kinds of events, their words and columns, lists, calendars.

A word is the name of a milestone, state, measure or key of an event. What a word is
made of counts as looked at too: a standard about `wait` looks at `answered`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field
from types import MappingProxyType

from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

EMPTY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Usage:
    """Names in use; words and columns by the name of their event."""

    words: Mapping[str, frozenset[str]]
    columns: Mapping[str, frozenset[str]]
    lists: frozenset[str]
    calendars: frozenset[str]
    defines: frozenset[str]
    limited: tuple["LimitedGroup", ...]

    @property
    def events(self) -> frozenset[str]:
        """The kinds of events that are looked at."""
        return frozenset(self.words)


@dataclass(frozen=True, slots=True)
class LimitedGroup:
    """A column of an event whose groups are taken from a list."""

    event: str
    column: str
    members: model.Members


def usage_of(standards: Iterable[model.Standard]) -> Usage:
    """Everything that the editions of some standards look at."""
    walk = _Walk()
    for standard in standards:
        for edition in standard.editions:
            walk.edition(edition)
    return Usage(
        MappingProxyType(
            {name: frozenset(found) for name, found in walk.words.items()}
        ),
        MappingProxyType({n: frozenset(found) for n, found in walk.columns.items()}),
        frozenset(walk.lists),
        frozenset(walk.calendars),
        frozenset(walk.defines),
        tuple(dict.fromkeys(walk.limited)),
    )


@dataclass(slots=True)
class _Walk:
    """A walk over the model; each node belongs to the event of its population."""

    words: dict[str, set[str]] = field(default_factory=dict)
    columns: dict[str, set[str]] = field(default_factory=dict)
    lists: set[str] = field(default_factory=set)
    calendars: set[str] = field(default_factory=set)
    defines: set[str] = field(default_factory=set)
    limited: list[LimitedGroup] = field(default_factory=list)

    def edition(self, edition: model.Edition) -> None:
        """All of one edition; its groups and clauses speak of its first event."""
        first = edition.populations[0].event
        self.event(first)
        self.look(edition, first)
        if edition.during is not None:
            self.calendars.add(edition.during)
        if edition.pausing is not None:
            stopped = (edition.pausing.event, *(p.event for p in edition.populations))
            self.keys(edition.pausing_keys, stopped)
        if edition.counted_once is not None:
            self.keys(edition.once_keys, (first, edition.counted_once.event))

    def event(self, event: model.Event) -> None:
        """A kind of event with what decides which rows are one, and which of them."""
        if event.name in self.words:
            return
        self.words[event.name] = set()
        self.columns[event.name] = {*event.identity, *event.start.columns}
        if event.pick is not None:
            self.columns[event.name].update(event.pick.columns)
        self.look(event.where, event)
        self.look(event.end, event)

    def keys(self, names: Iterable[str], events: Iterable[model.Event]) -> None:
        """Keys by which events are joined, on each of them that has one."""
        wanted = set(names)
        for event in events:
            self.event(event)
            for key in event.keys:
                if key.name in wanted:
                    self.words[event.name].add(key.name)
                    self.columns[event.name].add(key.column)

    def look(self, node: object, event: model.Event) -> None:
        """A node and everything below it."""
        match node:
            case model.Population():
                self.event(node.event)
                self.parts(node, node.event)
            case model.Moment():
                self.moment(node, event)
            case model.Column():
                self.columns[event.name].add(node.name)
            case model.Measure() | model.InState() | model.RowLength():
                self.words[event.name].add(node.name)
                self.parts(node, event)
            case model.Members():
                self.lists.add(node.name)
            case model.Defined():
                self.defines.add(node.name)
                self.parts(node, event)
            case model.WorkingTime() | model.WorkingDays():
                self.calendars.add(node.calendar)
            case model.RowWorking():
                self.calendars.add(node.calendar)
                self.parts(node, event)
            case model.Followed() | model.Preceded():
                self.sequence(node, event)
            case model.Recurrence():
                self.recurrence(node)
            case model.GroupField():
                self.group(node, event)
            case tuple():
                for part in node:
                    self.look(part, event)
            case _ if hasattr(node, "__dataclass_fields__"):
                self.parts(node, event)
            case _:
                return

    def parts(self, node: object, event: model.Event) -> None:
        """The fields of a node, which belong to its own population if it has one."""
        match getattr(node, "population", None):
            case model.Population(event=own):
                self.event(own)
                event = own
            case _:
                pass
        for name in getattr(node, "__dataclass_fields__", ()):
            value = getattr(node, name)
            if not isinstance(value, model.Event):
                self.look(value, event)

    def moment(self, moment: model.Moment, event: model.Event) -> None:
        """A moment: a milestone is a word, anything else only its columns."""
        if moment.role == "milestone":
            self.words[event.name].add(moment.name)
        self.columns[event.name].update(moment.columns)

    def sequence(
        self, node: model.Followed | model.Preceded, event: model.Event
    ) -> None:
        """Events that answer others, and the keys that join them."""
        steps = node.steps if isinstance(node, model.Followed) else (node.step,)
        for step in steps:
            self.look(step.population, event)
            self.look(step.limit, event)
            self.look(step.clock, event)
        self.keys(node.keys, (event, *(step.population.event for step in steps)))
        if isinstance(node, model.Followed) and node.every is not None:
            column, members = node.every
            self.columns[steps[0].population.event.name].add(column.name)
            self.lists.add(members.name)

    def recurrence(self, node: model.Recurrence) -> None:
        """Gaps, perhaps inside each event of another kind."""
        self.look(node.population, node.population.event)
        self.look(node.length, node.population.event)
        if node.scope is not None:
            scope = node.scope.event
            self.look(node.scope, scope)
            self.look(node.until, scope)
            self.keys(node.keys, (node.population.event, scope))

    def group(self, group: model.GroupField, event: model.Event) -> None:
        """A column of `for each`, and the list that its groups are taken from."""
        self.look(group.value, event)
        if group.members is None:
            return
        self.lists.add(group.members.name)
        match group.value:
            case (
                model.Column(name=column)
                | model.Measure(value=model.Column(name=column))
            ):
                self.limited.append(LimitedGroup(event.name, column, group.members))
            case _:
                pass
