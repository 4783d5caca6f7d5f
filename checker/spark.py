"""Spark as an engine: the same trees on a cluster, through Spark Connect.

Sources are temporary views of a session of its own, which ends with the run; what comes
back are the rows of queries: counts, bounds, and the few events that a report lists.
"""

import logging
import socket
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import field
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from warnings import filterwarnings

from upheld.checker.duck import Duck
from upheld.checker.engine import EngineError, Rows, outside_diagnostic
from upheld.checker.spark_refusals import refuse_outside
from upheld.checker.spark_sources import attach
from upheld.checker.sql.nodes import Expr, Query
from upheld.checker.sql.spark import emit, expression, with_places
from upheld.checker.sql.spark_settings import SETTINGS
from upheld.checker.sql.spark_text import OutsideError, quoted
from upheld.connectors.base import Attached, SourceError, SourceSpec
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import Diagnostic
from upheld.dsl.source import Span

#: Where Spark Connect listens, if an address does not say.
PORT = 15002
#: How long a server may take to accept a connection, in seconds.
PATIENCE = 10
#: How often a call that the network lost is made again.
ATTEMPTS = 4

#: Warnings that concern nobody: nothing here goes through pandas, of which the client
#: wants an older one, and a setting is made certain that is on its way out.
QUIET = (
    ("PySpark does not yet", FutureWarning),
    ("The SQL config 'spark.sql.parser", UserWarning),
)

#: Words of gRPC and Spark Connect for a server that is not there any more.
_GONE = (
    "UNAVAILABLE",
    "RetriesExceeded",
    "failed to connect",
    "Connection refused",
    "INVALID_HANDLE",
    "SparkContext was shut down",
    "stopped SparkContext",
)


class OutsideEngineError(EngineError):
    """A construct that Spark is not asked for: refused before anything runs."""

    def diagnostic(self, message: str, place: Span) -> Diagnostic:
        """What is not run, by name."""
        del message
        return outside_diagnostic("spark", str(self), place)


class LostError(EngineError):
    """The cluster went away while something ran on it."""

    code = "E4092"
    help = "see why the server stopped, start it, and judge again"

    def diagnostic(self, message: str, place: Span) -> Diagnostic:
        """Which cluster went away."""
        del message
        return Diagnostic(self.code, str(self), place, self.help)


@dataclass(slots=True)
class Spark:
    """One session on a cluster.

    Args:
        remote: the address, `sc://host:15002`; it may hold a token and is never shown.
        local: the engine in this process, which reads the footers of files.
    """

    remote: str
    local: Duck
    session: Any = None
    fault: SourceError | None = None
    told: str = ""
    stopped: bool = field(default=False)

    @property
    def name(self) -> str:
        """The name that reports show."""
        return "spark"

    @property
    def version(self) -> str:
        """The version of the cluster; empty before it has been reached."""
        return self.told

    # --- the session ------------------------------------------------------------------

    def connected(self) -> Any:
        """The session, begun when it is first needed.

        Raises:
            SourceError: E4028, E4092.
        """
        if self.fault is not None:
            raise self.fault
        if self.session is None:
            try:
                self.session = self._begin()
            except SourceError as error:
                self.fault = error
                raise
        return self.session

    def _begin(self) -> Any:
        host, port = place_of(self.remote)
        try:
            socket.create_connection((host, port), timeout=PATIENCE).close()
        except OSError as error:
            raise unreachable(host, port, str(error)) from error
        builder = builder_of(self.remote)
        # Every error would be logged with the stack of the server.
        logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL + 1)
        for setting, value in SETTINGS.items():
            builder = builder.config(setting, value)
        try:
            session = builder.create()
            session.client.set_retry_policies([_few_attempts()])
            self.told = str(session.version)
        except Exception as error:
            raise unreachable(host, port, first_line(error)) from error
        return session

    def attach(self, spec: SourceSpec, relation: str) -> Attached:
        """The relation of a source: a view of its files or of its table."""
        try:
            return attach(self.connected(), self.local, spec, relation)
        except SourceError as error:
            if error.code == "E4012" and not answers(self.remote):
                raise unreachable(*place_of(self.remote), "it went away") from error
            raise

    def lock(self, readable: Sequence[Path]) -> None:
        """Nothing to close: only SELECTs of our own emitter are sent."""

    # --- queries ----------------------------------------------------------------------

    def rows(self, query: Query) -> Rows:
        """The rows of a query, whole numbers as such."""
        text = self._text(query)
        table = self._done(lambda session: session.sql(text).toArrow())
        columns = [_values(column) for column in table.columns]
        return list(zip(*columns, strict=True))

    def make(self, name: str, query: Query, *, as_table: bool) -> None:
        """A view: nothing is written, and each query reads what it needs."""
        del as_table
        text = self._text(with_places(query))
        made = f"CREATE OR REPLACE TEMPORARY VIEW {quoted(name)} AS\n{text}"
        self._done(lambda session: session.sql(made))

    def drop(self, name: str, *, is_table: bool) -> None:
        """Forget a view."""
        del is_table
        self._done(lambda session: session.sql(f"DROP VIEW {quoted(name)}"))

    def keep(self, name: str, columns: Mapping[str, Sequence[int | None]]) -> None:
        """Make a table of whole numbers."""
        arrow = import_module("pyarrow")
        table = arrow.table(
            {n: arrow.array(list(c), arrow.int64()) for n, c in columns.items()}
        )
        self._done(
            lambda session: session.createDataFrame(table).createOrReplaceTempView(
                quoted(name)
            )
        )

    def refuse(self, standard: model.Standard) -> None:
        """Refuse patterns and spellings that Spark would read otherwise."""
        refuse_outside(standard)

    def outside(self, node: Expr) -> str | None:
        """The construct of an expression that Spark is not asked for, if any."""
        try:
            expression(node)
        except OutsideError as error:
            return error.construct
        return None

    def interrupt(self) -> None:
        """Stop what runs; from another thread."""
        if self.session is not None:
            with suppress(Exception):
                self.session.interruptAll()

    def close(self) -> None:
        """End the session, and with it every view."""
        if self.session is not None and not self.stopped:
            self.stopped = True
            with suppress(Exception):
                self.session.stop()

    def _text(self, query: Query) -> str:
        try:
            return emit(query)
        except OutsideError as error:
            raise OutsideEngineError(error) from error

    def _done(self, work: Any) -> Any:
        try:
            return work(self.connected())
        except SourceError as error:
            raise LostError(RuntimeError(error.message)) from error
        except Exception as error:
            words = f"{type(error).__name__}: {error}"
            if any(word in words for word in _GONE) or not answers(self.remote):
                host, port = place_of(self.remote)
                self.fault = unreachable(host, port, "it went away")
                gone = f"the Spark cluster at `{host}:{port}` went away"
                raise LostError(RuntimeError(gone)) from error
            raise EngineError(RuntimeError(first_line(error))) from error


