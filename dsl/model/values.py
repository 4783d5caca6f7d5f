"""Units and lengths of time, as meant."""

from typing import TYPE_CHECKING, Literal

from upheld.dsl.dataclass import dataclass

if TYPE_CHECKING:
    from upheld.dsl.model.expressions import Condition, Expression


UnitKind = Literal[
    "text", "truth", "moment", "length", "number", "money", "percent", "points", "count"
]


@dataclass(frozen=True, slots=True)
class Unit:
    """What a value is measured in.

    Amounts: `length` in microseconds, `percent` as a fraction of one, `points` in
    points, `money` in its currency, `number` and `count` as they are.
    """

    kind: UnitKind
    currency: str = ""


TEXT = Unit("text")


TRUTH = Unit("truth")


MOMENT = Unit("moment")


LENGTH = Unit("length")


NUMBER = Unit("number")


PERCENT = Unit("percent")


POINTS = Unit("points")


COUNT = Unit("count")


@dataclass(frozen=True, slots=True)
class Period:
    """A length as deadline arithmetic: months and days in local time, then exact time.

    Only `microseconds` has a fixed length; months clamp to the last day of the month.
    """

    months: int = 0
    days: int = 0
    microseconds: int = 0

    @property
    def exact(self) -> bool:
        """Whether it has a fixed length."""
        return not self.months and not self.days


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """`4 working hours`: time that the calendar is open."""

    microseconds: int
    calendar: str


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """`3 working days`: to the close of the Nth open day after the start's own day."""

    days: int
    calendar: str


@dataclass(frozen=True, slots=True)
class RowWorking:
    """`sla_hours in working hours`: a row's own value, as time the calendar is open.

    `value` is a length; with `days` each 24 hours of it are a working day, and a part
    of one is no limit.
    """

    value: "Expression"
    calendar: str
    days: bool = False


@dataclass(frozen=True, slots=True)
class RowLength:
    """A limit that differs by row; each branch is a length, or a row's own value.

    Branches are tried in order; a row that fits none has no limit and is invalid.
    """

    branches: """tuple[
        tuple[
            Condition | None,
            Period | WorkingTime | WorkingDays | RowWorking | Expression,
        ],
        ...,
    ]"""
    name: str = ""


LimitLength = Period | WorkingTime | WorkingDays | RowLength
