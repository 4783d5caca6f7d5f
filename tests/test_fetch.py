"""`upheld fetch`: the protocol of Zendesk over HTTP, faults included."""

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.small_helpdesk import TOKEN, HelpDesk, let_in, rows, serving
from tests.small_project import Upheld

pytestmark = pytest.mark.usefixtures("plain")


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    return let_in("zendesk", monkeypatch)


def ticket(number: int, status: str, solved: str | None = None) -> dict[str, Any]:
    return {
        "id": number,
        "created_at": "2026-03-02T09:00:00Z",
        "updated_at": "2026-03-02T12:00:00Z",
        "status": status,
        "priority": "normal",
        "group_id": 7,
        "metric_set": {"solved_at": solved},
    }


#: Three tickets in two pages, then one of them again.
TICKETS: Mapping[str, tuple[list[dict[str, Any]], str, bool]] = {
    "": ([ticket(1, "open"), ticket(2, "open")], "a", False),
    "a": ([ticket(3, "new")], "b", True),
    "b": ([ticket(1, "solved", "2026-03-02T12:00:00Z")], "c", True),
}

EVENTS = [
    {"id": 1, "ticket_id": 1, "metric": "reply_time", "instance_id": 1},
    {"id": 2, "ticket_id": 1, "metric": "reply_time", "instance_id": 1},
]
KINDS = [("activate", "09:00:00"), ("fulfill", "12:00:00")]

AUDITS = [
    {
        "id": 100,
        "ticket_id": 1,
        "created_at": "2026-03-02T09:00:00Z",
        "updater_id": 50,
        "child_events": [
            {"id": 101, "event_type": "Comment", "public": True, "author_id": 50},
            {"id": 102, "event_type": "Create", "status": "new"},
            {"id": 103, "event_type": "Create", "subject": "Printer"},
        ],
    },
    {
        "id": 110,
        "ticket_id": 1,
        "created_at": "2026-03-02T12:00:00Z",
        "updater_id": 60,
        "child_events": [
            {"id": 111, "event_type": "Comment", "public": True, "author_id": 60},
            {
                "id": 112,
                "event_type": "Change",
                "status": "solved",
                "previous_value": "new",
            },
        ],
    },
]


def zendesk(path: str, query: Mapping[str, str]) -> dict[str, Any] | int:
    last = {"end_of_stream": True, "end_time": 1772500000}
    match path.removeprefix("/api/v2/incremental/"):
        case "users/cursor.json":
            people = [{"id": 50, "role": "end-user"}, {"id": 60, "role": "agent"}]
            return {"users": people, "after_cursor": "u", "end_of_stream": True}
        case "tickets/cursor.json":
            found, cursor, ends = TICKETS[query.get("cursor", "")]
            return {"tickets": found, "after_cursor": cursor, "end_of_stream": ends}
        case "ticket_metric_events.json":
            events = [
                {**event, "type": kind, "time": f"2026-03-02T{clock}Z"}
                for event, (kind, clock) in zip(EVENTS, KINDS, strict=True)
            ]
            return {"ticket_metric_events": events, **last}
        case "ticket_events.json":
            return {"ticket_events": AUDITS, **last}
        case _:
            return 404


def test_zendesk_is_read_into_the_files_of_its_mapping(
    tmp_path: Path, upheld: Upheld
) -> None:
    with serving(HelpDesk(zendesk)) as desk:
        status, out, err = upheld(
            "fetch", "zendesk", "--into", str(tmp_path), "--url", desk.url
        )
    assert (status, err) == (0, "")
    assert "zendesk_tickets.csv (3 rows)" in out
    assert [r["author_role"] for r in rows(tmp_path / "zendesk_comments.csv")] == [
        "end-user",
        "agent",
    ]
    changes = rows(tmp_path / "zendesk_status_changes.csv")
    assert [(r["id"], r["status"]) for r in changes] == [
        ("102", "new"),
        ("112", "solved"),
    ]
    assert desk.methods == {"GET"}
    kept = b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())
    assert TOKEN.encode() not in kept
    pair = f"anna@example.com/token:{TOKEN}".encode()
    assert set(desk.opened_with) == {f"Basic {base64.b64encode(pair).decode()}"}


def test_second_run_asks_from_where_the_first_one_ended(
    tmp_path: Path, upheld: Upheld
) -> None:
    command = ("fetch", "zendesk", "--into", str(tmp_path), "--url")
    with serving(HelpDesk(zendesk)) as first:
        upheld(*command, first.url)
    with serving(HelpDesk(zendesk)) as second:
        status, _, _ = upheld(*command, second.url)
    assert status == 0
    asked = dict(second.asked)
    assert asked["/api/v2/incremental/tickets/cursor.json"]["cursor"] == "b"
    events = asked["/api/v2/incremental/ticket_metric_events.json"]
    assert events["start_time"] == "1772500000"
    # Ticket 1 came again, solved: one row of it, the newer one.
    tickets = rows(tmp_path / "zendesk_tickets.csv")
    assert [(r["id"], r["status"], r["solved_at"]) for r in tickets] == [
        ("1", "solved", "2026-03-02T12:00:00Z"),
        ("2", "open", ""),
        ("3", "new", ""),
    ]


