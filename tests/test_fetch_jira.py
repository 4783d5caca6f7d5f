"""`upheld fetch jira`: the protocol of Jira Service Management over HTTP."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.small_helpdesk import HelpDesk, let_in, rows, serving
from tests.small_project import Upheld

pytestmark = pytest.mark.usefixtures("plain")


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    return let_in("jira", monkeypatch)


def issue(key: str, updated: str, solved: str | None) -> dict[str, Any]:
    moved = {"field": "status", "fromString": "Open", "toString": "Resolved"}
    named = {"field": "summary", "fromString": "a", "toString": "b"}
    history = {"id": "9", "created": updated, "items": [named, moved]}
    agent = {"accountType": "atlassian"}
    comment = {"id": f"c-{key}", "created": updated, "author": agent, "jsdPublic": True}
    return {
        "id": key[-1],
        "key": key,
        "changelog": {"total": 1, "histories": [history] if solved else []},
        "fields": {
            "created": "2026-03-02T09:00:00.000+0000",
            "updated": updated,
            "resolutiondate": solved,
            "status": {"name": "Resolved"},
            "priority": {"name": "High"},
            "project": {"key": "SD"},
            "comment": {"total": 1, "comments": [comment]},
        },
    }


NOON = "2026-03-02T12:00:00.000+0000"
SLA = {
    "name": "Time to first response",
    "completedCycles": [
        {
            "startTime": {"iso8601": "2026-03-02T09:00:00+0000"},
            "stopTime": {"iso8601": "2026-03-02T12:00:00+0000"},
            "breachTime": {"iso8601": "2026-03-02T13:00:00+0000"},
            "breached": False,
        }
    ],
}


def jira(path: str, query: Mapping[str, str]) -> dict[str, Any] | int:
    if path == "/rest/api/3/search/jql":
        if query.get("nextPageToken") == "two":
            return {"issues": [issue("SD-2", NOON, NOON)], "isLast": True}
        first = issue("SD-1", "2026-03-02T11:00:00.000+0000", NOON)
        return {"issues": [first], "nextPageToken": "two", "isLast": False}
    if path == "/rest/api/3/issue/1/changelog":
        moved = {"field": "status", "fromString": "Open", "toString": "Resolved"}
        start = int(query["startAt"])
        created = f"2026-03-02T1{start}:00:00.000+0000"
        history = {"id": str(start), "created": created, "items": [moved]}
        return {"total": 2, "values": [history]}
    if path == "/rest/servicedeskapi/request/SD-1/sla":
        return {"values": [SLA]}
    return 404


def test_jira_is_read_into_the_files_of_its_mapping(
    tmp_path: Path, upheld: Upheld
) -> None:
    with serving(HelpDesk(jira)) as desk:
        status, _, err = upheld(
            *("fetch", "jira", "--into", str(tmp_path), "--url", desk.url),
            *("--since", "2026-03-01", "--project", "SD"),
        )
    assert (status, err) == (0, "")
    path, asked = desk.asked[0]
    assert path == "/rest/api/3/search/jql"
    question = 'project in (SD) AND updated >= "2026-03-01 00:00" ORDER BY updated ASC'
    assert asked["jql"] == question
    assert [r["key"] for r in rows(tmp_path / "jira_issues.csv")] == ["SD-1", "SD-2"]
    changes = rows(tmp_path / "jira_status_changes.csv")
    # Each issue begins in the state that its first change left.
    assert [(r["key"], r["id"], r["toString"]) for r in changes] == [
        ("SD-1", "created", "Open"),
        ("SD-2", "created", "Open"),
        ("SD-1", "9", "Resolved"),
        ("SD-2", "9", "Resolved"),
    ]
    (cycle,) = rows(tmp_path / "jira_sla_cycles.csv")
    assert (cycle["key"], cycle["breachTime"]) == ("SD-1", "2026-03-02T13:00:00+0000")


def test_next_run_of_jira_begins_a_day_before_the_newest_change(
    tmp_path: Path, upheld: Upheld
) -> None:
    command = ("fetch", "jira", "--into", str(tmp_path), "--no-slas", "--url")
    with serving(HelpDesk(jira)) as desk:
        upheld(*command, desk.url)
    with serving(HelpDesk(jira)) as desk:
        upheld(*command, desk.url)
    # The newest change was on 2 March at 12:00.
    question = 'updated >= "2026-03-01 12:00" ORDER BY updated ASC'
    assert desk.asked[0][1]["jql"] == question
    assert len(rows(tmp_path / "jira_issues.csv")) == 2
    assert not any("sla" in path for path, _ in desk.asked)


def test_project_that_is_asked_later_is_read_from_its_beginning(
    tmp_path: Path, upheld: Upheld
) -> None:
    command = ("fetch", "jira", "--into", str(tmp_path), "--no-slas", "--url")
    with serving(HelpDesk(jira)) as desk:
        upheld(*command, desk.url, "--project", "SD")
    with serving(HelpDesk(jira)) as desk:
        upheld(*command, desk.url, "--project", "SD", "--project", "HR")
    assert 'updated >= "1970-01-01 00:00"' in desk.asked[0][1]["jql"]


def test_changelog_that_an_answer_cut_off_is_read_to_its_end(
    tmp_path: Path, upheld: Upheld
) -> None:
    def cut(path: str, query: Mapping[str, str]) -> dict[str, Any] | int:
        found = jira(path, query)
        if path == "/rest/api/3/search/jql" and isinstance(found, dict):
            return {
                "issues": [
                    {**i, "changelog": {"total": 2, "histories": []}}
                    for i in found["issues"]
                    if i["key"] == "SD-1"
                ]
            }
        return found

    with serving(HelpDesk(cut)) as desk:
        upheld("fetch", "jira", "--into", str(tmp_path), "--url", desk.url)
    starts = [q["startAt"] for p, q in desk.asked if p.endswith("/changelog")]
    assert starts == ["0", "1"]
    changes = rows(tmp_path / "jira_status_changes.csv")
    assert [r["id"] for r in changes] == ["created", "0", "1"]


def test_nothing_but_the_key_of_a_project_gets_into_the_question(
    tmp_path: Path, upheld: Upheld
) -> None:
    status, _, err = upheld(
        "fetch", "jira", "--into", str(tmp_path), "--project", 'SD") OR key = ("X'
    )
    assert status == 2
    assert "is no key of a project" in err
