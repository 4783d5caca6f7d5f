"""Standard input: `some-tool | upheld check --source calls=-`."""

import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, ClassVar

from upheld.connectors.base import Attached, SourceError, SourceSpec
from upheld.connectors.delegate import FORMATS, attach_copies
from upheld.connectors.options import text_option

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_BLOCK = 1 << 20

#: What a file begins with -> its suffix. What begins otherwise is taken for CSV.
MAGIC = (
    (b"PAR1", ".parquet"),
    (b"\x1f\x8b", ".csv.gz"),
    (b"\x28\xb5\x2f\xfd", ".csv.zst"),
)


class StdinConnector:
    """CSV, JSON lines or Parquet, told by how it begins or by the option `format`."""

    kind: ClassVar[str] = "stdin"
    suffixes: ClassVar[tuple[str, ...]] = ()

    def attach(
        self, connection: "DuckDBPyConnection", spec: SourceSpec, relation: str
    ) -> Attached:
        """Makes a table of what comes, to its end.

        Raises:
            SourceError: E4011 nothing comes, E4019 a terminal, and those of the file.
        """
        if sys.stdin is None or sys.stdin.isatty():
            raise SourceError(
                "E4019",
                f"source `{spec.name}` is standard input, and that is a terminal",
                help="pipe rows into upheld, as `upheld check --source calls=- < FILE`",
            )
        with tempfile.TemporaryDirectory(prefix="upheld-") as folder:
            copy = Path(folder) / "standard input"
            with copy.open("wb") as file:
                _pour(sys.stdin.buffer, file)
            suffix = _suffix(spec, copy)
            named = copy.rename(copy.with_name(f"{copy.name}{suffix}"))
            if named.stat().st_size == 0:
                raise SourceError("E4011", "standard input holds nothing")
            kind = next((k for k in FORMATS if suffix.startswith(f".{k}")), "json")
            made = attach_copies(
                connection, spec, relation, kind, Path(folder), ("format",)
            )
        return replace(made, sent=("standard input",))


def _pour(source: BinaryIO, target: BinaryIO) -> None:
    while block := source.read(_BLOCK):
        target.write(block)


def _suffix(spec: SourceSpec, copy: Path) -> str:
    given = text_option(spec, "format")
    if given in FORMATS:
        return f".{given}"
    with copy.open("rb") as file:
        head = file.read(_BLOCK)
    for magic, suffix in MAGIC:
        if head.startswith(magic):
            return suffix
    return (
        ".json" if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") else ".csv"
    )
