"""Where no value is wanted, every form of the second half has the same verdicts."""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.oracle.agreement import file_of
from tests.oracle.more_scenarios import FORMS, many_logs
from tests.oracle.sentences import Scenario
from tests.oracle.test_fusion import assert_same_verdicts, run_of

#: Logs that share a run, and how many standards are judged over each.
SIZE, TOGETHER = 30, 2
EXAMPLES = int(os.environ.get("UPHELD_EXAMPLES", str(SIZE)))
MANY = settings(
    max_examples=-(-EXAMPLES // SIZE),
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.parametrize("form", FORMS)
def test_verdicts_alone_are_those_of_the_report(form: str) -> None:
    @MANY
    @given(many_logs(form, SIZE, TOGETHER))
    def agree(case: Scenario) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for name, rows in case.tables.items():
                (Path(folder) / name).write_text(file_of(name, rows))
            assert_same_verdicts(run_of(case, folder))

    agree()
