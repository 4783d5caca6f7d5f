"""A standard on its own page: everything that is shown of it, in words and drawings."""

import re
from collections.abc import Sequence

from upheld.checker.render.change import Change, change_since
from upheld.checker.render.dotplot import DotPlot, dotplot
from upheld.checker.render.evidence import evidence, gap_phrase, headroom_phrase
from upheld.checker.render.groups import (
    Groups,
    control_of,
    groups_of,
    groups_table,
)
from upheld.checker.render.heatmap import Heatmap, heatmap
from upheld.checker.render.histogram import Bars, histogram
from upheld.checker.render.kinds import kept_of, window_name
from upheld.checker.render.measures import measure, target_phrase
from upheld.checker.render.numbers import count
from upheld.checker.render.runchart import Chart, Run, run_chart, sparkline
from upheld.checker.render.signals import chart_rule, signals_table, stability
from upheld.checker.render.tables import (
    FunnelRow,
    Table,
    addition,
    failures_table,
    funnel_rows,
    share_in_all,
    windows_table,
)
from upheld.checker.render.windows import (
    called,
    group_name,
    kept_of_judged,
    measured_range,
    summary,
    worst_first,
)
from upheld.checker.report import StandardResult, Window
from upheld.checker.wording import Wording
from upheld.dsl.dataclass import dataclass

#: So many groups have a chart of their own, the worst ones.
GROUP_CHARTS = 4
#: So many events that fell short stand in the report.
EXCEPTIONS = 25
#: Between the parts of an amount in a narrow column.
_TIED = "\N{NO-BREAK SPACE}"
_BEHIND_SIGN = re.compile(r"(?<=^[≥≤<>]) (?=.{1,6}$)")


@dataclass(frozen=True, slots=True)
class Overview:
    """A standard as one row of the table of all standards."""

    anchor: str
    standard: StandardResult
    measured: str
    target: str
    kept: str
    worst: str
    population: str
    spark: Chart | None
    change: Change | None


