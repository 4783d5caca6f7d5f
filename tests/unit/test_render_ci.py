"""Formats for build servers at their edges: hostile texts, limits, names, levels."""

import json
import xml.etree.ElementTree as ET
from datetime import date
from typing import Any

import pytest

from tests.unit.report_builders import day, report, share_window, standard
from tests.unit.report_samples import everything, one_window
from upheld.checker.exit_status import exit_status
from upheld.checker.render import github, gitlab, junit, sarif, tap
from upheld.checker.render.findings import Finding
from upheld.checker.render.manner import Manner
from upheld.checker.render.pipeline_cases import cases_of
from upheld.checker.report import (
    Place,
    Report,
    StandardResult,
    Verdict,
    Window,
)

PLAIN = Manner()
MONDAY = date(2026, 10, 5)

#: The elements of Jenkins' junit-10.xsd with the attributes that each may have; those
#: behind the bar are required.
JENKINS: dict[str, tuple[set[str], set[str]]] = {
    "testsuites": ({"name", "time", "tests", "failures", "errors"}, set()),
    "testsuite": (
        {"group", "time", "skipped", "timestamp", "hostname", "id", "package", "file"}
        | {"log", "url", "version"},
        {"name", "tests", "failures", "errors"},
    ),
    "properties": (set(), set()),
    "property": (set(), {"name", "value"}),
    "testcase": ({"time", "classname", "group"}, {"name"}),
    "failure": ({"type", "message"}, set()),
    "error": ({"type", "message"}, set()),
    "skipped": ({"type", "message"}, set()),
    "system-out": (set(), set()),
}


def judged(name: str, *windows: Window, file: str = "p/centre.std") -> StandardResult:
    """A standard with its verdict and the place of its sentence."""
    verdicts: dict[Verdict, int] = {window.verdict: 1 for window in windows}
    place = Place(file=file, line=7, column=3, end_line=7, end_column=40)
    worst = report(standard("s", "", "met", *windows)).standards[0]
    verdict = min((w.verdict for w in windows), key=_rank) if windows else worst.verdict
    more: dict[str, Any] = {"verdicts": verdicts, "sentence_place": place}
    return standard(name, "90% of calls", verdict, *windows, place=place, **more)


def _rank(verdict: Verdict) -> int:
    from upheld.checker.render.verdicts import RANK

    return RANK[verdict]


def breached(offset: int = 0, **more: Any) -> Window:
    return share_window(day(MONDAY, offset), 87, 13, "breached", gap=3, **more)


def suites(of: Report, manner: Manner = PLAIN) -> ET.Element:
    return ET.fromstring(junit.render(of, manner))


def test_junit_has_only_what_jenkins_knows() -> None:
    for element in suites(everything()).iter():
        optional, required = JENKINS[element.tag]
        assert required <= set(element.keys()) <= optional | required, element.tag


def test_failure_tells_the_gap_in_its_message_and_its_body() -> None:
    root = suites(report(judged("answer-speed", breached())))
    failure = next(root.iter("failure"))
    assert failure.get("message") == (
        "87.0% < 90% (87 of 100 calls; 3 more needed). p/centre.std:7".replace(
            "calls", "events"
        )
    )
    assert "87.0% < 90%" in (failure.text or "")
    assert "p/centre.std:7" in (failure.text or "")


def test_cases_of_one_window_have_names_of_their_own() -> None:
    windows = [breached(edition=f"2026-0{n}-01..") for n in (1, 2)]
    groups = [breached(1, group={"team": team}) for team in ("north", "south")]
    root = suites(report(judged("s", *windows, *groups)))
    names = [case.get("name") for case in root.iter("testcase")]
    assert names == [
        "2026-10-05",
        "2026-10-05 [2]",
        "2026-10-06 team=north",
        "2026-10-06 team=south",
    ]


def test_suites_of_files_with_one_name_are_told_apart() -> None:
    one = judged("a", breached(), file="north/calls.std")
    other = judged("b", breached(), file="south/calls.std")
    third = judged("c", breached(), file="south/mail.std")
    root = suites(report(one, other, third))
    assert [suite.get("name") for suite in root] == [
        "mail",
        "north.calls",
        "south.calls",
    ]


def test_text_that_xml_cannot_hold_is_replaced() -> None:
    group = {"team": "\x00\ud800\ufffe<&>"}
    root = suites(report(judged("s", breached(group=group))))
    name = next(root.iter("testcase")).get("name")
    assert name == "2026-10-05 team=\ufffd\ufffd\ufffd<&>"


def test_level_of_standards_has_one_case_each() -> None:
    root = suites(everything(), Manner(junit_level="standard"))
    cases = list(root.iter("testcase"))
    assert len(cases) == len(everything().standards)
    assert len({(c.get("classname"), c.get("name")) for c in cases}) == len(cases)


