"""Bundles of evidence: what they hold, and that every change is found and named."""

import hashlib
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from tests.bundles import differences, flip, forge, names
from tests.small_project import BREACHED, CALLS, HEAD, MET, Project, Upheld, check
from upheld.checker.seal import actual_seal, stated_seal

pytestmark = pytest.mark.usefixtures("plain")

AS_OF = "2026-03-04T00:00:00Z"

LISTED = """\
list regions from "regions.csv" column region
calendar office
  Mon-Fri 08:00-18:00
  closed on "holidays.csv"
standard each-region
  at least 1 calls per day
  for each region of regions
  during office
"""


@pytest.fixture
def bundle(project: Project, upheld: Upheld, tmp_path: Path) -> Path:
    """The bundle of a breached standard, as a folder."""
    project(BREACHED + MET)
    status, _, err = check(upheld, "--evidence", "evidence")
    assert (status, err) == (1, "")
    return tmp_path / "evidence"


def test_bundle_holds_report_result_policy_manifest_and_hashes(bundle: Path) -> None:
    assert names(bundle) == [
        "SHA256SUMS",
        "manifest.json",
        "policies/policy.std",
        "report.html",
        "result.json",
    ]
    for line in (bundle / "SHA256SUMS").read_text().splitlines():
        digest, _, path = line.partition("  ")
        content = (bundle / path).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest


def test_manifest_names_sources_options_versions_and_the_state_of_git(
    bundle: Path,
) -> None:
    manifest = json.loads((bundle / "manifest.json").read_bytes())
    assert manifest["schema"] == "upheld/evidence/1"
    assert manifest["as_of"] == "2026-03-04T00:00:00+00:00"
    assert manifest["options"]["policies"] == ["policy.std"]
    assert manifest["versions"].keys() == {"upheld", "duckdb", "python", "tzdata"}
    assert manifest["git"]["words"]
    ((calls,),) = [one["files"] for one in manifest["sources"]]
    assert calls["path"] == "calls.csv"
    assert calls["sha256"] == hashlib.sha256(CALLS.encode()).hexdigest()


def test_same_run_gives_the_same_bundle_byte_for_byte(
    bundle: Path, upheld: Upheld, tmp_path: Path
) -> None:
    check(upheld, "--evidence", "again")
    for name in names(bundle):
        assert (tmp_path / "again" / name).read_bytes() == (bundle / name).read_bytes()


def test_untouched_bundle_verifies(bundle: Path, upheld: Upheld) -> None:
    status, out, err = upheld("verify", "evidence")
    assert (status, err) == (0, "")
    assert out.startswith("evidence: the same, byte for byte\n")


def test_zip_holds_the_same_files_and_verifies(
    bundle: Path, upheld: Upheld, tmp_path: Path
) -> None:
    check(upheld, "--evidence", "evidence.zip")
    with zipfile.ZipFile(tmp_path / "evidence.zip") as archive:
        assert sorted(archive.namelist()) == names(bundle)
    assert upheld("verify", "evidence.zip")[0] == 0


def test_bundle_verifies_elsewhere_with_the_data_alone(
    bundle: Path, upheld: Upheld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "handed-over"
    data.mkdir()
    shutil.copy(tmp_path / "calls.csv", data)
    bundle.rename(tmp_path / "from-the-auditee")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert upheld("verify", "../from-the-auditee", "--data", "../handed-over")[0] == 0


def test_one_byte_of_data_is_named(
    bundle: Path, upheld: Upheld, tmp_path: Path
) -> None:
    # The id of the last call: no count changes, but the file is another one.
    flip(tmp_path / "calls.csv")
    assert ("data", "calls.csv") in differences(upheld, "evidence")


def test_data_that_change_a_verdict_are_told_with_both(
    bundle: Path, upheld: Upheld, tmp_path: Path
) -> None:
    # Both calls in time now: 2 of 2 is 100%, where 1 of 2 was 50%, below 90%.
    path = tmp_path / "calls.csv"
    path.write_text(CALLS.replace("10:05:00Z", "10:01:00Z"))
    _, out, _ = upheld("verify", "evidence")
    assert "kept-high breached → met" in out


def test_missing_data_are_named(bundle: Path, upheld: Upheld, tmp_path: Path) -> None:
    (tmp_path / "calls.csv").unlink()
    _, out, _ = upheld("verify", "evidence")
    assert "data  calls.csv  was not found or could not be read" in out


def test_further_file_of_a_source_is_named(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    policy = project(MET)
    policy.write_text(policy.read_text().replace("calls.csv", "calls*.csv"))
    check(upheld, "--evidence", "evidence")
    (tmp_path / "calls-2.csv").write_text(CALLS.splitlines()[0] + "\n")
    assert ("data", "calls-2.csv") in differences(upheld, "evidence")


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("policies/policy.std", "policy"),
        ("report.html", "report"),
        ("result.json", "result"),
        ("manifest.json", "manifest"),
        ("SHA256SUMS", "manifest"),
    ],
)
def test_one_byte_of_each_file_of_a_bundle_is_named(
    bundle: Path, upheld: Upheld, path: str, part: str
) -> None:
    # In the middle of the manifest stands a digit of a hash: it stays readable.
    content = (bundle / path).read_bytes()
    at = content.index(b'"sha256":"') + 12 if path == "manifest.json" else 20
    flip(bundle / path, at)
    named = {one for one, where in differences(upheld, "evidence")}
    assert part in named


