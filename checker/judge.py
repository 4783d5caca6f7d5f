"""From counts to a verdict: pure functions on whole numbers and fractions.

The first line that fits (LANGUAGE, section 5); `n` is met + missed + pending, of a
statistic the values used:

    closed, no event at all, and `if no data` says so      met or breached, as said
    closed, n = 0 (a count: never)                         no_data
    closed, 0 < n < minimum                                insufficient
    every value still possible gives one verdict           that verdict
    otherwise                                              pending

The values still possible: of a closed window those that its pending events leave open; of
an open one also those that more events could bring. A window that is open and below its
minimum, or empty, is pending.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import assert_never

from upheld.checker.exact import (
    INFINITY,
    MINUS_INFINITY,
    Exact,
    Range,
    exactly,
    just_above,
    just_below,
    only,
    rounded,
)
from upheld.checker.plan import Counted
from upheld.checker.report import Verdict
from upheld.dsl import model

ENDLESS = 2**62
SECOND = 1_000_000

Numbers = Mapping[str, int | Fraction | None]


@dataclass(frozen=True, slots=True)
class Sizes:
    """Events of one window by what became of them."""

    met: int = 0
    missed: int = 0
    pending: int = 0
    excluded: int = 0
    invalid: int = 0
    used: int | None = None
    without: int | None = None

    @property
    def judged(self) -> int:
        """The `n` of the truth table, with the pending ones."""
        return self.met + self.missed + self.pending + (self.used or 0)

    @property
    def silent(self) -> bool:
        """Whether the window had no event at all."""
        return not (self.judged or self.invalid or self.without)


@dataclass(frozen=True, slots=True)
class Measure:
    """What a window measured.

    `value` is what is shown (None where there is none); `possible` what it may still
    become, None where that cannot be told before the window closes or an obligation ends;
    `absent` says that a closed window has no value.
    """

    value: Fraction | None
    possible: Range | None
    absent: bool
    sizes: tuple[Sizes, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict of one window and group, before waivers."""

    verdict: Verdict
    value: Fraction | None
    sizes: Sizes
    band: str | None = None
    gap: int | None = None
    headroom: int | None = None
    note: str | None = None


def sizes_of(numbers: Numbers) -> Sizes:
    """The events of one tally's window."""

    def count(name: str) -> int:
        return int(numbers.get(name) or 0)

    statistic = "used" in numbers
    past = count("past limit")
    return Sizes(
        met=count("met"),
        missed=count("missed"),
        pending=count("pending") + count("running") - past,
        excluded=count("excluded"),
        invalid=count("invalid"),
        used=count("used") + past if statistic else None,
        without=count("without") if statistic else None,
    )


# --- measuring -------------------------------------------------------------------------


def measure(
    counted: Counted, numbers: Numbers, *, is_open: bool, listed: bool
) -> Measure:
    """What one counted thing comes to in one window.

    Args:
        listed: the groups are taken from a list, so an empty total is 0.
    """
    sizes = sizes_of(numbers)
    match counted:
        case model.ShareOutcome() | model.ShareOf() | model.Recurrence():
            return _share(sizes, is_open)
        case model.NumberOf():
            return _growing(Fraction(sizes.used or 0), sizes, is_open)
        case model.DifferentOf():
            return _growing(Fraction(numbers.get("value") or 0), sizes, is_open)
        case model.PromoterScore():
            return _score(numbers, sizes, is_open)
        case model.Statistic():
            return _statistic(counted, numbers, sizes, is_open, listed)
        case _:
            assert_never(counted)


def _share(sizes: Sizes, is_open: bool) -> Measure:
    met, missed, pending = sizes.met, sizes.missed, sizes.pending
    total = met + missed + pending
    value = Fraction(met, met + missed) if met + missed else None
    if total == 0:
        return Measure(None, None, True, (sizes,))
    possible = Range(exactly(Fraction(met, total)), exactly(Fraction(met + pending, total)))
    if is_open:
        possible = Range(
            just_above(0) if met else exactly(0),
            just_below(1) if missed else exactly(1),
        )
    return Measure(value, possible, False, (sizes,))


