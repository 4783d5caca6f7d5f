"""What a standard means, on one page of plain Python: read this to believe the SQL.

Written from the language's definition, not from the engine; of upheld it knows only the
typed model. Here is the first half of the language: shares, counts, rates, statistics,
defines and scores, in all windows but sliding ones; `whole.py` judges the second half.
A row is a dict of typed values: a datetime with its zone, a number, a text, a truth, or
None. Moments and lengths are whole microseconds; the only floats are infinities.
"""

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from itertools import chain, product
from math import ceil, inf
from operator import add, ge, gt, le, lt, mul, sub, truediv
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from upheld.dsl import model

Span = tuple[Any, Any]  # the least and the most that a value can be
Part = list["Entry"]  # the rows of one population in a window and group
EPOCH, SECOND = datetime(1970, 1, 1, tzinfo=UTC), 1_000_000
UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
MONTHS, DAYS = {"month": 1, "quarter": 3, "year": 12}, {"day": 1, "week": 7}
COMPARE: Any = {"<": lt, "<=": le, ">": gt, ">=": ge, "below": lt, "above": gt}
OPERATORS = {"+": add, "-": sub, "*": mul, "/": truediv, **COMPARE}
KEEPS: Any = {"at_least": ge, "at_most": le, "more_than": gt, "less_than": lt}
SHARE = {"met": (1, 1), "missed": (0, 0), "pending": (0, 1)}
TYPES: Any = {"truth": [bool], "moment": [datetime]}
FIGURES: Any = {"total": sum, "minimum": min, "maximum": max}
MANY = 10**30  # events that may still come while a window is open


class Fate(Exception):  # noqa: N818
    """What a row is instead of judged: excluded, invalid, what its standard says."""


def instant(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


def at(day: date, zone: str, clock: time = time()) -> int:
    """Of a repeated time the first pass; a skipped one moves forward by the gap."""
    return instant(datetime.combine(day, clock.replace(fold=0), ZoneInfo(zone)))


def moved(day: date, months: int, days: int = 0) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)) + timedelta(days=days)


def window_at(us: int, edition: model.Edition) -> tuple[int, int]:
    """The first moment of the window that a moment lies in, and of the next window."""
    zone, window = edition.zone, edition.window
    day = (EPOCH + timedelta(microseconds=us)).astimezone(ZoneInfo(zone)).date()
    unit = window.unit if isinstance(window, model.Per) else ""
    length = window.length if isinstance(window, model.PerLength) else model.Period()
    months, days = MONTHS.get(unit, length.months), DAYS.get(unit, length.days)
    origin = date(1969, 12, 29) if unit == "week" else date(1970, 1, 1)
    if unit in ("quarter", "year"):
        origin = date(1970, edition.fiscal_month, edition.fiscal_day)
    if not months and not days:
        size = length.microseconds or 3600 * SECOND
        start = us - (us - at(day if unit else origin, zone)) % size
        return start, start + size
    past = (day.year - 1970) * 12 + day.month - origin.month - (day.day < origin.day)
    number = past // months if months else (day - origin).days // days
    first, after = (moved(origin, n * months, n * days) for n in (number, number + 1))
    return at(first, zone), at(after, zone)


def operated(operator: Any, left: Any, right: Any) -> Any:
    if left is None or right is None or (operator is truediv and right == 0):
        return None
    return operator(left, right)


def keeps(bound: Any, value: Any) -> bool:
    high = inf if bound.high is None else bound.high
    return bool(value <= high and KEEPS.get(bound.kind, ge)(value, bound.low))


def between(span: Span, edges: Iterable[Any]) -> list[Any]:
    return [span[0], *(edge for edge in edges if span[0] < edge < span[1]), span[1]]


