"""Sentences of a standard: outcomes, metrics and bounds."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from upheld.dsl import ast
from upheld.dsl.dataclass import dataclass
from upheld.dsl.source import Span
from upheld.dsl.token import Token
from upheld.dsl.transform_conditions import ConditionBuilder
from upheld.dsl.transform_values import OPERATORS, SIGNS

_STATISTICS: dict[str, ast.StatisticKind] = {
    "AVERAGE": "average",
    "MEDIAN": "median",
    "TOTAL": "total",
    "MINIMUM": "minimum",
    "MAXIMUM": "maximum",
}


@dataclass(frozen=True, slots=True)
class Pair(ast.Node):
    """`from every staff_id of staff`, on its way into a `Followed`."""

    column: ast.Phrase
    members: ast.Phrase


class SentenceBuilder(ConditionBuilder):
    """Builds the sentence of a standard and the formula of a `define`."""

    # --- outcomes -----------------------------------------------------------------

    def first_either(self, parts: list[Any]) -> ast.Outcome:
        """`answered within 2m or followed by visit`, behind the population."""
        parts = self._with_first_reach(parts)
        return ast.Either(self._outcomes(parts, ast.Either), span=self.span(parts))

    def first_both(self, parts: list[Any]) -> ast.Outcome:
        """`answered within 2m and followed by visit`, behind the population."""
        parts = self._with_first_reach(parts)
        return ast.Both(self._outcomes(parts, ast.Both), span=self.span(parts))

    def either(self, parts: list[Any]) -> ast.Either:
        """`A or B`."""
        return ast.Either(self._outcomes(parts, ast.Either), span=self.span(parts))

    def both(self, parts: list[Any]) -> ast.Both:
        """`A and B`."""
        return ast.Both(self._outcomes(parts, ast.Both), span=self.span(parts))

    def _with_first_reach(self, parts: list[Any]) -> list[Any]:
        """`calls abandoned or …`: the first outcome is the end of the population."""
        if not isinstance(parts[0], Token):
            return parts
        start = self.span(parts[:1])
        empty = Span(self.file, start.line, start.column, start.line, start.column)
        return [ast.Reach(None, span=empty), *parts]

    def _outcomes(self, parts: list[Any], kind: Any) -> tuple[ast.Outcome, ...]:
        found: list[ast.Outcome] = []
        for part in parts[::2]:
            found.extend(part.outcomes if isinstance(part, kind) else (part,))
        return tuple(found)

    def reach_here(self, parts: list[Any]) -> ast.Reach:
        """`within 2m`, where the milestone is the end of the population."""
        return ast.Reach(None, parts[0], span=parts[0].span)

    def reach(self, parts: list[Any]) -> ast.Reach:
        """`abandoned within 5s`."""
        limit = parts[1] if len(parts) > 1 else None
        return ast.Reach(parts[0], limit, span=self.span(parts))

    def not_reach(self, parts: list[Any]) -> ast.Outcome:
        """`not left within 12 months`, `not followed by contact`."""
        span = self.span(parts)
        outcome: ast.Outcome = replace(parts[1], negated=True, span=span)
        return outcome

    def outcome_in_parens(self, parts: list[Any]) -> ast.Outcome:
        """Parentheses only group."""
        outcome: ast.Outcome = parts[1]
        return outcome

    def with_measure(self, parts: list[Any]) -> ast.With:
        """`with wait above 5m`."""
        return ast.With(parts[1], span=self.span(parts))

    def followed(self, parts: list[Any]) -> ast.Followed:
        """`followed by A within 1h then by B within 24h`."""
        word, own, event, pair, limit, *steps = parts
        return ast.Followed(
            event,
            limit,
            tuple(steps),
            own is not None,
            pair and (pair.column, pair.members),
            word.type == "NOT_FOLLOWED_BY",
            span=self.span(parts),
            said=self.said(word),
        )

    def from_every(self, parts: list[Any]) -> Pair:
        """`from every staff_id of staff`."""
        return Pair(parts[1], parts[3], span=self.span(parts))

    def step(self, parts: list[Any]) -> ast.Step:
        """`then by resolution within 24h`."""
        return ast.Step(parts[1], parts[2], span=self.span(parts))

    def preceded(self, parts: list[Any]) -> ast.Preceded:
        """`preceded by approval within 7d`."""
        word, event, limit = parts
        return ast.Preceded(
            event,
            limit,
            word.type == "NOT_PRECEDED_BY",
            span=self.span(parts),
            said=self.said(word),
        )

    def within(self, parts: list[Any]) -> ast.Within:
        """`within 24h of acknowledged`, `in less than 3m`."""
        word, length, _, origin = parts
        strict = word.type == "IN_LESS_THAN"
        return ast.Within(length, strict, origin, span=self.span(parts))

    def by(self, parts: list[Any]) -> ast.By:
        """`by promised`."""
        return ast.By(parts[1], span=self.span(parts))

    def before(self, parts: list[Any]) -> ast.Before:
        """`at least 1 day before promised`."""
        return ast.Before(parts[1], parts[3], span=self.span(parts))

    # --- metrics ------------------------------------------------------------------

    def metric_sum(self, parts: list[Any]) -> ast.Arithmetic:
        """`total cost of tickets / number of tickets`."""
        left, sign, right = parts
        return ast.Arithmetic(SIGNS[sign], left, right, span=self.span(parts))

    def metric_in_parens(self, parts: list[Any]) -> ast.Metric:
        """Parentheses only group."""
        metric: ast.Metric = parts[1]
        return metric

    def metric_name(self, parts: list[Any]) -> ast.MetricName:
        """`nps`."""
        return ast.MetricName(parts[0], span=parts[0].span)

    def statistic(self, parts: list[Any]) -> ast.Statistic:
        """`average wait of calls`."""
        kind, value, _, events = parts
        return ast.Statistic(
            _STATISTICS[kind.type], value, events, span=self.span(parts)
        )

    def percentile(self, parts: list[Any]) -> ast.Statistic:
        """`p90 of wait of calls`."""
        word, value, _, events = parts
        rank = Decimal(word.split()[0][1:])
        if not 0 < rank <= 100:
            self.refuse("E0008", f"`p{rank}` is not a percentile", self.span([word]))
        return ast.Statistic("percentile", value, events, rank, span=self.span(parts))

    def number_of(self, parts: list[Any]) -> ast.NumberOf:
        """`number of answered calls`."""
        return ast.NumberOf(parts[1], span=self.span(parts))

    def different_of(self, parts: list[Any]) -> ast.DifferentOf:
        """`number of different customers of contacts`."""
        return ast.DifferentOf(parts[1], parts[3], span=self.span(parts))

    def share_of(self, parts: list[Any]) -> ast.ShareOf:
        """`share of calls answered within 2m`."""
        events, outcome = self.population_of(parts[1:])
        for node in ast.walk(outcome):
            if isinstance(node, ast.Before):
                self.refuse(
                    "E0009",
                    "`at least … before` cannot stand in `share of`",
                    node.span,
                    "write it as a share of its own: `90% of …`",
                )
        return ast.ShareOf(events, outcome, span=self.span(parts))

    def share_where(self, parts: list[Any]) -> ast.ShareOf:
        """`share of ratings where answer is "helpful"`."""
        *share, _, condition = parts
        return replace(self.share_of(share), where=condition, span=self.span(parts))

    def score(self, parts: list[Any]) -> ast.PromoterScore:
        """`net promoter score of rating of surveys`."""
        return ast.PromoterScore(parts[1], parts[3], span=self.span(parts))

    # --- bounds -------------------------------------------------------------------

    def bound(self, parts: list[Any]) -> ast.Limit:
        """`90%`, `at least 90%`, `target`."""
        *words, value = parts
        if isinstance(value, Token):
            value = self.value_of(value)
        span = self.span([*words, value])
        if not words:
            return ast.Limit("at_least", value, False, span=span)
        return ast.Limit(OPERATORS[words[0].type], value, span=span)

    def limit(self, parts: list[Any]) -> ast.Limit:
        """`at most 40s`."""
        return ast.Limit(OPERATORS[parts[0].type], parts[1], span=self.span(parts))

    def band(self, parts: list[Any]) -> ast.Band:
        """`between 3m and 8m`."""
        return ast.Band(parts[1], parts[3], span=self.span(parts))

    def relative(self, parts: list[Any]) -> ast.Relative:
        """`at most 5% above the previous month`."""
        operator, amount, side, reference = parts
        return ast.Relative(
            OPERATORS[operator.type],
            amount,
            "above" if side.type == "ABOVE" else "below",
            reference,
            span=self.span(parts),
        )

    def previous(self, parts: list[Any]) -> ast.Reference:
        """`the previous month`."""
        return ast.Reference(
            "previous", self.window_unit(parts[1]), span=self.span(parts)
        )

    def last_year(self, parts: list[Any]) -> ast.Reference:
        """`the same quarter last year`."""
        return ast.Reference(
            "last_year", self.window_unit(parts[1]), span=self.span(parts)
        )

    def baseline(self, parts: list[Any]) -> ast.Reference:
        """`baseline 2025-Q1`."""
        return ast.Reference("baseline", None, str(parts[1]), span=self.span(parts))

    # --- sentences ----------------------------------------------------------------

    def population_of(self, parts: list[Any]) -> tuple[ast.Phrase, ast.Outcome | None]:
        """The words of the population, and the outcome; `are` between is nothing."""
        *words, outcome = parts
        phrases = [part for part in words if isinstance(part, ast.Phrase)]
        if len(phrases) == 1:
            return phrases[0], outcome
        merged = tuple(word for phrase in phrases for word in phrase.words)
        return ast.Phrase(merged, span=self.span(phrases)), outcome

    def copula(self, parts: list[Any]) -> Any:
        """`are`, which changes nothing."""
        return parts[0]

    def share(self, parts: list[Any]) -> ast.Share:
        """`90% of calls answered within 2m`."""
        bound, _, *population = parts
        events, outcome = self.population_of(population)
        return ast.Share(
            events, outcome, bound, span=self.span([bound, events, outcome])
        )

    def universal(self, parts: list[Any]) -> ast.Share:
        """`every parcel delivered within 3 days`, `no calls abandoned`."""
        word, *population = parts
        events, outcome = self.population_of(population)
        span = self.span([word, events, outcome])
        said = self.said(word)
        if word.type == "EVERY":
            return ast.Share(events, outcome, None, "every", span=span, said=said)
        return ast.Share(events, outcome, None, "no", span=span, said=said)

    def count(self, parts: list[Any]) -> ast.Count:
        """`at most 5 complaints`, `at most target complaints`."""
        operator, *number, events = parts
        value: ast.Value = ast.Phrase((), span=events.span)
        if number:
            value = self.value_of(number[0])
        span = self.span([operator, value])
        limit = ast.Limit(OPERATORS[operator.type], value, span=span)
        return ast.Count(limit, events, span=self.span(parts))

    def measured(self, parts: list[Any]) -> ast.Measured:
        """`average wait of calls at most 40s`."""
        return ast.Measured(parts[0], parts[1], span=self.span(parts))

    def recurrence(self, parts: list[Any]) -> ast.Recurrence:
        """`posts at least every 7 days until resolved`."""
        events, _, length, _, until = parts
        return ast.Recurrence(events, length, until, span=self.span(parts))

    def trend(self, parts: list[Any]) -> ast.Trend:
        """`number of complaints not rising for 3 months`."""
        metric, word, token = parts
        length = self.length_of(token, 1)
        times, unit = length.parts[0]
        if len(length.parts) > 1 or times != times.to_integral_value() or times < 1:
            message = f"`{token}` is not a number of windows"
            self.refuse("E0008", message, length.span, "write `3 months`")
        window = self.window_of(unit, length.span)
        span = self.span(parts)
        if word.type == "NOT_RISING":
            return ast.Trend(metric, "rising", int(times), window, span=span)
        return ast.Trend(metric, "falling", int(times), window, span=span)

    def spread(self, parts: list[Any]) -> ast.Spread:
        """`gap between regions of average rating of surveys at most 5 points`."""
        _, groups, _, metric, target = parts
        return ast.Spread(groups, metric, target, span=self.span(parts))

    def list_ref(self, parts: list[Any]) -> ast.ListRef:
        """`regions`, `list regions from column region`."""
        if len(parts) == 1:
            return ast.ListRef(parts[0], span=parts[0].span)
        return ast.ListRef(parts[1], parts[3], span=self.span(parts))
