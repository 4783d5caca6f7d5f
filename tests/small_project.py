"""A project of a policy and two calls, and how to run the command line on it."""

from collections.abc import Callable
from pathlib import Path

HEAD = """\
zone UTC
event call, calls
  from "calls.csv"
  identified by id
  occurring at queued
  answered at answered
"""

#: Two calls on Monday (one late), none on Tuesday.
CALLS = """\
id,queued,answered,region
1,2026-03-02T09:00:00Z,2026-03-02T09:01:00Z,north
2,2026-03-02T10:00:00Z,2026-03-02T10:05:00Z,north
"""

BREACHED = "standard kept-high\n  90% of calls answered within 2m per day\n"
MET = "standard kept-low\n  50% of calls answered within 2m per day\n"
WARNED = f"{MET}  warn below 60%\n"
FAULTY = "standard unknown-column\n  90% of calls where wiat above 1 per day\n"
NOT_JUDGED = (
    "standard few\n  90% of calls answered within 2m per day\n  minimum 30 calls\n"
)
WRONG = "standard s\n  90% of calls anwsered within 2m per day\n"

Ended = tuple[int, str, str]
Project = Callable[[str], Path]
Upheld = Callable[..., Ended]


def check(upheld: Upheld, *arguments: str) -> Ended:
    """Judge `policy.std` as of the Wednesday."""
    return upheld("check", "policy.std", "--as-of", "2026-03-04T00:00:00Z", *arguments)
