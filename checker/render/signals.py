"""What a control chart shows beside chance, in words and as a table."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from upheld.checker.charts import ControlChart, ControlPoint, Signal
from upheld.checker.render.measures import measure, target_of
from upheld.checker.render.numbers import show
from upheld.checker.render.tables import Column, Table
from upheld.checker.render.windows import group_name, measured_range
from upheld.checker.report import StandardResult, Window
from upheld.checker.wording import ENGLISH, Wording
from upheld.dsl.dataclass import dataclass

#: A table of special causes shows no more rows; the charts have them all.
SHOWN = 100
#: A longer table of them is folded away.
UNFOLDED = 12


@dataclass(frozen=True, slots=True)
class Stretch:
    """Windows in a row that one rule marks."""

    signal: Signal
    chart: ControlChart
    points: tuple[ControlPoint, ...]
    windows: tuple[Window, ...]


def stretches(
    standard: StandardResult, charts: Iterable[ControlChart]
) -> list[Stretch]:
    """Every value outside the limits by itself, every run and trend as a whole."""
    found: list[Stretch] = []
    for chart in charts:
        windows = {w.start: w for w in standard.windows if w.group == chart.group}
        for signal in ("outside", "side", "trend"):
            for points in _in_a_row(chart.points, signal):
                own = tuple(windows[point.start] for point in points)
                found.append(Stretch(signal, chart, points, own))
    return found


def _in_a_row(
    points: Sequence[ControlPoint], signal: Signal
) -> Iterator[tuple[ControlPoint, ...]]:
    current: list[ControlPoint] = []
    for point in points:
        if signal in point.signals:
            current.append(point)
            if signal != "outside":
                continue
        if current:
            yield tuple(current)
            current = []
    if current:
        yield tuple(current)


def signals_table(
    standard: StandardResult,
    charts: Sequence[ControlChart],
    wording: Wording = ENGLISH,
) -> Table | None:
    """The special causes; None where there are none."""
    found = stretches(standard, charts)
    if not found:
        return None
    shown = found[:SHOWN]
    rows = tuple(
        (
            _span(one, wording),
            group_name(one.chart.group),
            measured_range(one.windows, standard.marks, wording),
            _inside(one, wording),
            _rule(one, wording),
        )
        for one in shown
    )
    columns = (
        Column(wording.say("Window"), "moment"),
        Column(wording.say("Group")),
        Column(wording.say("Measured"), "number"),
        Column(wording.say("Inside the limits"), "number"),
        Column(wording.say("Rule")),
    )
    used = [at for at in range(len(columns)) if any(row[at] for row in rows)]
    return Table(
        wording.say(
            "Special causes ({shown} of {all})", shown=len(shown), all=len(found)
        ),
        tuple(columns[at] for at in used),
        tuple(tuple(row[at] for at in used) for row in rows),
        is_folded=len(shown) > UNFOLDED,
    )


def _span(one: Stretch, wording: Wording) -> str:
    first, last = one.points[0].window, one.points[-1].window
    if first == last:
        return first
    return wording.say("{first} to {last}", first=first, last=last)


def _inside(one: Stretch, wording: Wording) -> str:
    """The values that chance alone would give, of a single window."""
    if one.signal != "outside":
        return ""
    point, window = one.points[0], one.windows[0]
    if point.lower is not None and point.upper is not None:
        return wording.say(
            "{low} to {high} of {n}",
            low=point.lower,
            high=point.upper,
            n=window.counts.met + window.counts.missed,
        )
    ends = (one.chart.lower_exact, one.chart.upper_exact)
    low, high = (_amount(Fraction(end or 0), window, wording) for end in ends)
    return wording.say("{low} to {high}", low=low, high=high)


def _amount(value: Fraction, window: Window, wording: Wording) -> str:
    currency = window.currency
    return show(value, None, window.unit, currency=currency, wording=wording)


def _rule(one: Stretch, wording: Wording) -> str:
    match one.signal:
        case "outside":
            return wording.say("outside the control limits")
        case "side":
            return wording.count(
                "{n} in a row on one side of the centre",
                "{n} in a row on one side of the centre",
                len(one.points),
            )
        case "trend":
            return wording.count(
                "{n} in a row that rise, or fall",
                "{n} in a row that rise, or fall",
                len(one.points),
            )


def stability(
    chart: ControlChart, windows: Sequence[Window], wording: Wording = ENGLISH
) -> tuple[str, ...]:
    """How much of a chart is special, and where its centre stands to the target."""
    outside = sum("outside" in point.signals for point in chart.points)
    number = wording.count(
        "{n} of {all} closed windows lies outside the control limits.",
        "{n} of {all} closed windows lie outside the control limits.",
        outside,
        all=len(chart.points),
    )
    return tuple(filter(None, (number, _centre(chart, windows, wording))))


def _centre(chart: ControlChart, windows: Sequence[Window], wording: Wording) -> str:
    """Whether the process as it is would keep the target; empty where that varies."""
    targets = {(target_of(w), w.target_high, w.bound) for w in windows if w.target}
    if len(targets) != 1:
        return ""
    window = next(w for w in windows if w.target)
    if window.bound == "between":
        return ""
    exact = chart.centre_exact
    centre = window.but(value=float(Fraction(exact)), exact=exact)
    shown = measure(centre, (), wording)
    kept = shown.relation in _KEPT[window.bound]
    if kept:
        return wording.say(
            "The centre of the process, {value}, keeps the target.", value=shown.value
        )
    return wording.say(
        "The centre of the process, {value}, misses the target: what varies by chance"
        " alone would miss it too.",
        value=shown.value,
    )


_KEPT = {
    "at_least": ("≥", ">"),
    "more_than": (">",),
    "at_most": ("≤", "<"),
    "less_than": ("<",),
}


def chart_rule(chart: ControlChart | None, wording: Wording = ENGLISH) -> str:
    """How the limits of a chart were drawn, and what its signs mean."""
    if chart is None:
        return wording.say(
            "The thick line is the target. Without ten closed windows that do not"
            " overlap, no control limits are drawn."
        )
    if chart.kind == "share":
        return wording.say(
            "The thick line is the target. The shaded band is three standard deviations"
            " of a share either way, wider where a window has fewer events (p-chart)."
            " Squares lie outside of it. The bar below marks seven or more values in a"
            " row on one side of the centre, or rising, or falling."
        )
    return wording.say(
        "The thick line is the target. The shaded band is 2.66 times the mean moving"
        " range either way (chart of individual values). Squares lie outside of it. The"
        " bar below marks seven or more values in a row on one side of the centre, or"
        " rising, or falling."
    )
