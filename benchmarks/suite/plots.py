"""Plots as SVG: lines over logarithmic axes, with names at their ends."""

import math
from collections.abc import Callable, Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 64, 208, 44, 52

COLOURS = (
    "#0b5cad",
    "#b3261e",
    "#2e7d32",
    "#7b1fa2",
    "#b26a00",
    "#00737d",
    "#6d4c41",
    "#ad1457",
    "#455a64",
    "#827717",
)

Points = Sequence[tuple[float, float]]
#: Where a point of the data lies in the picture.
Place = Callable[[float, float], tuple[float, float]]


def lines(title: str, across: str, up: str, series: Mapping[str, Points]) -> str:
    """A plot of some series; both axes are logarithmic."""
    xs = sorted({x for points in series.values() for x, _ in points})
    ys = [y for points in series.values() for _, y in points]
    left, right = math.log10(xs[0]), math.log10(xs[-1])
    low, high = math.floor(math.log10(min(ys))), math.ceil(math.log10(max(ys)))

    def place(x: float, y: float) -> tuple[float, float]:
        part = (math.log10(x) - left) / (right - left or 1)
        rise = (math.log10(y) - low) / (high - low or 1)
        return (
            LEFT + part * (WIDTH - LEFT - RIGHT),
            HEIGHT - BOTTOM - rise * (HEIGHT - TOP - BOTTOM),
        )

    parts = [*head(title, across, up), *grid(place, xs, low, high)]
    ends = spread({n: place(*points[-1])[1] for n, points in series.items()})
    for number, (name, points) in enumerate(series.items()):
        colour = COLOURS[number % len(COLOURS)]
        parts += drawn(name, [place(x, y) for x, y in points], ends[name], colour)
    return "\n".join([*parts, "</svg>", ""])


def head(title: str, across: str, up: str) -> list[str]:
    """The frame, the title and the names of the axes."""
    middle = (LEFT + WIDTH - RIGHT) / 2
    return [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
            f' width="{WIDTH}" height="{HEIGHT}" role="img"'
            ' font-family="system-ui, sans-serif" font-size="12">'
        ),
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="22" font-size="15" fill="#111">{escape(title)}</text>',
        (
            f'<text x="{middle}" y="{HEIGHT - 12}" text-anchor="middle" fill="#333">'
            f"{escape(across)}</text>"
        ),
        (
            f'<text transform="translate(16 {HEIGHT / 2}) rotate(-90)"'
            f' text-anchor="middle" fill="#333">{escape(up)}</text>'
        ),
    ]


def grid(place: Place, xs: Sequence[float], low: int, high: int) -> list[str]:
    """Lines at powers of ten, and the numbers beside them."""
    parts = []
    for power in range(low, high + 1):
        x, y = place(xs[0], 10**power)
        parts.append(
            f'<line x1="{x}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"'
            ' stroke="#ddd"/>'
            f'<text x="{x - 8}" y="{y + 4:.1f}" text-anchor="end" fill="#333">'
            f"{10.0**power:g}</text>"
        )
    for value in xs:
        x, y = place(value, 10**low)
        parts.append(
            f'<text x="{x:.1f}" y="{y + 18:.1f}" text-anchor="middle" fill="#333">'
            f"{short(value)}</text>"
        )
    return parts


def short(value: float) -> str:
    """A number as people write it."""
    return f"{value / 1e6:g}M" if value >= 1e6 else f"{value:g}"


def drawn(
    name: str, points: Sequence[tuple[float, float]], end: float, colour: str
) -> list[str]:
    """One series with its name."""
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dots = [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points
    ]
    width = 3 if name == "upheld" else 1.5
    return [
        (
            f'<polyline points="{path}" fill="none" stroke="{colour}"'
            f' stroke-width="{width}"/>'
        ),
        *dots,
        (
            f'<text x="{points[-1][0] + 10:.1f}" y="{end + 4:.1f}" fill="{colour}">'
            f"{escape(name)}</text>"
        ),
    ]


def spread(ends: Mapping[str, float], apart: float = 15) -> dict[str, float]:
    """Heights of names, moved so far that none covers another."""
    found: dict[str, float] = {}
    last = -math.inf
    for name in sorted(ends, key=ends.__getitem__):
        last = max(ends[name], last + apart)
        found[name] = last
    return found
