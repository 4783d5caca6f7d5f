"""A report as SARIF 2.1.0, the way GitHub's code scanning reads it.

A standard that was not simply kept is one result at its sentence. Its fingerprint comes
from the id, so that an alert stays the same one from day to day.
"""

import json
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from upheld import __version__
from upheld.checker.render.findings import (
    Finding,
    Rule,
    findings_of,
    fingerprint,
    path_of,
    rules_of,
)
from upheld.checker.render.manner import Manner
from upheld.checker.report import Place, Report

#: What the document says it keeps to.
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

#: GitHub takes so many results of a run at most.
MOST = 25_000

#: Where a finding is put whose policy stands in no file: a result needs a place.
ELSEWHERE = Place(file="upheld.toml", line=1, column=1)

_BASE = "SRCROOT"


def render(report: Report, manner: Manner) -> str:
    """The findings of a run; what was simply kept is no result."""
    return sarif(findings_of(report), rules_of(report), "check", manner.prefix)


def sarif(
    findings: Sequence[Finding], rules: Sequence[Rule], command: str, prefix: str = ""
) -> str:
    """The document of one command's findings.

    Args:
        rules: in the order they are numbered; every finding's rule is among them.
        command: tells the alerts of one command from those of another.
        prefix: from the root of the repository to where the paths begin.
    """
    numbers = {rule.id: number for number, rule in enumerate(rules)}
    run = {
        "tool": {"driver": _driver(rules)},
        "automationDetails": {"id": f"upheld/{command}/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            _BASE: {"description": {"text": "The root of the repository."}}
        },
        "results": [_result(one, numbers, prefix) for one in findings[:MOST]],
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _driver(rules: Iterable[Rule]) -> dict[str, object]:
    return {
        "name": "upheld",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(rule) for rule in rules],
    }


def _rule(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "shortDescription": {"text": _sentence(rule.short)},
        "fullDescription": {"text": _sentence(rule.full)},
        "help": {"text": _sentence(rule.help)},
        "defaultConfiguration": {"level": rule.level},
    }


def _result(
    finding: Finding, numbers: dict[str, int], prefix: str
) -> dict[str, object]:
    place = finding.place or ELSEWHERE
    file = path_of(place.file, prefix)
    return {
        "ruleId": finding.rule,
        "ruleIndex": numbers[finding.rule],
        "level": finding.level,
        "message": {"text": _sentence(f"{finding.title}: {finding.text}")},
        "partialFingerprints": {
            "primaryLocationLineHash": f"{fingerprint(finding, file)[:16]}:1"
        },
        "locations": [_location(place, file)],
    }


def _location(place: Place, file: str) -> dict[str, object]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(file), "uriBaseId": _BASE},
            "region": _region(place),
        }
    }


def _region(place: Place) -> dict[str, int]:
    region = {"startLine": place.line, "startColumn": place.column}
    if place.end_line is not None and place.end_column is not None:
        region |= {"endLine": place.end_line, "endColumn": place.end_column}
    return region


def _sentence(text: str) -> str:
    """The text with a full stop, as SARIF wants it."""
    line = " ".join(text.split())
    return line if line.endswith((".", "!", "?")) else f"{line}."
