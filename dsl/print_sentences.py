"""Canonical text of outcomes, metrics, sentences and windows."""

from decimal import Decimal
from typing import assert_never, cast

from upheld.dsl import ast
from upheld.dsl.print_values import ValuePrinter, decimal, tightness


class SentencePrinter(ValuePrinter):
    """Prints the sentence of a standard and the formula of a `define`."""

    # --- outcomes -----------------------------------------------------------------

    def limit_of_outcome(self, node: ast.Within | ast.By | ast.Before) -> str:
        """`within 2m`, `by promised`, `at least 1 day before promised`."""
        match node:
            case ast.Within():
                start = "IN_LESS_THAN" if node.strict else "WITHIN"
                origin = ""
                if node.origin:
                    origin = f" {self.key('OF', 'origin')} {self.phrase(node.origin)}"
                return f"{self.key(start)} {self.value(node.length, start)}{origin}"
            case ast.By():
                return f"{self.key('BY')} {self.phrase(node.deadline)}"
            case ast.Before():
                ahead = f"{self.key('AHEAD_BY')} {self.value(node.length, 'AHEAD_BY')}"
                return f"{ahead} {self.key('BEFORE')} {self.phrase(node.deadline)}"
            case _:
                assert_never(node)

    def outcome(self, node: ast.Outcome) -> str:
        """An outcome wherever it stands by itself, as behind `excluding`."""
        match node:
            case ast.Reach():
                parts = [self.phrase(node.milestone)] if node.milestone else []
                parts += [self.limit_of_outcome(node.limit)] if node.limit else []
                return self._negated(node.negated, " ".join(parts))
            case ast.With():
                text = f"{self.key('WITH')} {self.condition(node.condition)}"
                return self._negated(node.negated, text)
            case ast.Followed():
                return f"{self._joined(node, 'FOLLOWED_BY')} {self._followed(node)}"
            case ast.Preceded():
                event = f"{self.phrase(node.event)}{self._limited(node.limit)}"
                return f"{self._joined(node, 'PRECEDED_BY')} {event}"
            case ast.Either():
                return f" {self.key('OR')} ".join(map(self.outcome, node.outcomes))
            case ast.Both():
                return f" {self.key('AND')} ".join(map(self._tight, node.outcomes))
            case _:
                assert_never(node)

    def _joined(self, node: ast.Followed | ast.Preceded, terminal: str) -> str:
        """`followed by`, `not followed by`, which is one keyword in some languages."""
        if not node.negated:
            return self.said(node, terminal)
        if self.table.keywords[f"NOT_{terminal}"]:
            return self.said(node, f"NOT_{terminal}")
        return self._negated(node.negated, self.said(node, terminal))

    def _followed(self, node: ast.Followed) -> str:
        own = f"{self.key('ITS_OWN')} " if node.own else ""
        every = ""
        if node.every:
            column, members = map(self.phrase, node.every)
            source = f"{self.key('OF', 'every')} {members}"
            every = f" {self.key('FROM_EVERY')} {column} {source}"
        comma = "," if "THEN_BY" in self.table.commas else ""
        steps = "".join(f"{comma} {self.step(one)}" for one in node.then)
        return (
            f"{own}{self.phrase(node.event)}{every}{self._limited(node.limit)}{steps}"
        )

    def step(self, node: ast.Step) -> str:
        """`then by B within 24h`."""
        event = self.phrase(node.event)
        return f"{self.key('THEN_BY')} {event}{self._limited(node.limit)}"

    def _limited(self, limit: ast.Within | None) -> str:
        return f" {self.limit_of_outcome(limit)}" if limit else ""

    def _negated(self, negated: bool, text: str) -> str:
        return f"{self.key('NOT')} {text}" if negated else text

    def _tight(self, node: ast.Outcome) -> str:
        text = self.outcome(node)
        return f"({text})" if isinstance(node, ast.Either | ast.Both) else text

    def _behind(self, events: ast.Phrase, node: ast.Outcome | None) -> str:
        """A population and its outcome.

        A milestone that stood apart from the population stays so:
        `calls (answered …)`.
        """
        if node is None:
            return self.phrase(events)
        first = node
        while isinstance(first, ast.Either | ast.Both):
            first = first.outcomes[0]
        text = self.outcome(node)
        if isinstance(first, ast.Reach) and first.milestone and not first.negated:
            text = f"({text})"
        # an empty first milestone (`calls abandoned or …`) leaves a space in front
        space = "" if text.startswith(" ") else " "
        subordinate = isinstance(first, ast.Followed | ast.Preceded)
        if subordinate and "FOLLOWED_BY" in self.table.commas and text[0] != "(":
            space = ", "
        return f"{self.phrase(events)}{space}{text}"

    # --- metrics ------------------------------------------------------------------

    def metric(self, node: ast.Metric, place: str = "") -> str:
        """`total cost of tickets / number of resolved tickets`.

        Args:
            place: `gap` behind `gap between … of`, where some languages inflect.
        """
        match node:
            case ast.Statistic():
                of = self._of(node.value, "statistic", node)
                return f"{self._kind(node, place)} {of}"
            case ast.NumberOf():
                return f"{self.key('NUMBER_OF', place)} {self.phrase(node.events)}"
            case ast.DifferentOf():
                of = self._of(node.field, "different", node)
                return f"{self.key('DIFFERENT_OF', place)} {of}"
            case ast.ShareOf():
                population = self._behind(node.events, node.outcome)
                share = f"{self.key('SHARE_OF', place)} {population}"
                return share + self._own_where(node.where)
            case ast.PromoterScore():
                of = self._of(node.value, "score", node)
                return f"{self.key('PROMOTER_SCORE', place)} {of}"
            case ast.MetricName():
                return self.phrase(node.name)
            case ast.Arithmetic():
                own = tightness(node)
                left = self._operand(node.left, own, place)
                return f"{left} {node.operator} {self._operand(node.right, own + 1)}"
            case ast.Number() | ast.Percent() | ast.Money() | ast.Length():
                return self.value(node)
            case _:
                raise TypeError(f"internal error: {type(node).__name__} in a metric")

    def _own_where(self, condition: ast.Condition | None) -> str:
        """`share of ratings where answer is "helpful"`."""
        if condition is None:
            return ""
        comma = "," if "WHERE" in self.table.commas else ""
        return f"{comma} {self.key('WHERE')} {self.condition(condition)}"

    def _kind(self, node: ast.Statistic, place: str) -> str:
        if node.percentile is None:
            return self.key(node.kind.upper(), place)
        return f"p{decimal(node.percentile)} {self.key('OF', 'percentile')}"

    def _of(
        self,
        value: ast.Phrase,
        place: str,
        node: ast.Statistic | ast.DifferentOf | ast.PromoterScore,
    ) -> str:
        """`wait of calls`."""
        of = self.key("OF", place)
        return f"{self.phrase(value)} {of} {self.phrase(node.events)}"

    def _operand(
        self, node: ast.Expression | ast.Metric, least: int, place: str = ""
    ) -> str:
        # An expression of rows has no operand here: only metrics ask.
        text = self.metric(cast("ast.Metric", node), place)
        loose = isinstance(node, ast.ShareOf) and (node.outcome or node.where)
        return f"({text})" if loose or tightness(node) < least else text

    def _leading_metric(self, node: ast.Metric) -> str:
        """A metric at the head of a sentence, where a number would be a bound."""
        first: object = node
        while isinstance(first, ast.Arithmetic):
            first = first.left
        literal = isinstance(first, ast.Number | ast.Percent | ast.Money | ast.Length)
        if literal or _has_own_where(node):
            return f"({self.metric(node)})"
        return self.metric(node)

    # --- bounds -------------------------------------------------------------------

    def target(self, node: ast.Limit | ast.Band | ast.Relative) -> str:
        """What a metric is compared with."""
        match node:
            case ast.Limit():
                return self.bound(node)
            case ast.Band():
                low = self.value(node.low, "BETWEEN")
                return self.between(low, self.value(node.high, "BETWEEN"))
            case ast.Relative():
                amount = self.limited(node.operator, node.amount)
                side = self.key(node.side.upper())
                return f"{amount} {side} {self.reference(node.reference)}"
            case _:
                assert_never(node)

    def reference(self, node: ast.Reference) -> str:
        """`the previous month`, `baseline 2025-Q1`."""
        match node.kind:
            case "previous":
                return self._with_unit("PREVIOUS", node.unit)
            case "last_year":
                same = self._with_unit("SAME", node.unit)
                return f"{same} {self.key('LAST_YEAR')}"
            case "baseline":
                return f"{self.key('BASELINE')} {node.label}"
            case _:
                assert_never(node.kind)

    def _with_unit(self, terminal: str, unit: ast.WindowUnit | None) -> str:
        """A keyword with the unit it agrees with: `the previous month`."""
        assert unit is not None
        return self.table.with_unit(terminal, unit)

    # --- windows ------------------------------------------------------------------

    def window(self, node: ast.Window) -> str:
        """`per day on at least 95% of days per month`."""
        match node:
            case ast.Per():
                return self._with_unit("PER", node.unit)
            case ast.PerLength():
                first = node.length.parts[0]
                word = self.table.with_number("PER", "length", *first)
                return f"{word} {self.value(node.length, 'PER')}"
            case ast.Sliding():
                word = self.table.with_number("OVER_ANY", "", *node.length.parts[0])
                return f"{word} {self.value(node.length, 'OVER_ANY')}"
            case ast.Overall():
                return self.key("OVERALL")
            case ast.OnShare():
                many = self.table.counted[node.counted].many
                counted = self.table.says.get(f"OF {node.counted}", many)
                share = f"{self.key('ON')} {self._share_of(node.bound)} {counted}"
                return f"{self.window(node.inner)} {share}{self._outer(node.outer)}"
            case ast.OnAverage():
                average = self.key("ON_AVERAGE")
                return f"{self.window(node.inner)} {average}{self._outer(node.outer)}"
            case _:
                assert_never(node)

    def _outer(self, node: ast.Window | None) -> str:
        return f" {self.window(node)}" if node else ""

    # --- sentences ----------------------------------------------------------------

    def sentence(self, node: ast.Sentence) -> str:
        """A sentence without its window and clauses."""
        match node:
            case ast.Share():
                return self.share(node)
            case ast.Count():
                return self._count(node)
            case ast.Measured():
                return f"{self._leading_metric(node.metric)} {self.target(node.target)}"
            case ast.Recurrence():
                return self._recurrence(node)
            case ast.Trend():
                word = f"NOT_{node.direction.upper()}"
                times = self.counted(Decimal(node.times), node.unit, word)
                return f"{self._leading_metric(node.metric)} {self.key(word)} {times}"
            case ast.Spread():
                groups = f"{self.key('GAP_BETWEEN')} {self.list_ref(node.groups)}"
                inner = self.metric(node.metric, "gap")
                if _has_own_where(node.metric):
                    inner = f"({inner})"
                metric = f"{self.key('OF', 'gap')} {inner}"
                return f"{groups} {metric} {self.target(node.target)}"
            case _:
                assert_never(node)

    def _count(self, node: ast.Count) -> str:
        # a bound that is a parameter is printed with the events, whose words it leads
        parts = [self.bound(node.bound).rstrip(), self.phrase(node.events)]
        if node.per:
            number, events = node.per
            parts += [self.key("PER", "rate"), self.value(number), self.phrase(events)]
        return " ".join(parts)

    def _recurrence(self, node: ast.Recurrence) -> str:
        often = (
            f"{self.key('AT_LEAST_EVERY')} {self.value(node.length, 'AT_LEAST_EVERY')}"
        )
        until = f" {self.key('UNTIL')} {self.phrase(node.until)}" if node.until else ""
        return f"{self.phrase(node.events)} {often}{until}"

    def share(self, node: ast.Share) -> str:
        """`90% of calls answered within 2m`, `every parcel delivered within 3 days`."""
        population = self._behind(node.events, node.outcome)
        if node.bound is not None:
            return f"{self._share_of(node.bound)} {population}"
        word = self.said(node, "EVERY" if node.quantifier == "every" else "NO")
        return f"{word} {population}"

    def _share_of(self, bound: ast.Limit) -> str:
        """`at least 95% of`; some languages need no word before a genitive."""
        if self.table.implicit_of and isinstance(bound.value, ast.Percent):
            return self.bound(bound)
        return f"{self.bound(bound)} {self.key('OF', 'share')}"

    def list_ref(self, node: ast.ListRef) -> str:
        """`regions`, `list regions from column region`."""
        if node.column is None:
            return self.phrase(node.name)
        name = f"{self.key('LIST', 'here')} {self.phrase(node.name)}"
        return f"{name} {self.key('FROM_COLUMN')} {self.word(node.column)}"


def _has_own_where(node: ast.Metric) -> bool:
    """Whether a metric ends with a condition that a clause would be taken for."""
    return isinstance(node, ast.ShareOf) and node.where is not None


def ends_subordinate(sentence: ast.Sentence) -> bool:
    """Whether a sentence ends with `followed by …` or `preceded by …`."""
    last: object = sentence.outcome if isinstance(sentence, ast.Share) else None
    while isinstance(last, ast.Either | ast.Both):
        last = last.outcomes[-1]
    return isinstance(last, ast.Followed | ast.Preceded)
