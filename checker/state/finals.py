"""Windows that were final, as earlier runs gave them, and what a later run restates.

What makes a window the same in another run, when it is final, and which of its numbers
count is told by `upheld.checker.ledger.entries`, as for histories. A state keeps a line
for each of them: start, end, label, group, verdict, exact value, bound, both targets,
with bars between them. There are many, and nearly all are those of the run before.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from upheld.checker.ledger.entries import OVERALL, Entry
from upheld.checker.report import Report, StandardResult, Window
from upheld.checker.restated import Restated, Said
from upheld.checker.state.folder import Json
from upheld.checker.window_rows import Block, Head, PlainRow, blocks_of, window_of

#: What a line says of a window, behind what makes it the same window.
_SAID = ("verdict", "exact", "bound", "target_exact", "target_high_exact")


class Final(NamedTuple):
    """A final window; `key` is what makes it the same window in another run.

    `held` is what it is held against, as in its line.
    """

    key: str
    held: str
    block: Block
    entry: Window | PlainRow

    def window(self) -> Window:
        """The window as the report has it."""
        if isinstance(self.entry, Window):
            return self.entry
        return window_of(self.block.alike, self.entry)


def restated_in(report: Report, finals: Json) -> tuple[tuple[Restated, ...], Json]:
    """Windows that an earlier run gave otherwise, and what is to be remembered now.

    Of standards that this run has not judged, what was known stays.
    """
    restated: list[Restated] = []
    after = dict(finals)
    for standard in report.standards:
        if standard.verdict == "error":
            continue
        windows = list(final_windows(standard))
        lines = list(map(_line, windows))
        text = "\n".join(lines)
        known = finals.get(standard.id)
        after[standard.id] = {"sentence": standard.sentence, "windows": text}
        if known is not None and known["windows"] != text:
            restated += _restated(standard, windows, lines, known)
    return tuple(restated), after


def _restated(
    standard: StandardResult,
    windows: Iterable[Final],
    lines: Iterable[str],
    known: Json,
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
    for final in windows:
        if final.key not in differ:
            continue
        window = final.window()
        was, now = differ[final.key]
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


def final_windows(standard: StandardResult) -> Iterator[Final]:
    """The windows of a standard that no later event should change."""
    groups: dict[int, str] = {}
    last, span = None, ""
    for block in blocks_of(standard.windows):
        alike = _held(block.alike)
        for entry in block.entries:
            held = alike
            if isinstance(entry, Window):
                held = _held(vars(entry))
                head: Head = entry.window, entry.start, entry.end, entry.partial
                group = entry.group
                is_final = Entry(0, standard.id, entry).is_final
            else:
                head, group, *_ = entry
                is_final = head[0] != OVERALL and not head[3]
            if not is_final:
                continue
            if head is not last:
                # Many groups share a window, and many windows a group.
                last, span = head, f"{head[1]}|{head[2]}|{head[0]}"
            named = groups.get(id(group))
            if named is None:
                named = groups[id(group)] = _group_key(group)
            yield Final(f"{span}|{named}", held, block, entry)


def _line(final: Final) -> str:
    key, held, _, entry = final
    if isinstance(entry, Window):
        return f"{key}|{entry.verdict}|{entry.exact or ''}|{held}"
    return f"{key}|{entry[2]}|{entry[4] or ''}|{held}"


def _held(fields: Mapping[str, Any]) -> str:
    return "|".join([fields.get(name) or "" for name in _SAID[2:]])


def _taken_apart(line: str) -> tuple[str, list[str]]:
    """What makes it the same window, and what is said of it, which has no bars."""
    key, *said = line.rsplit("|", len(_SAID))
    return key, said


def _group_key(group: dict[str, str]) -> str:
    """A group as JSON that JSON need not escape: in single quotes."""
    if not group:
        return ""
    named = json.dumps(sorted(group.items()), ensure_ascii=False)
    return named.replace("'", "\\u0027").replace('"', "'")


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
