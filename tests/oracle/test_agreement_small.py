"""DuckDB and the small evaluator must say the same of every window, exactly.

`UPHELD_EXAMPLES` is about the number of random populations for each form.
"""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.oracle.small_agreement import differences
from tests.oracle.small_populations import Batch, batches
from tests.oracle.small_sentences import FORMS

EXAMPLES = int(os.environ.get("UPHELD_EXAMPLES", "24"))
TOGETHER = 8
MANY = settings(
    max_examples=max(-(-EXAMPLES // TOGETHER), 1),
    deadline=None,
    # A failure names one population of a dozen rows; to shrink batches takes minutes.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_first_half_agrees(form: str) -> None:
    @MANY
    @given(batches(form, TOGETHER))
    def agree(batch: Batch) -> None:
        with tempfile.TemporaryDirectory() as folder:
            said = differences(batch, Path(folder))
        assert not said, "\n".join(said)

    agree()
