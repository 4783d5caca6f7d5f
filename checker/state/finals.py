"""Windows that were final, as earlier runs gave them, and what a later run restates.

What makes a window the same in another run, when it is final, and which of its numbers
count is told by `upheld.checker.ledger.entries`, as for histories. A state keeps a line
for each of them: start, end, label, group, verdict, exact value, bound, both targets,
with tabs between them. There are many, and nearly all are those of the run before.
"""

import json
from collections.abc import Container, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from upheld.checker.ledger.entries import OVERALL, Entry
from upheld.checker.report import Report, StandardResult, Window
from upheld.checker.restated import Restated, Said
from upheld.checker.state.folder import Json
from upheld.checker.window_rows import PlainRow, blocks_of, window_of

#: What a line says of a window, behind what makes it the same window.
_SAID = ("verdict", "exact", "bound", "target_exact", "target_high_exact")


def restated_in(report: Report, finals: Json) -> tuple[tuple[Restated, ...], Json]:
    """Windows that an earlier run gave otherwise, and what is to be remembered now.

    Of standards that this run has not judged, what was known stays.
    """
    restated: list[Restated] = []
    after = dict(finals)
    for standard in report.standards:
        if standard.verdict == "error":
            continue
        lines = list(final_lines(standard))
        text = "\n".join(lines)
        known = finals.get(standard.id)
        after[standard.id] = {"sentence": standard.sentence, "windows": text}
        if known is not None and known["windows"] != text:
            restated += _restated(standard, lines, known)
    return tuple(restated), after


def _restated(
    standard: StandardResult, lines: Iterable[str], known: Json
) -> Iterable[Restated]:
    other = known["sentence"] != standard.sentence
    earlier, lines = set(filter(None, known["windows"].split("\n"))), set(lines)
    before = dict(map(_taken_apart, earlier - lines))
    differ: dict[str, tuple[Said, Said]] = {}
    for key, said in map(_taken_apart, lines - earlier):
        if key in before:
            was, now = _as_said(before[key]), _as_said(said)
            if _result(was) != _result(now):
                differ[key] = was, now
    if not differ:
        return
    for window in _windows(standard, differ):
        was, now = differ[_key_of(window)]
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


def final_lines(standard: StandardResult) -> Iterator[str]:
    """A line for each window of a standard that no later event should change."""
    for block in blocks_of(standard.windows):
        targets = _line_end(block.alike)
        for entry in block.entries:
            if isinstance(entry, Window):
                if Entry(0, standard.id, entry).is_final:
                    said = f"{entry.verdict}\t{entry.exact or ''}"
                    yield f"{_key_of(entry)}\t{said}\t{_line_end(vars(entry))}"
                continue
            head, _, verdict, _, exact, *_ = entry
            if head[0] != OVERALL and not head[3]:
                yield f"{_key_of(entry)}\t{verdict}\t{exact or ''}\t{targets}"


def _windows(standard: StandardResult, keys: Container[str]) -> Iterator[Window]:
    """Some windows of a standard, in its order."""
    for block in blocks_of(standard.windows):
        for entry in block.entries:
            if _key_of(entry) not in keys:
                continue
            if isinstance(entry, Window):
                yield entry
            else:
                yield window_of(block.alike, entry)


def _line_end(fields: Mapping[str, Any]) -> str:
    return "\t".join([fields.get(name) or "" for name in _SAID[2:]])


def _taken_apart(line: str) -> tuple[str, list[str]]:
    """What makes it the same window, and what is said of it."""
    key, *said = line.rsplit("\t", len(_SAID))
    return key, said


def _key_of(entry: Window | PlainRow) -> str:
    """What makes it the same window in another run, as in `Entry.key`."""
    if isinstance(entry, Window):
        start, end, label, group = entry.start, entry.end, entry.window, entry.group
    else:
        (label, start, end, _), group, *_ = entry
    named = _group_key(tuple(group.items())) if group else ""
    return f"{start}\t{end}\t{label}\t{named}"


@lru_cache(maxsize=1 << 14)
def _group_key(group: tuple[tuple[str, str], ...]) -> str:
    return json.dumps(sorted(group), ensure_ascii=False)


def _as_said(said: list[str]) -> Said:
    values: dict[str, Any] = {
        name: text or None for name, text in zip(_SAID, said, strict=True)
    }
    exact = said[1]
    value = None
    if exact:
        top, bottom = Fraction(exact).as_integer_ratio()
        value = top / bottom
    return Said(value=value, **values)


def _result(said: Said) -> tuple[str | None, ...]:
    """As `Entry.result`: a window without a value is its verdict."""
    if said.exact is None:
        return (said.verdict,)
    return said.verdict, said.exact, *_targets(said)


def _targets(said: Said) -> tuple[str | None, ...]:
    return said.bound, said.target_exact, said.target_high_exact
