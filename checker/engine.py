"""What queries run on: the one seam between the checker and an engine.

An engine attaches sources, keeps queries under a name, and gives the rows of a query,
whole numbers exactly. DuckDB runs in this process; `upheld.checker.spark` runs the same
trees on a cluster.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from upheld.checker.sql.duckdb import emit, quoted
from upheld.checker.sql.nodes import Expr, Query
from upheld.connectors.base import Attached, SourceSpec
from upheld.dsl import model
from upheld.dsl.diagnostics import Diagnostic
from upheld.dsl.source import Span

Rows = list[tuple[Any, ...]]


class EngineError(Exception):
    """What an engine could not do: memory, time, a changed file, a fault of ours."""

    code = "E4090"
    help = ""

    def __init__(self, cause: Exception) -> None:
        super().__init__(" ".join(str(cause).split()))

    def diagnostic(self, message: str, place: Span) -> Diagnostic:
        """The error at the place it spoils, with the engine's own words below."""
        return Diagnostic(self.code, message, place, self.help, (str(self)[:400],))


class Engine(Protocol):
    """What runs the queries of one session."""

    @property
    def name(self) -> str:
        """The name that reports show."""

    @property
    def version(self) -> str:
        """The version that reports show; empty while it is not known."""

    def attach(self, spec: SourceSpec, relation: str) -> Attached:
        """The relation of a source.

        Raises:
            SourceError: E4010 to E4029, E4092.
        """

    def lock(self, readable: Sequence[Path]) -> None:
        """Nothing but these files and the attached sources can be reached from now."""

    def rows(self, query: Query) -> Rows:
        """The rows of a query.

        Raises:
            EngineError: what the engine could not do, or is not asked to do.
        """

    def make(self, name: str, query: Query, *, as_table: bool) -> None:
        """Give a query a name; `as_table` where it is better computed once.

        Raises:
            EngineError: what the engine could not do, or is not asked to do.
        """

    def drop(self, name: str, *, is_table: bool) -> None:
        """Forget what was made."""

    def keep(self, name: str, columns: Mapping[str, Sequence[int | None]]) -> None:
        """Make a table of whole numbers, in place of one of that name."""

    def refuse(self, standard: model.Standard) -> None:
        """Refuse a standard that rests on what the engine is not asked for.

        Raises:
            RefusedError: E4091, where that is written.
        """

    def outside(self, node: Expr) -> str | None:
        """The construct of an expression that the engine is not asked for, if any."""

    def interrupt(self) -> None:
        """Stop what runs; from another thread."""

    def close(self) -> None:
        """Give back what the engine holds."""


def outside_diagnostic(engine: str, construct: str, place: Span) -> Diagnostic:
    """A part of the language that an engine is not asked for, where it is written."""
    return Diagnostic(
        "E4091",
        f"the engine `{engine}` does not run {construct}",
        place,
        "judge this standard with `--engine duckdb`; docs/spark.md lists what differs",
    )


def statement(name: str, query: Query, *, as_table: bool) -> str:
    """What keeps a query under a name, in DuckDB's words: the text that is shown."""
    kind = "TABLE" if as_table else "VIEW"
    return f"CREATE {kind} {quoted(name)} AS\n{emit(query)}"
