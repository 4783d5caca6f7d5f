"""Reading files: `use`, folders, encodings, and values from the command line."""

from fractions import Fraction
from pathlib import Path

import pytest

from tests.resolved import VOCABULARY
from upheld.dsl import model
from upheld.dsl.loader import Loaded, load
from upheld.dsl.source import NOWHERE

CALLS = 'event call\n  from "c.csv"\n  occurring at at_\n  answered at answered_at\n'
STANDARD = "standard s\n  90% of call answered per day\n"


def places(found: Loaded) -> list[tuple[str, str]]:
    return [(each.code, str(each.span)) for each in found.diagnostics]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_included_file_is_found_beside_the_file_that_names_it(folder: Path) -> None:
    (folder / "sub").mkdir()
    Path("sub/calls.std").write_text(CALLS)
    Path("sub/main.std").write_text(f'use "calls.std"\n{STANDARD}')
    found = load([Path("sub/main.std")], root=folder)
    assert found.diagnostics == ()
    assert found.policy is not None
    assert found.policy.files == ("sub/calls.std", "sub/main.std")
    assert found.policy.events["call"].file == "sub/calls.std"
    assert found.policy.standards[0].span.file == "sub/main.std"


def test_file_included_twice_is_read_once(folder: Path) -> None:
    Path("calls.std").write_text(CALLS)
    Path("a.std").write_text('use "calls.std"\n')
    Path("b.std").write_text(f'use "calls.std"\nuse "./a.std"\n{STANDARD}')
    found = load([Path("b.std"), Path("calls.std")], root=folder)
    assert found.diagnostics == ()


def test_folder_stands_for_its_files(folder: Path) -> None:
    (folder / "p").mkdir()
    Path("p/calls.std").write_text(CALLS)
    Path("p/s.std").write_text(STANDARD)
    found = load([Path("p")])
    assert found.policy is not None
    assert found.policy.files == ("p/calls.std", "p/s.std")


def test_missing_file_is_placed_behind_use(folder: Path) -> None:
    Path("a.std").write_text('use "missing.std"\n')
    assert places(load([Path("a.std")])) == [("E0020", "a.std:1:5")]


def test_missing_file_of_the_command_line_has_no_place(folder: Path) -> None:
    found = load([Path("missing.std")])
    assert [(each.code, each.span) for each in found.diagnostics] == [
        ("E0020", NOWHERE)
    ]


def test_circle_shows_both_places(folder: Path) -> None:
    Path("a.std").write_text('use "b.std"\n')
    Path("b.std").write_text('use "a.std"\n')
    found = load([Path("a.std")])
    assert places(found) == [("E0024", "b.std:1:5")]
    assert [str(label.span) for label in found.diagnostics[0].labels] == ["a.std:1:5"]


def test_file_outside_the_project_is_refused_unless_any_is_allowed(
    folder: Path,
) -> None:
    (folder / "p").mkdir()
    Path("other.std").write_text(CALLS)
    Path("p/a.std").write_text(f'use "../other.std"\n{STANDARD}')
    found = load([Path("p/a.std")], root=Path("p"))
    assert places(found) == [("E0023", "p/a.std:1:5")]
    assert load([Path("p/a.std")]).diagnostics == ()


def test_mark_in_front_of_the_text_moves_no_place(folder: Path) -> None:
    Path("a.std").write_bytes(b"\xef\xbb\xbfzone Nowhere\r\nzone UTC\r\n")
    assert places(load([Path("a.std")])) == [
        ("E1009", "a.std:1:6"),
        ("E1010", "a.std:2:6"),
    ]


def test_other_encoding_is_placed_at_its_first_letter(folder: Path) -> None:
    Path("a.std").write_bytes("zone UTC\n# Göteborg\n".encode("latin-1"))
    assert places(load([Path("a.std")])) == [("E0021", "a.std:2:4")]


def test_other_encoding_of_an_included_file_is_placed_behind_use(folder: Path) -> None:
    Path("a.std").write_text('use "b.std"\n')
    Path("b.std").write_bytes(b"\xff\xfez\x00")
    found = load([Path("a.std")])
    assert places(found) == [("E0021", "a.std:1:5")]
    assert [str(label.span) for label in found.diagnostics[0].labels] == ["b.std:1:1"]


def test_second_declaration_is_the_place_also_in_another_file() -> None:
    texts = {"a.std": f'use "b.std"\n{CALLS}', "b.std": CALLS}
    found = load([Path("a.std")], texts=texts)
    assert places(found) == [("E1010", "a.std:2:7")]
    assert str(found.diagnostics[0].labels[0].span) == "b.std:1:7"


def test_each_file_keeps_its_own_zone() -> None:
    texts = {
        "a.std": f'use "b.std"\nzone Asia/Tokyo\n{STANDARD}',
        "b.std": f"zone Europe/Prague\n{CALLS}standard t\n  90% of call answered\n",
    }
    policy = load([Path("a.std")], texts=texts).policy
    assert policy is not None
    zones = {each.id: each.editions[0].zone for each in policy.standards}
    assert zones == {"t": "Europe/Prague", "s": "Asia/Tokyo"}
    # the file named on the command line speaks for the run
    assert policy.zone == "Asia/Tokyo"


def with_values(**values: str) -> Loaded:
    text = f"{VOCABULARY}standard s\n  target of calls answered within limit per day\n"
    return load([Path("a.std")], texts={"a.std": text}, parameters=values)


def test_value_of_the_command_line_replaces_the_parameter() -> None:
    policy = with_values(target="95.5%").policy
    assert policy is not None
    bound = policy.standards[0].editions[0].bound
    assert isinstance(bound, model.Bound)
    assert bound.low == Fraction(191, 200)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("targt", "92%", "E1006"),
        ("target", "2m", "E2001"),
        ("target", "high", "E0001"),
        ("target", '1%\nzone "x"', "E0001"),
    ],
)
def test_wrong_value_of_the_command_line_is_named(
    name: str, value: str, code: str
) -> None:
    found = with_values(**{name: value})
    assert found.policy is None
    (only,) = found.diagnostics
    assert (only.code, only.span) == (code, NOWHERE)
    assert f"--set {name}" in only.message


def test_syntax_errors_of_all_files_are_found_in_one_run() -> None:
    texts = {"a.std": 'use "b.std"\nstandard s\n  90% ofcalls\n', "b.std": "standard\n"}
    found = load([Path("a.std")], texts=texts)
    assert {each.span.file for each in found.diagnostics} == {"a.std", "b.std"}
