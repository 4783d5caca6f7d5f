"""Any database with an ADBC driver: Snowflake, BigQuery, Flight SQL, and others.

[sources.calls]
kind = "adbc"
uri = "WAREHOUSE_URI"
table = "SUPPORT.CALLS"
[sources.calls.options]
driver = "adbc_driver_snowflake"
[sources.calls.options.settings]      # passed on as they are
"adbc.snowflake.sql.warehouse" = "SMALL"
[sources.calls.options.secrets]       # names of environment variables
"adbc.snowflake.sql.client_option.auth_token" = "WAREHOUSE_TOKEN"
"""

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from upheld.connectors.adbc_session import Session, said
from upheld.connectors.base import Attached, SourceError, SourceSpec, Table
from upheld.connectors.database import Field, FieldKind, origin_of, read
from upheld.connectors.options import refuse_unknown, text_option, truth_option
from upheld.connectors.packages import needed
from upheld.connectors.quoting import identifier, literal
from upheld.connectors.secrets import from_environment, secrets_in, variable
from upheld.connectors.wanted import MARGIN, Test, number_test, shifted, text_test
from upheld.dsl.dataclass import dataclass

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

OPTIONS = ("uri", "table", "query", "driver", "settings", "secrets", "quote", "filters")

_WHOLE = re.compile(r"u?int(8|16|32|64)")
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - of a local time as it is written


class AdbcConnector:
    """A table, view or query, by the name of the driver's package."""

    kind: ClassVar[str] = "adbc"
    suffixes: ClassVar[tuple[str, ...]] = ()
    extra: ClassVar[str] = "adbc"
    needs: ClassVar[tuple[str, ...]] = ("adbc-driver-manager", "pyarrow")

    def attach(
        self, connection: "DuckDBPyConnection", spec: SourceSpec, relation: str
    ) -> Attached:
        """Makes a table of the columns and rows wanted.

        Raises:
            SourceError: E4014, E4019 to E4021, E4024 to E4029.
        """
        refuse_unknown(spec, self.kind, OPTIONS)
        origin = origin_of(spec, _table_of(spec))
        with opened(spec) as session:
            reader = AdbcReader(
                session,
                origin,
                _sign(spec),
                truth_option(spec, "filters", default=True),
            )
            return read(connection, spec, relation, reader)

    def survey(self, spec: SourceSpec) -> tuple[Table, ...]:
        """The columns of the table or query that is set."""
        refuse_unknown(spec, self.kind, OPTIONS)
        origin = origin_of(spec, _table_of(spec))
        with opened(spec) as session:
            fields = AdbcReader(session, origin, _sign(spec), False).fields()
            name = text_option(spec, "table") or "query"
            return (Table(name, {f.name: f.type for f in fields}),)


@contextmanager
def opened(spec: SourceSpec) -> Iterator[Session]:
    """A connection that is asked for SELECTs only, and to be read-only if it can be."""
    manager = needed("adbc_driver_manager.dbapi", "adbc", "adbc")
    needed("pyarrow", "adbc", "adbc")
    name = text_option(spec, "driver")
    if name is None or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise SourceError(
            "E4019",
            f"source `{spec.name}` has no `driver`",
            help="name a package in its options, as `adbc_driver_flightsql`",
        )
    try:
        package = needed(name, "adbc", "adbc")
        library = package._driver_path()  # noqa: SLF001 - what all its drivers offer
    except SourceError:
        raise SourceError(
            "E4028",
            f"source `{spec.name}` needs the package `{name.replace('_', '-')}`",
            help=f"install it: pip install {name.replace('_', '-')}",
        ) from None
    except AttributeError:
        raise SourceError(
            "E4019", f"`{name}` is no package of an ADBC driver"
        ) from None
    arguments, secrets = _arguments(spec)
    try:
        connection = manager.connect(
            driver=library, db_kwargs=arguments, autocommit=True
        )
    except Exception as error:
        raise said(error, spec.name, secrets, "E4024") from error
    with suppress(Exception):  # few drivers know it
        connection.adbc_connection.set_options(**{"adbc.connection.readonly": "true"})
    try:
        yield Session(spec.name, connection, secrets)
    finally:
        with suppress(Exception):
            connection.close()


