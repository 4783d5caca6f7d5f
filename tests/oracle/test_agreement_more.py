"""DuckDB and the oracle must say the same of the second half of the language.

`UPHELD_EXAMPLES` is about the number of random logs for each form (40 unless given); a
hundred share a run. Beside them a few logs have one of their own, with up to
`UPHELD_TOGETHER` standards.
"""

import os
import re
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.oracle.agreement import differences
from tests.oracle.moments import instant
from tests.oracle.more_scenarios import FORMS, cases, many_logs
from tests.oracle.populations import iso
from tests.oracle.record import Record, recorded
from tests.oracle.sentences import Scenario

EXAMPLES = int(os.environ.get("UPHELD_EXAMPLES", "40"))
TOGETHER = int(os.environ.get("UPHELD_TOGETHER", "4"))
#: How many logs share a run.
SIZE = 100
MANY = settings(
    max_examples=max(EXAMPLES // 40, min(EXAMPLES, 4)),
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
SOME = settings(MANY, max_examples=max(EXAMPLES // 80, 1))
SHARED = settings(
    MANY,
    max_examples=-(-EXAMPLES // SIZE),
    # A failure names one log of a dozen rows; to shrink takes minutes.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


def assert_same(case: Scenario) -> None:
    """Both sides agree on every verdict, window and total."""
    with tempfile.TemporaryDirectory() as folder:
        said = differences(case, Path(folder))
    assert not said, "\n".join((*said, shown(case, said)))


def shown(case: Scenario, said: Iterable[str]) -> str:
    """A case for a reader of a failed test: rows of the logs that are spoken of."""
    named = set(re.findall(r"log-[0-9]+", "\n".join(said)))
    rows = [
        f"{name}: " + " ".join(f"{n}={text}" for n, text in row.items() if text)
        for name, table in case.tables.items()
        for row in table
        if not row.get("log") or row["log"] in named
    ]
    asked = f"as of {iso(case.as_of, 'UTC')} from {case.first} to {case.last}"
    waived = case.text.partition("\nwaiver")
    return "\n".join((case.text.split("\n", 1)[0], asked, *rows, *waived[1:]))


def add(record: Record, case: Scenario, log: str = "") -> None:
    """A log that agreed, alone or beside others."""
    rows = case.tables["complaints.csv"]
    texts = [row["began"] for row in rows if row["log"] == log]
    starts = [instant(datetime.fromisoformat(text)) for text in texts if text]
    zone = case.text.split()[1]
    record.add(starts, [zone], case.text.count("\nstandard "))


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_second_half_agrees(form: str) -> None:
    with recorded(form, "apart") as record:

        @MANY
        @given(cases(form, together=TOGETHER))
        def agree(case: Scenario) -> None:
            assert_same(case)
            add(record, case)

        agree()


@pytest.mark.parametrize("form", FORMS)
def test_a_period_cut_by_from_and_to_agrees_for_every_form(form: str) -> None:
    with recorded(form, "cut") as record:

        @SOME
        @given(cases(form, cut=True, together=TOGETHER))
        def agree(case: Scenario) -> None:
            assert_same(case)
            add(record, case)

        agree()


@pytest.mark.parametrize("form", FORMS)
def test_many_logs_in_one_run_agree_for_every_form(form: str) -> None:
    with recorded(form, "shared") as record:

        @SHARED
        @given(many_logs(form, SIZE, 2))
        def agree(case: Scenario) -> None:
            assert_same(case)
            for number in range(SIZE):
                add(record, case, f"log-{number}")

        agree()
