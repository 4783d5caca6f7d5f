"""Rows of one identity: counted once, picked by a column, or refused."""

from pathlib import Path

import pytest

from tests.small_runs import report, run

HEAD = """\
zone Europe/Stockholm
event ticket, tickets
  from "tickets.csv"
  identified by id
  occurring at opened
  solved at solved
"""
STANDARD = "standard s\n  90% of tickets solved within 1h overall\n"
TEN, HALF = "2026-03-02T10:00:00+01:00", "2026-03-02T10:30:00+01:00"
NOON = "2026-03-02T12:00:00+01:00"


def totals(
    folder: Path, clauses: str, csv: str, as_of: str = "2026-03-04T00:00:00+01:00"
) -> tuple[int, int, int, int, int]:
    """Rows read, repeats, outside the period, met, missed."""
    files = {"tickets.csv": csv}
    found = report(folder, HEAD + clauses + STANDARD, files=files, as_of=as_of)
    (standard,) = found.standards
    counts = standard.totals
    assert counts is not None, standard.messages
    return (
        counts.read,
        counts.repeats,
        counts.outside_period,
        counts.met,
        counts.missed,
    )


def code(folder: Path, clauses: str, csv: str) -> list[str]:
    outcome = run(folder, HEAD + clauses + STANDARD, files={"tickets.csv": csv})
    assert outcome.exit_status == 3
    return [d.code for d in outcome.diagnostics]


def test_exact_repeats_count_once(tmp_path: Path) -> None:
    csv = f"id,opened,solved\n1,{TEN},{HALF}\n1,{TEN},{HALF}\n2,{TEN},\n"
    assert totals(tmp_path, "", csv) == (3, 1, 0, 1, 1)


def test_rows_without_any_identity_are_events_of_their_own(tmp_path: Path) -> None:
    csv = f"id,opened,solved\n,{TEN},{HALF}\n,{TEN},{HALF}\n1,{TEN},\n1,{TEN},\n"
    assert totals(tmp_path, "", csv) == (4, 1, 0, 2, 1)


def test_differing_rows_are_refused(tmp_path: Path) -> None:
    csv = f"id,opened,solved\n1,{TEN},{HALF}\n1,{TEN},\n"
    assert code(tmp_path, "", csv) == ["E4030"]


def test_a_difference_in_a_column_nobody_uses_is_one_too(tmp_path: Path) -> None:
    csv = f"id,opened,solved,note\n1,{TEN},,a\n1,{TEN},,b\n"
    assert code(tmp_path, "", csv) == ["E4030"]


def test_a_missing_identity_is_said(tmp_path: Path) -> None:
    assert code(tmp_path, "", f"nr,opened,solved\n1,{TEN},\n") == ["E4001"]


LOG = f"""\
id,opened,solved,changed,version
1,{TEN},,2026-03-02T11:00:00+01:00,9
1,{TEN},{HALF},2026-03-02T12:00:00+01:00,10
"""


@pytest.mark.parametrize(
    ("clause", "counted"),
    [
        ("latest by changed", (2, 1, 0, 1, 0)),
        ("first by changed", (2, 1, 0, 0, 1)),
        ("latest by version", (2, 1, 0, 1, 0)),  # 10 is after 9, as a number
    ],
)
def test_one_row_of_a_log_stands(
    tmp_path: Path, clause: str, counted: tuple[int, int, int, int, int]
) -> None:
    assert totals(tmp_path, f"  {clause}\n", LOG) == counted


def test_rows_of_a_log_after_as_of_are_not_seen(tmp_path: Path) -> None:
    # At 11:30 only the first row is there, and the deadline of 11:00 has passed.
    as_of = "2026-03-02T11:30:00+01:00"
    assert totals(tmp_path, "  latest by changed\n", LOG, as_of) == (2, 0, 1, 0, 1)


def test_a_tie_is_refused_and_a_second_column_breaks_it(tmp_path: Path) -> None:
    csv = LOG.replace("T11:00", "T12:00")
    assert code(tmp_path, "  latest by changed\n", csv) == ["E4031"]
    assert totals(tmp_path, "  latest by changed, version\n", csv) == (2, 1, 0, 1, 0)


def test_a_column_of_words_compares_as_words(tmp_path: Path) -> None:
    csv = LOG.replace(",9\n", ",b\n").replace(",10\n", ",a\n")
    assert totals(tmp_path, "  latest by version\n", csv) == (2, 1, 0, 0, 1)


def test_a_missing_column_of_the_order_is_said(tmp_path: Path) -> None:
    assert code(tmp_path, "  latest by updated\n", LOG) == ["E4001"]


def test_rows_of_other_events_of_a_log_are_set_aside_first(tmp_path: Path) -> None:
    csv = f"id,opened,solved,kind\n1,{TEN},{HALF},t\n1,{TEN},,other\n"
    clauses = '  where kind is "t"\n'
    (standard,) = report(
        tmp_path,
        HEAD + clauses + STANDARD,
        files={"tickets.csv": csv},
        as_of=NOON,
    ).standards
    assert standard.totals is not None
    assert (standard.totals.met, standard.totals.not_in_population) == (1, 1)


def test_too_many_rows_that_cannot_be_read_are_an_error(tmp_path: Path) -> None:
    csv = f"id,opened,solved\n1,{TEN},soon\n2,{TEN},{HALF}\n"
    assert code(tmp_path, "  reject above 49%\n", csv) == ["E4032"]
    assert totals(tmp_path, "  reject above 50%\n", csv) == (2, 0, 0, 1, 0)
