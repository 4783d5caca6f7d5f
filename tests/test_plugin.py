"""A connector from another package: it installs, is listed, reads, may be broken."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PLUGIN = Path(__file__).parent / "plugin"

POLICY = """\
zone UTC
event call, calls
  from "calls"
  occurring at queued
  answered at answered
standard s
  50% of calls answered within 2m overall
"""
SETTINGS = """\
[sources.calls]
path = "calls.txt"
kind = "fixedwidth"
[sources.calls.options.widths]
id = 3
queued = 21
answered = 21
"""
#: One of two calls answered in time.
CALLS = """\
1  2026-03-02T09:00:00Z 2026-03-02T09:01:00Z
2  2026-03-02T10:00:00Z
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the package is installed into, as pip installs any."""
    folder = tmp_path_factory.mktemp("plugin")
    shutil.copytree(PLUGIN, folder / "source")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    command += ["--no-build-isolation", "--no-index", "--disable-pip-version-check"]
    subprocess.run(
        [*command, "--target", str(folder / "site"), str(folder / "source")],
        check=True,
        capture_output=True,
    )
    return folder / "site"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "calls.txt").write_text(CALLS)
    (tmp_path / "policy.std").write_text(POLICY)
    (tmp_path / "upheld.toml").write_text(SETTINGS)
    return tmp_path


def run(
    installed: Path, folder: Path, *arguments: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "upheld", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_connector_of_another_package_judges_what_it_reads(
    installed: Path, project: Path
) -> None:
    ended = run(
        installed, project, "check", "policy.std", "--as-of", "2026-03-03T00:00:00Z"
    )
    assert "✓ s  met  overall  50.0% ≥ 50%  (1 of 2 calls" in ended.stdout
    assert ended.returncode == 0


def test_sources_lists_it_with_its_version_and_the_broken_one_with_its_fault(
    installed: Path, project: Path
) -> None:
    ended = run(installed, project, "sources")
    lines = [line.split() for line in ended.stdout.splitlines()]
    assert ["fixedwidth", "0.3", "upheld-fixedwidth"] in lines
    assert ["broken", "0.3", "upheld-fixedwidth;", "broken:"] in [x[:4] for x in lines]
    assert "NoSuchName" in ended.stdout
    assert "calls (fixedwidth)" in ended.stdout
    assert ["calls,", "2", "rows"] in lines
    assert ended.returncode == 0


def test_a_broken_connector_stops_no_help(installed: Path, project: Path) -> None:
    ended = run(installed, project, "--help")
    assert (ended.returncode, ended.stderr) == (0, "")


def test_the_package_is_short() -> None:
    files = [*PLUGIN.glob("*.py"), *PLUGIN.glob("*.toml")]
    assert len(files) == 2
    assert sum(len(path.read_text().splitlines()) for path in files) < 60
