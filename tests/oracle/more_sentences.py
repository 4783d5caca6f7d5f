"""Random sentences of the second half of the language, by form."""

from hypothesis import strategies as st

from tests.oracle.sentences import one, perhaps, rarely

EVENTS = """
event complaint, complaints
  from "complaints.csv"
  identified by id
  about case case_id
  occurring at began
  closed at ends
  promised at due
  urgent when kind is "x"
  wait is ends - began
  marks is score
  allowed is 1h when kind is "x", 1 day when kind is "y", else 3h
  office-time is 2 working hours when kind is "x", else 1 working day
  own-hours is score in working hours
  own-days is score in working days
  own-minutes is score in working minutes
  own-or-day is score when kind is "x", else 24h in working hours
  empty is "-"
event reply, replies
  from "replies.csv"
  identified by id
  about case case_id
  occurring at began
  sharp when kind is "x"
event letter, letters
  from "letters.csv"
  identified by id
  about case case_id
  occurring at began{complete}
event twin, twins
  from "complaints.csv"
  identified by id
  about case case_id
  occurring at began
event hold, holds
  from "holds.csv"
  identified by id
  about case case_id
  during began to ends
event waiting, waitings
  from "states.csv"
  identified by id
  about case case_id
  occurring at began
  where kind is "x"
  lasting until the next
calendar office
  Mon-Fri 08:00-12:00, 13:00-18:00
  Sat 10:00-14:00
  closed 2026-03-30, 2026-05-31, 2026-12-31
calendar nights
  Mon-Sun 22:00-06:00
list crew "ann", "bo", "dee"
list staff from "staff.csv" column name since hired until left
"""

WINDOWS = ("per day", "per day", "per day", "per week", "per month", "overall")
LIMITS = (
    *("within 1h", "within 1h", "within 2h", "within 1 day", "within 7d"),
    *("in less than 1h", "in less than 1 day", "within 1 month", ""),
)
LIMITED = tuple(limit for limit in LIMITS if limit)
ANSWERS = ("reply", "sharp reply", "letter", "twin", "complaint", "urgent complaint")

GROUPS = perhaps(
    "for each region", "for each region and overall", "for each staff of crew"
)


@st.composite
def heads(draw: st.DrawFn) -> str:
    """How much is asked, of which complaints."""
    floor = draw(
        one("50% of", "more than 50% of", "at most 50% of", "less than 50% of")
    )
    noun = draw(one("complaints", "complaints", "urgent complaints"))
    every = draw(one("every complaint", "every urgent complaint"))
    return draw(st.sampled_from((f"{floor} {noun}", f"{floor} {noun}", every)))


@st.composite
def clauses(
    draw: st.DrawFn, *parts: st.SearchStrategy[str], groups: bool = True
) -> str:
    """Clauses that go with every sentence, and some that go with this one."""
    common = [
        rarely('where kind is "x"', "where marks above 1"),
        rarely("allowing 2 days for late data", "allowing 1h for late data"),
        rarely("if no data met", "if no data breached"),
        rarely("excluding closed within 1h"),
        rarely("counted by closed"),
        rarely("minimum 2 complaints"),
        *parts,
    ]
    if groups:
        common.append(GROUPS)
    return "\n  ".join(text for part in common if (text := draw(part)))


@st.composite
def followed(draw: st.DrawFn) -> str:
    """One answer: with a limit or none, its own, negated, limits by row."""
    own = draw(rarely("its own"))
    negated = draw(rarely("not"))
    answer = draw(st.sampled_from(ANSWERS))
    limit = draw(st.sampled_from((*LIMITS, "within allowed")))
    window = draw(st.sampled_from(WINDOWS))
    second = f"exceeds when 50% of complaints followed by reply {draw(one(*LIMITED))}"
    head = draw(heads())
    tier = st.just("")
    if head.startswith(("50% of", "more than 50% of")):
        tier = rarely(second)
    words = f"{head} {negated} followed by {own} {answer} {limit} {window}"
    return f"{words}\n  {draw(clauses(tier))}"


