"""Metrics: statistics, counts, shares, scores, rates, and formulas over them."""

from collections.abc import Callable
from dataclasses import field, replace
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from upheld.dsl import ast, model
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import suggestion
from upheld.dsl.faults import refused
from upheld.dsl.outcomes import subject
from upheld.dsl.printer import print_node
from upheld.dsl.readings import AS_NUMBER, AS_TEXT, unit_of
from upheld.dsl.setting import Setting
from upheld.dsl.unitalgebra import combined
from upheld.dsl.units import constant, unit_of_plain
from upheld.dsl.vocabulary import EventTerms, singular

_STATISTIC_UNITS = ("length", "number", "money", "count", "percent", "points")


def unit_of_metric(metric: model.Metric) -> model.Unit:
    """The unit of a metric's value."""
    match metric:
        case model.NumberOf() | model.DifferentOf():
            return model.COUNT
        case model.ShareOf():
            return model.PERCENT
        case model.PromoterScore():
            return model.POINTS
        case model.Rate():
            return model.NUMBER
        case model.Statistic() | model.Fixed() | model.Combined() | model.Defined():
            return metric.unit
        case _:
            assert_never(metric)


def populations(metric: model.Metric) -> tuple[model.Population, ...]:
    """Every population of a metric, in the order of the sentence."""
    match metric:
        case (
            model.Statistic()
            | model.NumberOf()
            | model.DifferentOf()
            | model.ShareOf()
            | model.PromoterScore()
        ):
            return (metric.population,)
        case model.Rate():
            return metric.numerator, metric.denominator
        case model.Fixed():
            return ()
        case model.Combined():
            return (*populations(metric.left), *populations(metric.right))
        case model.Defined():
            return populations(metric.formula)
        case _:
            assert_never(metric)


Change = Callable[[model.Population], model.Population]


def with_populations(metric: model.Metric, change: Change) -> model.Metric:
    """The same metric over changed populations."""
    match metric:
        case (
            model.Statistic()
            | model.NumberOf()
            | model.DifferentOf()
            | model.ShareOf()
            | model.PromoterScore()
        ):
            return replace(metric, population=change(metric.population))
        case model.Rate():
            numerator, denominator = (
                change(metric.numerator),
                change(metric.denominator),
            )
            return replace(metric, numerator=numerator, denominator=denominator)
        case model.Fixed():
            return metric
        case model.Combined():
            left = with_populations(metric.left, change)
            return replace(
                metric, left=left, right=with_populations(metric.right, change)
            )
        case model.Defined():
            return replace(metric, formula=with_populations(metric.formula, change))
        case _:
            assert_never(metric)


def is_ratio(metric: model.Metric) -> bool:
    """Whether the metric is a quotient of like units, which may be a percentage."""
    match metric:
        case model.Defined():
            return is_ratio(metric.formula)
        case model.Combined(operator="/"):
            return metric.unit == model.NUMBER
        case model.Combined():
            return metric.unit == model.NUMBER and (
                is_ratio(metric.left) or is_ratio(metric.right)
            )
        case _:
            return False


def as_percent(metric: model.Metric) -> model.Metric:
    """A ratio with its unit set to a percentage."""
    match metric:
        case model.Defined():
            return replace(
                metric, unit=model.PERCENT, formula=as_percent(metric.formula)
            )
        case model.Combined():
            return replace(metric, unit=model.PERCENT)
        case _:
            return metric


