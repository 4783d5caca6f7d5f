"""The pages say what the program does."""

import re
from pathlib import Path

import click
import pytest

from tests.every_command import COMMANDS
from tests.small_project import Upheld
from upheld.dsl.ast import Document

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")

pytestmark = pytest.mark.usefixtures("plain")

#: `$ command`, and what it prints.
SESSION = re.compile(
    r"^```console\n\$ (?P<command>.*)\n(?P<output>.*?)^```$", re.MULTILINE | re.DOTALL
)

SESSIONS = list(SESSION.finditer(README))

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def fenced(path: Path) -> list[str]:
    """The blocks of a page without a language, which are policies if they start so."""
    text = path.read_text(encoding="utf-8")
    return re.findall(r"^```\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def parsed(text: str) -> Document:
    import upheld

    return upheld.parse(text)


@pytest.mark.parametrize("session", SESSIONS, ids=lambda m: m["command"])
def test_readme_shows_what_the_command_prints(
    session: re.Match[str], upheld: Upheld
) -> None:
    output = ""
    for command in session["command"].split(" && "):
        _, output, _ = upheld(*command.removeprefix("upheld ").split())
    assert output == session["output"]


def test_readme_opens_with_a_standard_a_command_and_its_output() -> None:
    first_screen = "\n".join(README.splitlines()[:45])
    assert SESSION.search(first_screen)
    assert "standard answer-speed" in first_screen


def test_readme_names_every_command() -> None:
    missing = [name for name in COMMANDS if f"`upheld {name}" not in README]
    assert not missing


def options_of(name: str) -> set[str]:
    """The options of a command, those of its own commands too."""
    command = COMMANDS[name]
    inner = command.commands.values() if isinstance(command, click.Group) else ()
    parts = [part for one in (command, *inner) for part in one.params]
    return {option for part in parts for option in (*part.opts, *part.secondary_opts)}


def test_every_option_that_readme_names_beside_a_command_is_one_of_its_own() -> None:
    rows = re.findall(r"^\| `upheld ([a-z]+).*$", README, re.MULTILINE)
    lines = re.findall(r"^\| `upheld .*$", README, re.MULTILINE)
    assert set(rows) == set(COMMANDS)
    for name, line in zip(rows, lines, strict=True):
        cell = re.sub(r"`check --[^`]*`", "", line)
        named = set(re.findall(r"--[a-z][a-z-]*", cell))
        assert named <= options_of(name), name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_option_behind_a_command_on_a_page_is_one_of_its_own(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for name, rest in re.findall(r"upheld ([a-z]+)((?: [^`\n|&;]*)?)", text):
        if name in COMMANDS:
            named = set(re.findall(r"(?<!\S)--[a-z][a-z-]*", rest))
            assert named <= options_of(name), f"upheld {name}{rest}"


def test_every_policy_on_the_pages_is_in_the_language() -> None:
    policies = [
        b for page in PAGES for b in fenced(page) if b.startswith(("zone", "standard"))
    ]
    assert len(policies) >= 2
    for policy in policies:
        assert parsed(policy).declarations


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", text)
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert not missing


def test_every_file_that_architecture_names_is_there() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    names = re.findall(
        r"`((?:dsl|checker|connectors|policies|tests|upheld)/[^`]*)`", text
    )
    assert names
    assert not [name for name in names if not list(ROOT.glob(name.rstrip("/")))]


def test_every_file_that_contributing_names_is_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    names = re.findall(
        r"`((?:dsl|checker|connectors|policies|tests|benchmarks)/[^` …]*)`", text
    )
    assert len(names) > 10
    assert not [name for name in names if not list(ROOT.glob(name.rstrip("/")))]


def test_readme_leads_to_every_page_of_the_docs() -> None:
    pages = [f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")]
    assert not [page for page in pages if page not in README]


def test_no_word_stands_twice_in_the_glossary() -> None:
    text = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    words = re.findall(r"^\| ([^|]+) \|", text, re.MULTILINE)
    assert len(words) == len(set(words))


def test_architecture_is_at_most_eighty_lines() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 80


def test_readme_shows_the_real_output_of_a_first_run(
    upheld: Upheld, plain: None, tmp_path: Path
) -> None:
    assert upheld("init", str(tmp_path))[0] == 0
    status, out, _ = upheld("check", str(tmp_path / "service.std"))
    block = README.split("$ upheld init && upheld check\n")[1].split("```")[0]
    assert (status, out.strip()) == (1, block.strip())
