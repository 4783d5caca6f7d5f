"""A text file of any compression and encoding, as plain UTF-8 that DuckDB can read."""

import codecs
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from upheld.connectors.base import SourceError
from upheld.connectors.files import Found, no_permission
from upheld.connectors.quoting import identifier, plain_pattern
from upheld.dsl.dataclass import dataclass

if TYPE_CHECKING:
    import duckdb

_BLOCK = 1 << 20
_UTF8_NAMES = frozenset({"utf-8", "utf-8-sig"})
#: The longest line DuckDB is asked to take, in bytes.
LONGEST_LINE = 64 << 20


@dataclass(frozen=True, slots=True)
class Plain:
    """A file as UTF-8 without compression, perhaps a private copy.

    Args:
        name: the name of the file it comes from, for people.
        newline: the byte that ends a line, for counting lines.
    """

    name: str
    path: Path
    newline: bytes


def plain_text(
    connection: "duckdb.DuckDBPyConnection",
    found: Found,
    encoding: str | None,
    scratch: Path,
) -> Plain:
    """The file as plain UTF-8; `scratch` is a private folder for copies.

    Raises:
        SourceError: E4011 empty, E4012 unreadable, E4016 encoding, E4017 NUL bytes,
            E4021 no permission.
    """
    try:
        path = _unpacked(connection, found, scratch)
        path = _decoded(found, path, encoding, scratch)
        return _checked(found, path)
    except PermissionError as error:
        raise no_permission(found.name) from error
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(
            "E4012", f"`{found.name}` cannot be read", help=str(error)
        ) from error


def copy_path(scratch: Path) -> Path:
    """A path in the private folder that is not taken."""
    return scratch / f"{len(list(scratch.iterdir()))}.txt"


def with_one_newline(plain: Plain, scratch: Path) -> Plain:
    """A copy whose lines all end alike; the number of lines stays the same."""
    target = copy_path(scratch)
    with (
        plain.path.open(encoding="utf-8-sig") as source,
        target.open("w", encoding="utf-8", newline="\n") as copy,
    ):
        while block := source.read(_BLOCK):
            copy.write(block)
    return Plain(plain.name, target, b"\n")


def line_numbers(plain: Plain, offsets: list[int]) -> dict[int, int]:
    """The line, counted from 1, in which each byte offset lies, in one reading."""
    numbers: dict[int, int] = {}
    waiting = sorted(set(offsets), reverse=True)
    lines, start = 1, 0
    with plain.path.open("rb") as file:
        while waiting and (block := file.read(_BLOCK)):
            while waiting and waiting[-1] < start + len(block):
                offset = waiting.pop()
                numbers[offset] = lines + block.count(plain.newline, 0, offset - start)
            lines += block.count(plain.newline)
            start += len(block)
    return numbers | dict.fromkeys(waiting, lines)


def _unpacked(
    connection: "duckdb.DuckDBPyConnection", found: Found, scratch: Path
) -> Path:
    match found.path.suffix.lower():
        case ".gz":
            target = copy_path(scratch)
            with gzip.open(found.path) as packed, target.open("wb") as copy:
                _pour(cast("BinaryIO", packed), copy)
            return target
        case ".zst":
            return _unpacked_by_duckdb(connection, found, copy_path(scratch))
        case _:
            return found.path


def _pour(source: BinaryIO, target: BinaryIO) -> None:
    while block := source.read(_BLOCK):
        target.write(block)


