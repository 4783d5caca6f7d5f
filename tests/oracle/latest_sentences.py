"""Random sentences of the forms that came last: columns, other clocks, means, waits."""

from hypothesis import strategies as st

from tests.oracle.more_sentences import WINDOWS, clauses, heads
from tests.oracle.sentences import one, rarely

#: What these forms need beside the events of `more_sentences`.
EVENTS = """
event absence, absences
  from "holds.csv"
  identified by id
  about person person
  during began to ends
event plea, pleas
  from "complaints.csv"
  identified by id
  about case case_id
  about person person
  occurring at began
  closed at ends
  urgent when kind is "x"
list known-cases "a", "b", "c"
define x-share as share of complaints where kind is "x"
define quick-x as share of complaints closed within 1h where kind is "x"
define known-marks as share of urgent complaints where marks is known
define lead as (share of complaints where kind is "x") - (share of complaints where marks above 1)
define mixed as (share of complaints closed where region is "south") / 2 + quick-x
"""  # noqa: E501 - a define is one line
OWN = ("own-hours", "own-hours", "own-days", "own-minutes", "own-or-day")


@st.composite
def columns(draw: st.DrawFn) -> str:
    """Working time whose length stands in a column, looking back too."""
    own = draw(one(*OWN))
    outcome = draw(
        one(
            f"closed within {own}",
            f"closed in less than {own}",
            f"not closed within {own}",
            f"closed at least {own} before promised",
            f"followed by reply within {own}",
            f"not followed by letter within {own}",
            f"followed by reply within {own} then by letter within 2h",
            f"followed by its own reply within {own}",
            f"preceded by letter within {own}",
            f"closed within {own} or followed by reply within 1h",
        )
    )
    calendar, window = draw(one("office", "office", "nights")), draw(one(*WINDOWS))
    words = [f"without deadline {w}" for w in ("met", "missed", "excluded", "pending")]
    # A chain has one limit for all that it says of rows without a deadline.
    late = st.just("") if "then by" in outcome else rarely(*words)
    pauses = rarely("pausing while hold", "pausing while waiting")
    if own == "own-days" or "before" in outcome or "preceded" in outcome:
        pauses = st.just("")
    more = draw(clauses(st.just(f"calendar {calendar}"), late, pauses))
    return f"{draw(heads())} {outcome} {window}\n  {more}"


@st.composite
def clocks(draw: st.DrawFn) -> str:
    """Limits that run from a milestone of the first event, or one of its columns."""
    since = draw(one("`closed`", "`closed`", "promised", "ends"))
    limit = draw(one("within 1h", "within 2h", "within 1 day", "in less than 1 day"))
    answer = draw(one("reply", "sharp reply", "letter", "twin", "complaint"))
    of_it = f"{limit} of {since}"
    outcome = draw(
        one(
            f"followed by {answer} {of_it}",
            f"followed by {answer} {of_it}",
            f"not followed by {answer} {of_it}",
            f"followed by its own {answer} {of_it}",
            f"followed by reply within 1 day then by {answer} {of_it}",
            f"followed by {answer} {of_it} then by letter within 1 day",
            f"followed by reply {of_it} then by letter {limit} of promised",
            f"preceded by {answer} {of_it}",
            f"not preceded by {answer} {of_it}",
            f"followed by reply from every staff of crew {of_it}",
            f"closed within 1h or followed by {answer} {of_it}",
            f"followed by {answer} within allowed of {since}",
        )
    )
    groups = "from every" not in outcome
    return f"{draw(heads())} {outcome} {draw(one(*WINDOWS))}\n  " + draw(
        clauses(groups=groups)
    )


@st.composite
def paused_gaps(draw: st.DrawFn) -> str:
    """Gaps of cases, of members of a list, of complaints, that stop while paused."""
    length = draw(one("1h", "2h", "1 day", "7 days", "2 working hours"))
    pauses = draw(one("hold", "waiting"))
    noun, each = draw(
        st.sampled_from(
            (
                ("complaints", "for each case_id"),
                ("urgent complaints", "for each case_id"),
                ("complaints", "for each case_id of known-cases"),
                ("complaints", "for each case_id and overall"),
            )
        )
    )
    if each.endswith("overall"):
        each = "for each case_id"
    window = draw(one(*WINDOWS))
    office = "calendar office" if "working" in length else ""
    more = draw(
        clauses(groups=False).filter(
            lambda text: "counted" not in text and "minimum" not in text
        )
    )
    sentence = f"{noun} at least every {length} {window} {each}"
    return f"{sentence}\n  pausing while {pauses}\n  {office} {more}"


