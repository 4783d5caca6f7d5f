"""JSON records as a table of texts: numbers keep their digits, null is empty.

{"id": 7, "cost": 4.50, "open": true, "tags": ["a"]}
# id='7', cost='4.50', open='true', tags='["a"]'
"""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TextIO

from upheld.connectors.base import (
    KEPT_REJECTS,
    Attached,
    RejectedLine,
    SourceError,
    SourceSpec,
)
from upheld.connectors.files import Found, evidence, files_of
from upheld.connectors.options import refuse_unknown, text_option
from upheld.connectors.quoting import identifier
from upheld.connectors.relations import refuse_repeats, rows_of
from upheld.connectors.text import LONGEST_LINE, Plain, plain_text
from upheld.dsl.dataclass import dataclass

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: A column of the private copy that keeps rows in order and none of them blank.
_ORDER = "\x01 order"
_SHOWN = 500


class _Digits(str):
    """A number as written in the file."""

    __slots__ = ()


@dataclass(slots=True)
class _Records:
    """What was read so far: columns in the order they turn up, and bad lines."""

    copy: TextIO
    columns: dict[str, int] = field(default_factory=dict)
    rows: int = 0
    rejected: int = 0
    kept: list[RejectedLine] = field(default_factory=list)

    def add(self, record: dict[str, object]) -> None:
        """Writes one record; later columns are padded when the copy is read."""
        for name in record:
            self.columns.setdefault(name, len(self.columns))
        texts = [_cell(record.get(name)) for name in self.columns]
        self.rows += 1
        self.copy.write(f"{self.rows},{','.join(texts)}\n")

    def reject(self, file: str, line: int, reason: str, text: str) -> None:
        """Counts a line that is no record, and keeps the first of them."""
        self.rejected += 1
        if len(self.kept) < KEPT_REJECTS:
            self.kept.append(RejectedLine(file, line, reason, text[:_SHOWN]))


class JsonConnector:
    """Records, one a line (NDJSON) or in one array."""

    kind: ClassVar[str] = "json"
    suffixes: ClassVar[tuple[str, ...]] = (
        ".json",
        ".ndjson",
        ".jsonl",
        ".json.gz",
        ".ndjson.gz",
        ".jsonl.gz",
    )

    def attach(
        self, connection: "DuckDBPyConnection", spec: SourceSpec, relation: str
    ) -> Attached:
        """Reads the files into a table.

        Raises:
            SourceError: E4010 to E4019, E4021.
        """
        refuse_unknown(spec, self.kind, ("encoding",))
        files = files_of(spec)
        proofs = tuple(evidence(found, spec) for found in files)
        with tempfile.TemporaryDirectory(prefix="upheld-") as folder:
            scratch = Path(folder)
            path = scratch / "records.csv"
            with path.open("w", encoding="utf-8", newline="") as copy:
                records = _Records(copy)
                for found in files:
                    _read(connection, spec, found, records, scratch)
            refuse_repeats(list(records.columns), spec.name)
            _load(connection, relation, path, records)
        return Attached(
            kind=self.kind,
            relation=relation,
            columns=dict.fromkeys(records.columns, "VARCHAR"),
            rows=rows_of(connection, relation),
            rejected=records.rejected,
            rejected_lines=tuple(records.kept),
            files=proofs,
            paths=(),
            text=True,
        )


def _read(
    connection: "DuckDBPyConnection",
    spec: SourceSpec,
    found: Found,
    records: _Records,
    scratch: Path,
) -> None:
    plain = plain_text(connection, found, text_option(spec, "encoding"), scratch)
    if _is_array(plain):
        _read_array(plain, records)
    else:
        _read_lines(plain, records)


def _is_array(plain: Plain) -> bool:
    with plain.path.open(encoding="utf-8-sig") as file:
        for line in file:
            if line.strip():
                return line.lstrip().startswith("[")
    raise SourceError("E4011", f"`{plain.name}` holds blank lines only")


def _read_lines(plain: Plain, records: _Records) -> None:
    with plain.path.open(encoding="utf-8-sig", newline="\n") as file:
        for number, line in enumerate(file, 1):
            if text := line.strip():
                _read_one(plain, records, number, text)


