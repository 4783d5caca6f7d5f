"""Event logs: XES, and OCEL 2.0 in its three forms, which hold the same events."""

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from upheld.connectors.base import Attached, SourceError, SourceSpec
from upheld.connectors.registry import attach

XES = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <global scope="event"><string key="concept:name" value="none"/></global>
  <trace>
    <string key="concept:name" value="case 1"/>
    <event>
      <string key="concept:name" value="ordered"/>
      <date key="time:timestamp" value="2026-03-02T09:00:00.000+01:00"/>
      <float key="cost" value="12.5"><string key="inner" value="x"/></float>
    </event>
    <event>
      <string key="concept:name" value="paid &amp; packed"/>
      <date key="time:timestamp" value="2026-03-02T10:00:00.000+01:00"/>
      <boolean key="late" value="false"/>
    </event>
  </trace>
  <trace>
    <event><string key="concept:name" value="ordered"/></event>
    <string key="concept:name" value="case 2"/>
    <string key="region" value="north"/>
  </trace>
</log>
"""

OCEL_JSON = """{
 "objectTypes": [{"name": "order", "attributes": []},
                 {"name": "item", "attributes": []}],
 "eventTypes": [{"name": "place", "attributes": [{"name": "cost", "type": "float"}]}],
 "objects": [{"id": "o1", "type": "order"}, {"id": "i1", "type": "item"},
             {"id": "i2", "type": "item"}],
 "events": [
  {"id": "e1", "type": "place", "time": "2026-03-02T08:00:00Z",
   "attributes": [{"name": "cost", "value": 12.5}],
   "relationships": [{"objectId": "o1", "qualifier": "of"},
                     {"objectId": "i1", "qualifier": "with"},
                     {"objectId": "i2", "qualifier": "with"}]},
  {"id": "e2", "type": "pay", "time": "2026-03-02T09:00:00Z",
   "relationships": [{"objectId": "o1", "qualifier": "for"}]}]}
"""

OCEL_XML = """<?xml version="1.0" encoding="UTF-8"?>
<log>
 <object-types><object-type name="order"><attributes/></object-type></object-types>
 <event-types><event-type name="place"><attributes/></event-type></event-types>
 <objects>
  <object id="o1" type="order"><attributes/></object>
  <object id="i1" type="item"/>
  <object id="i2" type="item"><objects>
    <relationship object-id="o1" qualifier="part"/></objects></object>
 </objects>
 <events>
  <event id="e1" type="place" time="2026-03-02T08:00:00Z">
   <attributes><attribute name="cost">12.5</attribute></attributes>
   <objects>
    <relationship object-id="o1" qualifier="of"/>
    <relationship object-id="i1" qualifier="with"/>
    <relationship object-id="i2" qualifier="with"/>
   </objects>
  </event>
  <event id="e2" type="pay" time="2026-03-02T09:00:00Z">
   <attributes/><objects><relationship object-id="o1" qualifier="for"/></objects>
  </event>
 </events>
</log>
"""

OCEL_SQL = """
CREATE TABLE event (ocel_id TEXT, ocel_type TEXT);
CREATE TABLE event_map_type (ocel_type TEXT, ocel_type_map TEXT);
CREATE TABLE event_Place (ocel_id TEXT, ocel_time TEXT, cost REAL);
CREATE TABLE event_Pay (ocel_id TEXT, ocel_time TEXT);
CREATE TABLE object (ocel_id TEXT, ocel_type TEXT);
CREATE TABLE event_object
  (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT);
INSERT INTO event VALUES ('e1', 'place'), ('e2', 'pay');
INSERT INTO event_map_type VALUES ('place', 'Place'), ('pay', 'Pay');
INSERT INTO event_Place VALUES ('e1', '2026-03-02T08:00:00Z', 12.5);
INSERT INTO event_Pay VALUES ('e2', '2026-03-02T09:00:00Z');
INSERT INTO object VALUES ('o1', 'order'), ('i1', 'item'), ('i2', 'item');
INSERT INTO event_object VALUES ('e1', 'o1', 'of'), ('e1', 'i1', 'with'),
  ('e1', 'i2', 'with'), ('e2', 'o1', 'for');
