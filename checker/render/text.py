"""A report as text for a terminal: calm where all is well, exact where it is not.

After:
    ✗ answer-speed  breached  1 of 2 days met, 1 breached
      90% of calls answered within 2m per day
      breached  2026-10-01  87.0% < 90%  (87 of 100 calls; 3 more needed)
"""

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from upheld.checker.render.measures import evidence, measure
from upheld.checker.render.numbers import count
from upheld.checker.render.verdicts import GLYPHS, RANK, in_words, tally
from upheld.checker.render.waivers import lines_of_improvements, lines_of_waiver
from upheld.checker.render.windows import group_name, not_met, summary, worst_first
from upheld.checker.report import Report, SourceResult, StandardResult, Verdict, Window

#: How many windows of a standard are listed unless all are asked for.
WINDOWS_SHOWN = 10
#: How many rejected values of a source are listed unless all are asked for.
REJECTS_SHOWN = 3

_NARROWEST = 40
#: Stands for a space at which no line ends.
_TIED = "\N{NO-BREAK SPACE}"

_COLOURS: dict[Verdict, str] = {
    "error": "1;31",
    "breached": "1;31",
    "waived": "35",
    "warned": "33",
    "insufficient": "2",
    "no_data": "2",
    "pending": "2",
    "met": "36",
    "exceeded": "36",
}


@dataclass(frozen=True, slots=True)
class _Style:
    """How the lines are drawn."""

    color: bool
    width: int
    verbose: bool

    def verdict(self, verdict: Verdict, text: str) -> str:
        """The text in the colour of a verdict."""
        return f"\x1b[{_COLOURS[verdict]}m{text}\x1b[0m" if self.color else text

    def bold(self, text: str) -> str:
        """The text set off from the rest."""
        return f"\x1b[1m{text}\x1b[0m" if self.color else text

    def wrapped(self, text: str, *, indent: int, hanging: int) -> list[str]:
        """The text in lines of the width; a number stays with the word behind it."""
        lines = textwrap.wrap(
            re.sub(r"(?<=\d) (?=[^ ])", _TIED, text),
            max(self.width, _NARROWEST),
            initial_indent=" " * indent,
            subsequent_indent=" " * (indent + hanging),
            break_long_words=False,
            break_on_hyphens=False,
        )
        return [line.replace(_TIED, " ") for line in lines]


def render_text(
    report: Report, *, color: bool, width: int, verbose: bool = False
) -> str:
    """The report as lines for a terminal; the last line counts every verdict.

    With `color` verdicts are coloured, the words stay the same. Lines fill `width`
    columns, words longer than that are not cut. `verbose` lists every window, source
    and rejected value.
    """
    style = _Style(color, width, verbose)
    ordered = sorted(report.standards, key=lambda standard: RANK[standard.verdict])
    blocks = [list(_standard(standard, style)) for standard in ordered]
    blocks += [list(_waivers(report, style))] if report.waivers else []
    blocks.append([*_data(report, style), *_as_of(report, style)])
    blocks.append([_last_line(report)])
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def legible(text: str) -> str:
    """The text on one line, control characters spelled out instead of obeyed."""
    return "".join(_visible(char) for char in text)


def _visible(char: str) -> str:
    if unicodedata.category(char) == "Zs":
        return " "
    return char if char.isprintable() else char.encode("unicode_escape").decode()


def _standard(standard: StandardResult, style: _Style) -> Iterator[str]:
    single = len(standard.windows) == 1 and standard.verdict != "error"
    found = _finding(standard.windows[0], standard) if single else _counted(standard)
    yield from _head(standard, found, style)
    yield from style.wrapped(legible(standard.sentence), indent=2, hanging=2)
    for message in standard.messages:
        yield from _indented(message.text or f"{message.code}: {message.message}")
    for line in lines_of_improvements(standard):
        yield from style.wrapped(legible(line), indent=2, hanging=2)
    if not single or style.verbose:
        yield from _window_lines(standard, style)


def _head(standard: StandardResult, found: str, style: _Style) -> Iterator[str]:
    glyph = GLYPHS[standard.verdict]
    name = legible(standard.id)
    parts = (f"{glyph} {name}", standard.verdict, found)
    plain = "  ".join(part for part in parts if part)
    first, *rest = style.wrapped(plain, indent=0, hanging=4)
    coloured = style.verdict(standard.verdict, glyph)
    first = first.replace(f"{glyph} {name}", f"{coloured} {style.bold(name)}", 1)
    word = f"  {standard.verdict}"
    yield first.replace(word, f"  {style.verdict(standard.verdict, word[2:])}", 1)
    yield from rest


def _counted(standard: StandardResult) -> str:
    return summary(standard.windows) if standard.windows else ""


def _finding(window: Window, standard: StandardResult) -> str:
    """What a window measured and the counts behind it."""
    compared = str(measure(window, standard.marks))
    behind = evidence(window, standard)
    parts = (
        window.window,
        legible(group_name(window.group)),
        compared,
        f"({legible(behind)})" if behind else "",
    )
    return "  ".join(part for part in parts if part)