def test_fetched_files_are_judged_by_the_mapping_as_it_ships(
    tmp_path: Path, upheld: Upheld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with serving(HelpDesk(zendesk)) as desk:
        upheld("fetch", "zendesk", "--into", ".", "--url", desk.url)
    upheld("library", "copy", "zendesk")
    status, out, _ = upheld(
        *("check", "--select", "zendesk-first-reply", "--as-of", "2026-04-01T00:00:00Z")
    )
    # Activated at 09:00, fulfilled at 12:00, within 4 hours: the one wait is met.
    assert status == 0
    assert "✓ zendesk-first-reply  met" in out


def test_answer_of_another_shape_is_told_and_keeps_nothing(
    tmp_path: Path, upheld: Upheld
) -> None:
    def strange(path: str, query: Mapping[str, str]) -> dict[str, Any] | int:
        return {"users": ["anna"], "after_cursor": "u", "end_of_stream": True}

    with serving(HelpDesk(strange)) as desk:
        status, _, err = upheld(
            "fetch", "zendesk", "--into", str(tmp_path), "--url", desk.url
        )
    assert status == 3
    assert "an answer about users is not as documented" in err


@pytest.mark.parametrize(
    ("fault", "waited"), [("429 7", [7]), ("500", [1]), ("drop", [1])]
)
def test_fault_that_passes_is_asked_again_after_a_wait(
    tmp_path: Path, upheld: Upheld, waits: list[float], fault: str, waited: list[float]
) -> None:
    with serving(HelpDesk(zendesk, {2: fault})) as desk:
        status, out, _ = upheld(
            "fetch", "zendesk", "--into", str(tmp_path), "--url", desk.url
        )
    assert status == 0
    assert waits == waited
    assert desk.asked[1] == desk.asked[2]
    assert "zendesk_tickets.csv (3 rows)" in out


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("401", "refuses the token (401)"),
        ("403", "refuses the token (403)"),
        ("429 1", "answers no more for now (429)"),
        ("503", "answers with 503"),
        ("drop", "cannot be reached, or broke off"),
        ("page", "does not answer as its documentation says"),
        ("elsewhere http://127.0.0.1:9/", "points elsewhere"),
        ("404", "knows no such path"),
    ],
)
def test_fault_that_stays_is_told_and_no_secret_is(
    tmp_path: Path, upheld: Upheld, fault: str, said: str
) -> None:
    stays = dict.fromkeys(range(1, 10), fault)
    with serving(HelpDesk(zendesk, stays)) as desk:
        status, out, err = upheld(
            *("fetch", "zendesk", "--into", str(tmp_path), "--url", desk.url),
            *("--attempts", "2"),
        )
    assert status == 3
    assert "error[E0057]: " in err
    assert said in err
    kept = b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())
    told = (out + err).encode() + kept
    encoded = base64.b64encode(f"anna@example.com/token:{TOKEN}".encode())
    assert TOKEN.encode() not in told
    assert encoded not in told
    assert b"secret-of-the-server" not in told


def test_run_that_broke_off_goes_on_where_it_was(
    tmp_path: Path, upheld: Upheld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Committed after every answer: the third one fails, the second one is kept."""
    monkeypatch.setattr("upheld.connectors.helpdesk.store.PACKAGE", 1)
    command = ("fetch", "zendesk", "--into", str(tmp_path), "--attempts", "1", "--url")
    with serving(HelpDesk(zendesk, {3: "401"})) as desk:
        assert upheld(*command, desk.url)[0] == 3
    with serving(HelpDesk(zendesk)) as desk:
        assert upheld(*command, desk.url)[0] == 0
    cursors = [q.get("cursor") for p, q in desk.asked if "tickets/cursor" in p]
    assert cursors == ["a"]
    assert len(rows(tmp_path / "zendesk_tickets.csv")) == 3


# --- the way in -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://example.zendesk.com",
        "https://anna:secret@example.zendesk.com",
        "https://example.zendesk.com/api/v2",
        "ftp://example.zendesk.com",
        "",
    ],
)
def test_address_that_would_not_do_is_refused_before_anything_is_sent(
    tmp_path: Path, upheld: Upheld, url: str
) -> None:
    status, _, err = upheld("fetch", "zendesk", "--into", str(tmp_path), "--url", url)
    assert status == 2
    assert "error[E0056]: " in err
    assert "secret" not in err
    assert not list(tmp_path.iterdir())


def test_parquet_has_the_same_rows(tmp_path: Path, upheld: Upheld) -> None:
    import pyarrow.parquet as pq

    with serving(HelpDesk(zendesk)) as desk:
        upheld(
            *("fetch", "zendesk", "--into", str(tmp_path), "--url", desk.url),
            *("--format", "parquet"),
        )
    table = pq.read_table(tmp_path / "zendesk_metric_events.parquet")
    assert table.column("type").to_pylist() == ["activate", "fulfill"]
