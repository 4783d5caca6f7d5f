"""Codes of names, E1xxx."""

from upheld.dsl.codetype import Code

NAMES = (
    Code(
        "E1001",
        "an unknown event",
        "A sentence is about declared events, in one of the forms of their name.",
        "standard s\n  90% of cals answered within 2m per day",
        "standard s\n  90% of calls answered within 2m per day",
    ),
    Code(
        "E1002",
        "an unknown milestone",
        "What stands behind an event is one of its milestones or states.",
        "standard s\n  90% of calls anwsered within 2m per day",
        "standard s\n  90% of calls answered within 2m per day",
    ),
    Code(
        "E1003",
        "an unknown word in front of an event",
        "A word in front of an event narrows it to a milestone or a state it declares.",
        "standard s\n  90% of ugent calls answered within 2m per day",
        "standard s\n  90% of urgent calls answered within 2m per day",
    ),
    Code(
        "E1004",
        "an unknown list",
        "`of` behind a column of `for each` names a declared list.",
        "standard s\n  at least 1 call per day for each channel of chanels",
        'list channels "phone", "chat"\nstandard s\n'
        "  at least 1 call per day for each channel of channels",
    ),
    Code(
        "E1005",
        "an unknown calendar",
        "A calendar is declared with its hours before it is used.",
        "standard s\n  90% of calls answered within 2 working hours per day\n"
        "  calendar ofice",
        "calendar office\n  Mon-Fri 08:00-18:00\nstandard s\n"
        "  90% of calls answered within 2 working hours per day\n  calendar office",
    ),
    Code(
        "E1006",
        "an unknown value",
        "A name where a value belongs is a parameter, or a measure of the row.",
        "standard s\n  90% of calls answered within limt per day",
        "parameter limit = 2m\nstandard s\n"
        "  90% of calls answered within limit per day",
    ),
    Code(
        "E1007",
        "an unknown standard",
        "Waivers and improvements are for a standard that exists.",
        "improvement new-menu for answer-sped started 2026-03-01",
        "improvement new-menu for answer-speed started 2026-03-01",
    ),
    Code(
        "E1008",
        "an unknown metric",
        "A name in front of a comparison is a `define`.",
        "standard s\n  nsp at least 30 per quarter",
        "define nps as net promoter score of rating of calls\nstandard s\n"
        "  nps at least 30 per quarter",
    ),
    Code(
        "E1009",
        "an unknown zone",
        "Zones are named as in the time zone database: an area and a city.",
        "standard s\n  90% of calls answered within 2m per day\n  zone Europe/Stokholm",
        "standard s\n  90% of calls answered within 2m per day\n"
        "  zone Europe/Stockholm",
    ),
    Code(
        "E1010",
        "a name declared twice",
        "A sentence could mean either. Editions of one standard each have their dates.",
        "parameter limit = 2m\nparameter limit = 3m",
        "parameter limit = 2m\nparameter long-limit = 3m",
    ),
    Code(
        "E1011",
        "an unknown key or measure",
        "Keys join events when both declare them; a term of several words is declared.",
        "standard s\n  90% of calls followed by call within 7d per month\n"
        "  matching custmer",
        "standard s\n  90% of calls followed by call within 7d per month\n"
        "  matching customer",
    ),
    Code(
        "E1012",
        "a circle of definitions",
        "A define, a measure or a state that needs itself has no value.",
        "define a as b / number of calls\ndefine b as a * 2",
        "define b as number of urgent calls\ndefine a as b / number of calls",
    ),
)
