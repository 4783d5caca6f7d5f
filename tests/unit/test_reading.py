"""The reading in words says who is counted, when, and what is missing."""

from pathlib import Path

import pytest

from tests.small_runs import HEAD
from upheld.checker.lengths import amount_in_words, length_in_words
from upheld.checker.reading import reading_of
from upheld.dsl import model
from upheld.dsl.loader import load

MORE = """\
event reply, replies
  from "replies.csv"
  about customer customer
  occurring at sent
event hold
  from "holds.csv"
  about customer customer
  during held_from to held_until
calendar office
  Mon-Fri 08:00-18:00
list teams "a", "b"
define answer-share as number of answered calls / number of calls
define nps as net promoter score of rating of calls
"""


def reading(standard: str, head: str = "") -> tuple[str, ...]:
    return reading_of(first_edition(standard, head))


def first_edition(standard: str, head: str) -> model.Edition:
    loaded = load(
        [Path("case.std")],
        texts={"case.std": head + HEAD + MORE + f"standard s\n{standard}"},
    )
    assert loaded.policy is not None, loaded.diagnostics
    (found,) = loaded.policy.standards
    return found.editions[0]


@pytest.mark.parametrize(
    ("standard", "sentence"),
    [
        (
            "90% of calls answered within 2m per day",
            "Calls that were never answered count as not answered in time.",
        ),
        (
            "90% of calls answered within 2m per day",
            "A call is met when `answered` comes at most 2m after it began.",
        ),
        (
            "90% of calls answered in less than 2m per day",
            "A call is met when `answered` comes less than 2m after it began.",
        ),
        (
            "90% of calls answered within 2h per day\n  pausing while hold",
            (
                "The clock stands still while a hold with the same customer lasts;"
                " pauses that overlap count once."
            ),
        ),
        (
            "90% of calls followed by reply within 2h\n  counted once until reply",
            (
                "Calls with the same customer that wait for the same reply are one"
                " obligation, that of the first of them."
            ),
        ),
        (
            "90% of calls followed by reply within 2h of answered",
            (
                "A call is met when it is followed by a reply at most 2h after"
                " `answered` with the same customer."
            ),
        ),
        (
            (
                "90% of calls answered within 2m per day on average per month\n"
                "  with 95% confidence"
            ),
            (
                "The mean of the windows is judged by its Wilson interval at 95%"
                " confidence."
            ),
        ),
        (
            "90% of calls answered in less than 2m per day",
            "An outcome at the very end of the time is no longer in time.",
        ),
        (
            "90% of calls answered within 2m of due per day",
            "Without `due` the clock never started, and the call is invalid.",
        ),
        (
            "90% of calls answered within 24h per day",
            "1d is exact time, also on days when clocks change.",
        ),
        (
            "90% of calls answered within 1 month per day",
            (
                "1 month goes by the calendar: the same time of day or the"
                " last day of a"
                " shorter month, in Europe/Stockholm, however many hours that is."
            ),
        ),
        (
            "90% of calls answered within 3 working days per day",
            "Only the time that `office` is open counts, in Europe/Stockholm.",
        ),
        (
            "90% of calls answered at least 1 day before due per day",
            "A call is met when `answered` comes at least 1 day before its `due`.",
        ),
        (
            "90% of calls answered by due per day\n  without deadline excluded",
            "A call without `due` is excluded.",
        ),
        ("90% of calls answered by due per day", "A call without `due` is invalid."),
        (
            "no calls answered per day",
            "A call is met when `answered` has not come by the as-of moment.",
        ),
        (
            "at most 5% of calls with wait above 5m per day",
            "A call is met when `wait` is above 5m.",
        ),
        (
            'every call where priority is one of "P1", "P2" per day',
            'A call is met when `priority` is "P1" or "P2".',
        ),
        (
            (
                '90% of calls answered per day\n  where priority is not "P1" and (wait'
                " above 5m or customer is unknown)"
            ),
            (
                'Only calls count of which `priority` is not "P1" and'
                " (`wait` is above 5m or"
                " `customer` is unknown)."
            ),
        ),
        (
            "90% of urgent calls answered per day",
            "Only calls count of which the event is urgent.",
        ),
        (
            "90% of calls answered within 2m per day\n  excluding answered within 5s",
            "A call is left out when `answered` comes at most 5s after it began.",
        ),
        (
            "90% of calls followed by reply within 1h per day",
            (
                "A call is met when it is followed by a reply at most 1h"
                " later with the same"
                " customer."
            ),
        ),
        (
            "90% of calls answered per week\n  counted by answered",
            (
                "Each call belongs to the ISO week in which it has `answered`, in"
                " Europe/Stockholm."
            ),
        ),
        (
            "90% of calls answered overall",
            "All calls from the first to the as-of moment are judged together.",
        ),
        (
            "90% of calls answered per day\n  for each priority and overall",
            "All of them together are judged too.",
        ),
        (
            "90% of calls answered per day\n  for each team of teams",
            (
                "Each `team` of the list `teams` is judged by itself, also"
                " without any call;"
                " others are not in the population."
            ),
        ),
        (
            "90% of calls answered per day\n  minimum 30 calls",
            (
                "A closed window with fewer than 30 calls is insufficient:"
                " it is not judged."
            ),
        ),
        (
            "90% of calls answered per day",
            (
                "A window without calls has no value: it is no_data, neither met nor"
                " breached."
            ),
        ),
        (
            "90% of calls answered per day\n  if no data met",
            "A window without calls is met, as stated.",
        ),
        (
            "at most 5 calls per day",
            "A window without calls counts as 0, and is judged.",
        ),
        (
            "average wait of calls at most 2m per day\n  rounded to 1 decimal",
            "Values are rounded half up to 1 decimal before they are judged.",
        ),
        (
            "p90 of wait of calls at most 2m per day",
            "Percentiles of `wait` are nearest-rank: a value that occurred.",
        ),
        (
            "average wait of calls at most 2m per day",
            "Calls that have not ended are left out, and counted apart.",
        ),
        (
            "at most 5 calls per 1000 replies per month",
            (
                "The value is the number of calls for every 1000 replies;"
                " without any of the"
                " latter there is no data."
            ),
        ),
        (
            "answer-share at least 90% per day",
            "`answer-share` is number of answered calls / number of calls.",
        ),
        (
            "nps at least 30 per day",
            (
                "The score is the percentage of `rating` 9 and 10 less the"
                " percentage of 0 to"
                " 6; other values than whole numbers from 0 to 10 are invalid."
            ),
        ),
        (
            "calls at least every 7 days",
            (
                "No more than 1 week may pass from one call to the next;"
                " each such stretch is"
                " one obligation, in the window where it begins."
            ),
        ),
        (
            "90% of calls answered per day\n  effective from 2026-01-01",
            (
                "This edition is about calls that began from 2026-01-01 in"
                " Europe/Stockholm."
            ),
        ),
        (
            "90% of calls answered per day\n  allowing 2 days for late data",
            "A window stays open for another 2 days, for late data.",
        ),
        (
            "90% of calls answered per day on at least 95% of days per month",
            (
                "The share of judged windows that were met, exceeded or"
                " warned must be at"
                " least 95%."
            ),
        ),
    ],
)
def test_reading_says(standard: str, sentence: str) -> None:
    assert sentence in reading("  " + standard)


def test_a_fiscal_year_is_said() -> None:
    head = "fiscal year starts 1 April\n"
    said = reading("  90% of calls answered per year", head)
    assert "The fiscal year starts on 1 April." in said


def test_nothing_is_said_twice() -> None:
    said = reading("  90% of calls answered within 2m or answered by due per day")
    assert len(said) == len(set(said))


@pytest.mark.parametrize(
    ("microseconds", "words"),
    [
        (0, "0s"),
        (1, "0.000001s"),
        (90_000_000, "1m 30s"),
        (3_600_000_000, "1h"),
        (93_784_500_000, "1d 2h 3m 4.5s"),
        (-60_000_000, "-1m"),
    ],
)
def test_a_length_is_said_whole(microseconds: int, words: str) -> None:
    assert length_in_words(microseconds) == words


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (None, model.NUMBER, None),
        (True, model.TRUTH, "true"),
        ("x", model.TEXT, "x"),
        (4, model.Unit("money", "EUR"), "4.00 EUR"),
        (7, model.NUMBER, "7"),
    ],
)
def test_an_amount_is_said_in_its_unit(
    value: int | str | bool | None, unit: model.Unit, words: str | None
) -> None:
    assert amount_in_words(value, unit) == words
