"""Zendesk: the incremental exports of tickets, metric events, audits and users.

Tickets and users are read by cursor (`after_cursor`, `end_of_stream`), the two kinds of
events by time (`end_time`), as the reference of Incremental Exports describes.
"""

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from upheld.connectors.helpdesk.desk import (
    Desk,
    Feed,
    Page,
    Place,
    Row,
    Table,
    row,
    text,
)
from upheld.connectors.helpdesk.web import UnreadableError, Web

#: Zendesk refuses to export from the last minute.
TOO_RECENT = 60

TICKET = ("id", "created_at", "updated_at", "status", "priority", "group_id")
METRIC_EVENT = ("id", "ticket_id", "metric", "instance_id", "type", "time")

TABLES = {
    "tickets": Table((*TICKET, "solved_at"), ("id",)),
    "users": Table(("id", "role"), ("id",)),
    "metric_events": Table(METRIC_EVENT, ("id",)),
    "comments": Table(
        ("id", "ticket_id", "created_at", "public", "author_id"), ("id",)
    ),
    "status_changes": Table(("id", "ticket_id", "created_at", "status"), ("id",)),
}

FILES = {
    "zendesk_tickets": "SELECT * FROM tickets ORDER BY created_at, id",
    "zendesk_metric_events": "SELECT * FROM metric_events ORDER BY time, id",
    "zendesk_comments": (
        "SELECT c.id, c.ticket_id, c.created_at, c.public, u.role AS author_role"
        " FROM comments c LEFT JOIN users u ON u.id = c.author_id"
        " ORDER BY c.created_at, c.id"
    ),
    "zendesk_status_changes": "SELECT * FROM status_changes ORDER BY created_at, id",
}


def zendesk(since: int) -> Desk:
    """Zendesk from a moment in Unix seconds on."""
    feeds = (
        Feed("users", partial(_users, since)),
        Feed("tickets", partial(_tickets, since)),
        Feed("metric_events", partial(_metric_events, since)),
        Feed("ticket_events", partial(_ticket_events, since)),
    )
    return Desk("zendesk", TABLES, feeds, FILES)


# --- by cursor ------------------------------------------------------------------------


def _users(since: int, web: Web, place: Place) -> Page:
    answer = _by_cursor(web, "users", since, place, {})
    rows = [row(each, TABLES["users"].columns) for each in _list(answer, "users")]
    return _page({"users": rows}, answer)


def _tickets(since: int, web: Web, place: Place) -> Page:
    answer = _by_cursor(web, "tickets", since, place, {"include": "metric_sets"})
    apart = {each.get("ticket_id"): each for each in answer.get("metric_sets") or ()}
    rows = []
    for each in _list(answer, "tickets"):
        metrics = each.get("metric_set") or apart.get(each.get("id")) or {}
        rows.append({**row(each, TICKET), "solved_at": text(metrics.get("solved_at"))})
    return _page({"tickets": rows}, answer)


def _by_cursor(
    web: Web, what: str, since: int, place: Place, more: Mapping[str, str]
) -> dict[str, Any]:
    asked = {"start_time": str(since)}
    if "cursor" in place:
        asked = {"cursor": place["cursor"]}
    return web.get(f"/api/v2/incremental/{what}/cursor.json", {**asked, **more})


def _page(rows: Mapping[str, list[Row]], answer: Mapping[str, Any]) -> Page:
    cursor, is_last = answer.get("after_cursor"), answer.get("end_of_stream")
    if not isinstance(is_last, bool) or not (is_last or cursor):
        raise _undocumented("end_of_stream")
    return Page(rows, {"cursor": cursor} if cursor else {}, is_last)


# --- by time --------------------------------------------------------------------------


def _metric_events(since: int, web: Web, place: Place) -> Page:
    def rows(answer: dict[str, Any]) -> dict[str, list[Row]]:
        events = _list(answer, "ticket_metric_events")
        return {"metric_events": [row(each, METRIC_EVENT) for each in events]}

    start = int(place.get("time", since))
    if start > time.time() - TOO_RECENT:
        return Page({}, place, is_last=True)
    answer = web.get(
        "/api/v2/incremental/ticket_metric_events.json", {"start_time": str(start)}
    )
    return _timed(rows(answer), answer, start)


def _ticket_events(since: int, web: Web, place: Place) -> Page:
    start = int(place.get("time", since))
    if start > time.time() - TOO_RECENT:
        return Page({}, place, is_last=True)
    answer = web.get(
        "/api/v2/incremental/ticket_events.json",
        {"start_time": str(start), "include": "comment_events"},
    )
    events = _list(answer, "ticket_events")
    comments = [each for event in events for each in _comments(event)]
    changes = [each for event in events for each in _changes(event)]
    rows = {"comments": comments, "status_changes": changes}
    return _timed(rows, answer, start)


def _moment(event: Mapping[str, Any]) -> str | None:
    """When an audit was made: as text, or from its seconds since 1970."""
    if event.get("created_at") is None and "timestamp" in event:
        return f"{datetime.fromtimestamp(event['timestamp'], UTC):%Y-%m-%dT%H:%M:%SZ}"
    return text(event.get("created_at"))


def _comments(event: Mapping[str, Any]) -> Iterator[Row]:
    for child in event.get("child_events") or ():
        if child.get("event_type") == "Comment" and "public" in child:
            yield {
                "id": text(child.get("id")),
                "ticket_id": text(event.get("ticket_id")),
                "created_at": text(child.get("created_at")) or _moment(event),
                "public": text(child.get("public")),
                "author_id": text(child.get("author_id") or event.get("updater_id")),
            }


def _changes(event: Mapping[str, Any]) -> Iterator[Row]:
    for child in event.get("child_events") or ():
        if child.get("event_type") in ("Create", "Change") and "status" in child:
            yield {
                "id": text(child.get("id")),
                "ticket_id": text(event.get("ticket_id")),
                "created_at": _moment(event),
                "status": text(child.get("status")),
            }


def _timed(
    rows: Mapping[str, list[Row]], answer: Mapping[str, Any], start: int
) -> Page:
    end, is_last = answer.get("end_time"), answer.get("end_of_stream")
    if not isinstance(is_last, bool):
        raise _undocumented("end_of_stream")
    if end is None and is_last:
        return Page(rows, {"time": start}, is_last)
    if not isinstance(end, int) or not (is_last or end > start):
        raise _undocumented("end_time")
    return Page(rows, {"time": end}, is_last)


def _list(answer: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = answer.get(name)
    if not isinstance(found, list):
        raise _undocumented(name)
    return found


def _undocumented(field: str) -> UnreadableError:
    message = f"an answer of Zendesk has no `{field}` that could be read"
    return UnreadableError(message, "is that the address of the help desk itself?")
