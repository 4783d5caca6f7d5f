"""Samples: Wilson's interval of a share, and where a target lies to it, exactly.

The interval of k met of n holds every share t that the sample does not contradict:

    (k/n - t)² * n  <=  z² * t * (1 - t)

so whether a target lies in it is a comparison of fractions, without a root or a float.

Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical
Inference", Journal of the American Statistical Association 22 (1927), 209-212. z is the
quantile of the standard normal distribution at (1 + level) / 2, to twelve decimals.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from statistics import NormalDist
from typing import Literal, assert_never

from upheld.checker.exact import exactly, rounded
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

DECIMALS_OF_Z = 12


@lru_cache(maxsize=64)
def quantile(level: Fraction) -> Fraction:
    """The z of a two-sided level: 1.959963984540 for 95%."""
    value = NormalDist().inv_cdf(float((1 + level) / 2))
    return Fraction(f"{value:.{DECIMALS_OF_Z}f}")


@dataclass(frozen=True, slots=True)
class Interval:
    """The ends of an interval as shares to thirty digits, for show, and its level."""

    low: Decimal
    high: Decimal
    level: Fraction

    def words(self, targets: Sequence[Fraction]) -> str:
        """`95% interval 85.12% to 93.40%`, each end on its own side of every target."""
        level = f"{float(self.level * 100):g}%"
        low = percent_outwards(self.low, ROUND_FLOOR, targets)
        high = percent_outwards(self.high, ROUND_CEILING, targets)
        return f"{level} interval {low} to {high}"


def percent_outwards(share: Decimal, mode: str, targets: Sequence[Fraction]) -> str:
    """Two decimals, or as many more as keep the end from seeming to touch a target."""
    value = Fraction(share) * 100
    for digits in range(2, 28):
        with localcontext() as context:
            context.prec = 60
            shown = (share * 100).quantize(Decimal(1).scaleb(-digits), rounding=mode)
        seen = Fraction(shown)
        if all(_side(seen, t * 100) == _side(value, t * 100) for t in targets):
            return f"{shown}%"
    return f"{share * 100}%"


def _side(value: Fraction, target: Fraction) -> int:
    return (value > target) - (value < target)


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of the shares of several samples, and the size it is worth."""

    value: Fraction
    size: Fraction


def mean_of(samples: Sequence[tuple[int, int]]) -> Mean | None:
    """The mean of shares, each counted alike; None of no sample.

    The mean of k shares of n1, n2, … events varies like one share of k² / (1/n1 + 1/n2
    + …) events: that is the sum of the variances t (1 - t) / n, over k². Of equal
    samples it is all their events together; a small one among them counts for little.
    Where the shares behind the samples differ, the mean varies less than that.

    Args:
        samples: (met, size) of each, sizes above 0.
    """
    if not samples:
        return None
    shares = [Fraction(met, size) for met, size in samples]
    size = Fraction(len(samples) ** 2) / sum(Fraction(1, n) for _, n in samples)
    return Mean(sum(shares, Fraction(0)) / len(shares), size)


@dataclass(frozen=True, slots=True)
class Sample:
    """`met` of `size` events, a level of confidence, a step to round the share to.

    Of a mean of samples the size, and so `met`, may be broken.
    """

    met: int | Fraction
    size: int | Fraction
    level: Fraction
    step: Fraction | None = None

    @property
    def share(self) -> Fraction:
        """The share met; `size` is not 0."""
        value = Fraction(self.met, self.size)
        return value if self.step is None else rounded(exactly(value), self.step).number

    def finals(self, pending: int, *, every: bool) -> Iterator["Sample"]:
        """The samples that may come of this one once its pending events are decided.

        Args:
            every: not only the two ends. More met moves the interval up, so against one
                target equal verdicts at the ends mean equal verdicts between them;
                only a band may lie between two ends that both miss it.
        """
        for met in range(0, pending + 1, 1 if every else max(pending, 1)):
            yield replace(self, met=self.met + met, size=self.size + pending)

    def excess(self, target: Fraction) -> Fraction:
        """Above 0 where the target lies outside the interval, 0 at one of its ends."""
        spread = quantile(self.level) ** 2 * target * (1 - target)
        return (self.share - target) ** 2 * self.size - spread

    def is_above(self, target: Fraction, *, strictly: bool = False) -> bool:
        """Whether the whole interval lies at or above a target (strictly: above it)."""
        if target <= 0 and not strictly:
            return True
        excess = self.excess(target)
        return self.share > target and (excess > 0 if strictly else excess >= 0)

    def is_below(self, target: Fraction, *, strictly: bool = False) -> bool:
        """Whether the whole interval lies at or below a target (strictly: below it)."""
        if target >= 1 and not strictly:
            return True
        excess = self.excess(target)
        return self.share < target and (excess > 0 if strictly else excess >= 0)

    def interval(self) -> Interval:
        """The interval to thirty digits, for show; verdicts do not come from it."""
        z2 = quantile(self.level) ** 2
        n, p = self.size, self.share
        middle = (p + z2 / (2 * n)) / (1 + z2 / n)
        square = (p * (1 - p) / n + z2 / (4 * n * n)) * z2 / (1 + z2 / n) ** 2
        with localcontext() as context:
            context.prec = 30
            half = _decimal(square).sqrt()
            centre = _decimal(middle)
            low, high = max(centre - half, Decimal(0)), min(centre + half, Decimal(1))
        return Interval(low, high, self.level)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def judge_sample(
    bound: model.Bound, sample: Sample
) -> Literal["met", "breached", "insufficient"]:
    """Met or breached only where the whole interval is on one side of the target."""
    target = bound.low
    match bound.kind:
        case "at_least":
            right = sample.is_above(target)
            wrong = sample.is_below(target, strictly=True)
        case "more_than":
            right = sample.is_above(target, strictly=True)
            wrong = sample.is_below(target)
        case "at_most":
            right = sample.is_below(target)
            wrong = sample.is_above(target, strictly=True)
        case "less_than":
            right = sample.is_below(target, strictly=True)
            wrong = sample.is_above(target)
        case "between":
            assert bound.high is not None
            right = sample.is_above(target) and sample.is_below(bound.high)
            wrong = sample.is_below(target, strictly=True)
            wrong = wrong or sample.is_above(bound.high, strictly=True)
        case _:
            assert_never(bound.kind)
    return "met" if right else "breached" if wrong else "insufficient"