def test_one_byte_of_a_policy_in_the_folder_is_named(
    bundle: Path, upheld: Upheld, tmp_path: Path
) -> None:
    flip(tmp_path / "policy.std", len(HEAD) + 12)
    assert differences(upheld, "evidence") == {("policy", "policy.std")}


def test_forged_report_with_hashes_to_fit_does_not_come_out_again(
    bundle: Path, upheld: Upheld
) -> None:
    # Whoever rewrites all the hashes is found out by judging again.
    forge(bundle, "report.html", "breached", "kept")
    assert differences(upheld, "evidence") == {("report", "report.html")}


def test_forged_manifest_with_hashes_to_fit_does_not_come_out_again(
    bundle: Path, upheld: Upheld
) -> None:
    forge(bundle, "manifest.json", '"verdict":"breached"', '"verdict":"met"')
    assert differences(upheld, "evidence") == {("manifest", "manifest.json")}


def test_missing_and_added_files_are_named(bundle: Path, upheld: Upheld) -> None:
    (bundle / "report.html").unlink()
    (bundle / "more.txt").write_text("x")
    found = differences(upheld, "evidence")
    assert {("report", "report.html"), ("file", "more.txt")} <= found


def test_lists_and_holidays_are_bundled_and_checked(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    (tmp_path / "regions.csv").write_text("region\nnorth\n")
    (tmp_path / "holidays.csv").write_text("date\n2026-03-03\n")
    project(LISTED)
    # Monday has its calls, on the closed Tuesday none are counted.
    status, _, err = check(upheld, "--evidence", "evidence")
    assert (status, err) == (1, "")
    lists = tmp_path / "evidence" / "lists"
    assert names(lists) == ["holidays.csv", "regions.csv"]
    manifest = json.loads((tmp_path / "evidence" / "manifest.json").read_bytes())
    roles = {one["source"]: one["role"] for one in manifest["sources"]}
    assert roles == {
        "calls.csv": "data",
        "regions.csv": "list",
        "holidays.csv": "closed dates",
    }
    assert differences(upheld, "evidence") == set()
    (tmp_path / "holidays.csv").write_text("date\n2026-03-06\n")
    assert ("list", "holidays.csv") in differences(upheld, "evidence")


def test_used_policy_in_another_folder_is_bundled_and_judged_again(
    upheld: Upheld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "upheld.toml").write_text("")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "calls.csv").write_text(CALLS)
    (tmp_path / "common.std").write_text(HEAD.replace("calls.csv", "data/calls.csv"))
    (tmp_path / "team").mkdir()
    (tmp_path / "team" / "a.std").write_text(f'use "../common.std"\n{MET}')
    monkeypatch.chdir(tmp_path / "team")
    status, _, err = upheld("check", "a.std", "--as-of", AS_OF, "--evidence", "e.zip")
    assert (status, err) == (0, "")
    with zipfile.ZipFile("e.zip") as archive:
        assert {"policies/a.std", "policies/up/common.std"} <= {*archive.namelist()}
    assert upheld("verify", "e.zip")[0] == 0
    # The policies of the bundle are judged: those of the folder may be gone.
    (tmp_path / "common.std").unlink()
    monkeypatch.chdir(tmp_path)
    assert upheld("verify", "team/e.zip", "--data", "team")[0] == 0


