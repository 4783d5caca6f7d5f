"""L0001: vague words in titles, reasons and names."""

from collections.abc import Iterator

from upheld.checker.lint.context import Context, place_in_text
from upheld.checker.lint.lexicon import Kind, Vague, vague_words
from upheld.dsl import ast
from upheld.dsl.diagnostics import Diagnostic
from upheld.dsl.source import Span

#: A reason speaks of the world, which may well be vague; of what is promised, not.
IN_REASONS: frozenset[Kind] = frozenset({"time", "effort"})

#: A name is a handle; these kinds in it are a promise all the same.
IN_NAMES: frozenset[Kind] = frozenset({"time", "effort", "feeling"})


def vague_wording(context: Context) -> Iterator[Diagnostic]:
    """Every vague word, at its place."""
    for file, declaration in context.declarations():
        language = context.language(file)
        for value, kinds in texts(declaration):
            for found in vague_words(value, language):
                if kinds is None or found.kind in kinds:
                    source = context.loaded.sources[file]
                    place = place_in_text(
                        source, declaration.span, value, found.start, len(found.text)
                    )
                    yield finding(found, place)
        for name in names(declaration):
            yield from _in_name(name, language)


def texts(
    declaration: ast.Declaration,
) -> Iterator[tuple[str, frozenset[Kind] | None]]:
    """The texts of a declaration, each with the kinds of words that matter in it."""
    match declaration:
        case ast.Standard(title=title, clauses=clauses):
            if title:
                yield title, None
            for clause in clauses:
                if isinstance(clause, ast.Metadata) and clause.key == "because":
                    yield clause.value, IN_REASONS
        case ast.Waiver(reason=reason) if reason:
            yield reason, IN_REASONS
        case ast.Improvement(text=text) if text:
            yield text, IN_REASONS
        case _:
            return


def names(declaration: ast.Declaration) -> Iterator[ast.Word]:
    """The words of the name of a declaration."""
    match declaration:
        case (
            ast.Standard(name=word) | ast.Improvement(name=word) | ast.Waiver(name=word)
        ):
            yield word
        case ast.Define(name=phrase) | ast.Parameter(name=phrase):
            yield from phrase.words
        case _:
            return


def _in_name(name: ast.Word, language: str) -> Iterator[Diagnostic]:
    words = name.text.replace("-", " ").replace("_", " ")
    for found in vague_words(words, language):
        if found.kind in IN_NAMES:
            at = name.span.column + found.start + name.quoted
            end = at + len(found.text)
            span = Span(name.span.file, name.span.line, at, name.span.line, end)
            yield finding(found, span)


def finding(found: Vague, place: Span) -> Diagnostic:
    """A vague word as a finding."""
    return Diagnostic("L0001", f"`{found.text}` is vague", place, found.instead)
