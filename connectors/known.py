"""What is known of a file from an earlier run, and how a file is told to be the same.

A file is taken for the one that was read before where its size, its times and its place
on the disk are those of then. The time of its last change of any kind cannot be set by
a program, so a file written over with its old date is noticed. One that was changed
within seconds of being read is read again: clocks of file systems are coarse.
"""

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path

from upheld.connectors.base import ColumnStatistics
from upheld.dsl.dataclass import dataclass

#: A file younger than this, in nanoseconds, may change again without another date.
SETTLED = 2_000_000_000

#: Size, last write, last change, number on its disk.
Stamp = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One file as it was read: its hash and what its own footer says of its columns.

    `unbounded` are columns whose least and greatest moment the footer does not give;
    `schema` is equal where two files have the same columns in the same order.
    """

    stamp: Stamp
    sha256: str
    rows: int
    columns: Mapping[str, ColumnStatistics]
    unbounded: frozenset[str] = frozenset()
    schema: str = ""

    @property
    def bytes(self) -> int:
        """Its size."""
        return self.stamp[0]


@dataclass(slots=True)
class KnownFiles:
    """Files by their real path; what a run reads anew is put among them.

    `met` are those that the run has met, so that others can be forgotten. `since` is
    when it began, in nanoseconds since 1970.
    """

    files: dict[str, FileFacts] = field(default_factory=dict)
    met: dict[str, FileFacts] = field(default_factory=dict)
    since: int = field(default_factory=time.time_ns)

    def same(self, path: Path) -> FileFacts | None:
        """What is known of a file, where it is still the one that was read."""
        facts = self.files.get(str(path))
        if facts is None or facts.stamp != stamp_of(path):
            return None
        self.met[str(path)] = facts
        return facts

    def learn(self, path: Path, facts: FileFacts) -> None:
        """Keep what was read of a file."""
        self.met[str(path)] = facts

    def lasting(self) -> dict[str, FileFacts]:
        """The files met that another run may take for known."""
        return {
            name: facts
            for name, facts in self.met.items()
            if self.since - max(facts.stamp[1:3]) > SETTLED
        }

    def changed(self) -> list[str]:
        """Files that are no longer what they were when the run met them."""
        return [n for n, facts in self.met.items() if _stamp(n) != facts.stamp]


def stamp_of(path: Path | str) -> Stamp:
    """Size, times and number of a file.

    Raises:
        OSError: it is gone, or may not be looked at.
    """
    # A path object of each of hundreds of names takes longer than looking at the files.
    found = os.stat(path)  # noqa: PTH116
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _stamp(name: str) -> Stamp | None:
    try:
        return stamp_of(name)
    except OSError:
        return None


def together(
    files: Sequence[FileFacts], zoned: frozenset[str]
) -> dict[str, ColumnStatistics]:
    """Statistics of the columns that every file with rows has them of.

    Args:
        files: the files of one source.
        zoned: its columns of zoned moments; only these have a least and greatest one.
    """
    filled = [facts for facts in files if facts.rows]
    if not filled:
        return {}
    names = [n for n in filled[0].columns if all(n in f.columns for f in filled)]
    return {
        name: _merged([f.columns[name] for f in filled], name in zoned)
        for name in names
        if name not in zoned or not any(name in f.unbounded for f in filled)
    }


def _merged(found: Sequence[ColumnStatistics], zoned: bool) -> ColumnStatistics:
    lows = [one.low for one in found if one.low is not None]
    highs = [one.high for one in found if one.high is not None]
    return ColumnStatistics(
        sum(one.empty for one in found),
        min(lows, default=None) if zoned else None,
        max(highs, default=None) if zoned else None,
        any(one.blank for one in found),
    )
