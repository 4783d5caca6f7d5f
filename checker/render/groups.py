"""The groups of a standard side by side; small ones are named without their numbers."""

from collections.abc import Sequence
from fractions import Fraction

from upheld.checker.charts import ControlChart
from upheld.checker.render.kinds import kept_of
from upheld.checker.render.measures import shortfall, value_of
from upheld.checker.render.numbers import count, show
from upheld.checker.render.runchart import Chart, Run, sparkline
from upheld.checker.render.verdicts import KEPT, tally
from upheld.checker.render.windows import (
    do_not_overlap,
    group_name,
    kept_of_judged,
    measured_range,
    worst_first,
)
from upheld.checker.report import StandardResult, Verdict, Window
from upheld.checker.wording import ENGLISH, Wording
from upheld.dsl.dataclass import dataclass

#: A table of groups shows no more than this, worst first.
GROUPS_SHOWN = 100
#: The numbers of a group with fewer events than this are not shown.
FEWEST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Group:
    """The windows of one group, and how many events they hold."""

    name: str
    windows: tuple[Window, ...]
    events: int

    @property
    def is_small(self) -> bool:
        """Whether its numbers could tell of single people."""
        return 0 < self.events < FEWEST_SHOWN

    @property
    def verdict(self) -> Verdict:
        """The worst verdict of its windows."""
        return worst_first(self.windows)[0].verdict

    @property
    def kept(self) -> bool:
        """Whether every judged window kept the target."""
        return self.verdict in KEPT or self.verdict == "exceeded"


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group of the table, as shown."""

    name: str
    verdicts: tuple[tuple[Verdict, int], ...]
    measured: str
    kept: str
    events: str
    spark: Chart | None


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of a standard, worst first."""

    caption: str
    rows: tuple[GroupRow, ...]
    note: str


def groups_of(standard: StandardResult) -> list[Group]:
    """The groups, worst first; empty with fewer than two."""
    found: dict[str, list[Window]] = {}
    for window in standard.windows:
        found.setdefault(group_name(window.group), []).append(window)
    if len(found) < 2:
        return []
    ordered = sorted(found.items(), key=lambda item: _rank(item[1]))
    return [Group(name, tuple(w), events_of(w)) for name, w in ordered]


def small_groups(standard: StandardResult) -> frozenset[str]:
    """The names of groups whose numbers are not shown."""
    return frozenset(g.name for g in groups_of(standard) if g.is_small and g.name)


def events_of(windows: Sequence[Window]) -> int:
    """The events of a group; of windows that overlap those of the fullest."""
    found = [_events(window) for window in windows]
    return sum(found) if do_not_overlap(windows) else max(found, default=0)


def _events(window: Window) -> int:
    counts = window.counts
    return counts.met + counts.missed + counts.pending + (counts.used or 0)


def _rank(windows: Sequence[Window]) -> tuple[Fraction, Fraction, str]:
    """By the share of windows that kept the target, then by the worst window."""
    kept, judged = kept_of_judged(windows)
    share = Fraction(kept, judged) if judged else Fraction(2)
    worst = max(shortfall(window) for window in windows)
    return share, -worst, group_name(windows[0].group)


def share_of(windows: Sequence[Window]) -> Fraction | None:
    """Met of those judged in all windows, where they may be added up."""
    met = sum(window.counts.met for window in windows)
    judged = met + sum(window.counts.missed for window in windows)
    shares = all(window.unit == "share" for window in windows)
    if not judged or not shares or not do_not_overlap(windows):
        return None
    return Fraction(met, judged)


def value_of_group(group: Group) -> Fraction | None:
    """Its value over the whole period; of other units that of its only window."""
    share = share_of(group.windows)
    if share is not None:
        return share
    values = [v for w in group.windows if (v := value_of(w)) is not None]
    return values[0] if len(values) == 1 else None


def groups_table(standard: StandardResult, wording: Wording = ENGLISH) -> Groups | None:
    """The groups side by side; None with fewer than two."""
    found = groups_of(standard)
    if not found:
        return None
    shown = found[:GROUPS_SHOWN]
    caption = wording.say(
        "Groups side by side, worst first ({shown} of {all})",
        shown=len(shown),
        all=len(found),
    )
    rows = tuple(_row(group, standard, wording) for group in shown)
    return Groups(caption, rows, suppressed(found, wording))


def suppressed(groups: Sequence[Group], wording: Wording) -> str:
    """What is said of groups that are too small; empty where there are none."""
    number = sum(group.is_small for group in groups)
    if not number:
        return ""
    return wording.count(
        "{n} group has fewer than {fewest} events; its numbers are not shown.",
        "{n} groups have fewer than {fewest} events; their numbers are not shown.",
        number,
        fewest=FEWEST_SHOWN,
    )


def _row(group: Group, standard: StandardResult, wording: Wording) -> GroupRow:
    name = group.name or wording.say("all together")
    if group.is_small:
        few = wording.say("fewer than {n}", n=FEWEST_SHOWN)
        return GroupRow(name, (), "", "", few, None)
    kept, judged = kept_of_judged(group.windows)
    return GroupRow(
        name,
        tally(window.verdict for window in group.windows),
        measured_range(group.windows, standard.marks, wording),
        kept_of(kept, judged, "window", wording) if judged else "",
        _events_met(group, wording),
        sparkline(Run(name, group.windows, standard, wording)),
    )


def _events_met(group: Group, wording: Wording) -> str:
    share = share_of(group.windows)
    if share is None:
        return count(group.events, wording)
    met = sum(window.counts.met for window in group.windows)
    judged = met + sum(window.counts.missed for window in group.windows)
    shown = show(share, None, "share", wording=wording)
    return wording.say(
        "{met} of {judged} ({share})", met=met, judged=judged, share=shown
    )


def control_of(
    standard: StandardResult, windows: Sequence[Window]
) -> ControlChart | None:
    """The control chart of a group's windows, if there is one."""
    group = windows[0].group
    charts = standard.control or ()
    return next((chart for chart in charts if chart.group == group), None)
