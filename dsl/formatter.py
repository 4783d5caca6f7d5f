"""Canonical text of a file, with its comments, in its own language or another.

standard s 90% of   calls answered within 2m  # why    →
standard s
90% of calls answered within 2m
# why
"""

from collections.abc import Iterator
from dataclasses import fields, replace

from upheld.dsl import ast
from upheld.dsl.comments import Attached, Comment, attach, words_of
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import Diagnostic
from upheld.dsl.languages import language_of, table_of
from upheld.dsl.lexicon import first_words
from upheld.dsl.parser import parse
from upheld.dsl.printer import HEAD, Printer
from upheld.dsl.source import Source
from upheld.dsl.table import Table


@dataclass(frozen=True, slots=True)
class Formatted:
    """The canonical text, or why there is none."""

    text: str
    diagnostics: tuple[Diagnostic, ...] = ()


def format_source(source: Source, language: str = "") -> Formatted:
    """The canonical text of a file; nothing of it is lost.

    Args:
        language: The code of another language to translate the keywords to.
    """
    document, problems = parse(source)
    if problems:
        return Formatted("", problems)
    table = table_of(language) if language else language_of(document)
    wanted = _in_language(document, language) if language else document
    for guarded in (frozenset[str](), _taken(wanted, table)):
        text = _text(source, wanted, Printer(table, guarded))
        read, problems = parse(Source(source.name, text))
        if not problems and tuple(_shape(read)) == tuple(_shape(wanted)):
            return Formatted(text)
    raise AssertionError(f"internal error: `{source.name}` would change its meaning")


def _in_language(document: ast.Document, code: str) -> ast.Document:
    """The document with its `language` line set, the first of all where it had none."""
    declarations = tuple(
        replace(one, code=code) if isinstance(one, ast.Language) else one
        for one in document.declarations
    )
    if not any(isinstance(one, ast.Language) for one in declarations):
        declarations = (ast.Language(code), *declarations)
    return replace(document, declarations=declarations)


def _taken(document: ast.Document, table: Table) -> frozenset[str]:
    """The names that the language might read as keywords."""
    names = {node.text for node in ast.walk(document) if isinstance(node, ast.Word)}
    for node in ast.walk(document):
        if isinstance(node, ast.Metadata):
            names |= {node.value, node.key.partition(" ")[2]}
    return frozenset(names & first_words(table))


def _shape(node: object) -> Iterator[object]:
    """A tree without its places, and without regard to backticks."""
    if isinstance(node, ast.Word):
        yield node.text
    elif isinstance(node, ast.Node):
        yield type(node)
        for part in fields(node):
            if part.compare:
                yield from _shape(getattr(node, part.name))
    elif isinstance(node, tuple):
        yield len(node)
        for one in node:
            yield from _shape(one)
    else:
        yield node


# --- text -------------------------------------------------------------------------


def _text(source: Source, document: ast.Document, printer: Printer) -> str:
    """The lines of every declaration with the comments that belong to them."""
    printed = [(one, printer.lines(one)) for one in document.declarations]
    lines = [line for _, own in printed for line in own]
    attached, rest = attach(words_of(source), lines)
    out: list[str] = []
    before: ast.Declaration | None = None
    comments = iter(attached)
    for declaration, own in printed:
        head, *clauses = own
        out += _head(head.text, next(comments), before, declaration)
        for line in clauses:
            out += _clause(line.text, next(comments))
        before = declaration
    out += ([""] if out and rest.comments else []) + list(_block(rest.comments))
    return "".join(f"{line}\n" for line in out)


def _head(
    text: str,
    attached: Attached,
    before: ast.Declaration | None,
    declaration: ast.Declaration,
) -> Iterator[str]:
    """The first line of a declaration, a blank line before it where it needs one."""
    above = attached.above
    together = isinstance(before, HEAD) and isinstance(declaration, HEAD)
    if before is not None and (not together or (above and above[0].blank_before)):
        yield ""
    yield from _block(above)
    if above and above[-1].blank_after:
        yield ""
    yield _with_comment(text, attached.behind)


def _clause(text: str, attached: Attached) -> Iterator[str]:
    """A clause, set off by two spaces like its comments."""
    for comment in attached.above:
        yield f"  {comment.text}"
    yield f"  {_with_comment(text, attached.behind)}"


def _block(comments: list[Comment]) -> Iterator[str]:
    """Comments on lines of their own, with the blank lines between them."""
    for number, comment in enumerate(comments):
        if number and comment.blank_before:
            yield ""
        yield comment.text


def _with_comment(text: str, comment: Comment | None) -> str:
    return f"{text}  {comment.text}" if comment else text
