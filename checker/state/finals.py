"""Windows that were final, as earlier runs gave them, and what a later run restates.

What makes a window the same in another run, when it is final, and which of its numbers
count is told by `upheld.checker.ledger.entries`, as for histories.
"""

import json
from collections.abc import Iterable
from functools import lru_cache

from upheld.checker.ledger.entries import Entry
from upheld.checker.report import Report, StandardResult, Window
from upheld.checker.restated import Restated, Said
from upheld.checker.state.folder import Json

#: Verdict, value, exact value, bound, lower and upper target.
_FIELDS = ("verdict", "value", "exact", "bound", "target_exact", "target_high_exact")


def restated_in(report: Report, finals: Json) -> tuple[tuple[Restated, ...], Json]:
    """Windows that an earlier run gave otherwise, and what is to be remembered now.

    Of standards that this run has not judged, what was known stays.
    """
    restated: list[Restated] = []
    after = dict(finals)
    for standard in report.standards:
        if standard.verdict == "error":
            continue
        known = finals.get(standard.id, {})
        windows = {_key(one): _said(one) for one in final_windows(standard)}
        after[standard.id] = {"sentence": standard.sentence, "windows": windows}
        if windows != known.get("windows"):
            restated += _restated(standard, windows, known)
    return tuple(restated), after


def _restated(
    standard: StandardResult, windows: Json, known: Json
) -> Iterable[Restated]:
    other = known.get("sentence") != standard.sentence
    before = known.get("windows", {})
    for window in final_windows(standard):
        key = _key(window)
        earlier = before.get(key)
        if earlier is None or earlier == windows[key]:
            continue
        was, now = _as_said(earlier), _as_said(windows[key])
        if _result(was) == _result(now):
            continue
        targets = _targets(was) != _targets(now)
        yield Restated(
            standard=standard.id,
            window=window.window,
            start=window.start,
            end=window.end,
            group=window.group,
            unit=window.unit,
            currency=window.currency,
            cause="standard" if other or targets else "data",
            was=was,
            is_now=now,
        )


def final_windows(standard: StandardResult) -> Iterable[Window]:
    """The windows of a standard that no later event should change."""
    entries = (Entry(0, standard.id, window) for window in standard.windows)
    return (entry.window for entry in entries if entry.is_final)


def _key(window: Window) -> str:
    """What makes it the same window in another run, as in `Entry.key`."""
    group = _group_key(tuple(window.group.items())) if window.group else ""
    return f"{window.start} {window.end} {window.window} {group}"


@lru_cache(maxsize=1 << 14)
def _group_key(group: tuple[tuple[str, str], ...]) -> str:
    return json.dumps(sorted(group), ensure_ascii=False)


def _said(window: Window) -> list[object]:
    return [
        window.verdict,
        window.value,
        window.exact,
        window.bound,
        window.target_exact,
        window.target_high_exact,
    ]


def _as_said(values: list[object]) -> Said:
    from upheld.checker.documents import part_of

    return part_of(Said, dict(zip(_FIELDS, values, strict=True)))


def _result(said: Said) -> tuple[str | None, ...]:
    """As `Entry.result`: a window without a value is its verdict."""
    if said.exact is None:
        return (said.verdict,)
    return said.verdict, said.exact, *_targets(said)


def _targets(said: Said) -> tuple[str | None, ...]:
    return said.bound, said.target_exact, said.target_high_exact
