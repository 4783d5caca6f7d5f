"""Windows that slide are the sums, or the extremes, of their days."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.test_judge import POPULATION
from tests.unit.test_plain import WAIT
from upheld.checker.sliding import merged, put_together
from upheld.checker.windows import Windows
from upheld.checker.zones import clock
from upheld.dsl import model

numbers = st.fixed_dictionaries(
    {"used": st.integers(0, 5), "value": st.one_of(st.none(), st.integers(-9, 9))},
    optional={"running": st.integers(0, 2)},
)
places = st.tuples(st.integers(20_000, 20_070), st.sampled_from([("a",), ("b",)]))
#: Days of which some lack a number, and days that all have every one.
full = st.fixed_dictionaries({"used": st.integers(0, 5), "value": st.integers(-9, 9)})
cells = st.dictionaries(places, numbers) | st.dictionaries(places, full)
LENGTHS = [model.Period(days=3), model.Period(days=28), model.Period(months=1)]


@pytest.mark.parametrize("kind", ["total", "maximum", "minimum"])
@pytest.mark.parametrize("length", LENGTHS, ids=["3 days", "28 days", "a month"])
@given(found=cells)
def test_windows_of_days(kind: Any, length: model.Period, found: Any) -> None:
    counted = model.Statistic(kind, WAIT, POPULATION, model.NUMBER)
    windows = Windows(model.Sliding(length), clock("UTC", 0, 0))
    together = dict(put_together(found, counted, windows))
    first, last = 20_000, 20_070 + 40
    for group in {group for _, group in found}:
        for key in range(first, last):
            days = range(windows.first_day(key), key + 1)
            parts = [found[d, group] for d in days if (d, group) in found]
            if parts:
                assert together.pop((key, group)) == merged(parts, counted)
    assert together == {}
