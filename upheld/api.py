"""The Python interface: `upheld.check`, `upheld.parse`, `upheld.PolicyError`."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack

if TYPE_CHECKING:
    from upheld.checker.report import Report
    from upheld.checker.settings import Settings
    from upheld.dsl.ast import Document
    from upheld.dsl.diagnostics import Diagnostic
    from upheld.dsl.source import Source


class PolicyError(Exception):
    """Nothing could be judged; the text is what the command line would print.

    `diagnostics` are the mistakes one by one.
    """

    def __init__(self, text: str, diagnostics: "Iterable[Diagnostic]" = ()) -> None:
        super().__init__(text)
        self.diagnostics = tuple(diagnostics)


class Options(TypedDict, total=False):
    """What `check` may be told besides its policies and sources; all of it optional.

    `as_of` is a moment with offset, or `now`; `first` and `last` bound the period;
    `select` names standards (`*` is a wildcard); `parameters` gives other values;
    `root` is the project folder (default: that of `upheld.toml`, or of the policies);
    `outside` allows paths outside of it; `failures` is how many failed events of a
    standard are listed; without `values` each standard comes with its verdict and how
    many windows have each one, but without its windows, at half the cost; `baseline` is
    the file of an earlier result; `engine` reads and counts the events, a cluster at
    `spark_remote` (docs/spark.md) where it is `spark`.
    """

    as_of: str | datetime
    first: str | date
    last: str | date
    select: Iterable[str]
    parameters: Mapping[str, str]
    root: str | Path
    fail_on: Literal["breached", "warned", "never"]
    no_data: Literal["fail", "warn", "strict"]
    outside: bool
    failures: int
    values: bool
    baseline: str | Path
    engine: Literal["duckdb", "spark"]
    spark_remote: str


def check(
    policies: str | Path | Iterable[str | Path],
    *,
    sources: Mapping[str, object] | None = None,
    **options: Unpack[Options],
) -> "Report":
    """Judge the standards of policy files.

    Args:
        policies: paths of `.std` files, or one path.
        sources: by name, what to read instead of what the policy names: a path, a
            pandas or Polars frame, an Arrow table.
        **options: see `Options`.

    Raises:
        PolicyError: nothing could be judged.
    """
    from upheld.checker.check import Request
    from upheld.checker.check import check as run

    paths = path_list(policies)
    settings, root = project(paths, options.get("root"))
    request = Request(
        policies=paths,
        root=root,
        as_of=moment(options.get("as_of")),
        first=moment(options.get("first")),
        last=moment(options.get("last")),
        select=tuple(options.get("select", ())),
        parameters={**settings.parameters, **options.get("parameters", {})},
        sources=sources or {},
        fail_on=options.get("fail_on", settings.fail_on),
        no_data=options.get("no_data", settings.no_data),
        outside=options.get("outside", settings.outside),
        failures=options.get("failures", 25),
        values=options.get("values", True),
        baseline=baseline_path(options.get("baseline"), settings, root),
        settings=settings,
        engine=options.get("engine", "duckdb"),
        spark_remote=options.get("spark_remote"),
    )
    outcome = run(request)
    if outcome.report is None:
        raise refusal(outcome.diagnostics, outcome.sources)
    return outcome.report


def parse(text: str, *, name: str = "policy.std") -> "Document":
    """The syntax tree of a policy's text.

    Raises:
        PolicyError: the text is not in the language.
    """
    from upheld.dsl.parser import parse as parse_source
    from upheld.dsl.source import Source

    source = Source(name, text)
    document, diagnostics = parse_source(source)
    if diagnostics:
        raise refusal(diagnostics, {name: source})
    return document


def baseline_path(
    given: str | Path | None, settings: "Settings", root: Path
) -> Path | None:
    """The stored result to compare with; that of the settings from where they stand."""
    if given is not None:
        return Path(given)
    return None if settings.baseline is None else root / settings.baseline


def path_list(policies: str | Path | Iterable[str | Path]) -> tuple[Path, ...]:
    """The policy files as paths."""
    if isinstance(policies, str | Path):
        return (Path(policies),)
    return tuple(Path(path) for path in policies)


def project(
    paths: tuple[Path, ...], root: str | Path | None
) -> "tuple[Settings, Path]":
    """The settings that hold for the policies, and the folder sources are read from.

    Raises:
        PolicyError: the settings are wrong.
    """
    from upheld.checker.project import project_folder
    from upheld.checker.settings import load_settings

    start = project_folder(paths) if root is None else Path(root).resolve()
    settings, found, diagnostics, sources = load_settings(start)
    if diagnostics:
        raise refusal(diagnostics, sources)
    return settings, found if root is None else start


def moment(value: str | date | None) -> str | None:
    """A moment or date as text; a `datetime` is a `date` too."""
    return value.isoformat() if isinstance(value, date) else value


def refusal(
    diagnostics: "Iterable[Diagnostic]", sources: "Mapping[str, Source]"
) -> PolicyError:
    """The error that stands for diagnostics, drawn without colour."""
    from upheld.dsl.excerpt import render

    listed = tuple(diagnostics)
    text = "\n".join(render(entry, sources, color=False) for entry in listed)
    return PolicyError(text or "nothing could be judged", listed)
