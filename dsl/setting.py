"""What a sentence is read against: the vocabulary, and the clauses that bear on it."""

from collections.abc import Sequence
from dataclasses import field

from upheld.dsl import ast, model
from upheld.dsl.conditions import Rows
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import suggestion
from upheld.dsl.faults import refused
from upheld.dsl.readings import AS_NUMBER, declared_reading, unit_of
from upheld.dsl.source import Span
from upheld.dsl.units import (
    COUNTED,
    mismatch,
    period,
    time_unit,
    unit_of_plain,
    working_length,
)
from upheld.dsl.vocabulary import EventTerms, Named, Vocabulary, phrase_of

Time = model.Period | model.WorkingTime | model.WorkingDays


@dataclass(frozen=True, slots=True)
class Setting:
    """The surroundings of one sentence.

    `calendar_clause` and `matching` are the standard's own clauses; `first_where` is
    the condition that a share without another outcome is about.
    """

    vocabulary: Vocabulary
    calendar_clause: ast.UseCalendar | None = None
    matching: ast.Matching | None = None
    first_where: ast.Condition | None = None

    _rows: dict[str, Rows] = field(default_factory=dict)

    def rows(self, terms: EventTerms) -> Rows:
        """The binder for one event's rows."""
        return self._rows.setdefault(terms.name, Rows(terms, self.vocabulary))

    def population(self, phrase: ast.Phrase) -> tuple[EventTerms, model.Population]:
        """Events by their words, nothing standing behind them (E1001 to E1003)."""
        named = self.vocabulary.split(phrase)
        if named.rest:
            raise refused(
                "E1001",
                f"`{phrase_of(named.rest).text}` stands behind the event",
                named.rest[0].span,
                help=f"write it in front: `{named.rest[0].text} {named.terms.name}`",
            )
        return named.terms, self.narrowed(named)

    def narrowed(self, named: Named) -> model.Population:
        """The events named, with their adjectives as conditions."""
        rows = self.rows(named.terms)
        where = tuple(rows.narrowing(adjective) for adjective in named.adjectives)
        event = self.vocabulary.events[named.terms.name]
        return model.Population(event, where, words=named.words)

    def calendar(self, span: Span) -> str:
        """The calendar that working time is counted by (E1005, E3011)."""
        if self.calendar_clause is not None:
            return self.vocabulary.calendar(self.calendar_clause.name)
        names = tuple(self.vocabulary.calendars)
        if len(names) == 1:
            return names[0]
        if not names:
            message = "working time needs a calendar, and none is declared"
            help = "declare one: `calendar office Mon-Fri 08:00-18:00`"
        else:
            message = "working time needs a calendar, and several are declared"
            help = f"say which: `calendar {names[0]}`; known: {', '.join(names)}"
        raise refused("E3011", message, span, help=help)

    def keys(self, left: EventTerms, right: EventTerms, span: Span) -> tuple[str, ...]:
        """The names of the keys that join two events (E1011, E3009, E3010)."""
        shared = [name for name in left.keys if name in right.keys]
        if self.matching is not None:
            return tuple(known_key(key, shared) for key in self.matching.keys)
        if not shared:
            raise refused(
                "E3009",
                f"`{left.name}` and `{right.name}` share no key",
                span,
                help="declare one on both: `about customer customer_id`",
            )
        if len(shared) > 1:
            raise refused(
                "E3010",
                f"`{left.name}` and `{right.name}` share several keys: "
                + ", ".join(shared),
                span,
                help=f"say which: `matching {shared[0]}`",
            )
        return (shared[0],)

    # --- lengths -------------------------------------------------------------------

    def limit(self, node: ast.LengthValue, terms: EventTerms) -> model.LimitLength:
        """A limit: a length, working time, a parameter, or a measure of the row."""
        if isinstance(node, ast.Phrase) and node.text in terms.measures:
            return self._row_limit(terms.measures[node.text], terms, node.span)
        return self.time(node, terms)

    def time(self, node: ast.LengthValue, terms: EventTerms | None = None) -> Time:
        """A length that is the same for every row (E1006, E2001)."""
        if isinstance(node, ast.WorkingLength):
            return working_length(node, self.calendar(node.span))
        if isinstance(node, ast.Length):
            return period(node)
        value = self.vocabulary.parameter(node)
        if isinstance(value, ast.Length | ast.WorkingLength):
            return self.time(value)
        if value is not None:
            raise mismatch(model.LENGTH, unit_of_plain(value), node.span)
        names = {*self.vocabulary.parameters, *(terms.measures if terms else ())}
        raise refused(
            "E1006",
            f"unknown limit `{node.text}`",
            node.span,
            help=suggestion(node.text, names),
        )

    def _row_limit(
        self, measure: ast.Measure, terms: EventTerms, span: Span
    ) -> model.RowLength:
        rows = self.rows(terms)
        if isinstance(measure.value, ast.Length):
            return model.RowLength(
                ((None, self.time(measure.value)),), measure.name.text
            )
        if not isinstance(measure.value, ast.Piecewise):
            value = rows.measure(measure.name.text, AS_NUMBER, span)
            if value.unit != model.LENGTH:
                raise mismatch(model.LENGTH, value.unit, span)
            own = self._own_value(value, measure, span)
            return model.RowLength(((None, own),), measure.name.text)
        piecewise = measure.value
        branches = [
            (rows.condition(each.condition), self._branch(each.value, measure, rows))
            for each in piecewise.branches
        ]
        if piecewise.otherwise is None:
            return model.RowLength(tuple(branches), measure.name.text)
        last = self._branch(piecewise.otherwise, measure, rows)
        return model.RowLength((*branches, (None, last)), measure.name.text)

    def _branch(
        self,
        node: ast.Expression | ast.WorkingLength,
        measure: ast.Measure,
        rows: Rows,
    ) -> Time | model.RowWorking | model.Expression:
        if isinstance(node, ast.Length | ast.WorkingLength):
            return self.time(node)
        if isinstance(node, ast.Word) and node.text in self.vocabulary.parameters:
            return self.time(ast.Phrase((node,), span=node.span))
        reading = declared_reading(measure)
        value = rows.value(node, reading)
        if unit_of(value) != model.LENGTH:
            raise mismatch(model.LENGTH, unit_of(value), node.span)
        if isinstance(value, model.Constant) and not isinstance(value.value, str):
            return self._constant(int(value.value), measure, node.span)
        return self._own_value(value, measure, node.span)

    def _own_value(
        self, value: model.Expression, measure: ast.Measure, span: Span
    ) -> model.RowWorking | model.Expression:
        """A limit that stands in the row: exact time, or time a calendar is open."""
        unit = working_unit(measure)
        if unit is None:
            return value
        return model.RowWorking(value, self.calendar(span), unit == "day")

    def _constant(self, microseconds: int, measure: ast.Measure, span: Span) -> Time:
        unit = working_unit(measure)
        if unit is None:
            return model.Period(microseconds=microseconds)
        if unit == "day":
            return model.WorkingDays(
                _whole_days(microseconds, span), self.calendar(span)
            )
        return model.WorkingTime(microseconds, self.calendar(span))


def working_unit(measure: ast.Measure) -> str | None:
    """`hour` of a measure `in working hours`; None of one in exact time."""
    if not isinstance(measure.unit, ast.Word):
        return None
    if not measure.unit.text.startswith("working "):
        return None
    return time_unit(measure.unit.text.removeprefix("working "))


def _whole_days(microseconds: int, span: Span) -> int:
    days, rest = divmod(microseconds, COUNTED["day"])
    if rest:
        raise refused(
            "E0008",
            "a part of a working day has no exact length",
            span,
            help="write whole days, or working hours",
        )
    return days


def known_key(key: ast.Phrase, shared: Sequence[str]) -> str:
    """The name of a key, if it is one of these (E1011)."""
    if key.text not in shared:
        raise refused(
            "E1011",
            f"`{key.text}` is no key here",
            key.span,
            help=suggestion(key.text, shared),
        )
    return key.text
