"""How finely a cube divides time: the buckets that its windows are put together from.

A bucket is either an exact length since 1970 UTC or a local day of one zone. Windows
may be put together from buckets where each of them begins where a bucket does.
"""

from upheld.checker.plan import Scope
from upheld.checker.sql.nodes import (
    Binary,
    BinaryOperator,
    Case,
    Cast,
    Constant,
    Expr,
    FloorDivide,
    IsNull,
    Name,
    whole,
)
from upheld.checker.windows import Windows
from upheld.checker.zones import DAY, HOUR, MINUTE, SECOND, Clock
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

#: Lengths tried for a bucket, the longest first.
LENGTHS = (DAY, HOUR, 30 * MINUTE, 15 * MINUTE, 5 * MINUTE, MINUTE, SECOND)

BUCKET = Name("bucket")


@dataclass(frozen=True, slots=True)
class Grain:
    """Buckets of `length` microseconds, or, with a clock, days of its zone."""

    length: int
    clock: Clock | None = None
    since_1970: bool = False

    def bucket(self, moment: Expr) -> Expr:
        """SQL for the bucket of a moment in microseconds UTC."""
        local = moment if self.clock is None else self.clock.local_expression(moment)
        return FloorDivide(local, self.length, self.since_1970)

    def narrow_bucket(self, moment: Expr) -> Expr:
        """The same in four bytes, where it cannot be too large for them."""
        bucket = self.bucket(moment)
        return Cast(bucket, "small") if self.length >= HOUR else bucket

    def window(self, windows: Windows) -> Expr:
        """SQL for the key of the window that a bucket lies in."""
        if isinstance(windows.window, model.Overall):
            # A row without a moment lies in no window.
            known = IsNull(BUCKET, negated=True)
            return Case(((known, windows.key_expression(BUCKET)),))
        if self.clock is not None or self._is_day_of(windows):
            return windows.key_of_day(BUCKET)
        return windows.key_expression(Binary("*", BUCKET, whole(self.length)))

    def _is_day_of(self, windows: Windows) -> bool:
        """Whether an exact bucket is a local day of windows made of these."""
        clock = windows.clock
        in_utc = clock.first == 0 and not clock.changes
        return self.length == DAY and in_utc and whole_days(windows)

    def test(self, operator: BinaryOperator, at: int) -> Expr | None:
        """A comparison of a moment with a constant as one of buckets, if it is one."""
        if operator in ("<=", ">"):
            at += 1
        before = operator in ("<", "<=")
        edge = at if self.clock is None else self.clock.local(at)
        if edge % self.length or not self._in_order(at, edge):
            return None
        return Binary("<" if before else ">=", BUCKET, Constant(edge // self.length))

    def _in_order(self, at: int, edge: int) -> bool:
        """Whether no moment before another one lies on a later local day than it."""
        if self.clock is None:
            return True
        spans = [change.doubtful for change in self.clock.changes]
        return self.clock.utc(edge) == at and not any(a < edge < b for a, b in spans)

    def holds(self, other: "Grain") -> bool:
        """Whether each bucket of another grain is made of whole buckets of this one."""
        if self.clock is not None:
            return self == other
        if other.clock is None:
            return other.length % self.length == 0
        return other.length % self.length == 0 and _turns_at(other.clock, self.length)

    def describe(self) -> str:
        """In words, for the plan."""
        if self.clock is not None:
            return f"day of {self.clock.zone}"
        for unit, size in (("h", HOUR), ("m", MINUTE)):
            if self.length % size == 0:
                return f"{self.length // size}{unit}"
        return f"{self.length // SECOND}s"


def exact_length(scope: Scope) -> int | None:
    """The longest exact bucket that the windows of a scope begin with; None: none."""
    windows = scope.windows
    for length in LENGTHS:
        if _begins_with(windows, length):
            return length
    return None


def _begins_with(windows: Windows, length: int) -> bool:
    match windows.window:
        case model.Overall():
            return True
        case model.PerLength(period) if period.microseconds:
            anchor = windows.calendar.utc(0)
            return period.microseconds % length == 0 and anchor % length == 0
        case model.Per("hour") if length > HOUR:
            return False
    return _turns_at(windows.clock, length)


def _turns_at(clock: Clock, length: int) -> bool:
    """Whether a zone's offsets and their changes are multiples of a length."""
    offsets = [clock.first, *(c.offset for c in clock.changes)]
    moments = [c.at for c in clock.changes]
    return all(value % length == 0 for value in (*offsets, *moments))


def whole_days(windows: Windows) -> bool:
    """Whether windows are made of local days."""
    match windows.window:
        case model.Per("hour"):
            return False
        case model.PerLength(period):
            return not period.microseconds
        case _:
            return True
