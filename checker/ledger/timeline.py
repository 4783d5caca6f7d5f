"""Standards over time: verdicts by run, windows as last judged, and restatements.

A restatement is a final window whose result another run gives otherwise: late data, a
corrected row, or a standard that has changed. Nobody should have to find that by eye.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from upheld.checker.ledger.entries import Entry, History, Run, Standing

#: Why a result differs: the sentence is another, the policies or lists are, the data
#: are, or none of these (then versions differ, or what the run was told).
Cause = Literal["standard", "policies", "data", "other"]


@dataclass(frozen=True, slots=True)
class Restatement:
    """A final window, what one run said of it, and what a later one says."""

    before: Entry
    after: Entry
    cause: Cause


@dataclass(frozen=True, slots=True)
class Timeline:
    """One standard: standings by run, the last entry of each window, restatements."""

    standard: str
    standings: tuple[Standing, ...]
    latest: tuple[Entry, ...]
    restatements: tuple[Restatement, ...]

    @property
    def now(self) -> Standing:
        """What the last run that judged it said."""
        return self.standings[-1]


def timelines(history: History) -> tuple[Timeline, ...]:
    """Every standard of a history, in the order of their ids."""
    standings: dict[str, list[Standing]] = defaultdict(list)
    entries: dict[str, list[Entry]] = defaultdict(list)
    for standing in history.standings:
        standings[standing.standard].append(standing)
    for entry in history.entries:
        entries[entry.standard].append(entry)
    runs = {run.number: run for run in history.runs}
    return tuple(
        _timeline(standings[name], entries[name], runs) for name in sorted(standings)
    )


def _timeline(
    standings: Sequence[Standing], entries: Iterable[Entry], runs: Mapping[int, Run]
) -> Timeline:
    by_window: dict[object, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_window[entry.key].append(entry)
    latest = sorted((found[-1] for found in by_window.values()), key=lambda e: e.key)
    sentences = {standing.run: standing.sentence for standing in standings}
    restated = [
        Restatement(before, after, _cause(before, after, runs, sentences))
        for found in by_window.values()
        for before, after in pairwise([one for one in found if one.is_final])
        if before.result != after.result
    ]
    restated.sort(key=lambda one: (one.after.run, one.after.key))
    return Timeline(
        standings[0].standard, tuple(standings), tuple(latest), tuple(restated)
    )


def _cause(
    before: Entry, after: Entry, runs: Mapping[int, Run], sentences: Mapping[int, str]
) -> Cause:
    old, new = runs[before.run], runs[after.run]
    if sentences[old.number] != sentences[new.number]:
        return "standard"
    if old.policies != new.policies:
        return "policies"
    return "data" if old.data != new.data else "other"


def repaired(history: History) -> tuple[str, ...]:
    """Standards that the last run kept and the run before it that judged them did not.

    Kept is met, exceeded or warned; what is pending or without data repairs nothing.
    """
    if not history.runs:
        return ()
    last = history.runs[-1].number
    return tuple(
        line.standard
        for line in timelines(history)
        if line.now.run == last and _was_breached(line)
    )


def _was_breached(line: Timeline) -> bool:
    if line.now.verdict not in ("met", "exceeded", "warned"):
        return False
    decided = [
        one.verdict
        for one in line.standings[:-1]
        if one.verdict in ("met", "exceeded", "warned", "breached", "waived")
    ]
    return bool(decided) and decided[-1] == "breached"
