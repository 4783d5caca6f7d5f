"""Comments of a file, and the lines of its canonical text that they belong to.

    # before the clause           stays a line of its own before it
    owner "Contact centre"  # x   stays behind the line

A comment never passes another. Where a clause that had several comments becomes one
line, the last may stand behind it and the others come before.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import field
from typing import NamedTuple

from upheld.dsl.dataclass import dataclass
from upheld.dsl.printer import Line
from upheld.dsl.source import NOWHERE, Source

_PIECE = re.compile(r'"(?:[^"\n]|"")*"|`[^`\n]+`|\#[^\n]*|[^\s"`\#]+|["`]')

Place = tuple[int, int]
"""Line and column."""


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment, with its `#`.

    Attributes:
        place: Line and column of its `#`.
        next_word: How many words of the file stand before it.
        trails: Whether a word stands before it on its line.
        blank_before: Whether the line above it is empty.
        blank_after: Whether the line below it is empty.
    """

    text: str
    place: Place
    next_word: int
    trails: bool
    blank_before: bool
    blank_after: bool


class Words(NamedTuple):
    """The places of a file's words, in order, and the comments between them."""

    places: tuple[Place, ...]
    comments: tuple[Comment, ...]


@dataclass(slots=True)
class Attached:
    """The comments of one line: those above it, and one that may stand behind it."""

    comments: list[Comment] = field(default_factory=list)

    @property
    def behind(self) -> Comment | None:
        """The comment behind the line."""
        last = self.comments[-1] if self.comments else None
        return last if last is not None and last.trails else None

    @property
    def above(self) -> list[Comment]:
        """The comments above the line."""
        return self.comments[:-1] if self.behind else self.comments


def words_of(source: Source) -> Words:
    """Takes a text apart into words and comments."""
    places: list[Place] = []
    comments: list[Comment] = []
    for match in _PIECE.finditer(source.text):
        place = source.place(match.start())
        if match[0].startswith("#"):
            trails = bool(places) and places[-1][0] == place[0]
            comments.append(_comment(source, match[0], place, len(places), trails))
        else:
            places.append(place)
    return Words(tuple(places), tuple(comments))


def _comment(
    source: Source, text: str, place: Place, next_word: int, trails: bool
) -> Comment:
    line, last = place[0], len(source.starts)
    return Comment(
        text.rstrip(),
        place,
        next_word,
        trails,
        blank_before=line > 1 and not source.line(line - 1).strip(),
        blank_after=line < last and not source.line(line + 1).strip(),
    )


def attach(words: Words, lines: Sequence[Line]) -> tuple[list[Attached], Attached]:
    """The comments of each line, and those behind the last.

    Args:
        lines: The lines of the canonical text, in its order.
    """
    firsts = sorted(_first_words(words, lines))
    starts = [word for word, _ in firsts]
    attached = [Attached() for _ in lines]
    rest = Attached()
    reached = 0
    for comment in words.comments:
        word = comment.next_word - (1 if comment.trails else 0)
        if word >= len(words.places):
            rest.comments.append(comment)
            continue
        index = max(bisect_right(starts, word) - 1, 0)
        # INVARIANT: comments keep their order, also where the printer moves a clause
        reached = max(reached, firsts[index][1])
        attached[reached].comments.append(comment)
    return attached, rest


def _first_words(words: Words, lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """The word that each line begins with in the file, and the number of the line."""
    ends: list[Place] = sorted(
        (line.span.end_line, line.span.end_column)
        for line in lines
        if line.span is not NOWHERE
    )
    for number, line in enumerate(lines):
        if line.span is NOWHERE:
            continue
        place = (line.span.line, line.span.column)
        if not line.begins:
            # the place is that of the name: the keyword begins behind what was before
            earlier = bisect_right(ends, place) - 1
            place = ends[earlier] if earlier >= 0 else (1, 1)
        yield _word_at(words, place), number


def _word_at(words: Words, place: Place) -> int:
    """The first word at or behind a place."""
    at = bisect_right(words.places, place)
    return at - 1 if at and words.places[at - 1] == place else at
