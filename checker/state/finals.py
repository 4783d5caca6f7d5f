"""Windows that were final, as earlier runs gave them, and what a later run restates.

What makes a window the same in another run, when it is final, and which of its numbers
count is told by `upheld.checker.ledger.entries`, as for histories. A state keeps a line
for each of them: start, end, label, group, verdict, exact value, bound, both targets,
with bars between them. There are many, and nearly all are those of the run before.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from upheld.checker.ledger.entries import OVERALL, Entry
from upheld.checker.report import Report, StandardResult, Window
from upheld.checker.restated import Restated, Said
from upheld.checker.state.folder import Json
from upheld.checker.window_rows import Block, Head, PlainRow, blocks_of, window_of

#: What a line says of a window, behind what makes it the same window.
_SAID = ("verdict", "exact", "bound", "target_exact", "target_high_exact")


class Finals(NamedTuple):
    """The final windows of a standard: a line for each, and what the report has."""

    lines: list[str]
    windows: list[tuple[Block, Window | PlainRow]]

    def window(self, at: int) -> Window:
        """The window of a line as the report has it."""
        block, entry = self.windows[at]
        return entry if isinstance(entry, Window) else window_of(block.alike, entry)


def restated_in(report: Report, finals: Json) -> tuple[tuple[Restated, ...], Json]:
    """Windows that an earlier run gave otherwise, and what is to be remembered now.

    Of standards that this run has not judged, what was known stays.
    """
    restated: list[Restated] = []
    after = dict(finals)
    for standard in report.standards:
        if standard.verdict == "error":
            continue
        found = finals_of(standard)
        text = "\n".join(found.lines)
        known = finals.get(standard.id)
        after[standard.id] = {"sentence": standard.sentence, "windows": text}
        if known is not None and known["windows"] != text:
            restated += _restated(standard, found, known)
    return tuple(restated), after


def _restated(
    standard: StandardResult, found: Finals, known: Json
) -> Iterable[Restated]:
    other = known["sentence"] != standard.sentence
    earlier = known["windows"].split("\n")
    first, last = _differing(earlier, found.lines)
    gone = set(earlier[first : len(earlier) - last]) - {""}
    new = range(first, len(found.lines) - last)
    stays = gone.intersection(map(found.lines.__getitem__, new))
    before = dict(map(_taken_apart, gone - stays))
    for at in new if before else ():
        if found.lines[at] in stays:
            continue
        key, said = _taken_apart(found.lines[at])
        if key not in before:
            continue
        was, now = _as_said(before[key]), _as_said(said)
        if _result(was) == _result(now):
            continue
        window = found.window(at)
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


def _differing(earlier: Sequence[str], later: Sequence[str]) -> tuple[int, int]:
    """How many lines two runs both begin with, and how many they both end with."""
    most = min(len(earlier), len(later))
    first = _alike(zip(earlier, later, strict=False))
    last = _alike(zip(reversed(earlier), reversed(later), strict=False))
    return first, min(last, most - first)


def _alike(pairs: Iterable[tuple[str, str]]) -> int:
    """How many pairs are of equal lines, up to the first one that is not."""
    number = 0
    for one, other in pairs:
        if one != other:
            break
        number += 1
    return number


def finals_of(standard: StandardResult) -> Finals:
    """The windows of a standard that no later event should change."""
    group_key, before, span = _GroupKeys(), None, ""
    found = Finals([], [])
    for block in blocks_of(standard.windows):
        alike = _held(block.alike)
        for entry in block.entries:
            if isinstance(entry, Window):
                if not Entry(0, standard.id, entry).is_final:
                    continue
                span_of_it = f"{entry.start}|{entry.end}|{entry.window}"
                said = f"{entry.verdict}|{entry.exact or ''}|{_held(vars(entry))}"
                line = f"{span_of_it}|{group_key[entry.group]}|{said}"
            else:
                head, group, verdict, _, exact, *_ = entry
                if head is not before:
                    # Many groups share a window, and many windows a group.
                    before, span = head, _span_of(head)
                if not span:
                    continue
                line = f"{span}|{group_key[group]}|{verdict}|{exact or ''}|{alike}"
            found.lines.append(line)
            found.windows.append((block, entry))
    return found


def _span_of(head: Head) -> str:
    """What tells the window of a plain row; nothing where that is not final."""
    label, start, end, partial = head
    return "" if partial or label == OVERALL else f"{start}|{end}|{label}"


def _held(fields: Mapping[str, Any]) -> str:
    return "|".join([fields.get(name) or "" for name in _SAID[2:]])


def _taken_apart(line: str) -> tuple[str, list[str]]:
    """What makes it the same window, and what is said of it, which has no bars."""
    key, *said = line.rsplit("|", len(_SAID))
    return key, said


class _GroupKeys:
    """What makes groups the same in another run; windows of a group share it.

    It is JSON that JSON need not escape: in single quotes.
    """

    def __init__(self) -> None:
        self.known: dict[int, str] = {}

    def __getitem__(self, group: dict[str, str]) -> str:
        found = self.known.get(id(group))
        if found is None:
            named = ""
            if group:
                named = json.dumps(sorted(group.items()), ensure_ascii=False)
            found = named.replace("'", "\\u0027").replace('"', "'")
            self.known[id(group)] = found
        return found


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