class Row(NamedTuple):
    cells: Mapping[str, Any]
    run: "Run"

    def read(self, node: Any) -> Any:
        """A value or a condition; a missing value passes no test but `is unknown`."""
        match node:
            case model.Constant(value):
                return value
            case model.IsTrue(part) | model.Measure(_, part) | model.InState(_, part):
                return self.read(part)
            case model.Arithmetic(sign, left, right) | model.Compare(sign, left, right):
                return operated(OPERATORS[sign], self.read(left), self.read(right))
            case model.Not(operand):
                return not self.read(operand)
            case model.AllOf(parts):
                return self.all_hold(parts)
            case model.AnyOf(parts):
                return not self.all_hold(map(model.Not, parts))
            case model.Came(left) | model.Known(left):
                return (self.read(left) is None) == getattr(node, "negated", False)
            case model.OneOf(left, values, negated):
                it = self.read(left)
                return it is not None and negated != any(it == v.value for v in values)
            case model.Matches(left, pattern):
                found = self.read(left)
                return found is not None and re.search(pattern, found) is not None
        kind = "moment" if isinstance(node, model.Moment) else node.unit.kind
        cell = self.cells[node.columns[0] if kind == "moment" else node.name]
        if cell is None or kind == "text":
            return cell and str(cell)
        if type(cell) not in TYPES.get(kind, [int, Fraction]):
            raise Fate("invalid")  # it does not convert
        if kind == "moment":
            us = instant(cell)
            return us if us <= self.run.now or node.promise else None
        return cell * UNITS[node.spelling] * SECOND if kind == "length" else cell

    def all_hold(self, conditions: Iterable[Any]) -> bool:
        """One that is false decides, whatever cannot be told of the others."""
        held = {self.outcome(model.Holds(condition)) for condition in conditions}
        if "missed" not in held and "invalid" in held:
            raise Fate("invalid")
        return "missed" not in held

    def span(self, value: Any) -> Span | None:
        """Of a measure that runs, from a microsecond more than until now to no end."""
        clock, end = getattr(value, "starting", None), getattr(value, "ending", None)
        start, found = clock and self.read(clock), self.read(value)
        if end and self.read(end) is None and start is not None:
            return self.run.now - start + 1, inf
        if found is not None and clock and clock.role == "start" and found < 0:
            raise Fate("invalid")  # it ended before its event began
        return None if found is None else (found, found)

    def outcome(self, outcome: Any, without: str | None = None) -> str:
        """`without` is what the standard says of a row without its own deadline."""
        try:
            span, tests = self.tested(outcome, without)
        except Fate as fate:
            return str(fate)
        edges = [edge for _, edge in tests]
        if span is None or None in edges:
            return "invalid"
        kept = {all(t(v, e) for t, e in tests) for v in between(span, edges)}
        if len(kept) > 1:
            return "pending"
        return "missed" if outcome.negated in kept else "met"

    def tested(self, outcome: Any, without: str | None) -> tuple[Any, Any]:
        """The value that decides, or what it may be, and the tests it has to pass."""
        if isinstance(outcome, model.Holds):
            return (1, 1), [(le if self.read(outcome.condition) else gt, 1)]
        if isinstance(outcome, model.Measured):
            tests = [(COMPARE[sign], self.read(limit)) for sign, limit in outcome.tests]
            return self.span(outcome.value), tests
        came, clock = self.read(outcome.milestone), self.read(outcome.clock)
        due = self.due(outcome.limit, clock) if outcome.limit else self.run.now
        early = clock is None or (came is not None and came < clock)
        if early or due is None:
            said = due is None and (without == "excluded" or not early) and without
            raise Fate(said or "invalid")
        span = (self.run.now + Fraction(1, 2), inf) if came is None else (came, came)
        return span, [(lt if getattr(outcome.limit, "strict", False) else le, due)]

    def due(self, limit: Any, clock: Any) -> Any:
        """The deadline; None where the row has none of its own."""
        start, length, sign = clock, getattr(limit, "length", None), 1
        if isinstance(limit, model.ByDeadline):
            start, length, sign = self.read(limit.deadline), limit.lead, -1
        elif start is None:
            raise Fate("invalid")
        if isinstance(length, model.RowLength):
            fits = (each for c, each in length.branches if c is None or self.read(c))
            length = next(fits, None)
            start = None if length is None else start
        if start is None or length is None:
            return start
        if not isinstance(length, model.Period):
            return operated(add if sign > 0 else sub, start, self.read(length))
        if not length.exact:  # months and days by the calendar, then exact time
            zone, passed = self.run.edition.zone, timedelta(microseconds=start)
            shown = (EPOCH + passed).astimezone(ZoneInfo(zone))
            day = moved(shown.date(), sign * length.months, sign * length.days)
            start = at(day, zone, shown.time())
        return start + sign * length.microseconds


class Entry(NamedTuple):  # a row of a population, in one state
    state: str
    span: Span | None  # of its value; 1 of an outcome that came, 0 of one that did not
    group: tuple[str, ...]
    start: int


def entry(leaf: Any, row: Row) -> Entry | None:
    """The first that fits: not in the population, excluded, invalid, others."""
    event, where, run = leaf.population.event, leaf.population.where, row.run
    start, state, span = None, "invalid", None
    with suppress(Fate):
        start = row.read(event.start)
    if start is None or not run.first <= start < run.last:
        return None  # without a start it is invalid in no window
    group = tuple(row.read(each.value) or "(unknown)" for each in run.edition.groups)
    listed = all(not n or g in n for g, n in zip(group, run.lists, strict=True))
    left_out = {row.outcome(each) for each in leaf.population.excluding}
    with suppress(Fate):
        if not listed or not row.all_hold(filter(None, (event.where, *where))):
            return None
        if not left_out & {"met", "invalid"}:
            state, span = state_of(leaf, row)
    return Entry("excluded" if "met" in left_out else state, span, group, start)


