"""Sheets of Excel workbooks: the first row names the columns, values are texts.

A formula counts as the value that was last worked out and saved with it.
"""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from upheld.connectors.base import Attached, SourceError, SourceSpec
from upheld.connectors.files import evidence, files_of
from upheld.connectors.options import refuse_unknown, text_option
from upheld.connectors.packages import needed
from upheld.connectors.relations import refuse_repeats
from upheld.connectors.written import Written, table_of_texts

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class ExcelConnector:
    """One sheet of a workbook; option `table` names it where there are several."""

    kind: ClassVar[str] = "excel"
    suffixes: ClassVar[tuple[str, ...]] = (".xlsx", ".xlsm")
    extra: ClassVar[str] = "excel"
    needs: ClassVar[tuple[str, ...]] = ("openpyxl",)

    def attach(
        self, connection: "DuckDBPyConnection", spec: SourceSpec, relation: str
    ) -> Attached:
        """Makes a table of the rows below the first one, empty rows left out.

        Raises:
            SourceError: E4010 to E4014, E4019 to E4021, E4028.
        """
        refuse_unknown(spec, self.kind, ("table",))
        openpyxl = needed("openpyxl", "excel", "excel")
        files = files_of(spec)
        if len(files) != 1:
            raise SourceError("E4019", f"`{spec.name}` means several workbooks")
        proof = evidence(files[0], spec)
        try:
            book = openpyxl.load_workbook(
                files[0].path, read_only=True, data_only=True, keep_links=False
            )
        except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
            raise SourceError(
                "E4012", f"`{files[0].name}` is no Excel workbook", help=str(error)
            ) from error
        try:
            rows = _sheet(spec, book).iter_rows(values_only=True)
            names = _names(spec, next(rows, ()))
            return table_of_texts(
                connection,
                relation,
                _rows(names, rows),
                kind=self.kind,
                columns=names,
                files=(proof,),
            )
        finally:
            book.close()


def _sheet(spec: SourceSpec, book: Any) -> Any:
    wanted = text_option(spec, "table")
    names: list[str] = list(book.sheetnames)
    if wanted is None and len(names) == 1:
        return book[names[0]]
    if wanted in names:
        return book[wanted]
    listed = ", ".join(f"`{name}`" for name in names)
    what = "which sheet is meant?" if wanted is None else f"no sheet `{wanted}`"
    raise SourceError(
        "E4020", f"`{spec.name}`: {what}", help=f"set `table`; sheets: {listed}"
    )


def _names(spec: SourceSpec, head: Sequence[object]) -> list[str]:
    """The names of the first row, up to the last one."""
    names = ["" if value is None else str(value).strip() for value in head]
    while names and not names[-1]:
        names.pop()
    if not names or not all(names):
        raise SourceError(
            "E4012",
            f"the first row of `{spec.name}` does not name its columns",
            help="the first row of the sheet has to hold a name for each column",
        )
    refuse_repeats(names, spec.name)
    return names


def _rows(names: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[Written]:
    for values in rows:
        row = {n: written(v) for n, v in zip(names, values, strict=False)}
        if any(value is not None for value in row.values()):
            yield row


def written(value: object) -> str | None:
    """A cell as text: dates as ISO 8601, numbers with all their digits."""
    match value:
        case None | "":
            return None
        case bool():
            return "true" if value else "false"
        case float():
            exact = format(Decimal(repr(value)), "f")
            return exact.removesuffix(".0")
        case datetime():
            return value.isoformat(sep=" ")
        case date() | time():
            return value.isoformat()
        case timedelta():
            seconds = value // timedelta(seconds=1)
            return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        case _:
            return str(value)
