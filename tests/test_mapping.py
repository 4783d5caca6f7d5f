"""The walk-through of mapping the library is what really happens."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.policies.library import ROOT
from tests.small_project import Upheld

PAGE = ROOT / "docs" / "mapping.md"
FLIGHTS = ROOT / "policies" / "samples" / "flights.parquet"
BOSTON = ROOT.parent / "shared" / "data" / "boston311_jul2011" / "boston311_2011-07.csv"

BLOCK = re.compile(
    r"^```(?P<kind>std|csv|console) ?(?P<name>\S*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)

pytestmark = pytest.mark.usefixtures("plain")


def part(heading: str) -> str:
    """The page below one heading."""
    text = PAGE.read_text(encoding="utf-8")
    return text.split(f"## {heading}\n")[1].split("\n## ")[0]


def steps(heading: str) -> Iterator[re.Match[str]]:
    """The blocks below a heading, in order."""
    return BLOCK.finditer(part(heading))


def walk(heading: str, upheld: Upheld) -> list[tuple[str, str]]:
    """Does what the page says; what each command should print, and what it does."""
    compared = []
    for step in steps(heading):
        if step["kind"] != "console":
            Path(step["name"]).write_text(step["text"], encoding="utf-8")
            continue
        command, _, expected = step["text"].removeprefix("$ upheld ").partition("\n")
        _, out, err = upheld(*command.split())
        compared.append((expected, out + err))
    return compared


def test_calls_are_mapped_as_the_page_says(upheld: Upheld) -> None:
    for heading in ("A log of calls", "What is not covered"):
        for expected, printed in walk(heading, upheld):
            assert printed == expected


def test_first_vocabulary_is_the_one_that_copying_writes(upheld: Upheld) -> None:
    upheld("library", "copy", "give-up", "answer-floor", "longest-wait")
    first = next(step for step in steps("A log of calls") if step["kind"] == "std")
    assert Path("vocabulary.std").read_text(encoding="utf-8") == first["text"]


def test_mapping_is_a_file_of_under_fifteen_lines() -> None:
    files = [
        step["text"]
        for heading in ("A log of calls", "Flights as contacts")
        for step in steps(heading)
        if step["kind"] == "std"
    ]
    assert len(files) == 3
    assert all(len(text.splitlines()) < 15 for text in files)


def test_flights_are_mapped_as_the_page_says(upheld: Upheld) -> None:
    Path("flights.parquet").write_bytes(FLIGHTS.read_bytes())
    for expected, printed in walk("Flights as contacts", upheld):
        assert printed == expected


def test_guard_finds_the_weeks_that_the_flights_lack() -> None:
    # Counted without the tool: the ISO weeks from 4 March to 24 November without a row.
    import pyarrow.parquet as pq

    moments = pq.read_table(FLIGHTS, columns=["time_hour"])["time_hour"].to_pylist()
    there = {
        (m.astimezone(UTC) - timedelta(hours=5)).isocalendar()[:2] for m in moments
    }
    first = datetime(2013, 3, 4, tzinfo=UTC)
    weeks = [(first + timedelta(weeks=n)).isocalendar()[:2] for n in range(38)]
    missing = [week for week in weeks if week not in there]
    assert f"the {len(missing)} weeks between" in part("Flights as contacts")


@pytest.mark.skipif(not BOSTON.exists(), reason="the city's data do not ship")
def test_requests_of_a_city_give_the_numbers_of_the_page(upheld: Upheld) -> None:
    text = part("The requests of a city")
    policy = re.search(r"^```\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert policy is not None
    upheld("library", "copy", "install-on-time")
    Path("vocabulary.std").write_text(policy[1], encoding="utf-8")
    Path(BOSTON.name).write_bytes(BOSTON.read_bytes())
    _, out, _ = upheld("check", "--as-of", "2023-05-04T00:00:00-04:00")
    # 6,293 in time of 8,157 with a target, of 9,854 in all: worked out apart from this
    # tool when the data were chosen. 9,854 - 8,157 = 1,697 have none.
    assert "6,293 of 8,157" in text
    assert "1,697" in text
    assert "6,293 of 8,157" in out
    assert "1,697 invalid" in out
