"""What must hold of the oracle whatever the log and the sentence."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.oracle.evaluate import Result, evaluate
from tests.oracle.policies import policy_of
from tests.oracle.sentences import FORMS, Scenario, scenarios

FEW = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
STATES = ("met", "missed", "pending", "excluded", "invalid", "used", "without_value")


def results(scenario: Scenario, seed: int | None = None) -> list[Result]:
    """The results of every edition, perhaps of shuffled rows."""
    tables = {name: list(rows) for name, rows in scenario.tables.items()}
    if seed is not None:
        for rows in tables.values():
            Random(seed).shuffle(rows)
    editions = policy_of(scenario.text).standards[0].editions
    return [evaluate(each, tables, as_of=scenario.as_of) for each in editions]


@pytest.mark.parametrize("form", FORMS)
def test_the_order_of_rows_changes_nothing(form: str) -> None:
    @FEW
    @given(scenarios(form), st.integers(0, 9))
    def shuffled(scenario: Scenario, seed: int) -> None:
        assert results(scenario) == results(scenario, seed)

    shuffled()


@pytest.mark.parametrize("form", FORMS)
def test_every_row_is_in_one_window_or_in_none(form: str) -> None:
    @FEW
    @given(scenarios(form))
    def added(scenario: Scenario) -> None:
        for result in results(scenario):
            wholes = [w for w in result.windows if not w.group]
            grouped = [w for w in result.windows if w.group]
            for state in STATES:
                # With `and overall` each row stands once in a group, once in the whole.
                for windows in filter(None, (wholes, grouped)):
                    inside = sum(getattr(window, state) for window in windows)
                    # Only rows without a valid start are in no window.
                    lost = state in ("invalid", "excluded")
                    least = 0 if lost else getattr(result, state)
                    assert least <= inside <= getattr(result, state)

    added()


def test_windows_follow_each_other_without_a_gap() -> None:
    @FEW
    @given(scenarios("counts"))
    def in_line(scenario: Scenario) -> None:
        for result in results(scenario):
            groups = {tuple(w.group.items()) for w in result.windows}
            for group in groups:
                own = [w for w in result.windows if tuple(w.group.items()) == group]
                ends = [w.end_us for w in own[:-1]]
                assert ends == [w.start_us for w in own[1:]]
                assert len({w.label for w in own}) == len(own)

    in_line()
