"""From the states of rows to a value, the values it may still take, and a verdict.

A metric is decided when every value it may still take gives one verdict (section 5).
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from operator import add, mul, sub, truediv
from typing import assert_never

from tests.oracle.values import half_up
from upheld.dsl import model

#: Longer than any limit, and nearer to an end than any target.
FOREVER = Fraction(10**30)
HAIR = Fraction(1, 10**30)

Operation = Callable[[Fraction, Fraction], Fraction]
OPERATIONS: dict[str, Operation] = {"+": add, "-": sub, "*": mul, "/": truediv}

Counted = model.ShareOf | model.NumberOf | model.DifferentOf
Leaf = Counted | model.PromoterScore | model.Statistic


@dataclass(frozen=True, slots=True)
class Figures:
    """The rows of one population in one window and group.

    `values` are those of used rows, `growing` the least final values of running ones,
    whether they are used already (their limit has passed) or still pending.
    """

    counts: Counter[str]
    values: tuple[Fraction | str | bool, ...] = ()
    growing: tuple[Fraction, ...] = ()
    is_listed: bool = False

    @property
    def events(self) -> int:
        """Every row that was not left out, also those without a value."""
        return self.counts.total() - self.counts["excluded"]


Table = Mapping[Leaf, Figures]


def as_metric(subject: model.Subject) -> model.Metric:
    """Shares and rates as metrics. Later issue: recurrences, trends, spreads."""
    match subject:
        case model.ShareOutcome(population, outcome):
            return model.ShareOf(population, outcome)
        case model.Rate(numerator, per, denominator):
            top = model.NumberOf(numerator)
            scaled = model.Combined(
                "*", top, model.Fixed(per, model.NUMBER), model.NUMBER
            )
            bottom = model.NumberOf(denominator)
            return model.Combined("/", scaled, bottom, model.NUMBER)
        case model.Recurrence() | model.Trend() | model.Spread():
            raise ValueError("no metric: it is judged by itself")
        case _:
            return subject


def leaves(metric: model.Metric) -> list[Leaf]:
    """The parts that count rows, in the order of the sentence."""
    match metric:
        case model.Combined(left=left, right=right):
            return leaves(left) + leaves(right)
        case model.Defined(formula=formula):
            return leaves(formula)
        case model.Rate():
            return leaves(as_metric(metric))
        case model.Fixed():
            return []
        case _:
            return [metric]


# --- values ---------------------------------------------------------------------------


def current(metric: model.Metric, table: Table) -> Fraction | None:
    """The value by what is known now, None where there is none."""
    match metric:
        case model.Fixed(value):
            return value
        case model.Defined(formula=formula):
            return current(formula, table)
        case model.Rate():
            return current(as_metric(metric), table)
        case model.Combined(operator, left, right):
            found = calculated(operator, current(left, table), current(right, table))
            points = unit_of(metric) == model.POINTS and unit_of(left) == model.PERCENT
            return found * 100 if points and found is not None else found
        case _:
            return leaf_value(metric, table[metric])


def calculated(
    operator: str, left: Fraction | None, right: Fraction | None
) -> Fraction | None:
    """Exact; without a value where a part has none, or is divided by zero."""
    if left is None or right is None or (operator == "/" and right == 0):
        return None
    return OPERATIONS[operator](left, right)


def unit_of(metric: model.Metric) -> model.Unit:
    """What a metric is measured in."""
    match metric:
        case model.ShareOf():
            return model.PERCENT
        case model.PromoterScore():
            return model.POINTS
        case model.NumberOf() | model.DifferentOf():
            return model.COUNT
        case model.Rate():
            return model.NUMBER
        case _:
            return metric.unit


def leaf_value(leaf: Leaf, figures: Figures) -> Fraction | None:
    """The value of one population; a passed running event is longer than anything."""
    counts = figures.counts
    match leaf:
        case model.ShareOf():
            total = counts["met"] + counts["missed"]
            return Fraction(counts["met"], total) if total else None
        case model.NumberOf():
            return Fraction(counts["used"])
        case model.DifferentOf():
            return Fraction(len(set(figures.values)))
        case model.Statistic("total") if figures.is_listed and not figures.events:
            return Fraction(0)
    passed = [FOREVER] * (counts["used"] - len(figures.values))
    return statistic(leaf, [*numbers(figures), *passed])


def numbers(figures: Figures) -> list[Fraction]:
    """The values of a statistic, which are always numbers."""
    return [value for value in figures.values if isinstance(value, Fraction)]


def statistic(
    leaf: model.PromoterScore | model.Statistic, values: Sequence[Fraction]
) -> Fraction | None:
    """The figure of some values, None of none; percentiles are nearest-rank."""
    if not values:
        return None
    ordered, number = sorted(values), len(values)
    if isinstance(leaf, model.PromoterScore):
        promoters = sum(value >= 9 for value in values)
        detractors = sum(value <= 6 for value in values)
        return Fraction(100 * (promoters - detractors), number)
    match leaf.kind:
        case "average":
            return sum(ordered, Fraction(0)) / number
        case "total":
            return sum(ordered, Fraction(0))
        case "minimum":
            return ordered[0]
        case "maximum":
            return ordered[-1]
        case "median" | "percentile":
            rank = Fraction(1, 2) if leaf.rank is None else leaf.rank
            return ordered[max(ceil(rank * number), 1) - 1]
        case _:
            assert_never(leaf.kind)


# --- the values it may still take -----------------------------------------------------


def possible(
    metric: model.Metric, table: Table, is_open: bool, edges: Sequence[Fraction]
) -> list[Fraction] | None:
    """Values enough to see whether the verdict can change.

    `edges` are the values at which a verdict turns. None where anything may still come,
    an empty list where there is no value and none will come.
    """
    match metric:
        case model.ShareOf():
            return _shares(table[metric].counts, is_open, edges)
        case model.NumberOf() | model.DifferentOf():
            number = leaf_value(metric, table[metric]) or Fraction(0)
            return _between(number, FOREVER if is_open else number, edges)
        case model.Statistic(kind="median" | "percentile" | "maximum" | "minimum"):
            return _ranks(metric, table[metric], is_open, edges)
        case _:
            pending = any(table[leaf].counts["pending"] for leaf in leaves(metric))
            value = current(metric, table)
            known = [] if value is None else [value]
            return None if is_open or pending else known


def _shares(
    counts: Counter[str], is_open: bool, edges: Sequence[Fraction]
) -> list[Fraction] | None:
    """Open: anything above 0 once one is met, anything below 1 once one is missed."""
    met, missed, pending = counts["met"], counts["missed"], counts["pending"]
    total = met + missed + pending
    if is_open:
        most = 1 - HAIR if missed else Fraction(1)
        return _between(HAIR if met else Fraction(0), most, edges) if total else None
    return [Fraction(met + k, total) for k in range(pending + 1)] if total else []


def _ranks(
    leaf: model.Statistic, figures: Figures, is_open: bool, edges: Sequence[Fraction]
) -> list[Fraction] | None:
    """A running event ends after now, or never."""
    known = numbers(figures)
    least = statistic(leaf, [*known, *figures.growing])
    most = statistic(leaf, [*known, *(FOREVER for _ in figures.growing)])
    if least is None or most is None:
        return None if is_open else []
    if not is_open:
        return _between(least, most, edges)
    match leaf.kind:
        case "maximum":
            return _between(least, FOREVER, edges)
        case "minimum":
            return _between(-FOREVER, most, edges)
        case _:
            return None


def _between(
    least: Fraction, most: Fraction, edges: Sequence[Fraction]
) -> list[Fraction]:
    return [least, *(edge for edge in edges if least < edge < most), most]


# --- verdicts -------------------------------------------------------------------------


def verdict_of(
    edition: model.Edition,
    table: Table,
    second: Counter[str],
    *,
    is_open: bool,
    listed: bool,
) -> str:
    """The verdict of a window; `second` counts the outcome of `exceeds when`."""
    metric = as_metric(edition.subject)
    count = minimum_count(edition, table)
    empty = not any(table[leaf].events for leaf in leaves(metric))
    pending = any(table[leaf].counts["pending"] for leaf in leaves(metric))
    unseen = {"reported": "no_data"}.get(edition.if_no_data or "", edition.if_no_data)
    if is_open and edition.minimum and count < edition.minimum.number:
        return "pending"
    if not is_open and empty and unseen:
        return unseen
    if not is_open and edition.minimum and 0 < count < edition.minimum.number:
        return "insufficient"
    if not is_open and edition.minimum and not count and not pending:
        return "no_data"
    values = possible(metric, table, is_open, edges_of(edition))
    if values == [] and empty and listed and is_total(metric):
        values = [Fraction(0)]
    if values is None:
        return "pending"
    extras = second_share(edition, second, is_open)
    verdicts = {tier(edition, value, extra) for value in values for extra in extras}
    if is_open and empty and unseen:
        # It may stay empty, and then `if no data` decides.
        verdicts.add(unseen)
    if not verdicts:
        return "no_data"
    return verdicts.pop() if len(verdicts) == 1 else "pending"


def is_total(metric: model.Metric) -> bool:
    """A total is 0 where a member of a list has no rows."""
    return isinstance(metric, model.Statistic) and metric.kind == "total"


def minimum_count(edition: model.Edition, table: Table) -> int:
    """How many events there are of those that `minimum` names."""
    if edition.minimum is None:
        return 0
    named = edition.populations[edition.minimum.population]
    leaf = next(
        leaf for leaf in leaves(as_metric(edition.subject)) if leaf.population == named
    )
    counts = table[leaf].counts
    states = (
        ("met", "missed", "pending") if isinstance(leaf, model.ShareOf) else ("used",)
    )
    return sum(counts[state] for state in states)


def bound_of(edition: model.Edition) -> model.Bound:
    """The target; `every` and `no` ask for all. Comparisons have none."""
    if edition.bound is None:
        return model.Bound("at_least", Fraction(1), model.PERCENT)
    if isinstance(edition.bound, model.Relative):
        raise TypeError("no bound: a comparison has one for each window")
    return edition.bound


def edges_of(edition: model.Edition) -> list[Fraction]:
    """The values at which the verdict turns."""
    bound = bound_of(edition)
    lines = [bound.low, bound.high, edition.exceeds]
    lines.append(edition.warn.value if edition.warn else None)
    return [line for line in lines if line is not None]


def second_share(
    edition: model.Edition, counts: Counter[str], is_open: bool
) -> set[bool]:
    """Whether the second share may keep its bound, may not, or both."""
    if edition.exceeds_when is None:
        return {False}
    bound = edition.exceeds_when[1]
    edges = [line for line in (bound.low, bound.high) if line is not None]
    shares = _shares(counts, is_open, edges)
    if shares is None:
        return {True, False}
    return {keeps(rounded(value, edition, bound.unit), bound) for value in shares} or {
        False
    }


def rounded(value: Fraction, edition: model.Edition, unit: model.Unit) -> Fraction:
    """Half up, in percent for shares and in seconds for lengths."""
    if edition.rounded is None:
        return value
    scale = {"percent": Fraction(1, 100), "length": Fraction(1_000_000)}.get(
        unit.kind, Fraction(1)
    )
    return half_up(value / scale, edition.rounded) * scale


def keeps(value: Fraction, bound: model.Bound) -> bool:
    """Whether a value keeps a bound; a band includes both ends."""
    match bound.kind:
        case "at_least":
            return value >= bound.low
        case "at_most":
            return value <= bound.low
        case "more_than":
            return value > bound.low
        case "less_than":
            return value < bound.low
        case "between":
            assert bound.high is not None
            return bound.low <= value <= bound.high
        case _:
            assert_never(bound.kind)


def tier(edition: model.Edition, value: Fraction, extra: bool) -> str:
    """The verdict of a value; what met the target may exceed, warned or not."""
    bound, warn, line = bound_of(edition), edition.warn, edition.exceeds
    value = rounded(value, edition, bound.unit)
    if not keeps(value, bound):
        return "breached"
    if extra:
        return "exceeded"
    if warn and (value < warn.value if warn.side == "below" else value > warn.value):
        return "warned"
    floor = bound.kind in ("at_least", "more_than")
    if line is not None and (value >= line if floor else value <= line):
        return "exceeded"
    return "met"


def band_of(edition: model.Edition, table: Table, *, is_open: bool) -> str:
    """The named band of every value that is still possible, or none yet."""
    bands, events = edition.bands, is_open or any(f.events for f in table.values())
    if bands is None or (edition.if_no_data and not events):
        return ""
    edges = [band.bound.low for band in bands.bands]
    values = possible(as_metric(edition.subject), table, is_open, edges) or ()
    names = {band_at(edition, bands, value) for value in values}
    return names.pop() if len(names) == 1 else ""


def band_at(edition: model.Edition, bands: model.Bands, value: Fraction) -> str:
    """The first named band that a value keeps."""
    for band in bands.bands:
        if keeps(rounded(value, edition, band.bound.unit), band.bound):
            return band.name
    return bands.otherwise


def worst(verdicts: Sequence[str]) -> str:
    """The verdict of a standard from those of its windows."""
    judged = ("error", "breached", "waived", "warned", "met", "exceeded")
    order = (*judged, "insufficient", "no_data", "pending")
    return next((verdict for verdict in order if verdict in verdicts), "no_data")
