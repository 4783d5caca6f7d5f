"""What a build server notes on the lines of policies: one finding a standard.

SARIF, annotations and code quality show the same findings; what other commands find in
a policy can be shown by them too.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import PurePath
from typing import Literal, assert_never

from upheld.checker.render.pipeline_cases import told
from upheld.checker.render.verdicts import RANK
from upheld.checker.report import Place, Report, StandardResult, Verdict
from upheld.dsl.dataclass import dataclass

Level = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to note.

    `rule` is a standard's id or a code; `title` and `text` are one line each, the text
    without the title. `identity` stays the same from run to run while the matter is the
    same one, whatever the day. `kind` is the verdict, or empty.
    """

    rule: str
    level: Level
    title: str
    text: str
    identity: str
    place: Place | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a finding is measured by: an id, a short and a full text, and help."""

    id: str
    short: str
    full: str
    help: str
    level: Level = "error"


def findings_of(report: Report) -> list[Finding]:
    """The standards that were not simply kept, worst first."""
    ordered = sorted(report.standards, key=lambda standard: RANK[standard.verdict])
    found = ((standard, level_of(standard.verdict)) for standard in ordered)
    return [_finding(standard, level) for standard, level in found if level]


def rules_of(report: Report) -> list[Rule]:
    """Every standard as a rule, by its id."""
    return [
        Rule(
            standard.id,
            standard.title or standard.sentence,
            standard.sentence,
            " ".join((f"Standard: {standard.sentence}.", *standard.reading)),
        )
        for standard in sorted(report.standards, key=lambda standard: standard.id)
    ]


def level_of(verdict: Verdict) -> Level | None:
    """How loud a verdict is; None for one that is no finding."""
    match verdict:
        case "breached" | "error":
            return "error"
        case "warned":
            return "warning"
        case "waived" | "insufficient" | "no_data" | "pending":
            return "note"
        case "met" | "exceeded":
            return None
        case _:
            assert_never(verdict)


def _finding(standard: StandardResult, level: Level) -> Finding:
    return Finding(
        rule=standard.id,
        level=level,
        title=f"{standard.id}: {standard.verdict}",
        text=told(standard),
        identity=standard.id,
        place=_place(standard),
        kind=standard.verdict,
    )


def _place(standard: StandardResult) -> Place | None:
    if standard.verdict == "error" and standard.messages:
        place = standard.messages[0].place
        return place if place.file else standard.sentence_place
    return standard.sentence_place or standard.place


def path_of(file: str, prefix: str) -> str:
    """A policy's path from the root of the repository, with `/`."""
    path = PurePath(file)
    return (path if path.is_absolute() else PurePath(prefix) / path).as_posix()


def fingerprint(finding: Finding, file: str) -> str:
    """A name of the finding that stays while the matter does."""
    return sha256(f"{file}\n{finding.rule}\n{finding.identity}".encode()).hexdigest()


def by_level(findings: Iterable[Finding], level: Level) -> Sequence[Finding]:
    """The findings of one level, in their order."""
    return [finding for finding in findings if finding.level == level]
