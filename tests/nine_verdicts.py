"""One project whose run has all nine verdicts, the golden run of the formats.

Ten calls in one Monday, eight answered in time: 80%. One more call on Tuesday is not
answered yet and its time is not over as of the run, so that day is open and pending.
"""

from pathlib import Path

AS_OF = "2026-03-03T09:00:30Z"

POLICY = """\
zone UTC

event call, calls
  from "calls.csv"
  identified by id
  occurring at queued
  answered at answered
  urgent when priority is "P1"
  rare when priority is "P9"
  first when day is "Monday"
  last when day is "Tuesday"

standard kept "Kept"
  70% of first calls answered within 2m overall

standard surpassed
  70% of first calls answered within 2m overall
  exceeds at 80%

standard close
  70% of first calls answered within 2m overall
  warn below 85%

standard broken "Calls | are `answered`, @all <b>100%</b>: #1"
  90% of first calls answered within 2m overall
  owner "Contact centre"

standard still-open
  90% of last calls answered within 2m per day

standard thin
  90% of urgent calls answered within 2m overall
  minimum 30 calls

standard empty
  90% of rare calls answered within 2m overall

standard lifted
  90% of first calls answered within 2m overall

standard faulty
  90% of calls where wiat above 1 overall

waiver storm
  accepts lifted
  from 2026-03-02 until 2026-03-31
  because "The telephone exchange was struck"
  approved by "Head of service" on 2026-03-03
"""

VERDICTS = {
    "faulty": "error",
    "broken": "breached",
    "lifted": "waived",
    "close": "warned",
    "thin": "insufficient",
    "empty": "no_data",
    "still-open": "pending",
    "kept": "met",
    "surpassed": "exceeded",
}


def calls() -> str:
    """Ten calls on Monday (the ninth late, the tenth unanswered), one on Tuesday."""
    rows = ["id,queued,answered,priority,day"]
    for number in range(1, 11):
        minute = {9: "05", 10: ""}.get(number, "01")
        answered = f"2026-03-02T{number + 6:02d}:{minute}:00Z" if minute else ""
        priority = "P1" if number == 1 else "P2"
        queued = f"2026-03-02T{number + 6:02d}:00:00Z"
        name = "=cmd()" if number == 9 else str(number)
        rows.append(f"{name},{queued},{answered},{priority},Monday")
    rows.append("11,2026-03-03T09:00:00Z,,P2,Tuesday")
    return "\n".join(rows) + "\n"


def write_project(folder: Path) -> None:
    """Writes the policy and its data; the project folder is its root."""
    (folder / "policies").mkdir()
    (folder / "policies" / "centre.std").write_text(POLICY, encoding="utf-8")
    (folder / "policies" / "calls.csv").write_text(calls(), encoding="utf-8")
