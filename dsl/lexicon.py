"""A keyword table arranged for the scanner: patterns for keywords and for numbers."""

import re
from collections.abc import Mapping

from upheld.dsl.currencies import CURRENCIES
from upheld.dsl.dataclass import dataclass
from upheld.dsl.table import Table

#: A name or keyword ends here: `of-x` and `ofx` do not hold the word `of`.
END = r"(?!\w|-\w)"
#: White space and comments, each to the end of its line.
GAP = r"(?:\s|\#[^\n]*+)+"
NUMERAL = r"[0-9]+(?:\.[0-9]+)?"

_CLOCK = r"[0-9]{1,2}:[0-9]{2}"
_COMPACT_UNITS = "smhdw"
_MARKS = {
    ",": "COMMA",
    "(": "LPAR",
    ")": "RPAR",
    "+": "PLUS",
    "-": "MINUS",
    "*": "STAR",
    "/": "SLASH",
    "=": "EQUALS",
    "!=": "DIFFERS",
    ">=": "AT_LEAST",
    "<=": "AT_MOST",
    ">": "MORE_THAN",
    "<": "LESS_THAN",
}
_OTHER_TERMINALS = (
    "NAME QUOTED TEXT NUMBER PERCENT POINTS MONEY LENGTH WORKING_LENGTH DATE CLOCKS"
    " WEEKDAYS MONTH UNIT WORKING_UNIT EACH_UNIT CURRENCY ZONE_NAME WINDOW_LABEL"
    " PERCENTILE COMMA LIST_COMMA LPAR RPAR PLUS MINUS STAR SLASH EQUALS DIFFERS"
)

Entry = tuple[str, re.Pattern[str] | None]


