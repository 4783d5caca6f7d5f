"""All formats agree on one run that has all nine verdicts."""

import csv
import hashlib
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
from tap.parser import Parser  # type: ignore[import-untyped]
from trestle.oscal.assessment_results import Model

from tests.code_quality import entries_of
from tests.nine_verdicts import AS_OF, VERDICTS, write_project
from tests.small_project import Upheld
from upheld.checker.cli import run
from upheld.checker.render.formats import FORMATS
from upheld.checker.render.verdicts import GLYPHS

pytestmark = pytest.mark.usefixtures("plain")

#: What each verdict is in JUnit (REPORTS, section 3).
JUNIT = {
    "met": None,
    "exceeded": None,
    "warned": "system-out",
    "breached": "failure",
    "waived": "skipped",
    "insufficient": "skipped",
    "no_data": "skipped",
    "pending": "skipped",
    "error": "error",
}

#: The level of each verdict in SARIF; those that were simply kept are no results.
SARIF = {
    "warned": "warning",
    "breached": "error",
    "waived": "note",
    "insufficient": "note",
    "no_data": "note",
    "pending": "note",
    "error": "error",
}

NOTES = {"error": "error", "warning": "warning", "note": "notice"}

#: Standards that no window of was judged, which ends a run with 4.
NOT_JUDGED = {"thin", "empty", "still-open"}


