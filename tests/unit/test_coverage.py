"""What there are standards for, and what nobody looks at."""

import json
from pathlib import Path

import pytest

from tests.small_project import Upheld
from upheld.checker.coverage import Axis, Coverage, coverage_of
from upheld.checker.usage import usage_of
from upheld.dsl import model
from upheld.dsl.loader import load

HEAD = """\
zone UTC
calendar office Mon-Fri 08:00-18:00
event call, calls
  from "calls.csv"
  identified by id
  about customer customer_id
  occurring at queued
  answered at answered
  ended at ended
  wait is answered - queued
  urgent when priority is "P1"
event visit, visits
  from "visits.csv"
  identified by id
  about customer customer_id
  occurring at made
event letter, letters
  from "letters.csv"
  occurring at sent
list channels "phone", "chat", "office"
list stages "before", "after"
list metrics "speed", "quality"
list needs "short waits", "clear answers"
list colours "red"
"""

STANDARDS = """\
standard fast
  90% of calls answered within 2m per day
  stage "before" channel "phone" dimension "speed"
  label need "short waits"
standard kind
  at most 5% of calls with wait above 5m per day
  stage "after" channel "phone" dimension "quality"
standard alive
  at least 1 call per day for each channel of channels
  stage "later"
standard visited
  every urgent call followed by visit within 2 working days per month
"""


def policy_of(text: str) -> model.Policy:
    loaded = load([Path("policy.std")], texts={"policy.std": text})
    assert loaded.policy is not None, loaded.diagnostics
    return loaded.policy


def coverage() -> Coverage:
    policy = policy_of(HEAD + STANDARDS)
    return coverage_of(policy.standards, policy.lists)


def axis(key: str) -> Axis:
    (found,) = (axis for axis in coverage().axes if axis.key == key)
    return found


def test_axis_takes_its_members_from_the_list_named_in_the_plural() -> None:
    found = axis("stage")
    assert found.list == "stages"
    names = [(m.name, m.listed, m.standards) for m in found.members]
    assert names == [
        ("before", True, ("fast",)),
        ("after", True, ("kind",)),
        ("later", False, ("alive",)),
    ]
    assert found.unsaid == ("visited",)


def test_axis_finds_the_only_list_that_has_its_values() -> None:
    assert axis("dimension").list == "metrics"


def test_standard_for_each_member_of_a_list_covers_them_all() -> None:
    covered = {m.name: m.standards for m in axis("channel").members}
    assert covered == {
        "phone": ("fast", "kind", "alive"),
        "chat": ("alive",),
        "office": ("alive",),
    }


def test_member_without_a_standard_is_missing() -> None:
    assert axis("need").missing == ("clear answers",)


def test_label_without_a_list_is_no_axis() -> None:
    policy = policy_of(HEAD + STANDARDS + '  label team "north"\n')
    found = coverage_of(policy.standards, policy.lists)
    assert "team" not in [axis.key for axis in found.axes]


def test_matrix_names_its_empty_cells() -> None:
    matrix, _ = coverage().matrices
    assert (matrix.rows_key, matrix.columns_key) == ("stage", "channel")
    assert matrix.columns == ("phone", "chat", "office", None)
    cells = {row.name: row.cells for row in matrix.rows}
    assert cells["before"] == (("fast",), (), (), ())
    assert cells["later"] == (("alive",), ("alive",), ("alive",), ())
    assert cells[None] == ((), (), (), ("visited",))
    assert matrix.empty == (
        ("before", "chat"),
        ("before", "office"),
        ("after", "chat"),
        ("after", "office"),
    )


def test_usage_names_what_a_standard_is_made_of() -> None:
    usage = usage_of(policy_of(HEAD + STANDARDS).standards)
    assert usage.events == {"call", "visit"}
    assert usage.words["call"] == {"answered", "wait", "urgent", "customer"}
    assert usage.words["visit"] == {"customer"}
    assert usage.columns["call"] == {
        *("id", "queued", "answered", "channel", "priority", "customer_id")
    }
    assert usage.lists == {"channels"}
    assert usage.calendars == {"office"}


def test_usage_knows_the_list_of_a_group_under_another_name() -> None:
    text = HEAD.replace("  ended at ended\n", "  desk is team\n")
    standard = "standard s\n  at least 1 call per day for each desk of channels\n"
    (group,) = usage_of(policy_of(text + standard).standards).limited
    assert (group.event, group.column, group.members.name) == (
        "call",
        "team",
        "channels",
    )