def _unpacked_by_duckdb(
    connection: "duckdb.DuckDBPyConnection", found: Found, target: Path
) -> Path:
    """Unpacks zstd through DuckDB, line by line, as Python 3.11 has no zstd.

    Line ends become line feeds; the other signs stay. U+0001 is the delimiter because
    no text has it.
    """
    import duckdb

    name = identifier(f"unpacked {target.stem}")
    query = f"""
        CREATE TEMP TABLE {name} AS
        SELECT line FROM read_csv($path, columns = {{'line': 'VARCHAR'}},
          auto_detect = false, header = false, compression = 'zstd', delim = chr(1),
          quote = '', escape = '', strict_mode = false,
          max_line_size = {LONGEST_LINE}, buffer_size = {2 * LONGEST_LINE})"""
    try:
        connection.execute(query, {"path": plain_pattern(str(found.path))})
        with target.open("w", encoding="utf-8", newline="\n") as copy:
            result = connection.execute(f"SELECT line FROM {name}")
            while rows := result.fetchmany(10_000):
                copy.writelines(f"{row[0] or ''}\n" for row in rows)
        connection.execute(f"DROP TABLE {name}")
    except duckdb.Error as error:
        raise SourceError(
            "E4012",
            f"`{found.name}` is not a zstd file of UTF-8 text",
            help=str(error).splitlines()[0],
        ) from error
    return target


def _decoded(found: Found, path: Path, encoding: str | None, scratch: Path) -> Path:
    name = _codec(found, encoding) if encoding else _marked(path)
    if name in _UTF8_NAMES:
        return path
    target = copy_path(scratch)
    with target.open("w", encoding="utf-8", newline="") as copy:
        for text in _texts(found, path, name):
            copy.write(text)
    return target


def _codec(found: Found, encoding: str) -> str:
    try:
        info = codecs.lookup(encoding)
        "".encode(info.name)  # refuses codecs that are not of text, as `hex`
    except (LookupError, ValueError) as error:
        raise SourceError(
            "E4016",
            f"unknown encoding `{encoding}` for `{found.name}`",
            help="common ones: utf-8, utf-16, cp1250, cp1252, iso8859-2, latin-1",
        ) from error
    return info.name


def _marked(path: Path) -> str:
    """The encoding that the first bytes declare; UTF-8 where they declare nothing."""
    with path.open("rb") as file:
        head = file.read(4)
    if head in (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE):
        return "utf-32"
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    return "utf-8"


def _texts(found: Found, path: Path, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 1
    with path.open("rb") as file:
        while True:
            block = file.read(_BLOCK)
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeError as error:
                raise SourceError(
                    "E4016",
                    f"`{found.name}` is not {encoding} text (at or after line {lines})",
                    help="set the right `encoding` for the source in upheld.toml",
                ) from error
            lines += text.count("\n")
            yield text
            if not block:
                return


def _checked(found: Found, path: Path) -> Plain:
    """Refuses empty files, NUL bytes and bad UTF-8; finds what ends a line."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines, size, newline = 1, 0, b"\r"
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            _refuse_nul(found, block, lines)
            _refuse_bad_utf8(found, decoder, block, lines)
            newline = b"\n" if b"\n" in block else newline
            lines += block.count(b"\n")
            size += len(block)
    _refuse_bad_utf8(found, decoder, b"", lines)
    if size <= len(codecs.BOM_UTF8) and not path.read_text("utf-8-sig"):
        raise SourceError(
            "E4011",
            f"`{found.name}` is an empty file",
            help="a file without rows still needs its header",
        )
    return Plain(found.name, path, newline)


def _refuse_nul(found: Found, block: bytes, lines: int) -> None:
    place = block.find(b"\0")
    if place >= 0:
        line = lines + block.count(b"\n", 0, place)
        raise SourceError(
            "E4017",
            f"`{found.name}` holds a NUL byte in line {line}",
            help='not a text file, or one in UTF-16: then set `encoding = "utf-16-le"`',
        )


def _refuse_bad_utf8(
    found: Found, decoder: codecs.IncrementalDecoder, block: bytes, lines: int
) -> None:
    try:
        decoder.decode(block, final=not block)
    except UnicodeDecodeError as error:
        line = lines + error.object.count(b"\n", 0, error.start)
        byte = error.object[error.start]
        raise SourceError(
            "E4016",
            f"`{found.name}` is not UTF-8: byte 0x{byte:02x} in line {line}",
            help='say which it is: `encoding = "cp1252"` (or cp1250, latin-1) '
            "for the source in upheld.toml",
        ) from error
