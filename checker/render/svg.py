"""The geometry of a run chart: values over windows, the target as a named line."""

from collections.abc import Sequence
from dataclasses import dataclass

from upheld.checker.render.measures import Measure, measure, shortfall
from upheld.checker.render.verdicts import in_words, tally
from upheld.checker.report import Window

#: A chart draws no more points; of more windows it takes the worst of each few.
_MOST_POINTS = 740
#: With more points than this the kept ones are a line without dots.
_MOST_DOTS = 130


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of a drawing and the room it leaves around its curve."""

    width: int
    height: int
    top: int
    right: int
    bottom: int
    left: int


RUN_CHART = Frame(1000, 220, 14, 130, 26, 76)
SPARKLINE = Frame(160, 28, 4, 4, 4, 4)


@dataclass(frozen=True, slots=True)
class Rule:
    """A level line and what it says."""

    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Paths and labels of one chart, ready to be written as SVG.

    `curve` joins the values, `kept` and `short` are dots and squares upon it; levels
    are the smallest and the largest value.
    """

    frame: Frame
    title: str
    description: str
    curve: str
    kept: str
    short: str
    targets: tuple[Rule, ...]
    levels: tuple[Rule, ...]
    first: str
    last: str


def chart(
    windows: Sequence[Window], name: str, frame: Frame, marks: tuple[str, ...] = ()
) -> Chart | None:
    """The chart of windows in order of time; None with fewer than two values."""
    valued = [window for window in windows if window.value is not None]
    if len(valued) < 2:
        return None
    drawn = _thinned(windows)
    scale = _Scale.of(drawn, frame)
    points = [_point(scale, index, window) for index, window in enumerate(drawn)]
    dotted = len(drawn) <= _MOST_DOTS
    return Chart(
        frame,
        f"{name}: value of each window",
        _described(windows, drawn),
        _curve(points),
        _dots(points, drawn, kept=True) if dotted else "",
        _dots(points, drawn, kept=False),
        _targets(scale, valued, marks),
        _levels(scale, valued, marks),
        windows[0].window,
        windows[-1].window,
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """From positions and values to coordinates."""

    frame: Frame
    steps: int
    low: float
    high: float

    @classmethod
    def of(cls, windows: Sequence[Window], frame: Frame) -> "_Scale":
        seen = [
            amount
            for window in windows
            for amount in (window.value, window.target, window.target_high)
            if amount is not None
        ]
        low, high = min(seen), max(seen)
        return cls(
            frame, max(len(windows) - 1, 1), low, high if high > low else low + 1
        )

    def x(self, index: int) -> float:
        room = self.frame.width - self.frame.left - self.frame.right
        return round(self.frame.left + room * index / self.steps, 1)

    def y(self, value: float) -> float:
        room = self.frame.height - self.frame.top - self.frame.bottom
        share = (value - self.low) / (self.high - self.low)
        return round(self.frame.top + room * (1 - share), 1)


def _thinned(windows: Sequence[Window]) -> Sequence[Window]:
    """At most so many windows as a chart draws, the worst of each few."""
    step = -(-len(windows) // _MOST_POINTS)
    if step == 1:
        return windows
    few = (windows[at : at + step] for at in range(0, len(windows), step))
    return [max(some, key=shortfall) for some in few]


def _point(scale: _Scale, index: int, window: Window) -> tuple[str, str] | None:
    if window.value is None:
        return None
    return f"{scale.x(index):g}", f"{scale.y(window.value):g}"


def _curve(points: Sequence[tuple[str, str] | None]) -> str:
    """A path through the points, broken where a window has no value."""
    path, joined = [], False
    for point in points:
        if point is not None:
            path.append(f"{'L' if joined else 'M'}{point[0]} {point[1]}")
        joined = point is not None
    return "".join(path)


def _dots(
    points: Sequence[tuple[str, str] | None], windows: Sequence[Window], *, kept: bool
) -> str:
    return "".join(
        f"M{point[0]} {point[1]}h.1"
        for point, window in zip(points, windows, strict=True)
        if point is not None and (window.verdict not in _SHORT) == kept
    )


_SHORT = frozenset({"breached", "waived", "error"})


def _targets(
    scale: _Scale, windows: Sequence[Window], marks: tuple[str, ...]
) -> tuple[Rule, ...]:
    """The target lines, where all windows have the same."""
    if len({(window.target, window.target_high) for window in windows}) != 1:
        return ()
    window = windows[0]
    shown = measure(window, marks)
    ends = [end for end in (window.target, window.target_high) if end is not None]
    names = shown.target.split(" to ") if window.target_high is not None else []
    names = names if len(names) == len(ends) else _named(shown, len(ends))
    return tuple(
        Rule(scale.y(end), f"target {name}")
        for end, name in zip(ends, names, strict=True)
    )


def _named(shown: Measure, number: int) -> list[str]:
    return [shown.target] * number


def _levels(
    scale: _Scale, windows: Sequence[Window], marks: tuple[str, ...]
) -> tuple[Rule, ...]:
    """The smallest and the largest value, apart enough to be read."""
    ordered = sorted(windows, key=lambda window: window.value or 0)
    rules = [
        Rule(scale.y(window.value or 0), measure(window, marks).value)
        for window in (ordered[0], ordered[-1])
    ]
    apart = abs(rules[0].y - rules[1].y) >= 14
    return tuple(rules if apart else rules[:1])


def _described(windows: Sequence[Window], drawn: Sequence[Window]) -> str:
    counted = in_words(tally(window.verdict for window in windows))
    text = f"{windows[0].window} to {windows[-1].window}: {counted}."
    if len(drawn) < len(windows):
        few = -(-len(windows) // len(drawn))
        text += f" Each point is the worst of {few} windows."
    return text
