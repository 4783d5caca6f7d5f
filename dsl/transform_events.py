"""Events and their clauses."""

from typing import Any

from upheld.dsl import ast
from upheld.dsl.token import Token
from upheld.dsl.transform_clauses import ClauseBuilder

#: Clauses of an event that stand at most once.
_ONCE = (
    ast.IdentifiedBy,
    ast.OccurringAt,
    ast.Lasting,
    ast.LastingUntilNext,
    ast.SourceZone,
    ast.Pick,
    ast.RejectAbove,
    ast.CompleteFrom,
)


class EventBuilder(ClauseBuilder):
    """Builds events: what the rows of a source mean."""

    def event(self, parts: list[Any]) -> ast.Event:
        """`event call, calls from "calls.parquet" …`."""
        names = tuple(part for part in parts if isinstance(part, ast.Phrase))
        start = 2 * len(names)
        clauses = tuple(parts[start:])
        self.once(clauses, _ONCE)
        return ast.Event(names, clauses, span=self.span(parts))

    def once(self, clauses: tuple[Any, ...], kinds: tuple[type[ast.Node], ...]) -> None:
        """Refuses a second clause of a kind that stands at most once."""
        seen: set[type] = set()
        for clause in clauses:
            if isinstance(clause, kinds):
                if type(clause) in seen:
                    self.refuse_repeated(clause)
                seen.add(type(clause))

    def refuse_repeated(self, clause: ast.Node) -> None:
        """A clause that stands twice; the place is the second."""
        self.refuse(
            "E0006",
            "this clause stands twice",
            clause.span,
            "write it once and remove this one",
        )

    def from_clause(self, parts: list[Any]) -> ast.From:
        """`from "calls.parquet"`."""
        return ast.From(parts[1], span=self.span(parts))

    def identified(self, parts: list[Any]) -> ast.IdentifiedBy:
        """`identified by region, call_id`."""
        columns = tuple(part for part in parts if isinstance(part, ast.Word))
        return ast.IdentifiedBy(columns, parts[-1] is not None, span=self.span(parts))

    def about(self, parts: list[Any]) -> ast.About:
        """`about customer customer_id`."""
        return ast.About(parts[1], parts[2], span=self.span(parts))

    def occurring(self, parts: list[Any]) -> ast.OccurringAt:
        """`occurring at queued_at`."""
        return ast.OccurringAt(parts[1], span=self.span(parts))

    def moment(self, parts: list[Any]) -> ast.MomentColumns:
        """`day + clock in "%d/%m/%Y %H:%M"`."""
        first, _, second, _, spelling = parts
        columns = (first,) if second is None else (first, second)
        return ast.MomentColumns(columns, spelling, span=self.span(parts))

    def lasting(self, parts: list[Any]) -> ast.Lasting:
        """`during held_from to held_until`."""
        return ast.Lasting(parts[1], parts[3], span=self.span(parts))

    def lasting_next(self, parts: list[Any]) -> ast.LastingUntilNext:
        """`lasting until the next`."""
        return ast.LastingUntilNext(span=self.span(parts))

    def source_zone(self, parts: list[Any]) -> ast.SourceZone:
        """`source zone Europe/Prague`; the place is that of the zone."""
        return ast.SourceZone(str(parts[1]), span=self.span(parts[1:]))

    def empty(self, parts: list[Any]) -> ast.Empty:
        """`empty is "?", "-"`."""
        return ast.Empty(tuple(parts[1::2]), span=self.span(parts))

    def pick(self, parts: list[Any]) -> ast.Pick:
        """`latest by updated_at, version`."""
        columns, span = tuple(parts[1::2]), self.span(parts)
        if parts[0].type == "LATEST_BY":
            return ast.Pick("latest", columns, span=span)
        return ast.Pick("first", columns, span=span)

    def reject(self, parts: list[Any]) -> ast.RejectAbove:
        """`reject above 1%`."""
        return ast.RejectAbove(self.value_of(parts[1]), span=self.span(parts))

    def complete(self, parts: list[Any]) -> ast.CompleteFrom:
        """`complete from 2025-01-01`."""
        return ast.CompleteFrom(self.date(parts[1]), span=self.span(parts))

    def milestone(self, parts: list[Any]) -> ast.Milestone:
        """`answered at answered_at`."""
        name, *forms = self._names(parts)
        return ast.Milestone(name, parts[-1], tuple(forms), span=self.span(parts))

    def state(self, parts: list[Any]) -> ast.State:
        """`urgent when priority is "P1"`."""
        name, *forms = self._names(parts)
        condition = self.condition_of(parts[-1])
        return ast.State(name, condition, tuple(forms), span=self.span(parts))

    def measure(self, parts: list[Any]) -> ast.Measure:
        """`wait is answered - queued_at`."""
        name, *forms = self._names(parts)
        *_, value, _, unit = parts
        if not isinstance(value, ast.Piecewise):
            value = self.expression_of(value)
        return ast.Measure(name, value, unit, tuple(forms), span=self.span(parts))

    def _names(self, parts: list[Any]) -> list[ast.Phrase]:
        """A term and its inflected forms, at the head of a clause."""
        found = [parts[0]]
        for comma, name in zip(parts[1::2], parts[2::2], strict=False):
            if comma.type != "COMMA":
                break
            found.append(name)
        return found

    def piecewise(self, parts: list[Any]) -> ast.Piecewise:
        """`4h when priority is "P1", else 24h`."""
        branches = tuple(part for part in parts if isinstance(part, ast.Branch))
        last = parts[-1]
        has_else = isinstance(last, ast.Node) and not isinstance(last, ast.Branch)
        otherwise = self.expression_of(last) if has_else else None
        return ast.Piecewise(branches, otherwise, span=self.span(parts))

    def branch(self, parts: list[Any]) -> ast.Branch:
        """`4h when priority is "P1"`."""
        value, _, condition = parts
        return ast.Branch(
            self.expression_of(value),
            self.condition_of(condition),
            span=self.span(parts),
        )

    def unit(self, parts: list[Any]) -> ast.Word | ast.Text:
        """`seconds`, `working hours`, `EUR` or a spelling in quotes."""
        last = parts[-1]
        if isinstance(last, ast.Text):
            return last
        return ast.Word(self._unit_text(parts), span=self.span(parts))

    def _unit_text(self, parts: list[Token]) -> str:
        if parts[0].type == "CURRENCY":
            return str(parts[0])
        # `ast.Measure` promises English plurals, whatever the language of the file
        if parts[0].type == "WORKING_UNIT":
            return f"working {self.working[' '.join(self.words_of(parts[0]))]}s"
        return f"{self.units[parts[0]]}s"
