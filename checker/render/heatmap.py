"""Windows laid out as a calendar: days by month, hours by day, others as a strip."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from upheld.checker.render.measures import measure
from upheld.checker.render.verdicts import GLYPHS, KEPT, RANK, in_words, tally
from upheld.checker.render.windows import kind
from upheld.checker.report import StandardResult, Verdict, Window
from upheld.checker.wording import ENGLISH, Wording
from upheld.dsl.dataclass import dataclass

#: With more days than this, hours are laid out by weekday instead of by day.
_DAYS_OF_HOURS = 31
#: With more windows than this, a strip becomes a calendar of the days they begin on.
_STRIP = 120

#: Length of a label as far as its day, and as far as its hour.
_DAY, _HOUR = 10, 13

#: Verdicts of squares that a reader hardly asks about.
_SURE: frozenset[Verdict] = frozenset({"met", "exceeded", "no_data"})

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


def heatmap(
    standard: StandardResult, wording: Wording = ENGLISH, *, is_brief: bool = False
) -> Heatmap | None:
    """The windows of a standard as squares; None where there are fewer than two.

    Args:
        is_brief: squares that kept the target carry no title, which keeps a file small.
    """
    by_label = _by_label(standard.windows)
    if len(by_label) < 2:
        return None
    sheet = _Sheet(standard, wording, is_brief)
    match kind(standard.windows):
        case "day":
            return sheet.calendar(by_label)
        case "hour":
            return sheet.hours(_by_label(standard.windows, length=_HOUR))
        case "window" if len(by_label) > _STRIP:
            return sheet.calendar(_by_label(standard.windows, length=_DAY))
        case _:
            return sheet.strip(by_label)


def _by_label(
    windows: Iterable[Window], *, length: int | None = None
) -> dict[str, list[Window]]:
    """Windows by the beginning of their label; the repeated hour joins the first."""
    found: dict[str, list[Window]] = {}
    for window in windows:
        found.setdefault(window.window[:length], []).append(window)
    return found


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Lays out the windows of one standard."""

    standard: StandardResult
    wording: Wording
    is_brief: bool

    # --- layouts ----------------------------------------------------------------------

    def calendar(self, found: dict[str, list[Window]]) -> Heatmap:
        """Days by month."""
        months = sorted({label[:7] for label in found})
        lines = tuple(
            self.line(month, (f"{month}-{int(day):02d}" for day in _DAYS), found)
            for month in months
        )
        return Heatmap(self.calendar_caption(), _DAYS, lines)

    def calendar_caption(self) -> str:
        """What a square of a day stands for."""
        if kind(self.standard.windows) == "day":
            return self.wording.say("Verdict of each day, months as rows")
        return self.wording.say(
            "Worst verdict of the windows that begin on each day, months as rows"
        )

    def hours(self, found: dict[str, list[Window]]) -> Heatmap:
        """Hours by day; of many days by weekday."""
        days = sorted({label[:10] for label in found})
        if len(days) > _DAYS_OF_HOURS:
            return self.week(found)
        lines = tuple(
            self.line(day, (f"{day}T{hour}" for hour in _HOURS), found) for day in days
        )
        caption = self.wording.say("Verdict of each hour, days as rows")
        return Heatmap(caption, _HOURS, lines)

    def week(self, found: dict[str, list[Window]]) -> Heatmap:
        """Hours of many days as one week; a square counts the hours that fell short."""
        at: dict[tuple[int, str], list[Window]] = {}
        for label, windows in found.items():
            weekday = date.fromisoformat(label[:10]).weekday()
            at.setdefault((weekday, label[11:13]), []).extend(windows)
        lines = tuple(
            Line(
                name,
                tuple(self.sum(f"{name} {h}", at.get((day, h), ())) for h in _HOURS),
            )
            for day, name in enumerate(weekdays(self.wording))
        )
        caption = self.wording.say("Hours that fell short, by weekday and hour")
        return Heatmap(caption, _HOURS, lines)

    def strip(self, found: dict[str, list[Window]]) -> Heatmap:
        """One square for each label, years as rows."""
        years: dict[str, list[str]] = {}
        for label in found:
            years.setdefault(label[:4], []).append(label)
        shorten = _shortener(kind(self.standard.windows))
        lines = tuple(
            Line(
                year,
                tuple(self.cell(label, found[label]) for label in labels),
                tuple(shorten(label) for label in labels),
            )
            for year, labels in years.items()
        )
        caption = self.wording.say("Verdict of each window, years as rows")
        return Heatmap(caption, (), lines)

    # --- squares ----------------------------------------------------------------------

    def line(
        self, label: str, labels: Iterable[str], found: dict[str, list[Window]]
    ) -> Line:
        """A row of squares."""
        return Line(label, tuple(self.cell(at, found.get(at, ())) for at in labels))

    def cell(self, label: str, windows: Sequence[Window]) -> Cell:
        """The square of one label; of several groups it shows the worst."""
        if not windows:
            return Cell()
        worst = min((window.verdict for window in windows), key=RANK.__getitem__)
        if self.is_brief and worst in _SURE:
            return Cell(worst, GLYPHS[worst])
        return Cell(worst, GLYPHS[worst], f"{label}: {self.told(windows)}")

    def told(self, windows: Sequence[Window]) -> str:
        """The verdict and measure of a window, or the verdicts of several."""
        if len(windows) > 1 or windows[0].group:
            return in_words(tally(window.verdict for window in windows), self.wording)
        compared = str(measure(windows[0], self.standard.marks, self.wording))
        verdict = self.wording.verdict(windows[0].verdict)
        return f"{verdict}, {compared}" if compared else verdict

    def sum(self, label: str, windows: Sequence[Window]) -> Cell:
        """The square of one hour of the week."""
        if not windows:
            return Cell()
        worst = min((window.verdict for window in windows), key=RANK.__getitem__)
        short = sum(window.verdict == worst for window in windows)
        text = GLYPHS[worst] if worst in KEPT else f"{GLYPHS[worst]}{short}"
        counted = in_words(tally(window.verdict for window in windows), self.wording)
        return Cell(worst, text, f"{label}: {counted}")


def weekdays(wording: Wording) -> tuple[str, ...]:
    """Short names of the days of the week, from Monday on."""
    return (
        wording.term("weekday", "Mon"),
        wording.term("weekday", "Tue"),
        wording.term("weekday", "Wed"),
        wording.term("weekday", "Thu"),
        wording.term("weekday", "Fri"),
        wording.term("weekday", "Sat"),
        wording.term("weekday", "Sun"),
    )


def _shortener(name: str) -> Callable[[str], str]:
    """How a label is cut where its year stands in front of the row."""
    if name in ("week", "month", "quarter"):
        return lambda label: label[5:]
    if name == "year":
        return lambda label: label
    return lambda label: label[5:].replace("T", " ")
