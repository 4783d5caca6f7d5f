"""The manifest of a bundle: what was run, on what, with which hashes and versions.

It is canonical JSON (`upheld.checker.evidence.canonical`), so it can be made again and
compared byte by byte. It holds no moment of the clock: the same run, the same bytes.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from upheld.checker.charts import Revision
from upheld.checker.check import Request
from upheld.checker.evidence.git import GitState
from upheld.checker.inputs import Input, Role
from upheld.checker.report import Report, Verdict
from upheld.checker.settings import Settings
from upheld.checker.settings_values import checked
from upheld.checker.wording import Language

SCHEMA = "upheld/evidence/1"


class Part(BaseModel):
    """A part of the manifest: frozen, and strict about its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class BundledFile(Part):
    """A file of the bundle, by its path in it."""

    path: str
    bytes: int
    sha256: str


class EvidencePolicy(Part):
    """A policy file: its name as the run had it, and where its bytes are bundled."""

    name: str
    path: str
    sha256: str


class EvidenceFile(Part):
    """A file of a source; `bundled` is its copy in the bundle (lists, closed dates)."""

    path: str
    bytes: int
    sha256: str
    bundled: str | None = None


class EvidenceSource(Part):
    """A source: what stands behind `from`, what it is for, and its files."""

    source: str
    role: Role
    kind: str
    files: tuple[EvidenceFile, ...]


class Options(Part):
    """What the command was told, settings included; enough to run it again.

    Paths are taken from the folder that `check` ran in; `root` is the project's.
    """

    policies: tuple[str, ...]
    root: str
    as_of: str | None = None
    first: str | None = None
    last: str | None = None
    select: tuple[str, ...] = ()
    parameters: dict[str, str] = Field(default_factory=dict)
    baseline: str | None = None
    sources: dict[str, str] = Field(default_factory=dict)
    fail_on: Literal["breached", "warned", "never"]
    no_data: Literal["fail", "warn", "strict"]
    outside: bool
    failures: int
    details: bool = True
    revision: Revision | None = None
    language: Language = "en"
    settings: dict[str, object] = Field(default_factory=dict)


class GitFacts(Part):
    """The state of the working tree (`upheld.checker.evidence.git`)."""

    words: str
    commit: str | None = None
    clean: bool | None = None
    changed: tuple[str, ...] = ()


class Manifest(Part):
    """All that a bundle says about itself."""

    schema_: Annotated[str, Field(alias="schema")] = SCHEMA
    as_of: str
    verdict: Verdict
    exit_status: int
    zone: str
    options: Options
    policies: tuple[EvidencePolicy, ...]
    sources: tuple[EvidenceSource, ...]
    files: tuple[BundledFile, ...]
    versions: dict[str, str]
    git: GitFacts


def options_of(request: Request, report: Report, language: Language) -> Options:
    """What a run was told; the moment that `--as-of now` stood for is written out."""
    settings = request.settings or Settings()
    return Options(
        policies=tuple(path.as_posix() for path in request.policies),
        root=Path(os.path.relpath(request.root)).as_posix(),
        as_of=report.as_of if report.as_of_given else None,
        first=request.first,
        last=request.last,
        select=request.select,
        parameters=dict(request.parameters),
        baseline=None if report.baseline is None else report.baseline.name,
        sources={name: str(value) for name, value in request.sources.items()},
        fail_on=request.fail_on,
        no_data=request.no_data,
        outside=request.outside,
        failures=request.failures,
        details=request.details,
        revision=request.revision,
        language=language,
        settings=settings_that_matter(settings),
    )


#: Settings that an option of the manifest repeats, or that no result depends on.
_SAID_ELSEWHERE = (
    "policies",
    "threads",
    "time_limit",
    "fail_on",
    "no_data",
    "lang",
    "parameters",
    "outside",
    "history",
    "notify",
)


def settings_that_matter(settings: Settings) -> dict[str, object]:
    """Settings that a result can depend on and that no option repeats."""
    given: dict[str, object] = TypeAdapter(Settings).dump_python(
        settings, mode="json", exclude=set(_SAID_ELSEWHERE), exclude_defaults=True
    )
    if settings.time_limit is not None:
        given["time_limit"] = int(settings.time_limit.total_seconds())
    return given


def request_of(options: Options, policies: Mapping[str, str]) -> Request:
    """The same run again, in the present folder.

    Args:
        policies: the text of each policy by its name.
    """
    return Request(
        policies=tuple(map(Path, options.policies)),
        root=Path(options.root).resolve(),
        as_of=options.as_of,
        first=options.first,
        last=options.last,
        select=options.select,
        parameters=options.parameters,
        baseline=None if options.baseline is None else Path(options.baseline),
        sources=dict(options.sources),
        texts=policies,
        fail_on=options.fail_on,
        no_data=options.no_data,
        outside=options.outside,
        failures=options.failures,
        details=options.details,
        revision=options.revision,
        settings=checked(Settings, options.settings),
        base=Path.cwd(),
    )


def sources_of(
    inputs: Iterable[Input], bundled: Mapping[str, str]
) -> tuple[EvidenceSource, ...]:
    """The sources of a run as evidence.

    Args:
        bundled: the path in the bundle of each file that has a copy there.
    """
    return tuple(
        EvidenceSource(
            source=one.source,
            role=one.role,
            kind=one.kind,
            files=tuple(
                EvidenceFile(
                    path=file.path,
                    bytes=file.bytes,
                    sha256=file.sha256,
                    bundled=bundled.get(file.path),
                )
                for file in one.files
            ),
        )
        for one in inputs
    )


def facts_of(state: GitState) -> GitFacts:
    """The git state as a part of the manifest."""
    return GitFacts(
        words=state.words,
        commit=state.commit,
        clean=state.clean,
        changed=state.changed,
    )
