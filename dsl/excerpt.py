"""A diagnostic as people and editors read it: line, caret, and what to do.

error[E0001]: expected `of`, found `ofcalls`
  --> answer.std:8:7
   |
 8 |   90% ofcalls answered within 2m per day
   |       ^^^^^^^ put a space behind `of`
   = explain: upheld explain E0001
"""

import unicodedata
from collections.abc import Mapping

from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import Diagnostic
from upheld.dsl.source import Source, Span

_TAB = 4
_RED, _BLUE, _BOLD, _RESET = "\x1b[1;31m", "\x1b[1;34m", "\x1b[1m", "\x1b[0m"


@dataclass(frozen=True, slots=True)
class _Mark:
    """One underlined place; the main one is drawn with `^`, the others with `-`."""

    span: Span
    text: str
    is_main: bool


def one_line(diagnostic: Diagnostic) -> str:
    """The form that editors read: `file:line:col: error[CODE]: message; help`."""
    help = f"; {diagnostic.help}" if diagnostic.help else ""
    place = f"{diagnostic.span}: " if diagnostic.span.line else ""
    return f"{place}{_kind(diagnostic)}[{diagnostic.code}]: {diagnostic.message}{help}"


def render(
    diagnostic: Diagnostic, sources: Mapping[str, Source], *, color: bool = False
) -> str:
    """The form for people: every place with its line and what is wrong there.

    Args:
        sources: Files by the names that stand in spans; a place in any other file is
            named, its line is not shown.
    """
    paint = _Paint(color)
    marks = [_Mark(diagnostic.span, diagnostic.help, True)]
    marks += [_Mark(label.span, label.text, False) for label in diagnostic.labels]
    width = max((len(str(mark.span.line)) for mark in marks), default=1)
    head = paint(_RED, f"{_kind(diagnostic)}[{diagnostic.code}]")
    lines = [head + paint(_BOLD, f": {diagnostic.message}")]
    for index, group in enumerate(_by_file(marks).values()):
        lines += _file_block(
            group, sources.get(group[0].span.file), width, index == 0, paint
        )
    lines += _footer(diagnostic, width, paint)
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Paint:
    """Wraps text in a colour, where colours are wanted."""

    wanted: bool

    def __call__(self, colour: str, text: str) -> str:
        return f"{colour}{text}{_RESET}" if self.wanted and text else text


def _kind(diagnostic: Diagnostic) -> str:
    """Findings of `lint` are warnings, everything else is an error."""
    return "warning" if diagnostic.code.startswith("L") else "error"


def _by_file(marks: list[_Mark]) -> dict[str, list[_Mark]]:
    """The marks of each file, the file of the main one first; no place, no mark."""
    files: dict[str, list[_Mark]] = {}
    for mark in marks:
        if mark.span.line:
            files.setdefault(mark.span.file, []).append(mark)
    return files


def _file_block(
    marks: list[_Mark],
    source: Source | None,
    width: int,
    is_first: bool,
    paint: _Paint,
) -> list[str]:
    first = next((mark for mark in marks if mark.is_main), marks[0])
    arrow = paint(_BLUE, "-->" if is_first else ":::")
    lines = [f"{' ' * width}{arrow} {first.span}"]
    if source is None:
        return lines + [
            f"{_bar(width, paint, '=')} {mark.text}" for mark in marks if mark.text
        ]
    lines.append(_bar(width, paint))
    before = 0
    for number in sorted({mark.span.line for mark in marks}):
        if before and number > before + 1:
            lines.append(paint(_BLUE, "..."))
        here = [mark for mark in marks if mark.span.line == number]
        lines += _line_block(source.line(number), number, here, width, paint)
        before = number
    return lines


def _line_block(
    line: str, number: int, marks: list[_Mark], width: int, paint: _Paint
) -> list[str]:
    gutter = paint(_BLUE, f"{number:>{width}} |")
    lines = [f"{gutter} {_shown(line)}".rstrip()]
    for mark in sorted(marks, key=lambda mark: not mark.is_main):
        indent, length = _columns(line, mark.span)
        colour = _RED if mark.is_main else _BLUE
        drawn = ("^" if mark.is_main else "-") * length
        text = f"{drawn} {mark.text}".rstrip()
        lines.append(f"{_bar(width, paint)} {' ' * indent}{paint(colour, text)}")
    return lines


def _footer(diagnostic: Diagnostic, width: int, paint: _Paint) -> list[str]:
    notes = list(diagnostic.notes)
    if diagnostic.help and not diagnostic.span.line:
        notes.insert(0, diagnostic.help)
    explain = f"explain: upheld explain {diagnostic.code}"
    if explain not in notes:
        notes.append(explain)
    return [f"{_bar(width, paint, '=')} {note}" for note in notes]


def _bar(width: int, paint: _Paint, sign: str = "|") -> str:
    return " " * (width + 1) + paint(_BLUE, sign)


def _columns(line: str, span: Span) -> tuple[int, int]:
    """Where the underline of a span begins on the screen, and how long it is."""
    start = span.column - 1
    ends_here = span.end_line == span.line
    end = span.end_column - 1 if ends_here else len(line.rstrip())
    indent = _width(line[:start])
    return indent, max(1, _width(line[:end]) - indent)


def _shown(text: str) -> str:
    """A line as it can be shown: tabs as spaces up to the next stop."""
    shown = ""
    width = 0
    for sign in text:
        step = _TAB - width % _TAB if sign == "\t" else _sign_width(sign)
        shown += " " * step if sign == "\t" else sign
        width += step
    return shown


def _width(text: str) -> int:
    """The columns that a text takes on a screen."""
    width = 0
    for sign in text:
        width += _TAB - width % _TAB if sign == "\t" else _sign_width(sign)
    return width


def _sign_width(sign: str) -> int:
    """0 for a mark set over another sign, 2 for East Asian wide ones, else 1."""
    if unicodedata.combining(sign) or unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in ("W", "F") else 1
