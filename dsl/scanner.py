"""Characters to tokens: each word becomes the terminal that can stand at its place.

Words are looked up in the keyword table, and the parse tables say which of their
terminals fits, so `stage` is a keyword at the head of a clause and a name wherever no
clause can stand. (Lark's own contextual lexer compiles a regular expression for each of
hundreds of sets of terminals, and knows what may follow in some context, not in this.)
"""

import re
from collections import deque
from collections.abc import Iterator

from upheld.dsl.lexicon import END, GAP, NUMERAL, Lexicon
from upheld.dsl.misspelling import RECENT
from upheld.dsl.source import Source, Span
from upheld.dsl.tables import Tables
from upheld.dsl.token import Token

_SPACE = re.compile(GAP)
_WORD = re.compile(r"[^\W\d]\w*(?:-\w+)*")
_MARK = re.compile(r">=|<=|!=|[,()+*/=<>-]")
_TEXT = re.compile(r'"(?:[^"\n]|"")*"')
_QUOTED = re.compile(r"`[^`\n]+`")
_ZONE_NAME = re.compile(r"[A-Za-z][\w+-]*(?:/[A-Za-z][\w+-]*)*")
_WINDOW_LABEL = re.compile(
    r"[0-9]{4}(?:-Q[1-4]|-W[0-9]{2}"
    r"|-[0-9]{2}(?:-[0-9]{2}(?:T[0-9]{2}(?::[0-9]{2})?)?)?)?" + END
)
_PLAIN_NUMBER = re.compile(rf"{NUMERAL}(?!\w|[.,][0-9])")

Found = tuple[str, int]
"""A terminal and the offset of its end."""


