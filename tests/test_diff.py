"""Verdicts that flip between two policies, or two revisions of them."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.small_project import BREACHED, HEAD, MET, Project, Upheld
from upheld.checker.revisions import matching

pytestmark = pytest.mark.usefixtures("plain")

AS_OF = ("--as-of", "2026-03-05T00:00:00Z")

#: On 31 days 20 calls each: of the first 8 days 19 in time, of the others 17, of the
#: last 20: so 95%, 85% and 100%.
DAYS = [19] * 8 + [17] * 22 + [20]


def month(folder: Path) -> None:
    """October 2026 as calls: on each day so many of 20 answered within two minutes."""
    rows = ["id,queued,answered"]
    for day, met in enumerate(DAYS, 1):
        for call in range(20):
            minute = "01" if call < met else "05"
            start = f"2026-10-{day:02}T{call:02}:00:00Z"
            rows.append(
                f"{day}-{call},{start},{start.replace(':00:00', f':{minute}:00')}"
            )
    (folder / "calls.csv").write_text("\n".join(rows) + "\n")


def document(upheld: Upheld, *arguments: str) -> dict[str, Any]:
    status, out, err = upheld("diff", *arguments, "--format", "json")
    assert (status, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


@pytest.fixture
def tightened(tmp_path: Path) -> None:
    """A target of 90% as `old.std`, of 97% as `new.std`, over a month."""
    month(tmp_path)
    standard = BREACHED.replace("kept-high", "speed")
    (tmp_path / "old.std").write_text(HEAD + standard)
    (tmp_path / "new.std").write_text(HEAD + standard.replace("90%", "97%"))


MONTH = ("--as-of", "2026-11-01T00:00:00Z")


@pytest.mark.usefixtures("tightened")
def test_flipped_days_are_named_with_both_results(upheld: Upheld) -> None:
    found = document(upheld, "old.std", "new.std", *MONTH)
    (standard,) = found["standards"]
    # At 90% the 8 days with 95% and the one with 100% were met; at 97% only that one.
    assert (standard["old"]["kept"], standard["old"]["judged"]) == (9, 31)
    assert (standard["new"]["kept"], standard["new"]["judged"]) == (1, 31)
    days = [flip["new"]["window"] for flip in standard["flips"]]
    assert days == [f"2026-10-0{day}" for day in range(1, 9)]
    assert {(f["old"]["verdict"], f["new"]["verdict"]) for f in standard["flips"]} == {
        ("met", "breached")
    }


@pytest.mark.usefixtures("tightened")
def test_text_and_markdown_say_the_same(upheld: Upheld) -> None:
    status, text, _ = upheld("diff", "old.std", "new.std", *MONTH)
    assert status == 0
    assert text.startswith(
        "speed  breached → breached  9 of 31 days → 1 of 31 days\n"
        "  - 90% of calls answered within 2m per day\n"
        "  + 97% of calls answered within 2m per day\n"
        "    2026-10-01  met 95.0% ≥ 90% → breached 95.0% < 97%\n"
    )
    closing = "1 of 1 standard changed. 8 windows have another verdict."
    assert closing in text
    _, markdown, _ = upheld(
        "diff", "old.std", "new.std", *MONTH, "--format", "markdown"
    )
    assert markdown.startswith(closing)
    assert "| 2026-10-08 |  | met 95.0% ≥ 90% → breached 95.0% \\< 97% |" in markdown
    assert markdown.count("→ breached 95.0%") == 8


def test_same_policy_changes_nothing(project: Project, upheld: Upheld) -> None:
    project(BREACHED + MET)
    status, out, _ = upheld("diff", "policy.std", "policy.std", "--exit-code")
    assert status == 0
    assert out.startswith("0 of 2 standards changed. 0 windows have another verdict.")


def test_new_and_gone_standards_are_told(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    project(BREACHED)
    (tmp_path / "b.std").write_text(HEAD + MET)
    changes = {
        one["id"]: one["change"]
        for one in document(upheld, "policy.std", "b.std", *AS_OF)["standards"]
    }
    assert changes == {"kept-low": "added", "kept-high": "removed"}
    assert upheld("diff", "policy.std", "b.std", "--exit-code")[0] == 1
    assert upheld("diff", "policy.std", "b.std")[0] == 0


def test_windows_of_another_size_have_no_counterpart(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    project(BREACHED)
    (tmp_path / "b.std").write_text(HEAD + BREACHED.replace("per day", "per week"))
    (standard,) = document(upheld, "policy.std", "b.std", *AS_OF)["standards"]
    # Monday to Wednesday are three days, and they are in one week.
    assert standard["windows_of_old_alone"] == 3
    assert standard["windows_of_new_alone"] == 1
    assert standard["flips"] == []


def test_both_sides_are_seen_as_of_the_same_moment(
    upheld: Upheld, tmp_path: Path, project: Project
) -> None:
    # The old side alone reads `closed`, which is later than all other moments.
    project(MET)
    text = (tmp_path / "calls.csv").read_text().splitlines()
    rows = [f"{text[0]},closed", *(f"{line},2026-03-20T00:00:00Z" for line in text[1:])]
    (tmp_path / "calls.csv").write_text("\n".join(rows) + "\n")
    head = HEAD + "  closed at closed\n"
    (tmp_path / "a.std").write_text(head + MET.replace("answered", "closed"))
    (tmp_path / "b.std").write_text(HEAD + MET)
    found = document(upheld, "a.std", "b.std")
    assert found["as_of"] == "2026-03-02T10:05:00+00:00"


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True)


@pytest.fixture
def repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, project: Project
) -> Path:
    """Two commits: 90% in a file that another one uses, then 50%; data untracked."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "ada@example.org")
    project("")
    (tmp_path / "policy.std").unlink()
    (tmp_path / "policies").mkdir()
    common = tmp_path / "policies" / "common.std"
    common.write_text(HEAD.replace("calls.csv", "../calls.csv"))
    (tmp_path / "service.std").write_text(f'use "policies/common.std"\n{BREACHED}')
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "policies", "service.std")
    git(tmp_path, "commit", "-q", "-m", "one")
    (tmp_path / "service.std").write_text(
        f'use "policies/common.std"\n{BREACHED.replace("90%", "50%")}'
    )
    git(tmp_path, "commit", "-q", "-a", "-m", "two")
    return tmp_path


