"""What only the auditor's report shows, from real runs."""

from fractions import Fraction
from pathlib import Path

from tests.small_runs import call, report, result, run
from upheld.checker.charts import Distribution

ANSWERED = """\
standard s
  90% of calls answered within 2m per day
"""

#: Answers after 60, 90 and 120 s (the limit), one a microsecond later, one never.
ROWS = "".join(
    (
        call("1", "09:00", "2026-03-02T09:01:00+01:00"),
        call("2", "09:10", "2026-03-02T09:11:30+01:00"),
        call("3", "09:20", "2026-03-02T09:22:00+01:00"),
        call("4", "09:30", "2026-03-02T09:32:00.000001+01:00"),
        call("5", "09:40"),
    )
)
AS_OF = "2026-03-03T00:00:00+01:00"


def spread(folder: Path, standards: str, rows: str = ROWS) -> Distribution:
    found = result(folder, standards, rows, as_of=AS_OF, details=True)
    assert found.not_drawn == ()
    assert found.distribution is not None
    return found.distribution


def test_a_run_without_details_has_none_of_them(tmp_path: Path) -> None:
    found = result(tmp_path, ANSWERED, ROWS, as_of=AS_OF)
    assert (found.distribution, found.control, found.funnel) == (None, None, None)
    assert found.editions is None


def test_times_to_an_outcome_are_spread_around_the_limit(tmp_path: Path) -> None:
    found = spread(tmp_path, ANSWERED)
    # Of four answers one was late; nearest rank: p50 is the 2nd, p90 and p95 the 4th.
    assert (found.of, found.name, found.limit_exact) == ("took", "answered", "120")
    assert (found.number, found.past, found.without) == (4, 1, 1)
    assert (found.minimum, found.p50) == ("60", "90")
    assert found.p90 == found.p95 == found.maximum == str(Fraction(120000001, 10**6))


def test_the_limit_is_an_edge_and_a_value_on_it_is_in_time(tmp_path: Path) -> None:
    found = spread(tmp_path, ANSWERED)
    assert sum(one.number for one in found.bins) == 4
    past = [one for one in found.bins if one.low and Fraction(one.low) >= 120]
    assert sum(one.number for one in past) == found.past
    assert found.bins[-1].low == "120"


def test_limits_that_differ_by_row_are_drawn_at_nought(tmp_path: Path) -> None:
    rows = call("1", "09:00", "09:05", "09:10") + call("2", "09:00", "09:20", "09:10")
    by_due = "standard s\n  90% of calls answered by due per day\n"
    found = spread(tmp_path, by_due, rows)
    assert (found.of, found.limit_exact, found.past) == ("after_deadline", "0", 1)
    # Five minutes before its deadline, and ten after it.
    assert (found.minimum, found.maximum) == ("-300", "600")


def test_ceiling_on_what_should_not_come_wants_the_other_side(tmp_path: Path) -> None:
    above = "standard s\n  at most 50% of calls with wait above 1m per day\n"
    found = spread(tmp_path, above)
    # Three of the four waits are above one minute; the fifth call never ended.
    assert (found.wanted, found.past, found.number) == ("below", 3, 4)


def test_statistic_shows_single_values_beside_its_target(tmp_path: Path) -> None:
    band = "standard s\n  average wait of calls between 80s and 100s per day\n"
    found = spread(tmp_path, band)
    # 60 s lies below the band, 120 s and a little more above it.
    assert (found.wanted, found.past) == ("between", 3)
    assert (found.limit_exact, found.limit_high_exact) == ("80", "100")


def test_money_is_spread_in_its_currency(tmp_path: Path) -> None:
    text = """\
zone UTC
event ticket, tickets
  from "tickets.csv"
  occurring at opened
  cost is cost_eur in EUR
standard s
  average cost of tickets at most 4.50 EUR overall
"""
    rows = "opened,cost_eur\n2026-03-02T09:00:00Z,4.50\n2026-03-02T10:00:00Z,4.51\n"
    given = report(tmp_path, text, files={"tickets.csv": rows}, details=True)
    found = given.standards[0].distribution
    assert found is not None
    assert (found.currency, found.past, found.maximum) == ("EUR", 1, "451/100")
    assert [one.number for one in found.bins if one.number] == [1, 1]


def test_sentences_about_numbers_of_events_have_no_distribution(tmp_path: Path) -> None:
    for sentence in ("at most 9 calls per day", "90% of calls abandoned per day"):
        text = f"standard s\n  {sentence}\n".replace("abandoned", "answered")
        found = result(tmp_path, text, ROWS, as_of=AS_OF, details=True)
        assert found.distribution is None


CHAIN = """\
zone UTC
event complaint, complaints
  from "log.csv"
  where kind is "complaint"
  about customer customer
  occurring at moment
event reply, replies
  from "log.csv"
  where kind is "reply"
  about customer customer
  occurring at moment
event solution, solutions
  from "log.csv"
  where kind is "solution"
  about customer customer
  occurring at moment
standard s
  50% of complaints followed by reply within 1h then by solution within 24h overall
"""

LOG = """\
customer,kind,moment
a,complaint,2026-03-02T09:00:00Z
a,reply,2026-03-02T09:10:00Z
a,solution,2026-03-02T10:10:00Z
b,complaint,2026-03-02T09:00:00Z
b,reply,2026-03-02T09:30:00Z
c,complaint,2026-03-02T09:00:00Z
c,reply,2026-03-02T11:00:00Z
d,complaint,2026-03-04T09:00:00Z
"""


def test_chain_is_a_funnel_with_the_median_time_of_each_step(tmp_path: Path) -> None:
    # d is not due yet. a and b were replied to in time, after 10 and 30 minutes (the
    # nearest rank of two is the first), and a was solved, an hour after its reply.
    given = report(
        tmp_path,
        CHAIN,
        files={"log.csv": LOG},
        as_of="2026-03-04T09:30:00Z",
        details=True,
    )
    funnel = given.standards[0].funnel
    assert funnel is not None
    assert [(s.name, s.number, s.median) for s in funnel.steps] == [
        ("complaint", 3, None),
        ("reply", 2, "600"),
        ("solution", 1, "3600"),
    ]


def test_editions_are_told_as_adopted(tmp_path: Path) -> None:
    text = (
        "standard s\n  80% of calls answered within 2m per day\n"
        "  effective until 2026-03-01\n"
        "standard s\n  90% of calls answered within 2m per day\n"
        "  effective from 2026-03-02\n"
    )
    found = result(tmp_path, text, ROWS, as_of=AS_OF, details=True)
    assert found.editions is not None
    assert [(e.first, e.last, e.sentence[:3]) for e in found.editions] == [
        (None, "2026-03-01", "80%"),
        ("2026-03-02", None, "90%"),
    ]


def test_verdicts_are_the_same_with_details(tmp_path: Path) -> None:
    plain = run(tmp_path, ANSWERED, ROWS, as_of=AS_OF).report
    asked = run(tmp_path, ANSWERED, ROWS, as_of=AS_OF, details=True).report
    assert plain is not None
    assert asked is not None
    assert plain.standards[0].windows == asked.standards[0].windows
