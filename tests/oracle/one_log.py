"""Random logs that hold everything of a case, and sentences about their cases.

Most cases have one row of a kind, so that one grouping tells them; some have a kind
twice, a third pause, rows at one moment, no key or no moment.
"""

import random

from hypothesis import strategies as st

from tests.oracle.clean import Cells
from tests.oracle.more_logs import BESIDE, Picker, marked
from tests.oracle.more_scenarios import periods, waivers, zones
from tests.oracle.more_sentences import GROUPS
from tests.oracle.populations import DAY, HOUR, MINUTE, iso
from tests.oracle.sentences import Scenario, one, perhaps, rarely

EVENTS = """
event complaint, complaints
  from "log.csv"{identity}
  about case case_id
  occurring at began
  closed at ends
  promised at due
  where kind is "complaint"
event acknowledgement, acknowledgements
  from "log.csv"{identity}
  about case case_id
  occurring at began
  where kind is "acknowledged"
event resolution, resolutions
  from "log.csv"{identity}
  about case case_id
  occurring at began
  where kind is one of "resolved", "closed"
event note, notes
  from "log.csv"{identity}
  about case case_id
  occurring at began
  where kind is "note"
event hold, holds
  from "log.csv"{identity}
  about case case_id
  occurring at began
  where kind is "paused"
  lasting until the next
list crew "ann", "bo", "dee"
"""

KINDS = ("complaint", "acknowledged", "resolved", "note", "paused", "resumed")
#: After the complaint: on a limit, before it, within a pause.
LATER = (
    *(0, 15 * MINUTE, 30 * MINUTE, 45 * MINUTE, HOUR, 75 * MINUTE, 90 * MINUTE),
    *(2 * HOUR, 150 * MINUTE, 3 * HOUR, 4 * HOUR, 5 * HOUR, 8 * HOUR, 23 * HOUR),
    *(DAY, 25 * HOUR, 26 * HOUR, 27 * HOUR, 30 * HOUR, 2 * DAY, 49 * HOUR, 3 * DAY),
    *(-HOUR, -DAY),
)
LIMITS = (
    *("within 1h", "within 1h", "within 2h", "in less than 1h", "within 24h"),
    *("in less than 24h", "within 1 day", "within 1 month", ""),
)
NOWS = (HOUR, 3 * HOUR, DAY, 25 * HOUR, 2 * DAY, 3 * DAY, 9 * DAY, 15 * DAY)
STEPS = (
    "acknowledgement {} then by resolution {}",
    "acknowledgement {} then by resolution {}",
    "acknowledgement {} then by note {} then by resolution {}",
    "note {} then by resolution {}",
    "acknowledgement {}",
    "resolution {}",
)


class Cases(Picker):
    """Makes the rows of cases."""

    def case(self, name: str, centre: int) -> list[Cells]:
        """The rows of one case, in any order; some have a kind once too often."""
        begun = self.moment(centre)
        places = list(LATER)
        odd = self.one(range(24))
        rows = [self.event(name, "complaint", begun)]
        for kind in self.kinds(once_too_often=odd < 3):
            # Rows at one moment only where they are looked for.
            later = self.one(places)
            if odd not in (3, 4, 5):
                places.remove(later)
            rows.append(self.event(name, kind, begun + later + self.one(BESIDE)))
        if odd in (6, 7):
            rows[self.one(range(len(rows)))]["began"] = ("", "soon")[odd - 6]
        if odd == 8:
            rows[self.one(range(len(rows)))]["case_id"] = ""
        return sorted(rows, key=lambda _: self.one(range(100)))

    def kinds(self, *, once_too_often: bool) -> list[str]:
        """What follows a complaint, or not."""
        found = [
            kind
            for kind in ("acknowledged", self.one(("resolved", "closed")))
            if self.one((True, True, True, False))
        ]
        for _ in range(self.one((0, 0, 1, 1, 2))):
            found += ["paused", *(["resumed"] if self.one((True, True, False)) else [])]
        found += ["note"] if self.one((True, False, False)) else []
        return [*found, self.one(KINDS)] if once_too_often else found

    def event(self, name: str, kind: str, at: int) -> Cells:
        """One row."""
        return {
            "case_id": name,
            "person": self.one(("ann", "bo", "")),
            "log": "",
            "began": iso(at, "UTC"),
            "ends": self.one(("", iso(at + self.one(LATER), "UTC"))),
            "due": iso(at + self.one(LATER), "UTC"),
            "kind": self.one((*[kind] * 60, "")),
            "staff": self.one(("ann", "ann", "bo", "cy", "")),
            "region": self.one(("north", "south", "south", "")),
            "score": self.one(("0", "1", "5", "")),
        }

    def log(self, centre: int, most: int, odd: bool) -> list[Cells]:
        """The rows of some cases.

        Args:
            odd: with rows that lack a key or a moment.
        """
        cases = [self.case(f"c{n}", centre) for n in range(self.one(range(most + 1)))]
        rows = [row for case in cases for row in case]
        if not odd:
            rows = [
                r for r in rows if r["case_id"] and (r["began"] or "soon") != "soon"
            ]
        numbered: list[Cells] = []
        for number, row in enumerate(rows):
            # The identities are in another order than the rows.
            numbered.append({"id": f"{'rq'[number % 2]}{number}", **row})
        return numbered


