"""Every command in Swedish, Polish and Czech: no English is left for people.

The policy is written in Swedish, so that a word of English comes from the program.
English in every language are names, codes and JSON, the help and the wrong use of a
command, and diagnostics.
"""

import html
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.every_command import COMMANDS
from tests.small_project import Ended, Upheld
from tests.test_signing import write_pair
from tests.unit.messages_in_code import messages_in_code
from upheld.checker.wording import Language, wording_of

pytestmark = pytest.mark.usefixtures("plain")

TRANSLATED: tuple[Language, ...] = ("sv", "pl", "cs")

POLICY = """\
language sv
zone UTC
calendar kontoret Mon-Fri 08:00-18:00
event samtal, samtalen
  from "samtal.csv"
  identified by nummer
  occurring at ringt
  besvarat, besvarade at svar
  kanalen is kanal
  dröjsmål is svar - ringt
event klagomål
  from "klagomål.csv"
  occurring at skrivet
list channels "telefon", "chatt", "brev"
list stages "före", "efter"
standard snabbt "Samtal besvaras snabbt"
  90% of samtalen besvarade within 2m per day
  for each kanalen of channels
  stage "före" channel "telefon"
  warn below 95%
standard långsamt "Få väntar länge"
  average dröjsmål of besvarade samtal at most 3m per week
  stage "efter" channel "fax"
standard öppet "Besvaras under öppettid"
  50% of samtalen besvarade within 1 working hours overall
waiver storm
  accepts snabbt
  from 2026-03-03 until 2026-03-03
  because "Storm"
  approved by "Chefen" on 2026-03-02
"""

#: On Monday two of three late, on Tuesday one row that does not convert.
CALLS = """\
nummer,ringt,svar,kanal
1,2026-03-02T09:00:00Z,2026-03-02T09:01:00Z,telefon
2,2026-03-02T10:00:00Z,2026-03-02T10:05:00Z,telefon
3,2026-03-02T10:00:00Z,,chatt
4,2026-03-03T10:00:00Z,2026-03-03T10:09:00Z,telefon
5,2026-03-03T11:00:00Z,i morgon,telegraf
6,2026-03-04T11:00:00Z,2026-03-04T11:00:30Z,telefon
"""

ADOPTION = """\
zone UTC
event utgåva, utgåvor
  from "utgåvor.csv"
  identified by utgåva_id
  about utgåva_id utgåva_id
  occurring at publicerad
event kvittens
  from "kvittenser.csv"
  identified by id
  about utgåva_id utgåva_id
  occurring at tid
event nyanställd
  from "nyanställda.csv"
  identified by person
  occurring at anställd
  utbildad at utbildad
list personal from "personal.csv" column person since anställd until slutat
standard läst
  every utgåva followed by kvittens from every person of personal within 14d per year
  label adoption "confirmation"
standard skolad
  every nyanställd utbildad by började per quarter
  label adoption "training"
"""

TABLES = {
    "samtal.csv": CALLS,
    "klagomål.csv": "skrivet\n2026-03-02T09:00:00Z\n",
    "personal.csv": "person,anställd,slutat\nana,2020-01-01T00:00:00Z,\n"
    "bo,2020-01-01T00:00:00Z,\n",
    "utgåvor.csv": "utgåva_id,publicerad,adopted_by\n"
    "v1,2026-01-05T09:00:00Z,Styrelsen\n"
    "v2,2026-01-06T09:00:00Z,\nv3,2026-06-01T09:00:00Z,Styrelsen\n",
    "kvittenser.csv": "id,utgåva_id,person,tid\n1,v1,ana,2026-01-06T09:00:00Z\n",
    "nyanställda.csv": "person,anställd,utbildad,började\n"
    "eva,2026-01-10T09:00:00Z,2026-01-13T09:00:00Z,2026-01-12T09:00:00Z\n"
    "ove,2026-01-10T09:00:00Z,,2026-01-12T09:00:00Z\n",
}

CASE = """\
# Samtal
## Ett samtal
```std
zone UTC
event samtal, samtalen
  from "samtal.csv"
  occurring at ringt
standard s
  at most {target} samtal per day
```
```csv samtal.csv
ringt
2026-03-02T09:00:00Z
```
```expect
standard, verdict
s, met
```
"""

SETTINGS = """\
policies = ["service.std"]
organisation = "Kommunen"
[sources.samtal]
path = "samtal.csv"
[sources.borta]
path = "borta.csv"
"""

