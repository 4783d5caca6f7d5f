"""Text to syntax tree, with every syntax error of a file found in one run."""

import re
from functools import lru_cache
from threading import RLock
from typing import Any

from upheld.dsl import ast
from upheld.dsl.diagnostics import Diagnostic
from upheld.dsl.keywords import ENGLISH
from upheld.dsl.languages import CODES, table_of
from upheld.dsl.lexicon import GAP, arrange
from upheld.dsl.messages import (
    lacking,
    too_early,
    unexpected,
    unreadable,
    unusable_name,
)
from upheld.dsl.misspelling import misspelt
from upheld.dsl.scanner import ConnectiveError, Scanner, UnreadableError
from upheld.dsl.source import Source, Span
from upheld.dsl.table import Table
from upheld.dsl.tables import Rule, tables
from upheld.dsl.token import Token
from upheld.dsl.transform_document import DocumentBuilder

#: What each code of this stage means.
SYNTAX_CODES: dict[str, str] = {
    "E0001": "a word that cannot stand where it is",
    "E0002": "the file or declaration ends too early",
    "E0003": "a character that cannot be read, or a text that is not closed",
    "E0004": "a number written with a comma",
    "E0005": "a connective such as `and` used as a name",
    "E0006": "a clause that stands twice, a window missing or written twice",
    "E0007": "a language that is not supported",
    "E0008": "a number, length, date or time of day that does not exist",
    "E0009": "an outcome that cannot stand in `share of`",
    "E0010": "a clause or declaration in the wrong place",
}

#: Mistakes that a misspelt keyword may lie behind.
_WORDS_AT_FAULT = frozenset({"E0001", "E0002", "E0003", "E3012"})
_HEAD = (ast.Zone, ast.Use, ast.Language, ast.FiscalYear)
_LANGUAGE = re.compile(rf"(?:{GAP})?language{GAP}(\w+)")
_LOCK = RLock()


class _UnexpectedError(Exception):
    """The parser cannot take a token (None: the end); `stack` is as before it."""

    def __init__(self, token: Token | None, stack: list[int]) -> None:
        super().__init__(token)
        self.token = token
        self.stack = stack


