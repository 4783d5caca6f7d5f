"""Delta Lake tables, in a folder or in a store, at their newest or a given version."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from upheld.connectors.base import Attached, SourceError, SourceSpec
from upheld.connectors.database import guest
from upheld.connectors.options import refuse_unknown
from upheld.connectors.packages import needed
from upheld.connectors.scan import read_scan
from upheld.connectors.stores import OPTIONS, said, storage_options
from upheld.connectors.wanted import Every
from upheld.dsl.dataclass import dataclass

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class DeltaConnector:
    """`path = "lake/calls"` or `"s3://bucket/calls"`; option `version`."""

    kind: ClassVar[str] = "delta"
    suffixes: ClassVar[tuple[str, ...]] = ()
    extra: ClassVar[str] = "delta"
    needs: ClassVar[tuple[str, ...]] = ("deltalake", "pyarrow")

    def attach(
        self, connection: "DuckDBPyConnection", spec: SourceSpec, relation: str
    ) -> Attached:
        """Makes a table of the columns and rows wanted.

        Raises:
            SourceError: E4010, E4012, E4013, E4019, E4024 to E4028.
        """
        refuse_unknown(spec, self.kind, ("version", *OPTIONS))
        deltalake = needed("deltalake", "delta", "delta")
        needed("pyarrow", "delta", "delta")
        version = spec.options.get("version")
        if version is not None and not isinstance(version, int):
            raise SourceError("E4019", "option `version` must be a whole number")
        remote = "://" in spec.location
        place = spec.location if remote else str(folder_of(spec))
        options = storage_options(spec) if remote else None
        try:
            table = deltalake.DeltaTable(
                place, version=version, storage_options=options
            )
            dataset = table.to_pyarrow_dataset()
        except Exception as error:
            if (
                "no log files" in str(error).lower()
                or "not a delta" in str(error).lower()
            ):
                raise SourceError(
                    "E4012", f"`{spec.name}` is no Delta table", help=str(error)[:200]
                ) from error
            raise said(spec, error) from error
        shown = f"{spec.location} VERSION {table.version()}"
        scan = DatasetScan(connection, spec, dataset, shown)
        return read_scan(connection, spec, relation, scan)


def folder_of(spec: SourceSpec) -> Path:
    """The folder of a table, which has to lie inside the project.

    Raises:
        SourceError: E4010 missing, E4013 outside.
    """
    folder = spec.root / spec.location
    inside = spec.inside
    if inside is not None and not folder.resolve().is_relative_to(inside.resolve()):
        raise SourceError(
            "E4013",
            f"`{spec.name}` lies outside the project",
            help="keep the data below the folder of upheld.toml, "
            "or set `outside = true` there",
        )
    if not folder.exists():
        raise SourceError("E4010", f"`{spec.name}` is not there")
    return folder.resolve()


@dataclass(frozen=True, slots=True)
class DatasetScan:
    """An Arrow dataset: DuckDB leaves columns and rows in it; see `scan`."""

    connection: "DuckDBPyConnection"
    spec: SourceSpec
    dataset: Any
    shown: str
    kind: str = "delta"

    @contextmanager
    def open(
        self, columns: Sequence[str] | None, rows: tuple[Every, ...]
    ) -> Iterator[str]:
        """The dataset under a name."""
        del columns, rows
        with guest(self.connection, self.dataset) as name:
            yield name

    def broken(self, error: Exception) -> SourceError:
        """A file is missing, or the store went away."""
        return said(self.spec, error, "E4026")