"""


class Folder:
    """A folder with a log, and the relation made of it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = duckdb.connect()

    def attach(self, name: str, **options: str) -> Attached:
        spec = SourceSpec(name, name, self.path, options, self.path)
        return attach(self.connection, spec, "log")

    def rows(self, columns: str) -> list[tuple[object, ...]]:
        query = f"SELECT {columns} FROM log ORDER BY ALL"
        return self.connection.execute(query).fetchall()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    (tmp_path / "log.xes").write_text(XES, encoding="utf-8")

    (tmp_path / "log.jsonocel").write_text(OCEL_JSON, encoding="utf-8")
    (tmp_path / "log.xmlocel").write_text(OCEL_XML, encoding="utf-8")
    with closing(sqlite3.connect(tmp_path / "log.sqliteocel")) as database:
        database.executescript(OCEL_SQL)
    return Folder(tmp_path)


def test_an_event_has_the_attributes_of_its_trace_too(folder: Folder) -> None:
    attached = folder.attach("log.xes")
    assert (attached.kind, attached.rows, attached.text) == ("xes", 3, True)
    found = folder.rows("case_concept_name, concept_name, time_timestamp, cost, late")
    assert found == [
        ("case 1", "ordered", "2026-03-02T09:00:00.000+01:00", "12.5", None),
        ("case 1", "paid & packed", "2026-03-02T10:00:00.000+01:00", None, "false"),
        # A trace may be described behind its events.
        ("case 2", "ordered", None, None, None),
    ]
    assert folder.rows("case_region")[0] == ("north",)


def test_the_file_of_a_log_is_evidence(folder: Folder) -> None:
    (proof,) = folder.attach("log.xes").files
    assert (proof.name, proof.bytes) == ("log.xes", len(XES.encode()))


def test_a_packed_log_is_unpacked(folder: Folder) -> None:
    (folder.path / "packed.xes.gz").write_bytes(gzip.compress(XES.encode()))
    assert folder.attach("packed.xes.gz").rows == 3


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE log [<!ENTITY a "b">]><log><trace/></log>',
        "<log><trace></log>",
        "queued,answered",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_what_is_no_plain_log_is_refused(
    folder: Folder, text: str, encoding: str
) -> None:
    (folder.path / "bad.xes").write_text(text, encoding=encoding)
    with pytest.raises(SourceError, match="E4012"):
        folder.attach("bad.xes")


FORMS = ["log.jsonocel", "log.xmlocel", "log.sqliteocel"]


@pytest.mark.parametrize("name", FORMS)
def test_a_log_without_an_object_has_a_row_for_each_event(
    folder: Folder, name: str
) -> None:
    assert folder.attach(name).rows == 2
    assert folder.rows("event_id, event_type, event_time, cost") == [
        ("e1", "place", "2026-03-02T08:00:00Z", "12.5"),
        ("e2", "pay", "2026-03-02T09:00:00Z", None),
    ]


@pytest.mark.parametrize("name", FORMS)
def test_a_log_is_flattened_along_a_type_of_objects(folder: Folder, name: str) -> None:
    folder.attach(name, flatten="item")
    # The first event belongs to two items, the second to none.
    assert folder.rows("event_id, item, qualifier") == [
        ("e1", "i1", "with"),
        ("e1", "i2", "with"),
    ]


@pytest.mark.parametrize("name", FORMS)
def test_a_type_that_no_object_has_is_refused(folder: Folder, name: str) -> None:
    with pytest.raises(SourceError, match="E4019") as caught:
        folder.attach(name, flatten="parcel")
    assert caught.value.help == "types: item, order"


def test_json_that_is_no_log_is_refused(folder: Folder) -> None:
    (folder.path / "bad.jsonocel").write_text('{"events": [1]}')
    with pytest.raises(SourceError, match="E4012"):
        folder.attach("bad.jsonocel")
