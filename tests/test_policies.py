"""Every policy that ships: canonical, complete, and proved by its cases."""

import re
from datetime import date
from pathlib import Path

import pytest

from tests.every_command import COMMANDS
from tests.policies import page, published_page
from tests.policies.library import (
    HELPDESKS,
    LIBRARIES,
    POLICIES,
    PUBLISHED,
    ROOT,
    SERVICE,
    WORDS,
    Shipped,
    case_files,
    cases_of,
    expected_verdicts,
    policy_files,
    policy_of,
    practice_of,
    shipped,
)
from tests.policies.page import practices
from tests.policies.published_page import rules
from tests.unit.messages_in_code import messages_in_code
from upheld.checker.cases import run_cases
from upheld.checker.casetext import failure_text
from upheld.checker.lint.context import Context
from upheld.checker.lint.run import Selection, lint
from upheld.dsl.formatter import format_source
from upheld.dsl.loader import load, read_source

SEEDS = ROOT / "tests" / "data" / "seeds.std"
MISSION = ROOT.parent / "shared" / "SEEDS.md"
ASKED_RULES = ROOT.parent / "shared" / "STANDARDS.md"


KEPT = {"met", "exceeded", "warned"}

#: What every standard of the service library has to say besides its sentence.
SAID = ("owner", "because", "stage", "source")

#: Words of the language in what a practice is shown by; all others are commands.
WORDS_OF_POLICIES = {"overall", "warn", "exceeds", "label"}

#: What every published standard has to say about where it comes from.
CITED = (
    "source",
    *(f"label {k}" for k in ("body", "jurisdiction", "edition", "status")),
)


def name(path: Path) -> str:
    return path.relative_to(POLICIES).as_posix()


def is_words(path: Path) -> bool:
    return path.stem.startswith(WORDS)


def standard_id(each: Shipped) -> str:
    return each.standard.id


@pytest.mark.parametrize("path", policy_files(), ids=name)
def test_policy_is_in_canonical_text(path: Path) -> None:
    source = read_source(path.as_posix())
    assert format_source(source, "").text == source.text


@pytest.mark.parametrize("path", policy_files(), ids=name)
def test_policy_reads_by_itself(path: Path) -> None:
    assert load([path], root=ROOT).diagnostics == ()


@pytest.mark.parametrize("path", case_files(), ids=name)
def test_cases_of_a_policy_pass(path: Path) -> None:
    results = run_cases([path])
    failed = [failure_text(each) for each in results.results if not each.passed]
    assert not results.faults
    assert not failed, "\n".join(failed)


@pytest.mark.parametrize("folder", LIBRARIES, ids=lambda path: path.name)
def test_files_of_a_library_can_be_judged_together(folder: Path) -> None:
    assert policy_of(folder).standards


@pytest.mark.parametrize("folder", LIBRARIES, ids=lambda path: path.name)
def test_library_has_no_weak_standard(folder: Path) -> None:
    loaded = load([folder], root=ROOT)
    context = Context(loaded, policy_of(folder), date(2026, 3, 1))
    assert [str(each) for each in lint(context, Selection())] == []


@pytest.mark.parametrize(
    "path",
    [p for p in policy_files() if p.parent in LIBRARIES and not is_words(p)],
    ids=name,
)
def test_policy_says_its_known_gaps_and_has_a_page_of_cases(path: Path) -> None:
    head = re.match(r"(#.*\n)+", path.read_text(encoding="utf-8"))
    assert head is not None
    assert "Known gaps:" in head[0]
    assert path.with_suffix(".md").is_file()


@pytest.mark.parametrize("each", shipped(SERVICE), ids=standard_id)
def test_service_standard_says_why_who_and_when(each: Shipped) -> None:
    missing = [key for key in SAID if not each.standard.metadata.get(key)]
    assert not missing
    assert each.standard.title


@pytest.mark.parametrize("each", shipped(PUBLISHED), ids=standard_id)
def test_published_standard_cites_its_rule(each: Shipped) -> None:
    metadata = each.standard.metadata
    missing = [key for key in CITED if not metadata.get(key)]
    assert not missing
    assert metadata["label status"] in ("verified", "unverified")
    assert each.standard.title


