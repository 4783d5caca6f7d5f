"""Notifications, received by a real web server of this machine."""

import hashlib
import hmac
import http.server
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.small_project import BREACHED, CALLS, FAULTY, MET, Project, Upheld, check
from upheld.checker.render.notice import SHOWN

pytestmark = pytest.mark.usefixtures("plain")

#: Both calls in time.
REPAIRED = CALLS.replace("10:05:00Z", "10:01:00Z")

#: A part of the address that must never be shown.
TOKEN = "T0KEN-of-the-webhook"


@dataclass
class Hook:
    """A webhook: what it got, and what it answers."""

    address: str = ""
    status: int = 200
    location: str = ""
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body in self.bodies]

    @property
    def lines(self) -> list[str]:
        """The lines of the last message, as Slack shows them."""
        return [block["text"]["text"] for block in self.messages[-1]["blocks"]]


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hook]:
    """A server on this machine, whose address stands in the environment."""
    state = Hook()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            state.methods.append(self.command)
            state.headers.append(dict(self.headers.items()))
            length = int(self.headers["Content-Length"])
            state.bodies.append(self.rfile.read(length))
            self.send_response(state.status)
            if state.location:
                self.send_header("Location", state.location)
            self.end_headers()

        do_GET = do_POST  # noqa: N815 - the name that the server looks for

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        state.address = f"http://127.0.0.1:{server.server_port}/services/{TOKEN}"
        monkeypatch.setenv("UPHELD_NOTIFY_URL", state.address)
        monkeypatch.setenv("no_proxy", "*")
        yield state
        server.shutdown()
        thread.join()


def test_breached_standard_is_told_with_its_worst_window(
    project: Project, upheld: Upheld, hook: Hook
) -> None:
    project(BREACHED + MET)
    status, _, err = check(upheld, "--notify")
    assert (status, err) == (1, "")
    # 1 of 2 calls in time.
    assert hook.lines == [
        "Service standards as of 2026-03-04T00:00:00+00:00: 1 breached, 1 met",
        "✗ kept-high is breached: 2026-03-02 50.0% &lt; 90%",
    ]
    assert hook.messages[0]["text"] == hook.lines[0]


def test_nobody_is_told_unless_asked(
    project: Project, upheld: Upheld, hook: Hook
) -> None:
    project(BREACHED)
    check(upheld)
    assert hook.bodies == []


def test_run_without_news_tells_nobody(
    project: Project, upheld: Upheld, hook: Hook
) -> None:
    project(MET)
    assert check(upheld, "--notify")[0] == 0
    assert hook.bodies == []


def test_standard_that_is_kept_again_is_told_once(
    project: Project, upheld: Upheld, hook: Hook, tmp_path: Path
) -> None:
    project(BREACHED)
    keep = ("--notify", "--history", "h.duckdb")
    check(upheld, *keep)
    (tmp_path / "calls.csv").write_text(REPAIRED)
    check(upheld, *keep)
    assert hook.lines[1:] == ["✓ kept-high is kept again: 2026-03-02 100.0% ≥ 90%"]
    (tmp_path / "calls.csv").write_text(REPAIRED.replace("1,2026", "01,2026"))
    check(upheld, *keep)
    assert len(hook.bodies) == 2


def test_breach_that_was_known_is_told_as_one_that_goes_on(
    project: Project, upheld: Upheld, hook: Hook, tmp_path: Path
) -> None:
    project(BREACHED)
    keep = ("--notify", "--history", "h.duckdb")
    check(upheld, *keep)
    (tmp_path / "calls.csv").write_text(CALLS.replace("10:05", "10:06"))
    check(upheld, *keep)
    assert hook.lines[1].startswith("✗ kept-high is still breached: 2026-03-02")


def test_standard_that_could_not_be_evaluated_is_told_too(
    project: Project, upheld: Upheld, hook: Hook
) -> None:
    project(MET + FAULTY)
    check(upheld, "--notify")
    assert hook.lines[1:] == ["? unknown-column could not be evaluated"]


