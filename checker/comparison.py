"""Two results on the same data, standard by standard and window by window."""

from collections.abc import Iterable, Mapping
from typing import Literal

from upheld.checker.report import Report, StandardResult, Window
from upheld.dsl.dataclass import dataclass

Change = Literal["added", "removed", "changed", "same"]

#: What makes two windows the same: their ends, label and group.
Key = tuple[str, str, str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Flip:
    """A window that has another verdict in the second result."""

    old: Window
    new: Window


@dataclass(frozen=True, slots=True)
class Compared:
    """A standard in two results; one of them may lack it.

    `alone` counts the windows that only the old and only the new result has, which are
    all of them where the size of the windows changed.
    """

    old: StandardResult | None
    new: StandardResult | None
    flips: tuple[Flip, ...]
    alone: tuple[int, int]

    @property
    def id(self) -> str:
        """The id that both share."""
        one = self.new or self.old
        assert one is not None
        return one.id

    @property
    def change(self) -> Change:
        """Added, removed, with another sentence or result, or the same."""
        if self.old is None:
            return "added"
        if self.new is None:
            return "removed"
        is_same = (
            self.old.sentence == self.new.sentence
            and self.old.clauses == self.new.clauses
            and self.old.verdict == self.new.verdict
            and not self.flips
            and self.alone == (0, 0)
        )
        return "same" if is_same else "changed"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two results, both as of the same moment."""

    as_of: str
    standards: tuple[Compared, ...]

    @property
    def flips(self) -> int:
        """How many windows have another verdict."""
        return sum(len(one.flips) for one in self.standards)

    @property
    def changed(self) -> tuple[Compared, ...]:
        """The standards that are not the same."""
        return tuple(one for one in self.standards if one.change != "same")


def compare(old: Report, new: Report) -> Comparison:
    """Two results side by side, in the order of the new one; what is gone follows."""
    before = {one.id: one for one in old.standards}
    after = {one.id: one for one in new.standards}
    names = (*after, *(name for name in before if name not in after))
    return Comparison(
        new.as_of, tuple(_compared(before.get(n), after.get(n)) for n in names)
    )


def _compared(old: StandardResult | None, new: StandardResult | None) -> Compared:
    if old is None or new is None:
        return Compared(old, new, (), (0, 0))
    before, after = _by_key(old.windows), _by_key(new.windows)
    flips = tuple(
        Flip(before[key], window)
        for key, window in after.items()
        if key in before and before[key].verdict != window.verdict
    )
    alone = (len(before.keys() - after.keys()), len(after.keys() - before.keys()))
    return Compared(old, new, flips, alone)


def _by_key(windows: Iterable[Window]) -> Mapping[Key, Window]:
    return {
        (one.start, one.end, one.window, tuple(sorted(one.group.items()))): one
        for one in windows
    }
