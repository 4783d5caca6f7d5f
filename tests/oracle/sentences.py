"""Random standards as text, for every form that the oracle covers."""

from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter

from tests.oracle.clean import Cells
from tests.oracle.populations import COLUMNS, DAY, ZONES, Log, iso, logs

EVENTS = """
event call, calls
  from "calls.csv"
  identified by id
  occurring at queued
  answered at answered
  acknowledged at acknowledged
  promised at promised
  urgent when priority is "P1"
  scored when score above 6
  wait is answered - queued
  reply is answered - acknowledged
  hold is hold_s in seconds
  talking is talk in "HH:MM:SS"
  cost is cost_eur in EUR
  allowed is 2m when priority is "P1", 1h when priority is "P2", else 24h
  own-limit is limit_h in hours
  empty is "-"
event order, orders
  from "orders.csv"
  identified by id
  occurring at queued
list teams "north", "east"
define cost-per-answer as total cost of calls / number of answered calls
define nps as net promoter score of score of calls
define twice as (number of calls + number of urgent calls) * 2
define quick-gap as share of calls answered - share of calls answered within 2m
"""

#: Days more often than others: they are the ones that close inside most logs.
WINDOWS = (
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

OUTCOMES = (
    "answered",
    "not answered",
    "answered within 2m",
    "answered within 1 day",
    "answered within 1 month",
    "answered in less than 1h",
    "not answered within 2m",
    "answered within 1h of acknowledged",
    "answered within allowed",
    "answered within own-limit",
    "answered by promised",
    "not answered by promised",
    "answered at least 1h before promised",
    "answered at least 1 day before promised",
    "with wait above 2m",
    "with wait below 1h",
    "with reply at most 1h",
    "with hold at least 300s",
    "with wait between 2m and 1h",
    "answered within 2m or acknowledged within 1h",
    "answered within 1h and acknowledged within 1 day",
)
CONDITIONS = (
    'priority is "P1"',
    'priority is not "P1"',
    "urgent",
    "not urgent",
    "score above 6",
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
)
STATISTICS = tuple(
    f"{kind} {measure} of calls"
    for kind in ("average", "median", "total", "minimum", "maximum", "p90 of", "p1 of")
    for measure in ("wait", "reply", "hold", "talking")
)


@dataclass(frozen=True, slots=True, repr=False)
class Scenario:
    """A policy with one standard `s`, its tables, and when it is read.

    `first` and `last` are the days of `--from` and `--to`, both included.
    """

    text: str
    tables: dict[str, list[Cells]]
    as_of: int
    first: str | None = None
    last: str | None = None

    def __repr__(self) -> str:
        return f"<{sum(map(len, self.tables.values()))} rows of {len(self.tables)}>"

    def _repr_pretty_(self, printer: RepresentationPrinter, _: bool) -> None:
        printer.text(repr(self))


def one(*texts: str) -> st.SearchStrategy[str]:
    """One of some texts."""
    return st.sampled_from(texts)


def perhaps(*texts: str) -> st.SearchStrategy[str]:
    """One of some texts, or as often none."""
    return st.sampled_from((*[""] * len(texts), *texts))


def rarely(*texts: str) -> st.SearchStrategy[str]:
    """One of some texts, or mostly none."""
    return st.sampled_from((*[""] * 7 * len(texts), *texts))


@st.composite
def clauses(draw: st.DrawFn, *parts: st.SearchStrategy[str]) -> str:
    """Clauses that go with every sentence, and some that go with this one."""
    common = (
        rarely(*(f"where {c}" for c in CONDITIONS)),
        perhaps("for each team", "for each team and overall", "for each team of teams"),
        rarely("for each team, priority"),
        rarely("allowing 2 days for late data", "allowing 1h for late data"),
        rarely("if no data met", "if no data breached", "if no data reported"),
        rarely("rounded to 1 decimal", "rounded to 0 decimals"),
        rarely("counted by acknowledged"),
        rarely("excluding answered within 30s", "excluding with hold above 120s"),
    )
    found = [draw(part) for part in (*common, *parts)]
    if sum(text.startswith("for each") for text in found) > 1:
        found = [text for text in found if text != "for each team, priority"]
    return "\n  ".join(text for text in found if text)


@st.composite
def shares(draw: st.DrawFn) -> str:
    """Shares with a floor or a ceiling, their tiers, and rows without a deadline."""
    floor = perhaps(
        "warn below 75%", "exceeds at 80%", "warn below 75%\n  exceeds at 80%"
    )
    ceiling = perhaps("warn above 25%", "exceeds at 10%")
    second = perhaps("exceeds when 50% of calls acknowledged within 1h")
    head, tier = draw(
        st.sampled_from(
            (
                ("50% of", st.one_of(floor, second)),
                ("more than 50% of", floor),
                ("100% of", st.just("")),
                ("more than 0% of", perhaps("warn below 50%")),
                ("at most 50% of", ceiling),
                ("less than 50% of", ceiling),
                ("at most 0% of", st.just("")),
                ("less than 100% of", st.just("")),
            )
        )
    )
    noun = draw(one("calls", "urgent calls", "answered calls"))
    outcome = draw(st.sampled_from(OUTCOMES))
    without = "without deadline "
    late = perhaps(*(without + w for w in ("met", "missed", "excluded", "pending")))
    needs = "promised" in outcome or "own-limit" in outcome
    more = draw(
        clauses(
            tier,
            rarely("minimum 2 calls", "minimum 5 calls"),
            late if needs else st.just(""),
            perhaps("bands good at least 90%, fair more than 40%, else poor"),
        )
    )
    return f"{head} {noun} {outcome} {draw(st.sampled_from(WINDOWS))}\n  {more}"


@st.composite
def universals(draw: st.DrawFn) -> str:
    """`every` and `no`."""
    head = draw(one("every call", "every urgent call", "no calls", "no urgent calls"))
    plain = [text for text in OUTCOMES if not text.startswith("not")]
    if head.startswith("no"):
        plain = [text for text in plain if " or " not in text and " and " not in text]
    outcome = draw(st.sampled_from(plain))
    window = draw(st.sampled_from(WINDOWS))
    return f"{head} {outcome} {window}\n  {draw(clauses(rarely('minimum 2 calls')))}"


@st.composite
def by_condition(draw: st.DrawFn) -> str:
    """Shares whose outcome is their first `where`."""
    head = draw(one("50% of calls", "at most 50% of calls", "no calls", "every call"))
    condition = draw(st.sampled_from(CONDITIONS))
    window = draw(st.sampled_from(WINDOWS))
    return f"{head} where {condition} {window}\n  {draw(clauses())}"


@st.composite
def counts(draw: st.DrawFn) -> str:
    """Counts, numbers of and numbers of different, with their tiers."""
    subject = draw(
        one(
            "{} calls",
            "{} urgent calls",
            "number of calls {}",
            "number of answered calls {}",
            "number of different team of calls {}",
            "number of different score of calls {}",
            "number of different answered of calls {}",
        )
    )
    floor, ceiling = perhaps("warn below 3", "exceeds at 4"), perhaps("warn above 1")
    cases = [("at least 2", floor), ("at most 2", ceiling), ("more than 1", floor)]
    cases += [("less than 3", ceiling), ("at least 0", st.just(""))]
    if not subject.startswith("{}"):
        cases.append(("between 1 and 3", st.just("")))
    target, tier = draw(st.sampled_from(cases))
    window = draw(st.sampled_from(WINDOWS))
    more = draw(clauses(tier, rarely("minimum 2 calls")))
    return f"{subject.format(target)} {window}\n  {more}"


@st.composite
def rates(draw: st.DrawFn) -> str:
    """Rates over another event."""
    bound = draw(one("at most 1", "at least 2", "more than 1"))
    noun = draw(one("calls", "urgent calls"))
    window = draw(st.sampled_from(WINDOWS))
    more = draw(
        clauses(rarely("minimum 2 orders", "minimum 2 calls")).filter(
            lambda text: "for each" not in text
        )
    )
    return f"{bound} {noun} per 2 orders {window}\n  {more}"


@st.composite
def statistics(draw: st.DrawFn) -> str:
    """Statistics of lengths, money and numbers; bands too."""
    metric = draw(st.sampled_from(STATISTICS))
    ceiling = perhaps("warn above 1m", "exceeds at 30s")
    target, tier = draw(
        st.sampled_from(
            (
                ("at most 2m", ceiling),
                ("below 1h", ceiling),
                ("at least 2m", perhaps("warn below 1h", "exceeds at 2h")),
                ("more than 30s", st.just("")),
                ("between 2m and 1h", st.just("")),
            )
        )
    )
    money = draw(st.booleans())
    if money:
        kind = draw(one("average", "total", "median", "minimum", "maximum"))
        metric, target, tier = f"{kind} cost of calls", "at most 0.3 EUR", st.just("")
    window = draw(st.sampled_from(WINDOWS))
    more = draw(clauses(tier, rarely("minimum 2 calls")))
    return f"{metric} {target} {window}\n  {more}"


@st.composite
def defined(draw: st.DrawFn) -> str:
    """Metrics by their name, shares as metrics, scores."""
    sentence = draw(
        one(
            "cost-per-answer at most 0.3 EUR",
            "cost-per-answer between 0 EUR and 1 EUR",
            "nps at least 0",
            "nps more than -50",
            "twice at most 6",
            "quick-gap at most 25 points",
            "share of calls answered within 2m at least 50%",
            "share of calls answered between 25% and 75%",
            "number of calls - number of answered calls at most 1",
        )
    )
    window = draw(st.sampled_from(WINDOWS))
    return f"{sentence} {window}\n  {draw(clauses())}"


@st.composite
def editions(draw: st.DrawFn) -> str:
    """Two editions that follow each other on a day inside most logs."""
    day = draw(
        one("2026-03-28", "2026-03-29", "2026-10-25", "2026-03-07", "2026-05-31")
    )
    later = {"2026-03-28": "2026-03-29", "2026-03-29": "2026-03-30"} | {
        "2026-10-25": "2026-10-26", "2026-03-07": "2026-03-08",
        "2026-05-31": "2026-06-01",
    }  # fmt: skip
    window = draw(one("per hour", "per day", "per week", "per month", "overall"))
    first = f"50% of calls answered within 2m {window}\n  effective until {day}"
    second = f"90% of calls answered within 1h {window}\n  effective from {later[day]}"
    both = f"{first}\nstandard s\n  {second}"
    return both if draw(st.booleans()) else draw(st.sampled_from((first, second)))


FORMS = {
    "shares": shares(),
    "universals": universals(),
    "conditions": by_condition(),
    "counts": counts(),
    "rates": rates(),
    "statistics": statistics(),
    "defined": defined(),
    "editions": editions(),
}

#: Other ways to read the same columns; each is a change of the event's declaration.
READINGS = {
    "iso": ("", ""),
    "two columns": (
        "occurring at queued\n",
        """occurring at day + clock in "%d/%m/%Y %H:%M"
  source zone America/New_York
""",
    ),
    "latest": (
        "identified by id\n",
        "identified by id\n  latest by updated_at, version\n",
    ),
    "first": ("identified by id\n", "identified by id\n  first by version\n"),
    "mixed": ("identified by id\n", 'identified by id\n  where team is "north"\n'),
}


@st.composite
def scenarios(
    draw: st.DrawFn,
    form: str,
    reading: str = "iso",
    *,
    cut: bool = False,
    together: int = 1,
) -> Scenario:
    """A policy of one form over a random log, read in one way.

    Args:
        cut: With `--from`, `--to` or both.
        together: How many standards are judged over the log, at most.
    """
    sentences = draw(st.lists(FORMS[form], min_size=1, max_size=together))
    numbered = [f"standard s{n}\n  {text}\n" for n, text in enumerate(sentences)]
    standards = "".join(
        text.replace("standard s\n", f"standard s{n}\n")
        for n, text in enumerate(numbered)
    )
    short = "per hour" in standards or "per 15m" in standards
    by_version = reading in ("latest", "first")
    most = 6 if by_version else 12
    log = draw(logs(latest=by_version, most=most, short=short))
    orders = draw(logs(most=5, short=short)) if form == "rates" else Log((), 0)
    old, new = READINGS[reading]
    events = EVENTS.replace(old, new, 1) if old else EVENTS
    zone = f"zone {draw(st.sampled_from(ZONES))}"
    fiscal = draw(
        perhaps("fiscal year starts 1 April", "fiscal year starts 15 October")
    )
    text = f"{zone}\n{fiscal}{events}{standards}"
    tables = {"calls.csv": list(log.rows), "orders.csv": list(orders.rows)}
    first = last = None
    if cut:
        days = sorted(log.as_of // DAY + draw(st.integers(-4, 2)) for _ in range(2))
        shown = [iso(day * DAY, "UTC")[:10] for day in days]
        first = draw(st.sampled_from((None, shown[0])))
        last = draw(st.sampled_from((None, shown[1])))
    return Scenario(text, tables, log.as_of, first, last)


def as_csv(rows: list[Cells]) -> str:
    """Rows as the file that an engine reads; every column, also without rows."""
    names = ("id", *COLUMNS[1:], "version")
    lines = [",".join(names)]
    lines += [",".join(f'"{row.get(name) or ""}"' for name in names) for row in rows]
    return "\n".join(lines) + "\n"