def test_settings_parameters_and_sources_come_back(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    (tmp_path / "upheld.toml").write_text(
        'time_limit = "90s"\n[sources.calls]\npath = "exports/calls.csv"\n'
        'delimiter = ";"\n[parameters]\ntarget = "40%"\n'
    )
    (tmp_path / "exports").mkdir()
    semicolons = CALLS.replace(",", ";")
    (tmp_path / "exports" / "calls.csv").write_text(semicolons)
    (tmp_path / "exports" / "other.csv").write_text(semicolons)
    policy = project("")
    text = HEAD.replace('"calls.csv"', '"calls"') + (
        "parameter target = 90%\nparameter limit = 1m\n"
        "standard s\n  at least target of calls answered within limit per day\n"
    )
    policy.write_text(text.replace("at least target", "target"))
    arguments = ("--set", "limit=2m", "--from", "2026-03-02", "--evidence", "e.zip")
    # 1 of 2 calls is 50%, at least the 40% of the settings.
    assert check(upheld, *arguments)[::2] == (0, "")
    (tmp_path / "upheld.toml").unlink()
    assert differences(upheld, "e.zip") == set()


def test_now_is_written_out_so_that_it_can_be_judged_again(
    project: Project, upheld: Upheld
) -> None:
    project(MET)
    upheld("check", "policy.std", "--as-of", "now", "--evidence", "e.zip")
    assert differences(upheld, "e.zip") == set()


def test_policy_with_a_mark_and_windows_line_ends_keeps_its_bytes(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    policy = project(MET)
    content = b"\xef\xbb\xbf" + policy.read_bytes().replace(b"\n", b"\r\n")
    policy.write_bytes(content)
    check(upheld, "--evidence", "evidence")
    assert (tmp_path / "evidence/policies/policy.std").read_bytes() == content
    assert differences(upheld, "evidence") == set()


def test_standard_that_cannot_be_evaluated_gives_the_same_error_again(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    project(MET)
    (tmp_path / "calls.csv").unlink()
    status, _, _ = check(upheld, "--evidence", "evidence")
    assert status == 3
    assert differences(upheld, "evidence") == set()


def test_older_bundle_is_replaced_and_another_folder_is_left_alone(
    bundle: Path, upheld: Upheld, tmp_path: Path
) -> None:
    check(upheld, "--evidence", "evidence", "--select", "kept-low")
    assert differences(upheld, "evidence") == set()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    status, _, err = check(upheld, "--evidence", "mine")
    assert status == 2
    assert "E0050" in err
    assert names(tmp_path / "mine") == ["letter.txt"]


def test_wrong_policy_leaves_no_bundle(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    project("standard s\n  90% of nothings answered per day\n")
    assert check(upheld, "--evidence", "evidence")[0] == 2
    assert not (tmp_path / "evidence").exists()


def test_other_version_is_a_note_and_no_difference(
    bundle: Path, upheld: Upheld
) -> None:
    # The bundle of a machine with older zone data, on which all else is the same.
    manifest = json.loads((bundle / "manifest.json").read_bytes())
    here = manifest["versions"]["tzdata"]
    for path in ("result.json", "report.html", "manifest.json"):
        forge(bundle, path, here, "1999.1")
    page = (bundle / "report.html").read_text(encoding="utf-8")
    stated = stated_seal(page) or ""
    forge(bundle, "report.html", stated, actual_seal(page, stated))
    status, _, err = upheld("verify", "evidence")
    assert (status, err) == (0, f"note: tzdata is {here} here and was 1999.1\n")


@pytest.mark.parametrize("name", ["../out.txt", "/out.txt", "a\\..\\b"])
def test_zip_with_a_path_that_leads_out_is_refused(
    upheld: Upheld, tmp_path: Path, name: str
) -> None:
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as archive:
        archive.writestr("manifest.json", "{}")
        archive.writestr(name, "x")
    status, _, err = upheld("verify", "e.zip")
    assert status == 2
    assert "leads out" in err


def test_manifest_of_another_program_is_refused(upheld: Upheld, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"schema": "upheld/evidence/9"}')
    status, _, err = upheld("verify", ".")
    assert status == 2
    assert "does not know" in err


def test_bundle_holds_the_baseline_and_tells_of_another(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    # One of two calls is answered in time: 50%, and 5 points below that are allowed.
    project(
        "standard steady\n  share of calls answered within 2m at most 5 points below"
        " baseline 2026-W10 per week\n"
    )
    (tmp_path / "old.json").write_text(check(upheld, "--format", "json")[1])
    text = (tmp_path / "old.json").read_text()
    stored = text.replace('"pending"', '"met"').replace('"open": true', '"open": false')
    (tmp_path / "old.json").write_text(stored)
    check(upheld, "--baseline", "old.json", "--evidence", "evidence")
    assert "lists/old.json" in names(tmp_path / "evidence")
    assert differences(upheld, "evidence") == set()
    (tmp_path / "old.json").write_text(stored.replace('"1/2"', '"1/3"'))
    found = differences(upheld, "evidence")
    assert ("list", "old.json") in found
    assert ("result", "result.json") in found


def test_exceptions_without_room_in_the_report_are_bundled_and_checked(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    project(BREACHED)
    late = "{n},2026-03-02T10:00:00Z,2026-03-02T10:05:00Z,north\n"
    rows = "".join(late.format(n=n) for n in range(3, 43))
    (tmp_path / "calls.csv").write_text(CALLS + rows)
    check(upheld, "--evidence", "evidence")
    (file,) = (tmp_path / "evidence" / "exceptions").iterdir()
    # A head, the late call of the project, and 40 more.
    assert len(file.read_text().splitlines()) == 42
    page = (tmp_path / "evidence" / "report.html").read_text()
    assert f"exceptions/{file.name}" in page
    assert hashlib.sha256(file.read_bytes()).hexdigest() in page
    assert differences(upheld, "evidence") == set()
    flip(file)
    assert ("report", f"exceptions/{file.name}") in differences(upheld, "evidence")
