"""DuckDB and the oracle must say the same of the second half of the language.

`UPHELD_EXAMPLES` is about the number of random standards for each form (40 unless
given); up to `UPHELD_TOGETHER` of them are judged over one random log.
"""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.oracle.agreement import differences
from tests.oracle.more_logs import several_logs
from tests.oracle.more_sentences import EVENTS
from tests.oracle.more_sentences import FORMS as ROW_FORMS
from tests.oracle.populations import DAY, ZONES, iso
from tests.oracle.sentences import Scenario
from tests.oracle.window_sentences import FORMS as WINDOW_FORMS

EXAMPLES = int(os.environ.get("UPHELD_EXAMPLES", "40"))
TOGETHER = int(os.environ.get("UPHELD_TOGETHER", "4"))
MANY = settings(
    max_examples=max(EXAMPLES // TOGETHER, 1),
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
SOME = settings(MANY, max_examples=max(EXAMPLES // TOGETHER // 4, 1))

FORMS = {**ROW_FORMS, **WINDOW_FORMS}

#: Forms whose windows are compared over months.
LONG = ("compared", "trends", "over")
COMPLETE = ("", "\n  complete from 2026-03-28", "\n  complete from 2026-10-25")


@st.composite
def cases(draw: st.DrawFn, form: str, *, cut: bool = False) -> Scenario:
    """A policy of one form over random logs.

    Args:
        cut: With `--from`, `--to` or both.
    """
    scale = draw(st.sampled_from((1, 7, 30))) if form in LONG else 1
    logs = draw(several_logs(scale=scale))
    zone, complete = draw(st.sampled_from(ZONES)), draw(st.sampled_from(COMPLETE))
    sentences = draw(st.lists(FORMS[form], min_size=1, max_size=TOGETHER))
    standards = [f"standard s{n}\n  {text}" for n, text in enumerate(sentences)]
    events = EVENTS.format(complete=complete)
    waived = draw(waivers(logs.centre // DAY, len(sentences)))
    text = "\n".join((f"zone {zone}", events, *standards, *waived))
    first = last = None
    if cut:
        days = sorted(logs.centre // DAY + draw(st.integers(-4, 6)) for _ in "ab")
        shown = [iso(day * DAY, "UTC")[:10] for day in days]
        first = draw(st.sampled_from((None, shown[0])))
        last = draw(st.sampled_from((None, shown[1])))
    return Scenario(text, logs.tables, logs.as_of, first, last)


@st.composite
def waivers(draw: st.DrawFn, day: int, standards: int) -> list[str]:
    """Excused events and accepted breaches of the days around a log, or mostly none."""
    found = []
    for number in range(draw(st.sampled_from((0, 0, 0, 1, 2)))):
        first, last = sorted(day + draw(st.integers(-9, 12)) for _ in "ab")
        days = [iso(n * DAY, "UTC")[:10] for n in (first, last)]
        kind = draw(st.sampled_from(("excuses", "accepts")))
        where = draw(st.sampled_from(("", 'where region is "south"')))
        if kind == "accepts":
            where = ""
        standard = f"s{draw(st.integers(0, standards - 1))}"
        found.append(
            f"""waiver w{number}
  {kind} {standard}
  from {days[0]} until {days[1]}
  {where}
  because "snow"
  approved by "head" on {days[1]}"""
        )
    return found


def assert_same(case: Scenario) -> None:
    """Both sides agree on every verdict, window and total."""
    with tempfile.TemporaryDirectory() as folder:
        said = differences(case, Path(folder))
    assert not said, "\n".join((*said, shown(case)))


def shown(case: Scenario) -> str:
    """A case for a reader of a failed test: its tables without empty ones."""
    tables = [f"{name}: {row}" for name, rows in case.tables.items() for row in rows]
    asked = f"as of {iso(case.as_of, 'UTC')} from {case.first} to {case.last}"
    return "\n".join((case.text.split("\n", 1)[0], asked, *tables))


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_second_half_agrees(form: str) -> None:
    @MANY
    @given(cases(form))
    def agree(case: Scenario) -> None:
        assert_same(case)

    agree()


@pytest.mark.parametrize("form", FORMS)
def test_a_period_cut_by_from_and_to_agrees_for_every_form(form: str) -> None:
    @SOME
    @given(cases(form, cut=True))
    def agree(case: Scenario) -> None:
        assert_same(case)

    agree()