def _growing(value: Fraction, sizes: Sizes, is_open: bool) -> Measure:
    high = INFINITY if is_open else exactly(value)
    return Measure(value, Range(exactly(value), high), False, (sizes,))


def _score(numbers: Numbers, sizes: Sizes, is_open: bool) -> Measure:
    if not sizes.used:
        return Measure(None, None, True, (sizes,))
    lead = (numbers.get("promoters") or 0) - (numbers.get("detractors") or 0)
    value = Fraction(lead) * 100 / sizes.used
    return Measure(value, None if is_open else only(value), False, (sizes,))


def _statistic(
    counted: model.Statistic,
    numbers: Numbers,
    sizes: Sizes,
    is_open: bool,
    listed: bool,
) -> Measure:
    raw = numbers.get("value")
    value = None if raw is None else Fraction(raw)
    running = int(numbers.get("running") or 0)
    if not sizes.used and not running:
        if counted.kind == "total" and listed and sizes.silent:
            zero = Fraction(0)
            return Measure(zero, None if is_open else only(zero), False, (sizes,))
        return Measure(None, None, True, (sizes,))
    match counted.kind:
        case "average":
            assert value is not None
            mean = value / int(numbers.get("used") or 1)
            return Measure(mean, None if is_open else only(mean), False, (sizes,))
        case "total":
            assert value is not None
            return Measure(value, None if is_open else only(value), False, (sizes,))
        case "minimum":
            assert value is not None
            low = MINUS_INFINITY if is_open else exactly(value)
            return Measure(value, Range(low, exactly(value)), False, (sizes,))
        case "maximum":
            return _maximum(value, numbers, running, sizes, is_open)
        case "median" | "percentile":
            return _ranked(value, numbers, sizes, is_open)
        case _:
            assert_never(counted.kind)


def _maximum(
    value: Fraction | None, numbers: Numbers, running: int, sizes: Sizes, is_open: bool
) -> Measure:
    least = numbers.get("least")
    known = [Fraction(v) for v in (value, least) if v is not None]
    high = INFINITY if is_open or running else exactly(max(known))
    shown = None if running else value
    return Measure(shown, Range(exactly(max(known)), high), False, (sizes,))


def _ranked(
    value: Fraction | None, numbers: Numbers, sizes: Sizes, is_open: bool
) -> Measure:
    assert value is not None
    lowest = numbers.get("lowest")
    low = exactly(Fraction(value if lowest is None else lowest))
    high = INFINITY if value == ENDLESS else exactly(value)
    shown = value if low == high else None
    possible = None if is_open else Range(low, high)
    return Measure(shown, possible, False, (sizes,))


def combine(
    metric: model.Metric, measured: Sequence[Measure], *, is_open: bool
) -> Measure:
    """A formula's value from the values of its leaves, in the order of `plan.leaves`."""
    rest = list(measured)
    result = _formula(metric, rest)
    sizes = tuple(s for m in measured for s in m.sizes)
    if isinstance(result, Measure) and len(measured) == 1:
        return Measure(result.value, result.possible, result.absent, sizes)
    value, waiting, absent = _parts(result)
    possible = None if value is None or waiting or is_open else only(value)
    return Measure(value, possible, absent and not waiting, sizes)


Part = Measure | tuple[Fraction | None, bool, bool]


def _parts(part: Part) -> tuple[Fraction | None, bool, bool]:
    """A value, whether an obligation it rests on is pending, whether there is none."""
    if isinstance(part, tuple):
        return part
    waiting = part.possible is not None and not part.possible.settled
    return part.value, waiting, part.absent


