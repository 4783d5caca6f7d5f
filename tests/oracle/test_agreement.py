"""DuckDB and the oracle must say the same of every window, to the last digit.

`UPHELD_EXAMPLES` is the number of random logs for each form (20 unless given).
"""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.oracle.agreement import by_checker, by_oracle
from tests.oracle.sentences import FORMS, READINGS, Scenario, scenarios

EXAMPLES = int(os.environ.get("UPHELD_EXAMPLES", "20"))
MANY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
SOME = settings(MANY, max_examples=max(EXAMPLES // 4, 1))


def assert_same(scenario: Scenario) -> None:
    """Both sides agree on the verdict, every window and the totals."""
    with tempfile.TemporaryDirectory() as folder:
        found = by_checker(scenario, Path(folder))
    expected = by_oracle(scenario)
    for here, there in zip(expected.lines, found.lines, strict=False):
        assert there == here, scenario.text
    assert found == expected, scenario.text


@pytest.mark.parametrize("form", FORMS)
def test_every_form_agrees(form: str) -> None:
    @MANY
    @given(scenarios(form))
    def agree(scenario: Scenario) -> None:
        assert_same(scenario)

    agree()


@pytest.mark.parametrize("form", ["shares", "counts", "statistics"])
def test_a_period_cut_by_from_and_to_agrees(form: str) -> None:
    @SOME
    @given(scenarios(form, cut=True))
    def agree(scenario: Scenario) -> None:
        assert_same(scenario)

    agree()


@pytest.mark.parametrize("reading", [name for name in READINGS if name != "iso"])
def test_every_way_to_read_rows_agrees(reading: str) -> None:
    @SOME
    @given(scenarios("shares", reading))
    def agree(scenario: Scenario) -> None:
        assert_same(scenario)

    agree()
