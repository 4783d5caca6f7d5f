"""Every query of the cases has a text for Spark too, in which nothing is DuckDB's.

That the texts mean the same is held against a real cluster in `tests/system`.
"""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.oracle.test_fusion import written
from tests.test_cases import all_cases, name
from upheld.checker.casefile import Case
from upheld.checker.check import check
from upheld.checker.duck import Duck
from upheld.checker.engine import Rows
from upheld.checker.sql.nodes import Query
from upheld.checker.sql.spark import emit
from upheld.checker.sql.spark_text import OutsideError

#: Names in backticks, texts, and notes: what stands there is the author's.
GIVEN = re.compile(r"`(?:[^`]|``)*`|'(?:[^'\\]|\\.|'')*'|/\*.*?\*/|--[^\n]*", re.DOTALL)
#: What DuckDB writes, and Spark reads otherwise or not at all.
FOREIGN = re.compile(
    r'"|::|\b(ASOF|QUALIFY|HUGEINT|VARCHAR|TIMESTAMPTZ|quantile_disc|epoch_us'
    r"|make_timestamp|make_timestamptz|regexp_matches|strptime|try_strptime)\b"
)

#: Whether identities rise from row to row is asked of files alone, which have an order.
REFUSED = {"`lag` without an order"}


class Heard:
    """The queries of a run, as Spark's text, and what is refused."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.refused: list[str] = []

    def hear(self, query: Query) -> None:
        try:
            self.texts.append(emit(query))
        except OutsideError as error:
            self.refused.append(str(error))


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    found = Heard()
    rows, make = Duck.rows, Duck.make

    def rows_too(self: Duck, query: Query) -> Rows:
        found.hear(query)
        return rows(self, query)

    def make_too(self: Duck, name: str, query: Query, *, as_table: bool) -> None:
        found.hear(query)
        make(self, name, query, as_table=as_table)

    monkeypatch.setattr(Duck, "rows", rows_too)
    monkeypatch.setattr(Duck, "make", make_too)
    return found


@pytest.mark.parametrize("case", all_cases()[1::4], ids=name)
def test_queries_of_a_case_have_a_text_for_spark(
    case: Case, tmp_path: Path, heard: Heard
) -> None:
    outcome = check(replace(written(case, tmp_path), together=False))
    for text in heard.texts:
        found = FOREIGN.search(GIVEN.sub("", text))
        assert found is None, f"{found} in\n{text}"
    judged = outcome.report is not None and any(
        standard.verdict != "error" for standard in outcome.report.standards
    )
    assert heard.texts or not judged
    assert set(heard.refused) <= REFUSED
