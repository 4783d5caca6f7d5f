"""What lint finds, as build servers read it."""

import json
from typing import Any

import pytest

from tests.code_quality import entries_of
from tests.small_project import BREACHED, HEAD, Project, Upheld

pytestmark = pytest.mark.usefixtures("plain")

#: Two standards without an owner or a reason (L0003, L0004).
TWO = BREACHED + BREACHED.replace("kept-high", "other")


def fingerprints(of: dict[str, Any]) -> list[str]:
    hashes = [result["partialFingerprints"] for result in of["results"]]
    return [each["primaryLocationLineHash"] for each in hashes]


def test_sarif_of_lint_is_apart_from_that_of_check(
    project: Project, upheld: Upheld
) -> None:
    project(TWO)
    given = ("lint", "policy.std", "--select", "L0003", "--format", "sarif")
    status, out, _ = upheld(*given)
    assert status == 1
    (run,) = json.loads(out)["runs"]
    assert run["automationDetails"]["id"] == "upheld/lint/"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["L0003"]
    assert {result["level"] for result in run["results"]} == {"warning"}
    hashes = [
        r["partialFingerprints"]["primaryLocationLineHash"] for r in run["results"]
    ]
    assert len(hashes) == len(set(hashes)) == 2
    # Lines above the standards move no alert.
    project(f"# a comment\n{TWO}")
    (later,) = json.loads(upheld(*given)[1])["runs"]
    again = [
        r["partialFingerprints"]["primaryLocationLineHash"] for r in later["results"]
    ]
    assert again == hashes


def test_annotations_and_code_quality_of_lint_name_the_line(
    project: Project, upheld: Upheld
) -> None:
    project(BREACHED)
    line = HEAD.count("\n") + 1
    given = ("lint", "policy.std", "--select", "L0003", "--format")
    assert upheld(*given, "github")[1].startswith(
        f"::warning file=policy.std,line={line},"
    )
    (one,) = entries_of(upheld(*given, "gitlab")[1])
    assert (one.check_name, one.severity) == ("upheld/L0003", "minor")
    assert one.location.lines.begin == line
