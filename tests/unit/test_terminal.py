"""What the terminal allows."""

import io
import time

import pytest

from upheld.checker.commands.terminal import Progress, bar, wants_color, width


class Terminal(io.StringIO):
    """A stream that a person looks at."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "CI", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


@pytest.mark.parametrize(
    ("variables", "stream", "wanted"),
    [
        ({}, Terminal(), True),
        ({}, io.StringIO(), False),
        ({"NO_COLOR": "1"}, Terminal(), False),
        ({"NO_COLOR": ""}, Terminal(), True),
        ({"FORCE_COLOR": "1"}, io.StringIO(), True),
        ({"FORCE_COLOR": "0"}, io.StringIO(), False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, Terminal(), False),
        ({"CI": "true"}, Terminal(), False),
        ({"CI": "true", "FORCE_COLOR": "1"}, Terminal(), True),
        ({"TERM": "dumb"}, Terminal(), False),
    ],
)
def test_colour_follows_the_environment_and_the_stream(
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    stream: io.StringIO,
    wanted: bool,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert wants_color(stream) is wanted


def test_columns_wins_over_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "72")
    assert width() == 72


def test_text_is_never_narrower_than_forty_columns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "7")
    assert width() == 40


def test_bar_is_filled_by_the_steps_done() -> None:
    assert bar(1, 4, cells=8) == "[##......] 1/4"
    assert bar(9, 4, cells=8) == "[########] 9/4"


def drawn(stream: io.StringIO, *, seconds_ago: float) -> str:
    """What a bar of a run that started so long ago draws in three steps."""
    with Progress(stream, time.monotonic() - seconds_ago) as progress:
        progress(1, 3, "answer-speed")
    return stream.getvalue()


def test_bar_is_drawn_on_a_longer_run_and_wiped_at_its_end() -> None:
    text = drawn(Terminal(), seconds_ago=2)
    assert "] 1/3 answer-speed" in text
    assert text.endswith("\r\x1b[2K")


def test_no_bar_on_a_short_run() -> None:
    assert drawn(Terminal(), seconds_ago=0) == ""


def test_no_bar_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert drawn(io.StringIO(), seconds_ago=2) == ""
    monkeypatch.setenv("CI", "true")
    assert drawn(Terminal(), seconds_ago=2) == ""