CALLS = """\
id,customer_id,queued,answered,ended,priority,channel,agent
1,c1,2026-03-02T09:00:00Z,2026-03-02T09:01:00Z,,P2,phone,anna
2,c1,2026-03-02T10:00:00Z,2026-03-02T10:05:00Z,,P2,fax,ben
3,c2,2026-03-02T11:00:00Z,2026-03-02T11:00:30Z,,P2,chat,ben
"""


@pytest.fixture
def project(tmp_path: Path, plain: None) -> Path:
    (tmp_path / "policy.std").write_text(HEAD + STANDARDS, encoding="utf-8")
    (tmp_path / "calls.csv").write_text(CALLS, encoding="utf-8")
    (tmp_path / "visits.csv").write_text("id,customer_id,made\n", encoding="utf-8")
    return tmp_path


@pytest.mark.usefixtures("project")
def test_command_tells_what_no_standard_looks_at(upheld: Upheld) -> None:
    status, out, _ = upheld("coverage", "policy.std")
    assert status == 0
    assert out.startswith("4 standards; 1 listed without any\n")
    looked = out.split("No standard looks at:\n")[1].splitlines()
    assert looked == ["  events: letter", "  lists: colours", "  call: ended"]


@pytest.mark.usefixtures("project")
def test_strict_command_fails_where_a_member_has_no_standard(upheld: Upheld) -> None:
    assert upheld("coverage", "policy.std", "--strict")[0] == 1


@pytest.mark.usefixtures("project")
def test_data_tell_columns_values_and_standards_without_events(upheld: Upheld) -> None:
    status, out, _ = upheld("coverage", "policy.std", "--data", "--format", "json")
    assert status == 0
    found = json.loads(out)
    assert found["schema"] == "upheld/coverage/1"
    parts = {part["event"]: part for part in found["unlooked"]["parts"]}
    assert parts["call"]["columns"] == ["ended", "agent"]
    # Call 2 came by fax, which no list names; no call is urgent, as `visited` asks.
    assert found["data"]["values"] == [
        {"event": "call", "column": "channel", "list": "channels", "values": ["fax"]}
    ]
    assert found["data"]["idle"] == ["visited"]


@pytest.mark.usefixtures("project")
def test_markdown_has_a_table_and_lists(upheld: Upheld) -> None:
    _, out, _ = upheld("coverage", "policy.std", "--format", "markdown")
    lines = out.splitlines()
    assert lines[0] == "## 4 standards; 1 listed without any"
    assert "| stage by channel | phone | chat | office | (not said) |" in lines
    assert "| before | 1 | · | · | · |" in lines
    assert "- need: 1 of 2 in `needs`; nothing for clear answers" in lines


def test_source_that_cannot_be_read_is_told(project: Path, upheld: Upheld) -> None:
    (project / "visits.csv").unlink()
    status, out, _ = upheld("coverage", "policy.std", "--data")
    assert status == 0
    assert "  events whose source cannot be read: visit" in out.splitlines()


def test_policies_that_name_nothing_to_cover_are_told_how(
    upheld: Upheld, tmp_path: Path
) -> None:
    (tmp_path / "bare.std").write_text(
        'zone UTC\nevent call, calls\n  from "calls.csv"\n  occurring at came\n'
        "standard s\n  at least 1 calls per day\n",
        encoding="utf-8",
    )
    status, out, _ = upheld("coverage", str(tmp_path / "bare.std"))
    assert status == 0
    assert "Nothing to cover:\n  write `stage`, `channel` or `dimension`" in out


def test_wrong_policy_is_refused(project: Path, upheld: Upheld) -> None:
    (project / "policy.std").write_text("standard s\n", encoding="utf-8")
    status, out, err = upheld("coverage", "policy.std")
    assert (status, out) == (2, "")
    assert "error[" in err


def test_needs_stages_pillars_and_metrics_of_the_practices_are_axes() -> None:
    # Rows 139 to 144 of the practices, each with one standard for the first member.
    seeds = Path(__file__).parent.parent / "data" / "seeds.std"
    policy = load([seeds]).policy
    assert policy is not None
    found = coverage_of(policy.standards, policy.lists)
    lists = {axis.key: (axis.list, axis.missing) for axis in found.axes}
    assert lists["need"] == ("needs", ("clear answers",))
    assert lists["stage"] == ("stages", ())
    assert lists["dimension"] == ("metrics", ("quality", "convenience", "knowledge"))
    assert lists["aspect"] == ("aspects", ("value", "efficiency"))
    assert lists["expects"] == ("expectations", ("communication", "reaction"))
    pillars, missing = lists["pillar"]
    assert (pillars, len(missing)) == ("pillars", 7)
    # `channels-alive` is judged for each channel, so that none is without a standard.
    assert lists["channel"] == ("channels", ())
