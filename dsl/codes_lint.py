"""Codes of `upheld lint`, L0xxx: the file is right, and still says too little.

A finding refuses nothing. Rules in `OPTIONAL` run only where they are selected.
"""

from upheld.dsl.codetype import Code

#: Rules that nobody is held to unless they are asked for.
OPTIONAL = frozenset({"L0014"})

LINT = (
    Code(
        "L0001",
        "vague wording",
        "A title, a reason or a name that promises `promptly` or `a high level` is "
        "read differently by everybody. The sentence has the number: say it, or say "
        "what can be seen. Titles are searched for every kind of vague word, reasons "
        "for those about time and effort, names for time, effort and feelings. A file "
        "in Swedish, Polish or Czech is searched for the words of its language, one "
        "without a `language` line for those of all four.",
        'standard answer-speed "Calls are answered promptly"\n'
        "  90% of calls answered within 2m per day",
        'standard answer-speed "Calls are answered in two minutes"\n'
        "  90% of calls answered within 2m per day",
    ),
    Code(
        "L0002",
        "no window",
        "Without a window the whole period is one: a bad month hides behind a good "
        "year. `overall` says that this is meant.",
        "standard s\n  90% of calls answered within 2m",
        "standard s\n  90% of calls answered within 2m per day",
    ),
    Code(
        "L0003",
        "no owner",
        "Somebody has to act when a standard is breached; the report names them.",
        "standard s\n  90% of calls answered within 2m per day",
        "standard s\n  90% of calls answered within 2m per day\n"
        '  owner "Contact centre"',
    ),
    Code(
        "L0004",
        "no reason",
        "Staff keep a standard whose purpose they know, and nobody dares to change one "
        "whose purpose is forgotten.",
        "standard s\n  90% of calls answered within 2m per day",
        "standard s\n  90% of calls answered within 2m per day\n"
        '  because "Callers give up after two minutes"',
    ),
    Code(
        "L0005",
        "an absolute target",
        "A limit of time that every single event has to keep is breached by the first "
        "bad day, and then stands breached whatever is done. A percentage floor leaves "
        "room for it. Where each one counts, ignore the rule and say why.",
        "standard s\n  every call answered within 2m per day",
        "standard s\n  98% of calls answered within 2m per day",
    ),
    Code(
        "L0006",
        "a target that was never reached",
        "Needs `--data`. Every judged window, four at least, was breached: the target "
        "is a wish, or the data are wrong. `upheld suggest` shows what was reached.",
        "standard s\n  99.9% of calls answered within 1s per day",
        "standard s\n  90% of calls answered within 2m per day",
    ),
    Code(
        "L0007",
        "a target that was never missed",
        "Needs `--data`. Every judged window, twelve at least, kept it: perhaps it "
        "holds nobody to anything. `upheld suggest` shows what experience supports.",
        "standard s\n  10% of calls answered within 1h per day",
        "standard s\n  90% of calls answered within 2m per day",
    ),
    Code(
        "L0008",
        "a tier that cannot be reached",
        "`warn below 100%` leaves no room for a plain `met`, as does a warning that "
        "meets the line above it. With `--data` also a line that no window of twelve "
        "or more has reached.",
        "standard s\n  90% of calls answered within 2m per day\n  warn below 100%",
        "standard s\n  90% of calls answered within 2m per day\n  warn below 95%",
    ),
    Code(
        "L0009",
        "a waiver that ends soon",
        "It ends within 30 days of today (or of `--as-of`): renew it, or make sure "
        "that the standard is kept without it.",
        "waiver storm\n  excuses s\n  from 2026-01-10 until 2026-12-01\n"
        '  because "Roads closed"\n  approved by "Logistics" on 2026-01-13',
        "waiver storm\n  excuses s\n  from 2026-01-10 until 2027-12-31\n"
        '  because "Roads closed"\n  approved by "Logistics" on 2026-01-13',
    ),
    Code(
        "L0010",
        "a waiver without effect",
        "It accepts breaches of windows of which none lies wholly inside its days, or "
        "its days lie outside the editions of its standards. With `--data` also one "
        "that covers no event and no window.",
        "standard s\n  90% of calls answered within 2m per month\n"
        "waiver storm\n  accepts s\n  from 2026-01-10 until 2026-01-12\n"
        '  because "Roads closed"\n  approved by "Logistics" on 2026-01-13',
        "standard s\n  90% of calls answered within 2m per month\n"
        "waiver storm\n  excuses s\n  from 2026-01-10 until 2026-01-12\n"
        '  because "Roads closed"\n  approved by "Logistics" on 2026-01-13',
    ),
    Code(
        "L0011",
        "a standard that another one implies",
        "Whoever keeps the stricter one keeps this one too, so that it can never say "
        "anything new.",
        "standard strict\n  90% of calls answered within 2m per day\n"
        "standard loose\n  80% of calls answered within 3m per day",
        "standard strict\n  80% of calls answered within 2m per day\n"
        "standard loose\n  95% of calls answered within 10m per day",
    ),
    Code(
        "L0012",
        "a population that is not stated",
        "An average, total or minimum of a time that has not ended leaves the event "
        "out, so `average wait of calls` is silent about the calls that nobody "
        "answered; a maximum takes them as longer than any limit. Say which are meant.",
        "standard s\n  average wait of calls at most 40s per week",
        "standard s\n  average wait of answered calls at most 40s per week",
    ),
    Code(
        "L0013",
        "a limit that is not stated",
        "A floor on what comes at any time is kept by waiting: an answer after a year "
        "counts too.",
        "standard s\n  90% of calls answered per day",
        "standard s\n  90% of calls answered within 2m per day",
    ),
    Code(
        "L0014",
        "no source",
        "Runs only with `--select L0014`. A standard that rests on a study, a contract "
        "or a law says which.",
        "standard s\n  90% of calls answered within 2m per day",
        "standard s\n  90% of calls answered within 2m per day\n"
        '  source "Customer survey 2025"',
    ),
    Code(
        "L0015",
        "a rule ignored without a reason",
        "`# lint: ignore CODE because …` sets a rule aside for the declaration that it "
        "stands in, above or behind; `ignore CODE in file because …` for the whole "
        "file. The next reader has to know why. A code that does not exist is told "
        "here too.",
        "standard s  # lint: ignore L0005\n  every call answered within 2m per day",
        "standard s  # lint: ignore L0005 because the law says every call\n"
        "  every call answered within 2m per day",
    ),
    Code(
        "L0016",
        "a rule ignored in vain",
        "What was ignored is not there any more; the comment would hide the next case.",
        "# lint: ignore L0005 because the law says every call\n"
        "standard s\n  90% of calls answered within 2m per day",
        "standard s\n  90% of calls answered within 2m per day",
    ),
)
