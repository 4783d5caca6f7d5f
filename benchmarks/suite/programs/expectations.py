"""Great Expectations: WORKLOAD SIZE DATABASE OUT."""

import json
import os
import sys
from pathlib import Path

os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
import great_expectations.execution_engine.sqlalchemy_execution_engine as engine

from benchmarks.suite.sql import failing
from benchmarks.suite.workloads import workload


class Dialect(str):
    """The name of a dialect where an enumeration's member is expected."""

    __slots__ = ()
    value = "duckdb"


def keep_connection() -> None:
    """DuckDB among the dialects whose connection is kept until rows are read."""
    name = "_PERSISTED_CONNECTION_DIALECTS"
    setattr(engine, name, (*getattr(engine, name), Dialect("duckdb")))


def main(name: str, size: str, database: str, out: str) -> None:
    """Validate, write how many windows break each standard."""
    keep_connection()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_sql(
        name="duck", connection_string=f"duckdb:///{database}"
    )
    asset = source.add_table_asset(name="calls", table_name="calls")
    batch = asset.add_batch_definition_whole_table("all")
    suite = context.suites.add(gx.ExpectationSuite(name="standards"))
    for standard in workload(name, size):
        suite.add_expectation(
            gx.expectations.UnexpectedRowsExpectation(
                unexpected_rows_query=failing(standard, "{batch}"),
                description=standard.name,
            )
        )
    definition = gx.ValidationDefinition(name="all", data=batch, suite=suite)
    validated = context.validation_definitions.add(definition).run(
        result_format="SUMMARY"
    )
    counts = {
        r.expectation_config.description: int(r.result["observed_value"] or 0)
        for r in validated.results
    }
    Path(out).write_text(json.dumps(counts), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
