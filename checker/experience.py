"""Targets that experience supports: what past windows kept, by nearest rank.

Of n windows sorted from the best value to the worst, the target that a share q of them
kept is the value of rank ceil(q * n): a value that occurred, never one between two.
It is then rounded to a plain figure on the looser side, so that at least as many
windows keep it as are said to.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from upheld.checker.report import JUDGED, ValueUnit, Window
from upheld.dsl.dataclass import dataclass

#: Fewer windows are an anecdote.
ENOUGH = 12

#: Shares of windows for which a target is shown.
LADDER = tuple(Fraction(percent, 100) for percent in (50, 75, 90, 95, 99, 100))

#: Plain figures: a tenth of a percent, whole seconds and counts, cents.
STEPS: dict[ValueUnit, Fraction] = {
    "share": Fraction(1, 1000),
    "seconds": Fraction(1),
    "count": Fraction(1),
    "number": Fraction(1, 100),
    "points": Fraction(1, 10),
    "money": Fraction(1, 100),
}

Missing = Literal["moving", "few", ""]


@dataclass(frozen=True, slots=True)
class Rung:
    """A target, and how many windows kept it. `high` is the upper end of a band."""

    share: Fraction
    target: Fraction
    kept: int
    high: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Experience:
    """What a standard's windows say about its target.

    `side` is `at_least`, `at_most` or `between`; `kept` is how many of `windows` kept
    the present target. `missing` says why there is no suggestion: the target moves with
    every window (comparisons, trends), or there are fewer windows than `ENOUGH`.
    """

    standard: str
    title: str
    sentence: str
    windows: int
    first: str = ""
    last: str = ""
    side: Literal["at_least", "at_most", "between"] = "at_least"
    unit: ValueUnit = "share"
    currency: str | None = None
    present: Rung | None = None
    ladder: tuple[Rung, ...] = ()
    suggestion: Rung | None = None
    missing: Missing = ""


def experience_of(
    standard: str,
    title: str,
    sentence: str,
    windows: Iterable[Window],
    share: Fraction,
) -> Experience:
    """What the judged and closed windows of the present edition support.

    Args:
        share: The share of windows that have to keep the suggested target.
    """
    found = usable(windows)
    targets = {(w.bound, w.target_exact, w.target_high_exact) for w in found}
    if not found or len(targets) > 1 or found[0].target_exact is None:
        missing: Missing = "moving" if found else "few"
        return Experience(standard, title, sentence, len(found), missing=missing)
    pool = _Pool(found)
    rungs = {(r.target, r.high): r for r in map(pool.rung, reversed(LADDER))}
    ladder = tuple(reversed(rungs.values()))
    is_enough = len(found) >= ENOUGH
    return Experience(
        standard,
        title,
        sentence,
        len(found),
        first=found[0].window,
        last=found[-1].window,
        side=pool.side,
        unit=pool.unit,
        currency=found[0].currency,
        present=pool.present(),
        ladder=ladder if is_enough else (),
        suggestion=pool.rung(share) if is_enough else None,
        missing="" if is_enough else "few",
    )


def usable(windows: Iterable[Window]) -> list[Window]:
    """Windows that were judged, are whole and over, of the latest edition."""
    judged = [
        w
        for w in windows
        if w.verdict in JUDGED and w.exact is not None and not w.open and not w.partial
    ]
    judged.sort(key=lambda w: w.start)
    return [w for w in judged if w.edition == judged[-1].edition]


class _Pool:
    """The values of some windows with one target."""

    def __init__(self, windows: Sequence[Window]) -> None:
        one = windows[0]
        self.unit: ValueUnit = one.unit
        self.step = STEPS[one.unit]
        self.values = sorted(Fraction(w.exact) for w in windows if w.exact is not None)
        self.one = one
        self.strict = one.bound in ("more_than", "less_than")
        self.side: Literal["at_least", "at_most", "between"] = (
            "between"
            if one.bound == "between"
            else "at_least"
            if one.bound in ("at_least", "more_than")
            else "at_most"
        )

    def rung(self, share: Fraction) -> Rung:
        """The target that a share of the windows kept."""
        if self.side == "between":
            return self.band(share)
        rank = max(1, ceil(share * len(self.values)))
        if self.side == "at_least":
            target = self.down(self.values[-rank])
        else:
            target = self.up(self.values[rank - 1])
        return Rung(share, target, self.kept(target))

    def band(self, share: Fraction) -> Rung:
        """A band that leaves out as many windows below as above."""
        beyond = floor((1 - share) * len(self.values) / 2)
        low = self.down(self.values[beyond])
        high = self.up(self.values[-1 - beyond])
        return Rung(share, low, self.between(low, high), high)

    def present(self) -> Rung:
        """The target that the standard has."""
        assert self.one.target_exact is not None
        target = Fraction(self.one.target_exact)
        high = self.one.target_high_exact
        if self.side == "between" and high is not None:
            upper = Fraction(high)
            kept = self.between(target, upper)
            return Rung(Fraction(kept, len(self.values)), target, kept, upper)
        kept = self.kept(target, strict=self.strict)
        return Rung(Fraction(kept, len(self.values)), target, kept)

    def kept(self, target: Fraction, *, strict: bool = False) -> int:
        """How many windows kept a target."""
        if strict:
            return sum(
                value > target if self.side == "at_least" else value < target
                for value in self.values
            )
        return sum(
            value >= target if self.side == "at_least" else value <= target
            for value in self.values
        )

    def between(self, low: Fraction, high: Fraction) -> int:
        """How many windows lay in a band, both ends included."""
        return sum(low <= value <= high for value in self.values)

    def down(self, value: Fraction) -> Fraction:
        """The plain figure at or below a value."""
        return floor(value / self.step) * self.step

    def up(self, value: Fraction) -> Fraction:
        """The plain figure at or above a value."""
        return ceil(value / self.step) * self.step
