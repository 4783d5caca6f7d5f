"""Every code has a reproducer, and its reproducer has that code and no other."""

from pathlib import Path

import pytest

from upheld.dsl.codes import CODES
from upheld.dsl.loader import load
from upheld.dsl.parser import SYNTAX_CODES

FOLDER = Path(__file__).parent.parent / "errors"
#: The others come from commands, settings and data: see tests/test_reproducers.py.
FOUND_WITHOUT_DATA = [
    code
    for code in CODES
    if code < "E4000" and not code.startswith(("E003", "E005", "E01"))
]


def reproducer(code: str) -> Path:
    files = sorted(FOLDER.glob(f"{code}-*.std"))
    assert len(files) == 1, f"{code} has {len(files)} reproducers"
    return files[0]


@pytest.mark.parametrize("code", FOUND_WITHOUT_DATA)
def test_reproducer_has_its_code_and_no_other(code: str) -> None:
    loaded = load([reproducer(code)], root=FOLDER)
    assert {each.code for each in loaded.diagnostics} == {code}
    assert loaded.policy is None


def test_every_code_of_the_parser_is_explained() -> None:
    assert set(SYNTAX_CODES) - set(CODES) == set()


def test_a_code_stands_under_its_own_name() -> None:
    assert [code for code, each in CODES.items() if each.code != code] == []


HEAD = """zone Europe/Stockholm
event call, calls
  from "calls.csv"
  about customer customer_id
  occurring at queued_at
  answered at answered_at
  urgent when priority is "P1"
  wait is answered - queued_at
  hold is hold_s in seconds
  cost is cost_eur in EUR
event hold
  from "holds.csv"
  about customer customer_id
  during held_from to held_until
"""
#: Good examples about other files, or about a standard that is declared elsewhere.
NOT_ALONE = {"E0020", "E0022", "E0023", "E0024", "E1007"}


@pytest.mark.parametrize("code", [c for c in FOUND_WITHOUT_DATA if c not in NOT_ALONE])
def test_good_example_is_accepted(code: str) -> None:
    good = CODES[code].good
    text = good if good.startswith("language") else HEAD + good
    loaded = load([Path("good.std")], texts={"good.std": text + "\n"})
    assert loaded.diagnostics == ()
