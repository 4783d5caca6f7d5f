"""What is said about a syntax error: what was expected, and what was found instead."""

import re
from collections.abc import Iterator, Sequence

from upheld.dsl.diagnostics import Diagnostic, suggestion
from upheld.dsl.keywords import CLAUSES, DECLARATIONS, KINDS, spoken
from upheld.dsl.source import Source, Span
from upheld.dsl.table import Table
from upheld.dsl.token import Token

_WORD = re.compile(r"[^\W\d][\w-]*")
_COMMA_NUMBER = re.compile(r"([0-9]+),([0-9]+)")
_NUMBER_WORD = re.compile(r"[0-9][\w.:]*")
_ARITHMETIC = frozenset(
    {"PLUS", "MINUS", "STAR", "SLASH", "LPAR", "RPAR", "EQUALS", "DIFFERS"}
)
_BOUNDS = frozenset({"AT_LEAST", "AT_MOST", "MORE_THAN", "LESS_THAN", "ABOVE", "BELOW"})
_VALUES = frozenset({"NUMBER", "PERCENT", "POINTS", "MONEY", "LENGTH"})
_METRICS = frozenset(
    [
        "AVERAGE",
        "MEDIAN",
        "TOTAL",
        "MAXIMUM",
        "MINIMUM",
        "NUMBER_OF",
        "DIFFERENT_OF",
        "SHARE_OF",
        "PROMOTER_SCORE",
        "PERCENTILE",
    ]
)
_OUTCOMES = frozenset(
    [
        "WITHIN",
        "IN_LESS_THAN",
        "BY",
        "AHEAD_BY",
        "WITH",
        "FOLLOWED_BY",
        "PRECEDED_BY",
        "NOT",
        "ARE",
        "IS",
    ]
)
_CONDITIONS = frozenset(
    [
        "IS",
        "IS_NOT",
        "IS_ONE_OF",
        "IS_NOT_ONE_OF",
        "IS_KNOWN",
        "IS_UNKNOWN",
        "MATCHES",
        "BETWEEN",
    ]
)
_EVENT_CLAUSES = frozenset(
    [
        "IDENTIFIED_BY",
        "ABOUT",
        "OCCURRING_AT",
        "LASTING_NEXT",
        "SOURCE_ZONE",
        "EMPTY_IS",
        "LATEST_BY",
        "FIRST_BY",
        "REJECT_ABOVE",
        "COMPLETE_FROM",
        "WHERE",
        "DURING",
        "NAME",
    ]
)

_WINDOWS = frozenset({"PER", "OVER_ANY", "OVERALL", "ON", "ON_AVERAGE", "EACH_UNIT"})
_HOURS = frozenset({"WEEKDAYS", "CLOSED", "CLOSED_ON"})
_SENTENCES = (
    _METRICS | _BOUNDS | _VALUES | {"EVERY", "NO", "GAP_BETWEEN", "NAME", "TEXT"}
)


def _groups(table: Table) -> Iterator[tuple[frozenset[str], str, int]]:
    """Terminals that belong together, their common name, how many there must be."""
    sentence, metric, clause = (f"`{text}`" for text in table.examples)
    at_most = f"`{table.word('AT_MOST')}`"
    yield _SENTENCES, f"a sentence such as {sentence}", 16
    yield _METRICS | _VALUES | {"NAME"}, f"a metric such as {metric}", 12
    yield _EVENT_CLAUSES, f"a clause of the event such as {clause}", 8
    yield _OUTCOMES, f"an outcome such as `{table.word('WITHIN')} 2m`", 5
    yield _WINDOWS, f"a window such as `{table.with_unit('PER', 'day')}`", 3
    yield CLAUSES, "a clause", 4
    both = f"a comparison such as `{table.word('IS')}` or {at_most}"
    yield _CONDITIONS | _BOUNDS, both, 8
    yield _BOUNDS, f"a comparison such as {at_most}", 4
    yield _VALUES, "a value", 4
    yield _HOURS, "opening hours", 3
    yield DECLARATIONS | {"ZONE"}, "a declaration", 3


_MOST = 5


def unexpected(token: Token, expected: frozenset[str], table: Table) -> Diagnostic:
    """A token that cannot stand where it is."""
    message = f"expected {_wanted(expected, table)}, found `{_shown(token)}`"
    return Diagnostic("E0001", message, token.span, _remedy(token, expected, table))


def too_early(
    source: Source, end: int, expected: frozenset[str], table: Table
) -> Diagnostic:
    """The end of a file or declaration where more is needed."""
    message = f"expected {_wanted(expected, table)}, found the end"
    return Diagnostic("E0002", message, _last_word(source, end))


