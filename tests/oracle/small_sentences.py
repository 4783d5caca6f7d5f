"""Random sentences of the first half of the language, for every form of it."""

from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import strategies as st

#: Two of them change their clocks at midnight, one by half an hour.
ZONES = (
    *("Europe/Stockholm", "Europe/Stockholm", "America/New_York"),
    *("America/Havana", "Asia/Beirut", "Australia/Lord_Howe"),
)


def one(*texts: str) -> st.SearchStrategy[str]:
    return st.sampled_from(texts)


def rarely(*texts: str) -> st.SearchStrategy[str]:
    return st.sampled_from((*[""] * 4 * len(texts), *texts))


def often(*texts: str) -> st.SearchStrategy[str]:
    return st.sampled_from((*[""] * len(texts), *texts))


WINDOWS = one(
    *(
        "per day",
        "per day",
        "per day",
        "per hour",
        "per hour",
        "overall",
        "overall",
        "",
    ),
    *("per week", "per month", "per quarter", "per year"),
    *("per 15m", "per 28 days", "per 2 months"),
)
NOUNS = one("calls", "calls", "urgent calls", "answered calls", "scored calls")
CONDITIONS = (
    'priority is "P1"',
    'priority is not "P1"',
    "not urgent",
    "score at least 8.5 or reopened",
    "not (score < 7)",
    "reopened",
    "answered is known",
    "answered is unknown",
    "score is unknown",
    'team is one of "north", "east"',
    'team matches "^n"',
    "hold at most 120s and score is known",
    "wait above 2m",
    "cost between 0.1 EUR and 3 EUR",
    "score is one of 6, 7, 9",
    "score is not 0",
)
REACHES = (
    "answered",
    "not answered",
    "answered within 2m",
    "answered within 1 day",
    "answered within 1 month",
    "answered in less than 1h",
    "not answered within 2m",
    "acknowledged within 23h",
)
DEADLINES = (
    "answered within allowed",
    "answered within rushed",
    "not answered within rushed",
    "answered within own-limit",
    "answered in less than own-limit",
    "answered by promised",
    "not answered by promised",
    "answered at least 1h before promised",
    "answered at least 1 day before promised",
)
CLOCKS = (
    "answered within 1h of acknowledged",
    "answered in less than 2m of acknowledged",
    "answered within 1 day of acknowledged",
    "not answered within 1h of acknowledged",
    "answered within own-limit of acknowledged",
)
MEASURES = (
    "with wait above 2m",
    "with wait at least 2m",
    "with wait below 1h",
    "with wait at most 24h",
    "with reply at most 1h",
    "with hold at least 300s",
    "with wait between 2m and 1h",
    "with wait above own-limit",
    "with cost above 0.1 EUR",
    "with score less than 9",
)
HEADS = {
    "50% of": ("warn below 75%", "exceeds at 80%", "warn below 60%\n  exceeds at 80%"),
    "at least 75% of": ("warn below 90%", "bands good at least 90%, else poor"),
    "more than 50% of": ("warn below 75%", "exceeds at 80%"),
    "100% of": (),
    "more than 0% of": ("warn below 50%",),
    "at most 50% of": ("warn above 25%", "exceeds at 10%"),
    "less than 50% of": ("warn above 25%", "bands fair less than 20%, else poor"),
    "at most 0% of": (),
    "less than 100% of": ("warn above 80%",),
}
BANDS = "bands good at least 90%, fair more than 40%, else poor"


@st.composite
def clauses(draw: st.DrawFn, *parts: st.SearchStrategy[str]) -> str:
    """Clauses that go with every sentence, and some that go with this one."""
    common = (
        rarely(*(f"where {condition}" for condition in CONDITIONS)),
        often(
            *("for each team", "for each team and overall", "for each team of teams"),
            *("for each team, priority", "for each team of teams, priority"),
        ),
        rarely("if no data met", "if no data breached", "if no data reported"),
        rarely(
            *("excluding answered within 2m", "excluding with hold above 120s"),
            *("excluding with score above 9", "excluding acknowledged"),
        ),
        rarely("minimum 1 calls", "minimum 2 calls", "minimum 4 calls"),
        st.sampled_from(ZONES).map("zone {}".format),
    )
    return "\n  ".join(filter(None, [draw(part) for part in (*common, *parts)]))


