"""The last step of a tally: numbers by window and group, from rows with a state."""

from fractions import Fraction
from typing import assert_never

from upheld.checker.chain import ROW
from upheld.checker.rows import exact_decimal
from upheld.checker.sql.nodes import (
    Aggregate,
    Binary,
    Case,
    Expr,
    In,
    IsNull,
    Join,
    Name,
    Not,
    Output,
    Query,
    Relation,
    Select,
    Star,
    Values,
    both,
    text,
    whole,
)
from upheld.checker.states import EXCLUDED, INVALID, NOBODY
from upheld.checker.tally import (
    ENDLESS,
    MERGED,
    OTHER,
    OUTSIDE,
    RUNNING,
    USED,
    WITHOUT,
    Compiler,
    group_column,
)
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Tallying:
    """Counts the rows that a compiler judges."""

    compiler: Compiler

    def query(self) -> Query:
        """The whole query; its columns are `window`, the groups, then the numbers."""
        tally = self.compiler.tally
        title = f"standard: {tally.standard}\n{tally.describe()}"
        judged = self.compiler.judged()
        steps = [*self.compiler.judge.chain.steps, ("judged", judged)]
        if sliding := self.compiler.tally.scope.sliding:
            days = tuple((whole(last), whole(first)) for last, first in sliding)
            steps.append(("sliding windows", Values(("last day", "first day"), days)))
        steps.append(("placed", self.placed()))
        return Query(title, tuple(steps), self.select())

    def select(self) -> Select:
        """The last step: numbers by window and group; rows of no window count apart."""
        groups = tuple(Name(group_column(g)) for g in self.compiler.tally.groups)
        apart = (
            (OUTSIDE, "outside"),
            (OTHER, "not in population"),
            (EXCLUDED, "excluded"),
            (INVALID, "invalid"),
        )
        outputs = (
            Output(Name("window"), "window"),
            *(Output(group, group.column) for group in groups),
            *(Output(self.rows_of(state), name) for state, name in apart),
            *self.rows_used(),
            Output(Aggregate("min", Name("moment")), "first"),
            *self.numbers(),
        )
        return Select(outputs, Relation("placed"), group=(Name("window"), *groups))

    def placed(self) -> Select:
        """Every row with the key of its window; none where it counts in no window."""
        seen = Not(In(Name("state"), (OUTSIDE, OTHER)))
        dated = IsNull(Name("moment"), negated=True)
        key = Case(((both(seen, dated), self.window()),))
        source: Relation | Join = Relation("judged")
        if self.compiler.tally.scope.sliding:
            day = self.compiler.tally.scope.windows.key_expression(Name("moment"))
            low = Binary(">=", day, Name("first day"))
            inside = both(low, Binary("<=", day, Name("last day")))
            source = Join("inner", source, Relation("sliding windows"), inside)
        return Select((Output(Star("judged"), ""), Output(key, "window")), source)

    def window(self) -> Expr:
        """The key of the window that a row counts in."""
        if self.compiler.tally.scope.carried is not None:
            return Name("carried to")
        if self.compiler.tally.scope.sliding:
            return Name("last day")
        return self.compiler.tally.scope.windows.key_expression(Name("moment"))

    def rows_of(self, state: Expr) -> Expr:
        """How many rows are in a state; of pairs each row counts once."""
        if not self.compiler.makes_pairs():
            return _count(state)
        row = Case(((Binary("=", Name("state"), state), Name(ROW)),))
        return Aggregate("count_distinct", row)

    def rows_used(self) -> list[Output]:
        """Rows behind obligations, where those are not rows themselves."""
        states = (text("met"), text("missed"), text("pending"), NOBODY, MERGED)
        used = In(Name("state"), states)
        if self.compiler.makes_pairs():
            rows = Aggregate("count_distinct", Case(((used, Name(ROW)),)))
            return [Output(rows, "rows used")]
        if self.compiler.tally.scope.counted_once is not None:
            return [Output(Aggregate("count_if", used), "rows used")]
        return []

    def numbers(self) -> list[Output]:
        """The numbers that belong to the thing counted."""
        counted = self.compiler.tally.counted
        used = Output(_count(USED), "used")
        without = Output(_count(WITHOUT), "without")
        value = Case(((Binary("=", Name("state"), USED), Name("value")),))
        match counted:
            case model.ShareOutcome() | model.ShareOf():
                names = ("met", "missed", "pending")
                return [Output(_count(text(n)), n) for n in names]
            case model.NumberOf() | model.Recurrence():
                return [used]
            case model.DifferentOf():
                return [
                    used,
                    without,
                    Output(Aggregate("count_distinct", value), "value"),
                ]
            case model.PromoterScore():
                high, low = Binary(">=", value, whole(9)), Binary("<=", value, whole(6))
                return [
                    used,
                    without,
                    Output(Aggregate("count_if", high), "promoters"),
                    Output(Aggregate("count_if", low), "detractors"),
                ]
            case model.Statistic():
                return [used, without, *self._statistic(counted, value)]
            case _:
                assert_never(counted)

    def _statistic(self, counted: model.Statistic, value: Expr) -> list[Output]:
        match counted.kind:
            case "average" | "total":
                return [Output(Aggregate("sum", value), "value")]
            case "minimum":
                return [Output(Aggregate("min", value), "value")]
            case "maximum":
                return [
                    Output(Aggregate("max", value), "value"),
                    *self._running(counted),
                ]
            case "median" | "percentile":
                rank = exact_decimal(counted.rank or Fraction(1, 2))
                ranks = [
                    Output(Aggregate("nearest_rank", one, rank), name)
                    for name, one in self.ranked_values().items()
                ]
                return [*ranks, *self._running(counted)]
            case _:
                assert_never(counted.kind)

    def ranked_values(self) -> dict[str, Expr]:
        """The values of a row that are ranked, by what the ranks are called."""
        used = (Binary("=", Name("state"), USED), Name("value"))
        if not self.compiler.keeps_running():
            return {"value": Case((used,))}
        runs = Binary("=", Name("state"), RUNNING)
        return {
            "value": Case((used, (runs, whole(ENDLESS)))),
            "lowest": Case((used, (runs, Name("least")))),
        }

    def _running(self, counted: model.Statistic) -> list[Output]:
        """Events that have not ended: how many, how many of them past the limit."""
        if not self.compiler.keeps_running():
            return []
        runs = Binary("=", Name("state"), RUNNING)
        outputs = [Output(_count(RUNNING), "running")]
        if self.compiler.tally.limit is not None:
            past = both(
                runs, Binary(">", Name("least"), whole(int(self.compiler.tally.limit)))
            )
            outputs.append(Output(Aggregate("count_if", past), "past limit"))
        if counted.kind == "maximum":
            longest = Aggregate("max", Case(((runs, Name("least")),)))
            outputs.append(Output(longest, "least"))
        return outputs


def _count(state: Expr) -> Expr:
    return Aggregate("count_if", Binary("=", Name("state"), state))