@dataclass(frozen=True, slots=True)
class TimeChart:
    """A run chart with what it says; `name` is the group's, or empty."""

    name: str
    chart: Chart
    rule: str
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A standard on its own page."""

    overview: Overview
    summary: str
    finding: str
    room: tuple[str, str] | None
    addition: Table | None
    share: str
    charts: tuple[TimeChart, ...]
    charts_of: str
    signals: Table | None
    heatmap: Heatmap | None
    bars: Bars | None
    funnel: tuple[FunnelRow, ...]
    dots: DotPlot | None
    groups: Groups | None
    windows: Table | None
    failures: Table | None


@dataclass(frozen=True, slots=True)
class Room:
    """How much a page holds: rows of windows, points of a chart, titles of squares."""

    rows: int
    points: int
    is_brief: bool = False


def page(number: int, standard: StandardResult, room: Room, wording: Wording) -> Page:
    """The page of a standard, with as much as there is room for."""
    series = _series(standard)
    shown = series[:GROUP_CHARTS]
    controls = [c for _, w in shown if (c := control_of(standard, w)) is not None]
    return Page(
        overview(number, standard, wording),
        summary(standard.windows, wording),
        _finding(standard, wording),
        _room(standard, wording),
        addition(standard, wording),
        share_in_all(standard, wording),
        tuple(_charts(standard, shown, room, wording)),
        _charts_of(len(shown), len(series), wording),
        signals_table(standard, controls, wording),
        heatmap(standard, wording, is_brief=room.is_brief),
        histogram(standard, wording),
        funnel_rows(standard.funnel, wording),
        dotplot(standard, wording),
        groups_table(standard, wording),
        windows_table(standard, room.rows, wording),
        failures_table(standard.failures, EXCEPTIONS, wording),
    )


_Series = tuple[str, Sequence[Window]]


def _series(standard: StandardResult) -> list[_Series]:
    """The windows of each group with at least two values, worst group first."""
    groups = groups_of(standard)
    if not groups:
        return [("", standard.windows)] if _is_drawn(standard.windows) else []
    return [
        (group.name, group.windows)
        for group in groups
        if not group.is_small and _is_drawn(group.windows)
    ]


def _is_drawn(windows: Sequence[Window]) -> bool:
    return sum(window.value is not None for window in windows) > 1


def _charts(
    standard: StandardResult, series: Sequence[_Series], room: Room, wording: Wording
) -> list[TimeChart]:
    found = []
    for name, windows in series:
        control = control_of(standard, windows)
        called_ = name or standard.id
        run = Run(called_, windows, standard, wording, control, room.points)
        chart = run_chart(run)
        if chart is not None:
            told = () if control is None else stability(control, windows, wording)
            found.append(TimeChart(name, chart, chart_rule(control, wording), told))
    return found


def _charts_of(shown: int, every: int, wording: Wording) -> str:
    """How many of the groups have a chart, where not all of them do."""
    if shown == every:
        return ""
    return wording.say(
        "Charts of {shown} of {all} groups, worst first; the tables hold them all.",
        shown=shown,
        all=every,
    )


def overview(number: int, standard: StandardResult, wording: Wording) -> Overview:
    """A standard as a row of the table of all standards."""
    name = standard.id
    whole = [window for window in standard.windows if not window.group]
    return Overview(
        f"s{number}",
        standard,
        measured_range(standard.windows, standard.marks, wording, tied=_TIED),
        _target(standard, wording),
        _kept(standard, wording),
        _worst(standard, wording),
        _population(standard, wording),
        sparkline(Run(name, whole, standard, wording)),
        change_since(standard, wording),
    )


def _population(standard: StandardResult, wording: Wording) -> str:
    """How many events were judged."""
    totals = standard.totals
    if totals is None:
        return ""
    judged = totals.met + totals.missed + totals.pending + (totals.used or 0)
    return count(judged, wording)


def _kept(standard: StandardResult, wording: Wording) -> str:
    kept, judged = kept_of_judged(standard.windows)
    if not judged:
        return wording.say("none judged") if standard.windows else ""
    kind = called(standard.windows)
    return kept_of(kept, judged, "window" if kind == "result" else kind, wording)


def _target(standard: StandardResult, wording: Wording) -> str:
    """The target of the windows, where they have one and the same."""
    marks = standard.marks
    found = {target_phrase(window, marks, wording) for window in standard.windows}
    if len(found) == 1:
        return _BEHIND_SIGN.sub(_TIED, found.pop(), count=1)
    return wording.say("varies") if found else ""


def _worst(standard: StandardResult, wording: Wording) -> str:
    """The worst of several windows and what it measured."""
    if len(standard.windows) < 2:
        return ""
    worst = worst_first(standard.windows)[0]
    parts = (
        window_name(worst.window, wording),
        group_name(worst.group),
        measure(worst, standard.marks, wording).value.replace(" ", _TIED),
    )
    return " ".join(part for part in parts if part)


def _room(standard: StandardResult, wording: Wording) -> tuple[str, str] | None:
    """The gap of the worst window, or the least room that a closed window had."""
    if not standard.windows:
        return None
    gap = gap_phrase(worst_first(standard.windows)[0], wording)
    if gap:
        return wording.say("Gap"), gap
    roomy = [w for w in standard.windows if headroom_phrase(w, wording)]
    if not roomy:
        return None
    least = min(roomy, key=lambda w: w.headroom or 0)
    return wording.say("Headroom"), headroom_phrase(least, wording)


def _finding(standard: StandardResult, wording: Wording) -> str:
    """The comparison of the worst window and the counts behind it: its headroom too."""
    if not standard.windows:
        return ""
    worst = worst_first(standard.windows)[0]
    compared = str(measure(worst, standard.marks, wording))
    behind = evidence(worst, standard, wording)
    told = f"{compared} ({behind})" if compared and behind else compared or behind
    if len(standard.windows) == 1 or not told:
        return told
    name = " ".join(
        filter(None, (window_name(worst.window, wording), group_name(worst.group)))
    )
    return wording.say("Worst window, {window}: {measured}", window=name, measured=told)
