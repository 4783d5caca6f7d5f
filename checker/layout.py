"""The windows and groups of an edition, found from its counts and its period."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from upheld.checker.columns import Columns
from upheld.checker.counts import Counts, GroupValues
from upheld.checker.plan import Scope
from upheld.checker.scope import late_end
from upheld.checker.windows import Windows, spans_of
from upheld.checker.zones import HOUR
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import Diagnostic, RefusedError
from upheld.dsl.source import NOWHERE

#: More windows and groups than this are a mistake in the data or in the sentence.
TOO_MANY = 2_000_000
#: So many windows are kept for other standards by them.
MOST_SHARED = 50_000


@dataclass(frozen=True, slots=True)
class Slot:
    """One window in time, cut where it is partial; open while more events may come."""

    key: int
    label: str
    start: int
    end: int
    partial: bool = False
    is_open: bool = False


def slots_of(
    windows: Windows,
    keys: Iterable[int],
    scope: Scope,
    period: tuple[int, int],
    late: model.Period | None,
) -> Sequence[Slot]:
    """The windows of some keys, cut by what was asked for and by the edition's days."""
    if isinstance(windows.window, model.Overall):
        return [Slot(0, "overall", *period) for _ in keys]
    starts = (v for v in (asked_first(scope), scope.in_force[0]) if v is not None)
    ends = (v for v in (scope.end, scope.in_force[1]) if v is not None)
    cut = max(starts, default=None), min(ends, default=None)
    listed = tuple(keys)
    make = _slots if len(listed) <= MOST_SHARED else _slots.__wrapped__
    return make(windows, listed, cut, scope.as_of, late)


@lru_cache(maxsize=32)
def _slots(
    windows: Windows,
    keys: tuple[int, ...],
    cut: tuple[int | None, int | None],
    as_of: int,
    late: model.Period | None,
) -> tuple[Slot, ...]:
    """The same windows serve every standard that asks for them."""
    spans, calendar = spans_of(windows), windows.calendar
    first, after = cut
    slots = []
    for key in keys:
        start, end, label = spans.span(key)
        low = start if first is None else max(start, first)
        high = end if after is None else min(end, after)
        is_open = late_end(high, late, calendar) > as_of
        partial = low > start or high < end
        slots.append(Slot(key, label, low, high, partial, is_open))
    return tuple(slots)


def asked_first(scope: Scope) -> int | None:
    """`--from`, also where events from before it are carried over."""
    return scope.first if scope.carried is None else scope.carried.asked


def of_members(
    window: Slot, edition: model.Edition, group: GroupValues, scope: Scope
) -> Slot | None:
    """A window cut by the dates of the group's list members; None outside of them."""
    if not scope.dates:
        return window
    dates = dict(scope.dates)
    for field_, value in zip(edition.groups, group, strict=False):
        if field_.name not in dates:
            continue
        spans = [
            _between(window, since, until, scope)
            for name, since, until in dates[field_.name]
            if name == value
        ]
        inside = [span for span in spans if span is not None]
        if not inside:
            return None
        low, high = min(s[0] for s in inside), max(s[1] for s in inside)
        cut = (low, high) != (window.start, window.end)
        late = late_end(high, edition.late_data, scope.windows.calendar)
        window = replace(
            window,
            start=low,
            end=high,
            partial=window.partial or cut,
            is_open=window.is_open and late > scope.as_of,
        )
    return window


def _between(
    window: Slot, since: int | None, until: int | None, scope: Scope
) -> tuple[int, int] | None:
    """The part of a window between two dates, the second excluded; None if empty.

    The last moment of the whole period is in it, so that of one moment is not empty.
    """
    low = window.start if since is None else max(window.start, since)
    high = window.end if until is None else min(window.end, until)
    gone = until is not None and until <= window.start
    if isinstance(scope.windows.window, model.Overall):
        return (low, high) if low <= high and not gone else None
    return (low, high) if low < high else None


def find_period(counts: Sequence[Counts], scope: Scope) -> tuple[int, int]:
    """The period: from the first event, or `--from`, to `as of`, or `--to`."""
    end = scope.as_of
    if scope.end is not None:
        end = min(end, scope.end)
    if scope.in_force[1] is not None:
        end = min(end, scope.in_force[1])
    firsts = [c.first for c in counts if c.first is not None]
    last = last_moment(scope)
    start = scope.first if scope.first is not None else min(firsts, default=last)
    if scope.in_force[0] is not None:
        start = max(start, scope.in_force[0])
    return min(start, end), end


