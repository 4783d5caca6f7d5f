"""A report as OSCAL assessment results, made and checked by compliance-trestle.

A standard is a control objective: an observation says what was measured and names the
data, a finding says whether the objective is satisfied.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from upheld import __version__
from upheld.checker.render.manner import Manner
from upheld.checker.render.pipeline_cases import told
from upheld.checker.report import Report, SourceFile, StandardResult, Verdict

if TYPE_CHECKING:
    from trestle.oscal.assessment_results import AssessmentResults

_SATISFIED: frozenset[Verdict] = frozenset({"met", "exceeded", "warned"})


def render(report: Report, _: Manner) -> str:
    """The report as OSCAL's JSON; the same report gives the same document."""
    text = results_of(report).oscal_serialize_json(pretty=True)
    return str(text) + "\n"


def results_of(report: Report) -> "AssessmentResults":
    """The report as an object of compliance-trestle's.

    Raises:
        pydantic.ValidationError: it does not keep to OSCAL, an internal error.
    """
    from trestle.oscal import OSCAL_VERSION
    from trestle.oscal.assessment_results import AssessmentResults

    names = Names(report)
    document = {
        "uuid": names.uuid("document"),
        "metadata": {
            "title": "Service standards, measured by upheld",
            "last-modified": report.as_of,
            "version": __version__,
            "oscal-version": OSCAL_VERSION,
        },
        "import-ap": {"href": f"#{names.uuid('policies')}"},
        "results": [_result(report, names)],
        "back-matter": {"resources": list(_resources(report, names))},
    }
    return AssessmentResults.model_validate(document)


class Names:
    """Identifiers that are the same for the same run over the same policies."""

    def __init__(self, report: Report) -> None:
        parts = [report.as_of, *(policy.sha256 for policy in report.policies)]
        parts += [file.sha256 for file in _files(report)]
        self.run = uuid5(NAMESPACE_URL, "urn:upheld:" + ":".join(parts))

    def uuid(self, thing: str) -> str:
        """The identifier of a thing of this run."""
        return str(uuid5(self.run, thing))


def token(standard: str) -> str:
    """The id of a standard as OSCAL writes ids: letters, digits, `-`, `_` and `.`."""
    plain = re.sub(r"[^\w.-]", "_", standard)
    return plain if re.match(r"[^\W\d]", plain) else f"_{plain}"


def _result(report: Report, names: Names) -> dict[str, Any]:
    starts = [s.period_start for s in report.standards if s.period_start]
    return {
        "uuid": names.uuid("result"),
        "title": f"As of {report.as_of}",
        "description": "Each standard was judged by counting events in its windows.",
        "start": min(starts, key=datetime.fromisoformat, default=report.as_of),
        "end": report.as_of,
        "reviewed-controls": {"control-selections": [_selection(report)]},
        "observations": [_observation(s, report, names) for s in report.standards],
        "findings": [_finding(s, names) for s in report.standards],
    }


def _selection(report: Report) -> dict[str, Any]:
    return {"include-controls": [{"control-id": token(s.id)} for s in report.standards]}


def _observation(
    standard: StandardResult, report: Report, names: Names
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "uuid": names.uuid(f"observation {standard.id}"),
        "title": standard.id,
        "description": " ".join((f"{told(standard)}.", *standard.reading)),
        "methods": ["TEST"],
        "collected": report.as_of,
    }
    if evidence := [_evidence(file) for file in _read_by(standard, report)]:
        found["relevant-evidence"] = evidence
    return found


def _evidence(file: SourceFile) -> dict[str, str]:
    return {
        "href": file.name,
        "description": f"{file.bytes} bytes, SHA-256 {file.sha256}",
    }


def _finding(standard: StandardResult, names: Names) -> dict[str, Any]:
    return {
        "uuid": names.uuid(f"finding {standard.id}"),
        "title": standard.title or standard.id,
        "description": standard.sentence,
        "target": {
            "type": "objective-id",
            "target-id": token(standard.id),
            "status": _status(standard.verdict),
        },
        "related-observations": [
            {"observation-uuid": names.uuid(f"observation {standard.id}")}
        ],
    }


def _status(verdict: Verdict) -> dict[str, str]:
    """Satisfied, or not and why: `fail` is said of a breach alone."""
    if verdict in _SATISFIED:
        return {"state": "satisfied", "reason": "pass", "remarks": verdict}
    reason = "fail" if verdict == "breached" else "other"
    return {"state": "not-satisfied", "reason": reason, "remarks": verdict}


def _resources(report: Report, names: Names) -> Iterator[dict[str, Any]]:
    """The policies, which are the plan that was followed."""
    resource: dict[str, Any] = {
        "uuid": names.uuid("policies"),
        "title": "The policies that were judged",
    }
    links = [
        {
            "href": policy.name,
            "hashes": [{"algorithm": "SHA-256", "value": policy.sha256}],
        }
        for policy in report.policies
    ]
    yield resource | ({"rlinks": links} if links else {})


def _read_by(standard: StandardResult, report: Report) -> Iterable[SourceFile]:
    """The files that the events of a standard came from."""
    for source in report.sources:
        if source.event in standard.sources:
            yield from source.files


def _files(report: Report) -> Iterator[SourceFile]:
    for source in report.sources:
        yield from source.files
