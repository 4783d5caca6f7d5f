"""DuckDB as an engine: in this process, over one connection that is locked."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from upheld.checker import interrupts
from upheld.checker.engine import EngineError, Rows, statement
from upheld.checker.sql.duckdb import emit, quoted
from upheld.checker.sql.nodes import Expr, Query
from upheld.connectors.base import Attached, SourceSpec
from upheld.connectors.lock import lock, select
from upheld.connectors.registry import attach
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Duck:
    """Runs text of DuckDB, and trees as such text."""

    connection: "DuckDBPyConnection"

    def __post_init__(self) -> None:
        interrupts.opened(self)

    @property
    def name(self) -> str:
        """The name that reports show."""
        return "duckdb"

    @property
    def version(self) -> str:
        """The version that reports show."""
        return str(duckdb.__version__)

    def attach(self, spec: SourceSpec, relation: str) -> Attached:
        """The relation of a source, through the connector of its kind."""
        return attach(self.connection, spec, relation)

    def lock(self, readable: Sequence[Path]) -> None:
        """No file, extension or setting can be reached from here on."""
        lock(self.connection, readable)

    def rows(self, query: Query) -> Rows:
        """The rows of a query."""
        return self.run(emit(query))

    def run(self, sql: str) -> Rows:
        """The rows of one SELECT."""
        try:
            return select(self.connection, sql)
        except duckdb.Error as error:
            raise EngineError(error) from error

    def execute(self, sql: str) -> None:
        """A statement made by our own emitter."""
        try:
            self.connection.execute(sql)
        except duckdb.Error as error:
            raise EngineError(error) from error

    def make(self, name: str, query: Query, *, as_table: bool) -> None:
        """Give a query a name."""
        self.execute(statement(name, query, as_table=as_table))

    def drop(self, name: str, *, is_table: bool) -> None:
        """Forget what was made."""
        self.execute(f"DROP {'TABLE' if is_table else 'VIEW'} {quoted(name)}")

    def keep(self, name: str, columns: Mapping[str, Sequence[int | None]]) -> None:
        """Make a table of whole numbers, in place of one of that name."""
        lists = ", ".join(f"unnest(?::BIGINT[]) AS {quoted(c)}" for c in columns)
        made = f"CREATE OR REPLACE TABLE {quoted(name)} AS SELECT {lists}"
        self.connection.execute(made, list(columns.values()))

    def refuse(self, standard: model.Standard) -> None:
        """Nothing is refused."""

    def outside(self, node: Expr) -> str | None:
        """Nothing: what trees mean is what DuckDB answers."""
        del node
        return None

    def interrupt(self) -> None:
        """Stop what runs; from another thread."""
        self.connection.interrupt()

    def close(self) -> None:
        """Give back the connection."""
        interrupts.closed(self)
        self.connection.close()


def engine_version() -> str:
    """The version of DuckDB that runs."""
    return str(duckdb.__version__)