def lacking(
    first: Token | None,
    found: Token | None,
    recent: Sequence[Token],
    expected: frozenset[str],
    table: Table,
) -> Diagnostic | None:
    """A declaration without the part that it begins with; the place is its first word.

    `recent` are the tokens read last: of an event, still its names.
    """
    if first is None:
        return None
    if first.type == "EVENT" and {"FROM", "COMMA"} <= expected:
        word = table.word("FROM")
        message = f"expected `{word}` as the first clause of this event"
        return Diagnostic("E3012", message, first.span, f'write `{word} "…"`')
    names = [token.type for token in recent][1:]
    is_bare = found is None and names in (["NAME"], ["NAME", "TEXT"])
    if first.type == "STANDARD" and is_bare:
        message = "this standard has no sentence"
        return Diagnostic("E0002", message, first.span, "write what is to be kept")
    return None


def _remedy(token: Token, expected: frozenset[str], table: Table) -> str:
    """A hint where the word looks like one that could stand there."""
    if token.type in DECLARATIONS and token.type in ("USE", "FISCAL_YEAR", "LANGUAGE"):
        return f"`{token}` stands before the first declaration"
    words = [
        spelling.split()[0]
        for terminal in expected
        for spelling in table.keywords.get(terminal, ())
    ]
    glued = [word for word in words if token.startswith(word) and len(word) > 1]
    if token.type == "NAME" and glued:
        return f"put a space behind `{max(glued, key=len)}`"
    hint = suggestion(token, words) if token.type == "NAME" else ""
    if hint.startswith("did you mean"):
        return hint
    if token.type not in KINDS and expected & {"NAME"}:
        return f"write it in backticks if it is a name: `` `{token}` ``"
    return ""


def _wanted(expected: frozenset[str], table: Table) -> str:
    """The expected terminals in words, those of one kind taken together."""
    unsaid = {name for name in expected if table.keywords.get(name) == ()}
    left = expected - {"$END", "QUOTED"} - unsaid
    groups: list[str] = []
    for group, name, least in _groups(table):
        if len(left & group) >= least:
            groups.append(name)
            left -= group
    if len(left) + len(groups) > 2:
        left -= _ARITHMETIC
    said = sorted(
        {spoken(terminal, table) for terminal in left}, key=lambda w: ("`" in w, w)
    )
    said = [*said, *groups] if len(said) < _MOST else [*groups, *said]
    if len(said) > _MOST:
        said = [*said[: _MOST - 1], "…"]
    if len(said) < 2:
        return said[0] if said else "the end of the file"
    return f"{', '.join(said[:-1])} or {said[-1]}"


def _shown(token: str) -> str:
    return " ".join(token.split())


def unreadable(source: Source, offset: int) -> Diagnostic:
    """Characters that are no token: an open text, a comma in a number, a stray sign."""
    text = source.text
    sign = text[offset]
    if match := _COMMA_NUMBER.match(text, offset):
        return _with_comma(source, match)
    if sign == '"':
        return Diagnostic(
            "E0003",
            "this text is not closed",
            _place(source, offset, 1),
            'put `"` at its end, on the same line',
        )
    if sign == "`":
        return Diagnostic(
            "E0003",
            "this name is not closed",
            _place(source, offset, 1),
            "put a backtick at its end",
        )
    if match := _NUMBER_WORD.match(text, offset):
        span = _place(source, offset, len(match[0]))
        message = f"`{match[0]}` is neither a number nor a length"
        return Diagnostic(
            "E0003", message, span, "a length is written `90s`, `2m`, `1h30m`, `3d`"
        )
    return Diagnostic("E0003", f"`{sign}` cannot stand here", _place(source, offset, 1))


def _with_comma(source: Source, match: re.Match[str]) -> Diagnostic:
    whole, part = match.groups()
    help = f"write {whole}.{part}"
    if len(part) == 3:
        help += f", or {whole}{part} if the comma parts thousands"
    span = _place(source, match.start(), len(match[0]))
    return Diagnostic("E0004", f"`{match[0]}` is a number with a comma", span, help)


def unusable_name(token: Token) -> Diagnostic:
    """A connective where only a name can stand."""
    message = f"expected a name, found `{token}`"
    help = f"write `` `{token}` `` in backticks if it is a name"
    return Diagnostic("E0005", message, token.span, help)


def _place(source: Source, offset: int, length: int) -> Span:
    line, column = source.place(offset)
    end_line, end_column = source.place(offset + length)
    return Span(source.name, line, column, end_line, end_column)


def _last_word(source: Source, end: int) -> Span:
    """The last word before the end of a stretch; comments do not count."""
    lines = source.text[:end].split("\n")
    for number in range(len(lines), 0, -1):
        line = re.sub(r'#[^"`]*$', "", lines[number - 1]).rstrip()
        if line:
            start = len(line) - len(re.split(r"\s", line)[-1])
            return Span(source.name, number, start + 1, number, len(line) + 1)
    return Span(source.name, 1, 1, 1, 1)