@dataclass(frozen=True, slots=True)
class Golden:
    """The folder of the golden run, and each format of it that is a text."""

    folder: Path
    texts: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.texts[name]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Golden]:
    """One run that writes every format that Python alone can."""
    folder = tmp_path_factory.mktemp("golden")
    write_project(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("GITHUB_STEP_SUMMARY", raising=False)
        # A format that needs a library of the system has its test in tests/system.
        own = [name for name, format in FORMATS.items() if not format.system]
        outputs = [f"--output={name}=r-{name}" for name in own]
        assert run(["check", "policies", "--as-of", AS_OF, *outputs]) == 3
        texts = {
            name: (folder / f"r-{name}").read_text("utf-8")
            for name, format in FORMATS.items()
            if format.printed
        }
        yield Golden(folder, texts)


def standards_of_json(written: Golden) -> dict[str, str]:
    return {s["id"]: s["verdict"] for s in json.loads(written["json"])["standards"]}


@pytest.mark.parametrize("name", [n for n, f in FORMATS.items() if f.printed])
def test_files_are_hashed_for_the_formats_that_show_it(
    written: Golden,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = (written.folder / "policies/calls.csv").read_bytes()
    own = hashlib.sha256(data).hexdigest()
    # JUnit has one hash over the names and hashes of all files.
    both = hashlib.sha256(f"{own}  calls.csv\n".encode()).hexdigest()
    shown = {own, both} & hashes_in(written[name])
    assert bool(shown) is FORMATS[name].hashes
    monkeypatch.chdir(written.folder)
    run(["check", "policies", "--as-of", AS_OF, "--format", name])
    assert {own, both} & hashes_in(capsys.readouterr().out) == shown


def hashes_in(text: str) -> set[str]:
    return set(re.findall(r"\b[0-9a-f]{64}\b", text))


def test_text_and_json_have_the_nine_verdicts(written: Golden) -> None:
    assert standards_of_json(written) == VERDICTS
    heads = re.findall(r"^(\S+) (\S+)  (\w+)", written["text"], re.MULTILINE)
    found = {name: verdict for glyph, name, verdict in heads if glyph != "waiver"}
    assert found == VERDICTS
    assert all(GLYPHS[VERDICTS[name]] == glyph for glyph, name, _ in heads)  # type: ignore[index]


def test_html_has_the_nine_verdicts(written: Golden) -> None:
    for name, verdict in VERDICTS.items():
        assert name in written["html"]
        assert verdict in written["html"]


def test_junit_agrees(written: Golden) -> None:
    root = ET.fromstring(written["junit"])
    cases = {
        case.get("classname", "").removeprefix("centre."): case
        for case in root.iter("testcase")
        if case.get("name") != "some window judged"
    }
    found = {name: [child.tag for child in case] for name, case in cases.items()}
    wanted = {name: JUNIT[verdict] for name, verdict in VERDICTS.items()}
    assert found == {name: [tag] if tag else [] for name, tag in wanted.items()}
    kinds = {name: case[0].get("type") for name, case in cases.items() if len(case)}
    kinds.pop("close")
    assert kinds == {name: VERDICTS[name] for name in kinds}


def test_junit_fails_what_was_never_judged(written: Golden) -> None:
    root = ET.fromstring(written["junit"])
    extra = [c for c in root.iter("testcase") if c.get("name") == "some window judged"]
    names = {case.get("classname", "").removeprefix("centre.") for case in extra}
    assert names == NOT_JUDGED
    assert {case[0].tag for case in extra} == {"failure"}
    # The breach, and the three that were never judged; nine windows and evaluations.
    (suite,) = root
    counts = {key: suite.get(key) for key in ("tests", "failures", "errors", "skipped")}
    assert counts == {"tests": "12", "failures": "4", "errors": "1", "skipped": "4"}


def test_tap_agrees_and_its_parser_reads_it(written: Golden, tmp_path: Path) -> None:
    path = tmp_path / "run.tap"
    path.write_text(written["tap"], encoding="utf-8")
    lines = [line for line in Parser().parse_file(str(path)) if line.category == "test"]
    assert len(lines) == 12
    found = {}
    for line in lines:
        name, _, rest = line.description.removeprefix("- ").partition(" ")
        if not rest.startswith("some window"):
            found[name] = "skipped" if line.skip else line.ok
    ok = {"met", "exceeded", "warned"}
    skipped = {"waived", "insufficient", "no_data", "pending"}
    assert found == {
        name: "skipped" if verdict in skipped else verdict in ok
        for name, verdict in VERDICTS.items()
    }


def test_sarif_agrees(written: Golden) -> None:
    (run,) = json.loads(written["sarif"])["runs"]
    found = {result["ruleId"]: result["level"] for result in run["results"]}
    wanted = {n: SARIF[v] for n, v in VERDICTS.items() if v in SARIF}
    assert found == wanted
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == sorted(VERDICTS)


def test_annotations_agree(written: Golden) -> None:
    notes = re.findall(
        r"^::(\w+) .*title=(\S+?)%3A (\w+)::", written["github"], re.MULTILINE
    )
    assert {name: verdict for _, name, verdict in notes} == {
        name: verdict for name, verdict in VERDICTS.items() if verdict in SARIF
    }
    assert {name: kind for kind, name, _ in notes} == {
        name: NOTES[SARIF[verdict]]
        for name, verdict in VERDICTS.items()
        if verdict in SARIF
    }


def test_code_quality_agrees_and_has_what_gitlab_asks_for(
    written: Golden,
) -> None:
    found = entries_of(written["gitlab"])
    by_name = {one.description.split(":")[0]: one for one in found}
    assert {name: one.check_name for name, one in by_name.items()} == {
        name: f"upheld/{verdict}"
        for name, verdict in VERDICTS.items()
        if verdict in SARIF
    }
    assert {one.location.path for one in found} == {"policies/centre.std"}


def test_markdown_agrees(written: Golden) -> None:
    rows = re.findall(r"^\| \S+ (\S+) \| (\S+) \|", written["markdown"], re.MULTILINE)
    found = {name: verdict.replace("\\", "") for verdict, name in rows}
    assert {name: found[name] for name in VERDICTS} == VERDICTS


def test_oscal_agrees_and_trestle_reads_it(written: Golden) -> None:
    results = Model.model_validate(json.loads(written["oscal"])).assessment_results
    (result,) = results.results
    found = {}
    for finding in result.findings or []:
        status = finding.target.status
        assert status is not None
        reason = getattr(status.reason, "value", status.reason)
        found[finding.target.target_id] = (status.state.value, reason, status.remarks)
    satisfied = {"met", "exceeded", "warned"}
    assert found == {
        name: ("satisfied", "pass", verdict)
        if verdict in satisfied
        else ("not-satisfied", "fail" if verdict == "breached" else "other", verdict)
        for name, verdict in VERDICTS.items()
    }


def test_csv_agrees(written: Golden) -> None:
    rows = list(csv.DictReader(io.StringIO(written["csv"])))
    found = {row["standard"]: row["verdict"] for row in rows}
    # What could not be evaluated has no window.
    assert found == {n: v for n, v in VERDICTS.items() if v != "error"}
    broken = next(row for row in rows if row["standard"] == "broken")
    assert (broken["met"], broken["missed"], broken["exact"]) == ("8", "2", "4/5")


def test_workbook_agrees(written: Golden) -> None:
    book: Any = openpyxl.load_workbook(
        io.BytesIO((written.folder / "r-xlsx").read_bytes())
    )
    assert book.sheetnames == ["Standards", "Windows", "Exceptions", "Waivers"]
    rows = list(book["Standards"].iter_rows(min_row=2, values_only=True))
    found = {row[0]: row[1].split(" ", 1)[1] for row in rows}
    assert found == VERDICTS


def test_exceptions_are_one_file_a_standard_and_obey_no_cell(
    written: Golden,
) -> None:
    names = {path.name for path in (written.folder / "r-exceptions").iterdir()}
    assert names == {f"{name}.csv" for name in VERDICTS if name != "faulty"}
    text = (written.folder / "r-exceptions" / "broken.csv").read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    # The ninth call was late by 3 minutes, the tenth was never answered.
    assert [(row["event"], row["reason"]) for row in rows] == [
        ("'=cmd()", "late"),
        ("10", "never"),
    ]


def test_workbook_is_the_same_bytes_in_the_next_run(
    written: Golden, upheld: Upheld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(written.folder)
    outputs = ("--output=again.xlsx", "--output=oscal=again.json")
    upheld("check", "policies", "--as-of", AS_OF, *outputs)
    again = written.folder / "again.xlsx"
    assert again.read_bytes() == (written.folder / "r-xlsx").read_bytes()
    assert (written.folder / "again.json").read_text("utf-8") == written["oscal"]