def without(word: str, text: str) -> str:
    """Clauses without those that begin so."""
    lines = text.split("\n  ")
    return "\n  ".join(line for line in lines if not line.startswith(word))


@st.composite
def shares(draw: st.DrawFn, *outcomes: str) -> str:
    """Floors and ceilings, strict too, with their tiers."""
    head = draw(st.sampled_from(tuple(HEADS)))
    tier = draw(often(*HEADS[head])) if HEADS[head] else ""
    tier = tier or draw(rarely(BANDS))
    without = st.just("")
    if outcomes == DEADLINES:
        words = ("met", "missed", "excluded", "pending")
        without = often(*(f"without deadline {word}" for word in words))
    more = draw(clauses(st.just(tier), without))
    outcome, window = draw(one(*outcomes)), draw(WINDOWS)
    return f"{head} {draw(NOUNS)} {outcome} {window}\n  {more}"


@st.composite
def universals(draw: st.DrawFn) -> str:
    head = draw(one("every call", "every urgent call", "no calls", "no urgent calls"))
    outcomes = (*REACHES, *DEADLINES, *CLOCKS, *MEASURES)
    outcome = draw(one(*(text for text in outcomes if not text.startswith("not"))))
    return f"{head} {outcome} {draw(WINDOWS)}\n  {draw(clauses())}"


@st.composite
def conditions(draw: st.DrawFn) -> str:
    """Shares whose outcome is their first `where`."""
    head = draw(one("50% of calls", "at most 50% of calls", "no calls", "every call"))
    condition = draw(one(*CONDITIONS))
    return f"{head} where {condition} {draw(WINDOWS)}\n  {draw(clauses())}"


TARGETS = {
    "at least 2": ("warn below 3", "exceeds at 4"),
    "at most 2": ("warn above 1", "exceeds at 1"),
    "more than 1": ("warn below 3",),
    "less than 3": ("warn above 1",),
    "at least 0": ("warn below 1",),
}


@st.composite
def counts(draw: st.DrawFn) -> str:
    target = draw(one(*TARGETS))
    more = draw(clauses(often(*TARGETS[target])))
    return f"{target} {draw(NOUNS)} {draw(WINDOWS)}\n  {more}"


@st.composite
def numbers(draw: st.DrawFn) -> str:
    metric = draw(
        one(
            "number of calls",
            "number of answered calls",
            "number of different team of calls",
            "number of different score of calls",
            "number of different answered of calls",
            "number of different wait of urgent calls",
        )
    )
    target = draw(one(*TARGETS, "between 1 and 3"))
    more = draw(clauses(often(*TARGETS.get(target, ("",)))))
    return f"{metric} {target} {draw(WINDOWS)}\n  {more}"


@st.composite
def rates(draw: st.DrawFn) -> str:
    bound = draw(one("at most 1", "at least 2", "more than 1", "less than 3"))
    more = without("for each", draw(clauses(rarely("minimum 2 orders"))))
    if more.count("minimum") > 1:
        more = more.replace("minimum 2 orders", "")
    return f"{bound} {draw(NOUNS)} per 2 orders {draw(WINDOWS)}\n  {more}"


KINDS = ("average", "median", "total", "minimum", "maximum", "p90 of", "p1 of")
LENGTHS = {
    "at most 2m": ("warn above 1m", "exceeds at 30s"),
    "below 1h": ("warn above 2m",),
    "at least 2m": ("warn below 1h", "exceeds at 2h"),
    "more than 30s": (),
    "less than 2m": ("bands fast at most 30s, fair at most 1m, else slow",),
}


@st.composite
def statistics(draw: st.DrawFn) -> str:
    kind, target = draw(one(*KINDS)), draw(one(*LENGTHS))
    measure, tiers = draw(one("wait", "wait", "reply", "hold")), LENGTHS[target]
    if draw(st.integers(0, 3)) == 0:
        measure, target = draw(
            st.sampled_from((("cost", "at most 0.3 EUR"), ("score", "at least 7")))
        )
        tiers = ()
    more = draw(clauses(often(*tiers) if tiers else st.just("")))
    return f"{kind} {measure} of {draw(NOUNS)} {target} {draw(WINDOWS)}\n  {more}"


