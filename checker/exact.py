"""Exact values that may be endless, or a hair beside a number.

A share that more events can bring as near to 100% as one likes, but never there, is
`just_below(1)`. Values compare as tuples, so a verdict never meets a float.
"""

from fractions import Fraction
from math import floor
from typing import NamedTuple

from upheld.dsl.dataclass import dataclass


class Exact(NamedTuple):
    """A number on the line from minus to plus infinity, ordered.

    `side` is -1 and 1 for the infinities, else 0; `nudge` is -1 or 1 for "just below"
    and "just above" the number.
    """

    side: int
    number: Fraction
    nudge: int = 0


INFINITY = Exact(1, Fraction(0))
MINUS_INFINITY = Exact(-1, Fraction(0))


def exactly(number: Fraction | int) -> Exact:
    """A number as it is."""
    return Exact(0, number if type(number) is Fraction else Fraction(number))


def just_below(number: int) -> Exact:
    """As near below as one likes."""
    return Exact(0, Fraction(number), -1)


def just_above(number: int) -> Exact:
    """As near above as one likes."""
    return Exact(0, Fraction(number), 1)


@dataclass(frozen=True, slots=True)
class Range:
    """Every value that is still possible lies between the two, ends included."""

    low: Exact
    high: Exact

    @property
    def settled(self) -> bool:
        """Whether only one value is possible."""
        return self.low == self.high and self.low.side == 0


def only(number: Fraction | int) -> Range:
    """One possible value."""
    return Range(exactly(number), exactly(number))


def rounded(value: Exact, unit: Fraction) -> Exact:
    """Half up to a multiple of `unit`; just below a half rounds down."""
    if value.side:
        return value
    steps = value.number / unit + Fraction(1, 2)
    whole = floor(steps)
    if steps == whole and value.nudge < 0:
        whole -= 1
    return exactly(whole * unit)