def _values(column: Any) -> list[Any]:
    """A column of a result; decimals without decimals are whole numbers."""
    values: list[Any] = column.to_pylist()
    if getattr(column.type, "scale", None) != 0:
        return values
    return [int(v) if isinstance(v, Decimal) else v for v in values]


# --- where it is ----------------------------------------------------------------------


def place_of(remote: str) -> tuple[str, int]:
    """Host and port of an address.

    Raises:
        SourceError: E4092, it is no address of Spark Connect.
    """
    try:
        parts = urlsplit(remote)
        host, port = parts.hostname, parts.port or PORT
    except ValueError:
        host, port = None, PORT
    if host is None or not remote.startswith("sc://"):
        raise SourceError(
            "E4092",
            "the cluster's address is none of Spark Connect",
            "write it as `--spark-remote sc://host:15002`",
        )
    return host, port


def answers(remote: str) -> bool:
    """Whether something still listens at an address."""
    try:
        socket.create_connection(place_of(remote), timeout=PATIENCE).close()
    except OSError:
        return False
    return True


def unreachable(host: str, port: int, why: str) -> SourceError:
    """What is said of a cluster that does not answer; a token is not part of it."""
    return SourceError(
        "E4092",
        f"the Spark cluster at `{host}:{port}` cannot be reached",
        "start its Spark Connect server, or mend `--spark-remote`",
        (why,) if why else (),
    )


def builder_of(remote: str) -> Any:
    """What begins sessions.

    Raises:
        SourceError: E4028, the client is not installed.
    """
    for beginning, kind in QUIET:
        filterwarnings("ignore", beginning, kind)
    try:
        import_module("grpc")
        import_module("pyarrow")
        with _program_of_a_name():
            sessions: Any = import_module("pyspark.sql.connect.session")
    except ImportError as error:
        raise SourceError(
            "E4028",
            "the engine `spark` needs the package `pyspark-client`",
            "install it: pip install 'upheld[spark]'",
        ) from error
    return sessions.SparkSession.builder.remote(remote)


@contextmanager
def _program_of_a_name() -> Iterator[None]:
    """A main module that has a file, while PySpark is loaded.

    It takes a program without one, such as `python -c` or a worker of another program,
    for a test of its own, looks for its jars, and ends the process.
    """
    main = sys.modules["__main__"]
    if hasattr(main, "__file__"):
        yield
        return
    main.__file__ = __file__
    try:
        yield
    finally:
        del main.__file__


def _few_attempts() -> Any:
    """Calls made again for some seconds; as it comes it would be ten minutes."""
    retries: Any = import_module("pyspark.sql.connect.client.retries")
    return retries.DefaultPolicy(max_retries=ATTEMPTS, max_backoff=2000)


def first_line(error: Exception) -> str:
    """What Spark says, without its stack."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0][:400] if lines else type(error).__name__