@st.composite
def between(draw: st.DrawFn) -> str:
    """Bands, both ends included."""
    kind, noun = draw(one(*KINDS)), draw(NOUNS)
    outcome = draw(one(*REACHES, *CLOCKS))
    sentence = draw(
        one(
            f"{kind} wait of {noun} between 2m and 1h",
            f"{kind} wait of {noun} between 2m and 1h",
            f"{kind} cost of {noun} between 0.1 EUR and 0.3 EUR",
            f"share of {noun} {outcome} between 25% and 75%",
            f"share of {noun} {outcome} between 45% and 55%",
            f"number of {noun} between 2 and 3",
        )
    )
    return f"{sentence} {draw(WINDOWS)}\n  {draw(clauses())}"


@st.composite
def share_metrics(draw: st.DrawFn) -> str:
    outcomes = (*REACHES, *CLOCKS, *MEASURES, "answered within allowed")
    target = draw(one("at least 50%", "at most 50%", "more than 0%", "less than 100%"))
    metric = f"share of {draw(NOUNS)} {draw(one(*outcomes))}"
    return f"{metric} {target} {draw(WINDOWS)}\n  {draw(clauses())}"


DEFINES = """
define cost-per-answer as total cost of calls / number of answered calls
define nps as net promoter score of score of calls
define twice as (number of calls + number of urgent calls) * 2
define quick as share of calls answered within 2m
define quick-gap as share of calls answered - share of calls answered within 2m
define typical as median wait of calls
define part-cost as total cost of urgent calls / total cost of calls
"""


@st.composite
def defined(draw: st.DrawFn) -> str:
    sentence = draw(
        one(
            "cost-per-answer at most 0.3 EUR",
            "cost-per-answer between 0 EUR and 1 EUR",
            "twice at most 6",
            "quick at least 50%",
            "quick-gap at most 25 points",
            "typical at most 2m",
            "part-cost at least 40%",
            "number of calls - number of answered calls at most 1",
            "share of calls answered - share of calls acknowledged more than 0 points",
        )
    )
    more = without("minimum", draw(clauses()))
    return f"{sentence} {draw(WINDOWS)}\n  {more}"


@st.composite
def scores(draw: st.DrawFn) -> str:
    target = draw(
        one("at least 0", "more than -50", "at most 40", "between -20 and 20")
    )
    return f"nps {target} {draw(WINDOWS)}\n  {draw(clauses())}"


@st.composite
def editions(draw: st.DrawFn) -> str:
    """Two editions that follow each other, or one alone."""
    day = date.fromisoformat(
        draw(one("2026-03-28", "2026-03-29", "2026-10-25", "2026-03-07", "2026-05-31"))
    )
    window = draw(one("per hour", "per day", "per week", "per month", "overall"))
    zone = draw(st.sampled_from(ZONES))
    subjects = one(
        "50% of calls answered within 2m",
        "every call answered",
        "at most 2 calls",
        "average wait of calls at most 2m",
    )
    more = "\n  ".join((f"zone {zone}", draw(often("for each team"))))
    first = f"{draw(subjects)} {window}\n  effective until {day}\n  {more}"
    later = (
        f"{draw(subjects)} {window}\n  effective from {day + timedelta(1)}\n  {more}"
    )
    both = f"{first}\nstandard same\n  {later}"
    return draw(one(both, both, first, later))


@st.composite
def parameters(draw: st.DrawFn) -> str:
    """Values by name: a target, a limit and a tier."""
    share = draw(
        one("target of calls answered within limit", "at most target of calls")
    )
    share = share if share.startswith("target") else f"{share} answered within limit"
    tier = "warn below upper" if share.startswith("target") else "exceeds at 10%"
    metric = "average wait of calls at most limit"
    sentence = draw(st.sampled_from(((share, often(tier)), (metric, st.just("")))))
    return f"{sentence[0]} {draw(WINDOWS)}\n  {draw(clauses(sentence[1]))}"


PARAMETERS = """
parameter target = {}%
parameter upper = 90%
parameter limit = {}
"""

FORMS: dict[str, Callable[[], st.SearchStrategy[str]]] = {
    "shares": lambda: shares(*REACHES),
    "universals": universals,
    "deadlines by row": lambda: shares(*DEADLINES),
    "from another milestone": lambda: shares(*CLOCKS),
    "by measure": lambda: shares(*MEASURES),
    "by condition": conditions,
    "counts": counts,
    "numbers": numbers,
    "rates": rates,
    "statistics": statistics,
    "bands": between,
    "shares as metrics": share_metrics,
    "defined": defined,
    "scores": scores,
    "editions": editions,
    "parameters": parameters,
}
