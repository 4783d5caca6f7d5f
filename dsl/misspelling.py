"""A misspelt keyword reads as a name, and the parser stumbles behind it.

`90% of calls answered witin 2m` fails at `2m`. The mistake is found by trying: a word
shortly before that is nearly a keyword is at fault if, with the keyword in its place,
the text can be read further.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from upheld.dsl.diagnostics import Diagnostic
from upheld.dsl.source import Source, Span
from upheld.dsl.table import Table
from upheld.dsl.token import Token

#: How many tokens before the place of failure are looked at.
RECENT = 8
_WORDS = re.compile(r"[^\W\d][\w-]*(?: [^\W\d][\w-]*){0,2}")
_ALIKE = 0.75

Reach = Callable[[str], int]
"""How far a text can be read: the offset of its first mistake, or of its end."""


class Repair(NamedTuple):
    """A keyword in the place of what was typed at an offset."""

    offset: int
    typed: str
    keyword: str
    likeness: float


def misspelt(
    source: Source, tokens: Sequence[Token], failed: int, reach: Reach, table: Table
) -> Diagnostic | None:
    """The keyword that was meant, where another word takes the reading further.

    Args:
        tokens: what was read last before the place of failure.
        failed: the offset of that place.
        reach: reads the text of the source with a repair in it.
    """
    found: tuple[int, float, Repair] | None = None
    for repair in _repairs(source, tokens, table):
        gain = reach(_mended(source.text, repair)) - _moved(repair) - failed
        better = found is None or (gain, repair.likeness) > found[:2]
        if gain > 0 and better:
            found = gain, repair.likeness, repair
    if found is None:
        return None
    repair = found[2]
    message = f"expected `{repair.keyword}`, found `{repair.typed}`"
    help = f"did you mean `{repair.keyword}`?"
    return Diagnostic("E0001", message, _span(source, repair), help)


def _repairs(source: Source, tokens: Sequence[Token], table: Table) -> Iterator[Repair]:
    """Every word among the tokens, or two or three, that is nearly a keyword."""
    spellings = tuple(_spellings(table))
    for token in tokens:
        offset = offset_of(source, token)
        words = _WORDS.match(source.text, offset)
        for typed in _runs(words[0] if words else ""):
            if typed in spellings and token.type != "NAME":
                continue
            for spelling in spellings:
                likeness = SequenceMatcher(None, typed, spelling).ratio()
                inside = f" {spelling} " in f" {typed} "
                if _ALIKE <= likeness < 1 and not inside:
                    yield Repair(offset, typed, spelling, likeness)


def offset_of(source: Source, token: Token) -> int:
    """Where a token begins in the text of its source."""
    return source.starts[token.span.line - 1] + token.span.column - 1


def _runs(words: str) -> Iterator[str]:
    """`at lest calls`: `at`, `at lest`, `at lest calls`."""
    ends = (index for index, sign in enumerate(words) if sign == " ")
    yield from (words[:end] for end in ends)
    if words:
        yield words


def _spellings(table: Table) -> Iterator[str]:
    for words in table.keywords.values():
        yield from words
    days = [words[0] for words in table.weekdays]
    yield from (f"{first}-{last}" for first in days for last in days)


def _mended(text: str, repair: Repair) -> str:
    end = repair.offset + len(repair.typed)
    return text[: repair.offset] + repair.keyword + text[end:]


def _moved(repair: Repair) -> int:
    return len(repair.keyword) - len(repair.typed)


def _span(source: Source, repair: Repair) -> Span:
    line, column = source.place(repair.offset)
    return Span(source.name, line, column, line, column + len(repair.typed))