def _indented(text: str) -> Iterator[str]:
    for line in text.rstrip("\n").split("\n"):
        yield f"  {legible(line)}".rstrip()


def _window_lines(standard: StandardResult, style: _Style) -> Iterator[str]:
    listed = _listed(standard, style)
    shown = listed if style.verbose else listed[:WINDOWS_SHOWN]
    table = [_cells(window, standard) for window in shown]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for window, cells in zip(shown, table, strict=True):
        yield from _window_line(window, cells, widths, style)
    if len(shown) < len(listed):
        yield f"    {count(len(shown))} of {count(len(listed))} shown"


def _listed(standard: StandardResult, style: _Style) -> list[Window]:
    if style.verbose:
        return worst_first(standard.windows)
    return not_met(standard.windows)


def _cells(window: Window, standard: StandardResult) -> tuple[str, str, str, str, str]:
    behind = evidence(window, standard)
    return (
        window.verdict,
        window.window,
        legible(group_name(window.group)),
        str(measure(window, standard.marks)),
        f"({legible(behind)})" if behind else "",
    )


def _window_line(
    window: Window, cells: Sequence[str], widths: Sequence[int], style: _Style
) -> Iterator[str]:
    """The cells in columns; evidence that does not fit goes on a line of its own."""
    columns = zip(cells[:-1], widths[:-1], strict=True)
    line = "    " + "  ".join(cell.ljust(width) for cell, width in columns if width)
    evidence_cell = cells[-1]
    fits = len(line) + 2 + len(evidence_cell) <= max(style.width, _NARROWEST)
    whole = f"{line}  {evidence_cell}".rstrip() if fits else line.rstrip()
    word = style.verdict(window.verdict, window.verdict)
    yield whole.replace(window.verdict, word, 1)
    if evidence_cell and not fits:
        yield from style.wrapped(evidence_cell, indent=6, hanging=1)


def _waivers(report: Report, style: _Style) -> Iterator[str]:
    """Every waiver of the standards, with its state and what it covers."""
    for waiver in report.waivers:
        first, *others = lines_of_waiver(report, waiver)
        yield from style.wrapped(legible(first), indent=0, hanging=2)
        for line in others:
            yield from style.wrapped(legible(line), indent=2, hanging=2)


def _data(report: Report, style: _Style) -> Iterator[str]:
    """The sources that something befell (all of them when verbose)."""
    for source in report.sources:
        befell = _befell(source)
        if befell or style.verbose:
            name = legible(source.name)
            text = ", ".join((f"{count(source.rows)} rows", *befell))
            yield from style.wrapped(f"data {name}: {text}", indent=0, hanging=2)
            yield from _rejects(source, style)
    yield from _left_out(report, style)


def _befell(source: SourceResult) -> tuple[str, ...]:
    told = (
        (source.rejected, "rejected"),
        (source.repeats, "repeats" if source.repeats != 1 else "repeat"),
        (source.doubtful_moments, _doubtful(source.doubtful_moments)),
    )
    return tuple(f"{count(number)} {word}" for number, word in told if number)


def _doubtful(number: int) -> str:
    return "doubtful moment" if number == 1 else "doubtful moments"


def _rejects(source: SourceResult, style: _Style) -> Iterator[str]:
    shown = source.rejects if style.verbose else source.rejects[:REJECTS_SHOWN]
    for reject in shown:
        place = reject.file if reject.line is None else f"{reject.file}:{reject.line}"
        column = "" if reject.column is None else f" {reject.column}"
        value = "" if reject.value is None else f' "{reject.value}"'
        text = legible(f"{place}{column}{value}: {reject.reason}")
        yield from style.wrapped(text, indent=2, hanging=2)
    if len(shown) < source.rejected:
        yield f"  {count(len(shown))} of {count(source.rejected)} shown"


def _left_out(report: Report, style: _Style) -> Iterator[str]:
    """Events that were not judged, by standard: they are in no share."""
    for standard in report.standards:
        totals = standard.totals
        if totals is None or not (totals.invalid or totals.without_value):
            continue
        told = ((totals.invalid, "invalid"), (totals.without_value, "without a value"))
        text = ", ".join(f"{count(number)} {word}" for number, word in told if number)
        line = f"{standard.nouns} of {standard.id}: {text}"
        yield from style.wrapped(legible(line), indent=0, hanging=2)


def _as_of(report: Report, style: _Style) -> Iterable[str]:
    why = "as given" if report.as_of_given else "the latest moment in the data"
    return style.wrapped(f"as of {report.as_of} ({why})", indent=0, hanging=2)


def _last_line(report: Report) -> str:
    standards = tally(standard.verdict for standard in report.standards)
    windows = tally(
        w.verdict for standard in report.standards for w in standard.windows
    )
    parts = (_total(standards, "standard"), _total(windows, "window"))
    return f"{'. '.join(parts)}. (exit {report.exit_status})"


def _total(counted: Iterable[tuple[Verdict, int]], noun: str) -> str:
    counted = tuple(counted)
    number = sum(of_it for _, of_it in counted)
    head = f"{count(number)} {noun}{'' if number == 1 else 's'}"
    return f"{head}: {in_words(counted)}" if counted else head
