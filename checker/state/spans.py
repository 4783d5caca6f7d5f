"""Buckets and windows that lie in ranges of time, as whole numbers and as SQL."""

from collections.abc import Iterable, Sequence

from upheld.checker.fusion.grain import Grain
from upheld.checker.sql.nodes import (
    Binary,
    Call,
    Expr,
    Name,
    any_of,
    both,
    moment_at,
    whole,
)
from upheld.checker.state.divided import Range, merged
from upheld.checker.windows import Windows
from upheld.checker.zones import DAY, HOUR
from upheld.dsl import model


def buckets_in(grain: Grain, ranges: Iterable[Range]) -> list[Range]:
    """The buckets that ranges of moments touch; of local days, one more at each end."""
    if grain.clock is None:
        return merged((a // grain.length, b // grain.length) for a, b in ranges)
    clock = grain.clock
    ends = [sorted((clock.local(a), clock.local(b))) for a, b in ranges]
    return merged((a // grain.length - 1, b // grain.length + 1) for a, b in ends)


def time_of_buckets(grain: Grain, buckets: Iterable[Range]) -> list[Range]:
    """Moments of which the rows of buckets are some."""
    slack = 0 if grain.clock is None else 2 * DAY
    size = grain.length
    return merged((a * size - slack, (b + 1) * size - 1 + slack) for a, b in buckets)


def windows_in(windows: Windows, ranges: Iterable[Range]) -> list[Range]:
    """The keys of the windows that ranges of moments touch."""
    if isinstance(windows.window, model.Overall):
        return [(0, 0)] if list(ranges) else []
    slack = _slack(windows)
    return merged((windows.key(a - slack), windows.key(b + slack)) for a, b in ranges)


def time_of_windows(windows: Windows, keys: Iterable[Range]) -> list[Range] | None:
    """Moments of which the rows of windows are some; None for any."""
    if isinstance(windows.window, model.Overall):
        return None
    slack = _slack(windows)
    return merged(
        (windows.start(a) - slack, windows.end(b) - 1 + slack) for a, b in keys
    )


def is_exact(windows: Windows) -> bool:
    """Whether the time of windows has no rows of others."""
    return not _slack(windows)


def _slack(windows: Windows) -> int:
    """How far from its window's bounds a moment may lie where a clock is set back."""
    return 2 * HOUR if windows.clock.changes or windows.clock.first else 0


def within(value: Expr, ranges: Sequence[Range]) -> Expr:
    """That a whole number lies in one of some ranges."""
    return any_of(
        *(
            both(Binary(">=", value, whole(a)), Binary("<=", value, whole(b)))
            for a, b in ranges
        )
    )


def stored_within(column: str, ranges: Sequence[Range]) -> Expr:
    """The same of a moment as its source stores it, so that files can be skipped."""
    name = Name(column)

    def moment(at: int) -> Expr:
        return Call("zoned_moment", (moment_at(at),))

    return any_of(
        *(
            both(Binary(">=", name, moment(a)), Binary("<=", name, moment(b)))
            for a, b in ranges
        )
    )
