"""Markdown cases whose events stand in Parquet files that both engines read."""

from dataclasses import replace
from pathlib import Path

from upheld.checker.casefile import Case
from upheld.checker.cases import request
from upheld.checker.check import Outcome, Request, check
from upheld.checker.documents import written
from upheld.checker.settings import Settings, source_spec
from upheld.connectors.base import SourceError
from upheld.connectors.lock import connect
from upheld.connectors.quoting import identifier, literal
from upheld.connectors.registry import attach
from upheld.dsl.loader import load


def request_of(case: Case, folder: Path) -> Request:
    """The run of a case, its events in Parquet; a file that is none stays what it is.

    Every cell is text, as in the file: what it means is for the engines to find out.
    """
    for name, text in {**case.beside, **case.files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    asked = request(case, folder)
    loaded = load(asked.policies, texts=asked.texts, root=folder)
    if loaded.policy is None:
        return asked
    events = {e.source: e.file for e in loaded.policy.events.values()}
    sources: dict[str, object] = {}
    for number, (source, file) in enumerate(events.items()):
        written = folder / f"events-{number}.parquet"
        beside = (folder / file).parent / source
        to_parquet(source, beside, written)
        sources[source] = str(written)
    return replace(asked, sources=sources)


def to_parquet(source: str, beside: Path, written: Path) -> None:
    """The rows of a file as Parquet; what cannot be read is copied as it is."""
    connection = connect()
    try:
        spec = source_spec(Settings(outside=True), beside.parent, source)
        spec = replace(spec, location=str(beside))
        attach(connection, spec, "source")
        relation, target = identifier("source"), literal(str(written))
        connection.execute(f"COPY {relation} TO {target} (FORMAT parquet)")
    except SourceError:
        if beside.is_file():
            written.write_bytes(beside.read_bytes())
    finally:
        connection.close()


def outcomes(asked: Request, remote: str) -> tuple[Outcome, Outcome]:
    """What DuckDB and Spark make of a run."""
    return check(asked), check(replace(asked, engine="spark", spark_remote=remote))


def as_text(outcome: Outcome) -> str:
    """The whole result as JSON, the engine's name and version left out.

    Where nothing could be read, `as of` is the moment of the run itself.
    """
    if outcome.report is None:
        return "\n".join(f"{d.code} {d.span} {d.message}" for d in outcome.diagnostics)
    versions = {k: v for k, v in outcome.report.versions.items() if k != "spark"}
    less: dict[str, object] = {"engine": "", "versions": versions}
    if all(standard.verdict == "error" for standard in outcome.report.standards):
        less["as_of"] = ""
    plain = outcome.report.but(**less)
    return str(written(plain))