@st.composite
def paused_updates(draw: st.DrawFn) -> str:
    """Gaps inside each complaint that stop while it is paused."""
    noun, length = draw(one("replies", "letters")), draw(one("1h", "2h", "1 day"))
    scope = draw(one("complaint", "urgent complaint"))
    sentence = f"{noun} at least every {length} until closed for each {scope}"
    pauses = draw(one("hold", "waiting"))
    return f"{sentence} {draw(one(*WINDOWS))}\n  pausing while {pauses}"


@st.composite
def waits(draw: st.DrawFn) -> str:
    """Waits that are counted once by case, and stop with the case or the person."""
    head = draw(one("50% of pleas", "every urgent plea", "every plea", "0% of pleas"))
    reply = draw(one("reply", "letter"))
    limit = draw(
        one("within 1h", "within 2h", "within 1 day", "within 4 working hours")
    )
    pauses = draw(one("absence", "absence", "hold", "waiting"))
    office = "calendar office" if "working" in limit else ""
    groups = draw(rarely("for each region", "for each staff"))
    return f"""{head} followed by {reply} {limit} {draw(one(*WINDOWS))}
  counted once until {reply}
  pausing while {pauses}
  {office} {groups}"""


SHARES = ("closed", "closed within 1h", "followed by reply within 1 day")


@st.composite
def sampled_means(draw: st.DrawFn) -> str:
    """Means of the shares of days, as samples."""
    outer = draw(one("per week", "per month", "overall"))
    head = draw(one("50% of", "at most 50% of", "more than 10% of", "less than 90% of"))
    level = draw(one("80", "95", "50"))
    sentence = f"{head} complaints {draw(one(*SHARES))} per day on average {outer}"
    return f"{sentence}\n  with {level}% confidence\n  {draw(clauses())}"


@st.composite
def compared_means(draw: st.DrawFn) -> str:
    """Means of days held against those of an earlier week or month."""
    metric = draw(
        one(
            "number of complaints",
            "average marks of complaints",
            "share of complaints closed within 1h",
            "x-share",
            "median wait of complaints",
        )
    )
    unit, label = draw(st.sampled_from((("week", "2026-W13"), ("month", "2026-03"))))
    reference = draw(
        one(f"the previous {unit}", f"the same {unit} last year", f"baseline {label}")
    )
    by = draw(one("at most 50% above", "at most 5% below", "at least 10% above"))
    if "share" in metric:
        by = draw(one("at most 10 points above", "at most 5 points below"))
    more = draw(clauses(rarely("rounded to 0 decimals")))
    # Weeks in months are left out: of a log without any event the checker has a month
    # in which the week of `as of` begins, the evaluator only that of `as of` itself.
    return f"{metric} {by} {reference} per day on average per {unit}\n  {more}"


@st.composite
def shares_where(draw: st.DrawFn) -> str:
    """Shares with a condition of their own, in defines and alone."""
    share = draw(one("x-share", "quick-x", "known-marks"))
    where = 'share of complaints where kind is "x"'
    window = draw(one(*WINDOWS))
    sentence = draw(
        one(
            f"{share} at least 50% {window}",
            f"{share} at most 50% {window}",
            f"{share} between 25% and 75% {window}",
            f"{where} more than 50% {window}",
            f"({where}) at least 50% {window}",
            f"lead at most 10 points {window}",
            f"lead between -20 points and 20 points {window}",
            f"mixed at least 50% {window}",
            f"{share} at least 50% over any 2 days",
            f"{share} at least 50% per day on average per week",
            f"{share} at least 50% per day on at least 50% of days per week",
            f"{share} at most 10 points below the previous week per week",
            f"{share} not falling for 2 days",
            f"gap between regions of {share} at most 25 points {window}",
        )
    )
    plain = "gap" not in sentence and "days" not in sentence
    more = draw(clauses(groups=plain))
    if (
        sentence.startswith(share)
        and sentence.endswith(window)
        and "gap" not in sentence
    ):
        more += draw(rarely("\n  with 80% confidence")) if "between" not in more else ""
    if "on average" in sentence or "of days" in sentence or "falling" in sentence:
        more = "\n  ".join(
            line
            for line in more.split("\n  ")
            if "minimum" not in line
            and ("allowing" not in line or "falling" not in sentence)
        )
    return f"{sentence}\n  {more}"


FORMS = {
    "columns": columns(),
    "clocks": clocks(),
    "paused gaps": paused_gaps(),
    "paused updates": paused_updates(),
    "waits": waits(),
    "sampled means": sampled_means(),
    "compared means": compared_means(),
    "shares where": shares_where(),
}
