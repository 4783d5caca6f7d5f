"""Windows that were final, as earlier runs gave them, and what a later run restates.

What makes a window the same in another run, when it is final, and which of its numbers
count is told by `upheld.checker.ledger.entries`, as for histories.
"""

import json
from collections.abc import Iterable

from upheld.checker.ledger.entries import Entry
from upheld.checker.report import Report, StandardResult, Window
from upheld.checker.restated import Restated, Said
from upheld.checker.state.folder import Json

#: Verdict, value, exact value, bound, lower and upper target.
_FIELDS = ("verdict", "value", "exact", "bound", "target_exact", "target_high_exact")


def restated_in(report: Report, finals: Json) -> tuple[Restated, ...]:
    """The windows of a report that an earlier run gave otherwise, in their order."""
    found: list[Restated] = []
    for standard in report.standards:
        known = finals.get(standard.id)
        if isinstance(known, dict):
            found += _restated(standard, known)
    return tuple(found)


def _restated(standard: StandardResult, known: Json) -> Iterable[Restated]:
    other = known.get("sentence") != standard.sentence
    windows = known.get("windows", {})
    for entry in final_entries(standard):
        before = windows.get(_key(entry))
        if before is None:
            continue
        was = Said(**dict(zip(_FIELDS, before, strict=True)))
        window = entry.window
        now = Said(**{name: getattr(window, name) for name in _FIELDS})
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


def finals_after(report: Report, finals: Json) -> Json:
    """The final windows to be remembered: those of this run, and of others' standards.

    A standard that could not be evaluated keeps what was known of it.
    """
    found = dict(finals)
    for standard in report.standards:
        if standard.verdict != "error":
            found[standard.id] = {
                "sentence": standard.sentence,
                "windows": {
                    _key(entry): _said(entry.window)
                    for entry in final_entries(standard)
                },
            }
    return found


def final_entries(standard: StandardResult) -> Iterable[Entry]:
    """The windows of a standard that no later event should change."""
    entries = (Entry(0, standard.id, window) for window in standard.windows)
    return (entry for entry in entries if entry.is_final)


def _key(entry: Entry) -> str:
    return json.dumps(entry.key, ensure_ascii=False)


def _said(window: Window) -> list[object]:
    return [getattr(window, name) for name in _FIELDS]


def _result(said: Said) -> tuple[str | None, ...]:
    """As `Entry.result`: a window without a value is its verdict."""
    if said.exact is None:
        return (said.verdict,)
    return said.verdict, said.exact, *_targets(said)


def _targets(said: Said) -> tuple[str | None, ...]:
    return said.bound, said.target_exact, said.target_high_exact
