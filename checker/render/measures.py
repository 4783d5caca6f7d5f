"""What a window measured, in words: `87.0% < 90%` and what stands behind it."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import assert_never

from upheld.checker.render.numbers import count, show_among
from upheld.checker.report import Counts, StandardResult, ValueUnit, Window


@dataclass(frozen=True, slots=True)
class Measure:
    """A value, how it stands to its target, and the target, as shown.

    `relation` is empty where there is no value or no target; `target` carries no sign
    (`90%`, for a band `3m to 8m`).
    """

    value: str
    relation: str
    target: str

    def __str__(self) -> str:
        """The comparison as one phrase."""
        if not self.relation:
            return self.value
        return f"{self.value} {self.relation} {self.target}"


def measure(window: Window, marks: tuple[str, ...] = ()) -> Measure:
    """The comparison of a window as shown.

    `marks` are exact limits of tiers and bands that the value must not seem to cross.
    """
    return _measure(
        exact_of(window.value, window.exact),
        exact_of(window.target, window.target_exact),
        exact_of(window.target_high, window.target_high_exact),
        window.bound,
        window.unit,
        window.currency,
        marks,
    )


def exact_of(number: float | None, exact: str | None) -> str | None:
    """The fraction of an amount; of one given as a number only, what its digits say."""
    if exact is not None:
        return exact
    return None if number is None else repr(number)


def value_of(window: Window) -> Fraction | None:
    """The exact value of a window, None where it has none."""
    return _fraction(exact_of(window.value, window.exact))


def target_of(window: Window) -> Fraction | None:
    """The exact target of a window, of a band its lower end."""
    return _fraction(exact_of(window.target, window.target_exact))


def shortfall(window: Window) -> Fraction:
    """How far the value lies beyond its target; negative on the right side of it."""
    value, low = value_of(window), target_of(window)
    if value is None or low is None:
        return Fraction(0)
    high = _fraction(exact_of(window.target_high, window.target_high_exact))
    match window.bound:
        case "at_least" | "more_than":
            return low - value
        case "at_most" | "less_than":
            return value - low
        case "between":
            return max(low - value, value - (low if high is None else high))
        case _:
            assert_never(window.bound)


@lru_cache(maxsize=65536)
def _fraction(exact: str | None) -> Fraction | None:
    return None if exact is None else Fraction(exact)


@lru_cache(maxsize=65536)
def _measure(
    exact: str | None,
    low: str | None,
    high: str | None,
    bound: str,
    unit: ValueUnit,
    currency: str | None,
    marks: tuple[str, ...],
) -> Measure:
    value = _fraction(exact)
    limits = tuple(Fraction(limit) for limit in (low, high) if limit is not None)
    tiers = tuple(Fraction(mark) for mark in marks)
    beside = value if value is not None else next(iter(limits), Fraction(0))
    shown = show_among(beside, limits, unit, currency=currency, marks=tiers)
    target = " to ".join(shown.limits)
    if value is None or not limits:
        return Measure("" if value is None else shown.value, "", target)
    if bound == "between" and len(limits) == 2:
        return _beside_band(value, limits, shown.value, shown.limits)
    return Measure(shown.value, _relation(value, limits[0], bound), target)


def _beside_band(
    value: Fraction, limits: tuple[Fraction, ...], shown: str, texts: tuple[str, ...]
) -> Measure:
    if value < limits[0]:
        return Measure(shown, "<", texts[0])
    if value > limits[1]:
        return Measure(shown, ">", texts[1])
    return Measure(shown, "in", " to ".join(texts))


def _relation(value: Fraction, target: Fraction, bound: str) -> str:
    match bound:
        case "at_least":
            return "≥" if value >= target else "<"
        case "more_than":
            return ">" if value > target else "≤"
        case "at_most":
            return "≤" if value <= target else ">"
        case "less_than":
            return "<" if value < target else "≥"
        case _:
            return ""


_BOUND_SIGNS = {
    "at_least": "≥ ",
    "at_most": "≤ ",
    "more_than": "> ",
    "less_than": "< ",
    "between": "",
}


def target_phrase(window: Window, marks: tuple[str, ...] = ()) -> str:
    """The target with the sign of its bound (`≥ 90%`), empty where there is none."""
    low = exact_of(window.target, window.target_exact)
    high = exact_of(window.target_high, window.target_high_exact)
    if low is None:
        return ""
    beside = exact_of(window.value, window.exact) if _is_long(low) else None
    shown = _measure(
        beside, low, high, window.bound, window.unit, window.currency, marks
    )
    return _BOUND_SIGNS[window.bound] + shown.target


@lru_cache(maxsize=4096)
def _is_long(exact: str) -> bool:
    """Whether no short decimal writes the target, so that it needs its value beside."""
    return 10**6 % Fraction(exact).denominator != 0


def evidence(window: Window, standard: StandardResult) -> str:
    """The counts behind a verdict: `87 of 100 calls; 3 more needed`."""
    return "; ".join((*_counted(window, standard), *_asides(window)))


def _counted(window: Window, standard: StandardResult) -> Iterable[str]:
    counts = window.counts
    if window.verdict == "error":
        return
    if window.inner is not None:
        yield _of(window, standard)
        yield from _still_to_come(counts)
    elif counts.used is not None:
        yield f"{count(counts.used)} {_noun(counts.used, standard)} used"
        if counts.without_value:
            yield f"{count(counts.without_value)} without a value"
    elif window.unit == "count":
        yield from _still_to_come(counts)
    else:
        judged = counts.met + counts.missed
        if judged or not counts.pending:
            yield _of(window, standard)
        yield from _still_to_come(counts)
    yield from filter(None, (gap_phrase(window), room_phrase(window)))


def _still_to_come(counts: Counts) -> Iterable[str]:
    if counts.pending:
        yield f"{count(counts.pending)} pending"


def _of(window: Window, standard: StandardResult) -> str:
    """Events met of those judged; of windows over windows those windows."""
    met, judged = window.counts.met, window.counts.met + window.counts.missed
    one, many = standard.noun, standard.nouns
    if window.inner is not None:
        one, many = window.inner, f"{window.inner}s"
    if not judged:
        return f"0 {many}"
    return f"{count(met)} of {count(judged)} {one if judged == 1 else many}"


def _noun(number: int, standard: StandardResult) -> str:
    return standard.noun if number == 1 else standard.nouns


def gap_phrase(window: Window) -> str:
    """How many events the window is from its target: `3 more needed`, `2 too many`."""
    if not window.gap:
        return ""
    missing = window.bound in ("at_least", "more_than")
    return f"{count(window.gap)} {'more needed' if missing else 'too many'}"


def room_phrase(window: Window) -> str:
    """How far a window that is not decided yet is from its target, in events."""
    if window.verdict != "pending":
        return ""
    floor = window.bound in ("at_least", "more_than")
    if window.repair:
        return f"{count(window.repair)} more {'must be met' if floor else 'without it'}"
    if window.headroom is None:
        return ""
    return f"{count(window.headroom)} more may {'be missed' if floor else 'come'}"


def _asides(window: Window) -> Iterable[str]:
    if window.counts.excluded:
        yield f"{count(window.counts.excluded)} excluded"
    if window.counts.invalid:
        yield f"{count(window.counts.invalid)} invalid"
    yield from remarks(window)


def _without(window: Window) -> str:
    """What a window would be without its waivers, in words."""
    raw = window.verdict_without_waiver
    if raw is None:
        return ""
    exact = exact_of(window.value_without_waiver, window.exact_without_waiver)
    if exact is None or exact == exact_of(window.value, window.exact):
        return f", {raw} without it"
    given = {"value": window.value_without_waiver, "exact": exact}
    return f", {raw} at {measure(window.model_copy(update=given)).value} without it"


def remarks(window: Window) -> Iterable[str]:
    """What else a reader of a window must know, in words."""
    if window.waiver is not None:
        yield f"waiver {window.waiver}{_without(window)}"
    if window.band is not None:
        yield f"band {window.band}"
    if window.edition is not None:
        yield f"edition {window.edition}"
    if window.open:
        yield "still open"
    elif window.partial:
        yield "partial window"
    if window.note:
        yield window.note
