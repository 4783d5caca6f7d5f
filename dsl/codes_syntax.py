"""Codes of syntax and of files, E0xxx."""

from upheld.dsl.codetype import Code

SYNTAX = (
    Code(
        "E0001",
        "a word that cannot stand where it is",
        "A sentence has an order: bound, events, outcome, window. The message says "
        "what could have stood there; a name that is also a keyword needs backticks.",
        "standard s\n  90% ofcalls answered within 2m per day",
        "standard s\n  90% of calls answered within 2m per day",
    ),
    Code(
        "E0002",
        "the file ends too early",
        "A declaration or a sentence has begun and is not complete.",
        "standard s\n  90% of calls answered within",
        "standard s\n  90% of calls answered within 2m",
    ),
    Code(
        "E0003",
        "a character that cannot be read",
        "Text stands in double quotes and ends on its line; other signs have no "
        "meaning outside of text.",
        'standard s "Calls are answered\n  90% of calls answered within 2m per day',
        'standard s "Calls are answered"\n  90% of calls answered within 2m per day',
    ),
    Code(
        "E0004",
        "a number written with a comma",
        "The comma separates members of a list, so decimals have a point.",
        "standard s\n  99,5% of calls answered within 2m per day",
        "standard s\n  99.5% of calls answered within 2m per day",
    ),
    Code(
        "E0005",
        "a connective used as a name",
        "Words such as `and`, `of` and `within` hold sentences together; as a name "
        "they need backticks.",
        "standard s\n  90% of calls answered within 2m per day\n  for each of",
        "standard s\n  90% of calls answered within 2m per day\n  for each `of`",
    ),
    Code(
        "E0006",
        "a clause that stands twice",
        "Two clauses of one kind contradict each other, and a sentence has one window.",
        "standard s\n  90% of calls answered within 2m per day per month",
        "standard s\n  90% of calls answered within 2m per day",
    ),
    Code(
        "E0007",
        "a language that is not supported",
        "`language` names the language of the keywords.",
        "language xx\nzone UTC",
        "language en\nzone UTC",
    ),
    Code(
        "E0008",
        "a number, date or length that does not exist",
        "Days, times of day, percentiles and lengths must be possible.",
        "standard s\n  90% of calls answered within 2m per day\n"
        "  effective from 2026-02-30",
        "standard s\n  90% of calls answered within 2m per day\n"
        "  effective from 2026-03-01",
    ),
    Code(
        "E0009",
        "an outcome that cannot stand in `share of`",
        "`at least 1 day before` would read like the bound of the statistic.",
        "standard s\n  share of calls answered at least 1 day before due\n"
        "  at least 90% per day",
        "standard s\n  90% of calls answered at least 1 day before due per day",
    ),
    Code(
        "E0010",
        "a clause in the wrong place",
        "A calendar with hours is a declaration, so what follows it is no longer part "
        "of the standard.",
        "standard s\n  90% of calls answered within 2m per day\n"
        'calendar office\n  Mon-Fri 08:00-18:00\n  owner "Contact centre"',
        "standard s\n  90% of calls answered within 2m per day\n"
        '  owner "Contact centre"'
        "\ncalendar office\n  Mon-Fri 08:00-18:00",
    ),
    Code(
        "E0020",
        "a file that is not there",
        "A file behind `use` is looked for beside the file that names it.",
        'use "missing.std"',
        'use "other.std"',
    ),
    Code(
        "E0021",
        "a file that is not UTF-8",
        "The letters of other encodings cannot be told apart for certain.",
        "# a file saved as Latin-1",
        "# the same file saved as UTF-8",
    ),
    Code(
        "E0022",
        "a folder without standards",
        "`use` names one file; on the command line a folder stands for the `.std` "
        "files below it, and there must be one.",
        'use "."',
        'use "../other.std"',
    ),
    Code(
        "E0023",
        "a file outside the project",
        "A policy reads only files of its own project.",
        'use "../../elsewhere.std"',
        'use "elsewhere.std"',
    ),
    Code(
        "E0024",
        "files that include each other",
        "A circle of `use` has no first file.",
        '# in a.std\nuse "a.std"',
        '# in a.std\nuse "b.std"',
    ),
)
