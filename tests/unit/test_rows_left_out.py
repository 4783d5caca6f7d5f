"""What the events of one log leave out of it is counted together, as alone."""

from pathlib import Path

import pytest

from upheld.checker.check import Request, check
from upheld.checker.duck import Duck
from upheld.checker.engine import EngineError
from upheld.checker.report import Totals

LOG = """case,kind,began,version
1,complaint,2026-03-02T09:00:00Z,1
1,reply,2026-03-02T09:30:00Z,1
2,complaint,2026-03-02T10:00:00Z,1
2,complaint,2026-03-02T10:00:00Z,1
3,note,2026-03-02T11:00:00Z,1
4,complaint,2026-03-05T11:00:00Z,1
5,,2026-03-02T12:00:00Z,1
"""
EVENT = """event {name}, {name}s
  from "log.csv"
  about case case
  occurring at began
  where kind is "{kind}"
"""
COMPLAINT = EVENT.format(name="complaint", kind="complaint")
REPLY = EVENT.format(name="reply", kind="reply")
LATEST = COMPLAINT.replace("about case", "identified by case\n  about case") + (
    "  latest by began\n"
)
COUNTS = {
    "complaint": "standard c at least 1 complaint per day\n",
    "reply": "standard r at least 1 reply per day\n",
}


def totals_of(
    folder: Path, monkeypatch: pytest.MonkeyPatch, events: str, standards: str
) -> tuple[dict[str, Totals | None], int]:
    """The totals of each standard, and how many scans counted what is left out."""
    (folder / "log.csv").write_text(LOG)
    scans: list[str] = []
    run = Duck.run

    def watched(duck: Duck, sql: str) -> object:
        if '"own 0"' in sql:
            scans.append(sql)
        return run(duck, sql)

    asked = Request(
        policies=(Path("case.std"),),
        root=folder,
        as_of="2026-03-04T00:00:00Z",
        texts={"case.std": f"zone UTC\n{events}{standards}"},
    )
    with monkeypatch.context() as patch:
        patch.setattr(Duck, "run", watched)
        report = check(asked).report
    assert report is not None
    assert all(one.verdict != "error" for one in report.standards), report.standards
    return {one.id: one.totals for one in report.standards}, len(scans)


@pytest.mark.parametrize("complaint", [COMPLAINT, LATEST])
def test_events_of_one_log_are_counted_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, complaint: str
) -> None:
    alone: dict[str, Totals | None] = {}
    for events, standard in (complaint, "complaint"), (REPLY, "reply"):
        found, scans = totals_of(tmp_path, monkeypatch, events, COUNTS[standard])
        assert scans == 1
        alone |= found
    together, scans = totals_of(
        tmp_path, monkeypatch, complaint + REPLY, "".join(COUNTS.values())
    )
    assert together == alone
    # Where the rows of one event are read otherwise, each is looked through by itself.
    assert scans == (1 if complaint == COMPLAINT else 2)
    counts = together["c"]
    assert counts is not None
    assert counts.read == 7
    assert counts.repeats == (0 if complaint == COMPLAINT else 1)


def test_a_scan_that_fails_for_one_event_spoils_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Duck.run

    def failing(duck: Duck, sql: str) -> object:
        if '"own 0"' in sql and "'reply'" in sql:
            raise EngineError(OverflowError("too large"))
        return run(duck, sql)

    (tmp_path / "log.csv").write_text(LOG)
    text = f"zone UTC\n{COMPLAINT}{REPLY}{''.join(COUNTS.values())}"
    asked = Request((Path("case.std"),), tmp_path, texts={"case.std": text})
    monkeypatch.setattr(Duck, "run", failing)
    report = check(asked).report
    assert report is not None
    verdicts = {one.id: one.verdict for one in report.standards}
    assert verdicts["r"] == "error"
    assert verdicts["c"] != "error"
