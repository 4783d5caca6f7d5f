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

from upheld.checker.render.evidence import evidence
from upheld.checker.render.kinds import number_of, window_name
from upheld.checker.render.manner import Manner
from upheld.checker.render.measures import measure
from upheld.checker.render.rejections import rejection_in_words
from upheld.checker.render.restated import headline_of_restated, lines_of_restated
from upheld.checker.render.verdicts import GLYPHS, RANK, in_words, tally
from upheld.checker.render.waivers import lines_of_improvements, lines_of_waiver
from upheld.checker.render.windows import group_name, not_met, summary, worst_first
from upheld.checker.report import (
    Report,
    SourceResult,
    StandardResult,
    Totals,
    Verdict,
    Window,
)
from upheld.checker.wording import ENGLISH, Wording
from upheld.dsl.dataclass import dataclass

#: How many windows of a standard are listed unless all are asked for.
WINDOWS_SHOWN = 10
#: How many rejected values of a source are listed unless all are asked for.
REJECTS_SHOWN = 3

_NARROWEST = 40
#: Stands for a space at which no line ends; no text has this sign.
_TIED = "\N{START OF TEXT}"

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
    wording: Wording = ENGLISH
    brief: bool = False

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


def render(report: Report, manner: Manner) -> str:
    """The report for a terminal, or for a file."""
    return render_text(
        report, color=manner.color, width=manner.width, wording=manner.wording
    )


def render_text(
    report: Report,
    *,
    color: bool,
    width: int,
    verbose: bool = False,
    wording: Wording = ENGLISH,
    brief: bool = False,
) -> str:
    """The report as lines for a terminal; the last line counts every verdict.

    With `color` verdicts are coloured, the words stay the same. Lines fill `width`
    columns, words longer than that are not cut. `verbose` lists every window, source
    and rejected value, `brief` none of the windows.
    """
    style = _Style(color, width, verbose, wording, brief)
    ordered = sorted(report.standards, key=lambda standard: RANK[standard.verdict])
    if brief:
        blocks = [[line for one in ordered for line in _in_brief(one, style)]]
    else:
        blocks = [list(_standard(standard, style)) for standard in ordered]
    blocks += [list(_waivers(report, style))] if report.waivers else []
    blocks += [list(_restated(report, style))] if report.restated else []
    blocks.append([*_data(report, style), *_as_of(report, style)])
    blocks.append([_last_line(report, wording)])
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def legible(text: str) -> str:
    """The text on one line, control characters spelled out instead of obeyed."""
    return "".join(_visible(char) for char in text)


def composed(text: str) -> str:
    """A sentence made legible that keeps the no-break spaces of its numbers."""
    tied = "\N{NO-BREAK SPACE}"
    return tied.join(legible(part) for part in text.split(tied))


def _visible(char: str) -> str:
    if unicodedata.category(char) == "Zs":
        return " "
    return char if char.isprintable() else char.encode("unicode_escape").decode()


def _standard(standard: StandardResult, style: _Style) -> Iterator[str]:
    single = len(standard.windows) == 1 and standard.verdict != "error"
    found = _finding(standard, style) if single else _counted(standard, style)
    yield from _head(standard, found, style)
    yield from style.wrapped(legible(standard.sentence), indent=2, hanging=2)
    for message in standard.messages:
        yield from _indented(message.text or f"{message.code}: {message.message}")
    for line in lines_of_improvements(standard, style.wording):
        yield from style.wrapped(composed(line), indent=2, hanging=2)
    if not single or style.verbose:
        yield from _window_lines(standard, style)


def _in_brief(standard: StandardResult, style: _Style) -> Iterator[str]:
    """The verdict, and how many windows have each one."""
    counted = in_words(standard.verdicts.items(), style.wording)
    yield from _head(standard, counted, style)
    for message in standard.messages:
        yield from _indented(message.text or f"{message.code}: {message.message}")


def _head(standard: StandardResult, found: str, style: _Style) -> Iterator[str]:
    glyph = GLYPHS[standard.verdict]
    name = legible(standard.id)
    verdict = style.wording.verdict(standard.verdict)
    parts = (f"{glyph} {name}", verdict, found)
    plain = "  ".join(part for part in parts if part)
    first, *rest = style.wrapped(plain, indent=0, hanging=4)
    coloured = style.verdict(standard.verdict, glyph)
    first = first.replace(f"{glyph} {name}", f"{coloured} {style.bold(name)}", 1)
    word = f"  {verdict}"
    yield first.replace(word, f"  {style.verdict(standard.verdict, word[2:])}", 1)
    yield from rest


def _counted(standard: StandardResult, style: _Style) -> str:
    return summary(standard.windows, style.wording) if standard.windows else ""


def _finding(standard: StandardResult, style: _Style) -> str:
    """What the only window measured and the counts behind it."""
    (window,) = standard.windows
    compared = str(measure(window, standard.marks, style.wording))
    behind = evidence(window, standard, style.wording)
    parts = (
        window_name(window.window, style.wording),
        legible(group_name(window.group)),
        compared,
        f"({composed(behind)})" if behind else "",
    )
    return "  ".join(part for part in parts if part)


def _indented(text: str) -> Iterator[str]:
    for line in text.rstrip("\n").split("\n"):
        yield f"  {legible(line)}".rstrip()


def _window_lines(standard: StandardResult, style: _Style) -> Iterator[str]:
    listed = _listed(standard, style)
    shown = listed if style.verbose else listed[:WINDOWS_SHOWN]
    table = [_cells(window, standard, style.wording) for window in shown]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for window, cells in zip(shown, table, strict=True):
        yield from _window_line(window, cells, widths, style)
    if len(shown) < len(listed):
        yield f"    {_shown(len(shown), len(listed), style)}"


