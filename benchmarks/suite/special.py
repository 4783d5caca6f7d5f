"""WS, WR and WC: a sentence each, beside a query of the same meaning written by hand.

All are over the made year; `{log}`, `{calls}`, `{tickets}`, `{holds}` are files.
Queries give the table of `sql.py`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from benchmarks.suite.data import START
from benchmarks.suite.settings import DAYS

HOUR = 3_600_000_000
DAY = 24 * HOUR


@dataclass(frozen=True, slots=True)
class Special:
    """A workload of one sentence.

    Args:
        tables: the files it reads, with the columns of a bare scan of each.
        moment: what its windows are named by, in both tables.
        begins: the start of the year in its zone, in seconds since 1970.
        checked: the query that fails where the log is not as `query` takes it to be,
            and so means what the sentence does wherever it ends.
    """

    name: str
    policy: str
    query: str
    tables: dict[str, str]
    moment: Literal["start", "end"] = "start"
    begins: int = START
    checked: str = ""

    @property
    def standard(self) -> str:
        """The name of its standard."""
        return self.name.split()[0].lower()


SEQUENCE = Special(
    "WS",
    """zone UTC

event complaint, complaints
  from "{log}"
  about case case_id
  occurring at happened_at
  where activity is "complaint"

event acknowledgement, acknowledgements
  from "{log}"
  about case case_id
  occurring at happened_at
  where activity is "acknowledged"

event resolution, resolutions
  from "{log}"
  about case case_id
  occurring at happened_at
  where activity is "resolved"

event hold, holds
  from "{log}"
  about case case_id
  occurring at happened_at
  where activity is "paused"
  lasting until the next

standard ws
  80% of complaints followed by acknowledgement within 1h
    then by resolution within 24h per week
  pausing while hold
""",
    # each case has one row of a kind, and each pause its end: one grouping is enough
    f"""
