"""`upheld adoption`: which version is in force, and whom it has not reached."""

import json
from pathlib import Path

import pytest

from tests.small_project import Upheld

pytestmark = pytest.mark.usefixtures("plain")

POLICY = """\
zone UTC
event publication, publications
  from "publications.csv"
  identified by version
  about version version
  occurring at published
event sign-off
  from "sign_offs.csv"
  identified by id
  about version version
  occurring at signed
event hire, hires
  from "hires.csv"
  identified by person
  occurring at hired
  trained at trained
list staff from "staff.csv" column person since hired until gone
standard read
  every publication followed by sign-off from every person of staff within 14d per year
  label adoption "confirmation"
standard first-trained
  every hire trained by began per quarter
  label adoption "training"
"""

#: Cleo had left before v1; Dora came between v1 and v2.
STAFF = """\
person,hired,gone
ana,2020-01-01T00:00:00Z,
bo,2020-01-01T00:00:00Z,
cleo,2020-01-01T00:00:00Z,2026-01-01T00:00:00Z
dora,2026-02-01T00:00:00Z,
"""

PUBLICATIONS = """\
version,published,adopted_by
v1,2026-01-05T09:00:00Z,Board
v2,2026-03-02T09:00:00Z,
v3,2026-06-01T09:00:00Z,Board
"""

#: Bo signed v1 an hour too early, and then late; v2 only Ana; Bo's v2 after `as of`.
SIGN_OFFS = """\
id,version,person,signed
1,v1,ana,2026-01-06T09:00:00Z
2,v1,bo,2026-01-05T08:00:00Z
3,v1,bo,2026-02-20T09:00:00Z
4,v2,ana,2026-03-02T09:00:00Z
5,v2,bo,2026-03-10T00:00:01Z
6,v2,dora,2026-03-02T08:59:59Z
"""

#: Eve trained to the second, Finn a second late, Gus never, Hal begins after `as of`.
HIRES = """\
person,hired,trained,began
eve,2026-01-10T09:00:00Z,2026-01-12T09:00:00Z,2026-01-12T09:00:00Z
finn,2026-01-10T09:00:00Z,2026-01-12T09:00:01Z,2026-01-12T09:00:00Z
gus,2026-01-10T09:00:00Z,,2026-01-12T09:00:00Z
hal,2026-03-01T09:00:00Z,,2026-03-20T09:00:00Z
"""

AS_OF = ("--as-of", "2026-03-10T00:00:00Z")

FOUND = """\
version v1  adopted 2026-01-05T09:00:00+00:00 by Board
  confirmed by 2 of 2  (read)

version v2  adopted 2026-03-02T09:00:00+00:00, by whom is not recorded
  confirmed by 1 of 3  (read)
  not confirmed: bo, dora

began without training: 2 of 3  (first-trained)
  finn: began 2026-01-12T09:00:00+00:00, trained 2026-01-12T09:00:01+00:00
  gus: began 2026-01-12T09:00:00+00:00, not trained yet

as of 2026-03-10T00:00:00+00:00
"""


@pytest.fixture(autouse=True)
def files(plain: None) -> None:
    """The project's files, in the working folder of the test."""
    for name, text in (
        ("policy.std", POLICY),
        ("staff.csv", STAFF),
        ("publications.csv", PUBLICATIONS),
        ("sign_offs.csv", SIGN_OFFS),
        ("hires.csv", HIRES),
    ):
        Path(name).write_text(text, encoding="utf-8")


def test_versions_and_those_they_have_not_reached_are_named(upheld: Upheld) -> None:
    # v1 obliges Ana and Bo; v2 Ana, Bo and Dora; v3 is published after `as of`.
    assert upheld("adoption", "policy.std", *AS_OF) == (0, FOUND, "")


def test_strict_is_status_1_where_somebody_is_named(upheld: Upheld) -> None:
    assert upheld("adoption", "policy.std", "--strict", *AS_OF)[0] == 1
    # a day after v1 was published: Ana has signed it, Bo too early; nobody had begun
    early = ("--as-of", "2026-01-05T09:00:00Z")
    status, out, _ = upheld("adoption", "policy.std", "--strict", *early)
    assert status == 1
    assert "not confirmed: ana, bo" in out
    # before v1 there is nothing to confirm
    before = ("--as-of", "2026-01-01T00:00:00Z")
    assert upheld("adoption", "policy.std", "--strict", *before)[0] == 0


