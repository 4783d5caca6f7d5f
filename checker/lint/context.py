"""What the rules look at: a policy as written and as meant, and perhaps its report."""

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from upheld.dsl import ast, model
from upheld.dsl.dataclass import dataclass
from upheld.dsl.loader import Loaded
from upheld.dsl.source import Source, Span

if TYPE_CHECKING:
    from upheld.checker.report import Report, StandardResult

_TEXT = re.compile(r'"((?:[^"\n]|"")*)"')


@dataclass(frozen=True, slots=True)
class Context:
    """One run of `lint`. `today` decides what ends soon."""

    loaded: Loaded
    policy: model.Policy
    today: date
    report: "Report | None" = None

    def declarations(self) -> Iterator[tuple[str, ast.Declaration]]:
        """Every declaration with its file, in order."""
        for name, document in self.loaded.documents.items():
            for declaration in document.declarations:
                yield name, declaration

    def standards(self) -> Iterator[tuple[str, ast.Standard]]:
        """Every standard as written, each edition by itself."""
        for name, declaration in self.declarations():
            if isinstance(declaration, ast.Standard):
                yield name, declaration

    def editions(self) -> Iterator[tuple[model.Standard, model.Edition]]:
        """Every edition as meant, with its standard."""
        for standard in self.policy.standards:
            for edition in standard.editions:
                yield standard, edition

    def results(self) -> "Iterator[tuple[model.Standard, StandardResult]]":
        """Every standard with what came of it; none where no data were judged."""
        found = (
            {result.id: result for result in self.report.standards}
            if (self.report is not None)
            else {}
        )
        for standard in self.policy.standards:
            if standard.id in found:
                yield standard, found[standard.id]

    def language(self, file: str) -> str:
        """The language that a file says it is in; empty where it does not."""
        for declaration in self.loaded.documents[file].declarations:
            if isinstance(declaration, ast.Language):
                return declaration.code
        return ""


def offset_of(source: Source, line: int, column: int) -> int:
    """How many characters stand before a place."""
    return source.starts[line - 1] + column - 1


def part(source: Source, first: int, last: int) -> Span:
    """The stretch between two offsets, the second exclusive."""
    return Span(source.name, *source.place(first), *source.place(last))


def place_in_text(
    source: Source, whole: Span, value: str, start: int, size: int
) -> Span:
    """Where a stretch of a text in double quotes stands; the whole, if it is not found.

    Args:
        whole: The declaration that the text belongs to.
        start: How many characters of the text stand before the stretch.
    """
    first = offset_of(source, whole.line, whole.column)
    last = offset_of(source, whole.end_line, whole.end_column)
    for match in _TEXT.finditer(source.text, first, last):
        if match[1].replace('""', '"') == value:
            # a doubled quote before the stretch is one character of the text
            doubled = value[:start].count('"')
            at = match.start(1) + start + doubled
            return part(source, at, at + size)
    return whole
