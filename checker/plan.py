"""What is to be counted for a standard, as values that can be printed.

A standard is judged from tallies: one for each thing counted (a share's outcome, a
statistic, a number of events), by window and group. `Tally` says what is counted over
which population; `upheld.checker.tally` compiles it to a query, `upheld.checker.judge`
turns the counts into verdicts.
"""

from dataclasses import field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, assert_never

from upheld.checker.windows import Windows
from upheld.checker.worktime import Working
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

if TYPE_CHECKING:
    from upheld.checker.baseline import Stored

Counted = (
    model.ShareOutcome
    | model.ShareOf
    | model.NumberOf
    | model.DifferentOf
    | model.Statistic
    | model.PromoterScore
    | model.Recurrence
)


@dataclass(frozen=True, slots=True)
class Excuse:
    """A waiver that takes events out of the population, by their start."""

    name: str
    first: int
    end: int
    condition: model.Condition | None


@dataclass(frozen=True, slots=True)
class Carried:
    """`carried over until M`: windows as (key, first moment, moment after the last).

    `first` is the start of the period, which the windows were made from; None without
    any event and without `--from`, which is `asked`.
    """

    until: model.Moment
    windows: tuple[tuple[int, int, int], ...]
    first: int | None
    asked: int | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What every tally of an edition has in common; moments in microseconds UTC.

    `sliding` are the last and the first day of each window that a row is counted in
    where it may lie in several; `counted_once` the
    events that end a wait, with the keys that join them; `dates` the members of lists
    that count only between two moments.

    `stored` are the values that a stored baseline has of the standard, None without
    such a file.

    `first` and `end` are `--from` and `--to` (end excluded), `in_force` the edition's
    days.
    """

    as_of: int
    windows: Windows
    first: int | None = None
    end: int | None = None
    in_force: tuple[int | None, int | None] = (None, None)
    excuses: tuple[Excuse, ...] = ()
    without_deadline: str | None = None
    counted_by: model.Moment | None = None
    counted_once: tuple[model.Population, tuple[str, ...]] | None = None
    carried: "Carried | None" = None
    sliding: tuple[tuple[int, int], ...] = ()
    lists: tuple[tuple[str, tuple[str, ...]], ...] = ()
    dates: tuple[tuple[str, tuple[tuple[str, int | None, int | None], ...]], ...] = ()
    working: Working | None = field(default=None, hash=False)
    stored: "Stored | None" = field(default=None, hash=False)


@dataclass(frozen=True, slots=True)
class Tally:
    """One thing counted, by window and group.

    A gap lies between the last `apart` groups.
    """

    standard: str
    counted: Counted
    population: model.Population
    groups: tuple[model.GroupField, ...]
    scope: Scope
    scope_groups: tuple[model.GroupField, ...] = ()
    limit: Fraction | None = None
    apart: int = 0

    def describe(self) -> str:
        """One line for `explain`."""
        groups = ", ".join(group.name for group in self.groups) or "no groups"
        window = type(self.scope.windows.window).__name__.lower()
        detail = getattr(self.scope.windows.window, "unit", "")
        words = self.population.words or self.population.event.name
        return (
            f"Tally {kind_of(self.counted)} over `{words}`"
            f" by {window} {detail}".rstrip()
            + f", {groups}"
        )

    def groups_with_lists(self) -> list[model.GroupField]:
        """The groups with given members: other values are not in the population."""
        listed = dict(self.scope.lists)
        return [group for group in self.scope_groups if group.name in listed]

    def without_groups(self) -> "Tally":
        """The same over all groups together, but for those that a gap lies between."""
        kept = self.groups[len(self.groups) - self.apart :] if self.apart else ()
        return replace(self, groups=kept)


def kind_of(counted: Counted) -> str:
    """The counted thing in a word."""
    match counted:
        case model.ShareOutcome() | model.ShareOf():
            return "share"
        case model.NumberOf():
            return "number"
        case model.DifferentOf():
            return "different"
        case model.Statistic():
            return counted.kind
        case model.PromoterScore():
            return "net promoter score"
        case model.Recurrence():
            return "gaps"
        case _:
            assert_never(counted)


def leaves(metric: model.Metric) -> list[Counted]:
    """Everything that must be counted for a metric, in the order of the sentence."""
    match metric:
        case model.Rate(numerator, _, denominator):
            return [model.NumberOf(numerator), model.NumberOf(denominator)]
        case model.Fixed():
            return []
        case model.Combined(_, left, right):
            return [*leaves(left), *leaves(right)]
        case model.Defined():
            return leaves(metric.formula)
        case _:
            return [metric]


def counted_of(subject: model.Subject) -> list[Counted]:
    """Everything that must be counted for a sentence."""
    match subject:
        case model.ShareOutcome() | model.Recurrence():
            return [subject]
        case model.Trend(metric) | model.Spread(metric):
            return leaves(metric)
        case _:
            return leaves(subject)