WITH cases AS (
  SELECT case_id,
    min(CASE WHEN activity = 'complaint' THEN us END) AS begun,
    min(CASE WHEN activity = 'acknowledged' THEN us END) AS acked,
    min(CASE WHEN activity = 'resolved' THEN us END) AS solved,
    sum(CASE activity WHEN 'resumed' THEN us WHEN 'paused' THEN -us ELSE 0 END)
      AS held
  FROM (SELECT case_id, activity, epoch_us(happened_at) AS us FROM '{{log}}')
  GROUP BY case_id
)
SELECT 'ws' AS id, ((begun // {DAY} + 3) // 7 * 7 - 3) * 86400 AS w, '' AS g,
  count_if(coalesce(
    acked - begun <= {HOUR} AND solved - acked - held <= 24 * {HOUR}, false)) AS num,
  count(*) AS den, num * 5 >= den * 4 AS ok
FROM cases WHERE begun IS NOT NULL GROUP BY w
""",
    {"log": "bit_xor(epoch_us(happened_at)), bit_xor(case_id), max(activity)"},
    # at most two pauses, each between the reply and the resolution, one after the other
    checked=f"""
WITH cases AS (
  SELECT case_id, count(*) AS n,
    min(CASE WHEN activity = 'complaint' THEN us END) AS begun,
    min(CASE WHEN activity = 'acknowledged' THEN us END) AS acked,
    min(CASE WHEN activity = 'resolved' THEN us END) AS solved,
    min(CASE WHEN activity = 'paused' THEN us END) AS p1,
    max(CASE WHEN activity = 'paused' THEN us END) AS p2,
    min(CASE WHEN activity = 'resumed' THEN us END) AS r1,
    max(CASE WHEN activity = 'resumed' THEN us END) AS r2
  FROM (SELECT case_id, activity, epoch_us(happened_at) AS us FROM '{{log}}')
  GROUP BY case_id
), tidy AS (
  SELECT begun, acked, solved,
    coalesce(r1 - p1, 0) + CASE WHEN p2 > p1 THEN r2 - p2 ELSE 0 END AS held,
    n = 1 + (acked IS NOT NULL)::INT + (solved IS NOT NULL)::INT
      + CASE WHEN p1 IS NULL THEN 0 WHEN p2 > p1 THEN 4 ELSE 2 END
    AND begun <= coalesce(acked, begun)
    AND CASE WHEN p1 IS NULL THEN r1 IS NULL ELSE
      begun < p1 AND coalesce(acked < p1, true) AND p1 < r1
      AND coalesce(r2 < solved, true)
      AND CASE WHEN p2 > p1 THEN r1 < p2 AND p2 < r2 ELSE r1 = r2 END END AS told
  FROM cases WHERE begun IS NOT NULL
)
SELECT 'ws' AS id, ((begun // {DAY} + 3) // 7 * 7 - 3) * 86400 AS w, '' AS g,
  count_if(coalesce(
    acked - begun <= {HOUR} AND solved - acked - held <= 24 * {HOUR}, false)) AS num,
  count(*) AS den,
  CASE WHEN bool_and(coalesce(told, false)) THEN num * 5 >= den * 4
    ELSE error('the log holds cases of another kind') END AS ok
FROM tidy GROUP BY w
""",
)

CALL_EVENT = """zone UTC

event call, calls
  from "{calls}"
  occurring at arrived_at
  answered at answered_at
  wait is answered - arrived_at

"""
WAITS = "epoch_us(answered_at) - epoch_us(arrived_at)"
#: A window ends with every day, also with one that has no calls.
EACH_DAY = f"range({START // 86400}, {START // 86400 + DAYS}) AS days(d)"
LAST_28 = "ORDER BY d RANGE BETWEEN 27 PRECEDING AND CURRENT ROW"

SLIDING = Special(
    "WR",
    CALL_EVENT
    + """standard wr
  86% of calls answered within 2m over any 28 days for each team
""",
    f"""
WITH daily AS (
  SELECT epoch_us(arrived_at) // {DAY} AS d, team, count(*) AS n,
    coalesce(count_if({WAITS} <= 120000000), 0) AS good
  FROM '{{calls}}' GROUP BY ALL
)
SELECT 'wr' AS id, (d + 1) * 86400 AS w, team AS g,
  sum(good) OVER days AS num, sum(n) OVER days AS den, num * 100 >= den * 86 AS ok
FROM {EACH_DAY} CROSS JOIN (SELECT DISTINCT team FROM daily) LEFT JOIN daily
  USING (d, team)
WINDOW days AS (PARTITION BY team {LAST_28})
QUALIFY den > 0
""",
    {
        "calls": "bit_xor(epoch_us(arrived_at)), bit_xor(epoch_us(answered_at)),"
        " max(team)"
    },
    "end",
)

SLIDING_RANK = Special(
    "WR p90",
    CALL_EVENT
    + """standard wr
  p90 of wait of answered calls at most 108s over any 28 days
""",
    # the rank by counting: a verdict without the value
    f"""
WITH daily AS (
  SELECT epoch_us(arrived_at) // {DAY} AS d, count(answered_at) AS n,
    coalesce(count_if({WAITS} <= 108000000), 0) AS good
  FROM '{{calls}}' GROUP BY ALL
)
SELECT 'wr' AS id, (d + 1) * 86400 AS w, '' AS g,
  sum(good) OVER days AS num, sum(n) OVER days AS den, num * 10 >= den * 9 AS ok
FROM {EACH_DAY} LEFT JOIN daily USING (d)
WINDOW days AS ({LAST_28})
QUALIFY den > 0
""",
    {"calls": "bit_xor(epoch_us(arrived_at)), bit_xor(epoch_us(answered_at))"},
    "end",
)

CLOSED = (
    "2025-01-01",
    "2025-01-06",
    "2025-04-18",
    "2025-04-21",
    "2025-05-01",
    "2025-05-29",
    "2025-06-06",
    "2025-06-20",
    "2025-12-24",
    "2025-12-25",
    "2025-12-26",
    "2025-12-31",
)

#: When summer time begins and ends in Stockholm, in seconds since 1970.
SUMMER = (1_743_296_400, 1_761_440_400)


def openings() -> str:
    """Rows of `d, passed, opens, length`: working time before each local day (µs)."""
    rows, passed = [], 0
    first = date(1970, 1, 1) + timedelta(seconds=START)
    for number in range(-2, DAYS + 40):
        day = first + timedelta(days=number)
        opens, closes = {5: (10, 14), 6: (0, 0)}.get(day.weekday(), (8, 18))
        length = 0 if day.isoformat() in CLOSED else (closes - opens) * HOUR
        rows.append(f"({START // 86400 + number}, {passed}, {opens * HOUR}, {length})")
        passed += length
    return ", ".join(rows)


def local(column: str) -> str:
    """A moment as microseconds of local time."""
    us = f"epoch_us({column})"
    begins, ends = SUMMER
    summer = f"{us} BETWEEN {begins}000000 AND {ends}000000 - 1"
    return f"{us} + CASE WHEN {summer} THEN 2 ELSE 1 END * {HOUR}"


def utc(local_seconds: str) -> str:
    """A local midnight as seconds since 1970."""
    begins, ends = SUMMER
    summer = f"{local_seconds} BETWEEN {begins} AND {ends}"
    return f"{local_seconds} - CASE WHEN {summer} THEN 2 ELSE 1 END * 3600"


def worked(column: str, day: str) -> str:
    """Working time up to a local moment, `day` being its row of openings."""
    since = f"{column} % {DAY} - {day}.opens"
    return f"{day}.passed + least(greatest({since}, 0), {day}.length)"


CALENDAR = Special(
    "WC",
    f"""zone Europe/Stockholm

event ticket, tickets
  from "{{tickets}}"
  about ticket_no ticket_id
  occurring at opened_at
  resolved at resolved_at

event hold, holds
  from "{{holds}}"
  about ticket_no ticket_id
  during held_from to held_until

calendar office
  Mon-Fri 08:00-18:00
  Sat 10:00-14:00
  closed {", ".join(CLOSED)}

standard wc
  50% of tickets resolved within 8 working hours per week
  pausing while hold
""",
    f"""
WITH openings (d, passed, opens, length) AS (VALUES {openings()}),
opened AS (
  SELECT ticket_id, o, r, {worked("o", "od")} AS wo, {worked("r", "rd")} AS wr
  FROM (SELECT ticket_id, {local("opened_at")} AS o,
    {local("resolved_at")} AS r
    FROM '{{tickets}}')
  JOIN openings od ON od.d = o // {DAY} LEFT JOIN openings rd ON rd.d = r // {DAY}
), held AS (
  SELECT ticket_id, f, u, {worked("f", "fd")} AS wf, {worked("u", "ud")} AS wu
  FROM (
    SELECT ticket_id, u,
      greatest(f, coalesce(max(u) OVER (PARTITION BY ticket_id ORDER BY f, u
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), f)) AS f
    FROM (SELECT ticket_id, {local("held_from")} AS f, {local("held_until")} AS u
      FROM '{{holds}}'))
  JOIN openings fd ON fd.d = f // {DAY} JOIN openings ud ON ud.d = u // {DAY}
), paused AS (
  SELECT ticket_id, sum(greatest(least(wu, wr) - greatest(wf, wo), 0)) AS p
  FROM held JOIN opened USING (ticket_id) GROUP BY ticket_id
)
SELECT 'wc' AS id, {utc("((o // " + str(DAY) + " + 3) // 7 * 7 - 3) * 86400")} AS w,
  '' AS g,
  count_if(coalesce(wr - wo - coalesce(p, 0) <= 8 * {HOUR}, false)) AS num,
  count(*) AS den, num * 2 >= den AS ok
FROM opened LEFT JOIN paused USING (ticket_id)
WHERE o < {(START + DAYS * 86400)}000000 GROUP BY w
""",
    {
        "tickets": "bit_xor(epoch_us(opened_at)), bit_xor(epoch_us(resolved_at)),"
        " bit_xor(ticket_id)",
        "holds": "bit_xor(epoch_us(held_from)), bit_xor(epoch_us(held_until)),"
        " bit_xor(ticket_id)",
    },
    begins=START - 3600,
)