#: What is run of each command, in this order: each may use what those before it wrote.
RUNS: dict[str, list[list[str]]] = {
    "init": [["init", "nytt"]],
    "fmt": [["fmt", "oformaterad.std", "--check"], ["fmt", "oformaterad.std"]],
    "lint": [["lint", "tyst.std"], ["lint", "tyst.std", "--select", "L0001"]],
    "coverage": [
        ["coverage", "service.std", "--data"],
        ["coverage", "service.std", "--format", "markdown"],
        ["coverage", "tyst.std"],
    ],
    "adoption": [["adoption", "införande.std", "--as-of", "2026-03-10T00:00:00Z"]],
    "check": [
        [
            *("check", "service.std", "--history", "h.duckdb", "--evidence", "bevis"),
            *("--output", "rapport.html", "--state", "läge"),
            *("--output", "sammanfattning.md", "--output", "perioder.csv"),
        ],
        ["check", "service.std", "--format", "markdown"],
        ["check", "service.std", "--dry-run", "--output", "rapport.html"],
        [
            "check",
            "service.std",
            "--history",
            "h.duckdb",
            "--as-of",
            "2026-03-09T00:00:00Z",
        ],
    ],
    "ci": [["ci", "service.std"]],
    "history": [["history", "h.duckdb"], ["history", "h.duckdb", "snabbt"]],
    "site": [["site", "webbplats", "--history", "h.duckdb"]],
    "verify": [
        ["verify", "bevis"],
        ["verify", "bevis", "--key", "ada.pub"],
        ["verify", "rapport.html"],
    ],
    "sign": [
        ["sign", "bevis", "--key", "ada.pem"],
        ["verify", "bevis", "--key", "ada.pub"],
    ],
    "diff": [
        ["diff", "service.std", "strängare.std"],
        ["diff", "service.std", "strängare.std", "--format", "markdown"],
    ],
    "changes": [["changes", "service.std", "strängare.std", "--output", "ändrat.md"]],
    "handbook": [["handbook", "service.std"], ["handbook", "--output", "handbok.html"]],
    "suggest": [["suggest", "service.std"], ["suggest", "--history", "h.duckdb"]],
    "explain": [
        ["explain", "service.std", *(f"--stage={stage}" for stage in stages)]
        for stages in (["names", "reading", "plan", "counts", "verdicts"], ["scans"])
    ],
    "doctor": [["doctor", "service.std"]],
    "sources": [["sources", "samtal"]],
    "holidays": [
        ["holidays", "SE", "2026", "--language", "sv", "--output", "helg.csv"]
    ],
    "library": [["library", "copy", "give-up", "--to", "bibliotek"]] * 2,
    "test": [["test", "fall.md", "-v"], ["test", "fel.md"]],
    "demo": [["demo", "--make", "värld", "--days", "1", "--table", "training"]],
}

#: Commands without a word for people, and one that needs a server to say its one.
OTHERS = {"schema": "JSON alone", "fetch": "tests/test_fetch.py"}

#: Words that only English has, among the four languages.
ENGLISH = re.compile(
    r"\b(the|of|and|with|was|were|are|not|from|has|have|been|than|that|this|all|any|"
    r"each|every|none|nothing|no|windows?|calls|breached|missed|judged|"
    r"pending|insufficient|rows?|files|written|wrote|next|found|changed|read|"
    r"source|sources|measured|target|owner|because|kept|overall|share|page|pages)\b",
    re.IGNORECASE,
)

#: What is no sentence: code between backticks, texts, paths, ids, names of settings
#: with their values, and the counts of a query, which are called as its columns.
CODE = re.compile(
    r"`[^`]*`|\"[^\"]*\"|'[^']*'|\S+\.\S+|\S*[=/]\S*|\b[a-z]+(-[a-z0-9]+)+\b"
    r"|^  [a-z_]{4,} {2,}\S+|\| [a-z ]+ \d.*"
)
SQL = re.compile(r"^\s*(--|[A-Z]{2,}\b|[()]|\*|\d|count|coalesce|min|max|sum|cast|\")")


@pytest.fixture
def town(tmp_path: Path, upheld: Upheld) -> Path:
    """A project whose policies have no word of English."""
    from upheld.dsl.formatter import format_source
    from upheld.dsl.source import Source

    def swedish(text: str) -> str:
        source = Source("p.std", text.removeprefix("language sv\n"))
        found = format_source(source, "sv")
        assert not found.diagnostics
        return found.text

    for name, text in TABLES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    service = swedish(POLICY)
    assert ENGLISH.search(CODE.sub("", service)) is None
    policies = {
        "service.std": service,
        "strängare.std": swedish(POLICY.replace("90%", "94%").replace("3m", "1m")),
        "tyst.std": swedish(POLICY.partition("list channels")[0] + TERSE),
        "oformaterad.std": service.replace("\n", "\n\n\n", 1),
        "införande.std": swedish(ADOPTION),
    }
    for name, text in policies.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "upheld.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "fall.md").write_text(CASE.format(target=5), encoding="utf-8")
    (tmp_path / "fel.md").write_text(CASE.format(target=0), encoding="utf-8")
    write_pair(tmp_path, "ada", 1)
    return tmp_path


