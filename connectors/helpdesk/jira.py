"""Jira Service Management: issues with their changelog and comments, and their SLAs.

Issues come by `search/jql` in the order of their last change (`nextPageToken`). A
changelog or a list of comments that an answer cuts off is read to its end. Days in JQL
are those of the account's own zone, so each run begins a day before the newest change
that it knows of; what comes twice is kept once.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
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

ISSUE = ("key", "created", "updated", "resolutiondate", "status", "priority", "project")
CYCLE = ("key", "name", "cycle", "start_time", "stop_time", "breach_time", "breached")

TABLES = {
    "issues": Table(ISSUE, ("key",)),
    "changes": Table(("id", "key", "created", "from_text", "to_text"), ("id", "key")),
    "comments": Table(("id", "key", "created", "public", "account_type"), ("id",)),
    "cycles": Table(CYCLE, ("key", "name", "cycle")),
}

FILES = {
    "jira_issues": "SELECT * FROM issues ORDER BY created, key",
    "jira_status_changes": (
        'SELECT id, key, created, from_text AS "fromString", to_text AS "toString"'
        " FROM changes ORDER BY created, key, id"
    ),
    "jira_comments": (
        'SELECT id, key, created, public AS "jsdPublic", account_type AS "accountType"'
        " FROM comments ORDER BY created, key, id"
    ),
    "jira_sla_cycles": (
        'SELECT key, name, cycle, start_time AS "startTime", stop_time AS "stopTime",'
        ' breach_time AS "breachTime", breached FROM cycles ORDER BY key, name, cycle'
    ),
}

FIELDS = "created,updated,resolutiondate,status,priority,project,comment"
MOMENT = "%Y-%m-%dT%H:%M:%S.%f%z"
OVERLAP = timedelta(days=1)


def jira(since: str, projects: tuple[str, ...], *, slas: bool) -> Desk:
    """Jira from a day on (`2026-03-01`); of some projects, or of all.

    Other projects are another feed, which begins at the day again.
    """
    page = partial(_issues, since, projects, slas)
    name = "_".join(("issues", *sorted(projects))).lower()
    return Desk("jira", TABLES, (Feed(name, page),), FILES)


def _issues(
    since: str, projects: tuple[str, ...], slas: bool, web: Web, place: Place
) -> Page:
    begin = place.get("since", f"{since} 00:00")
    asked = {
        "jql": jql(begin, projects),
        "fields": FIELDS,
        "expand": "changelog",
        "maxResults": "100",
    }
    if "token" in place:
        asked["nextPageToken"] = place["token"]
    answer = web.get("/rest/api/3/search/jql", asked)
    issues = answer.get("issues")
    if not isinstance(issues, list):
        raise undocumented("issues")
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    newest = place.get("newest", "")
    for issue in issues:
        for table, found in _rows_of(issue, web, slas):
            rows[table].append(found)
        newest = max(newest, later(issue))
    token = answer.get("nextPageToken")
    if token:
        return Page(rows, {"since": begin, "token": token, "newest": newest}, False)
    return Page(rows, {"since": newest or begin}, is_last=True)


def jql(begin: str, projects: tuple[str, ...]) -> str:
    """The question in the words of Jira."""
    some = f"project in ({', '.join(projects)}) AND " if projects else ""
    return f'{some}updated >= "{begin}" ORDER BY updated ASC'


def later(issue: Mapping[str, Any]) -> str:
    """A day before the last change of an issue, as JQL writes it."""
    try:
        changed = datetime.strptime(issue["fields"]["updated"], MOMENT)  # noqa: DTZ007
    except (KeyError, TypeError, ValueError):
        raise undocumented("updated") from None
    return f"{changed - OVERLAP:%Y-%m-%d %H:%M}"


# --- one issue ------------------------------------------------------------------------


def _rows_of(
    issue: Mapping[str, Any], web: Web, slas: bool
) -> Iterator[tuple[str, Row]]:
    key, fields = text(issue.get("key")), issue["fields"]
    names = {name: _name(fields.get(name)) for name in ("status", "priority")}
    project = (fields.get("project") or {}).get("key")
    plain = row(fields, ("created", "updated", "resolutiondate"))
    yield "issues", {"key": key, **plain, **names, "project": text(project)}
    changes = list(_changes(issue, web))
    first = changes[0]["from_text"] if changes else names["status"]
    began = {"id": "created", "created": text(fields.get("created"))}
    yield "changes", {**began, "key": key, "from_text": None, "to_text": first}
    for each in changes:
        yield "changes", {**each, "key": key}
    for comment in _whole(fields.get("comment"), "comments", issue, "comment", web):
        yield (
            "comments",
            {
                "key": key,
                **row(comment, ("id", "created")),
                "public": text(comment.get("jsdPublic", True)),
                "account_type": text((comment.get("author") or {}).get("accountType")),
            },
        )
    for cycle in _cycles(key or "", web) if slas else ():
        yield "cycles", cycle


def _changes(issue: Mapping[str, Any], web: Web) -> Iterator[Row]:
    """The changes of its status, the oldest first."""
    found = _whole(issue.get("changelog"), "histories", issue, "changelog", web)
    for history in sorted(found, key=lambda each: str(each.get("created"))):
        for item in history.get("items") or ():
            if item.get("field") == "status":
                yield {
                    **row(history, ("id", "created")),
                    "from_text": text(item.get("fromString")),
                    "to_text": text(item.get("toString")),
                }


def _whole(
    part: Mapping[str, Any] | None,
    name: str,
    issue: Mapping[str, Any],
    path: str,
    web: Web,
) -> list[dict[str, Any]]:
    """A list of an issue, asked for page by page where the answer cut it off."""
    found: list[dict[str, Any]] = list((part or {}).get(name) or ())
    if len(found) >= int((part or {}).get("total", len(found))):
        return found
    found, address = [], f"/rest/api/3/issue/{issue['id']}/{path}"
    while True:
        asked = {"startAt": str(len(found)), "maxResults": "100"}
        answer = web.get(address, asked)
        more = answer.get("values") if path == "changelog" else answer.get(name)
        if not isinstance(more, list):
            raise undocumented(path)
        found += more
        if not more or len(found) >= int(answer.get("total", 0)):
            return found


def _cycles(key: str, web: Web) -> Iterator[Row]:
    """The cycles of each SLA; an issue that is no request has none."""
    answer = web.find(f"/rest/servicedeskapi/request/{key}/sla", {"limit": "50"})
    for sla in (answer or {}).get("values") or ():
        cycles = list(sla.get("completedCycles") or ())
        cycles += [sla["ongoingCycle"]] if sla.get("ongoingCycle") else []
        for number, cycle in enumerate(cycles, start=1):
            yield {
                "key": key,
                "name": text(sla.get("name")),
                "cycle": text(number),
                "start_time": _moment(cycle.get("startTime")),
                "stop_time": _moment(cycle.get("stopTime")),
                "breach_time": _moment(cycle.get("breachTime")),
                "breached": text(cycle.get("breached")),
            }


def _moment(shown: Mapping[str, Any] | None) -> str | None:
    return text((shown or {}).get("iso8601"))


def _name(record: Mapping[str, Any] | None) -> str | None:
    return text((record or {}).get("name"))


def undocumented(field: str) -> UnreadableError:
    """An answer that lacks what its documentation promises."""
    message = f"an answer of Jira has no `{field}` that could be read"
    return UnreadableError(message, "is that the address of the help desk itself?")