@pytest.mark.parametrize(
    "sides",
    [("HEAD~1", "HEAD"), ("HEAD~1",), ("HEAD~1:service.std", "service.std")],
    ids=" ".join,
)
def test_revisions_are_judged_on_the_data_of_today(
    repository: Path, upheld: Upheld, sides: tuple[str, ...]
) -> None:
    (standard,) = document(upheld, *sides, *AS_OF)["standards"]
    # 1 of 2 calls in time: below 90%, not below 50%.
    ((flip),) = standard["flips"]
    assert (flip["old"]["verdict"], flip["new"]["verdict"]) == ("breached", "met")
    assert (repository / "service.std").read_text().count("50%") == 1


def test_file_that_is_used_is_read_from_the_revision_too(
    repository: Path, upheld: Upheld
) -> None:
    # Today's file would not even parse.
    (repository / "policies" / "common.std").write_text("nonsense")
    found = document(upheld, "HEAD~1", "HEAD", *AS_OF)
    assert [one["change"] for one in found["standards"]] == ["changed"]


@pytest.mark.parametrize("side", ["HEAD~9", "HEAD:other.std", "--output=x", "nothing"])
def test_side_that_is_not_there_is_refused(
    repository: Path, upheld: Upheld, side: str
) -> None:
    status, _, err = upheld("diff", "--", side)
    assert status == 2
    assert "error[E0054]" in err


def test_wrong_policy_of_a_side_is_told_with_the_side(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    project(MET)
    (tmp_path / "b.std").write_text(
        f"{HEAD}standard s\n  90% of nothings done per day\n"
    )
    status, out, err = upheld("diff", "policy.std", "b.std")
    assert (status, out) == (2, "")
    assert err.startswith("b.std:\nerror[")


def test_standard_that_cannot_be_evaluated_ends_with_its_status(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    project(MET)
    (tmp_path / "b.std").write_text(HEAD.replace("calls.csv", "cals.csv") + MET)
    assert upheld("diff", "policy.std", "b.std")[0] == 3


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("*.std", ["a.std"]),
        ("policies/**/*.std", ["policies/b.std", "policies/x/c.std"]),
        ("policies", ["policies/b.std", "policies/x/c.std"]),
        ("policies/?.std", ["policies/b.std"]),
        ("./a.std", ["a.std"]),
    ],
)
def test_patterns_mean_in_a_revision_what_they_mean_on_the_disk(
    pattern: str, names: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from upheld.checker.project import policies_of

    known = ["a.std", "a.txt", "policies/b.std", "policies/x/c.std"]
    for name in known:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    monkeypatch.chdir(tmp_path)
    assert list(matching(known, [pattern])) == names
    on_disk = sorted(path.as_posix() for path in policies_of(tmp_path, [pattern]))
    assert on_disk == names
