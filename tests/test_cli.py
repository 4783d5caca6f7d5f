"""The command line: what it prints where, and how it ends."""

import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import click
import pytest

from tests.every_command import COMMANDS
from tests.small_project import (
    BREACHED,
    CALLS,
    FAULTY,
    HEAD,
    MET,
    WRONG,
    Project,
    Upheld,
    check,
)
from upheld.checker.cli import commands

pytestmark = pytest.mark.usefixtures("plain")

ROOT = Path(__file__).parent.parent


def test_results_stand_on_standard_output_alone(
    project: Project, upheld: Upheld
) -> None:
    project(BREACHED)
    _, out, err = check(upheld)
    assert "kept-high" in out
    assert "breached" in out
    assert err == ""


def test_faulty_standard_is_told_on_standard_error_and_the_other_judged(
    project: Project, upheld: Upheld
) -> None:
    project(MET + FAULTY)
    status, out, err = check(upheld)
    assert status == 3
    assert "kept-low" in out
    assert "policy.std:10:22" in err
    assert "1 of 2 standards judged. (exit 3)" in err


def test_wrong_policy_is_drawn_with_a_caret_and_no_traceback(
    project: Project, upheld: Upheld
) -> None:
    project(WRONG)
    status, out, err = check(upheld)
    assert (status, out) == (2, "")
    assert "policy.std:8:16" in err
    assert "^^^^^^^^" in err
    assert "did you mean `answered`?" in err
    assert "Traceback" not in err


def test_json_on_standard_output_is_the_document(
    project: Project, upheld: Upheld
) -> None:
    project(BREACHED)
    _, out, _ = check(upheld, "--format", "json")
    document = json.loads(out)
    assert document["schema"] == "upheld/report/1"
    (monday, tuesday) = document["standards"][0]["windows"]
    assert (monday["verdict"], tuesday["verdict"]) == ("breached", "no_data")
    assert monday["counts"]["met"] == 1
    assert monday["counts"]["missed"] == 1


def test_outputs_are_written_beside_standard_output(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    project(BREACHED)
    _, out, _ = check(upheld, "--output", "a.html", "--output", "json=b.dat")
    assert "kept-high" in out
    assert "<html" in (tmp_path / "a.html").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "b.dat").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("docx=a.docx", "unknown format `docx`"),
        ("report.xyz", "no format for `report.xyz`"),
        ("json=nowhere/a.json", "no folder `nowhere`"),
        ("html=.", "`.` is a folder"),
    ],
)
def test_output_that_cannot_be_written_ends_before_judging(
    project: Project, upheld: Upheld, output: str, said: str
) -> None:
    project(BREACHED)
    status, out, err = check(upheld, "--output", output)
    assert (status, out) == (2, "")
    assert said in err


def test_parameter_is_set_from_the_command_line(
    project: Project, upheld: Upheld
) -> None:
    project("parameter goal = 90%\nstandard s\n  goal of calls answered within 2m\n")
    assert check(upheld)[0] == 1
    assert check(upheld, "--set", "goal=50%")[0] == 0


def test_option_without_its_sign_is_refused(project: Project, upheld: Upheld) -> None:
    project(MET)
    status, _, err = check(upheld, "--set", "goal")
    assert status == 2
    assert "--set takes NAME=VALUE, not `goal`" in err


