"""The verdicts of plain windows in whole numbers, for the many that are plain.

A window is plain if it is closed, nothing of it is pending, and its standard has one
thing counted and one bound: no tiers, no bands, no rounding, no sample. Then it has one
value, and the rules of `upheld.checker.judge` come down to one comparison, which whole
numbers do at a tenth of the cost. A window that is not plain gets None here and is
judged by those rules; tests hold one against the other.
"""

from fractions import Fraction
from math import ceil
from typing import assert_never

from upheld.checker.headroom import Line, gap_of_count, line_of
from upheld.checker.judge import Judged
from upheld.checker.measure import ENDLESS, Numbers, Sizes
from upheld.checker.report import Verdict
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class PlainStandard:
    """What plain windows of an edition are held against.

    `top` and `bottom` are the limit of the bound as whole numbers; `least` is the
    minimum of events, 0 without one.
    """

    counted: model.Statistic | model.NumberOf | None
    line: Line
    top: int
    bottom: int
    least: int
    is_count: bool

    def judged(self, numbers: Numbers) -> Judged | None:
        """The verdict of a plain window; None for any other."""
        if _waits(numbers):
            return None
        if self.counted is None:
            return self._share(numbers)
        return self._statistic(self.counted, numbers)

    def verdict(self, numbers: Numbers) -> Verdict | None:
        """The verdict alone, which for a share takes no fraction."""
        if self.counted is not None or _waits(numbers):
            judged = self.judged(numbers)
            return None if judged is None else judged.verdict
        met, missed = int(numbers.get("met") or 0), int(numbers.get("missed") or 0)
        if not self._may_be_judged(met + missed, numbers):
            return None
        return "met" if self._lacking(met, missed) <= 0 else "breached"

    def _may_be_judged(self, total: int, numbers: Numbers) -> bool:
        return total > 0 and total >= self.least and "used" not in numbers

    def _share(self, numbers: Numbers) -> Judged | None:
        met, missed = int(numbers.get("met") or 0), int(numbers.get("missed") or 0)
        total = met + missed
        if not self._may_be_judged(total, numbers):
            return None
        sizes = Sizes(
            met,
            missed,
            0,
            int(numbers.get("excluded") or 0),
            int(numbers.get("invalid") or 0),
        )
        value = Fraction(met, total)
        lacking = self._lacking(met, missed)
        if lacking <= 0:
            return Judged("met", value, sizes, headroom=-lacking)
        most = missed if self.line.is_floor else met
        return Judged(
            "breached", value, sizes, gap=lacking if lacking <= most else None
        )

    def _lacking(self, met: int, missed: int) -> int:
        """How many events more would have to keep it; below 0 how many may not."""
        total = met + missed
        if self.line.is_floor:
            return self._enough(self.top * total) - met
        # A ceiling on what came is a floor under what did not.
        return self._enough((self.bottom - self.top) * total) - missed

    def _enough(self, needed: int) -> int:
        """The fewest events that reach `needed / bottom`, or go beyond it."""
        if self.line.included:
            return -(-needed // self.bottom)
        return needed // self.bottom + 1

    def _statistic(
        self, counted: model.Statistic | model.NumberOf, numbers: Numbers
    ) -> Judged | None:
        used = int(numbers.get("used") or 0)
        if not used or used < self.least:
            return None
        value = _value(counted, numbers, used)
        # Not found, because only the verdict is wanted; else it is not one value yet.
        is_counted = "within" in numbers and numbers.get("value") is None
        if value is None and not is_counted:
            return None
        sizes = _sizes(numbers, used)
        if sizes.met or sizes.missed:
            return None
        if value is None:
            kept = self._reached(counted, int(numbers["within"] or 0), used)
            return Judged("met" if kept else "breached", None, sizes)
        exact = Fraction(value)
        if _keeps(exact, self.line):
            return Judged("met", exact, sizes)
        gap = gap_of_count(used, self.line) if self.is_count else None
        return Judged("breached", exact, sizes, gap=gap)

    def _reached(
        self, counted: model.Statistic | model.NumberOf, within: int, used: int
    ) -> bool:
        """Whether a rank keeps to its limit, by the values on this side of it.

        The k-th smallest of some values is at most T if k of them are, and at least T
        if fewer than k are less.
        """
        assert isinstance(counted, model.Statistic)
        enough = within >= ceil((counted.rank or HALF) * used)
        return enough is not self.line.is_floor


@dataclass(frozen=True, slots=True)
class PlainQuotient:
    """What plain windows of `one / other` are held against; they have no minimum."""

    parts: tuple[model.Statistic | model.NumberOf, model.Statistic | model.NumberOf]
    line: Line

    def judged(self, *numbers: Numbers) -> Judged | None:
        """The verdict of a plain window; None for any other."""
        values: list[Fraction | int] = []
        sizes: list[Sizes] = []
        for counted, found in zip(self.parts, numbers, strict=True):
            used = int(found.get("used") or 0)
            value = _value(counted, found, used) if used else None
            if (
                value is None
                or _waits(found)
                or found.get("met")
                or found.get("missed")
            ):
                return None
            values.append(value)
            sizes.append(_sizes(found, used))
        if not values[1]:
            return None
        exact = Fraction(values[0]) / values[1]
        return Judged(
            "met" if _keeps(exact, self.line) else "breached", exact, sizes[0]
        )

    def verdict(self, *numbers: Numbers) -> Verdict | None:
        """The verdict alone."""
        judged = self.judged(*numbers)
        return None if judged is None else judged.verdict


#: How plain windows of some edition are judged.
Plain = PlainStandard | PlainQuotient


def _keeps(value: Fraction, line: Line) -> bool:
    """Whether a value keeps to a limit."""
    have = value.numerator * line.limit.denominator
    limit = line.limit.numerator * value.denominator
    if line.is_floor:
        return have >= limit if line.included else have > limit
    return have <= limit if line.included else have < limit


def _sizes(numbers: Numbers, used: int) -> Sizes:
    """The events of a closed window of a statistic."""
    return Sizes(
        int(numbers.get("met") or 0),
        int(numbers.get("missed") or 0),
        0,
        int(numbers.get("excluded") or 0),
        int(numbers.get("invalid") or 0),
        used,
        int(numbers.get("without") or 0),
    )


def _waits(numbers: Numbers) -> bool:
    """Whether something of a window is not known yet."""
    return bool(
        numbers.get("pending") or numbers.get("running") or numbers.get("past limit")
    )


def _value(
    counted: model.Statistic | model.NumberOf, numbers: Numbers, used: int
) -> Fraction | int | None:
    """The one value of a statistic; None where several are still possible."""
    if isinstance(counted, model.NumberOf):
        return used
    raw = numbers.get("value")
    if raw is None:
        return None
    match counted.kind:
        case "average":
            return Fraction(raw, used) if isinstance(raw, int) else Fraction(raw) / used
        case "total" | "minimum":
            return Fraction(raw)
        case "maximum":
            least = numbers.get("least")
            return Fraction(raw) if least is None or least <= raw else None
        case "median" | "percentile":
            lowest = numbers.get("lowest")
            known = raw != ENDLESS and (lowest is None or lowest == raw)
            return Fraction(raw) if known else None
        case _:
            assert_never(counted.kind)


def decided_by_counting(edition: model.Edition) -> model.Bound | None:
    """The bound of a rank of which only the verdict matters; None where more does.

    Then nothing has to be ranked: how many values are `within` it says enough.
    """
    subject, bound = edition.subject, edition.bound
    if (
        not isinstance(subject, model.Statistic)
        or subject.kind not in ("median", "percentile")
        or not isinstance(bound, model.Bound)
        or edition.over is not None
        or 10**6 % bound.low.denominator
        or plain_standard(edition, 1) is None
    ):
        return None
    return bound


def plain_standard(edition: model.Edition, parts: int) -> Plain | None:
    """How plain windows of an edition are judged; None where it has none.

    Args:
        edition: as its windows are judged by, without the tiers of an outer bound.
        parts: how many things are counted for it.
    """
    bound = edition.bound
    if (
        not isinstance(bound, model.Bound)
        or bound.kind == "between"
        or edition.exceeds_when is not None
        or edition.exceeds is not None
        or edition.warn is not None
        or edition.bands is not None
        or edition.rounded is not None
        or edition.confidence is not None
    ):
        return None
    if parts != 1:
        return _quotient(edition, bound, parts)
    counted: model.Statistic | model.NumberOf | None
    match edition.subject:
        case model.ShareOutcome() | model.ShareOf() | model.Recurrence():
            counted = None
        case model.Statistic() | model.NumberOf() as counted:
            pass
        case _:
            return None
    return PlainStandard(
        counted,
        line_of(bound, None),
        bound.low.numerator,
        bound.low.denominator,
        edition.minimum.number if edition.minimum else 0,
        bound.unit.kind == "count",
    )


def _quotient(
    edition: model.Edition, bound: model.Bound, parts: int
) -> PlainQuotient | None:
    """The same for a `define` of one number over another, which counts two things."""
    match edition.subject:
        case model.Defined(
            formula=model.Combined(
                "/",
                model.Statistic() | model.NumberOf() as top,
                model.Statistic() | model.NumberOf() as bottom,
                unit,
            )
        ) if parts == 2 and edition.minimum is None and unit.kind != "points":
            return PlainQuotient((top, bottom), line_of(bound, None))
        case _:
            return None
