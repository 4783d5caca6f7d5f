"""Evidence from somebody else: bundles that would deceive, and reports alone."""

import hashlib
import json
import subprocess
from pathlib import Path

import pytest

from tests.bundles import forge
from tests.small_project import BREACHED, Project, Upheld, check

pytestmark = pytest.mark.usefixtures("plain")


@pytest.fixture
def bundle(project: Project, upheld: Upheld, tmp_path: Path) -> Path:
    """The bundle of a breached standard."""
    project(BREACHED)
    assert check(upheld, "--evidence", "evidence")[0] == 1
    return tmp_path / "evidence"


def test_report_alone_is_compared_with_the_hash_it_states(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    project(BREACHED)
    check(upheld, "--output", "report.html")
    status, out, err = upheld("verify", "report.html")
    assert (status, err) == (0, "")
    assert out == "report.html: has the hash that it states\n"
    report = tmp_path / "report.html"
    report.write_bytes(report.read_bytes().replace(b"50.0%", b"95.0%"))
    status, out, _ = upheld("verify", "report.html")
    assert (status, out) == (1, "report.html: does not have the hash it states\n")
    _, out, _ = upheld("verify", "report.html", "--format", "json")
    assert json.loads(out)["same"] is False


def test_missing_report_is_told(upheld: Upheld) -> None:
    status, _, err = upheld("verify", "nothing.html")
    assert status == 2
    assert "`nothing.html` is not there" in err


def test_bundle_that_names_files_outside_the_project_is_not_judged(
    bundle: Path, upheld: Upheld
) -> None:
    # Whoever sends a bundle must not have files read on the machine of its reader.
    forge(bundle, "manifest.json", '"root":"."', '"root":"/"')
    status, out, err = upheld("verify", "evidence")
    assert (status, out) == (2, "")
    assert "names files outside the project" in err
    assert "add `--outside`" in err
    assert upheld("verify", "evidence", "--outside")[0] == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"outside":false', '"outside":true'),
        ('"sources":{}', '"sources":{"calls.csv":"/etc/passwd"}'),
        ('"sources":{}', '"sources":{"calls.csv":"../calls.csv"}'),
    ],
)
def test_bundle_that_lifts_the_limits_of_a_project_is_not_judged(
    bundle: Path, upheld: Upheld, old: str, new: str
) -> None:
    forge(bundle, "manifest.json", old, new)
    status, out, err = upheld("verify", "evidence")
    assert (status, out) == (2, "")
    assert "E0050" in err


def test_manifest_with_settings_that_are_none_is_refused(
    bundle: Path, upheld: Upheld
) -> None:
    forge(bundle, "manifest.json", '"settings":{}', '"settings":{"threads":"many"}')
    status, _, err = upheld("verify", "evidence")
    assert status == 2
    assert "does not know" in err


def test_forged_policy_that_is_no_text_is_no_traceback(
    bundle: Path, upheld: Upheld
) -> None:
    policy = bundle / "policies" / "policy.std"
    old = hashlib.sha256(policy.read_bytes()).hexdigest()
    policy.write_bytes(b"\xff\xfe\x00")
    new = hashlib.sha256(policy.read_bytes()).hexdigest()
    forge(bundle, "manifest.json", old, new)
    status, out, err = upheld("verify", "evidence")
    assert status == 1
    assert "nothing could be judged again: E0" in out
    assert "internal error" not in err


def test_differences_are_told_in_the_language_asked_for(
    bundle: Path, upheld: Upheld, tmp_path: Path
) -> None:
    (tmp_path / "calls.csv").unlink()
    _, out, _ = upheld("verify", "evidence", "--lang", "cs")
    assert "data  calls.csv  nebyl nalezen nebo ho nelze přečíst" in out
    assert out.endswith("evidence: 4 rozdíly\n")


def test_policy_that_its_commit_does_not_hold_is_told(
    project: Project, upheld: Upheld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Somebody judges an easier policy, and claims the commit of the right one.
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    policy = project(BREACHED)
    name = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    for command in (("init", "-q"), ("add", "."), (*name, "commit", "-q", "-m", "x")):
        subprocess.run(["git", "-C", str(tmp_path), *command], check=True)
    right = policy.read_text()
    policy.write_text(right.replace("90%", "40%"))
    check(upheld, "--evidence", "evidence")
    for old, new in (
        ('"changed":["policy.std"],"clean":false', '"changed":[],"clean":true'),
        (", with uncommitted changes", ", nothing changed"),
    ):
        forge(tmp_path / "evidence", "manifest.json", old, new)
    _, out, _ = upheld("verify", "evidence", "--format", "json")
    (told,) = [d for d in json.loads(out)["differences"] if d["part"] == "policy"]
    assert told["path"] == "policy.std"
    assert told["text"].startswith("is not what commit ")
