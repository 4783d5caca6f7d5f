"""Codes of sense, E3xxx: names and units are right, and the sentence still is not."""

from upheld.dsl.codetype import Code

_CALLS = "standard s\n  90% of calls answered within 2m per day\n"

SENSE = (
    Code(
        "E3001",
        "a share outside 0% to 100%",
        "No share is above 100%, so the verdict would be known without looking.",
        "standard s\n  110% of calls answered within 2m per day",
        "standard s\n  100% of calls answered within 2m per day",
    ),
    Code(
        "E3002",
        "a warning on the wrong side",
        "A warning says that a target still kept is near: it lies on the kept side.",
        _CALLS + "  warn below 85%",
        _CALLS + "  warn below 92%",
    ),
    Code(
        "E3003",
        "an upper line on the wrong side",
        "What exceeds a target lies beyond it, and beyond the warnings too.",
        _CALLS + "  exceeds at 80%",
        _CALLS + "  exceeds at 97%",
    ),
    Code(
        "E3004",
        "a line beside a target that has no side",
        "A band is left at both ends, and a comparison moves with every window.",
        "standard s\n  average wait of calls between 1m and 3m per day\n"
        "  warn above 2m",
        "standard s\n  average wait of calls at most 3m per day\n  warn above 2m",
    ),
    Code(
        "E3005",
        "bands out of order",
        "Each band begins where the one before ends, the best first.",
        _CALLS + "  bands good at least 90%, adequate at least 95%, else poor",
        _CALLS + "  bands good at least 95%, adequate at least 90%, else poor",
    ),
    Code(
        "E3006",
        "a band without room",
        "Its upper end lies below its lower end.",
        "standard s\n  average wait of calls between 8m and 3m per day",
        "standard s\n  average wait of calls between 3m and 8m per day",
    ),
    Code(
        "E3007",
        "a minimum of events that the sentence is not about",
        "The minimum counts the events that are judged.",
        'event job, jobs\n  from "jobs.csv"\n  occurring at begun\n'
        + _CALLS
        + "  minimum 30 jobs",
        _CALLS + "  minimum 30 calls",
    ),
    Code(
        "E3008",
        "`without deadline` where no row has one",
        "The clause is for deadlines that stand in a column and may be empty.",
        _CALLS + "  without deadline excluded",
        "standard s\n  90% of calls answered by due per day\n"
        "  without deadline excluded",
    ),
    Code(
        "E3009",
        "events that share no key",
        "Which answer belongs to which event is found by a key that both declare.",
        'event job, jobs\n  from "jobs.csv"\n  occurring at begun\n'
        "standard s\n  90% of calls followed by job within 7d per month",
        'event job, jobs\n  from "jobs.csv"\n  about customer customer_id\n'
        "  occurring at begun\n"
        "standard s\n  90% of calls followed by job within 7d per month",
    ),
    Code(
        "E3010",
        "events that share several keys",
        "Joined by another key the answer would be another.",
        'event job, jobs\n  from "jobs.csv"\n  about customer customer_id\n'
        "  about topic topic_id\n  occurring at begun\n"
        "standard s\n  90% of jobs followed by job within 7d per month",
        'event job, jobs\n  from "jobs.csv"\n  about customer customer_id\n'
        "  about topic topic_id\n  occurring at begun\n"
        "standard s\n  90% of jobs followed by job within 7d per month\n"
        "  matching customer",
    ),
    Code(
        "E3011",
        "working time without a calendar",
        "Working hours are counted by one calendar: the only one, or the one named.",
        "standard s\n  90% of calls answered within 2 working hours per day",
        "calendar office\n  Mon-Fri 08:00-18:00\n"
        "standard s\n  90% of calls answered within 2 working hours per day",
    ),
    Code(
        "E3012",
        "an event that is not complete",
        "An event has a source and one moment at which it begins.",
        'event job, jobs\n  from "jobs.csv"',
        'event job, jobs\n  from "jobs.csv"\n  occurring at begun',
    ),
    Code(
        "E3014",
        "a last day before the first",
        "The days between them are none.",
        _CALLS + "  effective from 2026-07-01 until 2026-06-30",
        _CALLS + "  effective from 2026-06-30 until 2026-07-01",
    ),
    Code(
        "E3015",
        "editions that overlap",
        "Each event is judged by the one edition in force when it begins.",
        _CALLS
        + "  effective until 2026-06-30\n"
        + _CALLS
        + "  effective from 2026-06-30",
        _CALLS
        + "  effective until 2026-06-30\n"
        + _CALLS
        + "  effective from 2026-07-01",
    ),
    Code(
        "E3016",
        "a waiver that is not complete",
        "A waiver says what it excuses or accepts, when, why, and who approved.",
        _CALLS + "waiver w\n  excuses s\n  from 2026-01-10 until 2026-01-12\n"
        '  because "Storm"',
        _CALLS + "waiver w\n  excuses s\n  from 2026-01-10 until 2026-01-12\n"
        '  because "Storm"\n  approved by "Head of logistics" on 2026-01-13',
    ),
    Code(
        "E3017",
        "an accepted breach that speaks of single events",
        "`accepts` is about results, which know only the columns of `for each`.",
        _CALLS + "waiver w\n  accepts s\n  from 2026-01-10 until 2026-01-12\n"
        '  where region is "north"\n  because "Storm"\n  approved by "Head"',
        _CALLS + "  for each region\n"
        "waiver w\n  accepts s\n  from 2026-01-10 until 2026-01-12\n"
        '  where region is "north"\n  because "Storm"\n  approved by "Head"',
    ),
    Code(
        "E3018",
        "a window that cannot be",
        "Windows follow each other without a gap, and lie inside longer ones.",
        "standard s\n  90% of calls answered within 2m over any 24h",
        "standard s\n  90% of calls answered within 2m over any 28 days",
    ),
    Code(
        "E3020",
        "a calendar that is never open",
        "Working time would never pass.",
        "calendar office\n  closed 2026-12-24",
        "calendar office\n  Mon-Fri 08:00-18:00\n  closed 2026-12-24",
    ),
    Code(
        "E3021",
        "a pause that cannot be counted",
        "A clock stops while something lasts, and no clock counts working days.",
        _CALLS + "  pausing while call",
        "# on the event: during held_from to held_until\n"
        + _CALLS
        + "  pausing while hold",
    ),
    Code(
        "E3022",
        "a comparison with a window of another size",
        "A month is compared with a month.",
        "standard s\n"
        "  average wait of calls at most 5% above the previous month per week",
        "standard s\n"
        "  average wait of calls at most 5% above the previous month per month",
    ),
    Code(
        "E3023",
        "a clause that does not fit its sentence",
        "Confidence is of shares, carrying over is of shares and counts, and so on.",
        "standard s\n  average wait of calls at most 3m per day\n  with 95% confidence",
        _CALLS + "  with 95% confidence",
    ),
    Code(
        "E3025",
        "a share of nothing",
        "A share says what becomes of events: a milestone, a measure, a condition.",
        "standard s\n  90% of calls per day",
        "standard s\n  90% of calls answered per day",
    ),
)
