"""Codes of types and units, E2xxx."""

from upheld.dsl.codetype import Code

UNITS = (
    Code(
        "E2001",
        "two units that cannot be compared",
        "Lengths, money, percentages, points and plain numbers are different things.",
        "standard s\n  average wait of calls at most 5 EUR per day",
        "standard s\n  average wait of calls at most 5m per day",
    ),
    Code(
        "E2002",
        "money without its currency",
        "An amount has a currency, and there is no rate between two of them.",
        "standard s\n  total cost of calls at most 20000 per month",
        "standard s\n  total cost of calls at most 20000 EUR per month",
    ),
    Code(
        "E2003",
        "a percentage written as a plain number",
        "`90` could be read as 9000%.",
        "standard s\n  share of calls answered within 2m at least 90 per day",
        "standard s\n  share of calls answered within 2m at least 90% per day",
    ),
    Code(
        "E2004",
        "a length that has no fixed size",
        "A day has 23 to 25 hours and a month 28 to 31 days, and working time depends "
        "on the calendar: they give a deadline, but cannot be compared.",
        "standard s\n  average wait of calls at most 2 days per month",
        "standard s\n  average wait of calls at most 48h per month",
    ),
    Code(
        "E2005",
        "a length without its unit",
        "`40` could be seconds or minutes.",
        "standard s\n  average wait of calls at most 40 per day",
        "standard s\n  average wait of calls at most 40s per day",
    ),
    Code(
        "E2006",
        "a column whose unit nobody stated",
        "A column holds numbers; that they are seconds or EUR is said by a measure.",
        "standard s\n  at most 5% of calls with hold_s above 2m per day",
        "# on the event: hold is hold_s in seconds\n"
        "standard s\n  at most 5% of calls with hold above 2m per day",
    ),
    Code(
        "E2007",
        "a count that is not whole",
        "Events are counted one by one.",
        "standard s\n  at most 2.5 calls per day",
        "standard s\n  at most 2 calls per day",
    ),
    Code(
        "E2008",
        "a calculation without meaning",
        "Two moments cannot be added, nor money multiplied by money.",
        "define odd as total cost of calls * total cost of calls",
        "define cost-per-call as total cost of calls / number of calls",
    ),
    Code(
        "E2009",
        "a name of the wrong kind",
        "A state has no moment, a milestone is no amount, a measure is no condition.",
        "standard s\n  90% of calls urgent within 2m per day",
        "standard s\n  90% of calls answered within 2m per day",
    ),
    Code(
        "E2010",
        "a pattern that cannot be run",
        "Patterns are those of RE2: no looking around, no referring back to a group.",
        "standard s\n  90% of calls answered within 2m per day\n"
        '  where subject matches "(?=refund)"',
        "standard s\n  90% of calls answered within 2m per day\n"
        '  where subject matches "refund"',
    ),
    Code(
        "E2011",
        "an unknown unit of a measure, or spelling of moments",
        "Behind `in` stands a unit of time, a currency, or the shape of a length; of "
        "moments their parts, such as `%d/%m/%Y %H:%M`.",
        'event job, jobs\n  from "jobs.csv"\n  occurring at begun\n'
        '  took is took_text in "HH.MM"',
        'event job, jobs\n  from "jobs.csv"\n  occurring at begun\n'
        '  took is took_text in "HH:MM:SS"',
    ),
)