TERSE = """\
standard tyst "Tystnad"
  at most 5 samtalen per day
  owner "Växeln"
  because "Det är bra"
"""


def run_all(upheld: Upheld, lang: str) -> Iterator[tuple[list[str], Ended]]:
    for arguments in (one for runs in RUNS.values() for one in runs):
        yield arguments, upheld(*arguments, "--lang", lang)


def test_every_command_is_run_here_or_has_a_reason() -> None:
    names = set(COMMANDS)
    assert names == set(RUNS) | set(OTHERS)
    assert not set(RUNS) & set(OTHERS)


#: How lines of a diagnostic begin: those of lint are English, by decision.
DIAGNOSTIC = ("warning[", "error[", "-->", "|", "=")


@pytest.mark.parametrize("lang", TRANSLATED)
def test_no_command_is_left_with_english(
    town: Path, upheld: Upheld, lang: Language
) -> None:
    messages = said_otherwise(lang)
    assert len(messages) > 400
    english: list[tuple[list[str], str]] = []
    for arguments, (status, out, err) in run_all(upheld, lang):
        assert status in (0, 1, 4), (arguments, out, err)
        assert out or err, arguments
        told = f"{out}\n{err}"
        english += [
            (arguments, line) for line in sentences(told) if ENGLISH.search(line)
        ]
        english += [(arguments, text) for text, one in messages if one.search(told)]
    for file in town.rglob("*.html"):
        english += [
            ([file.name], line) for line in page_lines(file) if ENGLISH.search(line)
        ]
    assert english == [], english


def sentences(text: str) -> Iterator[str]:
    """The lines for people, without code in them."""
    for line in text.splitlines():
        if not SQL.match(line) and not line.lstrip().startswith(DIAGNOSTIC):
            yield CODE.sub("", line)


def page_lines(file: Path) -> Iterator[str]:
    """The lines of a page, its labels too; without policies and SQL."""
    text = file.read_text(encoding="utf-8")
    text = re.sub(
        r"<(style|pre|code|q|blockquote)\b.*?</\1>", " ", text, flags=re.DOTALL
    )
    labels = re.findall(r'aria-label="([^"]*)"', text)
    for line in (*labels, *re.sub(r"<[^>]+>", "\n", text).splitlines()):
        yield CODE.sub("", html.unescape(line))


def said_otherwise(lang: Language) -> list[tuple[str, re.Pattern[str]]]:
    """English messages of several words that a language says in other ones."""
    translated = wording_of(lang).messages
    return [
        (text, re.compile(rf"(?<!\w){pattern(text)}(?!\w)"))
        for context, text, _ in sorted(messages_in_code())
        if len(re.findall(r"\b[a-z]{2,}\b", re.sub(r"{[^}]*}", " ", text))) > 1
        if all(text != form for form in translated[context, text])
    ]


def pattern(text: str) -> str:
    """A message as an expression, with anything in the places of its values."""
    parts = re.split(r"{[^}]*}", text)
    return ".{1,40}?".join(re.escape(part) for part in parts)


@pytest.mark.parametrize("name", ["init", "lint", "coverage", "library", "test"])
def test_command_without_lang_talks_as_the_settings_say(
    town: Path, upheld: Upheld, name: str
) -> None:
    (arguments, *_) = RUNS[name]
    status, *polish = upheld(*arguments, "--lang", "pl")
    shutil.rmtree(town / "nytt", ignore_errors=True)
    shutil.rmtree(town / "bibliotek", ignore_errors=True)
    (town / "upheld.toml").write_text(f'lang = "pl"\n{SETTINGS}', "utf-8")
    assert upheld(*arguments) == (status, *polish)
    shutil.rmtree(town / "nytt", ignore_errors=True)
    shutil.rmtree(town / "bibliotek", ignore_errors=True)
    _, *english = upheld(*arguments, "--lang", "en")
    assert english != polish


def test_line_of_a_policy_does_not_choose_the_language_of_a_report(
    town: Path, upheld: Upheld
) -> None:
    policy = (town / "service.std").read_text("utf-8")
    assert policy.startswith("language sv\n")
    assert "standards: " in upheld("check", "service.std")[1].splitlines()[-1]


def test_json_is_the_same_in_every_language(town: Path, upheld: Upheld) -> None:
    for command in (
        ["coverage", "service.std"],
        ["adoption", "införande.std"],
        ["lint", "tyst.std"],
        ["suggest", "service.std"],
    ):
        told = [
            upheld(*command, "--format", "json", "--lang", lang)[1]
            for lang in ("en", *TRANSLATED)
        ]
        assert json.loads(told[0])
        assert len(set(told)) == 1