@st.composite
def chains(draw: st.DrawFn) -> str:
    """Two steps or three, some without a limit."""
    steps = draw(
        one(
            "reply {} then by letter {}",
            "reply {} then by complaint {}",
            "complaint {} then by reply {}",
            "reply {} then by sharp reply {}",
            "reply {} then by letter {} then by twin {}",
        )
    )
    limits = [draw(st.sampled_from(LIMITS)) for _ in range(3)]
    window = draw(st.sampled_from(WINDOWS))
    negated = draw(rarely("not"))
    sentence = f"{draw(heads())} {negated} followed by {steps.format(*limits)} {window}"
    return f"{sentence}\n  {draw(clauses())}"


@st.composite
def preceded(draw: st.DrawFn) -> str:
    """Looking back, as far as there are data."""
    negated, answer = draw(rarely("not")), draw(st.sampled_from(ANSWERS))
    limit, window = draw(st.sampled_from(LIMITS)), draw(st.sampled_from(WINDOWS))
    sentence = f"{draw(heads())} {negated} preceded by {answer} {limit} {window}"
    return f"{sentence}\n  {draw(clauses())}"


@st.composite
def pairs(draw: st.DrawFn) -> str:
    """An obligation for each complaint and member of a list."""
    answer, limit = (
        draw(one("reply", "letter", "twin", "complaint")),
        draw(one(*LIMITS)),
    )
    members = draw(one("crew", "staff"))
    window = draw(st.sampled_from(WINDOWS))
    sentence = f"followed by {answer} from every staff of {members} {limit} {window}"
    return f"{draw(heads())} {sentence}\n  {draw(clauses(groups=False))}"


@st.composite
def joined(draw: st.DrawFn) -> str:
    """Either of two outcomes, or both."""
    parts = (
        "closed within 1h",
        "closed at least 1 day before promised",
        "followed by reply within 1 day",
        "followed by letter within 1h",
        "preceded by letter within 1 day",
        "followed by twin within 2h",
        "closed by promised",
        "followed by reply within 1h then by letter within 1 day",
    )
    first, second = draw(st.sampled_from(parts)), draw(st.sampled_from(parts))
    word, window = draw(one("and", "or")), draw(st.sampled_from(WINDOWS))
    late = rarely("without deadline met", "without deadline excluded")
    late = late if "promised" in first + second else st.just("")
    return f"{draw(heads())} {first} {word} {second} {window}\n  {draw(clauses(late))}"


@st.composite
def once(draw: st.DrawFn) -> str:
    """Waits: complaints of a key up to its next answer."""
    reply, window = draw(one("reply", "letter")), draw(st.sampled_from(WINDOWS))
    head = draw(one("50% of complaints", "every urgent complaint", "every complaint"))
    outcome = f"followed by {reply} {draw(one(*LIMITS))}"
    more = draw(clauses(st.just(f"counted once until {reply}")))
    return f"{head} {outcome} {window}\n  {more}"


@st.composite
def recurrences(draw: st.DrawFn) -> str:
    """Gaps of all events, of groups, of members of a list, of cases."""
    length = draw(
        one(
            "1h", "2h", "1 day", "7 days", "1 month", "2 working hours", "1 working day"
        )
    )
    series = draw(
        one(
            "",
            "for each region",
            "for each region and overall",
            "for each staff of crew",
            "for each staff of staff",
        )
    )
    noun, window = draw(one("complaints", "urgent complaints")), draw(one(*WINDOWS))
    office = "calendar office" if "working" in length else ""
    more = draw(
        clauses(groups=False).filter(
            lambda t: "counted" not in t and "minimum" not in t
        )
    )
    return f"{noun} at least every {length} {window} {series}\n  {office} {more}"