def _formula(metric: model.Metric, rest: list[Measure]) -> Part:
    match metric:
        case model.Fixed(value):
            return value, False, False
        case model.Defined():
            return _formula(metric.formula, rest)
        case model.Rate(_, per, _):
            top, bottom = _parts(rest.pop(0)), _parts(rest.pop(0))
            return _operate("/", (None if top[0] is None else top[0] * per, *top[1:]), bottom)
        case model.Combined(operator, left, right):
            first = _parts(_formula(left, rest))
            return _operate(operator, first, _parts(_formula(right, rest)))
        case _:
            return rest.pop(0)


def _operate(
    operator: str,
    left: tuple[Fraction | None, bool, bool],
    right: tuple[Fraction | None, bool, bool],
) -> Part:
    waiting = left[1] or right[1]
    a, b = left[0], right[0]
    if a is None or b is None or (operator == "/" and b == 0):
        return None, waiting, True
    match operator:
        case "+":
            return a + b, waiting, False
        case "-":
            return a - b, waiting, False
        case "*":
            return a * b, waiting, False
        case _:
            return a / b, waiting, False


# --- judging ---------------------------------------------------------------------------


def judge(
    edition: model.Edition,
    measured: Measure,
    *,
    is_open: bool,
    second: Measure | None = None,
) -> Judged:
    """The verdict of a window. `second` is the share of `exceeds when`."""
    sizes = measured.sizes[0]
    number = _named_size(edition, measured)
    silent = all(s.silent for s in measured.sizes)

    def verdict(value: Verdict, **more: object) -> Judged:
        return Judged(value, measured.value, sizes, **more)  # type: ignore[arg-type]

    if not is_open and silent and edition.if_no_data == "reported":
        return verdict("no_data")
    if not is_open and silent and edition.if_no_data in ("met", "breached"):
        return verdict(edition.if_no_data)
    if not is_open and (measured.absent or (edition.minimum and number.judged == 0)):
        return verdict("no_data")
    if edition.minimum is not None and number.judged < edition.minimum.number:
        return verdict("pending" if is_open else "insufficient")
    if edition.minimum is not None and not is_open:
        sure = number.used if number.used is not None else number.judged
        if sure < edition.minimum.number:
            return verdict("pending")
    decided = decide(edition, measured.possible, second, is_open=is_open)
    if decided is None:
        return verdict("pending")
    return verdict(
        decided,
        band=_band(edition, measured),
        gap=gap(edition, measured) if decided == "breached" else None,
        headroom=headroom(edition, measured) if decided != "breached" else None,
    )


def _named_size(edition: model.Edition, measured: Measure) -> Sizes:
    index = edition.minimum.population if edition.minimum else 0
    return measured.sizes[index] if index < len(measured.sizes) else measured.sizes[0]


def decide(
    edition: model.Edition,
    possible: Range | None,
    second: Measure | None,
    *,
    is_open: bool,
) -> Verdict | None:
    """The one verdict of all values still possible, or None."""
    if possible is None or not isinstance(edition.bound, model.Bound):
        return None
    unit = rounding_unit(edition)
    low, high = possible.low, possible.high
    if unit is not None:
        low, high = rounded(low, unit), rounded(high, unit)
    first = tier(edition, low)
    if first != tier(edition, high):
        return None
    if first == "breached" and straddles(edition.bound, low, high):
        return None
    if first == "breached" or edition.exceeds_when is None:
        return first
    return _exceeded(edition, first, second, is_open=is_open)


def _exceeded(
    edition: model.Edition, verdict: Verdict, second: Measure | None, *, is_open: bool
) -> Verdict | None:
    assert edition.exceeds_when is not None
    if second is None or second.possible is None:
        return None if is_open else verdict
    bound = edition.exceeds_when[1]
    kept = keeps(bound, second.possible.low)
    if kept != keeps(bound, second.possible.high):
        return None
    return "exceeded" if kept else verdict


def straddles(bound: model.Bound, low: Exact, high: Exact) -> bool:
    """Whether a band lies between two values that both break it."""
    if bound.kind != "between":
        return False
    assert bound.high is not None
    return low < exactly(bound.low) and high > exactly(bound.high)


