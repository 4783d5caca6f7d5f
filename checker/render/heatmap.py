"""Windows laid out as a calendar: days by month, hours by day, others as a strip."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from upheld.checker.render.measures import measure
from upheld.checker.render.verdicts import GLYPHS, KEPT, RANK, in_words, tally
from upheld.checker.render.windows import kind
from upheld.checker.report import StandardResult, Verdict, Window

#: With more days than this, hours are laid out by weekday instead of by day.
_DAYS_OF_HOURS = 31
#: With more windows than this, a strip becomes a calendar of the days they begin on.
_STRIP = 120

#: Length of a label as far as its day, and as far as its hour.
_DAY, _HOUR = 10, 13

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HOURS = tuple(f"{hour:02d}" for hour in range(24))
_DAYS = tuple(str(number) for number in range(1, 32))


@dataclass(frozen=True, slots=True)
class Cell:
    """One square; without a verdict there is no window at that place."""

    verdict: Verdict | None = None
    text: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of squares; in a strip each has its own short label."""

    label: str
    cells: tuple[Cell, ...]
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heatmap:
    """Rows of squares under column heads; without heads it is a strip."""

    caption: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


def heatmap(standard: StandardResult) -> Heatmap | None:
    """The windows of a standard as squares; None where there are fewer than two."""
    by_label = _by_label(standard.windows)
    if len(by_label) < 2:
        return None
    match kind(standard.windows):
        case "day":
            return _calendar(standard, by_label)
        case "hour":
            return _hours(standard, _by_label(standard.windows, length=_HOUR))
        case "window" if len(by_label) > _STRIP:
            return _calendar(standard, _by_label(standard.windows, length=_DAY))
        case _:
            return _strip(standard, by_label)


def _by_label(
    windows: Iterable[Window], *, length: int | None = None
) -> dict[str, list[Window]]:
    """Windows by the beginning of their label; the repeated hour joins the first."""
    found: dict[str, list[Window]] = {}
    for window in windows:
        found.setdefault(window.window[:length], []).append(window)
    return found


def _calendar(standard: StandardResult, found: dict[str, list[Window]]) -> Heatmap:
    months = sorted({label[:7] for label in found})
    lines = tuple(
        _line(month, (f"{month}-{int(day):02d}" for day in _DAYS), standard, found)
        for month in months
    )
    return Heatmap(_calendar_caption(standard), _DAYS, lines)


def _calendar_caption(standard: StandardResult) -> str:
    if kind(standard.windows) == "day":
        return "Verdict of each day, months as rows"
    return "Worst verdict of the windows that begin on each day, months as rows"


def _hours(standard: StandardResult, found: dict[str, list[Window]]) -> Heatmap:
    days = sorted({label[:10] for label in found})
    if len(days) > _DAYS_OF_HOURS:
        return _week(found)
    lines = tuple(
        _line(day, (f"{day}T{hour}" for hour in _HOURS), standard, found)
        for day in days
    )
    return Heatmap("Verdict of each hour, days as rows", _HOURS, lines)


def _line(
    label: str,
    labels: Iterable[str],
    standard: StandardResult,
    found: dict[str, list[Window]],
) -> Line:
    return Line(label, tuple(_cell(at, found.get(at, ()), standard) for at in labels))


def _cell(label: str, windows: Sequence[Window], standard: StandardResult) -> Cell:
    """The square of one label; of several groups it shows the worst."""
    if not windows:
        return Cell()
    worst = min((window.verdict for window in windows), key=RANK.__getitem__)
    return Cell(worst, GLYPHS[worst], f"{label}: {_told(windows, standard)}")


def _told(windows: Sequence[Window], standard: StandardResult) -> str:
    if len(windows) > 1:
        return in_words(tally(window.verdict for window in windows))
    compared = str(measure(windows[0], standard.marks))
    return f"{windows[0].verdict}, {compared}" if compared else windows[0].verdict


def _week(found: dict[str, list[Window]]) -> Heatmap:
    """Hours of many days as one week; a square counts the hours that fell short."""
    at: dict[tuple[int, str], list[Window]] = {}
    for label, windows in found.items():
        weekday = date.fromisoformat(label[:10]).weekday()
        at.setdefault((weekday, label[11:13]), []).extend(windows)
    lines = tuple(
        Line(name, tuple(_sum(f"{name} {h}", at.get((day, h), ())) for h in _HOURS))
        for day, name in enumerate(_WEEKDAYS)
    )
    caption = "Hours that fell short, by weekday and hour"
    return Heatmap(caption, _HOURS, lines)


def _sum(label: str, windows: Sequence[Window]) -> Cell:
    if not windows:
        return Cell()
    worst = min((window.verdict for window in windows), key=RANK.__getitem__)
    short = sum(window.verdict == worst for window in windows)
    text = GLYPHS[worst] if worst in KEPT else f"{GLYPHS[worst]}{short}"
    title = f"{label}: {in_words(tally(window.verdict for window in windows))}"
    return Cell(worst, text, title)


def _strip(standard: StandardResult, found: dict[str, list[Window]]) -> Heatmap:
    years: dict[str, list[str]] = {}
    for label in found:
        years.setdefault(label[:4], []).append(label)
    shorten = _shortener(kind(standard.windows))
    lines = tuple(
        Line(
            year,
            tuple(_cell(label, found[label], standard) for label in labels),
            tuple(shorten(label) for label in labels),
        )
        for year, labels in years.items()
    )
    return Heatmap("Verdict of each window, years as rows", (), lines)


def _shortener(name: str) -> Callable[[str], str]:
    """How a label is cut where its year stands in front of the row."""
    if name in ("week", "month", "quarter"):
        return lambda label: label[5:]
    if name == "year":
        return lambda label: label
    return lambda label: label[5:].replace("T", " ")
