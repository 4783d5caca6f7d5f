"""Object-centric event logs, OCEL 2.0, as JSON, XML or SQLite.

An event may belong to several objects, so a log is flattened along one type of them:

    flatten = "order"    a row for each event and each order it belongs to
    (nothing)            a row for each event, without its objects

Columns are `event_id`, `event_type`, `event_time`, the attributes of events, and with
`flatten` the object's id under the name of its type, and `qualifier`.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from upheld.connectors.base import Attached, SourceError, SourceSpec
from upheld.connectors.files import Found, evidence, files_of
from upheld.connectors.options import refuse_unknown, text_option
from upheld.connectors.quoting import identifier
from upheld.connectors.written import Written, table_of_texts
from upheld.connectors.xml_events import ended
from upheld.dsl.dataclass import dataclass

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

EVENT = ("event_id", "event_type", "event_time")


@dataclass(frozen=True, slots=True)
class OcelEvent:
    """One event: its attributes as texts, and (object, qualifier) pairs."""

    id: str
    type: str
    time: str
    attributes: dict[str, str]
    objects: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Log:
    """A whole log; `types` tells the type of each object."""

    types: dict[str, str]
    events: Iterable[OcelEvent]


class OcelConnector:
    """One log; which of the three forms it has is told by its suffix."""

    kind: ClassVar[str] = "ocel"
    suffixes: ClassVar[tuple[str, ...]] = (".jsonocel", ".xmlocel", ".sqliteocel")

    def attach(
        self, connection: "DuckDBPyConnection", spec: SourceSpec, relation: str
    ) -> Attached:
        """Makes a table of the events, every value as text.

        Raises:
            SourceError: E4010 to E4014, E4019, E4021.
        """
        refuse_unknown(spec, self.kind, ("flatten",))
        files = files_of(spec)
        if len(files) != 1:
            raise SourceError("E4019", f"`{spec.name}` means several logs")
        log = read_log(files[0])
        flatten = text_option(spec, "flatten")
        known = sorted(set(log.types.values()))
        if flatten is not None and flatten not in known:
            raise SourceError(
                "E4019",
                f"`{files[0].name}` has no objects of type `{flatten}`",
                help=f"types: {', '.join(known)}",
            )
        more = () if flatten is None else (flatten, "qualifier")
        return table_of_texts(
            connection,
            relation,
            rows_of_log(log, flatten),
            kind=self.kind,
            columns=(*EVENT, *more),
            files=(evidence(files[0], spec),),
        )


def rows_of_log(log: Log, flatten: str | None) -> Iterator[Written]:
    """The rows of a log, flattened along a type of objects or not at all."""
    for event in log.events:
        head = dict(zip(EVENT, (event.id, event.type, event.time), strict=True))
        row = {**event.attributes, **head}
        if flatten is None:
            yield row
            continue
        for name, qualifier in dict.fromkeys(event.objects):
            if log.types.get(name) == flatten:
                yield {**row, flatten: name, "qualifier": qualifier}


def read_log(found: Found) -> Log:
    """A log of any form.

    Raises:
        SourceError: E4012 where it is none.
    """
    suffix = found.path.suffix.lower()
    try:
        if suffix in (".sqliteocel", ".sqlite", ".sqlite3"):
            return _of_sqlite(found)
        if suffix in (".xmlocel", ".xml"):
            return _of_xml(found)
        return _of_json(found)
    except (KeyError, TypeError, ValueError, AttributeError, sqlite3.Error) as error:
        raise SourceError(
            "E4012",
            f"`{found.name}` cannot be read as an OCEL 2.0 log",
            help=f"{type(error).__name__}: {error}",
        ) from error


def _of_json(found: Found) -> Log:
    data = json.loads(found.path.read_text("utf-8-sig"))
    types = {str(one["id"]): str(one["type"]) for one in data["objects"]}
    events = [
        OcelEvent(
            str(one["id"]),
            str(one["type"]),
            str(one["time"]),
            {a["name"]: _text(a["value"]) for a in one.get("attributes", ())},
            tuple(
                (str(r["objectId"]), str(r.get("qualifier", "")))
                for r in one.get("relationships", ())
            ),
        )
        for one in data["events"]
    ]
    return Log(types, events)


def _text(value: Any) -> str:
    """A value of JSON as it is written there."""
    return value if isinstance(value, str) else json.dumps(value)


def _of_xml(found: Found) -> Log:
    types: dict[str, str] = {}
    events: list[OcelEvent] = []
    inside: list[str] = []
    for moment, element in ended(found):
        if moment == "start":
            inside.append(element.tag)
            continue
        inside.pop()
        if element.tag == "object" and inside[-2:] == ["log", "objects"]:
            types[element.attrib["id"]] = element.attrib["type"]
            element.clear()
        elif element.tag == "event":
            related = [
                one
                for one in element.iterfind("objects/*")
                if one.get("object-id") is not None
            ]
            events.append(
                OcelEvent(
                    element.attrib["id"],
                    element.attrib["type"],
                    element.attrib["time"],
                    {
                        one.attrib["name"]: one.text or ""
                        for one in element.iterfind("attributes/attribute")
                    },
                    tuple(
                        (one.attrib["object-id"], one.get("qualifier", ""))
                        for one in related
                    ),
                )
            )
            element.clear()
    return Log(types, events)


def _of_sqlite(found: Found) -> Log:
    uri = f"file:{quote(str(Path(found.path)))}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as database:
        types = dict(database.execute("SELECT ocel_id, ocel_type FROM object"))
        objects: dict[str, list[tuple[str, str]]] = {}
        for event, name, qualifier in database.execute(
            "SELECT ocel_event_id, ocel_object_id, ocel_qualifier FROM event_object"
        ):
            objects.setdefault(event, []).append((name, qualifier or ""))
        maps = database.execute(
            "SELECT ocel_type, ocel_type_map FROM event_map_type ORDER BY ocel_type"
        ).fetchall()
        events = [
            event
            for kind, table in maps
            for event in _events_of_type(database, kind, table, objects)
        ]
    return Log(types, events)


def _events_of_type(
    database: sqlite3.Connection,
    kind: str,
    table: str,
    objects: dict[str, list[tuple[str, str]]],
) -> Iterator[OcelEvent]:
    cursor = database.execute(f"SELECT * FROM {identifier(f'event_{table}')}")
    names = [str(one[0]) for one in cursor.description]
    for values in cursor:
        row = dict(zip(names, values, strict=True))
        key, time = str(row.pop("ocel_id")), str(row.pop("ocel_time"))
        attributes = {n: str(v) for n, v in row.items() if v is not None}
        yield OcelEvent(key, kind, time, attributes, tuple(objects.get(key, ())))
