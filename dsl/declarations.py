"""Calendars, lists, parameters, waivers and improvements."""

from collections.abc import Mapping, Sequence

from upheld.dsl import ast, model
from upheld.dsl.dataclass import dataclass
from upheld.dsl.dates import span_of_days
from upheld.dsl.diagnostics import RefusedError, suggestion
from upheld.dsl.events import check_once
from upheld.dsl.faults import Faults, refused
from upheld.dsl.setting import Setting
from upheld.dsl.source import NOWHERE, Span
from upheld.dsl.units import described, unit_of_plain
from upheld.dsl.vocabulary import EventTerms, ParameterValue, Vocabulary, texts


def calendar(node: ast.Calendar, file: str) -> model.Calendar:
    """Opening hours by weekday; a calendar that never opens is refused (E3020)."""
    hours: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    closed: list[str] = []
    files: list[tuple[str, Span]] = []
    for clause in node.clauses:
        match clause:
            case ast.Hours():
                for day in clause.days:
                    hours[day].extend(clause.ranges)
            case ast.Closed():
                closed += [date.text for date in clause.dates]
            case ast.ClosedOn():
                files.append((clause.path.text, clause.path.span))
    if not any(hours):
        raise refused(
            "E3020",
            f"`{node.name.text}` is never open",
            node.name.span,
            help="write its hours: `Mon-Fri 08:00-18:00`",
        )
    week = tuple(tuple(sorted(set(ranges))) for ranges in hours)
    return model.Calendar(
        node.name.text, week, tuple(closed), tuple(files), file, span=node.name.span
    )


def member_list(node: ast.MemberList, zone: str, file: str) -> model.Members:
    """A list: members as written, each once (E1010), or a file and its column."""
    seen: dict[str, Span] = {}
    for member in node.members:
        check_once(seen, member.text, member.span)
    return model.Members(
        node.name.text,
        tuple(member.text for member in node.members),
        node.path.text if node.path else None,
        node.column.text if node.column else "",
        _moment(node.since, zone),
        _moment(node.until, zone),
        file,
        span=node.path.span if node.path else node.name.span,
        column_span=node.column.span if node.column else NOWHERE,
    )


def _moment(node: ast.MomentColumns | None, zone: str) -> model.Moment | None:
    if node is None:
        return None
    columns = texts(node.columns)
    spelling = node.spelling.text if node.spelling else ""
    name = " + ".join(columns)
    return model.Moment(name, "column", columns, spelling, zone, span=node.span)


def override(
    vocabulary: Vocabulary, values: Mapping[str, ParameterValue], faults: Faults
) -> None:
    """Puts the values of `--set` in the place of those declared (E1006, E2001)."""
    for name, value in values.items():
        with faults.caught():
            _override(vocabulary, name, value)


def _override(vocabulary: Vocabulary, name: str, value: ParameterValue) -> None:
    declared = vocabulary.parameters.get(name)
    if declared is None:
        hint = suggestion(name, vocabulary.parameters)
        message = f"`--set {name}`: there is no parameter `{name}`"
        raise refused("E1006", message, NOWHERE, help=hint)
    if _unit(declared) != _unit(value):
        raise refused(
            "E2001",
            f"`--set {name}`: expected {described(_unit(declared))}, "
            f"found {described(_unit(value))}",
            NOWHERE,
            help="write the value as it would stand in the file: `--set target=92%`",
        )
    vocabulary.parameters[name] = value


def _unit(value: ParameterValue) -> model.Unit:
    if isinstance(value, ast.WorkingLength):
        return model.LENGTH
    return unit_of_plain(value)


@dataclass(frozen=True, slots=True)
class Declared:
    """The standards that waivers and improvements may name, with their first events."""

    vocabulary: Vocabulary
    standards: Mapping[str, Sequence[model.Edition]]

    def waiver(self, node: ast.Waiver) -> model.Waiver:
        """A waiver with everything it needs (E1007, E3014, E3016, E3017)."""
        kind, first, last = node.kind, node.first, node.last
        if not node.standards or kind is None:
            raise _missing(node, "`excuses` or `accepts`", "excuses STANDARD")
        if first is None or last is None:
            word = "from" if first is None else "until"
            raise _missing(node, f"`{word}`", f"{word} 2026-01-12")
        if not node.reason:
            raise _missing(node, "`because`", 'because "REASON"')
        if not node.approver:
            raise _missing(node, "`approved by`", 'approved by "ROLE" on 2026-01-13')
        for name in node.standards:
            self._known(name)
        span_of_days(first, last)
        return model.Waiver(
            node.name.text,
            kind,
            texts(node.standards),
            first.text,
            last.text,
            node.reason,
            node.approver,
            node.approved_on.text if node.approved_on else "",
            self._condition(node, kind),
            span=node.name.span,
        )

    def improvement(self, node: ast.Improvement) -> model.Improvement:
        """An improvement of a standard that exists (E1007)."""
        self._known(node.standard)
        return model.Improvement(
            node.name.text,
            node.standard.text,
            node.started.text,
            node.text or "",
            span=node.name.span,
        )

    def _known(self, word: ast.Word) -> None:
        if word.text not in self.vocabulary.standards:
            hint = suggestion(word.text, self.vocabulary.standards)
            message = f"unknown standard `{word.text}`"
            raise refused("E1007", message, word.span, help=hint)

    def _condition(self, node: ast.Waiver, kind: str) -> model.Condition | None:
        """The condition, read over the events of the first standard named."""
        if node.condition is None:
            return None
        found: model.Condition | None = None
        for word in node.standards:
            for edition in self.standards.get(word.text, ()):
                if kind == "accepts":
                    self._check_groups(node.condition, edition)
                terms = self._terms(edition)
                bound = Setting(self.vocabulary).rows(terms).condition(node.condition)
                found = found or bound
        return found

    def _check_groups(self, condition: ast.Condition, edition: model.Edition) -> None:
        """`accepts` speaks of results, which know only their groups (E3017)."""
        names = {*self.vocabulary.parameters}
        names |= {field.name for field in edition.groups}
        for field in edition.groups:
            if isinstance(field.value, model.Column):
                names.add(field.value.name)
        for node in ast.walk(condition):
            if isinstance(node, ast.Word) and node.text not in names:
                known = ", ".join(field.name for field in edition.groups) or "none"
                raise refused(
                    "E3017",
                    f"`{node.text}` is no column of `for each`",
                    node.span,
                    help=f"known: {known}",
                )

    def _terms(self, edition: model.Edition) -> EventTerms:
        return self.vocabulary.terms[edition.populations[0].event.name]


def _missing(node: ast.Waiver, what: str, example: str) -> RefusedError:
    return refused(
        "E3016",
        f"the waiver `{node.name.text}` says no {what}",
        node.span,
        help=f"write `{example}`",
    )
