"""`upheld holidays` writes a file that a calendar may be closed on."""

import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from upheld.checker.cli import commands
from upheld.checker.commands.holidays import EXTRA


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands, ["holidays", *arguments])


def test_dates_stand_in_order_with_their_names() -> None:
    lines = run("SE", "2026").stdout.splitlines()
    assert lines[0] == "date,name"
    assert "2026-04-06,Annandag påsk" in lines
    assert lines[1:] == sorted(lines[1:])


def test_several_years_and_a_part_of_the_country_may_be_asked_for() -> None:
    # Corpus Christi is a holiday in Bavaria, not in Berlin.
    bavaria = run("de", "2026", "2027", "--subdiv", "BY").stdout
    assert "2026-06-04,Fronleichnam" in bavaria
    assert "2027-05-27,Fronleichnam" in bavaria
    assert "Fronleichnam" not in run("de", "2026", "--subdiv", "BE").stdout


def test_names_may_be_asked_for_in_another_language() -> None:
    names = run("SE", "2026", "--language", "en_US").stdout
    assert "2026-04-06,Easter Monday" in names


def test_file_is_written_and_closes_a_calendar(tmp_path: Path) -> None:
    target = tmp_path / "holidays-se.csv"
    result = run("SE", "2026", "--output", str(target))
    assert result.exit_code == 0
    assert result.stdout == f"wrote {target}\n"
    assert target.read_text(encoding="utf-8").startswith("date,name\n2026-01-01,")


def test_unknown_country_is_refused() -> None:
    result = run("XX", "2026")
    assert result.exit_code == 2
    assert "no country called `XX`" in result.stderr


def test_unknown_part_of_a_country_is_refused_with_what_is_known() -> None:
    result = run("DE", "2026", "--subdiv", "BYX")
    assert result.exit_code == 2
    assert "no part of `DE` called `BYX`: did you mean `BY`?" in result.stderr


def test_folder_that_is_not_there_is_refused_before_anything_is_made() -> None:
    result = run("SE", "2026", "--output", "/nowhere/holidays.csv")
    assert result.exit_code == 2
    assert "no folder" in result.stderr


def test_missing_package_is_named_with_its_extra() -> None:
    script = (
        "import sys; sys.modules['holidays'] = None\n"
        "from upheld.checker.cli import main\n"
        "main(['holidays', 'SE', '2026'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert EXTRA in done.stderr
    assert "Traceback" not in done.stderr
