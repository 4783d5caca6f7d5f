"""Iceberg tables: of a catalogue, or by the file of their metadata.

[sources.calls]                    [sources.calls]
kind = "iceberg"                   kind = "iceberg"
uri = "CATALOGUE_URI"              path = "lake/calls/metadata/00002-….metadata.json"
table = "support.calls"
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from upheld.connectors.base import Attached, SourceError, SourceSpec
from upheld.connectors.database import guest
from upheld.connectors.files import files_of
from upheld.connectors.options import refuse_unknown, text_option
from upheld.connectors.packages import needed
from upheld.connectors.scan import read_scan
from upheld.connectors.secrets import from_environment, variable
from upheld.connectors.stores import (
    OPTIONS,
    endpoint_of,
    keys_of,
    region_of,
    said,
)
from upheld.connectors.wanted import MARGIN, Every, Test, shifted
from upheld.dsl.dataclass import dataclass

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class IcebergConnector:
    """A table at its newest snapshot, or at the one of option `snapshot`."""

    kind: ClassVar[str] = "iceberg"
    suffixes: ClassVar[tuple[str, ...]] = ()
    extra: ClassVar[str] = "iceberg"
    needs: ClassVar[tuple[str, ...]] = ("pyiceberg", "pyarrow")

    def attach(
        self, connection: "DuckDBPyConnection", spec: SourceSpec, relation: str
    ) -> Attached:
        """Makes a table of the columns and rows wanted.

        Raises:
            SourceError: E4010, E4012, E4013, E4019, E4020, E4024 to E4028.
        """
        known = ("uri", "table", "catalog", "snapshot", "token", *OPTIONS)
        refuse_unknown(spec, self.kind, known)
        needed("pyiceberg", "iceberg", "iceberg")
        needed("pyarrow", "iceberg", "iceberg")
        snapshot = spec.options.get("snapshot")
        if snapshot is not None and not isinstance(snapshot, int):
            raise SourceError("E4019", "option `snapshot` must be a whole number")
        try:
            table = _table(spec)
        except SourceError:
            raise
        except Exception as error:
            raise _said(spec, error) from error
        scan = IcebergScan(connection, spec, table, snapshot)
        return read_scan(connection, spec, relation, scan)


def _table(spec: SourceSpec) -> Any:
    """The table, its metadata read."""
    if "uri" not in spec.options:
        from pyiceberg.table import StaticTable

        if "://" in spec.location:
            return StaticTable.from_metadata(spec.location, _properties(spec))
        return StaticTable.from_metadata(str(files_of(spec)[0].path))
    from pyiceberg.catalog import load_catalog

    name = text_option(spec, "table")
    if name is None:
        raise SourceError(
            "E4020", f"which table is meant by source `{spec.name}`?", "set `table`"
        )
    properties = {"uri": from_environment(spec, "uri")}
    if set(spec.options) & set(OPTIONS):
        properties |= _properties(spec)
    token = text_option(spec, "token")
    if token is not None:
        properties["token"] = variable(spec, token)
    catalog = text_option(spec, "catalog") or "default"
    return load_catalog(catalog, **properties).load_table(name)


def _properties(spec: SourceSpec) -> dict[str, str]:
    """What pyiceberg needs to know of a store, through the package s3fs."""
    keys = keys_of(spec)
    names = {
        "key": "s3.access-key-id",
        "secret": "s3.secret-access-key",
        "token": "s3.session-token",
    }
    found = {names[name]: value for name, value in keys.items()}
    endpoint = endpoint_of(spec)
    found |= {} if endpoint is None else {"s3.endpoint": endpoint}
    return {
        **found,
        "s3.region": region_of(spec),
        "s3.force-virtual-addressing": "false",
        "py-io-impl": "pyiceberg.io.fsspec.FsspecFileIO",
    }


def _said(spec: SourceSpec, error: Exception) -> SourceError:
    kind = type(error).__name__
    if kind in ("NoSuchTableError", "NoSuchNamespaceError"):
        return SourceError(
            "E4020",
            f"the catalogue has no table that source `{spec.name}` asks for",
            "look at `table`: NAMESPACE.NAME",
        )
    if kind in ("ValidationError", "JSONDecodeError", "UnicodeDecodeError"):
        return SourceError("E4012", f"`{spec.name}` is no metadata of an Iceberg table")
    if kind in ("UnauthorizedError", "ForbiddenError", "OAuthError"):
        return SourceError(
            "E4025",
            f"the catalogue of source `{spec.name}` refuses the token",
            "renew what the environment variable of `token` holds",
        )
    return said(spec, error, "E4024")


@dataclass(frozen=True, slots=True)
class IcebergScan:
    """One snapshot; columns and rows are chosen by Iceberg itself; see `scan`."""

    connection: "DuckDBPyConnection"
    spec: SourceSpec
    table: Any
    snapshot: int | None
    kind: str = "iceberg"

    @property
    def shown(self) -> str:
        """The table and its snapshot."""
        current = self.table.current_snapshot()
        number = self.snapshot or (current.snapshot_id if current else None)
        name = text_option(self.spec, "table") or self.spec.location
        return f"{name} SNAPSHOT {number}"

    @contextmanager
    def open(
        self, columns: Sequence[str] | None, rows: tuple[Every, ...]
    ) -> Iterator[str]:
        """A stream of batches under a name."""
        fields = ("*",) if columns is None else tuple(self._fields(columns, rows))
        scan = self.table.scan(
            row_filter=self._filter(rows),
            selected_fields=fields,
            snapshot_id=self.snapshot,
        )
        with guest(self.connection, scan.to_arrow_batch_reader()) as name:
            yield name

    def _fields(self, columns: Sequence[str], rows: tuple[Every, ...]) -> list[str]:
        """The columns, and those that DuckDB tests once more."""
        tested = [test.column for every in rows for test in every]
        known = {field.name for field in self.table.schema().fields}
        return [n for n in dict.fromkeys((*columns, *tested)) if n in known]

    def _filter(self, rows: tuple[Every, ...]) -> Any:
        """What keeps at least the rows wanted."""
        from pyiceberg.expressions import AlwaysTrue, And, Or

        types = {f.name: str(f.field_type) for f in self.table.schema().fields}
        either = []
        for every in rows:
            parts = [p for t in every if (p := _test(t, types)) is not None]
            if not parts:
                return AlwaysTrue()
            either.append(parts[0] if len(parts) == 1 else And(*parts))
        if not either:
            return AlwaysTrue()
        return either[0] if len(either) == 1 else Or(*either)

    def broken(self, error: Exception) -> SourceError:
        """A file is missing, or the store went away."""
        return said(self.spec, error, "E4026")


def _test(test: Test, types: dict[str, str]) -> Any:
    """One test as Iceberg says it, None where it does not say it exactly enough."""
    # Its classes are built from a name and values in ways that its types do not tell.
    say: Any = import_module("pyiceberg.expressions")
    kind = types.get(test.column, "")
    compare = {
        "<": say.LessThan,
        "<=": say.LessThanOrEqual,
        ">": say.GreaterThan,
        ">=": say.GreaterThanOrEqual,
    }
    if test.moment and kind in ("timestamp", "timestamptz"):
        made = compare[test.operator](test.column, _moment(test, kind))
        null = say.IsNull(test.column)
        return say.Or(made, null) if test.or_missing else made
    fits = (kind == "string" and not test.moment) or kind in ("int", "long")
    if not fits or not test.values:
        return None
    if test.operator == "in":
        return say.In(test.column, test.values)
    if test.operator == "missing":
        return say.Or(say.IsNull(test.column), say.In(test.column, test.values))
    return (
        None
        if kind == "string"
        else compare[test.operator](test.column, test.values[0])
    )


def _moment(test: Test, kind: str) -> str:
    from datetime import UTC, datetime, timedelta

    micros = shifted(test, 0 if kind == "timestamptz" else MARGIN)
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
    return (
        moment if kind == "timestamptz" else moment.replace(tzinfo=None)
    ).isoformat()
