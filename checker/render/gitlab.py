"""A report as GitLab's code quality: a finding for each standard not simply kept."""

import json
from collections.abc import Iterable
from types import MappingProxyType

from upheld.checker.render.findings import (
    Finding,
    Level,
    findings_of,
    fingerprint,
    path_of,
)
from upheld.checker.render.manner import Manner
from upheld.checker.report import Report

_SEVERITIES: MappingProxyType[Level, str] = MappingProxyType(
    {"error": "major", "warning": "minor", "note": "info"}
)


def render(report: Report, manner: Manner) -> str:
    """The findings of a run as a list."""
    return code_quality(findings_of(report), manner.prefix)


def code_quality(findings: Iterable[Finding], prefix: str = "") -> str:
    """Findings that stand in a file; GitLab shows those of one fingerprint once."""
    listed = [_entry(finding, prefix) for finding in findings if finding.place]
    return json.dumps(listed, ensure_ascii=False, indent=1) + "\n"


def _entry(finding: Finding, prefix: str) -> dict[str, object]:
    assert finding.place is not None
    path = path_of(finding.place.file, prefix)
    return {
        "description": f"{finding.title}: {finding.text}",
        "check_name": f"upheld/{finding.kind or finding.rule}",
        "fingerprint": fingerprint(finding, path),
        "severity": _severity(finding),
        "location": {"path": path, "lines": {"begin": finding.place.line}},
    }


def _severity(finding: Finding) -> str:
    return "critical" if finding.kind == "error" else _SEVERITIES[finding.level]