def test_document_holds_the_same_as_the_text(upheld: Upheld) -> None:
    _, out, _ = upheld("adoption", "policy.std", "--format", "json", *AS_OF)
    found = json.loads(out)
    assert found["schema"] == "upheld/adoption/1"
    assert [v["version"] for v in found["versions"]] == ["v1", "v2"]
    assert found["versions"][1]["unconfirmed"] == ["bo", "dora"]
    assert found["trainings"][0]["began"] == 3


def test_what_cannot_be_read_is_counted_and_never_looks_trained(
    upheld: Upheld,
) -> None:
    # One sign-off without a person; one training that is no moment.
    Path("sign_offs.csv").write_text(
        f"{SIGN_OFFS}7,v2,,2026-03-03T09:00:00Z\n", encoding="utf-8"
    )
    Path("hires.csv").write_text(
        HIRES.replace(
            ",2026-01-12T09:00:00Z,2026-01-12T09:00:00Z", ",soon,2026-01-12T09:00:00Z"
        ),
        encoding="utf-8",
    )
    _, out, _ = upheld("adoption", "policy.std", *AS_OF)
    assert "began without training: 2 of 2" in out
    assert "unclear: 2 rows with a value missing or unreadable" in out


def test_adoption_before_publication_is_told_with_both_days(upheld: Upheld) -> None:
    Path("policy.std").write_text(
        POLICY.replace(
            "occurring at published\n",
            "occurring at published\n  adopted at approved\n",
        ),
        encoding="utf-8",
    )
    Path("publications.csv").write_text(
        "version,published,approved,adopted_by\n"
        "v1,2026-01-05T09:00:00Z,2025-12-20T09:00:00Z,Board\n"
        "v2,2026-01-06T09:00:00Z,,\n",
        encoding="utf-8",
    )
    _, out, _ = upheld("adoption", "policy.std", *AS_OF)
    assert "version v1  adopted 2025-12-20T09:00:00+00:00 by Board\n  published" in out
    assert "version v2  not adopted\n" in out


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('label adoption "training"', "owner x", "no standard has"),
        ("from every person of staff ", "", "`read` has not the form"),
        ('adoption "training"', 'adoption "lesson"', "`first-trained` has not"),
    ],
)
def test_standards_of_another_form_are_refused(
    upheld: Upheld, old: str, new: str, told: str
) -> None:
    text = POLICY.replace(old, new)
    if told.startswith("no standard"):
        text = POLICY.replace("  label adoption", "  label other")
    Path("policy.std").write_text(text, encoding="utf-8")
    status, out, err = upheld("adoption", "policy.std", *AS_OF)
    assert (status, out) == (2, "")
    assert "error[E0055]" in err
    assert told in err


def test_missing_source_is_told_and_nothing_is_printed(upheld: Upheld) -> None:
    Path("hires.csv").unlink()
    status, out, err = upheld("adoption", "policy.std", *AS_OF)
    assert (status, out) == (2, "")
    assert "hires.csv" in err


def test_page_shows_what_the_command_prints() -> None:
    page = Path(__file__).parent.parent / "docs" / "handbook.md"
    assert f"$ upheld adoption\n{FOUND}```" in page.read_text(encoding="utf-8")


def test_exceptions_name_who_did_not_confirm(upheld: Upheld) -> None:
    """They named the publication alone, once for each person."""
    Path("hires.csv").unlink()
    _, out, _ = upheld(
        "check",
        "policy.std",
        "--select",
        "read",
        "--format",
        "json",
        *AS_OF[:1],
        "2026-04-01T00:00:00Z",
    )
    (found,) = json.loads(out)["standards"]
    # v1: Bo signed on 20 February, six weeks late; v2: Dora a second too early
    assert [e["identity"] for e in found["failures"]["shown"]] == [
        "v1, person bo",
        "v2, person dora",
    ]
    _, out, _ = upheld(
        "check", "policy.std", "--select", "read", "--format", "json", *AS_OF
    )
    # on 10 March there is still time for v2
    (found,) = json.loads(out)["standards"]
    assert [e["identity"] for e in found["failures"]["shown"]] == ["v1, person bo"]
