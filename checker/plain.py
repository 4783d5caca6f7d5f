"""The verdicts of plain windows in whole numbers, for the many that are plain.

A window is plain if it is closed, nothing of it is pending, and its standard has one
thing counted and one bound: no tiers, no bands, no rounding, no sample. Then it has one
value, and the rules of `upheld.checker.judge` come down to one comparison, which whole
numbers do at a tenth of the cost, all windows of a standard in one go. A window that is
not plain gets None here and is judged by those rules; tests hold one against the other.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil
from typing import assert_never

from upheld.checker.columns import Columns, Number, Place, Places
from upheld.checker.headroom import Line, gap_of_count, line_of
from upheld.checker.judge import Judged
from upheld.checker.measure import ENDLESS, Numbers, Settled, Sizes
from upheld.checker.report import Verdict
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

HALF = Fraction(1, 2)

#: A value as one whole number over another, which is positive.
Quotient = tuple[int, int]

#: How a plain window came out: its verdict; its value, None where only the verdict was
#: looked for; its events; its gap and its headroom.
Found = tuple[Verdict, Quotient | None, Settled, int | None, int | None]

#: Numbers of events of which a window still waits for something.
WAITING = ("pending", "running", "past limit")


def judged_of(found: Found) -> Judged:
    """The same as the rules of `upheld.checker.judge` give it."""
    verdict, quotient, (met, missed, excluded, invalid, *used), gap, room = found
    value = None if quotient is None else Fraction(*quotient)
    sizes = Sizes(met, missed, 0, excluded, invalid, *used)
    return Judged(verdict, value, sizes, gap=gap, headroom=room)


@dataclass(frozen=True, slots=True)
class PlainStandard:
    """What plain windows of an edition are held against.

    `least` is the minimum of events, 0 without one.
    """

    counted: model.Statistic | model.NumberOf | None
    line: Line
    least: int
    is_count: bool

    def judged(self, numbers: Numbers) -> Judged | None:
        """The verdict of one plain window; None for any other."""
        return _one(self, numbers)

    def found(self, cells: Columns) -> list[Found | None]:
        """How each window came out, None for those that are not plain."""
        if self.counted is None:
            return list(self._shares(cells))
        return list(self._statistics(self.counted, cells))

    def _shares(self, cells: Columns) -> Iterator[Found | None]:
        if "used" in cells.lists:
            yield from [None] * len(cells)
            return
        is_floor, included = self.line.is_floor, self.line.included
        top, bottom = self.line.limit.as_integer_ratio()
        # A ceiling on what came is a floor under what did not.
        share = top if is_floor else bottom - top
        least = max(self.least, 1)
        for met, missed, excluded, invalid, waits in zip(
            cells.whole("met"),
            cells.whole("missed"),
            cells.whole("excluded"),
            cells.whole("invalid"),
            _waiting(cells),
            strict=True,
        ):
            total = met + missed
            if waits or total < least:
                yield None
                continue
            kept, other = (met, missed) if is_floor else (missed, met)
            needed = share * total
            # The fewest events that reach `needed / bottom`, or go beyond it.
            enough = -(-needed // bottom) if included else needed // bottom + 1
            room = kept - enough
            sizes = met, missed, excluded, invalid, None, None
            if room >= 0:
                yield "met", (met, total), sizes, None, room
            else:
                gap = -room if -room <= other else None
                yield "breached", (met, total), sizes, gap, None

    def _statistics(
        self, counted: model.Statistic | model.NumberOf, cells: Columns
    ) -> Iterator[Found | None]:
        is_counted = "within" in cells.lists
        least, keeps = max(self.least, 1), _keeping(self.line)
        for quotient, sizes, waits, within, raw in zip(
            _quotients(counted, cells),
            _sizes(cells),
            _waiting(cells),
            cells.whole("within"),
            cells.numbers("value"),
            strict=True,
        ):
            used = sizes[4]
            if waits or used < least or sizes[0] or sizes[1]:
                yield None
            elif quotient is not None:
                if keeps(*quotient):
                    yield "met", quotient, sizes, None, None
                else:
                    gap = gap_of_count(used, self.line) if self.is_count else None
                    yield "breached", quotient, sizes, gap, None
            elif is_counted and raw is None:
                # Not looked for, because only the verdict is wanted.
                kept = self._reached(counted, within, used)
                yield "met" if kept else "breached", None, sizes, None, None
            else:
                yield None

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
        """The verdict of one plain window; None for any other."""
        return _one(self, *numbers)

    def found(self, *cells: Columns) -> list[Found | None]:
        """How each window came out, None for those that are not plain."""
        return list(self._found(*cells))

    def _found(self, over: Columns, under: Columns) -> Iterator[Found | None]:
        keeps = _keeping(self.line)
        counted, other = self.parts
        for first, second, sizes, others, *waits in zip(
            _quotients(counted, over),
            _quotients(other, under),
            _sizes(over),
            _sizes(under),
            _waiting(over),
            _waiting(under),
            strict=True,
        ):
            if (
                first is None
                or second is None
                or not second[0]
                or not sizes[4]
                or not others[4]
                or any((*waits, *sizes[:2], *others[:2]))
            ):
                yield None
                continue
            top, bottom = first[0] * second[1], first[1] * second[0]
            if bottom < 0:
                top, bottom = -top, -bottom
            verdict: Verdict = "met" if keeps(top, bottom) else "breached"
            yield verdict, (top, bottom), sizes, None, None


#: How plain windows of some edition are judged.
Plain = PlainStandard | PlainQuotient


def found_in(
    plain: Plain, counts: Sequence[Mapping[Place, Numbers]]
) -> Mapping[Place, Found | None]:
    """How the plain windows came out of what was counted for an edition.

    Args:
        counts: the numbers of each thing counted.
    """
    columns = [Columns.of(cells) for cells in counts]
    known = [one for one in columns if one is not None]
    if len(known) < len(columns):
        return {}
    if isinstance(plain, PlainStandard):
        (cells,) = known
        return dict(zip(cells.places.rows, plain.found(cells), strict=True))
    over, under = known
    places = over.places
    if places is not under.places:
        places = Places(place for place in over if place in under)
        over, under = over.at(places), under.at(places)
    return dict(zip(places.rows, plain.found(over, under), strict=True))


def _one(plain: Plain, *numbers: Numbers) -> Judged | None:
    place: Place = 0, ()
    found = found_in(plain, [{place: one} for one in numbers])[place]
    return None if found is None else judged_of(found)


def _keeping(line: Line) -> Callable[[int, int], bool]:
    """Whether one whole number over a positive one keeps to a limit."""
    top, bottom = line.limit.numerator, line.limit.denominator
    match line.is_floor, line.included:
        case True, True:
            return lambda over, under: over * bottom >= top * under
        case True, False:
            return lambda over, under: over * bottom > top * under
        case False, True:
            return lambda over, under: over * bottom <= top * under
        case _:
            return lambda over, under: over * bottom < top * under


def _sizes(
    cells: Columns,
) -> Iterator[tuple[int, int, int, int, int, int]]:
    """The events of each closed window of a statistic."""
    names = ("met", "missed", "excluded", "invalid", "used", "without")
    return zip(*map(cells.whole, names), strict=True)


def _waiting(cells: Columns) -> Sequence[int]:
    """Of each window, whether something is not known yet."""
    waiting = [cells.whole(name) for name in WAITING if name in cells.lists]
    if not waiting:
        return [0] * len(cells)
    return [sum(numbers) for numbers in zip(*waiting, strict=True)]


def _quotients(
    counted: model.Statistic | model.NumberOf, cells: Columns
) -> Iterable[Quotient | None]:
    """The one value of each window that has values; None where several are possible."""
    used = cells.whole("used")
    if isinstance(counted, model.NumberOf):
        return [(number, 1) for number in used]
    raw = cells.numbers("value")
    match counted.kind:
        case "average":
            return map(_mean, raw, used)
        case "total" | "minimum":
            return map(_quotient_of, raw)
        case "maximum":
            return map(_greatest, raw, cells.numbers("least"))
        case "median" | "percentile":
            return map(_ranked, raw, cells.numbers("lowest"))
        case _:
            assert_never(counted.kind)


def _quotient_of(raw: Number) -> Quotient | None:
    if raw is None:
        return None
    return raw.as_integer_ratio()


def _mean(raw: Number, used: int) -> Quotient | None:
    if raw is None or not used:
        return None
    top, bottom = raw.as_integer_ratio()
    return top, bottom * used


def _greatest(raw: Number, least: Number) -> Quotient | None:
    # INVARIANT: a running event's least value is at most what it will be.
    return _quotient_of(raw if raw is None or least is None or least <= raw else None)


def _ranked(raw: Number, lowest: Number) -> Quotient | None:
    known = raw != ENDLESS and (lowest is None or lowest == raw)
    return _quotient_of(raw if known else None)


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
