"""From the declarations of all files to one policy, names, units and sense checked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from itertools import pairwise
from typing import TypeVar

from upheld.dsl import ast, clauses, model
from upheld.dsl.dataclass import dataclass
from upheld.dsl.declarations import Declared, calendar, member_list, override
from upheld.dsl.diagnostics import Diagnostic, Label
from upheld.dsl.editions import EditionReader, FileHead
from upheld.dsl.events import (
    check_once,
    check_spellings,
    check_terms,
    event_of,
    narrowed,
    terms_of,
)
from upheld.dsl.faults import Faults, refused
from upheld.dsl.languages import language_of
from upheld.dsl.metrics import Metrics
from upheld.dsl.setting import Setting
from upheld.dsl.source import Span
from upheld.dsl.vocabulary import ParameterValue, Vocabulary, texts
from upheld.dsl.zones import checked_zone

D = TypeVar("D", bound=ast.Node)

#: Mistakes that a `define` by itself cannot have: its standard brings the clause.
_NEED_A_CLAUSE = frozenset({"E3010", "E3011"})


@dataclass(frozen=True, slots=True)
class File:
    """A file as parsed; `name` is the path as the user gave it."""

    name: str
    document: ast.Document

    def all(self, kind: type[D]) -> Iterator[D]:
        """Its declarations of one kind, in order."""
        return (node for node in self.document.declarations if isinstance(node, kind))


def resolve(
    files: Sequence[File],
    values: Mapping[str, ParameterValue] | None = None,
    *,
    order: Sequence[str] = (),
) -> tuple[model.Policy | None, tuple[Diagnostic, ...]]:
    """One policy from all files; None where anything in them is wrong.

    Args:
        values: Values of parameters from the command line.
        order: Names of the files, the one that speaks for the others first.
    """
    names = order or [file.name for file in files]
    by_rank = sorted(files, key=lambda file: names.index(file.name))
    return _Resolver(files, by_rank).resolve(values or {})


@dataclass(slots=True)
class _Resolver:
    """The work of one run; every mistake ends in `faults`."""

    files: Sequence[File]
    by_rank: Sequence[File]
    faults: Faults = field(default_factory=Faults)
    names: Vocabulary = field(default_factory=Vocabulary)
    heads: dict[str, FileHead] = field(default_factory=dict)

    def resolve(
        self, values: Mapping[str, ParameterValue]
    ) -> tuple[model.Policy | None, tuple[Diagnostic, ...]]:
        self._read_heads()
        self._read_parameters(values)
        self._read_calendars()
        self._read_lists()
        self._read_events()
        self._read_defines()
        standards = self._read_standards()
        editions = {standard.id: standard.editions for standard in standards}
        declared = Declared(self.names, editions)
        waivers = self._read_waivers(declared)
        improvements = self._read_improvements(declared)
        found = self.faults.found()
        if found:
            return None, found
        policy = model.Policy(
            zone=self._zone(),
            events=dict(self.names.events),
            standards=standards,
            calendars=dict(self.names.calendars),
            lists=dict(self.names.lists),
            waivers=waivers,
            improvements=improvements,
            files=tuple(file.name for file in self.files),
        )
        return policy, ()

    # --- heads of files ------------------------------------------------------------

    def _read_heads(self) -> None:
        """A file without a zone or fiscal year takes that of the first that has."""
        zones = {file.name: self._own_zone(file) for file in self.by_rank}
        zone = next((own for own in zones.values() if own), "UTC")
        years = {file.name: self._fiscal_year(file) for file in self.by_rank}
        year = next((own for own in years.values() if own), (1, 1))
        for file in self.by_rank:
            month, day = years[file.name] or year
            self.heads[file.name] = FileHead(
                zones[file.name] or zone, month, day, language_of(file.document)
            )

    def _own_zone(self, file: File) -> str:
        found = list(file.all(ast.Zone))
        for extra in found[1:]:
            self._refuse_twice(extra.span, found[0].span, "the zone")
        for node in found[:1]:
            with self.faults.caught():
                return checked_zone(node.name, node.span)
        return ""

    def _fiscal_year(self, file: File) -> tuple[int, int] | None:
        found = list(file.all(ast.FiscalYear))
        for extra in found[1:]:
            self._refuse_twice(extra.span, found[0].span, "the fiscal year")
        for node in found[:1]:
            return node.month, node.day
        return None

    def _refuse_twice(self, second: Span, first: Span, what: str) -> None:
        labels = (Label(first, "first here"),)
        message = f"{what} is declared twice"
        self.faults.add(Diagnostic("E1010", message, second, labels=labels))

    def _zone(self) -> str:
        return next((head.zone for head in self.heads.values()), "UTC")

    # --- names ---------------------------------------------------------------------

    def _all(self, kind: type[D]) -> Iterator[tuple[File, D]]:
        return ((file, node) for file in self.files for node in file.all(kind))

    def _read_parameters(self, values: Mapping[str, ParameterValue]) -> None:
        seen: dict[str, Span] = {}
        for _, node in self._all(ast.Parameter):
            with self.faults.caught():
                check_once(seen, node.name.text, node.name.span)
                self.names.parameters[node.name.text] = node.value
        override(self.names, values, self.faults)

    def _read_calendars(self) -> None:
        seen: dict[str, Span] = {}
        for file, node in self._all(ast.Calendar):
            with self.faults.caught():
                check_once(seen, node.name.text, node.name.span)
                self.names.calendars[node.name.text] = calendar(node, file.name)

    def _read_lists(self) -> None:
        seen: dict[str, Span] = {}
        for file, node in self._all(ast.MemberList):
            with self.faults.caught():
                check_once(seen, node.name.text, node.name.span)
                check_spellings(node, self.faults)
                zone = self.heads[file.name].zone
                self.names.lists[node.name.text] = member_list(node, zone, file.name)

    def _read_events(self) -> None:
        seen: dict[str, Span] = {}
        read: list[ast.Event] = []
        for file, node in self._all(ast.Event):
            for phrase in node.names:
                with self.faults.caught():
                    check_once(seen, phrase.text, phrase.span)
            terms = terms_of(node, self.faults)
            if terms.name in self.names.terms:
                continue
            read.append(node)
            self.names.terms[terms.name] = terms
            self.names.events[terms.name] = event_of(node, terms, file.name)
            for phrase in node.names:
                self.names.forms.setdefault(texts(phrase.words), terms)
        self._narrow_events(read)

    def _narrow_events(self, nodes: Sequence[ast.Event]) -> None:
        """Binds what is said about rows, once every name is known."""
        for node in nodes:
            terms = self.names.terms[node.names[0].text]
            check_terms(terms, self.names, self.faults)
            with self.faults.caught():
                event = narrowed(node, self.names.events[terms.name], terms, self.names)
                self.names.events[terms.name] = event

    def _read_defines(self) -> None:
        seen: dict[str, Span] = {}
        for _, node in self._all(ast.Define):
            with self.faults.caught():
                check_once(seen, node.name.text, node.name.span)
                self.names.defines[node.name.text] = node
        for node in self.names.defines.values():
            own = Faults()
            with own.caught():
                setting = Setting(self.names)
                Metrics(setting, (node.name.text,)).bind(node.metric)
            found = (each for each in own.found() if each.code not in _NEED_A_CLAUSE)
            self.faults.add(*found)

    # --- standards -----------------------------------------------------------------

    def _read_standards(self) -> tuple[model.Standard, ...]:
        nodes: dict[str, list[tuple[File, ast.Standard]]] = {}
        for file, node in self._all(ast.Standard):
            nodes.setdefault(node.name.text, []).append((file, node))
        self.names.standards.update(nodes)
        found = [self._standard(written) for written in nodes.values()]
        return tuple(standard for standard in found if standard is not None)

    def _standard(
        self, written: Sequence[tuple[File, ast.Standard]]
    ) -> model.Standard | None:
        with self.faults.caught():
            _check_repeated([node for _, node in written])
        read: list[tuple[model.Edition, ast.Standard]] = []
        for file, node in written:
            head = self.heads[file.name]
            edition = EditionReader(self.names, head, self.faults, node).read()
            if edition is not None:
                read.append((edition, node))
        if not read:
            return None
        with self.faults.caught():
            _check_overlap([edition for edition, _ in read])
        read.sort(key=lambda each: each[0].first or "")
        metadata: dict[str, str] = {}
        for _, node in read:
            metadata |= clauses.metadata(clauses.Clauses(node.clauses))
        titles = [node.title for _, node in reversed(read) if node.title]
        return model.Standard(
            id=read[0][1].name.text,
            title=titles[0] if titles else "",
            editions=tuple(edition for edition, _ in read),
            metadata=metadata,
            span=read[0][1].name.span,
        )

    # --- waivers and improvements --------------------------------------------------

    def _read_waivers(self, declared: Declared) -> tuple[model.Waiver, ...]:
        seen: dict[str, Span] = {}
        found: list[model.Waiver] = []
        for _, node in self._all(ast.Waiver):
            with self.faults.caught():
                check_once(seen, node.name.text, node.name.span)
                found.append(declared.waiver(node))
        return tuple(found)

    def _read_improvements(self, declared: Declared) -> tuple[model.Improvement, ...]:
        seen: dict[str, Span] = {}
        found: list[model.Improvement] = []
        for _, node in self._all(ast.Improvement):
            with self.faults.caught():
                check_once(seen, node.name.text, node.name.span)
                found.append(declared.improvement(node))
        return tuple(found)


def _check_repeated(nodes: Sequence[ast.Standard]) -> None:
    """Two standards of one name are editions only where both have dates (E1010)."""
    dated = [
        any(isinstance(clause, ast.Effective) for clause in node.clauses)
        for node in nodes
    ]
    if len(nodes) < 2 or all(dated):
        return
    raise refused(
        "E1010",
        f"the standard `{nodes[1].name.text}` is declared twice",
        nodes[1].name.span,
        help="give it another name, or `effective from` and `until` to each edition",
        labels=(Label(nodes[0].name.span, "first declared here"),),
    )


def _check_overlap(editions: Sequence[model.Edition]) -> None:
    """Editions follow each other without a day in common (E3015)."""
    if len(editions) < 2 or any(not (each.first or each.last) for each in editions):
        return
    for before, after in pairwise(sorted(editions, key=lambda each: each.first or "")):
        if before.last is None or (after.first or "") <= before.last:
            early, late = sorted((before, after), key=lambda each: _line(each.span))
            raise refused(
                "E3015",
                "this edition overlaps another of the same standard",
                late.span,
                help="end one the day before the next begins",
                labels=(Label(early.span, "the other edition"),),
            )


def _line(span: Span) -> tuple[str, int, int]:
    return span.file, span.line, span.column
