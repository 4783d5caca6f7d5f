"""A vocabulary cut down to the words that some standards need, and its text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from upheld.checker.usage import Usage
from upheld.dsl import ast
from upheld.dsl.dataclass import dataclass
from upheld.dsl.languages import table_of
from upheld.dsl.loader import load
from upheld.dsl.printer import Printer

N = TypeVar("N", bound=ast.Node)

HEAD = """\
# What stands behind `from`, `at`, `by` and `is` are your file and columns: edit them.
"""


@dataclass(frozen=True, slots=True)
class Declared:
    """The names that a vocabulary declares, and the words of each of its events."""

    names: tuple[str, ...]
    words: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Needed:
    """Declarations to write; `read` are columns that standards read by their name."""

    declarations: tuple[ast.Declaration, ...]
    read: Mapping[str, tuple[str, ...]]

    def all(self, kind: type[N]) -> Iterator[N]:
        """The declarations of one kind."""
        return (one for one in self.declarations if isinstance(one, kind))

    def without(self, there: Declared) -> "Needed":
        """What a vocabulary lacks."""
        kept = (
            d
            for d in self.declarations
            if not isinstance(d, ast.Zone) and name_of(d) not in there.names
        )
        return replace(self, declarations=tuple(kept))

    def lacking(self, there: Declared) -> Iterator[str]:
        """The words that an event which is there would need besides its own."""
        for event in self.all(ast.Event):
            name = name_of(event)
            if name in there.words:
                wanted = (w for w in words_of(event) if w not in there.words[name])
                yield from (f"{name}: {word}" for word in wanted)


def needed_words(document: ast.Document, usage: Usage, lists: frozenset[str]) -> Needed:
    """The part of a vocabulary that a usage looks at."""
    names = {
        ast.Calendar: usage.calendars,
        ast.MemberList: lists,
        ast.Define: usage.defines,
        ast.Event: usage.events,
    }
    kept = tuple(
        cut(one, usage)
        for one in document.declarations
        if isinstance(one, ast.Zone) or name_of(one) in names.get(type(one), ())
    )
    events = [one for one in kept if isinstance(one, ast.Event)]
    read = {name_of(event): tuple(read_by_name(event, usage)) for event in events}
    return Needed(kept, read)


def cut(declaration: ast.Declaration, usage: Usage) -> ast.Declaration:
    """An event without the words that are not in use."""
    if not isinstance(declaration, ast.Event):
        return declaration
    words = usage.words[name_of(declaration)]
    clauses = (
        clause
        for clause in declaration.clauses
        if (word := word_of(clause)) is None or word in words
    )
    return replace(declaration, clauses=tuple(clauses))


def read_by_name(event: ast.Event, usage: Usage) -> Iterator[str]:
    """Columns that standards read and that the declaration does not show."""
    shown = {node.text for node in ast.walk(event) if isinstance(node, ast.Word)}
    yield from sorted(usage.columns[name_of(event)] - shown)


def name_of(declaration: ast.Declaration) -> str:
    """The name that a declaration gives to something; empty for those of the head."""
    match declaration:
        case ast.Event():
            return declaration.names[0].text
        case ast.Calendar() | ast.MemberList() | ast.Define() | ast.Parameter():
            return declaration.name.text
        case _:
            return ""


def word_of(clause: ast.EventClause) -> str | None:
    """The word that a clause of an event declares, if it does."""
    match clause:
        case ast.Milestone() | ast.State() | ast.Measure():
            return clause.name.text
        case ast.About():
            return clause.key.text
        case _:
            return None


def words_of(event: ast.Event) -> tuple[str, ...]:
    """The words that an event declares."""
    return tuple(w for clause in event.clauses if (w := word_of(clause)) is not None)


def declared_in(name: str, text: str) -> Declared:
    """What a file declares; nothing where it cannot be read."""
    document = load([Path(name)], texts={name: text}).documents.get(name)
    found = () if document is None else document.declarations
    events = [one for one in found if isinstance(one, ast.Event)]
    words = {name_of(event): frozenset(words_of(event)) for event in events}
    return Declared(tuple(filter(None, map(name_of, found))), words)


def printed(needed: Needed, *, head: bool = True) -> str:
    """The canonical text, with the columns that are read by name above each event."""
    printer = Printer(table_of("en"))
    blocks = [block(one, needed, printer) for one in needed.declarations]
    return (HEAD if head else "") + "\n\n".join(blocks) + "\n"


def block(declaration: ast.Declaration, needed: Needed, printer: Printer) -> str:
    """The lines of one declaration."""
    first, *rest = [line.text for line in printer.lines(declaration)]
    read: Sequence[str] = needed.read.get(name_of(declaration), ())
    is_event = isinstance(declaration, ast.Event)
    above = [f"# Also read: {', '.join(read)}."] if is_event and read else []
    return "\n".join([*above, first, *(f"  {line}" for line in rest)])
