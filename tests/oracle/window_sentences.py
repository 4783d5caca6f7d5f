"""Random sentences that hold several windows against each other, or share rows."""

from hypothesis import strategies as st

from tests.oracle.more_sentences import WINDOWS, clauses
from tests.oracle.sentences import one, rarely

SHARES = ("closed", "closed within 1h", "followed by reply within 1 day")
METRICS = (
    "number of complaints",
    "number of urgent complaints",
    "average marks of complaints",
    "total marks of complaints",
    "maximum marks of complaints",
    "share of complaints closed within 1h",
    "median wait of complaints",
)


@st.composite
def sliding(draw: st.DrawFn) -> str:
    """Windows that end with each day."""
    days = draw(one("over any 2 days", "over any 3 days", "over any 2 months"))
    sentence = draw(
        one(
            "at most 2 complaints",
            "at least 1 complaint",
            "50% of complaints closed within 1h",
            "every complaint followed by reply within 1 day",
            "average marks of complaints at most 2",
            "median wait of complaints at most 2h",
            "maximum wait of complaints at most 2h",
            "minimum marks of complaints at least 1",
            "number of different staff of complaints at most 2",
            "p90 of marks of complaints at most 5",
        )
    )
    return f"{sentence} {days}\n  {draw(clauses())}"


@st.composite
def carried(draw: st.DrawFn) -> str:
    """Events open at the first moment of a window."""
    sentence = draw(
        one(
            "at most 1 complaints",
            "at least 1 complaint",
            "50% of complaints not closed",
            "50% of complaints closed within 1 day",
            "every complaint followed by reply within 1 day",
        )
    )
    more = draw(
        clauses(st.just("carried over until closed")).filter(
            lambda t: "excluding" not in t and "counted by" not in t
        )
    )
    return f"{sentence} {draw(one(*WINDOWS))}\n  {more}"


@st.composite
def over(draw: st.DrawFn) -> str:
    """Days judged over weeks and months, by share or on average."""
    outer = draw(one("per week", "per month", "overall"))
    sentence = draw(
        one(
            "50% of complaints closed within 1h",
            "at most 1 complaints",
            "at least 1 complaint",
            "every complaint followed by reply within 1 day",
            "average marks of complaints at most 2",
        )
    )
    share = draw(one("at least 50%", "at least 100%", "more than 0%"))
    how = draw(one(f"on {share} of days", "on average"))
    if sentence.startswith(("every", "at")):
        how = f"on {share} of days"
    tiers = rarely("warn below 75%") if share == "at least 50%" else st.just("")
    if how == "on average":
        tiers = st.just("")
    more = draw(clauses(tiers).filter(lambda t: "minimum" not in t))
    return f"{sentence} per day {how} {outer}\n  {more}"


@st.composite
def compared(draw: st.DrawFn) -> str:
    """Held against an earlier window."""
    metric, unit = (
        draw(st.sampled_from(METRICS)),
        draw(one("day", "week", "month", "quarter")),
    )
    labels = {"day": "2026-03-29", "week": "2026-W13", "month": "2026-03"}
    baseline = labels.get(unit, "2026-Q1")
    reference = draw(
        one(
            f"the previous {unit}", f"the same {unit} last year", f"baseline {baseline}"
        )
    )
    by = draw(one("at most 50% above", "at most 5% below", "at least 10% above"))
    if metric.startswith("share"):
        by = draw(one("at most 10 points above", "at most 5 points below"))
    more = draw(clauses(rarely("rounded to 0 decimals")))
    return f"{metric} {by} {reference} per {unit}\n  {more}"


@st.composite
def trends(draw: st.DrawFn) -> str:
    """Rising or falling too long."""
    metric, unit = draw(st.sampled_from(METRICS)), draw(one("days", "weeks", "months"))
    way, times = draw(one("rising", "falling")), draw(one("2", "3"))
    more = draw(
        clauses(rarely("rounded to 0 decimals")).filter(lambda t: "allow" not in t)
    )
    return f"{metric} not {way} for {times} {unit}\n  {more}"


@st.composite
def spreads(draw: st.DrawFn) -> str:
    """The gap between groups."""
    metric = draw(st.sampled_from(METRICS))
    groups = draw(
        one("regions", "list crew from column staff", "list staff from column staff")
    )
    target = "at most 1"
    if metric.startswith("share"):
        target = "at most 25 points"
    if "wait" in metric:
        target = "at most 1h"
    more = draw(clauses(groups=False))
    return f"gap between {groups} of {metric} {target} {draw(one(*WINDOWS))}\n  {more}"


@st.composite
def confidence(draw: st.DrawFn) -> str:
    """Samples."""
    head = draw(
        one("50% of", "at most 50% of", "more than 10% of", "less than 90% of", "0% of")
    )
    outcome = draw(one(*SHARES))
    level = draw(one("80", "95", "99.9"))
    window = draw(one(*WINDOWS))
    return (
        f"{head} complaints {outcome} {window}\n"
        f"  with {level}% confidence\n  {draw(clauses())}"
    )


FORMS = {
    "sliding": sliding(),
    "carried": carried(),
    "over": over(),
    "compared": compared(),
    "trends": trends(),
    "spreads": spreads(),
    "confidence": confidence(),
}