def test_settings_ask_for_it_and_the_command_may_say_no(
    project: Project, upheld: Upheld, hook: Hook, tmp_path: Path
) -> None:
    project(BREACHED)
    (tmp_path / "upheld.toml").write_text('lang = "sv"\n[notify]\nshape = "teams"\n')
    check(upheld, "--no-notify")
    assert hook.bodies == []
    check(upheld)
    (message,) = hook.messages
    (attachment,) = message["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    texts = [
        run["text"]
        for block in attachment["content"]["body"]
        for run in block["inlines"]
    ]
    # In a run of text Teams reads no Markdown, so signs stay as they are.
    assert texts[1] == "✗ kept-high är ej uppfyllt: 2026-03-02 50,0\xa0% < 90\xa0%"


def test_body_is_signed_with_the_secret_of_the_environment(
    project: Project, upheld: Upheld, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UPHELD_NOTIFY_SECRET", "open sesame")
    project(BREACHED)
    check(upheld, "--notify")
    mac = hmac.new(b"open sesame", hook.bodies[0], hashlib.sha256).hexdigest()
    assert hook.headers[0]["X-Upheld-Signature"] == f"sha256={mac}"


def test_long_list_says_how_many_of_how_many(
    project: Project, upheld: Upheld, hook: Hook
) -> None:
    number = SHOWN + 3
    project("".join(BREACHED.replace("high", f"high-{n}") for n in range(number)))
    check(upheld, "--notify")
    assert hook.lines[-1] == f"{SHOWN} of {number} shown"
    assert len(hook.lines) == SHOWN + 2


@pytest.mark.parametrize("status", [301, 404, 500])
def test_refused_notification_is_a_warning_and_changes_no_status(
    project: Project, upheld: Upheld, hook: Hook, status: int
) -> None:
    project(BREACHED)
    hook.status, hook.location = status, "/elsewhere" if status == 301 else ""
    ended, _, err = check(upheld, "--notify")
    assert ended == 1
    why = f"the other side answered {status}"
    assert err == f"warning: the notification was not delivered: {why}\n"
    # A redirect is not followed: it could carry the message anywhere.
    assert hook.methods == ["POST"]


def test_unreachable_webhook_is_a_warning_without_its_address(
    project: Project, upheld: Upheld, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(BREACHED)
    monkeypatch.setenv("UPHELD_NOTIFY_URL", f"http://127.0.0.1:1/{TOKEN}")
    status, out, err = check(upheld, "--notify")
    assert status == 1
    assert err == ("warning: the notification was not delivered: connection refused\n")
    assert TOKEN not in out + err


@pytest.mark.parametrize(
    "shape", [f"file:///{TOKEN}", f"http://{TOKEN} x/", "http://["]
)
def test_address_that_is_none_is_refused_and_not_repeated(
    project: Project, upheld: Upheld, monkeypatch: pytest.MonkeyPatch, shape: str
) -> None:
    project(BREACHED)
    monkeypatch.setenv("UPHELD_NOTIFY_URL", shape)
    status, out, err = check(upheld, "--notify")
    assert TOKEN not in out + err
    if " " in shape:  # an address in form, which no request can be made of
        assert (status, "was not delivered" in err) == (1, True)
    else:
        assert (status, "E0053" in err) == (2, True)


def test_missing_address_is_a_mistake_on_the_command_line_and_a_warning_of_settings(
    project: Project, upheld: Upheld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("UPHELD_NOTIFY_URL", raising=False)
    project(BREACHED)
    status, out, err = check(upheld, "--notify")
    assert (status, out) == (2, "")
    assert "error[E0053]" in err
    (tmp_path / "upheld.toml").write_text("[notify]\n")
    status, _, err = check(upheld)
    assert status == 1
    assert err == "warning: nobody is notified: `UPHELD_NOTIFY_URL` is not set\n"


def test_wrong_key_of_the_table_is_told_with_the_known_ones(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    project(BREACHED)
    (tmp_path / "upheld.toml").write_text('[notify]\nurl = "http://x"\n')
    status, _, err = check(upheld)
    assert status == 2
    assert "unknown key `url`" in err
    assert "known keys: `shape`" in err
    (tmp_path / "upheld.toml").write_text('[notify]\nshape = "fax"\n')
    _, _, err = check(upheld)
    assert 'must be one of `slack`, `teams`, found `"fax"`' in err
