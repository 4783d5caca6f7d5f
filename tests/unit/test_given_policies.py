"""The texts that were given: cases, seeds, policies of real data."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from upheld.dsl.loader import Loaded, load

TESTS = Path(__file__).parent.parent
CASES = TESTS / "cases"
BLOCK = re.compile(
    r"^```std ?(?P<name>\S*)\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL
)
EXPECT = re.compile(r"^```expect[^\n]*\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL)
#: The cases that were given with the language; ours go through `upheld test`.
GIVEN = (
    "absence-and-recurrence comparisons data-quality errors groups-and-lists"
    " pending-and-as-of ratios-and-scores sequences shares statistics tiers-and-bands"
    " time-zones waivers-and-exclusions windows working-time"
)
#: Found by the checker when it reads the columns of the source.
NEED_DATA = {
    "A column that the file does not have",
    "A moment column that the file does not have",
    "Moments without an offset and without `source zone`",
}


def cases() -> Iterator[tuple[str, dict[str, str], str]]:
    for path in (CASES / f"{name}.md" for name in GIVEN.split()):
        for case in re.split(
            r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE
        )[1:]:
            title = case.partition("\n")[0]
            blocks = {m["name"] or "case.std": m["text"] for m in BLOCK.finditer(case)}
            expected = EXPECT.search(case)
            if blocks and expected is not None:
                yield f"{path.stem}: {title}", blocks, expected["text"].strip()


CASE_LIST = list(cases())
REFUSED = [
    case
    for case in CASE_LIST
    if case[2].startswith("error") and not case[0].endswith(tuple(NEED_DATA))
]
ACCEPTED = [case for case in CASE_LIST if not case[2].startswith("error")]


def read(texts: dict[str, str]) -> Loaded:
    return load([Path("case.std")], texts=texts, root=CASES)


@pytest.mark.parametrize(
    ("texts", "expected"), [c[1:] for c in REFUSED], ids=[c[0] for c in REFUSED]
)
def test_refused_case_is_refused_at_its_place(
    texts: dict[str, str], expected: str
) -> None:
    found = read(texts).diagnostics
    places = [f"{each.span.line}:{each.span.column}" for each in found]
    assert places == [expected.rsplit(maxsplit=1)[-1]]


@pytest.mark.parametrize(
    "texts", [c[1] for c in ACCEPTED], ids=[c[0] for c in ACCEPTED]
)
def test_accepted_case_resolves(texts: dict[str, str]) -> None:
    loaded = read(texts)
    assert loaded.diagnostics == ()
    assert loaded.policy is not None


def policies() -> list[Path]:
    return sorted(
        path
        for path in (TESTS / "data").rglob("*.std")
        if path.name in ("seeds.std", "policy.std")
    )


def test_there_are_cases_of_both_kinds() -> None:
    assert len(REFUSED) >= 15
    assert len(ACCEPTED) >= 70


@pytest.mark.parametrize("path", policies(), ids=str)
def test_given_policy_resolves(path: Path) -> None:
    loaded = load([path])
    assert loaded.diagnostics == ()
    assert loaded.policy is not None
    assert loaded.policy.standards
