"""Comments that set a rule aside: `# lint: ignore L0005 because the law says so`.

A comment belongs to the declaration of the word before it on its line, else of the word
behind it; `ignore L0005 in file because …` to the whole file. The formatter moves no
comment past a word, so what is ignored stays ignored.
"""

import re
from collections.abc import Iterator, Sequence

from upheld.dsl import ast
from upheld.dsl.codes import CODES
from upheld.dsl.comments import Comment, words_of
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import Diagnostic
from upheld.dsl.source import Source, Span

_IGNORE = re.compile(
    r"#\s*lint:\s*ignore\b\s*(?P<codes>[^\s,]+(?:\s*,\s*[^\s,]+)*)?"
    r"(?P<file>\s+in\s+file)?(?:\s+because\b\s*(?P<reason>.*))?(?P<rest>.*)"
)


@dataclass(frozen=True, slots=True)
class Ignore:
    """One comment. `first` and `last` are the lines that it speaks for."""

    codes: tuple[str, ...]
    reason: str
    span: Span
    first: int
    last: int

    def covers(self, finding: Diagnostic) -> bool:
        """Whether a finding is set aside."""
        return (
            bool(self.reason)
            and finding.code in self.codes
            and finding.span.file == self.span.file
            and self.first <= finding.span.line <= self.last
        )


def ignores_of(source: Source, document: ast.Document) -> Iterator[Ignore]:
    """The comments of a file that ignore something."""
    words = words_of(source)
    for comment in words.comments:
        match = _IGNORE.fullmatch(comment.text)
        if match is None:
            continue
        line, column = comment.place
        span = Span(source.name, line, column, line, column + len(comment.text))
        codes = tuple(re.split(r"\s*,\s*", match["codes"])) if match["codes"] else ()
        reason = (match["reason"] or "").strip()
        first, last = 1, len(source.starts)
        if not match["file"]:
            first, last = _lines(comment, words.places, document)
        yield Ignore(codes, reason, span, first, last)


def _lines(
    comment: Comment, places: Sequence[tuple[int, int]], document: ast.Document
) -> tuple[int, int]:
    """The lines of the declaration that a comment belongs to; (0, 0) for none."""
    word = comment.next_word - comment.trails
    if word >= len(places):
        return 0, 0
    for declaration in document.declarations:
        span = declaration.span
        begins = (span.line, span.column) <= places[word]
        if begins and places[word] < (span.end_line, span.end_column):
            return span.line, span.end_line
    return 0, 0


def mistakes(ignore: Ignore) -> Iterator[Diagnostic]:
    """L0015: no reason, no code, or a code that is none of lint's."""
    form = "write `# lint: ignore L0005 because …`"
    if not ignore.codes:
        yield Diagnostic("L0015", "no rule is named", ignore.span, form)
    elif not ignore.reason:
        yield Diagnostic(
            "L0015", "a rule is ignored without a reason", ignore.span, form
        )
    for code in ignore.codes:
        if code not in CODES or not code.startswith("L"):
            message = f"`{code}` is no rule of lint"
            yield Diagnostic("L0015", message, ignore.span, form)


def in_vain(
    ignore: Ignore, found: Sequence[Diagnostic], ran: frozenset[str]
) -> Iterator[Diagnostic]:
    """L0016: what was ignored is not there.

    Args:
        found: All findings of the file.
        ran: Codes of the rules that looked; of another nothing can be said.
    """
    if not ignore.reason:
        return
    for code in ignore.codes:
        hit = any(f.code == code and ignore.covers(f) for f in found)
        if code in ran and not hit:
            yield Diagnostic(
                "L0016",
                f"`{code}` is ignored in vain",
                ignore.span,
                "take the comment out",
            )
