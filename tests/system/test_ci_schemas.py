"""Outputs for build servers against the tools and schemas that others check them by.

`.ci/system` fetches them: SARIF's own schema and Microsoft's multitool (which has
GitHub's rules), and the schema of Jenkins' xUnit that pytest tests itself with.
"""

import json
import os
import stat
import subprocess
import tarfile
from pathlib import Path

import pytest
import xmlschema
from jsonschema import Draft7Validator  # type: ignore[import-untyped] # has no types

from tests.nine_verdicts import AS_OF, write_project
from upheld.checker.cli import run

NODE = Path(os.environ.get("UPHELD_NODE", "node"))
MULTITOOL = NODE / "node_modules" / "@microsoft" / "sarif-multitool-linux"


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run with all nine verdicts."""
    folder = tmp_path_factory.mktemp("golden")
    write_project(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        given = ["check", "policies", "--as-of", AS_OF]
        assert run([*given, "--output=r.sarif", "--output=window.xml"]) == 3
        assert run([*given, "--output=standard.xml", "--junit-level=standard"]) == 3
    return folder


def jenkins() -> xmlschema.XMLSchema:
    """The schema of Jenkins' xUnit."""
    (archive,) = NODE.glob("pytest-*.tar.gz")
    with tarfile.open(archive) as files:
        (name,) = (n for n in files.getnames() if n.endswith("/junit-10.xsd"))
        file = files.extractfile(name)
        assert file is not None
        return xmlschema.XMLSchema(file.read().decode())


@pytest.mark.parametrize("level", ["window", "standard"])
def test_junit_keeps_to_the_schema_of_jenkins(golden: Path, level: str) -> None:
    schema = jenkins()
    document = (golden / f"{level}.xml").read_text("utf-8")
    schema.validate(document)
    wrong = document.replace("<testcase ", '<testcase line="1" ')
    assert not schema.is_valid(wrong)


def test_sarif_keeps_to_its_schema(golden: Path) -> None:
    schema = json.loads((MULTITOOL / "sarif-2.1.0.json").read_text("utf-8-sig"))
    document = json.loads((golden / "r.sarif").read_text("utf-8"))
    Draft7Validator(schema).validate(document)
    document["runs"][0]["results"][0]["level"] = "loud"
    assert not Draft7Validator(schema).is_valid(document)


def multitool(folder: Path, name: str) -> str:
    """What Microsoft's multitool says of a file, by its own rules and GitHub's."""
    tool = MULTITOOL / "Sarif.Multitool"
    tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
    ended = subprocess.run(
        [str(tool), "validate", name, "--rule-kind", "Sarif;Ghas"],
        cwd=folder,
        env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    told = ended.stdout + ended.stderr
    assert "Analysis completed successfully." in told
    return told


def test_sarif_is_what_code_scanning_asks_for(golden: Path) -> None:
    told = multitool(golden, "r.sarif")
    assert ": error " not in told, told
    # The project has no page of its own to name.
    assert told.count(": warning ") == told.count(": warning SARIF2005:"), told


def test_sarif_of_lint_is_what_code_scanning_asks_for(
    golden: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(golden)
    assert run(["lint", "policies", "--format", "sarif"]) == 1
    (golden / "lint.sarif").write_text(capsys.readouterr().out, encoding="utf-8")
    told = multitool(golden, "lint.sarif")
    assert ": error " not in told, told