def test_source_is_read_from_elsewhere(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    policy = project(BREACHED)
    policy.write_text(
        policy.read_text(encoding="utf-8").replace("calls.csv", "calls"), "utf-8"
    )
    (tmp_path / "calls.csv").rename(tmp_path / "march.csv")
    assert check(upheld, "--source", "calls=march.csv")[0] == 1


def test_source_is_meant_from_where_the_command_is_given(
    project: Project, upheld: Upheld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(BREACHED)
    (tmp_path / "upheld.toml").write_text("", encoding="utf-8")
    below = tmp_path / "below"
    below.mkdir()
    (tmp_path / "calls.csv").rename(below / "march.csv")
    monkeypatch.chdir(below)
    options = ("--source", "calls.csv=march.csv", "--as-of", "2026-03-04T00:00:00Z")
    assert upheld("check", "../policy.std", *options)[0] == 1


def test_selection_leaves_other_standards_out(project: Project, upheld: Upheld) -> None:
    project(BREACHED + MET)
    status, out, _ = check(upheld, "--select", "*-low")
    assert status == 0
    assert "kept-high" not in out


def test_folder_stands_for_its_policies(project: Project, upheld: Upheld) -> None:
    project(MET)
    assert upheld("check", ".", "--as-of", "2026-03-03T00:00:00Z")[0] == 0


def test_colour_is_forced_and_forbidden_by_the_environment(
    project: Project, upheld: Upheld, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(BREACHED)
    assert "\x1b[" not in check(upheld)[1]
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in check(upheld)[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in check(upheld)[1]


def test_init_and_check_meet_and_breach_at_once(upheld: Upheld, tmp_path: Path) -> None:
    assert upheld("init")[0] == 0
    assert {path.name for path in tmp_path.iterdir()} == {
        "upheld.toml",
        "service.std",
        "calls.csv",
    }
    status, out, err = upheld("check")
    assert status == 1, err
    assert re.search(r"answer-speed.*breached|breached.*answer-speed", out)
    assert re.search(r"few-give-up.*met|met.*few-give-up", out)


def test_init_overwrites_nothing(upheld: Upheld, tmp_path: Path) -> None:
    (tmp_path / "calls.csv").write_text("mine", encoding="utf-8")
    status, _, err = upheld("init")
    assert status == 2
    assert "already there: `calls.csv`; nothing was written" in err
    assert [path.name for path in tmp_path.iterdir()] == ["calls.csv"]


def test_init_makes_the_folder_it_is_given(upheld: Upheld, tmp_path: Path) -> None:
    status, out, _ = upheld("init", "new/project")
    assert status == 0
    assert "next: cd new/project && upheld check" in out
    assert (tmp_path / "new" / "project" / "service.std").is_file()


def test_demo_judges_both_samples_and_writes_the_report(
    upheld: Upheld, tmp_path: Path
) -> None:
    status, out, err = upheld("demo")
    assert status == 0, err
    assert "on-time-daily" in out
    assert "answer-speed" in out
    report = tmp_path / "upheld-demo.html"
    assert f"Report: {report}" in out
    assert "on-time-daily" in report.read_text(encoding="utf-8")


def test_demo_has_the_flights_that_were_worked_out_elsewhere(upheld: Upheld) -> None:
    upheld("demo", "--output", "demo.json")
    document = json.loads(Path("demo.json").read_text(encoding="utf-8"))
    standards = {standard["id"]: standard for standard in document["standards"]}
    daily, monthly = standards["on-time-daily"], standards["on-time-monthly"]
    assert daily["verdicts"]["met"] == 47
    assert daily["verdicts"]["breached"] == 14  # of 61 days
    assert monthly["verdicts"]["met"] == 2
    totals = monthly["totals"]
    assert (totals["read"], totals["met"], totals["missed"]) == (18407, 14684, 3723)


def test_demo_shows_the_verdicts_that_a_newcomer_will_meet(upheld: Upheld) -> None:
    upheld("demo", "--output", "demo.json")
    document = json.loads(Path("demo.json").read_text(encoding="utf-8"))
    found = {s["id"]: s["verdict"] for s in document["standards"]}
    assert found["vip-kept"] == "met"
    assert found["answer-speed"] == "breached"
    assert found["vip-answered"] == "insufficient"
    assert found["resolved-new-promise"] == "pending"


def test_demo_keeps_its_files_where_asked(upheld: Upheld, tmp_path: Path) -> None:
    assert upheld("demo", "--folder", "kept")[0] == 0
    assert (tmp_path / "kept" / "calls.csv").is_file()
    assert (tmp_path / "kept" / "flights.parquet").is_file()


def test_cases_are_run_and_counted(upheld: Upheld, tmp_path: Path) -> None:
    page = f"## One\n```std\n{HEAD}{BREACHED}```\n```csv calls.csv\n{CALLS}```\n"
    table = "```expect as of 2026-03-04T00:00:00Z\nstandard,window,verdict\n"
    good = f"{page}{table}kept-high,2026-03-02,breached\n```\n"
    (tmp_path / "good.md").write_text(good, encoding="utf-8")
    status, out, _ = upheld("test", "good.md", "--junit", "cases.xml")
    assert (status, out.splitlines()[-1]) == (0, "1 passed, 0 failed")
    assert "<testsuite " in (tmp_path / "cases.xml").read_text(encoding="utf-8")
    bad = good.replace("breached\n```", "met\n```")
    (tmp_path / "bad.md").write_text(bad, encoding="utf-8")
    status, out, _ = upheld("test", "bad.md", "-v")
    assert status == 1
    assert "FAILED bad.md:1 One" in out
    assert out.splitlines()[-1] == "0 passed, 1 failed"


def test_faulty_case_file_is_told_with_its_line(upheld: Upheld, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("## One\n```std\n```\n", encoding="utf-8")
    status, _, err = upheld("test", "a.md")
    assert status == 2
    assert err == "a.md:1: error: `One` has no `expect` block\n"


def test_page_without_cases_is_not_taken_for_a_success(
    upheld: Upheld, tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text("# Nothing\n", encoding="utf-8")
    status, _, err = upheld("test", "a.md")
    assert (status, err) == (2, "no cases found\n")


def test_code_is_explained_with_a_bad_and_a_good_example(upheld: Upheld) -> None:
    status, out, _ = upheld("explain", "e1002")
    assert status == 0
    assert out.startswith("E1002: ")
    assert "wrong:\n" in out
    assert "right:\n" in out


@pytest.mark.parametrize("subject", ["E9999", "missing.std"])
def test_what_cannot_be_explained_is_wrong_use(upheld: Upheld, subject: str) -> None:
    status, _, err = upheld("explain", subject)
    assert status == 2
    assert subject in err


def test_schema_is_a_json_schema_of_the_report(upheld: Upheld) -> None:
    status, out, _ = upheld("schema")
    assert status == 0
    assert "standards" in json.loads(out)["properties"]


def test_version_is_printed(upheld: Upheld) -> None:
    status, out, _ = upheld("--version")
    assert status == 0
    assert re.fullmatch(r"upheld [0-9.]+\n", out)


def test_help_shows_the_exit_statuses(upheld: Upheld) -> None:
    status, out, _ = upheld("--help")
    assert status == 0
    for number in ("0", "1", "2", "3", "4", "130"):
        assert re.search(rf"^ +{number} ", out, re.MULTILINE)


@pytest.mark.parametrize("arguments", [("chekc",), ("check", "--nope"), ("test",)])
def test_wrong_use_ends_with_two(upheld: Upheld, arguments: tuple[str, ...]) -> None:
    status, out, err = upheld(*arguments)
    assert (status, out) == (2, "")
    assert "Usage: upheld" in err


def test_option_names_fit_into_eighty_columns() -> None:
    names = [
        name
        for command in COMMANDS.values()
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for name in parameter.opts
    ]
    assert max(map(len, names)) <= 18


def failing(error: BaseException) -> click.Command:
    def fail() -> None:
        raise error

    return click.Command("fail", callback=fail)


def test_interruption_is_one_line_and_130(
    upheld: Upheld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(commands.commands, "fail", failing(KeyboardInterrupt()))
    status, out, err = upheld("fail")
    assert (status, out) == (130, "")
    assert err.strip() == "interrupted"


def test_internal_error_is_one_line_and_how_to_see_more(
    upheld: Upheld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(commands.commands, "fail", failing(ValueError("a\nb")))
    status, _, err = upheld("fail")
    assert status == 3
    assert err.splitlines() == [
        "internal error: ValueError: a b",
        "for the traceback: upheld --debug fail",
    ]
    status, _, err = upheld("--debug", "fail")
    assert status == 3
    assert "Traceback" in err


def test_reader_that_goes_away_is_no_error(project: Project) -> None:
    project(BREACHED)
    command = f"{sys.executable} -m upheld check policy.std"
    command += " --as-of 2026-03-04T00:00:00Z --format html | head -c 1"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        ["bash", "-c", f"{command}; exit ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert (ended.returncode, ended.stderr) == (1, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_a_report_that_finds_no_room_is_not_taken_for_a_success(
    project: Project,
) -> None:
    """Nothing of it is lost without a word, however the process leaves."""
    project(BREACHED)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "upheld", "check", "policy.std"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env=environment,
        )
    assert ended.returncode == 3
    assert "No space left on device" in ended.stderr


def test_help_needs_less_than_three_tenths_of_a_second(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "upheld", "--help"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert spent < 0.3
