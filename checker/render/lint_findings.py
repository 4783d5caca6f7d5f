"""What lint found, as build servers note it: SARIF, annotations, code quality."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from upheld.checker.render.findings import Finding, Rule
from upheld.checker.render.github import annotations
from upheld.checker.render.gitlab import code_quality
from upheld.checker.render.sarif import sarif
from upheld.checker.report import Place
from upheld.dsl.codes import CODES
from upheld.dsl.diagnostics import Diagnostic

FORMATS = ("sarif", "github", "gitlab")


def render(found: Sequence[Diagnostic], name: str, prefix: str = "") -> str:
    """The findings in one of the formats."""
    findings = list(findings_of(found))
    match name:
        case "sarif":
            return sarif(findings, rules_of(found), "lint", prefix)
        case "gitlab":
            return code_quality(findings, prefix)
        case "github":
            return "\n".join(annotations(findings, prefix))
        case _:
            raise ValueError(name)


def findings_of(found: Iterable[Diagnostic]) -> Iterator[Finding]:
    """A warning for each; equal ones of a file are told apart by their number."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for one in found:
        key = (one.span.file, one.code, one.message)
        seen[key] += 1
        yield Finding(
            rule=one.code,
            level="warning",
            title=f"{one.code} {CODES[one.code].title}",
            text=". ".join(filter(None, (one.message, one.help))),
            identity=f"{one.message} {seen[key]}",
            place=_place(one),
        )


def rules_of(found: Iterable[Diagnostic]) -> list[Rule]:
    """The rules that found something, with what `upheld explain` says of them."""
    codes = sorted({one.code for one in found})
    return [
        Rule(
            code,
            CODES[code].title,
            CODES[code].cause,
            f"{CODES[code].cause} Run: upheld explain {code}",
            "warning",
        )
        for code in codes
    ]


def _place(one: Diagnostic) -> Place:
    return Place(
        file=one.span.file,
        line=one.span.line,
        column=one.span.column,
        end_line=one.span.end_line,
        end_column=one.span.end_column,
    )
