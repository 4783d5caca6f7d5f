"""Standards over time: verdicts by run, windows as last judged, and restatements.

A restatement is a final window whose result another run gives otherwise: late data, a
corrected row, or a standard that has changed. Nobody should have to find that by eye.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Literal

from upheld.checker.ledger.entries import Entry, History, Run, Standing
from upheld.checker.report import JUDGED
from upheld.dsl.dataclass import dataclass

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


@dataclass(frozen=True, slots=True)
class News:
    """Standards by what they were before a run: breached and still so, or kept again.

    Kept is met, exceeded or warned. What is pending or without data tells nothing, so
    the judgement before it counts.
    """

    still: frozenset[str]
    repaired: frozenset[str]


_KEPT = ("met", "exceeded", "warned")


def news(history: History, run: int) -> News:
    """What a run says anew of the standards that it judged."""
    standings: dict[str, list[Standing]] = defaultdict(list)
    for standing in history.standings:
        if standing.run <= run:
            standings[standing.standard].append(standing)
    now = {name: found[-1] for name, found in standings.items()}
    breached = {name for name in now if _before(standings[name][:-1]) == "breached"}
    judged = {name for name in breached if now[name].run == run}
    return News(
        frozenset(name for name in judged if now[name].verdict == "breached"),
        frozenset(name for name in judged if now[name].verdict in _KEPT),
    )


def _before(standings: Sequence[Standing]) -> str | None:
    """The last verdict that said whether a standard was kept."""
    decided = [s.verdict for s in standings if s.verdict in JUDGED]
    return decided[-1] if decided else None
