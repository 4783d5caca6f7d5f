"""XML read as a stream: elements as they end, and nothing that could reach outside."""

import gzip
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from upheld.connectors.base import SourceError
from upheld.connectors.files import Found

_HEAD = 1 << 16


def ended(found: Found) -> Iterator[tuple[str, ET.Element]]:
    """`start` and `end` of elements, without their namespaces.

    Raises:
        SourceError: E4012 for what is no XML, or has a document type of its own, whose
            entities could fill the memory.
    """
    _refuse_entities(found)
    try:
        with opened(found.path) as file:
            for event, element in ET.iterparse(file, ("start", "end")):  # noqa: S314
                element.tag = element.tag.rpartition("}")[2]
                yield event, element
    except (ET.ParseError, OSError, EOFError) as error:
        raise SourceError(
            "E4012", f"`{found.name}` cannot be read as XML", help=str(error)
        ) from error


def opened(path: Path) -> IO[bytes]:
    """A file, unpacked where its name ends in `.gz`."""
    if path.suffix.lower() == ".gz":
        return cast("IO[bytes]", gzip.open(path, "rb"))
    return path.open("rb")


def _refuse_entities(found: Found) -> None:
    try:
        with opened(found.path) as file:
            head = file.read(_HEAD)
    except (OSError, EOFError) as error:
        raise SourceError(
            "E4012", f"`{found.name}` cannot be read", help=str(error)
        ) from error
    if not head:
        raise SourceError("E4011", f"`{found.name}` is an empty file")
    # Without the zeros UTF-16 and UTF-32 read as ASCII does.
    plain = head.replace(b"\0", b"")
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise SourceError(
            "E4012",
            f"`{found.name}` declares a document type",
            help="event logs need none; write the file without it",
        )
