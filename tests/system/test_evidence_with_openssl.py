"""Evidence is checked without upheld, by the commands of docs/evidence.md."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.small_project import MET, Project, Upheld, check

ROOT = Path(__file__).parent.parent.parent

pytestmark = pytest.mark.usefixtures("plain")


def commands() -> str:
    """The commands of the page."""
    page = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")
    (found,) = re.findall(r"^```sh\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return str(found)


def run(folder: Path, script: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.fixture
def bundle(project: Project, upheld: Upheld, tmp_path: Path) -> Path:
    """A bundle signed with a key that openssl made, its public key beside it."""
    project(MET)
    assert check(upheld, "--evidence", "evidence")[0] == 0
    made = run(
        tmp_path,
        "openssl genpkey -algorithm ed25519 -out key.pem\n"
        "openssl pkey -in key.pem -pubout -out pub.pem\n",
    )
    assert made.returncode == 0
    assert upheld("sign", "evidence", "--key", "key.pem")[0] == 0
    shutil.copy(tmp_path / "pub.pem", tmp_path / "evidence")
    return tmp_path / "evidence"


def test_commands_of_the_page_accept_a_signed_bundle(bundle: Path) -> None:
    ended = run(bundle, commands())
    assert ended.returncode == 0, ended.stderr
    assert "Signature Verified Successfully" in ended.stdout


def test_commands_of_the_page_refuse_a_changed_manifest(bundle: Path) -> None:
    manifest = bundle / "manifest.json"
    manifest.write_text(manifest.read_text().replace("met", "mat"))
    ended = run(bundle, commands())
    assert ended.returncode != 0
    assert "Signature Verified Successfully" not in ended.stdout


def test_commands_of_the_page_refuse_a_changed_report(bundle: Path) -> None:
    (bundle / "report.html").write_text("<p>all is well</p>")
    ended = run(bundle, commands())
    assert ended.returncode != 0
    assert "report.html: FAILED" in ended.stdout


def test_key_that_openssl_encrypted_signs(
    bundle: Path, upheld: Upheld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = "openssl pkey -in key.pem -aes256 -passout pass:sesame -out locked.pem"
    assert run(tmp_path, script).returncode == 0
    monkeypatch.setenv("UPHELD_KEY_PASSPHRASE", "sesame")
    (bundle / "pub.pem").unlink()
    assert upheld("sign", "evidence", "--key", "locked.pem")[0] == 0
    assert upheld("verify", "evidence", "--key", "pub.pem")[0] == 0