def _shown(shown: int, total: int, style: _Style) -> str:
    return style.wording.say("{shown} of {total} shown", shown=shown, total=total)


def _listed(standard: StandardResult, style: _Style) -> list[Window]:
    if style.verbose:
        return worst_first(standard.windows)
    return not_met(standard.windows)


def _cells(
    window: Window, standard: StandardResult, wording: Wording
) -> tuple[str, str, str, str, str]:
    behind = evidence(window, standard, wording)
    return (
        wording.verdict(window.verdict),
        window_name(window.window, wording),
        legible(group_name(window.group)),
        str(measure(window, standard.marks, wording)),
        f"({composed(behind)})" if behind else "",
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
    word = cells[0]
    yield whole.replace(word, style.verdict(window.verdict, word), 1)
    if evidence_cell and not fits:
        yield from style.wrapped(evidence_cell, indent=6, hanging=1)


def _waivers(report: Report, style: _Style) -> Iterator[str]:
    """Every waiver of the standards, with its state and what it covers."""
    for waiver in report.waivers:
        first, *others = lines_of_waiver(report, waiver, style.wording)
        yield from style.wrapped(composed(first), indent=0, hanging=2)
        for line in others:
            yield from style.wrapped(composed(line), indent=2, hanging=2)


def _restated(report: Report, style: _Style) -> Iterator[str]:
    """Final windows that an earlier run had otherwise; the first of them only."""
    yield from style.wrapped(
        headline_of_restated(report, style.wording), indent=0, hanging=2
    )
    lines = list(lines_of_restated(report, style.wording))
    for line in lines if style.verbose else lines[:WINDOWS_SHOWN]:
        yield from style.wrapped(composed(line), indent=2, hanging=2)


def _data(report: Report, style: _Style) -> Iterator[str]:
    """The sources that something befell (all of them when verbose)."""
    for source in report.sources:
        befell = tuple(_befell(source, style.wording))
        if befell or style.verbose:
            rows = style.wording.count("{n} row", "{n} rows", source.rows)
            text = style.wording.say(
                "data {source}: {told}",
                source=legible(source.name),
                told=", ".join((rows, *befell)),
            )
            yield from style.wrapped(text, indent=0, hanging=2)
            yield from _rejects(source, style)
    yield from _left_out(report, style)


def _befell(source: SourceResult, wording: Wording) -> Iterator[str]:
    if source.rejected:
        yield wording.say("{n} rejected", n=source.rejected)
    if source.repeats_sought == "in the first rows":
        yield wording.say("repeats sought in the first 200,000 rows only")
    if source.repeats:
        yield wording.count("{n} repeat", "{n} repeats", source.repeats)
    if source.doubtful_moments:
        moments = source.doubtful_moments
        yield wording.count("{n} doubtful moment", "{n} doubtful moments", moments)


def _rejects(source: SourceResult, style: _Style) -> Iterator[str]:
    shown = source.rejects if style.verbose else source.rejects[:REJECTS_SHOWN]
    for reject in shown:
        place = reject.file if reject.line is None else f"{reject.file}:{reject.line}"
        column = "" if reject.column is None else f" {reject.column}"
        value = "" if reject.value is None else f' "{reject.value}"'
        why = rejection_in_words(reject.reason, style.wording)
        text = legible(f"{place}{column}{value}: {why}")
        yield from style.wrapped(text, indent=2, hanging=2)
    if len(shown) < source.rejected:
        yield f"  {_shown(len(shown), source.rejected, style)}"


def _left_out(report: Report, style: _Style) -> Iterator[str]:
    """Events that were not judged, by standard: they are in no share."""
    for standard in report.standards:
        totals = standard.totals
        if totals is None or not (totals.invalid or totals.without_value):
            continue
        line = style.wording.say(
            "{nouns} of {standard}: {told}",
            nouns=standard.nouns,
            standard=standard.id,
            told=", ".join(_not_judged(totals, style.wording)),
        )
        yield from style.wrapped(composed(line), indent=0, hanging=2)


def _not_judged(totals: Totals, wording: Wording) -> Iterator[str]:
    if totals.invalid:
        yield wording.say("{n} invalid", n=totals.invalid)
    if totals.without_value:
        yield wording.say("{n} without a value", n=totals.without_value)


def _as_of(report: Report, style: _Style) -> Iterable[str]:
    if report.as_of_given:
        text = style.wording.say("as of {moment} (as given)", moment=report.as_of)
    else:
        text = style.wording.say(
            "as of {moment} (the latest moment in the data)", moment=report.as_of
        )
    return style.wrapped(text, indent=0, hanging=2)


def _last_line(report: Report, wording: Wording) -> str:
    standards = tally(standard.verdict for standard in report.standards)
    every = (w.verdict for standard in report.standards for w in standard.windows)
    windows = report.window_verdicts or dict(tally(every))
    head = wording.count("{n} standard", "{n} standards", len(report.standards))
    told = number_of(sum(windows.values()), "window", wording)
    return wording.say(
        "{standards}. {windows}. (exit {status})",
        standards=_total(head, standards, wording),
        windows=_total(told, windows.items(), wording),
        status=str(report.exit_status),
    )


def _total(head: str, counted: Iterable[tuple[Verdict, int]], wording: Wording) -> str:
    told = in_words(counted, wording)
    if not told:
        return head
    return wording.say("{total}: {verdicts}", total=head, verdicts=told)
