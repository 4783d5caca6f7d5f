"""Canonical text of the clauses of an event."""

from typing import assert_never

from upheld.dsl import ast
from upheld.dsl.print_clauses import ClausePrinter
from upheld.dsl.print_values import quoted


class EventPrinter(ClausePrinter):
    """Prints what an event says of the rows of its source."""

    def event_clause(self, node: ast.EventClause) -> str:
        """One clause of an event on one line."""
        match node:
            case ast.From():
                return f"{self.key('FROM')} {quoted(node.path.text)}"
            case ast.IdentifiedBy():
                unique = f", {self.key('UNIQUE')}" if node.unique else ""
                return (
                    f"{self.key('IDENTIFIED_BY')} {self._words(node.columns)}{unique}"
                )
            case ast.About():
                key = f"{self.key('ABOUT')} {self.word(node.key)}"
                return f"{key} {self.word(node.column)}"
            case ast.Where():
                return f"{self.key('WHERE')} {self.condition(node.condition)}"
            case ast.Milestone() | ast.State() | ast.Measure():
                return self._term(node)
            case ast.OccurringAt() | ast.Lasting() | ast.LastingUntilNext():
                return self._time(node)
            case _:
                return self._source(node)

    def _term(self, node: ast.Milestone | ast.State | ast.Measure) -> str:
        """`answered at answered_at`, `urgent when …`, `wait is …`."""
        names = ", ".join(map(self.phrase, (node.name, *node.forms)))
        match node:
            case ast.Milestone():
                return f"{names} {self.key('AT')} {self.moment(node.moment)}"
            case ast.State():
                return f"{names} {self.key('WHEN')} {self.condition(node.condition)}"
            case ast.Measure():
                return f"{names} {self.key('IS', 'measure')} {self._measured(node)}"
            case _:
                assert_never(node)

    def _time(self, node: ast.OccurringAt | ast.Lasting | ast.LastingUntilNext) -> str:
        """When an event happens."""
        match node:
            case ast.OccurringAt():
                return f"{self.key('OCCURRING_AT')} {self.moment(node.moment)}"
            case ast.Lasting():
                start = f"{self.key('DURING', 'interval')} {self.moment(node.start)}"
                return f"{start} {self.key('TO')} {self.moment(node.end)}"
            case ast.LastingUntilNext():
                return self.key("LASTING_NEXT")
            case _:
                assert_never(node)

    def _source(
        self,
        node: ast.SourceZone
        | ast.Empty
        | ast.Pick
        | ast.RejectAbove
        | ast.CompleteFrom,
    ) -> str:
        """How the rows of the source are read."""
        match node:
            case ast.SourceZone():
                return f"{self.key('SOURCE_ZONE')} {node.name}"
            case ast.Empty():
                texts = ", ".join(quoted(text.text) for text in node.texts)
                return f"{self.key('EMPTY_IS')} {texts}"
            case ast.Pick():
                by = self.key(f"{node.which.upper()}_BY")
                return f"{by} {self._words(node.columns)}"
            case ast.RejectAbove():
                return f"{self.key('REJECT_ABOVE')} {self.value(node.share)}"
            case ast.CompleteFrom():
                return f"{self.key('COMPLETE_FROM')} {node.date.text}"
            case _:
                assert_never(node)

    def _words(self, words: tuple[ast.Word, ...]) -> str:
        return ", ".join(map(self.word, words))

    def moment(self, node: ast.MomentColumns) -> str:
        """`day + clock in "%d/%m/%Y %H:%M"`."""
        spelling = ""
        if node.spelling:
            spelling = f" {self.key('IN', 'spelling')} {quoted(node.spelling.text)}"
        return " + ".join(map(self.word, node.columns)) + spelling

    def _measured(self, node: ast.Measure) -> str:
        """`wait_s in seconds`."""
        unit = f" {self._unit(node.unit)}" if node.unit else ""
        if isinstance(node.value, ast.Piecewise):
            return f"{self.piecewise(node.value)}{unit}"
        return f"{self.expression(node.value)}{unit}"

    def _unit(self, node: ast.Word | ast.Text) -> str:
        """`in seconds`; the tree holds the English plural of a unit of time."""
        if isinstance(node, ast.Text):
            return f"{self.key('IN', 'spelling')} {quoted(node.text)}"
        noun = node.text.removesuffix("s")
        if noun not in self.table.counted:
            return f"{self.key('IN', 'spelling')} {node.text}"
        return self.table.says.get(f"IN {noun}") or (
            f"{self.key('IN')} {self.table.counted[noun].many}"
        )

    def piecewise(self, node: ast.Piecewise) -> str:
        """`4h when priority is "P1", else 24h`."""
        branches = ", ".join(map(self.branch, node.branches))
        if node.otherwise is None:
            return branches
        return f"{branches}, {self.key('ELSE')} {self._amount(node.otherwise)}"

    def branch(self, node: ast.Branch) -> str:
        """`4h when priority is "P1"`."""
        condition = self.condition(node.condition)
        return f"{self._amount(node.value)} {self.key('WHEN')} {condition}"

    def _amount(self, node: ast.Expression | ast.WorkingLength) -> str:
        if isinstance(node, ast.WorkingLength):
            return self.value(node)
        return self.expression(node)