@st.composite
def updates(draw: st.DrawFn) -> str:
    """Gaps inside each complaint until it is closed."""
    noun, length = (
        draw(one("replies", "sharp replies", "letters")),
        draw(one("1h", "1 day")),
    )
    window = draw(st.sampled_from(WINDOWS))
    scope = draw(one("complaint", "complaint", "urgent complaint"))
    late = draw(rarely("allowing 2 days for late data"))
    sentence = f"{noun} at least every {length} until closed for each {scope}"
    return f"{sentence} {window}\n  {late}"


@st.composite
def coverage(draw: st.DrawFn) -> str:
    """Every member of a list, also a silent one."""
    members, bound = draw(one("crew", "staff")), draw(one("at least 1", "at most 1"))
    noun, window = draw(one("complaint", "urgent complaint")), draw(one(*WINDOWS))
    noun = noun if bound.endswith("1") else f"{noun}s"
    more = draw(clauses(groups=False))
    return f"{bound} {noun} {window} for each staff of {members}\n  {more}"


@st.composite
def working(draw: st.DrawFn) -> str:
    """Working hours and days, also by row, also looking back."""
    outcome = draw(
        one(
            "closed within 1 working hour",
            "closed within 4 working hours",
            "closed within 9 working hours",
            "closed in less than 2 working hours",
            "closed within 1 working day",
            "closed within 3 working days",
            "closed within office-time",
            "not closed within 4 working hours",
            "closed at least 2 working hours before promised",
            "closed at least 1 working day before promised",
            "followed by reply within 4 working hours",
            "followed by reply within 1 working day then by letter within 2h",
            "preceded by letter within 4 working hours",
            "preceded by letter within 1 working day",
        )
    )
    calendar, window = draw(one("office", "office", "nights")), draw(one(*WINDOWS))
    during = rarely("during office", "during nights")
    more = draw(clauses(st.just(f"calendar {calendar}"), during))
    return f"{draw(heads())} {outcome} {window}\n  {more}"


@st.composite
def during(draw: st.DrawFn) -> str:
    """Only events that begin in opening hours."""
    outcome = draw(
        one("closed", "closed within 1h", "followed by its own reply within 1h")
    )
    calendar, window = draw(one("office", "nights")), draw(one(*WINDOWS))
    sentence = draw(one(f"{draw(heads())} {outcome}", "at most 1 complaints"))
    more = draw(clauses(st.just(f"during {calendar}")))
    return f"{sentence} {window}\n  {more}"


@st.composite
def pausing(draw: st.DrawFn) -> str:
    """Clocks that stop while something lasts."""
    outcome = draw(
        one(
            "closed within 1h",
            "closed within 4h",
            "closed within 1 day",
            "closed in less than 2h",
            "closed within 2 working hours",
            "closed within 9 working hours",
            "closed within allowed",
            "with wait above 1h",
            "with wait at most 2h",
            "followed by reply within 2h",
            "not closed within 4h",
            "followed by reply within 1h then by letter within 1 day",
        )
    )
    sentence = f"{draw(heads())} {outcome}"
    if draw(st.integers(0, 4)) == 0:
        kind = draw(one("average", "median", "maximum", "total", "minimum"))
        sentence = f"{kind} wait of complaints at most 2h"
    pauses, window = draw(one("hold", "waiting")), draw(st.sampled_from(WINDOWS))
    more = draw(clauses(st.just(f"pausing while {pauses}"), st.just("calendar office")))
    if "working" not in outcome:
        more = more.replace("calendar office", "")
    return f"{sentence} {window}\n  {more}"


FORMS = {
    "followed": followed(),
    "chains": chains(),
    "preceded": preceded(),
    "pairs": pairs(),
    "joined": joined(),
    "once": once(),
    "recurrences": recurrences(),
    "updates": updates(),
    "coverage": coverage(),
    "working": working(),
    "during": during(),
    "pausing": pausing(),
}