def state_of(leaf: Any, row: Row) -> tuple[str, Span | None]:
    if isinstance(leaf, model.NumberOf):
        return "used", (1, 1)
    if hasattr(leaf, "outcome"):
        state = row.outcome(leaf.outcome, row.run.edition.without_deadline)
        return state, SHARE.get(state)
    span, kind = row.span(leaf.value), getattr(leaf, "kind", "")
    if span is None or (span[1] == inf and kind in ("", "average", "total", "minimum")):
        return "without_value", None
    if isinstance(leaf, model.PromoterScore) and span[0] not in range(11):
        raise Fate("invalid")
    is_long = span[1] == inf and leaf == row.run.metric and span[0] > row.run.edges[-1]
    return "used" if span[1] != inf or is_long else "pending", span


def leaves(metric: Any) -> list[Any]:
    """What a metric counts, in the order of the sentence."""
    if isinstance(metric, model.Rate):
        return [model.NumberOf(metric.numerator), model.NumberOf(metric.denominator)]
    inner = [getattr(metric, name, None) for name in ("left", "right", "formula")]
    found = [leaf for each in inner if each is not None for leaf in leaves(each)]
    return found or ([metric] if hasattr(metric, "population") else [])


def is_empty(part: Part) -> bool:
    return all(each.state == "excluded" for each in part)


