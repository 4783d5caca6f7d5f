"""What a run here would use: versions, settings with their origin, sources, git.

Nothing is judged. It answers the question why two machines say different things.
"""

import platform
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path

from upheld.checker.check import Request
from upheld.checker.evidence.git import GitState, git_state
from upheld.checker.inputs import Input, input_of
from upheld.checker.part import fields_of
from upheld.checker.provenance import versions
from upheld.checker.session import Session, as_diagnostic
from upheld.checker.settings import Settings
from upheld.checker.toml_places import find_places
from upheld.connectors.base import SourceError
from upheld.connectors.registry import BUILT_IN, GROUP
from upheld.dsl import model
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import Diagnostic
from upheld.dsl.loader import Loaded, load
from upheld.dsl.source import Source

#: Extra of the distribution -> the distribution that it brings.
EXTRAS: Mapping[str, str] = {
    "holidays": "holidays",
    "oscal": "compliance-trestle",
    "pdf": "weasyprint",
    "sign": "cryptography",
    "xlsx": "xlsxwriter",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting that holds, its value as text; None where it is not set.

    `origin` is a file and line, or a variable of the environment; empty: the default.
    """

    name: str
    value: str | None
    origin: str


@dataclass(frozen=True, slots=True)
class Reached:
    """A source that could be read: its files, rows, and columns with their types."""

    input: Input
    rows: int
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PlugIn:
    """A connector of another distribution; `problem` is empty where it loads."""

    name: str
    distribution: str
    problem: str


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that was looked at. `faults` are what a run would stumble over."""

    versions: Mapping[str, str]
    extras: Mapping[str, str | None]
    settings: tuple[Setting, ...]
    policies: tuple[str, ...]
    standards: int
    zone: str | None
    git: GitState
    plug_ins: tuple[PlugIn, ...]
    sources: tuple[Reached, ...]
    faults: tuple[Diagnostic, ...]
    texts: Mapping[str, Source]


def examine(request: Request, texts: Mapping[str, Source]) -> Findings:
    """Look at all that a run would use.

    Args:
        texts: the settings file and the variables of the environment that were read.
    """
    settings = request.settings or Settings()
    loaded = load(
        request.policies,
        parameters=request.parameters,
        root=None if request.outside else request.root,
    )
    sources, faults = _sources(request, loaded)
    files = sorted(loaded.sources)
    return Findings(
        {**versions(), "platform": platform.platform(terse=True)},
        {extra: _installed(name) for extra, name in EXTRAS.items()},
        tuple(_settings(settings, texts)),
        tuple(files),
        0 if loaded.policy is None else len(loaded.policy.standards),
        None if loaded.policy is None else loaded.policy.zone,
        git_state(Path.cwd(), files),
        tuple(_plug_ins()),
        sources,
        (*loaded.diagnostics, *faults),
        {**texts, **loaded.sources},
    )


def _installed(distribution: str) -> str | None:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


def _settings(settings: Settings, texts: Mapping[str, Source]) -> Iterator[Setting]:
    for name in fields_of(Settings):
        value = getattr(settings, name)
        yield Setting(name, _written(value), _origin(name, texts))


def _written(value: object) -> str | None:
    match value:
        case Mapping() | tuple():
            return ", ".join(map(str, value)) or None
        case None | bool():
            return None if value is None else str(value).lower()
        case _:
            return str(value)


def _origin(name: str, texts: Mapping[str, Source]) -> str:
    variable = f"UPHELD_{name.upper()}"
    if variable in texts:
        return variable
    file = next((text for name, text in texts.items() if name.endswith(".toml")), None)
    if file is None:
        return ""
    prefix = ("tool", "upheld") if Path(file.name).name == "pyproject.toml" else ()
    place = find_places(file.text).keys.get((*prefix, name))
    return "" if place is None else f"{file.name}:{file.place(place.start)[0]}"


def _plug_ins() -> Iterator[PlugIn]:
    """Connectors that are not built in; loading one runs its code, as a run would."""
    for point in sorted(metadata.entry_points(group=GROUP), key=lambda one: one.name):
        if point.name in BUILT_IN:
            continue
        problem = ""
        try:
            point.load()
        except Exception as error:  # noqa: BLE001 - a stranger's code may raise anything
            problem = f"{type(error).__name__}: {error}"
        yield PlugIn(point.name, point.dist.name if point.dist else "", problem)


def _sources(
    request: Request, loaded: Loaded
) -> tuple[tuple[Reached, ...], tuple[Diagnostic, ...]]:
    """Every source of the policies, those of lists and calendars too."""
    if loaded.policy is None:
        return (), ()
    session = Session(
        request.root,
        request.settings or Settings(),
        request.sources,
        base=Path.cwd(),
        outside=request.outside,
    )
    session.zone = loaded.policy.zone
    session.timetables.calendars = loaded.policy.calendars
    try:
        for event in loaded.policy.events.values():
            session.open_event(event)
        for members in loaded.policy.lists.values():
            session.open_list(members)
        closed = tuple(_closed_dates(session, loaded.policy))
        return _reached(session), (*session.faults.values(), *closed)
    finally:
        session.close()


def _closed_dates(session: Session, policy: model.Policy) -> Iterator[Diagnostic]:
    for calendar in policy.calendars.values():
        for path, span in calendar.closed_on:
            try:
                session.attach(path, calendar.file)
            except SourceError as error:
                yield as_diagnostic(error, span)


def _reached(session: Session) -> tuple[Reached, ...]:
    return tuple(
        Reached(
            input_of(session, source, folder),
            one.rows + one.rejected,
            dict(one.columns),
        )
        for (source, folder), one in session.attached.items()
    )
