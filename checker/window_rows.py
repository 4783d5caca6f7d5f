"""The windows of a standard as a report has them, plain ones as rows until asked for.

A report can have a hundred thousand windows. What is made of all of them, such as a
table or a count of verdicts, takes rows; who asks for a window gets it as a part of the
report.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import overload

from upheld.checker.measure import Settled
from upheld.checker.report import Counts, Verdict, Window
from upheld.dsl.dataclass import dataclass

#: Label, start, end, and whether it is partial.
Head = tuple[str, str, str, bool]

#: Which window; group; verdict; value; exact value; events; gap; headroom. It is
#: closed, and there is nothing else to be said of it.
PlainRow = tuple[
    Head,
    dict[str, str],
    Verdict,
    float | None,
    str | None,
    Settled,
    int | None,
    int | None,
]


@dataclass(frozen=True, slots=True)
class Block:
    """Windows of one edition.

    `alike` is every field of a window, with what is the same of all plain ones.
    """

    alike: Mapping[str, object]
    entries: Sequence[Window | PlainRow]


class WindowRows(Sequence[Window]):
    """Windows in the order of the report."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        self.blocks = tuple(blocks)

    @cached_property
    def _made(self) -> tuple[Window, ...]:
        return tuple(
            entry if isinstance(entry, Window) else window_of(block.alike, entry)
            for block in self.blocks
            for entry in block.entries
        )

    def verdicts(self) -> Iterator[Verdict]:
        """The verdict of each window."""
        for entry in chain.from_iterable(block.entries for block in self.blocks):
            yield entry.verdict if isinstance(entry, Window) else entry[2]

    @overload
    def __getitem__(self, at: int) -> Window: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Window, ...]: ...

    def __getitem__(self, at: int | slice) -> Window | tuple[Window, ...]:
        return self._made[at]

    def __iter__(self) -> Iterator[Window]:
        return iter(self._made)

    def __len__(self) -> int:
        return sum(len(block.entries) for block in self.blocks)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return self._made == tuple(other)

    # Like a list, it equals one of the same windows and has no hash; mypy knows of no
    # other way to say so.
    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self._made)


def blocks_of(windows: Sequence[Window]) -> Sequence[Block]:
    """The same windows by blocks."""
    return windows.blocks if isinstance(windows, WindowRows) else [Block({}, windows)]


def window_of(alike: Mapping[str, object], row: PlainRow) -> Window:
    """The window that a plain row of a block is."""
    head, group, verdict, value, exact, sizes, gap, headroom = row
    label, start, end, partial = head
    met, missed, excluded, invalid, used, without = sizes
    window = dict(alike)
    window["window"] = label
    window["start"] = start
    window["end"] = end
    window["partial"] = partial
    window["group"] = group
    window["verdict"] = verdict
    window["value"] = value
    window["exact"] = exact
    window["counts"] = Counts.trusted(
        {
            "met": met,
            "missed": missed,
            "pending": 0,
            "excluded": excluded,
            "invalid": invalid,
            "used": used,
            "without_value": without,
        }
    )
    window["gap"] = gap
    window["headroom"] = headroom
    return Window.trusted(window)
