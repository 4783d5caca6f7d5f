"""A report as a JSON document, and its schema."""

import json
from datetime import date
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from tests.unit.report_builders import day, report, share_window, standard
from tests.unit.report_samples import answer_speed, by_team, everything, one_window
from upheld.checker.documents import read
from upheld.checker.render.document import SCHEMA_FILE, json_schema, render_json
from upheld.checker.report import Counts, Report, Window


def loaded(of: Report) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(render_json(of))
    return found


def test_document_begins_with_its_schema_moment_and_verdict() -> None:
    document = loaded(everything())
    assert document["schema"] == "upheld/report/1"
    assert [key for key in document if key in ("schema", "as_of", "verdict")] == [
        "schema",
        "as_of",
        "verdict",
    ]


def test_window_has_the_fields_of_the_language_page() -> None:
    window = share_window(
        day(date(2026, 3, 1)), 28, 2, "met", excluded=1, group={"team": "north"}
    )
    sample = report(standard("answer-speed", "90% of calls answered", "met", window))
    found = loaded(sample)["standards"][0]["windows"][0]
    assert found["window"] == "2026-03-01"
    assert found["group"] == {"team": "north"}
    assert (found["unit"], found["bound"], found["target"]) == (
        "share",
        "at_least",
        0.9,
    )
    # 28 of 30.
    assert found["exact"] == "14/15"
    expected = {"met": 28, "missed": 2, "pending": 0, "excluded": 1, "invalid": 0}
    assert found["counts"] == expected


def test_window_without_a_value_says_so_and_leaves_out_what_it_has_not() -> None:
    sample = report(one_window("empty", "no_data", 0, 0))
    window = loaded(sample)["standards"][0]["windows"][0]
    assert window["value"] is None
    assert window["group"] == {}
    assert not {"exact", "target_high", "waiver", "band", "note"} & set(window)
    assert not {"used", "without_value"} & set(window["counts"])


def test_same_report_gives_the_same_bytes() -> None:
    assert render_json(everything()) == render_json(everything())
    assert render_json(everything()).endswith("}\n")


def test_verdicts_are_counted_worst_first_whatever_order_they_came_in() -> None:
    sample = report(answer_speed(), verdicts={"met": 2, "breached": 1})
    assert list(loaded(sample)["verdicts"]) == ["breached", "met"]


def test_group_named_like_a_verdict_keeps_its_place() -> None:
    group = {"met": "yes", "team": "north"}
    window = share_window(day(date(2026, 3, 1)), 9, 1, "met", group=group)
    sample = report(standard("s", "90% of calls answered", "met", window))
    assert list(loaded(sample)["standards"][0]["windows"][0]["group"]) == [
        "met",
        "team",
    ]


def test_text_is_written_as_it_is() -> None:
    assert "Český" in render_json(report(standard("s", "Český <b>", "no_data")))


def test_amount_that_is_no_number_is_refused() -> None:
    window = Window(
        **day(date(2026, 3, 1)),
        verdict="met",
        value=float("nan"),
        unit="share",
        bound="at_least",
        counts=Counts(),
    )
    with pytest.raises(ValueError, match="JSON"):
        render_json(report(standard("s", "90% of calls answered", "met", window)))


def test_document_keeps_to_the_schema() -> None:
    Draft202012Validator.check_schema(json_schema())
    validator = Draft202012Validator(json_schema())
    for sample in (everything(), report(), report(by_team())):
        assert list(validator.iter_errors(loaded(sample))) == []


def test_document_with_another_schema_or_verdict_is_not_valid() -> None:
    validator = Draft202012Validator(json_schema())
    document = loaded(everything())
    assert not validator.is_valid({**document, "schema": "upheld/report/2"})
    assert not validator.is_valid({**document, "verdict": "passed"})
    del document["standards"][1]["windows"]
    document["standards"][0]["windows"][0].pop("counts")
    assert not validator.is_valid(document)


def test_field_added_later_is_valid() -> None:
    document = {**loaded(everything()), "added_in_2030": True}
    assert Draft202012Validator(json_schema()).is_valid(document)


def test_document_is_read_back_as_the_same_report() -> None:
    sample = everything()
    assert read(Report, render_json(sample)) == sample


def test_shipped_schema_is_the_one_that_is_generated() -> None:
    assert json.loads(SCHEMA_FILE.read_text(encoding="utf-8")) == json_schema()
