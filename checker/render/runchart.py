"""The geometry of a run chart: values over windows, target, limits, special causes."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from upheld.checker.charts import ControlChart, ControlPoint
from upheld.checker.render.measures import target_phrase
from upheld.checker.render.numbers import show
from upheld.checker.render.scales import Axis, Frame, Rule, ticks
from upheld.checker.render.verdicts import in_words, tally
from upheld.checker.report import StandardResult, Window
from upheld.checker.wording import ENGLISH, Wording
from upheld.dsl.dataclass import dataclass

#: A chart draws no more points; of more windows it takes the ends of each few.
MOST_POINTS = 740
#: With more points than this the kept ones are a line without dots.
_MOST_DOTS = 130
#: Limits are drawn as far as this share of the values' reach beyond them.
_BEYOND = 0.25

RUN_CHART = Frame(1000, 250, 16, 150, 44, 84)
SPARKLINE = Frame(160, 28, 4, 4, 4, 4)

_SHORT = frozenset({"breached", "waived", "error"})


@dataclass(frozen=True, slots=True)
class Chart:
    """Paths and labels of one chart, ready to be written as SVG.

    `curve` joins the values; upon it lie dots and, for special causes, squares, each of
    kept and of missed windows. `band` is the room between the limits, `runs` a line
    below the windows that belong to a run or a trend.
    """

    frame: Frame
    title: str
    description: str
    curve: str
    kept: str
    short: str
    kept_squares: str = ""
    short_squares: str = ""
    band: str = ""
    runs: str = ""
    centre: Rule | None = None
    targets: tuple[Rule, ...] = ()
    levels: tuple[Rule, ...] = ()
    labels: tuple[Rule, ...] = ()
    changes: tuple[Rule, ...] = ()
    is_dense: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """What a run chart is about: windows of one group in order of time."""

    name: str
    windows: Sequence[Window]
    standard: StandardResult
    wording: Wording = ENGLISH
    control: ControlChart | None = None
    most: int = MOST_POINTS


def sparkline(run: Run) -> Chart | None:
    """A small chart of values and target; None with fewer than two values."""
    plot = _plot(run, SPARKLINE)
    if plot is None:
        return None
    return Chart(
        SPARKLINE,
        _title(run),
        plot.described(),
        plot.curve(),
        plot.marks(short=False, square=False) if plot.is_dotted else "",
        plot.marks(short=True, square=False),
        targets=plot.targets(),
    )


def run_chart(run: Run) -> Chart | None:
    """The whole chart; None with fewer than two values."""
    plot = _plot(run, RUN_CHART)
    if plot is None:
        return None
    return Chart(
        RUN_CHART,
        _title(run),
        plot.described(),
        plot.curve(),
        plot.marks(short=False, square=False) if plot.is_dotted else "",
        plot.marks(short=True, square=False),
        plot.marks(short=False, square=True),
        plot.marks(short=True, square=True),
        plot.band(),
        plot.runs(),
        plot.centre(),
        plot.targets(),
        plot.levels(),
        plot.labels(),
        plot.changes(),
        not plot.is_dotted,
    )


def _title(run: Run) -> str:
    return run.wording.say("{name}: value of each window", name=run.name)


def _plot(run: Run, frame: Frame) -> "_Plot | None":
    if sum(window.value is not None for window in run.windows) < 2:
        return None
    points = {p.start: p for p in run.control.points} if run.control else {}
    drawn = _thinned(run.windows, run.most)
    bottom = frame.height - frame.bottom
    low, high = _reach(run, drawn, points)
    return _Plot(run, frame, drawn, points, Axis(low, high, bottom, frame.top))


def _thinned(windows: Sequence[Window], most: int) -> Sequence[Window]:
    """At most so many windows as a chart draws: the smallest and largest of each few.

    The worst of each few is among them, whichever way the target points.
    """
    if len(windows) <= most:
        return windows
    step = -(-2 * len(windows) // most)
    few = (windows[at : at + step] for at in range(0, len(windows), step))
    return [window for some in few for window in _ends(some)]


def _ends(windows: Sequence[Window]) -> list[Window]:
    """The windows with the smallest and the largest value, in order of time."""
    valued = [w for w in windows if w.value is not None]
    if not valued:
        return [windows[0]]
    ends = (min(valued, key=_amount), max(valued, key=_amount))
    return sorted({w.start: w for w in ends}.values(), key=lambda w: w.start)


def _amount(window: Window) -> float:
    return window.value or 0.0


def _reach(
    run: Run, windows: Sequence[Window], points: Mapping[str, ControlPoint]
) -> tuple[float, float]:
    """The smallest and the largest amount drawn; limits may widen it a little."""
    seen = [
        amount
        for window in windows
        for amount in (window.value, window.target, window.target_high)
        if amount is not None
    ]
    low, high = min(seen), max(seen)
    room = (high - low) * _BEYOND
    ends = [end for window in windows for end in _limits(run, window, points)]
    low, high = (
        max(min([low, *ends]), low - room),
        min(max([high, *ends]), high + room),
    )
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _limits(
    run: Run, window: Window, points: Mapping[str, ControlPoint]
) -> tuple[float, ...]:
    """The control limits of a window as values, for the drawing."""
    point, control = points.get(window.start), run.control
    if point is None or control is None:
        return ()
    if point.lower is not None and point.upper is not None:
        size = window.counts.met + window.counts.missed
        return point.lower / size, point.upper / size
    if control.lower_exact is None or control.upper_exact is None:
        return ()
    return float(Fraction(control.lower_exact)), float(Fraction(control.upper_exact))


@dataclass(frozen=True, slots=True)
class _Plot:
    """Windows laid out on the axes of a frame."""

    run: Run
    frame: Frame
    windows: Sequence[Window]
    points: Mapping[str, ControlPoint]
    axis: Axis

    @property
    def is_dotted(self) -> bool:
        return len(self.windows) <= _MOST_DOTS

    def x(self, index: int) -> float:
        steps = max(len(self.windows) - 1, 1)
        return round(self.frame.left + self.frame.inner_width * index / steps, 1)

    def curve(self) -> str:
        """A path through the points, broken where a window has no value."""
        path, joined = [], False
        for index, window in enumerate(self.windows):
            if window.value is not None:
                place = f"{self.x(index):g} {self.axis.at(window.value):g}"
                path.append(f"{'L' if joined else 'M'}{place}")
            joined = window.value is not None
        return "".join(path)

    def marks(self, *, short: bool, square: bool) -> str:
        """Dots (or squares) of the windows that fell short (or did not)."""
        return "".join(
            f"M{self.x(index):g} {self.axis.at(window.value):g}h.1"
            for index, window in enumerate(self.windows)
            if window.value is not None
            and (window.verdict in _SHORT) == short
            and self.is_outside(window) == square
        )

    def is_outside(self, window: Window) -> bool:
        point = self.points.get(window.start)
        return point is not None and "outside" in point.signals

    def band(self) -> str:
        """The room between the limits: along the lower ones and back."""
        spans = [
            (self.x(index), *_limits(self.run, window, self.points))
            for index, window in enumerate(self.windows)
        ]
        known = [span for span in spans if len(span) == 3]
        if len(known) < 2:
            return ""
        there = "L".join(f"{x:g} {self.axis.at(low):g}" for x, low, _ in known)
        back = "L".join(f"{x:g} {self.axis.at(up):g}" for x, _, up in reversed(known))
        return f"M{there}L{back}Z"

    def runs(self) -> str:
        """A line below each window that belongs to a run or a trend."""
        y = self.frame.height - self.frame.bottom + 7
        half = self.frame.inner_width / max(len(self.windows) - 1, 1) / 2
        return "".join(
            f"M{self.x(index) - half:.1f} {y}h{2 * half:.1f}"
            for index, window in enumerate(self.windows)
            if (point := self.points.get(window.start)) is not None
            and {"side", "trend"} & set(point.signals)
        )

    def centre(self) -> Rule | None:
        """The centre line of the process."""
        control = self.run.control
        if control is None:
            return None
        exact, window = Fraction(control.centre_exact), self.run.windows[0]
        shown = show(
            exact,
            None,
            window.unit,
            currency=window.currency,
            wording=self.run.wording,
        )
        label = self.run.wording.say("centre {value}", value=shown)
        return Rule(self.axis.at(float(exact)), label)

    def targets(self) -> tuple[Rule, ...]:
        """The target lines, where all windows have the same."""
        valued = [window for window in self.windows if window.target is not None]
        if len({(window.target, window.target_high) for window in valued}) != 1:
            return ()
        marks = self.run.standard.marks
        return target_rules(self.axis, valued[0], marks, self.run.wording)

    def levels(self) -> tuple[Rule, ...]:
        """Round amounts beside the value axis."""
        window = self.run.windows[0]
        return ticks(
            self.axis, window.unit, currency=window.currency, wording=self.run.wording
        )

    def labels(self) -> tuple[Rule, ...]:
        """Names of some windows below the time axis, the first and the last too."""
        last = len(self.windows) - 1
        parts = 4 if len(self.windows[0].window) <= 10 and last >= 4 else 2
        places = sorted({round(last * part / parts) for part in range(parts + 1)})
        return tuple(Rule(self.x(at), self.windows[at].window) for at in places)

    def changes(self) -> tuple[Rule, ...]:
        """Where improvements began."""
        found = []
        for improvement in self.run.standard.improvements:
            since = [
                at
                for at, window in enumerate(self.windows)
                if window.start[:10] >= improvement.started
            ]
            if since and since[0]:
                found.append(Rule(self.x(since[0]), improvement.name))
        return tuple(found)

    def described(self) -> str:
        """The drawing in words."""
        run, wording = self.run, self.run.wording
        counted = in_words(tally(window.verdict for window in run.windows), wording)
        parts = [
            wording.say(
                "{first} to {last}: {verdicts}.",
                first=run.windows[0].window,
                last=run.windows[-1].window,
                verdicts=counted,
            )
        ]
        if self.points and self.frame is RUN_CHART:
            outside = sum(map(self.is_outside, run.windows))
            parts.append(
                wording.count(
                    "{n} value lies outside the control limits.",
                    "{n} values lie outside the control limits.",
                    outside,
                )
            )
        if len(self.windows) < len(run.windows):
            few = -(-2 * len(run.windows) // run.most)
            parts.append(
                wording.count(
                    "Of each {n} window the smallest and the largest value are drawn.",
                    "Of each {n} windows the smallest and the largest value are drawn.",
                    few,
                )
            )
        return " ".join(parts)


def target_rules(
    axis: Axis, window: Window, marks: tuple[str, ...], wording: Wording
) -> tuple[Rule, ...]:
    """The target of a window on an axis, of a band both of its ends."""
    if window.target is None:
        return ()
    ends = [window]
    if window.target_high is not None:
        none = {"target_high": None, "target_high_exact": None}
        high = {
            "bound": "at_most",
            "target": window.target_high,
            "target_exact": window.target_high_exact,
        }
        ends = [
            window.but(bound="at_least", **none),
            window.but(**high, **none),
        ]
    return tuple(
        Rule(
            axis.at(end.target or 0),
            wording.say("target {value}", value=target_phrase(end, marks, wording)),
        )
        for end in ends
    )
