"""One ADBC connection: opened, asked, streamed, with its errors put into our words."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from typing import Any

from upheld.connectors.base import SourceError
from upheld.connectors.failures import failure
from upheld.connectors.relations import first_line
from upheld.dsl.dataclass import dataclass

#: SQLSTATE, or the beginning of it -> code.
STATES: Mapping[str, str] = {
    "28": "E4025",
    "08": "E4026",
    "57014": "E4026",
    "57P": "E4026",
    "42P01": "E4020",
    "3F000": "E4020",
    "3D000": "E4020",
    "42501": "E4021",
}

#: Words in messages of drivers that give no SQLSTATE -> code.
WORDS: tuple[tuple[str, str], ...] = (
    ("statement timeout", "E4026"),
    ("password", "E4025"),
    ("authentication", "E4025"),
    ("unauthenticated", "E4025"),
    ("unauthorized", "E4025"),
    ("token", "E4025"),
    ("expired", "E4025"),
    ("pg_hba.conf", "E4025"),
    ("role ", "E4025"),
    ("database ", "E4020"),
    ("no such table", "E4020"),
    ("failed to connect", "E4024"),
    ("could not connect", "E4024"),
    ("connection refused", "E4024"),
    ("unavailable", "E4024"),
    ("could not translate host", "E4024"),
    ("error while dialing", "E4024"),
    ("not found", "E4020"),
    ("does not exist", "E4020"),
)


@dataclass(slots=True)
class Session:
    """An open connection of DB-API 2.0 as ADBC drivers give it.

    Args:
        name: of the source, for people.
        secrets: what no message may hold.
    """

    name: str
    connection: Any
    secrets: frozenset[str]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a small result; raises SourceError."""
        with self.cursor(sql) as cursor:
            try:
                return [tuple(row) for row in cursor.fetchall()]
            except Exception as error:
                raise said(error, self.name, self.secrets, "E4026") from error

    def schema(self, sql: str) -> Any:
        """The Arrow schema of a result; raises SourceError."""
        with self.cursor(sql) as cursor:
            found = cursor.fetch_record_batch().schema
        return found if len(found) else self.foretold(sql)

    def foretold(self, sql: str) -> Any:
        """The schema as the driver says it before a statement is run.

        Some Flight SQL servers send an empty result without its columns.
        """
        cursor = self.connection.cursor()
        with closing(cursor):
            try:
                return cursor.adbc_execute_schema(sql)
            except Exception as error:
                raise said(error, self.name, self.secrets) from error

    def run(self, sql: str) -> None:
        """A statement without a result; raises SourceError."""
        with self.cursor(sql):
            pass

    @contextmanager
    def stream(self, sql: str) -> Iterator[object]:
        """An Arrow stream of a large result; raises SourceError."""
        with self.cursor(sql) as cursor:
            try:
                batches = cursor.fetch_record_batch()
            except Exception as error:
                raise said(error, self.name, self.secrets, "E4026") from error
            yield batches if len(batches.schema) else self.nothing(sql)

    def nothing(self, sql: str) -> object:
        """No rows, of the columns that a statement has."""
        import pyarrow as pa

        return pa.RecordBatchReader.from_batches(self.foretold(sql), [])

    @contextmanager
    def cursor(self, sql: str) -> Iterator[Any]:
        """A cursor that has run a statement."""
        cursor = self.connection.cursor()
        try:
            cursor.execute(sql)
        except Exception as error:
            raise said(error, self.name, self.secrets) from error
        try:
            yield cursor
        finally:
            with suppress(Exception):  # of a connection that broke off
                cursor.close()


def said(
    error: Exception,
    name: str,
    secrets: frozenset[str],
    usual: str = "E4029",
) -> SourceError:
    """An error of a driver as one of ours, without secrets.

    Args:
        usual: the code where nothing tells more.
    """
    text = first_line(error).strip()
    too_long = "statement timeout" in str(error) or "interrupted" in text.lower()
    code = code_of(error, usual)
    return failure(code, name, text, secrets, too_long=too_long)


def code_of(error: Exception, usual: str) -> str:
    """The code of an error: by its SQLSTATE, else by its words."""
    state = getattr(error, "sqlstate", None) or ""
    for length in (5, 3, 2):
        if state[:length] in STATES:
            return STATES[state[:length]]
    text = str(error).lower()
    if usual == "E4026" and "error:  " in text and "fatal:" not in text:
        # The server is there, and says no in the midst of the rows.
        return "E4026" if "timeout" in text else "E4029"
    if usual == "E4026" or state:
        return usual
    return next((code for word, code in WORDS if word in text), usual)