class _Parser:
    """The parser of one language: Lark's tables, and the builder of the tree."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.builder = DocumentBuilder(table)
        self.lexicon = arrange(table)
        self.tables = tables(self.lexicon.terminals)
        self.builds = [
            getattr(self.builder, rule.builds, None) for rule in self.tables.rules
        ]
        self.chunks = _chunks(table)

    def parse(self, source: Source) -> tuple[ast.Document, tuple[Diagnostic, ...]]:
        """The document of a source, and what is wrong with it, in order of place."""
        self.builder.file = source.name
        self.builder.problems = []
        found = self._piece(source, 0, len(source.text))
        if isinstance(found, ast.Document):
            return found, self._in_order()
        self.builder.problems = []
        document = self._in_pieces(source)
        if not self.builder.problems:
            self.builder.problems.append(found)
        return document, self._in_order()

    def _in_order(self) -> tuple[Diagnostic, ...]:
        problems = self.builder.problems
        return tuple(sorted(problems, key=lambda one: (one.span.line, one.span.column)))

    def _piece(self, source: Source, start: int, end: int) -> ast.Document | Diagnostic:
        """The declarations of one stretch of the text, or why it cannot be read."""
        scanner = self._scanner(source, start, end)
        try:
            return self._tree(scanner)
        except _UnexpectedError as error:
            expected = self.tables.expected(error.stack)
            read = scanner.first, error.token, scanner.recent
            if lack := lacking(*read, expected, self.table):
                return lack
            if error.token is None:
                return too_early(source, end, expected, self.table)
            return unexpected(scanner.whole(error.token), expected, self.table)
        except UnreadableError as error:
            return unreadable(source, error.offset)
        except ConnectiveError as error:
            return unusable_name(error.token)

    def _scanner(self, source: Source, start: int, end: int) -> Scanner:
        return Scanner(self.lexicon, self.tables, source, start, end)

    def _misspelt(self, source: Source, start: int, end: int) -> Diagnostic | None:
        """A keyword in a stretch that cannot be read which was written wrongly."""
        scanner = self._scanner(source, start, end)
        failed = self._reach(scanner)
        rest = len(source.text) - end

        def reach(text: str) -> int:
            mended = Source(source.name, text)
            return self._reach(self._scanner(mended, start, len(text) - rest))

        return misspelt(source, scanner.recent, failed, reach, self.table)

    def _reach(self, scanner: Scanner) -> int:
        """The offset at which reading fails, or one behind the end."""
        problems = self.builder.problems
        self.builder.problems = []
        try:
            self._tree(scanner)
        except (_UnexpectedError, UnreadableError, ConnectiveError):
            return scanner.began
        finally:
            self.builder.problems = problems
        return scanner.end + 1

    def _check_head(self, found: ast.Document, before: list[ast.Declaration]) -> None:
        """Read alone, `use` looks right, but it stands in the head of a file only."""
        late = any(not isinstance(one, _HEAD) for one in before)
        for declaration in found.declarations:
            if late and isinstance(declaration, _HEAD):
                message = "this stands only before the first declaration"
                help = "move it to the head of the file"
                self.builder.refuse("E0010", message, declaration.span, help)

    def _tree(self, scanner: Scanner) -> ast.Document:
        """The LALR(1) automaton: shifts tokens, and builds a node at each reduction."""
        states, end = self.tables.states, self.tables.end
        stack = scanner.stack
        values: list[Any] = []
        while True:
            token = scanner.next()
            terminal = "$END" if token is None else token.type
            before = stack.copy()
            while (action := states[stack[-1]].get(terminal, 0)) < 0:
                self._reduce(-action - 1, stack, values)
                if stack[-1] == end:
                    document: ast.Document = values[-1]
                    return document
            if action == 0:
                raise _UnexpectedError(token, before)
            stack.append(action - 1)
            values.append(token)

    def _reduce(self, number: int, stack: list[int], values: list[Any]) -> None:
        """Replaces the parts of a rule by what is built of them."""
        rule = self.tables.rules[number]
        if rule.size == 1 and rule.may_hand_on and not rule.takes_apart:
            stack[-1] = self.tables.states[stack[-2]][rule.origin] - 1
            return
        parts: list[Any] = []
        if size := rule.size:
            parts = values[-size:]
            del values[-size:], stack[-size:]
        if rule.takes_apart:
            parts = _kept(rule, parts)
        build = self.builds[number]
        if rule.may_hand_on and len(parts) == 1:
            values.append(parts[0])
        else:
            values.append(parts if build is None else build(parts))
        stack.append(self.tables.states[stack[-1]][rule.origin] - 1)

    def _in_pieces(self, source: Source) -> ast.Document:
        """Reads each declaration by itself, so that one error hides no other."""
        starts = [0, *(match.start() for match in self.chunks.finditer(source.text))]
        declarations: list[ast.Declaration] = []
        for start, end in zip(starts, [*starts[1:], len(source.text)], strict=True):
            found = self._piece(source, start, end)
            if isinstance(found, Diagnostic):
                if found.code in _WORDS_AT_FAULT:
                    found = self._misspelt(source, start, end) or found
                self.builder.problems.append(found)
            else:
                self._check_head(found, declarations)
                declarations.extend(found.declarations)
        return ast.Document(tuple(declarations), span=Span(source.name, 1, 1, 1, 1))


def _kept(rule: Rule, parts: list[Any]) -> list[Any]:
    """The parts of a rule: lists taken apart, None for an optional part not written."""
    found: list[Any] = []
    for index, is_list, gaps in rule.kept:
        found += [None] * gaps
        if not is_list:
            found.append(parts[index])
        elif found:
            found += parts[index]
        else:
            found = parts[index]  # a list grows in place, so a long one costs no copies
    return found + [None] * rule.missing if rule.missing else found


def _chunks(table: Table) -> re.Pattern[str]:
    """A line that begins with a declaration's keyword, where reading can start again.

    `calendar office` alone is a clause, `zone` too, and `list x from column y` is part
    of a sentence.
    """
    names = r"(?:[\w-]+|`[^`\n]+`)"
    heads = ("EVENT", "STANDARD", "PARAMETER", "DEFINE", "IMPROVEMENT", "WAIVER", "USE")
    plain = _any_of(table, *heads, "FISCAL_YEAR")
    weekday = "|".join(word for day in table.weekdays for word in day)
    hours = rf"(?:{weekday}|{_any_of(table, 'CLOSED')})(?!\w)"
    run = rf"\s+{names}(?:[ \t]+{names})*?"
    calendar = rf"(?:{_any_of(table, 'CALENDAR')}){run}\s+(?={hours})"
    column = rf"\s+{names}(?:\s+{names})*?\s+(?:{_any_of(table, 'FROM_COLUMN')})"
    members = rf"(?:{_any_of(table, 'LIST')})(?!{column})"
    return re.compile(
        rf"^[ \t]*(?:(?:{plain}|{members})(?=\s)|{calendar})", re.MULTILINE
    )


def _any_of(table: Table, *terminals: str) -> str:
    """A pattern for every word of some terminals."""
    words = [word for terminal in terminals for word in table.keywords[terminal]]
    return "|".join(word.replace(" ", r"\s+") for word in words)


@lru_cache
def _parser(code: str) -> _Parser:
    return _Parser(table_of(code))


def parse(source: Source) -> tuple[ast.Document, tuple[Diagnostic, ...]]:
    """Reads a file; the document holds every declaration that could be read.

    Returns:
        The document, and the diagnostics in order of place; the document is whole only
        where there are none.
    """
    code = ENGLISH.code
    if match := _LANGUAGE.match(source.text):
        code = match[1]
    if code not in CODES:
        return _unsupported(source, code, match.start(1) if match else 0)
    with _LOCK:
        return _parser(code).parse(source)


def _unsupported(
    source: Source, code: str, offset: int
) -> tuple[ast.Document, tuple[Diagnostic, ...]]:
    line, column = source.place(offset)
    span = Span(source.name, line, column, line, column + len(code))
    message = f"there is no language `{code}`"
    document = ast.Document((ast.Language(code, span=span),), span=span)
    return document, (
        Diagnostic("E0007", message, span, f"there are {', '.join(CODES)}"),
    )