@st.composite
def sentences(draw: st.DrawFn) -> str:
    """A chain, or one answer, perhaps while pauses stop its clock."""
    head = draw(
        one("50% of complaints", "at most 50% of complaints", "every complaint")
    )
    negated = draw(rarely("not"))
    limits = [draw(st.sampled_from(LIMITS)) for _ in range(3)]
    steps = draw(st.sampled_from(STEPS)).format(*limits)
    window = draw(one("per day", "per week", "per month", "overall"))
    limited = any(steps.count(limit) for limit in LIMITS if limit)
    paused = (
        draw(one("pausing while hold", "pausing while hold", "")) if limited else ""
    )
    more = [
        paused,
        draw(GROUPS),
        draw(rarely('where region is "south"', "where score is known")),
        draw(rarely("counted by closed")),
        draw(rarely("excluding closed within 1h")) if not paused else "",
        draw(rarely("minimum 2 complaints")),
    ]
    clauses = "\n  ".join(text for text in more if text)
    return f"{head} {negated} followed by {steps} {window}\n  {clauses}"


@st.composite
def scenarios(draw: st.DrawFn, *, cut: bool = False, together: int = 2) -> Scenario:
    """Standards over one log of a few cases."""
    zone, centre = draw(zones())
    picker = Cases(draw, None)
    rows = picker.log(centre, 4, draw(st.sampled_from((False, False, True))))
    now = centre + draw(st.sampled_from(NOWS)) + draw(st.sampled_from(BESIDE))
    texts = draw(st.lists(sentences(), min_size=1, max_size=together))
    waived = draw(waivers(centre // DAY, [f"s{n}" for n in range(len(texts))]))
    text = policy(zone, draw(perhaps("\n  identified by id")), texts, waived)
    first, last = draw(periods(centre)) if cut else (None, None)
    return Scenario(text, {"log.csv": rows}, now, first, last)


@st.composite
def many_cases(draw: st.DrawFn, size: int) -> Scenario:
    """Standards over one log of many cases, made by chance."""
    zone, centre = draw(zones())
    seed = draw(st.integers(0, 2**32))
    picker = Cases(None, random.Random(seed))
    odd = draw(st.sampled_from((False, False, True)))
    rows = [
        marked(row, f"log-{n}")
        for n in range(size)
        for row in picker.log(centre, 2, odd)
    ]
    now = centre + draw(st.sampled_from(NOWS))
    texts = draw(st.lists(sentences(), min_size=2, max_size=2))
    text = policy(zone, draw(perhaps("\n  identified by id")), texts, [])
    return Scenario(text, {"log.csv": rows}, now)


def policy(zone: str, identity: str, texts: list[str], waived: list[str]) -> str:
    """The file of some sentences."""
    standards = [f"standard s{n}\n  {text}" for n, text in enumerate(texts)]
    return "\n".join(
        (f"zone {zone}", EVENTS.format(identity=identity), *standards, *waived)
    )
