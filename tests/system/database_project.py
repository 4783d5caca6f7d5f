"""A project whose calls stand in a database, and what must hold where they fail."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.small_project import Ended, Upheld

HEAD = """\
zone Europe/Stockholm
event call, calls
  from "calls"
  identified by id
  occurring at queued
  answered at answered
"""
STANDARD = "standard s\n  90% of calls answered within 2m per day\n"
#: A second source, a file, that is judged whatever becomes of the first.
OTHER = """\
event visit, visits
  from "visits.csv"
  occurring at came
standard other
  at least 1 visits per day
"""
MONTH = ("--from", "2026-03-01", "--to", "2026-03-31")
PHONE = """\
  phone when channel is "{}"
standard s
  50% of phone calls answered within 2m overall
"""


class Project:
    """A folder with a policy over `calls` of a database whose address is a variable.

    Args:
        kind: of the source.
        secrets: what must never be shown.
    """

    def __init__(
        self,
        folder: Path,
        upheld: Upheld,
        patch: pytest.MonkeyPatch,
        kind: str,
        secrets: tuple[str, ...],
    ) -> None:
        self.folder, self.upheld, self.patch = folder, upheld, patch
        self.kind, self.secrets = kind, secrets
        self.settings('table = "calls"')
        (folder / "visits.csv").write_text("came\n2026-03-02T09:00:00+01:00\n")

    def uri(self, uri: str) -> None:
        self.patch.setenv("CALLS_URI", uri)

    def settings(self, text: str, uri: str = "CALLS_URI") -> None:
        head = f'[sources.calls]\nkind = "{self.kind}"\nuri = "{uri}"\n'
        (self.folder / "upheld.toml").write_text(f"{head}{text}\n")

    def policy(self, text: str) -> None:
        (self.folder / "policy.std").write_text(text)

    def check(self, *arguments: str) -> Ended:
        return self.upheld("check", "policy.std", "--format", "json", *arguments)

    def judged(self, policy: str, *arguments: str) -> dict[str, Any]:
        """The result as data; the exit status is one of a run that judged all."""
        self.policy(policy)
        status, out, err = self.check("--fail-on", "never", *arguments)
        assert status in (0, 4), err
        found: dict[str, Any] = json.loads(out)
        return found

    def sql(self, policy: str, *arguments: str) -> str:
        """What the database was asked, as `explain` shows it."""
        self.policy(policy)
        _, out, err = self.upheld("explain", "policy.std", "--stage", "sql", *arguments)
        assert err == ""
        lines = out.split("was asked\n")[1].splitlines()
        asked = []
        for line in lines:
            if not line.startswith("-- "):
                break
            asked.append(line.removeprefix("-- "))
        return "\n".join(asked)

    def assert_fails(self, code: str, *said: str, policy: str = STANDARD) -> None:
        """One source fails, the other is judged, and no secret is shown."""
        self.policy(HEAD + policy + OTHER)
        status, out, err = self.check("--as-of", "2026-03-03T00:00:00+01:00")
        assert f"error[{code}]: " in err, err
        for text in said:
            assert text in err, err
        verdicts = {s["id"]: s["verdict"] for s in json.loads(out)["standards"]}
        assert (status, verdicts) == (3, {"s": "error", "other": "met"})
        _, listed, told = self.upheld("sources")
        for text in (out, err, listed, told):
            for secret in self.secrets:
                assert secret not in text
            assert "Traceback" not in text


def windows(result: dict[str, Any]) -> list[tuple[str, str]]:
    """Label and verdict of each window of the first standard."""
    return [(w["window"], w["verdict"]) for w in result["standards"][0]["windows"]]
