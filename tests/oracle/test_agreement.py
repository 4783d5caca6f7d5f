"""DuckDB and the larger oracle must say the same of the first half of the language.

`UPHELD_EXAMPLES` is about the number of random standards for each form; up to
`UPHELD_TOGETHER` of them are judged over one random log. The suite takes few: the small
evaluator compares more (`test_agreement_small.py`), these read text as well.
"""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.oracle.agreement import differences
from tests.oracle.sentences import FORMS, READINGS, Scenario, scenarios

EXAMPLES = int(os.environ.get("UPHELD_EXAMPLES", "12"))
TOGETHER = int(os.environ.get("UPHELD_TOGETHER", "4"))
MANY = settings(
    max_examples=max(EXAMPLES // TOGETHER, 1),
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
SOME = settings(MANY, max_examples=max(EXAMPLES // TOGETHER // 4, 1))


def assert_same(scenario: Scenario) -> None:
    """Both sides agree on every verdict, window and total."""
    with tempfile.TemporaryDirectory() as folder:
        said = differences(scenario, Path(folder))
    assert not said, "\n".join((*said, scenario.text))


@pytest.mark.parametrize("form", FORMS)
def test_every_form_agrees(form: str) -> None:
    @MANY
    @given(scenarios(form, together=TOGETHER))
    def agree(scenario: Scenario) -> None:
        assert_same(scenario)

    agree()


@pytest.mark.parametrize("form", ["shares", "counts", "statistics"])
def test_a_period_cut_by_from_and_to_agrees(form: str) -> None:
    @SOME
    @given(scenarios(form, cut=True, together=TOGETHER))
    def agree(scenario: Scenario) -> None:
        assert_same(scenario)

    agree()


@pytest.mark.parametrize("reading", [name for name in READINGS if name != "iso"])
def test_every_way_to_read_rows_agrees(reading: str) -> None:
    @SOME
    @given(scenarios("shares", reading, together=TOGETHER))
    def agree(scenario: Scenario) -> None:
        assert_same(scenario)

    agree()
