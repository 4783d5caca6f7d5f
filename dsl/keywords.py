"""The words of English, and the keys that the table of every language has.

A terminal of the grammar is a key here, its words stand behind it, the canonical first:
`AT_LEAST` is `at least` or `>=`. A further language is a further `Table`; grammar,
scanner and printer take every word from the table and know none themselves.
"""

from collections.abc import Mapping
from typing import get_args

from upheld.dsl.ast import TimeUnit
from upheld.dsl.table import Table, Words, one_or_many, same

_HEADS: Words = {
    "ZONE": ("zone",),
    "USE": ("use",),
    "LANGUAGE": ("language",),
    "FISCAL_YEAR": ("fiscal year starts",),
    "EVENT": ("event",),
    "CALENDAR": ("calendar",),
    "LIST": ("list",),
    "PARAMETER": ("parameter",),
    "DEFINE": ("define",),
    "STANDARD": ("standard",),
    "IMPROVEMENT": ("improvement",),
    "WAIVER": ("waiver",),
}

_EVENT_WORDS: Words = {
    "FROM": ("from",),
    "IDENTIFIED_BY": ("identified by",),
    "UNIQUE": ("unique",),
    "ABOUT": ("about",),
    "OCCURRING_AT": ("occurring at",),
    "DURING": ("during",),
    "TO": ("to",),
    "LASTING_NEXT": ("lasting until the next",),
    "SOURCE_ZONE": ("source zone",),
    "EMPTY_IS": ("empty is",),
    "LATEST_BY": ("latest by",),
    "FIRST_BY": ("first by",),
    "REJECT_ABOVE": ("reject above",),
    "COMPLETE_FROM": ("complete from",),
    "AT": ("at",),
    "WHEN": ("when",),
    "ELSE": ("else",),
    "IN": ("in",),
}

_SENTENCE_WORDS: Words = {
    "OF": ("of",),
    "EVERY": ("every",),
    "NO": ("no",),
    "ARE": ("are",),
    "IS": ("is",),
    "NOT": ("not",),
    "AND": ("and",),
    "OR": ("or",),
    "WITHIN": ("within",),
    "IN_LESS_THAN": ("in less than",),
    "BY": ("by",),
    "BEFORE": ("before",),
    "AHEAD_BY": ("at least",),
    "WITH": ("with",),
    "FOLLOWED_BY": ("followed by",),
    "NOT_FOLLOWED_BY": (),
    "PRECEDED_BY": ("preceded by",),
    "NOT_PRECEDED_BY": (),
    "THEN_BY": ("then by",),
    "ITS_OWN": ("its own",),
    "FROM_EVERY": ("from every",),
    "AT_LEAST_EVERY": ("at least every",),
    "UNTIL": ("until",),
    "NOT_RISING": ("not rising for",),
    "NOT_FALLING": ("not falling for",),
    "GAP_BETWEEN": ("gap between",),
    "FROM_COLUMN": ("from column",),
}

_METRIC_WORDS: Words = {
    "AVERAGE": ("average",),
    "MEDIAN": ("median",),
    "TOTAL": ("total",),
    "MAXIMUM": ("maximum",),
    "MINIMUM": ("minimum",),
    "NUMBER_OF": ("number of",),
    "DIFFERENT_OF": ("number of different",),
    "SHARE_OF": ("share of",),
    "PROMOTER_SCORE": ("net promoter score of",),
}

_BOUND_WORDS: Words = {
    "AT_LEAST": ("at least",),
    "AT_MOST": ("at most",),
    "MORE_THAN": ("more than",),
    "LESS_THAN": ("less than",),
    "ABOVE": ("above",),
    "BELOW": ("below",),
    "BETWEEN": ("between",),
    "PREVIOUS": ("the previous",),
    "SAME": ("the same",),
    "LAST_YEAR": ("last year",),
    "BASELINE": ("baseline",),
    "PER": ("per",),
    "OVER_ANY": ("over any",),
    "OVERALL": ("overall",),
    "ON": ("on",),
    "ON_AVERAGE": ("on average",),
}

_CONDITION_WORDS: Words = {
    "WHERE": ("where",),
    "IS_NOT": ("is not",),
    "IS_ONE_OF": ("is one of",),
    "IS_NOT_ONE_OF": ("is not one of",),
    "IS_KNOWN": ("is known",),
    "IS_UNKNOWN": ("is unknown", "is not known"),
    "MATCHES": ("matches",),
}

_CLAUSE_WORDS: Words = {
    "EXCLUDING": ("excluding",),
    "FEWEST": ("minimum",),
    "FOR_EACH": ("for each",),
    "WARN_BELOW": ("warn below",),
    "WARN_ABOVE": ("warn above",),
    "EXCEEDS_AT": ("exceeds at",),
    "EXCEEDS_WHEN": ("exceeds when",),
    "PAUSING_WHILE": ("pausing while",),
    "MATCHING": ("matching",),
    "COUNTED_BY": ("counted by",),
    "COUNTED_ONCE": ("counted once until",),
    "ALLOWING": ("allowing",),
    "FOR_LATE_DATA": ("for late data",),
    "ROUNDED_TO": ("rounded to",),
    "DECIMALS": ("decimal", "decimals"),
    "WITH_SAMPLE": ("with",),
    "CONFIDENCE": ("confidence",),
    "IF_NO_DATA": ("if no data",),
    "WITHOUT_DEADLINE": ("without deadline",),
    "MET": ("met",),
    "BREACHED": ("breached",),
    "REPORTED": ("reported",),
    "MISSED": ("missed",),
    "EXCLUDED": ("excluded",),
    "PENDING": ("pending",),
    "EFFECTIVE_FROM": ("effective from",),
    "EFFECTIVE_UNTIL": ("effective until",),
    "BANDS": ("bands",),
    "CARRIED_OVER": ("carried over until",),
    "OWNER": ("owner",),
    "BECAUSE": ("because",),
    "SOURCE": ("source",),
    "SEVERITY": ("severity",),
    "STAGE": ("stage",),
    "CHANNEL": ("channel",),
    "DIMENSION": ("dimension",),
    "LABEL": ("label",),
}

