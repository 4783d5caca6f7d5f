"""Cases told by one grouping of their log are judged as joins and the oracle do."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.oracle.agreement import file_of
from tests.oracle.one_log import many_cases, scenarios
from tests.oracle.sentences import Scenario
from tests.oracle.test_agreement_more import assert_same
from tests.oracle.test_fusion import assert_same as assert_same_alone
from tests.oracle.test_fusion import run_of
from upheld.checker.check import Request
from upheld.checker.fusion import run as fusion_run

EXAMPLES = int(os.environ.get("UPHELD_EXAMPLES", "40"))
MANY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
SHARED = settings(
    MANY,
    max_examples=-(-EXAMPLES // 10),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """Whether each chain was judged from a grouping; a third of them at least."""
    found: list[bool] = []
    real = fusion_run.Fusion._by_case

    def noted(self: fusion_run.Fusion, part: object, compiler: object) -> object:
        made = real(self, part, compiler)  # type: ignore[arg-type] # handed on
        found.append(made.grouping is not None)
        return made

    monkeypatch.setattr(fusion_run.Fusion, "_by_case", noted)
    yield found
    assert 3 * sum(found) > len(found) > 0


@pytest.mark.parametrize("cut", [False, True])
def test_cases_of_one_log_agree_with_the_oracle(cut: bool, taken: list[bool]) -> None:
    @MANY
    @given(scenarios(cut=cut))
    def agree(case: Scenario) -> None:
        assert_same(case)

    agree()


def test_many_cases_of_one_log_agree_with_the_oracle(taken: list[bool]) -> None:
    @SHARED
    @given(many_cases(100))
    def agree(case: Scenario) -> None:
        assert_same(case)

    agree()


def test_cases_of_a_typed_log_agree_with_each_standards_own_query(
    taken: list[bool],
) -> None:
    @SHARED
    @given(many_cases(100))
    def agree(case: Scenario) -> None:
        with tempfile.TemporaryDirectory() as folder:
            assert_same_alone(typed(case, Path(folder)))

    agree()


def typed(case: Scenario, folder: Path) -> Request:
    """The run of a scenario over a Parquet file, its moments and keys typed."""
    (folder / "log.csv").write_text(file_of("log.csv", case.tables["log.csv"]))
    moments = ", ".join(
        f"try_cast({name} AS TIMESTAMPTZ) AS {name}"
        for name in ("began", "ends", "due")
    )
    number = (
        "CASE WHEN case_id <> '' THEN (hash(case_id) % 1000000)::BIGINT END AS case_id"
    )
    with duckdb.connect() as connection:
        # A table first: a cast would be pushed into the reader, which refuses `soon`.
        connection.execute(
            "CREATE TABLE rows AS FROM read_csv(?, all_varchar=true, header=true)",
            [str(folder / "log.csv")],
        )
        connection.execute(
            f"COPY (SELECT * REPLACE ({moments}, {number}) FROM rows)"
            f" TO '{folder / 'log.parquet'}' (FORMAT parquet, ROW_GROUP_SIZE 2048)"
        )
    text = case.text.replace("log.csv", "log.parquet")
    return run_of(Scenario(text, {}, case.as_of, case.first, case.last), str(folder))
