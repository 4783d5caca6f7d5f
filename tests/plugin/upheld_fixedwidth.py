"""Reads text files whose columns have fixed widths: a connector of another package."""

from typing import Any, ClassVar

from upheld.connectors.base import Attached, SourceError, SourceSpec
from upheld.connectors.files import evidence, files_of
from upheld.connectors.options import refuse_unknown
from upheld.connectors.quoting import identifier


class FixedWidthConnector:
    """`[sources.calls.options] widths = {id = 4, queued = 20}` names and measures."""

    kind: ClassVar[str] = "fixedwidth"
    suffixes: ClassVar[tuple[str, ...]] = (".fixedwidth",)

    def attach(self, connection: Any, spec: SourceSpec, relation: str) -> Attached:
        """Makes a table of texts, cut by the widths."""
        refuse_unknown(spec, self.kind, ("widths",))
        widths = spec.options.get("widths")
        if not isinstance(widths, dict):
            raise SourceError("E4019", f"source `{spec.name}` has no `widths`")
        files = files_of(spec)
        lines = [line for f in files for line in f.path.read_text().splitlines()]
        parts, start = [], 1
        for name, width in widths.items():
            cut = f"nullif(trim(substr(line, {start}, {int(width)})), '')"
            parts.append(f"{cut} AS {identifier(name)}")
            start += int(width)
        connection.execute(
            f"CREATE TABLE {identifier(relation)} AS SELECT {', '.join(parts)}"
            " FROM (SELECT unnest(?::VARCHAR[]) AS line)",
            [lines],
        )
        return Attached(
            kind=self.kind,
            relation=relation,
            columns=dict.fromkeys(widths, "VARCHAR"),
            rows=len(lines),
            rejected=0,
            rejected_lines=(),
            files=tuple(evidence(found, spec) for found in files),
            paths=(),
            text=True,
        )
