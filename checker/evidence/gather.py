"""From a run that ended to its bundle: everything that it rests on, with hashes."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from upheld.checker.check import Outcome, Request
from upheld.checker.evidence.bundle import MANIFEST, REPORT, RESULT, SUMS, Bundle, sums
from upheld.checker.evidence.canonical import canonical, digest
from upheld.checker.evidence.git import GitState, git_state
from upheld.checker.evidence.manifest import (
    BundledFile,
    EvidencePolicy,
    Manifest,
    Options,
    facts_of,
    options_of,
    sources_of,
)
from upheld.checker.inputs import Input
from upheld.checker.render.beside import exceptions_beside
from upheld.checker.render.first_events import shortened
from upheld.checker.render.formats import render
from upheld.checker.render.manner import Manner
from upheld.checker.report import Report
from upheld.checker.wording import Language, wording_of
from upheld.dsl.source import Source

#: Folders of the bundle.
POLICIES, LISTS, EXCEPTIONS = "policies", "lists", "exceptions"


class ChangedError(Exception):
    """A file changed while it was judged; the text is its path."""


def gather(request: Request, outcome: Outcome, language: Language) -> Bundle:
    """The bundle of a run that was judged.

    Args:
        language: of the report for people.

    Raises:
        ChangedError: a policy or list is not what was judged.
    """
    assert outcome.report is not None
    policies = {name: policy_bytes(name, s) for name, s in outcome.sources.items()}
    lists = _lists(outcome.inputs)
    state = git_state(Path.cwd(), sorted({*policies, *lists}))
    files = {
        **rendered(outcome.report, language),
        **{inside(POLICIES, name): content for name, content in policies.items()},
        **{inside(LISTS, path): content for path, content in lists.items()},
    }
    options = options_of(request, outcome.report, language)
    manifest = manifest_of(options, outcome, files, state)
    files[MANIFEST] = canonical(manifest.model_dump(mode="json", by_alias=True))
    files[SUMS] = sums(files)
    return Bundle(files)


def rendered(report: Report, language: Language) -> dict[str, bytes]:
    """The renderings of a report that a bundle holds, as `check` writes them.

    Exceptions that the report for people has no room for lie in a folder of their own,
    and it names them with their hashes.
    """
    manner = Manner(wording_of(language))
    beside = exceptions_beside(report, manner, EXCEPTIONS)
    told = replace(manner, attached=beside.attached)
    short = shortened(report)
    return {
        RESULT: _bytes(render(short, "json", manner)),
        REPORT: _bytes(render(short, "html", told)),
        **{f"{EXCEPTIONS}/{name}": t.encode() for name, t in beside.files.items()},
    }


def _bytes(text: object) -> bytes:
    assert isinstance(text, str)
    return (text if text.endswith("\n") else f"{text}\n").encode()


def manifest_of(
    options: Options,
    outcome: Outcome,
    files: Mapping[str, bytes],
    state: GitState,
) -> Manifest:
    """The manifest of a run and of the files in its bundle."""
    report = outcome.report
    assert report is not None
    bundled = {
        file.path: inside(LISTS, file.path)
        for one in outcome.inputs
        for file in one.files
        if inside(LISTS, file.path) in files
    }
    return Manifest(
        as_of=report.as_of,
        verdict=report.verdict,
        exit_status=report.exit_status,
        zone=report.zone,
        options=options,
        policies=tuple(
            EvidencePolicy(name=name, path=path, sha256=digest(files[path]))
            for name in outcome.sources
            for path in (inside(POLICIES, name),)
        ),
        sources=sources_of(outcome.inputs, bundled),
        files=tuple(
            BundledFile(path=path, bytes=len(files[path]), sha256=digest(files[path]))
            for path in sorted(files)
        ),
        versions=report.versions,
        git=facts_of(state),
    )


def inside(folder: str, path: str) -> str:
    """The path in the bundle of a file; `../a.std` -> `policies/up/a.std`."""
    parts = [p for p in PurePosixPath(path.replace("\\", "/")).parts if p != "/"]
    clean = ("up" if part == ".." else part.replace(":", "_") for part in parts)
    return PurePosixPath(folder, *clean).as_posix()


def policy_bytes(name: str, source: Source) -> bytes:
    """A policy's bytes as they are on the disk.

    Raises:
        ChangedError: they are not what was judged.
    """
    content = _read(name)
    text = content.decode("utf-8-sig", "replace")
    if text.replace("\r\n", "\n").replace("\r", "\n") != source.text:
        raise ChangedError(name)
    return content


def _lists(inputs: Iterable[Input]) -> dict[str, bytes]:
    """The bytes of every file of a list or of closed dates, by its path."""
    found = {}
    for one in inputs:
        for file in one.files if one.role != "data" else ():
            found[file.path] = _read(file.path)
            if digest(found[file.path]) != file.sha256:
                raise ChangedError(file.path)
    return found


def _read(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError:
        raise ChangedError(name) from None
