"""Memory and time that a run may take, and how it is stopped."""

from datetime import timedelta
from pathlib import Path
from threading import Timer

import click
import pytest

from upheld.checker.cli import ENGINE_INTERRUPTED, commands, run
from upheld.checker.engine import EngineError
from upheld.checker.session import Session
from upheld.checker.settings import Settings
from upheld.checker.settings_values import checked
from upheld.connectors.lock import connect, most_of_memory


def test_nothing_more_is_asked_of_the_engine_once_the_time_is_over(
    tmp_path: Path,
) -> None:
    settings = checked(Settings, {"time_limit": "90s"})
    session = Session(tmp_path, settings, {}, tmp_path)
    session.lock()
    assert session.run("SELECT 1") == [(1,)]
    assert session.clock is not None
    session.clock.cancel()
    session.clock.join()
    with pytest.raises(EngineError, match="the run took longer than"):
        session.run("SELECT 1")
    session.close()


def test_a_statement_that_is_running_when_the_time_is_over_ends(
    tmp_path: Path,
) -> None:
    settings = Settings().but(time_limit=timedelta(milliseconds=50))
    session = Session(tmp_path, settings, {}, tmp_path)
    session.lock()
    # A hundred thousand millions of rows: hours, if nothing ended it.
    endless = 'SELECT count(*) FROM range(100_000_000_000) AS r("n") WHERE "n" % 3 = 5'
    with pytest.raises(EngineError, match="the run took longer than"):
        session.run(endless)
    session.close()


def test_control_c_inside_the_engine_ends_the_run_as_interrupted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise RuntimeError(ENGINE_INTERRUPTED)

    monkeypatch.setitem(commands.commands, "fail", click.Command("fail", callback=fail))
    assert run(["fail"]) == 130
    assert capsys.readouterr().err.strip() == "interrupted"


@pytest.mark.parametrize(
    ("option", "value"),
    [("--memory-limit", "2"), ("--memory-limit", "2XB"), ("--time-limit", "soon")],
)
def test_what_is_no_limit_is_wrong_use(
    option: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", option, value]) == 2
    assert f"`{value}` is no" in capsys.readouterr().err


def test_without_a_limit_the_engine_takes_six_tenths_of_the_memory() -> None:
    limit = most_of_memory()
    assert limit is not None
    with connect() as connection:
        ((given,),) = connection.execute(
            "SELECT value FROM duckdb_settings() WHERE name = 'memory_limit'"
        ).fetchall()
    with connect(memory_limit=limit) as connection:
        ((same,),) = connection.execute(
            "SELECT value FROM duckdb_settings() WHERE name = 'memory_limit'"
        ).fetchall()
    assert given == same
    megabytes = int(limit.removesuffix("MiB"))
    pages = Path("/proc/meminfo").read_text().split("MemTotal:")[1].split()[0]
    # 6/10 of the machine, to a megabyte of rounding and what the kernel keeps.
    assert abs(megabytes - int(pages) * 6 // 10 // 1024) <= 2


def test_a_timer_of_the_run_dies_with_it(tmp_path: Path) -> None:
    session = Session(tmp_path, checked(Settings, {"time_limit": "1h"}), {}, tmp_path)
    session.lock()
    clock = session.clock
    assert isinstance(clock, Timer)
    session.close()
    clock.join()
    assert not clock.is_alive()