class Keywords(dict[str, tuple[Entry, ...]]):
    """Entries by first word; patterns are compiled where a text has that word."""

    def __init__(self, patterns: Mapping[str, list[tuple[str, str]]]) -> None:
        super().__init__()
        self.patterns = patterns

    def __missing__(self, word: str) -> tuple[Entry, ...]:
        """Nothing for a word that no keyword begins with."""
        if word not in self.patterns:
            return ()
        self[word] = found = _longest_first(self.patterns[word])
        return found


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the scanner needs of one language.

    `keywords` maps a first word to the terminals it may begin, longest first, each with
    the pattern of all its words (None where the word is alone). `numerals` reads
    whatever begins with a digit; the name of the group that matched is the terminal.
    `after_value` shows that a value opens a branch (`8 when …`) and is no member of a
    list before it.
    """

    table: Table
    keywords: Keywords
    marks: Mapping[str, str]
    weekdays: re.Pattern[str]
    percentile: re.Pattern[str]
    numerals: re.Pattern[str]
    after_value: re.Pattern[str]

    @property
    def terminals(self) -> tuple[str, ...]:
        """Every terminal that the grammar may name."""
        return (*self.table.keywords, *_OTHER_TERMINALS.split())


def arrange(table: Table) -> Lexicon:
    """The lexicon of a keyword table."""
    return Lexicon(
        table=table,
        keywords=Keywords(_keywords(table)),
        marks=_MARKS,
        weekdays=_weekdays(table),
        percentile=re.compile(f"p{NUMERAL}{GAP}(?:{_any(_of(table))}){END}"),
        numerals=re.compile(_numerals(table)),
        after_value=re.compile(
            rf"(?:{GAP})?(?:[-+*/]|(?:{_any(table.keywords['WHEN'])}){END})"
        ),
    )


def _keywords(table: Table) -> dict[str, list[tuple[str, str]]]:
    """By first word, the pattern of all the words of each keyword, and its terminal."""
    found: dict[str, list[tuple[str, str]]] = {}
    for terminal, spellings in {**table.keywords, **_word_classes(table)}.items():
        for spelling in spellings:
            pattern = _pattern(table, terminal, spelling)
            found.setdefault(spelling.split()[0], []).append((pattern, terminal))
    return found


def first_words(table: Table) -> frozenset[str]:
    """Every word that a keyword begins with."""
    return frozenset(_keywords(table)) | table.connectives


def _longest_first(entries: list[tuple[str, str]]) -> tuple[Entry, ...]:
    entries = sorted(entries, key=lambda entry: -len(entry[0]))
    return tuple(
        (terminal, re.compile(pattern) if pattern else None)
        for pattern, terminal in entries
    )


def _pattern(table: Table, terminal: str, spelling: str) -> str:
    """The pattern of a keyword; two are told apart only by what follows them."""
    words = _spaced(spelling)
    match terminal:
        case "AHEAD_BY":  # at least 1 day before promised
            length = f"{_length(table)}|{_working(table)}|{_names(3)}"
            return f"{words}{GAP}(?=(?:{length}){GAP}(?:{_before(table)}){END})"
        case "WITH_SAMPLE":  # with 95% confidence
            confidence = _any(table.keywords["CONFIDENCE"])
            return rf"{words}{GAP}(?={NUMERAL}\s*%{GAP}(?:{confidence}){END})"
        case _:
            return "" if " " not in spelling else words + END


def _names(most: int) -> str:
    name = r"[^\W\d]\w*(?:-\w+)*"
    return f"{name}(?:{GAP}{name}){{0,{most - 1}}}?"


def _word_classes(table: Table) -> Mapping[str, tuple[str, ...]]:
    return {
        "UNIT": tuple(word for words in table.units.values() for word in words),
        "WORKING_UNIT": _working_units(table),
        "EACH_UNIT": tuple(word for words in table.each.values() for word in words),
        "MONTH": tuple(word for words in table.months for word in words),
        "CURRENCY": tuple(CURRENCIES),
    }


def _weekdays(table: Table) -> re.Pattern[str]:
    day = f"(?:{_any(tuple(word for words in table.weekdays for word in words))})"
    return re.compile(rf"{day}(?:\s*-\s*{day})?{END}")


def _numerals(table: Table) -> str:
    money = rf"{NUMERAL}\s+(?:{_any(tuple(CURRENCIES))}){END}"
    return "|".join(
        f"(?P<{terminal}>{pattern})"
        for terminal, pattern in (
            ("DATE", r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w-])"),
            ("CLOCKS", rf"{_CLOCK}\s*-\s*{_CLOCK}(?![\w:])"),
            ("MONEY", money),
            ("WORKING_LENGTH", _working(table)),
            ("POINTS", rf"{NUMERAL}\s+(?:{_any(table.points)}){END}"),
            ("LENGTH", _length(table)),
            ("PERCENT", rf"{NUMERAL}\s*%"),
            ("NUMBER", rf"{NUMERAL}{_ordinal(table)}(?!\w|[.,][0-9])"),
        )
    )


def _ordinal(table: Table) -> str:
    """The sign behind the day of a month, where a month follows: `1. dubna`."""
    if not table.ordinal:
        return ""
    months = _any(tuple(word for words in table.months for word in words))
    return rf"(?:{re.escape(table.ordinal)}(?={GAP}(?:{months}){END}))?"


def _length(table: Table) -> str:
    units = _any(tuple(word for words in table.units.values() for word in words))
    part = rf"{NUMERAL}\s*(?:{units}){END}"
    return rf"(?:{NUMERAL}[{_COMPACT_UNITS}])+{END}|{part}(?:\s+{part})*"


def _working(table: Table) -> str:
    return rf"{NUMERAL}\s+(?:{_any(_working_units(table))}){END}"


def _working_units(table: Table) -> tuple[str, ...]:
    return tuple(word for words in table.working.values() for word in words)


def _before(table: Table) -> str:
    return _any(table.keywords["BEFORE"])


def _of(table: Table) -> tuple[str, ...]:
    return table.keywords["OF"]


def _any(words: tuple[str, ...]) -> str:
    """A pattern for any of some words, the longest first."""
    return "|".join(map(_spaced, sorted(words, key=lambda word: (-len(word), word))))


def _spaced(words: str) -> str:
    return GAP.join(map(re.escape, words.split()))