def _read_one(plain: Plain, records: _Records, number: int, text: str) -> None:
    try:
        value = json.loads(text, **_READING)
    except (ValueError, RecursionError) as error:
        records.reject(plain.name, number, _reason(error), text)
        return
    _take(plain, records, number, value, text)


def _read_array(plain: Plain, records: _Records) -> None:
    """One array of records, read whole."""
    text = plain.path.read_text("utf-8-sig")
    try:
        # A line such as `[1]` inside NDJSON is not the file: all of it must fit.
        for line, value, source in _entries(text):
            _take(plain, records, line, value, source)
    except (ValueError, RecursionError) as error:
        raise SourceError(
            "E4012", f"`{plain.name}` is not JSON", help=_reason(error)
        ) from error


def _entries(text: str) -> Iterator[tuple[int, object, str]]:
    """Each entry of an array: the line it begins in, its value, its text."""
    decoder = json.JSONDecoder(**_READING)
    place = _after_space(text, text.index("[") + 1)
    counted, line = 0, 1
    while text[place : place + 1] != "]":
        line += text.count("\n", counted, place)
        counted = place
        value, end = decoder.raw_decode(text, place)
        yield line, value, text[place:end]
        place = _after_space(text, end)
        if text[place : place + 1] == ",":
            place = _after_space(text, place + 1)
            if text[place : place + 1] == "]":
                raise json.JSONDecodeError("value missing", text, place)
        elif text[place : place + 1] != "]":
            raise json.JSONDecodeError("`,` or `]` missing", text, place)
    if text[place + 1 :].strip():
        raise json.JSONDecodeError("text behind the array", text, place + 1)


def _after_space(text: str, place: int) -> int:
    while text[place : place + 1] in (" ", "\t", "\r", "\n"):
        place += 1
    return place


def _take(
    plain: Plain, records: _Records, line: int, value: object, source: str
) -> None:
    if not isinstance(value, dict):
        records.reject(plain.name, line, "not a record `{…}`", source)
        return
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        records.reject(plain.name, line, "half a surrogate pair in a text", source)
        return
    records.add(value)


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg} (line {error.lineno}, column {error.colno})"
    # A RecursionError's text is Python's, and another in each version.
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    record = dict(pairs)
    if len(record) < len(pairs):
        raise ValueError("one name stands twice in a record")
    return record


def _no_number(name: str) -> object:
    raise ValueError(f"`{name}` is no JSON number")


_READING: dict[str, Any] = {
    "parse_int": _Digits,
    "parse_float": _Digits,
    "parse_constant": _no_number,
    "object_pairs_hook": _pairs,
}


def _cell(value: object) -> str:
    """A value as a CSV cell: null is nothing, an empty text is `""`."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else _nested(value)
    return '"' + text.replace('"', '""') + '"'


def _nested(value: object) -> str:
    """A value as JSON text with its numbers as written."""
    match value:
        case _Digits():
            return value
        case dict():
            inner = (
                f"{json.dumps(k, ensure_ascii=False)}:{_nested(v)}"
                for k, v in value.items()
            )
            return "{" + ",".join(inner) + "}"
        case list():
            return "[" + ",".join(_nested(one) for one in value) + "]"
        case _:
            return json.dumps(value, ensure_ascii=False)


def _load(
    connection: "DuckDBPyConnection", relation: str, path: Path, records: _Records
) -> None:
    if not records.columns:
        raise SourceError(
            "E4012",
            "no record with a column in the JSON",
            help="one record a line, or an array of records",
        )
    query = f"""
        CREATE TABLE {identifier(relation)} AS
        SELECT * EXCLUDE ({identifier(_ORDER)})
        FROM read_csv($path, columns = $columns, auto_detect = false, header = false,
          delim = ',', quote = '"', escape = '"', nullstr = '',
          allow_quoted_nulls = false, null_padding = true, parallel = false,
          max_line_size = {LONGEST_LINE})"""
    columns = dict.fromkeys((_ORDER, *records.columns), "VARCHAR")
    connection.execute(query, {"path": str(path), "columns": columns})
