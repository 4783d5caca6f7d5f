"""CSV files as a table of texts: every value as written, every bad line counted."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from upheld.connectors.base import (
    KEPT_REJECTS,
    Attached,
    FileEvidence,
    RejectedLine,
    SourceError,
    SourceSpec,
)
from upheld.connectors.csv_scan import scan
from upheld.connectors.dialect import Dialect, find_dialect
from upheld.connectors.files import Found, evidence, files_of
from upheld.connectors.options import (
    names_option,
    refuse_unknown,
    sign_option,
    text_option,
    truth_option,
)
from upheld.connectors.quoting import identifier
from upheld.connectors.relations import refuse_repeats, rows_of
from upheld.connectors.text import plain_text
from upheld.dsl.dataclass import dataclass

if TYPE_CHECKING:
    import duckdb

_OPTIONS = ("delimiter", "encoding", "quote", "header", "columns")
#: Delimiters that a suffix settles, where no option does.
_BY_SUFFIX: Mapping[str, str] = {".tsv": "\t", ".tsv.gz": "\t", ".tsv.zst": "\t"}


@dataclass(frozen=True, slots=True)
class _Asked:
    """The options of a source, checked."""

    delimiter: str | None
    encoding: str | None
    quote: str
    columns: tuple[str, ...] | None


class CsvConnector:
    """Delimited text, by itself, gzipped or zstd, in one file or several."""

    kind: ClassVar[str] = "csv"
    suffixes: ClassVar[tuple[str, ...]] = (
        ".csv",
        ".csv.gz",
        ".csv.zst",
        ".tsv",
        ".tsv.gz",
        ".tsv.zst",
    )

    def attach(
        self,
        connection: "duckdb.DuckDBPyConnection",
        spec: SourceSpec,
        relation: str,
    ) -> Attached:
        """Reads the files into a table.

        Raises:
            SourceError: E4010 to E4022; no table is left behind.
        """
        asked = _asked(spec)
        files = files_of(spec)
        try:
            return _attach(connection, files, spec, asked, relation)
        except SourceError:
            connection.execute(f"DROP TABLE IF EXISTS {identifier(relation)}")
            raise


def _attach(
    connection: "duckdb.DuckDBPyConnection",
    files: tuple[Found, ...],
    spec: SourceSpec,
    asked: _Asked,
    relation: str,
) -> Attached:
    columns: tuple[str, ...] = ()
    proofs: list[FileEvidence] = []
    kept: list[RejectedLine] = []
    rejected = 0
    for found in files:
        proofs.append(evidence(found, spec))
        with tempfile.TemporaryDirectory(prefix="upheld-") as folder:
            scratch = Path(folder)
            plain = plain_text(connection, found, asked.encoding, scratch)
            dialect = find_dialect(
                plain,
                delimiter=asked.delimiter or _settled(found),
                quote=asked.quote,
                columns=asked.columns,
            )
            columns = columns or dialect.columns
            _refuse_other_columns(files[0], columns, found, dialect)
            lost, first = scan(connection, plain, dialect, relation, scratch)
        rejected += lost
        kept.extend(first)
    return Attached(
        kind=CsvConnector.kind,
        relation=relation,
        columns=dict.fromkeys(columns, "VARCHAR"),
        rows=rows_of(connection, relation),
        rejected=rejected,
        rejected_lines=tuple(kept[:KEPT_REJECTS]),
        files=tuple(proofs),
        paths=(),
        text=True,
    )


def _settled(found: Found) -> str | None:
    """The delimiter that a file's name settles."""
    for suffix, sign in _BY_SUFFIX.items():
        if found.path.name.lower().endswith(suffix):
            return sign
    return None


def _asked(spec: SourceSpec) -> _Asked:
    refuse_unknown(spec, "csv", _OPTIONS)
    header = truth_option(spec, "header", default=True)
    columns = names_option(spec, "columns")
    if header and columns is not None:
        raise SourceError(
            "E4019",
            f"source `{spec.name}` has `columns` and a header",
            help="`columns` names those of a file that has none: `header = false`",
        )
    if not header and columns is None:
        raise SourceError(
            "E4019",
            f"source `{spec.name}` has no header and no `columns`",
            help='name its columns: `columns = ["id", "queued"]`',
        )
    refuse_repeats(list(columns or ()), spec.name)
    quote = '"' if text_option(spec, "quote") is None else _quote(spec)
    delimiter = sign_option(spec, "delimiter")
    if delimiter is not None and (delimiter == quote or delimiter in "\r\n"):
        raise SourceError(
            "E4019", f"option `delimiter` of source `{spec.name}` cannot be that sign"
        )
    return _Asked(delimiter, text_option(spec, "encoding"), quote, columns)


def _quote(spec: SourceSpec) -> str:
    """A declared quote; empty means that nothing is quoted."""
    return "" if spec.options.get("quote") == "" else sign_option(spec, "quote") or ""


def _refuse_other_columns(
    first: Found, columns: tuple[str, ...], found: Found, dialect: Dialect
) -> None:
    """Columns are bound by name, so their order may differ, but not their names."""
    lacking = [name for name in columns if name not in dialect.columns]
    further = [name for name in dialect.columns if name not in columns]
    if not lacking and not further:
        return
    notes = tuple(
        f"{word}: {', '.join(f'`{name}`' for name in names)}"
        for word, names in (("lacks", lacking), ("has besides", further))
        if names
    )
    raise SourceError(
        "E4022",
        f"`{found.name}` has other columns than `{first.name}`",
        help="files of one source need the same header",
        notes=notes,
    )