def _arguments(spec: SourceSpec) -> tuple[dict[str, str], frozenset[str]]:
    """What the driver is opened with, and what of it is secret."""
    arguments = _table(spec, "settings")
    hidden = {
        key: variable(spec, name) for key, name in _table(spec, "secrets").items()
    }
    secrets = set(hidden.values())
    if "uri" in spec.options:
        hidden["uri"] = from_environment(spec, "uri")
        secrets |= secrets_in(hidden["uri"])
    return {**arguments, **hidden}, frozenset(secrets)


def _table(spec: SourceSpec, name: str) -> dict[str, str]:
    value = spec.options.get(name, {})
    if isinstance(value, Mapping) and all(isinstance(v, str) for v in value.values()):
        return {str(key): text for key, text in value.items()}
    raise SourceError(
        "E4019", f"`{name}` of source `{spec.name}` must be a table of texts"
    )


def _sign(spec: SourceSpec) -> str:
    """The sign around names: `"`, or a backtick for BigQuery."""
    sign = text_option(spec, "quote") or '"'
    if sign not in ('"', "`"):
        raise SourceError("E4019", f'`quote` of source `{spec.name}` must be " or `')
    return sign


def _table_of(spec: SourceSpec) -> str | None:
    table, sign = text_option(spec, "table"), _sign(spec)
    if table is None:
        return None
    return ".".join(_quoted(part, sign) for part in table.split("."))


def _quoted(name: str, sign: str) -> str:
    if sign == '"':
        return identifier(name)
    return f"`{name.replace('`', '')}`"


@dataclass(frozen=True, slots=True)
class AdbcReader:
    """Reads one table or query; see `upheld.connectors.database`.

    Only what every dialect understands in one way is asked: names, `IN` of texts
    without signs of their own, whole numbers, and moments in ISO 8601.
    """

    session: Session
    origin: str
    sign: str
    filters: bool
    kind: str = "adbc"
    is_text: bool = False

    def quoted(self, name: str) -> str:
        """A name as the database takes it."""
        return _quoted(name, self.sign)

    def fields(self) -> tuple[Field, ...]:
        """The columns, by the Arrow types of an empty result."""
        schema = self.session.schema(f"SELECT * FROM {self.origin} WHERE 1 = 0")
        return tuple(
            Field(one.name, str(one.type), _kind(str(one.type)), self.quoted(one.name))
            for one in schema
        )

    def compiled(self, test: Test, field: Field) -> str | None:
        """See the head of this class."""
        if not self.filters:
            return None
        name = self.quoted(field.name)
        match field.kind:
            case "text" if not test.moment:
                odd = any(set("'\\") & set(str(value)) for value in test.values)
                return None if odd else text_test(test, name, literal)
            case "whole" if not test.moment:
                return number_test(test, name)
            case "zoned" | "naive" if test.moment:
                is_zoned = field.kind == "zoned"
                moment = _moment(shifted(test, 0 if is_zoned else MARGIN), is_zoned)
                null = f" OR {name} IS NULL" if test.or_missing else ""
                return f"({name} {test.operator} {moment}{null})"
            case _:
                return None

    def unique(self) -> list[Collection[str]]:
        """None is known; warehouses do not keep their keys unique."""
        return []

    def span(self, field: Field) -> str | None:
        """The least and greatest moment."""
        if field.kind not in ("zoned", "naive"):
            return None
        name = self.quoted(field.name)
        return f"SELECT min({name}) AS a, max({name}) AS b FROM {self.origin}"

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """A few rows, moments in microseconds."""
        rows = self.session.rows(sql)
        return [tuple(map(_micros, row)) for row in rows]

    def stream(self, sql: str) -> Any:
        """Many rows."""
        return self.session.stream(sql)

    def broken(self, error: Exception) -> SourceError:
        """The server went away, or the time was over."""
        return said(error, self.session.name, self.session.secrets, "E4026")


def _kind(arrow: str) -> FieldKind:
    """How a column of an Arrow type may be tested."""
    if arrow in ("string", "large_string", "string_view"):
        return "text"
    if _WHOLE.fullmatch(arrow):
        return "whole"
    if arrow.startswith("timestamp"):
        return "zoned" if "tz=" in arrow else "naive"
    return "other"


def _micros(value: Any) -> Any:
    if not isinstance(value, datetime):
        return value
    epoch = _EPOCH if value.tzinfo is None else _EPOCH.replace(tzinfo=UTC)
    return (value - epoch) // timedelta(microseconds=1)


def _moment(micros: int, is_zoned: bool) -> str:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
    shown = moment if is_zoned else moment.replace(tzinfo=None)
    return literal(shown.isoformat(sep=" "))
