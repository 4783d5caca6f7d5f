"""Syntax tree to canonical text: what is printed parses back to the same tree."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, assert_never, cast, get_args

from upheld.dsl import ast
from upheld.dsl.keywords import ENGLISH
from upheld.dsl.print_events import EventPrinter
from upheld.dsl.print_sentences import ends_subordinate
from upheld.dsl.print_values import quoted
from upheld.dsl.source import NOWHERE, Span
from upheld.dsl.table import Table

HEAD = (ast.Zone, ast.Use, ast.Language, ast.FiscalYear)
"""What stands in the head of a file, without blank lines between."""


class Line(NamedTuple):
    """One line of a declaration, and the place of what it was printed from.

    `begins` is False where that is the place of a name, behind the keyword.
    """

    text: str
    span: Span
    begins: bool = True


class Printer(EventPrinter):
    """Prints declarations and whole files in one language."""

    def document(self, node: ast.Document) -> str:
        """A whole file, one blank line between declarations."""
        text = ""
        before: ast.Declaration | None = None
        for declaration in node.declarations:
            together = isinstance(before, HEAD) and isinstance(declaration, HEAD)
            text += "" if before is None or together else "\n"
            text += self.declaration(declaration) + "\n"
            before = declaration
        return text

    def declaration(self, node: ast.Declaration) -> str:
        """One declaration, its clauses on lines of their own."""
        return "\n  ".join(line.text for line in self.lines(node))

    def lines(self, node: ast.Declaration) -> tuple[Line, ...]:
        """The lines of a declaration, the first its head, the others its clauses."""
        match node:
            case ast.Event():
                head = f"{self.key('EVENT')} {', '.join(map(self.phrase, node.names))}"
                clauses = (_line(self.event_clause(c), c) for c in node.clauses)
                return (Line(head, _until(node.span, node.names[-1])), *clauses)
            case ast.Calendar():
                head = f"{self.key('CALENDAR')} {self.phrase(node.name)}"
                hours = (Line(self.calendar_clause(c), c.span) for c in node.clauses)
                return (Line(head, _until(node.span, node.name)), *hours)
            case ast.Standard():
                return tuple(self._standard(node))
            case ast.Waiver():
                return tuple(self._waiver(node))
            case _:
                return (_line(self._single(node), node),)

    def _single(
        self,
        node: ast.Zone
        | ast.Use
        | ast.Language
        | ast.FiscalYear
        | ast.MemberList
        | ast.Parameter
        | ast.Define
        | ast.Improvement,
    ) -> str:
        """A declaration of one line."""
        match node:
            case ast.Zone():
                return f"{self.key('ZONE')} {node.name}"
            case ast.Use():
                return f"{self.key('USE')} {quoted(node.path.text)}"
            case ast.Language():
                return f"{self.key('LANGUAGE')} {node.code}"
            case ast.FiscalYear():
                month = self.table.months[node.month - 1][0]
                day = f"{node.day}{self.table.ordinal}"
                return f"{self.key('FISCAL_YEAR')} {day} {month}"
            case ast.MemberList():
                return self._member_list(node)
            case ast.Parameter():
                name = f"{self.key('PARAMETER')} {self.phrase(node.name)}"
                return f"{name} = {self.value(node.value)}"
            case ast.Define():
                name = f"{self.key('DEFINE')} {self.phrase(node.name)}"
                return f"{name} {self.key('AS')} {self.metric(node.metric)}"
            case ast.Improvement():
                return self._improvement(node)
            case _:
                assert_never(node)

    def _improvement(self, node: ast.Improvement) -> str:
        name = f"{self.key('IMPROVEMENT')} {self.word(node.name)}"
        standard = f"{self.key('FOR')} {self.word(node.standard)}"
        started = f"{self.key('STARTED')} {node.started.text}"
        text = f" {quoted(node.text)}" if node.text is not None else ""
        return f"{name} {standard} {started}{text}"

    def _member_list(self, node: ast.MemberList) -> str:
        head = f"{self.key('LIST')} {self.phrase(node.name)}"
        if node.path is None:
            return f"{head} {', '.join(quoted(member.text) for member in node.members)}"
        parts = [head, self.key("FROM"), quoted(node.path.text)]
        parts += [self.key("COLUMN"), self.word(node.column)] if node.column else []
        parts += [self.key("SINCE"), self.moment(node.since)] if node.since else []
        if node.until:
            parts += [self.key("UNTIL", "date"), self.moment(node.until)]
        return " ".join(parts)

    # --- standards ----------------------------------------------------------------

    def sentence_of(self, standard: ast.Standard) -> str:
        """The sentence with its window; see `print_sentence`."""
        where = None
        if _lacks_outcome(standard):
            wheres = (one for one in standard.clauses if isinstance(one, ast.Where))
            where = next(wheres, None)
        return self._sentence_line(standard, where)

    def _sentence_line(self, standard: ast.Standard, where: ast.Where | None) -> str:
        comma = "," if "WHERE" in self.table.commas else ""
        text = self.sentence(standard.sentence)
        text += f"{comma} {self.clause(where)}" if where else ""
        if standard.window is None:
            return text
        ends = where is not None or ends_subordinate(standard.sentence)
        closing = "," if ends and "PER" in self.table.commas else ""
        return f"{text}{closing} {self.window(standard.window)}"

    def _standard(self, node: ast.Standard) -> Iterator[Line]:
        title = f" {quoted(node.title)}" if node.title is not None else ""
        head = f"{self.key('STANDARD')} {self.word(node.name)}{title}"
        yield Line(head, _until(node.span, node.name))
        clauses = node.clauses
        where = None
        if _lacks_outcome(node) and clauses and isinstance(clauses[0], ast.Where):
            where, clauses = clauses[0], clauses[1:]
        yield Line(self._sentence_line(node, where), _sentence_span(node, where))
        for clause in clauses:
            yield _line(self.clause(clause), clause)

    # --- waivers ------------------------------------------------------------------

    def _waiver(self, node: ast.Waiver) -> Iterator[Line]:
        places = dict(node.places)
        head = f"{self.key('WAIVER')} {self.word(node.name)}"
        yield Line(head, _until(node.span, node.name))
        if node.kind:
            names = ", ".join(map(self.word, node.standards))
            text = f"{self.key(node.kind.upper())} {names}"
            yield Line(text, places.get("kind", NOWHERE))
        if node.first or node.last:
            first = places.get("first", NOWHERE)
            last = places.get("last", NOWHERE)
            span = first if first is not NOWHERE else last
            yield Line(self._days(node), span)
        if node.condition:
            text = f"{self.key('WHERE')} {self.condition(node.condition)}"
            yield Line(text, places.get("where", NOWHERE))
        if node.reason is not None:
            text = f"{self.key('BECAUSE')} {quoted(node.reason)}"
            yield Line(text, places.get("reason", NOWHERE))
        if node.approver is not None:
            yield Line(self._approval(node), places.get("approved", NOWHERE))

    def _days(self, node: ast.Waiver) -> str:
        parts = []
        if node.first:
            parts.append(f"{self.key('FROM', 'waiver')} {node.first.text}")
        if node.last:
            parts.append(f"{self.key('UNTIL', 'date')} {node.last.text}")
        return " ".join(parts)

    def _approval(self, node: ast.Waiver) -> str:
        date = ""
        if node.approved_on:
            date = f" {self.key('ON', 'date')} {node.approved_on.text}"
        return f"{self.key('APPROVED_BY')} {quoted(node.approver or '')}{date}"

    # --- any node -----------------------------------------------------------------

    def node(self, node: ast.Node) -> str:
        """Any node in canonical wording."""
        if isinstance(node, ast.Arithmetic):
            return self.metric(node) if _holds_metric(node) else self.expression(node)
        for kinds, printed in _PRINTERS:
            if isinstance(node, kinds):
                return printed(self, node)
        # What is left is a metric; anything else is told as an internal error there.
        return self.metric(cast("ast.Metric", node))


def _line(text: str, node: ast.Node) -> Line:
    """A line printed from one node; a zone or language has the place of its name."""
    named = isinstance(node, ast.Zone | ast.Language | ast.SourceZone)
    return Line(text, node.span, not named)


def _until(whole: Span, last: ast.Node) -> Span:
    """From the start of a declaration to the end of its head."""
    return whole if last.span is NOWHERE else whole.to(last.span)


def _lacks_outcome(standard: ast.Standard) -> bool:
    return (
        isinstance(standard.sentence, ast.Share) and standard.sentence.outcome is None
    )


def _sentence_span(node: ast.Standard, where: ast.Where | None) -> Span:
    """The sentence with what is printed on its line, where that stood behind it."""
    span = where.span if where else node.sentence.span
    whole = node.sentence.span.to(span)
    rest = [c.span for c in node.clauses if c is not where]
    if node.window is None:
        return whole
    place = (node.window.span.line, node.window.span.column)
    if rest and (rest[0].line, rest[0].column) < place:
        return whole
    return node.sentence.span.to(node.window.span)


def _holds_metric(node: ast.Arithmetic) -> bool:
    rows = (ast.Word, ast.Text, ast.Points, ast.Negative)
    return not any(isinstance(part, rows) for part in (node.left, node.right)) and any(
        _holds_metric(part)
        if isinstance(part, ast.Arithmetic)
        else not isinstance(part, get_args(ast.Expression))
        for part in (node.left, node.right)
    )


#: Kinds of nodes and what prints them; the first that fits counts.
_PRINTERS: tuple[tuple[tuple[Any, ...], Callable[[Printer, Any], str]], ...] = (
    ((ast.Word,), Printer.word),
    ((ast.WorkingLength, ast.Date, *get_args(ast.Value)), Printer.value),
    (get_args(ast.Condition), Printer.condition),
    ((ast.Negative,), Printer.expression),
    ((ast.Within, ast.By, ast.Before), Printer.limit_of_outcome),
    (get_args(ast.Outcome), Printer.outcome),
    ((ast.Step,), Printer.step),
    ((ast.Limit, ast.Band, ast.Relative), Printer.target),
    ((ast.Reference,), Printer.reference),
    (get_args(ast.Window), Printer.window),
    ((ast.ListRef,), Printer.list_ref),
    (get_args(ast.Sentence), Printer.sentence),
    ((ast.GroupField,), Printer.group_field),
    ((ast.NamedBand,), Printer.named_band),
    ((ast.Bands,), Printer.bands),
    ((ast.MomentColumns,), Printer.moment),
    ((ast.Branch,), Printer.branch),
    ((ast.Piecewise,), Printer.piecewise),
    ((ast.Hours, ast.Closed, ast.ClosedOn), Printer.calendar_clause),
    (get_args(ast.StandardClause), Printer.clause),
    (get_args(ast.EventClause), Printer.event_clause),
    (get_args(ast.Declaration), Printer.declaration),
    ((ast.Document,), Printer.document),
)


def print_document(document: ast.Document, table: Table = ENGLISH) -> str:
    """A whole file, one blank line between declarations."""
    return Printer(table).document(document)


def print_declaration(node: ast.Declaration, table: Table = ENGLISH) -> str:
    """One declaration, its clauses on lines of their own."""
    return Printer(table).declaration(node)


def print_sentence(standard: ast.Standard, table: Table = ENGLISH) -> str:
    """The sentence with its window: `90% of calls answered within 2m per day`.

    The first `where` of a share without an outcome belongs to the sentence.
    """
    return Printer(table).sentence_of(standard)


def print_node(node: ast.Node, table: Table = ENGLISH) -> str:
    """Any node in canonical wording."""
    return Printer(table).node(node)
