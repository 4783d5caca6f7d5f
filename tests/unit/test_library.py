"""What a project takes of the library."""

from pathlib import Path

import pytest

from tests.small_project import Upheld
from upheld.checker.library import Copied, copied, policy_of, themes
from upheld.dsl.formatter import format_source
from upheld.dsl.loader import load
from upheld.dsl.source import Source

THEMES = {theme.name: theme for theme in themes()}


def texts(*names: str, present: dict[str, str] | None = None) -> dict[str, str]:
    return {each.name: each.text for each in copied(names, present or {})}


def file(name: str, files: list[Copied]) -> Copied:
    (found,) = (each for each in files if each.name == name)
    return found


@pytest.mark.parametrize("name", THEMES)
def test_copied_theme_says_the_same_with_its_own_words(name: str) -> None:
    files = texts(name)
    loaded = load([Path(f"{name}.std")], texts=files)
    assert loaded.policy is not None, loaded.diagnostics
    original = policy_of(THEMES[name]).policy
    assert original is not None
    wanted = {s.id: s.editions for s in original.standards}
    for standard in loaded.policy.standards:
        own = [edition.sentence for edition in standard.editions]
        assert own == [e.sentence for e in wanted[standard.id]]
    assert [s.id for s in loaded.policy.standards] == list(THEMES[name].standards)


@pytest.mark.parametrize("name", THEMES)
def test_copied_files_are_in_canonical_text(name: str) -> None:
    for path, text in texts(name).items():
        if path.endswith(".std"):
            assert format_source(Source(path, text)).text == text


def test_scope_comes_with_its_lists_once() -> None:
    files = texts("scope")
    for name in ("stages", "metrics", "pillars", "needs"):
        assert f"\nlist {name} " in files["scope.std"]
    assert "list touchpoints" in files["vocabulary.std"]
    again = file("scope.std", copied(["scope"], files))
    assert again.text == files["scope.std"]


def test_single_standard_comes_with_only_the_words_it_needs() -> None:
    files = texts("give-up")
    assert set(files) == {"answering.std", "vocabulary.std"}
    assert files["answering.std"].count("\nstandard ") == 1
    assert files["vocabulary.std"] == (
        "# What stands behind `from`, `at`, `by` and `is` are your file and columns:"
        " edit them.\n"
        "zone Europe/Stockholm\n"
        "\n"
        "event call, calls\n"
        '  from "calls.csv"\n'
        "  identified by call_id\n"
        "  occurring at queued_at\n"
        "  abandoned at abandoned_at\n"
    )


def test_words_that_other_words_are_made_of_come_along() -> None:
    # `wait` is `answered - queued_at`, and the sentence names only `wait`.
    words = texts("wait-average")["vocabulary.std"]
    assert "  answered at answered_at\n" in words
    assert "abandoned" not in words


def test_define_brings_the_defines_it_is_made_of() -> None:
    words = texts("affordable")["vocabulary.std"]
    for name in (
        "cost-to-value",
        "cost-per-incident",
        "customer-value",
        "gross-margin",
    ):
        assert f"define {name} as" in words
    assert "define nps" not in words


def test_calendar_brings_its_holidays() -> None:
    assert set(texts("acted-upon")) == {
        *("governance.std", "vocabulary.std", "holidays.csv")
    }


def test_published_rule_brings_the_calendar_of_its_country() -> None:
    assert set(texts("foi-uk")) == {"foi-uk.std", "calendar-uk.std", "holidays-uk.csv"}


def test_clock_of_a_help_desk_brings_its_whole_mapping() -> None:
    assert set(texts("zendesk-first-reply")) == {"zendesk.std"}


def test_mapped_event_stays_and_is_told_what_it_lacks() -> None:
    mine = 'event call, calls\n  from "mine.csv"\n  occurring at t\n'
    present = {"vocabulary.std": f"zone UTC\n\n{mine}"}
    words = file("vocabulary.std", copied(["give-up", "volume"], present))
    assert words.text.startswith(present["vocabulary.std"])
    assert words.text.count("event call, calls") == 1
    assert "event contact, contacts" in words.text
    assert words.lacking == ("call: abandoned",)


def test_standard_that_is_there_stays_as_it_was_changed() -> None:
    before = texts("give-up")
    before["answering.std"] = before["answering.std"].replace(
        "at most 5%", "at most 9%"
    )
    after = file("answering.std", copied(["give-up", "on-hold"], before))
    assert "at most 9% of calls abandoned" in after.text
    assert after.text.count("standard give-up") == 1
    assert after.text.count("standard on-hold") == 1
    assert after.kept == ("give-up",)


def test_command_writes_a_project_once(
    tmp_path: Path, plain: None, upheld: Upheld
) -> None:
    folder = tmp_path / "mine"
    status, out, _ = upheld("library", "copy", "give-*", "--to", str(folder))
    assert status == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        *("answering.std", "upheld.toml", "vocabulary.std")
    ]
    assert "next: map" in out
    _, out, _ = upheld("library", "copy", "give-*", "--to", str(folder))
    assert out == "nothing to write: all of it is there\n"


def test_unknown_name_is_refused_with_the_nearest(plain: None, upheld: Upheld) -> None:
    status, _, err = upheld("library", "copy", "anserwing")
    assert status == 2
    assert "nothing in the library is called `anserwing`" in err
    assert "did you mean `answering`?" in err
    assert not list(Path().iterdir())


def test_list_names_every_theme_and_how_many_standards(upheld: Upheld) -> None:
    _, out, _ = upheld("library", "list")
    for theme in themes():
        assert f"  {theme.name} " in out
    assert "  answering               19  Answering: calls" in out


def test_list_of_a_theme_shows_its_sentences(upheld: Upheld) -> None:
    _, out, _ = upheld("library", "list", "answering")
    assert "  answer-speed  Callers get through\n    90% of calls answered" in out
