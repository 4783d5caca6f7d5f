"""Where the numbers come from: sources, versions."""

import platform
from typing import Literal

from upheld.checker.bounds import rejected_values
from upheld.checker.duck import engine_version
from upheld.checker.personal import MASK
from upheld.checker.prepare import EventData
from upheld.checker.rejected_lines import with_lines
from upheld.checker.report import Rejected, SourceFile, SourceResult
from upheld.checker.rows import plain
from upheld.checker.session import Session
from upheld.checker.source_files import delimiter_of, paths_of
from upheld.checker.zones import data_version, iso
from upheld.connectors.base import RejectedLine


def source_results(session: Session, zone: str) -> tuple[SourceResult, ...]:
    """Every event of a run with what became of its rows."""
    results = []
    for data in session.events.values():
        bounds = data.bounds
        if bounds is None:
            continue
        start = data.values.get(plain(data.event.start), "")
        last = bounds.latest.get(start)
        results.append(
            SourceResult(
                name=data.event.source,
                event=data.event.name,
                kind=data.attached.kind,
                files=tuple(
                    SourceFile(name=f.name, bytes=f.bytes, sha256=f.sha256)
                    for f in data.attached.files
                ),
                rows=data.attached.rows + data.attached.rejected,
                rejected=data.attached.rejected + bounds.unreadable_rows,
                repeats=data.repeats,
                repeats_sought=_sought(data),
                doubtful_moments=bounds.doubtful,
                first=None
                if bounds.first_start is None
                else iso(bounds.first_start, zone),
                last=None if last is None else iso(last, zone),
                rejects=(
                    *(
                        Rejected(
                            file=r.file, line=r.line, reason=r.reason, value=r.text
                        )
                        for r in data.attached.rejected_lines
                    ),
                    *(masked(session, one) for one in located(session, data)),
                ),
                sql="\n;\n".join(data.sql),
            )
        )
    return tuple(results)


def _sought(data: EventData) -> Literal["in every row", "in the first rows"] | None:
    """Where repeats were looked for; nowhere without an identity."""
    if not data.event.identity:
        return None
    return "in the first rows" if data.sampled else "in every row"


def _shown(moment: int | None, zone: str) -> str | None:
    return None if moment is None else iso(moment, zone)


def _rejected(line: RejectedLine) -> Rejected:
    return Rejected(file=line.file, line=line.line, reason=line.reason, value=line.text)


def masked(session: Session, rejected: Rejected) -> Rejected:
    """A value that did not convert, as it may be shown."""
    columns = (rejected.column or "").split(" + ")
    if rejected.value is None or not any(map(session.is_hidden, columns)):
        return rejected
    return rejected.but(value=MASK)


def located(session: Session, data: EventData) -> tuple[Rejected, ...]:
    """The values that did not convert, with their lines where those can be found."""
    rejects = rejected_values(data, session.rows)
    if not rejects or data.attached.kind != "csv":
        return tuple(rejects)
    paths = paths_of(session, data)
    delimiter = delimiter_of(data.attached, paths)
    return with_lines(rejects, paths, list(data.attached.columns), delimiter)


def versions() -> dict[str, str]:
    """Versions of what a number can depend on."""
    from upheld import __version__

    return {
        "upheld": __version__,
        "duckdb": engine_version(),
        "python": platform.python_version(),
        "tzdata": data_version(),
    }