class UnreadableError(Exception):
    """No token can be read at an offset."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class ConnectiveError(Exception):
    """A connective stands where only a name can."""

    def __init__(self, token: Token) -> None:
        super().__init__(str(token))
        self.token = token


class Scanner:
    """One run over a stretch of a text; `stack` is the parser's own, always current.

    `began` is where the token read last begins, or what could not be read; `recent` are
    the tokens read last, `first` the one that opened the stretch.
    """

    def __init__(
        self, lexicon: Lexicon, tables: Tables, source: Source, start: int, end: int
    ) -> None:
        self.lexicon = lexicon
        self.tables = tables
        self.states = tables.states
        self.file = source.name
        self.text = source.text
        self.offset, self.end = start, end
        self.line, _ = source.place(start)
        self.line_start = source.starts[self.line - 1]
        self.stack = [tables.start]
        self.in_phrase = False
        self.after_percent = False
        self.began = start
        self.recent: deque[Token] = deque(maxlen=RECENT)
        self.first: Token | None = None

    def next(self) -> Token | None:
        """The next token, once the parser has taken the one before; None at the end."""
        if space := _SPACE.match(self.text, self.offset, self.end):
            self._pass(space.end())
        self.began = self.offset
        if self.offset >= self.end:
            return None
        self._pass_clause_comma()
        terminal, stop = self._implied(*self.found(self.offset))
        line, column = self.line, self.offset - self.line_start + 1
        word = self.text[self.offset : stop]
        if "\n" in word:
            self._pass(stop)
        self.offset = stop
        span = Span(self.file, line, column, self.line, stop - self.line_start + 1)
        token = Token.of(terminal, word, span)
        self.recent.append(token)
        self.first = self.first or token
        self.after_percent = terminal == "PERCENT"
        self.in_phrase = terminal == "NAME"
        if self.in_phrase and word in self.lexicon.table.connectives:
            raise ConnectiveError(token)
        return token

    def whole(self, token: Token) -> Token:
        """A token that cannot be taken, with its number: `4 working hours`."""
        before = self.recent[-2] if len(self.recent) > 1 else token
        if token.type != "WORKING_UNIT" or before.type != "NUMBER":
            return token
        text = f"{before} {token}"
        return Token.of("WORKING_LENGTH", text, before.span.to(token.span))

    def _pass_clause_comma(self) -> None:
        """Passes the comma before a subordinate clause: `skarg, po których …`."""
        commas = self.lexicon.table.commas
        if not commas or self.text[self.offset] != ",":
            return
        space = _SPACE.match(self.text, self.offset + 1, self.end)
        start = space.end() if space else self.offset + 1
        if word := _WORD.match(self.text, start, self.end):
            if "ZONE_NAME" in self.states[self.stack[-1]]:
                return
            terminal, _ = self._word(word[0], start)
            if terminal in commas and self.fits(terminal):
                self._pass(start)

    def _implied(self, terminal: str, stop: int) -> Found:
        """An `of` without letters between a percentage and its genitive."""
        if (
            self.after_percent
            and self.lexicon.table.implicit_of
            and terminal in ("NAME", "QUOTED", "UNIT")
            and not self.fits(terminal)
            and self.fits("OF")
        ):
            return "OF", self.offset
        return terminal, stop

    def _pass(self, offset: int) -> None:
        """Goes on to an offset, counting the lines between."""
        breaks = self.text.count("\n", self.offset, offset)
        if breaks:
            self.line += breaks
            self.line_start = self.text.rindex("\n", self.offset, offset) + 1
        self.offset = offset

    def fits(self, terminal: str) -> bool:
        """Whether the parser can take a terminal now."""
        action = self.states[self.stack[-1]].get(terminal, 0)
        return action > 0 or (action < 0 and self.tables.accepts(self.stack, terminal))

    def found(self, start: int) -> Found:
        """The terminal that begins at an offset, and its end."""
        sign = self.text[start]
        if "0" <= sign <= "9":
            return self._numeral(start)
        if sign == '"':
            return self._whole(_TEXT, "TEXT", start)
        if sign == "`":
            return self._whole(_QUOTED, "QUOTED", start)
        if word := _WORD.match(self.text, start):
            return self._word(word[0], start)
        return self._mark(start)

    def _whole(self, pattern: re.Pattern[str], terminal: str, start: int) -> Found:
        match = pattern.match(self.text, start)
        if match is None:
            raise UnreadableError(start)
        return terminal, match.end()

    def _mark(self, start: int) -> Found:
        match = _MARK.match(self.text, start)
        if match is None:
            raise UnreadableError(start)
        if (
            match[0] == ","
            and self.fits("LIST_COMMA")
            and self._list_goes_on(match.end())
        ):
            return "LIST_COMMA", match.end()
        return self.lexicon.marks[match[0]], match.end()

    def _list_goes_on(self, start: int) -> bool:
        """Whether `"b"` behind a comma is one more value, and not `"b" when …`."""
        if space := _SPACE.match(self.text, start):
            start = space.end()
        member = _TEXT.match(self.text, start)
        if member is None:
            member = self.lexicon.numerals.match(self.text, start)
            if member is None or member.lastgroup != "NUMBER":
                return False
        return not self.lexicon.after_value.match(self.text, member.end())

    def _numeral(self, start: int) -> Found:
        if "WINDOW_LABEL" in self.states[self.stack[-1]]:
            return self._whole(_WINDOW_LABEL, "WINDOW_LABEL", start)
        match = self.lexicon.numerals.match(self.text, start)
        if match is None or match.lastgroup is None:
            raise UnreadableError(start)
        terminal = match.lastgroup
        if not self.fits(terminal) and self.fits("NUMBER"):
            # `minimum 30 days`, where an event is called `days`
            plain = _PLAIN_NUMBER.match(self.text, start)
            return ("NUMBER", plain.end()) if plain else (terminal, match.end())
        return terminal, match.end()

    def _word(self, word: str, start: int) -> Found:
        actions = self.states[self.stack[-1]]
        if "ZONE_NAME" in actions:
            return self._whole(_ZONE_NAME, "ZONE_NAME", start)
        for terminal, pattern in self._patterns(word):
            if terminal in actions:
                match = pattern.match(self.text, start)
                if match and self.fits(terminal):
                    return terminal, match.end()
        return self._keyword(word, start)

    def _patterns(self, word: str) -> Iterator[tuple[str, re.Pattern[str]]]:
        yield "WEEKDAYS", self.lexicon.weekdays
        if word[0] == "p" and word[1:2].isdigit():
            yield "PERCENTILE", self.lexicon.percentile

    def _keyword(self, word: str, start: int) -> Found:
        """The longest keyword that fits, else a name, else the keyword as it stands."""
        refused: Found | None = None
        for terminal, pattern in self.lexicon.keywords[word]:
            match = pattern.match(self.text, start) if pattern else None
            if pattern and not match:
                continue
            found = terminal, match.end() if match else start + len(word)
            if self.fits(terminal):
                return found
            refused = refused or found
        joins = self.in_phrase and word in self.lexicon.table.connectives
        if refused is None or (not joins and self.fits("NAME")):
            return "NAME", start + len(word)
        return refused
