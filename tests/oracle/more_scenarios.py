"""Random policies of the second half of the language over random logs.

A log may have a run of its own (`cases`), or many share one (`many_logs`): their rows
stand in the same tables, with keys of their own, and each is a group.
"""

from hypothesis import strategies as st

from tests.oracle import latest_sentences, more_sentences, window_sentences
from tests.oracle.moments import instant
from tests.oracle.more_logs import logs_by_chance, several_logs
from tests.oracle.more_sentences import EVENTS
from tests.oracle.populations import CENTRES, DAY, HOUR, iso
from tests.oracle.sentences import Scenario
from tests.oracle.small_populations import LORD_HOWE
from tests.oracle.small_sentences import ZONES

FORMS = {**more_sentences.FORMS, **window_sentences.FORMS, **latest_sentences.FORMS}

#: Forms whose windows are compared over months.
LONG = ("compared", "trends", "over", "compared means", "sampled means")
COMPLETE = ("", "\n  complete from 2026-03-28", "\n  complete from 2026-10-25")


def events_of(form: str, complete: str) -> str:
    """The events, lists and defines that a form speaks of."""
    more = latest_sentences.EVENTS if form in latest_sentences.FORMS else ""
    return EVENTS.format(complete=complete) + more


@st.composite
def zones(draw: st.DrawFn) -> tuple[str, int]:
    """A zone, and a moment around which a log lies: mostly a change of its clocks."""
    zone = draw(st.sampled_from(ZONES))
    known = LORD_HOWE if zone == "Australia/Lord_Howe" else CENTRES
    centre = instant(draw(st.sampled_from(known)))
    # Opening hours lie around local noon, the changes of the clock at night.
    return zone, centre + draw(st.sampled_from((0, 0, 8 * HOUR, 9 * HOUR)))


@st.composite
def cases(
    draw: st.DrawFn, form: str, *, cut: bool = False, together: int = 1
) -> Scenario:
    """A policy of one form over random logs.

    Args:
        cut: With `--from`, `--to` or both.
        together: How many standards are judged over the logs, at most.
    """
    scale = draw(st.sampled_from((1, 7, 30))) if form in LONG else 1
    zone, centre = draw(zones())
    logs = draw(several_logs(centre, scale=scale))
    complete = draw(st.sampled_from(COMPLETE))
    sentences = draw(st.lists(FORMS[form], min_size=1, max_size=together))
    standards = [f"standard s{n}\n  {text}" for n, text in enumerate(sentences)]
    waived = draw(waivers(logs.centre // DAY, [f"s{n}" for n in range(len(sentences))]))
    text = "\n".join((f"zone {zone}", events_of(form, complete), *standards, *waived))
    first, last = draw(periods(centre)) if cut else (None, None)
    return Scenario(text, logs.tables, logs.as_of, first, last)


@st.composite
def periods(draw: st.DrawFn, centre: int) -> tuple[str | None, str | None]:
    """The days of `--from` and `--to`, or only one of them, or none."""
    days = sorted(centre // DAY + draw(st.integers(-4, 6)) for _ in "ab")
    first, last = (iso(day * DAY, "UTC")[:10] for day in days)
    return draw(st.sampled_from((None, first))), draw(st.sampled_from((None, last)))


@st.composite
def waivers(draw: st.DrawFn, day: int, standards: list[str]) -> list[str]:
    """Excused events and accepted breaches of the days around a log, or mostly none."""
    found = []
    for number in range(draw(st.sampled_from((0, 0, 0, 1, 2)))):
        first, last = sorted(day + draw(st.integers(-9, 12)) for _ in "ab")
        days = [iso(n * DAY, "UTC")[:10] for n in (first, last)]
        kind = draw(st.sampled_from(("excuses", "accepts")))
        where = draw(st.sampled_from(("", 'where region is "south"')))
        if kind == "accepts":
            where = ""
        standard = draw(st.sampled_from(standards))
        found.append(
            f"""waiver w-{standard}-{number}
  {kind} {standard}
  from {days[0]} until {days[1]}
  {where}
  because "snow"
  approved by "head" on {days[1]}"""
        )
    return found


# --- many logs in one run -------------------------------------------------------------


@st.composite
def many_logs(draw: st.DrawFn, form: str, size: int, together: int) -> Scenario:
    """So many logs in the same tables, each one a group of its own."""
    scale = draw(st.sampled_from((1, 7))) if form in LONG else 1
    zone, centre = draw(zones())
    logs = logs_by_chance(draw(st.integers(0, 2**32)), centre, scale, size)
    sentences = draw(st.lists(FORMS[form], min_size=together, max_size=together))
    standards = [f"standard s{n}\n  {by_log(t)}" for n, t in enumerate(sentences)]
    known = ", ".join(f'"log-{n}-{case}"' for n in range(size) for case in "abc")
    events = events_of(form, draw(st.sampled_from(COMPLETE)))
    events = events.replace('known-cases "a", "b", "c"', f"known-cases {known}")
    waived = draw(waivers(centre // DAY, [f"s{n}" for n in range(together)]))
    text = "\n".join((f"zone {zone}", events, *standards, *waived))
    asked = draw(periods(centre)) if draw(st.integers(0, 3)) == 0 else (None, None)
    return Scenario(text, logs.tables, logs.as_of, *asked)


def by_log(sentence: str) -> str:
    """Grouped by log too, unless its groups lie in one log by themselves."""
    if "at least every" in sentence:
        # The gaps of a member of a list are those of all logs.
        sentence = sentence.replace("for each staff of crew", "for each staff")
        sentence = sentence.replace("for each staff of staff", "for each region")
    if "for each complaint" in sentence or "for each urgent complaint" in sentence:
        return sentence
    if "for each case_id" in sentence:
        return sentence
    if "for each" in sentence:
        return sentence.replace("for each", "for each log,")
    return f"{sentence}\n  for each log"
