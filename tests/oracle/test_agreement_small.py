"""DuckDB and both evaluators must say the same of every window, exactly.

`UPHELD_EXAMPLES` is about the number of random populations for each form.
"""

import os
import tempfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.oracle.policies import policy_of
from tests.oracle.record import recorded
from tests.oracle.small import instant
from tests.oracle.small_agreement import differences, own_rows
from tests.oracle.small_populations import Batch, batches
from tests.oracle.small_sentences import FORMS
from upheld.dsl import model

EXAMPLES = int(os.environ.get("UPHELD_EXAMPLES", "24"))
#: Events and populations of each: apart, and told apart by `where` in shared scans.
STYLES = ((8, 1), (1, 24))


@pytest.mark.parametrize(("events", "sharing"), STYLES, ids=("apart", "shared"))
@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_first_half_agrees(
    form: str, events: int, sharing: int
) -> None:
    @settings(
        max_examples=-(-EXAMPLES // (len(STYLES) * events * sharing)),
        deadline=None,
        # A failure names one population of a dozen rows; to shrink takes minutes.
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(batches(form, events, sharing))
    def agree(batch: Batch) -> None:
        with tempfile.TemporaryDirectory() as folder:
            said = differences(batch, Path(folder))
        assert not said, "\n".join(said)
        for standard in policy_of(batch.text).standards:
            zones = [edition.zone for edition in standard.editions]
            record.add(starts_of(standard, batch), zones)

    with recorded(form, "apart" if sharing == 1 else "shared") as record:
        agree()


def starts_of(standard: model.Standard, batch: Batch) -> list[int]:
    """When the events of one population begin, where that is known."""
    rows = [row for table in own_rows(standard, batch).values() for row in table]
    starts = [row["queued"] for row in rows]
    return [instant(start) for start in starts if isinstance(start, datetime)]