@pytest.mark.parametrize("level", ["window", "standard"])
@pytest.mark.parametrize("fail_on", ["breached", "warned"])
@pytest.mark.parametrize("no_data", ["fail", "warn", "strict"])
@pytest.mark.parametrize("verdict", ["met", "warned", "breached", "waived", "no_data"])
def test_run_fails_a_case_exactly_when_its_status_is_not_zero(
    level: Any, fail_on: Any, no_data: Any, verdict: Verdict
) -> None:
    other: Verdict = "pending" if verdict == "no_data" else verdict
    sample = judged(
        "s",
        share_window(day(MONDAY), 91, 9, verdict),
        share_window(day(MONDAY, 1), 0, 0, other),
    )
    status = exit_status([sample], fail_on, no_data)
    run = report(sample, exit_status=status, fail_on=fail_on, no_data=no_data)
    failed = [c for c in cases_of(run, level) if c.result in ("failed", "erred")]
    assert bool(failed) == bool(status)


def test_closed_window_without_judgement_fails_a_strict_run() -> None:
    sample = judged(
        "s",
        share_window(day(MONDAY), 95, 5, "met"),
        share_window(day(MONDAY, 1), 0, 0, "no_data"),
    )
    names = [c.name for c in cases_of(report(sample, no_data="strict"))]
    assert names == ["2026-10-05", "2026-10-06", "every closed window judged"]


def test_waiver_in_a_case_has_its_last_day() -> None:
    from upheld.checker.report import WaiverResult

    waiver = WaiverResult(
        name="storm",
        kind="accepts",
        standards=("s",),
        first="2026-10-01",
        last="2026-10-31",
        reason="Roads were closed",
        approver="Head",
        approved_on="2026-10-01",
        state="in_force",
    )
    window = share_window(day(MONDAY), 80, 20, "waived", waiver="storm")
    run = report(judged("s", window), waivers=(waiver,))
    text = tap.render(run, PLAIN)
    assert "ok 1 - s 2026-10-05 # SKIP waived storm until 2026-10-31" in text


def test_sign_of_a_tap_directive_in_a_name_is_made_plain() -> None:
    run = report(judged("s", breached(group={"team": "a # SKIP\nnot ok 9"})))
    lines = tap.render(run, PLAIN).splitlines()
    assert lines[:3] == [
        "TAP version 14",
        "1..1",
        "not ok 1 - s 2026-10-05 team=a \\# SKIP not ok 9",
    ]


def found(number: int) -> list[Finding]:
    place = Place(file="a,b:c.std", line=2, column=3, end_line=2, end_column=9)
    return [
        Finding(f"s{n}", "error", f"s{n}: breached", "87% < 90%\nnext", f"s{n}", place)
        for n in range(number)
    ]


def test_annotation_escapes_what_the_runner_would_read() -> None:
    (line,) = github.annotations(found(1), "sub")
    assert line == (
        "::error file=sub/a%2Cb%3Ac.std,line=2,col=3,endColumn=9,title=s0%3A breached"
        "::87%25 < 90%25%0Anext"
    )


@pytest.mark.parametrize(
    ("number", "last"),
    [(10, "s9"), (11, "and 2 more"), (60, "and 51 more")],
)
def test_at_most_ten_annotations_are_written_and_the_rest_is_counted(
    number: int, last: str
) -> None:
    lines = list(github.annotations(found(number)))
    assert len(lines) == 10
    assert last in lines[-1]


def test_text_of_a_policy_is_no_command_of_the_runner() -> None:
    sentence = "::error::x ##[error]y"
    sample = standard("::set-env name=A::b", sentence, "met")
    for line in github.render(report(sample), PLAIN).splitlines():
        assert not line.lstrip().startswith("::")
        assert "##[" not in line


def test_stretch_of_several_lines_has_no_columns() -> None:
    place = Place(file="p.std", line=2, column=3, end_line=4, end_column=9)
    (line,) = github.annotations([Finding("s", "note", "s", "t", "s", place)])
    assert line == "::notice file=p.std,line=2,endLine=4,title=s::t"


def test_alert_stays_the_same_from_day_to_day() -> None:
    first = report(judged("s", breached()))
    later = report(judged("s", breached(3)), as_of="2026-12-01T00:00:00+01:00")
    hashes = {
        json.loads(sarif.render(run, PLAIN))["runs"][0]["results"][0][
            "partialFingerprints"
        ]["primaryLocationLineHash"]
        for run in (first, later)
    }
    assert len(hashes) == 1
    entries = [json.loads(gitlab.render(run, PLAIN))[0] for run in (first, later)]
    assert entries[0]["fingerprint"] == entries[1]["fingerprint"]


def test_sarif_has_relative_paths_from_the_root_of_the_repository() -> None:
    sample = judged("s", breached(), file="policies/my calls.std")
    document = json.loads(sarif.render(report(sample), Manner(prefix="desk")))
    (result,) = document["runs"][0]["results"]
    physical = result["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == "desk/policies/my%20calls.std"
    assert physical["region"] == {
        "startLine": 7,
        "startColumn": 3,
        "endLine": 7,
        "endColumn": 40,
    }
    assert document["runs"][0]["automationDetails"]["id"] == "upheld/check/"


def test_run_without_any_shortfall_has_no_findings() -> None:
    run = report(one_window("s", "met", 95, 5))
    assert json.loads(sarif.render(run, PLAIN))["runs"][0]["results"] == []
    assert json.loads(gitlab.render(run, PLAIN)) == []
    assert "::" not in github.render(run, PLAIN)