_OTHER_WORDS: Words = {
    "CLOSED": ("closed",),
    "CLOSED_ON": ("closed on",),
    "COLUMN": ("column",),
    "SINCE": ("since",),
    "AS": ("as",),
    "FOR": ("for",),
    "STARTED": ("started",),
    "EXCUSES": ("excuses",),
    "ACCEPTS": ("accepts",),
    "APPROVED_BY": ("approved by",),
}

_WEEKDAYS = (
    ("Mon", "Monday"),
    ("Tue", "Tuesday"),
    ("Wed", "Wednesday"),
    ("Thu", "Thursday"),
    ("Fri", "Friday"),
    ("Sat", "Saturday"),
    ("Sun", "Sunday"),
)

_MONTHS = (
    ("January", "Jan"),
    ("February", "Feb"),
    ("March", "Mar"),
    ("April", "Apr"),
    ("May",),
    ("June", "Jun"),
    ("July", "Jul"),
    ("August", "Aug"),
    ("September", "Sep"),
    ("October", "Oct"),
    ("November", "Nov"),
    ("December", "Dec"),
)

_UNITS: Mapping[TimeUnit, tuple[str, ...]] = {
    unit: (unit, f"{unit}s") for unit in get_args(TimeUnit)
}
_COUNTED = (
    *_UNITS,
    "working minute",
    "working hour",
    "working day",
    "point",
    "decimal",
)

_CONNECTIVES = (
    "and or not of by within per at is are with where until before from when above"
    " below between"
)

ENGLISH = Table(
    code="en",
    keywords={
        **_HEADS,
        **_EVENT_WORDS,
        **_SENTENCE_WORDS,
        **_METRIC_WORDS,
        **_BOUND_WORDS,
        **_CONDITION_WORDS,
        **_CLAUSE_WORDS,
        **_OTHER_WORDS,
    },
    units=_UNITS,
    working={
        "minute": ("working minute", "working minutes"),
        "hour": ("working hour", "working hours"),
        "day": ("working day", "working days"),
    },
    points=("points", "point"),
    weekdays=_WEEKDAYS,
    months=_MONTHS,
    connectives=frozenset(_CONNECTIVES.split()),
    counted={noun: same(noun, f"{noun}s") for noun in _COUNTED},
    number=one_or_many,
    examples=(
        "90% of calls answered within 2m per day",
        "average wait of calls",
        "answered at answered_at",
    ),
)

#: What a terminal that is no keyword is called in a message.
KINDS: Mapping[str, str] = {
    "NAME": "a name",
    "QUOTED": "a name",
    "TEXT": "a text in double quotes",
    "NUMBER": "a number",
    "PERCENT": "a percentage",
    "POINTS": "points",
    "MONEY": "an amount of money",
    "LENGTH": "a length of time",
    "WORKING_LENGTH": "a length of working time",
    "DATE": "a date",
    "CLOCKS": "opening hours such as `08:00-18:00`",
    "WEEKDAYS": "days such as `Mon-Fri`",
    "MONTH": "a month",
    "UNIT": "a unit of time",
    "WORKING_UNIT": "a unit of working time",
    "EACH_UNIT": "a unit of time",
    "CURRENCY": "a currency",
    "ZONE_NAME": "a time zone",
    "WINDOW_LABEL": "a window such as `2025-Q1`",
    "PERCENTILE": "a percentile such as `p90 of`",
    "COMMA": "`,`",
    "LIST_COMMA": "`,`",
    "EQUALS": "`=`",
    "DIFFERS": "`!=`",
    "LPAR": "`(`",
    "RPAR": "`)`",
    "PLUS": "`+`",
    "MINUS": "`-`",
    "STAR": "`*`",
    "SLASH": "`/`",
    "$END": "the end of the file",
}

#: Keys of keywords that open a declaration.
DECLARATIONS = frozenset(_HEADS) - {"ZONE"}
#: Keys of keywords that open a clause of a standard, apart from windows.
CLAUSES = (
    frozenset(_CLAUSE_WORDS)
    - {
        "FOR_LATE_DATA",
        "DECIMALS",
        "CONFIDENCE",
        "MET",
        "BREACHED",
        "REPORTED",
        "MISSED",
    }
    - {"EXCLUDED", "PENDING"}
) | {"WHERE", "CALENDAR", "ZONE", "DURING"}


def spoken(terminal: str, table: Table = ENGLISH) -> str:
    """A terminal in the words of a message: `of` in backticks, "a number"."""
    match terminal:
        case "WEEKDAYS":
            return f"days such as `{table.weekdays[0][0]}-{table.weekdays[4][0]}`"
        case "PERCENTILE":
            return f"a percentile such as `p90 {table.word('OF', 'percentile')}`"
        case _ if terminal in KINDS:
            return KINDS[terminal]
    return f"`{table.word(terminal)}`"