@dataclass(frozen=True, slots=True)
class Metrics:
    """Binds metrics in one setting; `open_defines` finds circles of defines."""

    setting: Setting
    open_defines: tuple[str, ...] = field(default=())

    def bind(self, node: ast.Metric) -> model.Metric:
        """Binds a metric (E1001 to E1012, E2008)."""
        match node:
            case ast.Statistic():
                return self._statistic(node)
            case ast.NumberOf():
                _, population = self.setting.population(node.events)
                return model.NumberOf(population, span=node.span)
            case ast.DifferentOf():
                return self._different(node)
            case ast.ShareOf():
                return self._share(node)
            case ast.PromoterScore():
                return self._promoter_score(node)
            case ast.MetricName():
                return self._named(node)
            case ast.Number() | ast.Percent() | ast.Money() | ast.Length():
                return _fixed(node)
            case ast.Arithmetic():
                return self._combined(node)
            case _:
                assert_never(node)

    def rate(self, node: ast.Count, events: ast.Phrase) -> model.Metric:
        """`5 complaints`, or `5 complaints per 1000 orders`."""
        _, population = self.setting.population(events)
        if node.per is None:
            return model.NumberOf(population, span=events.span)
        number, others = node.per
        _, denominator = self.setting.population(others)
        if number.value <= 0:
            raise refused("E3018", "a rate is per a number above 0", number.span)
        span = events.span.to(others.span)
        return model.Rate(population, Fraction(number.value), denominator, span=span)

    def _statistic(self, node: ast.Statistic) -> model.Statistic:
        terms, population = self.setting.population(node.events)
        value = self.setting.rows(terms).term(node.value, AS_NUMBER)
        unit = unit_of(value)
        if unit.kind not in _STATISTIC_UNITS:
            raise refused(
                "E2009",
                f"`{node.value.text}` is no amount",
                node.value.span,
                help="declare a measure: `NAME is ended - started`",
            )
        rank = _rank(node)
        return model.Statistic(node.kind, value, population, unit, rank, span=node.span)

    def _different(self, node: ast.DifferentOf) -> model.DifferentOf:
        terms, population = self.setting.population(node.events)
        value = self.setting.rows(terms).term(_declared(node.field, terms), AS_TEXT)
        return model.DifferentOf(value, population, span=node.span)

    def _share(self, node: ast.ShareOf) -> model.ShareOf:
        if node.where is None:
            population, outcome = subject(self.setting, node.events, node.outcome)
            return model.ShareOf(population, outcome, span=node.span)
        # Its own `where` is its outcome, unless it has another: then it narrows.
        setting = replace(self.setting, first_where=node.where)
        population, outcome = subject(setting, node.events, node.outcome)
        named = setting.vocabulary.split(node.events)
        if node.outcome is not None or named.rest:
            where = setting.rows(named.terms).condition(node.where)
            population = replace(population, where=(*population.where, where))
        return model.ShareOf(population, outcome, span=node.span)

    def _promoter_score(self, node: ast.PromoterScore) -> model.PromoterScore:
        terms, population = self.setting.population(node.events)
        value = self.setting.rows(terms).term(node.value, AS_NUMBER)
        if unit_of(value).kind not in ("number", "count"):
            message = f"`{node.value.text}` is no grade from 0 to 10"
            raise refused("E2009", message, node.value.span)
        return model.PromoterScore(value, population, span=node.span)

    def _named(self, node: ast.MetricName) -> model.Metric:
        name, vocabulary = node.name.text, self.setting.vocabulary
        value = vocabulary.parameter(node.name)
        fixed = (ast.Number, ast.Percent, ast.Money, ast.Length)
        if name not in vocabulary.defines and isinstance(value, fixed):
            return _fixed(value)
        if name not in vocabulary.defines:
            hint = suggestion(name, vocabulary.defines)
            hint = hint or f"declare it: `define {name} as …`"
            raise refused("E1008", f"unknown metric `{name}`", node.span, help=hint)
        if name in self.open_defines:
            names = (*self.open_defines[self.open_defines.index(name) :], name)
            circle = " → ".join(names)
            message = f"`{name}` is defined by itself: {circle}"
            raise refused("E1012", message, node.span)
        formula_node = vocabulary.defines[name].metric
        setting = replace(self.setting, first_where=None)
        inner = Metrics(setting, (*self.open_defines, name))
        formula = inner.bind(formula_node)
        text = print_node(formula_node)
        return model.Defined(name, formula, unit_of_metric(formula), text)

    def _combined(self, node: ast.Arithmetic) -> model.Combined:
        left, right = self.bind(_metric(node.left)), self.bind(_metric(node.right))
        units = unit_of_metric(left), unit_of_metric(right)
        unit = combined(node.operator, *units, node.right.span)
        return model.Combined(node.operator, left, right, unit)


def _metric(node: ast.Expression | ast.Metric) -> ast.Metric:
    """A side of a formula; a bare word names a define."""
    match node:
        case ast.Word():
            return ast.MetricName(ast.Phrase((node,), span=node.span), span=node.span)
        case ast.Negative():
            zero = ast.Number(Decimal(0), span=node.span)
            return ast.Arithmetic("-", zero, node.operand, span=node.span)
        case ast.Points() | ast.Text():
            unit = unit_of_plain(node)
            message = f"a formula cannot hold {unit.kind}"
            raise refused("E2008", message, node.span)
        case _:
            return node


def _fixed(node: ast.Number | ast.Percent | ast.Money | ast.Length) -> model.Fixed:
    amount = constant(node)
    return model.Fixed(Fraction(amount.value), amount.unit)


def _rank(node: ast.Statistic) -> Fraction | None:
    """The percentile as a fraction."""
    if node.kind == "median":
        return Fraction(1, 2)
    if node.percentile is None:
        return None
    return Fraction(node.percentile) / 100


def _declared(phrase: ast.Phrase, terms: EventTerms) -> ast.Phrase:
    """The field counted: as written where it is declared, else its English singular."""
    if len(phrase.words) > 1 or phrase.text in (*terms.names(), *terms.aliases):
        return phrase
    word = phrase.words[0]
    return ast.Phrase(
        (ast.Word(singular(word), word.quoted, span=word.span),), span=phrase.span
    )
