"""Random populations of typed values, and standards about them.

Several populations make one batch: each has an event and a standard of its own, so that
one run judges them all. They have the moment of judging and the period in common.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter

from tests.oracle.populations import CENTRES, DAY, DELAYS, NOWS, STARTS
from tests.oracle.small_sentences import DEFINES, FORMS, PARAMETERS, often, one

Cells = dict[str, object]

EVENTS = """
event call, calls
  from "calls"
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
  cost is cost_eur in EUR
  allowed is 2m when priority is "P1", 1h when priority is "P2", else 24h
  rushed is 2m when urgent
  own-limit is limit_h in hours
"""
ORDERS = """
event order, orders
  from "orders"
  identified by id
  occurring at queued
"""
LORD_HOWE = (
    datetime(2026, 4, 4, 15, tzinfo=UTC),
    datetime(2026, 10, 3, 15, tzinfo=UTC),
)
MOMENTS = ("queued", "answered", "acknowledged", "promised")
COLUMNS: dict[str, tuple[object, ...]] = {
    "team": ("north", "south", "south", None),
    "priority": ("P1", "P1", "P2", "p1", None),
    "score": (0, 6, 7, 9, 10, Fraction(17, 2), 11, None),
    "hold_s": (0, 30, 120, 300, Fraction(299_999_999, 1_000_000), None),
    "cost_eur": (Fraction(1, 10), Fraction(1, 5), 3, Fraction(-3, 2), None),
    "limit_h": (0, 1, 24, Fraction(1, 2), None),
    "reopened": (True, True, False, None),
}
#: What does not convert, now and then, in a column of moments, numbers or truths.
ODD = {
    "queued": "soon",
    "answered": "soon",
    "score": "x",
    "hold_s": "?",
    "reopened": "?",
}


@dataclass(frozen=True, slots=True, repr=False)
class Batch:
    """Standards `s0`, `s1` … with their rows by event, and what the run is asked."""

    text: str
    tables: dict[str, list[Cells]]
    as_of: datetime
    first: date | None
    last: date | None

    def __repr__(self) -> str:
        return f"<{len(self.tables)} populations as of {self.as_of}>"

    def _repr_pretty_(self, printer: RepresentationPrinter, _: bool) -> None:
        printer.text(repr(self))


@st.composite
def rows(draw: st.DrawFn, centre: datetime, now: datetime) -> list[Cells]:
    """Rows around a centre or around `as of`; moments lie on limits and beside them."""
    places = [centre + timedelta(microseconds=far) for far in STARTS]
    places += [now + timedelta(microseconds=far) for far in (0, 1, -1, -120_000_000)]
    delays = st.sampled_from((*DELAYS, *[None] * (len(DELAYS) // 4)))
    cells = {name: st.sampled_from(values) for name, values in COLUMNS.items()}
    row = st.tuples(
        st.sampled_from(places),
        st.tuples(delays, delays, delays),
        st.fixed_dictionaries(cells),
        st.sampled_from((*[""] * 30, "none", *ODD)),
        st.integers(0, 9),
    )
    found: list[Cells] = []
    for start, after, values, odd, again in draw(st.lists(row, max_size=10)):
        ends = [d if d is None else start + timedelta(microseconds=d) for d in after]
        moments = dict(zip(MOMENTS, (start, *ends), strict=True))
        cells_ = {"id": f"r{len(found)}", **moments, **values}
        if odd == "none":
            cells_["queued"] = None
        elif odd:
            cells_[odd] = ODD[odd]
        found += [cells_, dict(cells_)] if again == 0 else [cells_]
    return found


AGAIN = "\nstandard same\n"

#: Words that are told apart by the number of their population.
OWN = re.compile(
    r"(?<![\w-])(calls?|orders?|cost-per-answer|nps|twice|quick|quick-gap|typical"
    r"|part-cost)(?![\w-])"
)


@st.composite
def batches(draw: st.DrawFn, form: str, events: int, sharing: int = 1) -> Batch:
    """So many populations of one form, judged in one run.

    Args:
        events: How many events there are, each with rows of its own.
        sharing: How many populations share an event, told apart by `where`.
    """
    centre = draw(st.sampled_from((*CENTRES, *LORD_HOWE)))
    far = st.sampled_from([far for far in NOWS if far <= 9 * DAY])
    now = centre + timedelta(microseconds=draw(far))
    limits = draw(one("50", "75")), draw(one("2m", "1h"))
    fiscal = draw(often("fiscal year starts 1 April", "fiscal year starts 15 October"))
    parts = [f'zone UTC\n{fiscal}\nlist teams "north", "east"']
    if form == "parameters":
        parts.append(PARAMETERS.format(*limits))
    tables: dict[str, list[Cells]] = {}
    for number in range(events):
        sentences = [draw(FORMS[form]()) for _ in range(sharing)]
        head = EVENTS
        tables[f"calls{number}"] = [
            {**row, "id": f"{part}-{row['id']}", "population": f"p{part}"}
            for part in range(sharing)
            for row in draw(rows(centre, now))
        ]
        if form == "rates":
            head += ORDERS
            tables[f"orders{number}"] = draw(rows(centre, now))
        if form in ("defined", "scores"):
            head += DEFINES
        if draw(st.integers(0, 7)) == 0:
            head = head.replace("occurring", 'where team is "north"\n  occurring', 1)
        own = [f"p{part}" if sharing > 1 else "" for part in range(sharing)]
        texts = [
            standard(f"s{number}-{part}", text, own[part])
            for part, text in enumerate(sentences)
        ]
        parts.append(OWN.sub(rf"\g<1>{number}", "\n".join((head, *texts))))
    first, last = draw(periods(now.date()))
    return Batch("\n".join(parts), tables, now, first, last)


def standard(name: str, sentence: str, population: str) -> str:
    """A standard, about one of several populations of its event where it is named."""
    if "Lord_Howe" in sentence:
        # Hours that are cut by half an hour have a test of their own.
        sentence = sentence.replace("per hour", "per day")
    own = f'\n  where population is "{population}"' if population else ""
    editions = sentence.split(AGAIN)
    return "\n".join(f"standard {name}\n  {text}{own}" for text in editions)


@st.composite
def periods(draw: st.DrawFn, day: date) -> tuple[date | None, date | None]:
    """Mostly none; else `--from`, `--to`, or both."""
    days = sorted(day + timedelta(draw(st.integers(-4, 2))) for _ in "ab")
    kind = draw(one("", "", "", "", "", "from", "to", "both"))
    return (
        days[0] if kind in ("from", "both") else None,
        days[1] if kind in ("to", "both") else None,
    )