@pytest.mark.parametrize(
    ("folder", "each"),
    [(folder, each) for folder in LIBRARIES for each in shipped(folder)],
    ids=lambda value: value.standard.id if isinstance(value, Shipped) else value.name,
)
def test_standard_has_cases_met_breached_and_on_the_limit(
    folder: Path, each: Shipped
) -> None:
    verdicts = list(expected_verdicts(folder, each.standard.id))
    assert len(verdicts) >= 3
    assert "breached" in verdicts
    assert KEPT & set(verdicts)


@pytest.mark.parametrize("each", shipped(HELPDESKS), ids=standard_id)
def test_clock_of_a_help_desk_says_why_who_and_from_which_fields(each: Shipped) -> None:
    missing = [
        k for k in ("owner", "because", "source") if not each.standard.metadata.get(k)
    ]
    assert not missing
    assert each.standard.id.startswith(f"{each.path.stem}-")


@pytest.mark.parametrize("clock", ["first", "next", "wait", "work", "resolution"])
@pytest.mark.parametrize("desk", sorted(HELPDESKS.glob("*.std")), ids=name)
def test_every_help_desk_has_every_clock(desk: Path, clock: str) -> None:
    ids = [e.standard.id for e in shipped(HELPDESKS) if e.path.stem == desk.stem]
    assert any(clock in name for name in ids)


@pytest.mark.parametrize("path", case_files(), ids=name)
def test_cases_explain_themselves(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for case in cases_of(path):
        below = text.split(f"{case.name}\n", 1)[1].lstrip("\n")
        assert not below.startswith("```"), f"{case.name} has no working"


def test_service_page_is_up_to_date() -> None:
    text = page.PAGE.read_text(encoding="utf-8")
    assert text == page.page(), "run: python -m tests.policies.page"


def test_published_page_is_up_to_date() -> None:
    text = published_page.PAGE.read_text(encoding="utf-8")
    assert text == published_page.page(), "run: python -m tests.policies.published_page"


def test_every_practice_has_one_standard_or_a_command() -> None:
    numbers = sorted(practice_of(each.standard) for each in shipped(SERVICE))
    commands = [each.number for each in practices() if each.shown_by]
    assert sorted([*numbers, *commands]) == list(range(1, 155))


def test_every_command_and_section_that_a_practice_names_is_there() -> None:
    """A practice of the tool names `check`, or the section of the HTML report."""
    said = messages_in_code()
    shown = [each.shown_by for each in practices() if each.shown_by]
    assert len(shown) == 20  # rows 135 to 154
    for text in shown:
        words = [word.split()[0] for word in re.findall("`([^`]+)`", text)]
        named = [word for word in words if word not in WORDS_OF_POLICIES]
        sections = re.findall(r"section ([A-Z][a-z]+)", text)
        assert named or "the HTML report" in text, text
        assert [word for word in named if word not in COMMANDS] == []
        assert [one for one in sections if ("", one, "") not in said] == []


def test_service_standards_say_what_the_practices_ask() -> None:
    asked = load([SEEDS]).policy
    assert asked is not None
    wanted = {s.id: s.editions[0] for s in asked.standards}
    for each in shipped(SERVICE):
        (edition,) = each.standard.editions
        meant = wanted[each.standard.id]
        assert edition.sentence == meant.sentence
        assert set(edition.clauses) == set(meant.clauses), each.standard.id


@pytest.mark.skipif(
    not MISSION.exists(), reason="the mission is not part of the source"
)
def test_practices_are_those_of_the_mission() -> None:
    rows = re.findall(
        r"^\| ([0-9]+) \| [0-9 ]+ \| (.*?) \| ", MISSION.read_text(), re.MULTILINE
    )
    assert [(e.number, e.text) for e in practices()] == [(int(n), t) for n, t in rows]


def test_every_published_standard_has_the_status_of_its_rule() -> None:
    known = {each.standard.id: each.standard for each in shipped(PUBLISHED)}
    listed = [name for rule in rules() for name in rule.standards]
    assert sorted(listed) == sorted(known)
    for rule in rules():
        for name in rule.standards:
            said = known[name].metadata
            summary = " (summary)" if said.get("label read-in") == "summary" else ""
            assert f"{said['label status']}{summary}" == rule.status, name


@pytest.mark.skipif(not ASKED_RULES.exists(), reason="not part of the source")
def test_published_rules_are_those_of_the_mission() -> None:
    text = ASKED_RULES.read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| ([0-9]+) \| ([^|]+?) \| .* \| ([^|]+?) \|$", text, re.MULTILINE
    )
    assert [(r.number, r.text, r.status) for r in rules()] == [
        (int(number), rule, status) for number, rule, status in rows
    ]
