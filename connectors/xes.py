"""Event logs in XES (IEEE 1849): one row for each event, with what its trace says.

<trace><string key="concept:name" value="case 1"/>
  <event><string key="concept:name" value="paid"/>
    <date key="time:timestamp" value="2026-03-02T09:00:00+01:00"/></event></trace>

concept_name = paid, time_timestamp = 2026-03-02T09:00:00+01:00,
case_concept_name = case 1
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar
from xml.etree.ElementTree import Element

from upheld.connectors.base import Attached, SourceSpec
from upheld.connectors.files import Found, evidence, files_of
from upheld.connectors.options import refuse_unknown
from upheld.connectors.written import Written, table_of_texts
from upheld.connectors.xml_events import ended

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Kinds of attributes that have a value of their own.
SIMPLE = frozenset({"string", "date", "int", "float", "boolean", "id"})

#: The columns that nearly every log has, and that are there without events too.
USUAL = ("case_concept_name", "concept_name", "time_timestamp")


class XesConnector:
    """A log or several; signs that no name of a column has become `_`."""

    kind: ClassVar[str] = "xes"
    suffixes: ClassVar[tuple[str, ...]] = (".xes", ".xes.gz")

    def attach(
        self, connection: "DuckDBPyConnection", spec: SourceSpec, relation: str
    ) -> Attached:
        """Makes a table of the events, every value as text.

        Raises:
            SourceError: E4010 to E4014, E4019, E4021.
        """
        refuse_unknown(spec, self.kind, ())
        files = files_of(spec)
        return table_of_texts(
            connection,
            relation,
            (row for found in files for row in events_of(found)),
            kind=self.kind,
            columns=USUAL,
            files=tuple(evidence(found, spec) for found in files),
        )


def events_of(found: Found) -> Iterator[Written]:
    """Every event of a log, a trace at a time; events without a trace too."""
    trace: dict[str, str] = {}
    waiting: list[dict[str, str]] = []
    inside: list[str] = []
    for event, element in ended(found):
        if event == "start":
            inside.append(element.tag)
            continue
        inside.pop()
        around = inside[-1] if inside else ""
        if element.tag in SIMPLE and around == "trace":
            trace[f"case_{name_of(element)}"] = element.get("value", "")
        elif element.tag == "event":
            waiting.append(attributes_of(element))
            element.clear()
        if element.tag == "trace" or (element.tag == "event" and around == "log"):
            # A trace may be described behind its events.
            yield from ({**trace, **one} for one in waiting)
            trace, waiting = {}, []
            element.clear()


def attributes_of(element: Element) -> dict[str, str]:
    """The simple attributes right below an element."""
    return {
        name_of(child): child.get("value", "")
        for child in element
        if child.tag in SIMPLE
    }


def name_of(element: Element) -> str:
    """`time:timestamp` -> `time_timestamp`."""
    key = element.get("key", "")
    return "".join(sign if sign.isalnum() else "_" for sign in key)