class Run:
    """One edition, as of a moment, in a period whose last moment is out."""

    def __init__(self, edition: model.Edition, now: int, period: Span) -> None:
        self.edition, self.now, self.asked = edition, now, period[0] > -inf
        begins, ends = edition.first or "1800-01-01", edition.last or "2200-01-01"
        first, last = date.fromisoformat(begins), moved(date.fromisoformat(ends), 0, 1)
        self.first = max(period[0], at(first, edition.zone))
        self.last = min(period[1], at(last, edition.zone))
        every = model.Bound("at_least", Fraction(1), model.PERCENT)
        bound: Any = edition.bound or every
        warn = edition.warn and edition.warn.value
        edges = (edition.exceeds, warn, bound.low, bound.high)
        self.bound, self.edges = bound, [edge for edge in edges if edge is not None]
        self.lists: Any = [getattr(g.members, "values", None) for g in edition.groups]
        self.metric: Any = edition.subject

    def judge(self, tables: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
        """Start, end, group, verdict, value, band, counts of all windows and groups."""
        parts = [self.entries(leaf, tables) for leaf in leaves(self.metric)]
        dated, whole = [*chain(*parts)], isinstance(self.edition.window, model.Overall)
        places = product(self.windows([e.start for e in dated]), self.groups(dated))
        for (start, end), group in places:
            low, high = max(start, self.first), min(end, self.last)
            own = [[e for e in part if group in ((), e.group)] for part in parts]
            inside = [[e for e in p if whole or low <= e.start < high] for p in own]
            verdict, band = self.verdict(inside, is_open=high > self.now and not whole)
            value = None if verdict == "no_data" else self.shown(inside)
            counts = Counter(each.state for each in inside[0])
            yield low, high, group, verdict, value, band, counts

    def entries(self, leaf: Any, tables: Mapping[str, Any]) -> Part:
        """Rows that are alike in all, their identity too, are one."""
        event = leaf.population.event
        rows = [tuple(cells.items()) for cells in tables[event.source]]
        once = dict.fromkeys(rows) if event.identity else rows
        return [each for c in once if (each := entry(leaf, Row(dict(c), self)))]

    def windows(self, starts: list[int]) -> list[tuple[int, int]]:
        """From the first event, or `--from`, to `as of`, or `--to`."""
        seen = min(self.now, self.last - 1)
        first = self.first if self.asked else max(self.first, min(starts, default=seen))
        if first > seen or isinstance(self.edition.window, model.Overall):
            return [(first, min(self.now, self.last))] if first <= seen else []
        found = [window_at(first, self.edition)]
        if self.asked and found[0][0] == self.now and not starts:
            return []  # it would begin at the end of the period
        while found[-1][1] < seen or found[-1][1] in starts:
            found.append(window_at(found[-1][1], self.edition))
        return found

    def groups(self, dated: Part) -> set[tuple[str, ...]]:
        """Every member of a list beside the values found together; () is the whole."""
        others = [self.lists] if all(self.lists) else {each.group for each in dated}
        pairs = product(product(*(names or [""] for names in self.lists)), others)
        found = {tuple(a or b for a, b in zip(*pair, strict=True)) for pair in pairs}
        return found | ({()} if self.edition.overall else set())

    def figure(self, metric: Any, parts: Iterator[Part], end: int) -> Any:
        """The least value of a metric, or the most; it takes its parts in turn."""
        match metric:
            case model.Fixed(value):
                return value
            case model.Defined(_, formula):
                return self.figure(formula, parts, end)
            case model.Rate(_, per, _):
                above, below = (sum(bool(e.span) for e in next(parts)) for _ in "ab")
                return operated(truediv, above * per, below)
            case model.Combined(sign, left, right, unit):
                a, b = (self.figure(each, parts, end) for each in (left, right))
                percent = getattr(left, "unit", model.PERCENT) == model.PERCENT
                points = 100 if unit == model.POINTS and percent else 1
                return operated(mul, operated(OPERATORS[sign], a, b), points)
        part, kind = next(parts), getattr(metric, "kind", "")
        values = [each.span[end] for each in part if each.span]
        if isinstance(metric, model.NumberOf | model.DifferentOf):
            return len(values if isinstance(metric, model.NumberOf) else {*values})
        if not values:
            return 0 if kind == "total" and any(self.lists) and is_empty(part) else None
        if kind in ("median", "percentile"):
            return sorted(values)[max(ceil(metric.rank * len(values)), 1) - 1]
        if isinstance(metric, model.PromoterScore):
            values = [100 * ((value >= 9) - (value <= 6)) for value in values]
        average = sum(values) / Fraction(len(values))
        return FIGURES[kind](values) if kind in FIGURES else average

    def span(self, parts: list[Part]) -> Span:
        least, most = (self.figure(self.metric, iter(parts), end) for end in (0, 1))
        return least, most

    def shown(self, parts: list[Part]) -> Any:
        """By what is known; of a rank, if no running event can change it."""
        least, most = self.span([[e for e in p if e.span != (0, 1)] for p in parts])
        return least if least == most else None

    def futures(self, parts: list[Part], *, is_open: bool) -> list[Any] | None:
        """Values enough to see every verdict that may come; None where any may."""
        (least, most), metric = self.span(parts), self.metric
        pending = sum(each.state == "pending" for part in parts for each in part)
        if least is None or most is None:
            return None if is_open or pending else []
        match metric:
            case _ if hasattr(metric, "outcome") and not is_open:
                number = sum(each.span is not None for each in parts[0])
                return [least + Fraction(n, number) for n in range(pending + 1)]
            case _ if hasattr(metric, "outcome"):
                least, most = least / MANY, 1 - (1 - most) / MANY
            case model.NumberOf() | model.DifferentOf() | model.Statistic("maximum"):
                most = inf if is_open else most
            case model.Statistic("minimum"):
                least = -inf if is_open else least
            case _ if is_open or (pending and not isinstance(metric, model.Statistic)):
                return None
        return between((least, most), self.edges)

    def tier(self, value: Any) -> str:
        warn, line = self.edition.warn, self.edition.exceeds
        better = ge if self.bound.kind in ("at_least", "more_than") else le
        kept = "warned" if warn and COMPARE[warn.side](value, warn.value) else "met"
        kept = "exceeded" if line is not None and better(value, line) else kept
        return kept if keeps(self.bound, value) else "breached"

    def band(self, value: Any) -> str:
        found = self.edition.bands or model.Bands((), "")
        kept = (each.name for each in found.bands if keeps(each.bound, value))
        return next(kept, found.otherwise)

    def verdict(self, parts: list[Part], *, is_open: bool) -> tuple[str, str]:
        """The verdict, where nothing that may come can change it, and the band."""
        least, values = self.edition.minimum, self.futures(parts, is_open=is_open)
        said = self.edition.if_no_data if all(map(is_empty, parts)) else None
        if said and not is_open:
            return "no_data" if said == "reported" else said, ""
        states = [e.state for e in parts[least.population if least else 0] if e.span]
        if least and len(states) < least.number:
            few = "insufficient" if states and values != [] else "no_data"
            return "pending" if is_open else few, ""
        if isinstance(self.metric, model.Statistic):
            states = [state for state in states if state == "used"]
        if values is None or (least and len(states) < least.number and not is_open):
            return "pending", ""
        found = {*map(self.tier, values), *filter(None, [said])}
        bands = {*map(self.band, values)} if len(found) == 1 else {""}
        verdict = "pending" if len(found) > 1 else found.pop() if found else "no_data"
        return verdict, bands.pop() if len(bands) == 1 else ""