def keeps(bound: model.Bound, value: Exact) -> bool:
    """Whether a value keeps a bound."""
    limit = exactly(bound.low)
    match bound.kind:
        case "at_least":
            return value >= limit
        case "at_most":
            return value <= limit
        case "more_than":
            return value > limit
        case "less_than":
            return value < limit
        case "between":
            assert bound.high is not None
            return limit <= value <= exactly(bound.high)
        case _:
            assert_never(bound.kind)


def tier(edition: model.Edition, value: Exact) -> Verdict:
    """The verdict of one value: target, upper tier, warning line."""
    bound = edition.bound
    assert isinstance(bound, model.Bound)
    if not keeps(bound, value):
        return "breached"
    floor_ = bound.kind in ("at_least", "more_than")
    if edition.exceeds is not None:
        line = exactly(edition.exceeds)
        if value >= line if floor_ else value <= line:
            return "exceeded"
    if edition.warn is not None:
        line = exactly(edition.warn.value)
        if value < line if edition.warn.side == "below" else value > line:
            return "warned"
    return "met"


def rounding_unit(edition: model.Edition) -> Fraction | None:
    """The step that values are rounded to, in the amount of the unit.

    Decimals count what is shown: of a percentage its points, of a length seconds.
    """
    if edition.rounded is None or not isinstance(edition.bound, model.Bound):
        return None
    step = Fraction(1, 10**edition.rounded)
    match edition.bound.unit.kind:
        case "percent":
            return step / 100
        case "length":
            return step * SECOND
        case _:
            return step


def _band(edition: model.Edition, measured: Measure) -> str | None:
    if edition.bands is None or measured.possible is None:
        return None
    unit = rounding_unit(edition)
    names = set()
    for end in (measured.possible.low, measured.possible.high):
        value = end if unit is None else rounded(end, unit)
        kept = [b.name for b in edition.bands.bands if keeps(b.bound, value)]
        names.add(kept[0] if kept else edition.bands.otherwise)
    return names.pop() if len(names) == 1 else None


# --- what is lacking, in events --------------------------------------------------------


def gap(edition: model.Edition, measured: Measure) -> int | None:
    """How many events more were needed, or how many were too many."""
    bound, sizes = edition.bound, measured.sizes[0]
    if not isinstance(bound, model.Bound) or len(measured.sizes) != 1:
        return None
    if sizes.used is None:
        needed = line_in_events(bound, sizes.judged)
        if needed is None:
            return None
        return abs(needed - sizes.met)
    if bound.unit.kind == "count" and measured.value is not None:
        return abs(ceil(bound.low) - floor(measured.value))
    return None


def headroom(edition: model.Edition, measured: Measure) -> int | None:
    """How many of the events met could have been missed (of a ceiling: came more)."""
    bound, sizes = edition.bound, measured.sizes[0]
    if not isinstance(bound, model.Bound) or len(measured.sizes) != 1:
        return None
    if sizes.used is not None or not sizes.judged:
        return None
    line = line_in_events(bound, sizes.judged)
    return None if line is None else abs(sizes.met - line)


def line_in_events(bound: model.Bound, total: int) -> int | None:
    """The least (of a ceiling: the greatest) number of met events that keeps a share."""
    exact = bound.low * total
    match bound.kind:
        case "at_least":
            return ceil(exact)
        case "more_than":
            return floor(exact) + 1
        case "at_most":
            return floor(exact)
        case "less_than":
            return ceil(exact) - 1
        case _:
            return None


def worst(verdicts: Mapping[Verdict, int]) -> Verdict:
    """The verdict of a standard from those of its windows (LANGUAGE, section 5)."""
    order: tuple[Verdict, ...] = (
        "error",
        "breached",
        "waived",
        "warned",
        "met",
        "exceeded",
        "insufficient",
        "no_data",
        "pending",
    )
    return next((v for v in order if verdicts.get(v)), "no_data")