def last_moment(scope: Scope) -> int:
    """The last moment of the period: `as of`, or the last one before its end."""
    ends = [e for e in (scope.end, scope.in_force[1]) if e is not None]
    return min([scope.as_of, *(end - 1 for end in ends)])


def begins_later(scope: Scope) -> bool:
    """Whether the period asked for, or the edition, begins after its end."""
    starts = [s for s in (asked_first(scope), scope.in_force[0]) if s is not None]
    return bool(starts) and max(starts) > last_moment(scope)


def asked_or_seen(counts: Sequence[Counts], scope: Scope) -> bool:
    """Whether `--from` or an event says where the period begins."""
    return scope.first is not None or any(c.first is not None for c in counts)


def window_keys(
    counts: Sequence[Counts], scope: Scope, period: tuple[int, int]
) -> Iterable[int]:
    """Keys of every window of the period, in order of time.

    A window that would begin at the period's end exists only where an event lies in it;
    where there is no event at all, the window of the end is the only one.
    """
    windows = scope.windows
    filled = frozenset[int]().union(*map(windows_of, counts))
    start, end = period
    if begins_later(scope):
        return []
    if isinstance(windows.window, model.Overall):
        return [0]
    if not filled and not asked_or_seen(counts, scope):
        return [windows.key(last_moment(scope))]
    seen = {key for c in counts for key in c.seen_in if windows.start(key) > start}
    between = keys_between(windows, start, end)
    more = (filled | seen).difference(between)
    return sorted([*more, *between]) if more else between


def windows_of(counts: Counts) -> frozenset[int]:
    """The windows in which something was counted."""
    cells = counts.cells
    if isinstance(cells, Columns):
        return cells.places.windows
    return frozenset(key for key, _ in cells)


@lru_cache(maxsize=8)
def keys_between(windows: Windows, start: int, end: int) -> tuple[int, ...]:
    """Keys of the windows from that of a moment to the last begun before another."""
    sliding = isinstance(windows.window, model.Sliding)
    spans = spans_of(windows)
    key = windows.key(start)
    step = HOUR if windows.window == model.Per("hour") else 1
    if (windows.key(end) - key) // step > TOO_MANY + 1_000:
        # They will be refused: where each of them begins does not matter any more.
        return tuple(range(key, key + (TOO_MANY + 1) * step, step))
    if not sliding:
        return tuple(spans.keys(key, end, TOO_MANY + 1))
    found: list[int] = []
    while len(found) <= TOO_MANY and windows.end(key - 1) < end:
        found.append(key)
        key += 1
    return tuple(found)


def groups_of(
    counts: Sequence[Counts], fields: Sequence[model.GroupField], scope: Scope
) -> list[GroupValues]:
    """Groups that are judged: every member of a list, every value found."""
    if not fields:
        return [()]
    lists = dict(scope.lists)
    found = {group for c in counts for group in c.groups}
    columns: list[list[str]] = []
    for index, field_ in enumerate(fields):
        if field_.name in lists:
            columns.append(list(lists[field_.name]))
        else:
            columns.append(sorted({group[index] for group in found}))
    if not lists:
        return sorted(found)
    listed = [i for i, f in enumerate(fields) if f.name in lists]
    return _with_lists(found, columns, listed)


def _with_lists(
    found: set[GroupValues], columns: list[list[str]], listed: list[int]
) -> list[GroupValues]:
    """Every member beside every combination found of the columns without a list."""
    free = [i for i in range(len(columns)) if i not in listed]
    others = sorted({tuple(g[i] for i in free) for g in found}) if free else [()]
    groups: list[GroupValues] = []
    for other in others:
        partial: list[dict[int, str]] = [dict(zip(free, other, strict=True))]
        for index in listed:
            partial = [{**p, index: m} for p in partial for m in columns[index]]
        groups += [tuple(p[i] for i in range(len(columns))) for p in partial]
    return groups


def check_number(
    edition: model.Edition,
    scope: Scope,
    period: tuple[int, int],
    windows: int,
    groups: int,
) -> None:
    """Refuse what no one could read.

    Raises:
        RefusedError: E4040, more windows and groups than `TOO_MANY`.
    """
    if windows * max(groups, 1) > TOO_MANY:
        raise RefusedError(_too_many(edition, scope, period, windows))


def _too_many(
    edition: model.Edition, scope: Scope, period: tuple[int, int], keys: int
) -> Diagnostic:
    first = scope.windows.label(scope.windows.key(period[0]))
    return Diagnostic(
        "E4040",
        f"{keys} windows or more, the first of them {first}",
        edition.span or NOWHERE,
        "an event far in the past may be a mistake; name the period with `--from`",
    )
