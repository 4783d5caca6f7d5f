"""Parts of the report that put its standards side by side, all of them exact.

Amounts are fractions as texts, as in `upheld.checker.report`. What they mean, and by
which rule they are found, is in `upheld.checker.side_by_side`.
"""

from typing import Literal

from upheld.checker.part import Part, ValueUnit

Direction = Literal["rising", "falling", "level"]

Rule = Literal["control", "peers_share", "peers_quartiles"]


class Score(Part):
    """The standards of a dimension; `dimension` is None for those without one."""

    dimension: str | None
    kept: int
    judged: int
    standards: int


class Tiers(Part):
    """The windows of a standard with tiers, by where they came out."""

    standard: str
    exceeded: int
    met: int
    warned: int
    breached: int


class BaselineValue(Part):
    """The last window of a standard that is held against a baseline.

    `base_exact` and `difference_exact` are None where the target does not tell them.
    """

    standard: str
    group: dict[str, str]
    baseline: str
    base_exact: str | None
    window: str
    value_exact: str
    difference_exact: str | None
    unit: ValueUnit
    currency: str | None = None
    reviewed: str | None = None


class Trend(Part):
    """The last closed windows of a group. `worse` is None where no side is worse."""

    standard: str
    group: dict[str, str]
    windows: tuple[str, ...]
    values_exact: tuple[str, ...]
    unit: ValueUnit
    currency: str | None = None
    direction: Direction
    worse: int | None = None


class Outlier(Part):
    """A window, or where `window` is None a group, far from its peers."""

    standard: str
    group: dict[str, str]
    window: str | None
    value_exact: str
    unit: ValueUnit
    currency: str | None = None
    rule: Rule


class Standing(Part):
    """All of it; `trends_left` and `outliers_left` count what the lists leave out."""

    scorecard: tuple[Score, ...] = ()
    aspirations: tuple[str, ...] = ()
    tiers: tuple[Tiers, ...] = ()
    baselines: tuple[BaselineValue, ...] = ()
    trends: tuple[Trend, ...] = ()
    trends_left: int = 0
    outliers: tuple[Outlier, ...] = ()
    outliers_left: int = 0
