"""Files of S3-compatible stores: Parquet column by column, CSV and JSON as copies."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from upheld.connectors.base import Attached, SourceError, SourceSpec
from upheld.connectors.delegate import attach_copies, format_of, suffix_for
from upheld.connectors.packages import needed
from upheld.connectors.quoting import literal, plain_pattern
from upheld.connectors.scan import read_scan
from upheld.connectors.stores import OPTIONS, filesystem, said
from upheld.connectors.wanted import Every
from upheld.dsl.dataclass import dataclass

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SIGNS = frozenset("*?[")
_SCHEME = "s3://"


class S3Connector:
    """`path = "s3://bucket/calls/*.parquet"`: a file, a glob, or a folder."""

    kind: ClassVar[str] = "s3"
    suffixes: ClassVar[tuple[str, ...]] = ()
    extra: ClassVar[str] = "s3"
    needs: ClassVar[tuple[str, ...]] = ("s3fs",)

    def attach(
        self, connection: "DuckDBPyConnection", spec: SourceSpec, relation: str
    ) -> Attached:
        """Makes a table of the files.

        Raises:
            SourceError: E4010, E4015, E4018, E4019, E4024 to E4029, and of the files.
        """
        store = filesystem(spec, needed("s3fs", "s3", "s3"))
        names = files_of(spec, store)
        kinds = {format_of(spec, name) for name in names}
        if len(kinds) > 1:
            raise SourceError("E4018", f"`{spec.name}` holds files of several kinds")
        (kind,) = kinds
        if kind == "parquet":
            connection.register_filesystem(store)
            try:
                scan = ParquetScan(spec, tuple(names))
                return read_scan(connection, spec, relation, scan)
            finally:
                connection.unregister_filesystem("s3")
        return _copied(connection, spec, relation, store, names, kind)


def files_of(spec: SourceSpec, store: Any) -> list[str]:
    """The files that a path means, as `bucket/name`, sorted; never none.

    Raises:
        SourceError: E4010 for none, E4019 for another address, and what the store says.
    """
    if not spec.location.startswith(_SCHEME):
        raise SourceError(
            "E4019",
            f"the path of source `{spec.name}` does not begin with `s3://`",
        )
    path = spec.location.removeprefix(_SCHEME)
    try:
        if _SIGNS & set(path):
            names = [str(name) for name in store.glob(path)]
        elif store.isfile(path):
            names = [path]
        else:
            names = [str(name) for name in store.find(path, maxdepth=1)]
    except Exception as error:
        raise said(spec, error) from error
    kept = sorted(n for n in names if not n.rsplit("/", 1)[-1].startswith((".", "_")))
    if not kept:
        raise SourceError(
            "E4010", f"nothing is found at `{spec.location}`", "look at bucket and path"
        )
    return kept


@dataclass(frozen=True, slots=True)
class ParquetScan:
    """Parquet files that DuckDB reads through the store; see `scan`."""

    spec: SourceSpec
    names: tuple[str, ...]
    kind: str = "s3"

    @property
    def shown(self) -> str:
        """The path as it was written."""
        return self.spec.location

    @contextmanager
    def open(
        self, columns: Sequence[str] | None, rows: tuple[Every, ...]
    ) -> Iterator[str]:
        """DuckDB leaves columns and groups of rows in the files by itself."""
        del columns, rows
        listed = ", ".join(literal(_SCHEME + plain_pattern(n)) for n in self.names)
        yield (
            f"read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"
        )

    def broken(self, error: Exception) -> SourceError:
        """The store went away, or a file is no Parquet."""
        text = str(error)
        if "magic bytes" in text or "too small to be a Parquet" in text:
            return SourceError(
                "E4012", f"a file of source `{self.spec.name}` is no Parquet"
            )
        return said(self.spec, error, "E4026")


def _copied(
    connection: "DuckDBPyConnection",
    spec: SourceSpec,
    relation: str,
    store: Any,
    names: Sequence[str],
    kind: str,
) -> Attached:
    with tempfile.TemporaryDirectory(prefix="upheld-") as folder:
        for number, name in enumerate(names):
            suffix = suffix_for(name, kind)
            stem = name.rsplit("/", 1)[-1].removesuffix(suffix)
            before = f"{number:06d}-" if len(names) > 1 else ""
            try:
                store.get_file(name, str(Path(folder) / f"{before}{stem}{suffix}"))
            except Exception as error:
                raise said(spec, error, "E4026") from error
        made = attach_copies(
            connection, spec, relation, kind, Path(folder), (*OPTIONS, "format")
        )
    sent = "\n".join(f"GET {_SCHEME}{name}" for name in names)
    return replace(made, kind="s3", sent=(sent,))
