"""Made data: a year of calls, a log of complaints, tickets with holds.

Everything follows from `hash`, a row's number and a salt: the same rows every time with
the same version of DuckDB. Files are Parquet with zstd, row groups of 122,880 rows,
sorted by time, as an export would be.
"""

import math
from pathlib import Path

import duckdb

from benchmarks.suite.settings import DATA, DAYS, SIZES

#: 2025-01-01T00:00:00Z, a Wednesday, in seconds.
START = 1_735_689_600

#: How busy the 24 hours are, and the days from Monday.
HOURS = (
    *(10, 7, 5, 5, 7, 15, 40, 90, 160, 210, 230, 210),
    *(180, 190, 210, 220, 190, 150, 110, 80, 60, 40, 25, 15),
)
WEEK = (125, 110, 100, 100, 95, 45, 30)
WEDNESDAY = 2

COPY = "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"

#: The macros of every statement: draws from 0 to 1, and from a normal distribution.
MACROS = """
CREATE OR REPLACE TEMP MACRO draw(k, salt) AS
  (hash(k::BIGINT * 4096 + salt) >> 11)::DOUBLE / 9007199254740992.0;
CREATE OR REPLACE TEMP MACRO bell(k, salt) AS
  sqrt(-2 * ln(draw(k, salt) + 1e-18)) * cos(2 * pi() * draw(k, salt + 1000));
CREATE OR REPLACE TEMP MACRO moment(us) AS
  make_timestamptz((us)::BIGINT // 1000 * 1000);
"""


def counts_by_hour(rows: int) -> list[int]:
    """How many events begin in each hour of the year; they add up to `rows`."""
    weights = [
        WEEK[(day + WEDNESDAY) % 7]
        * HOURS[hour]
        * (1 + 0.15 * math.sin(2 * math.pi * day / 365))
        for day in range(DAYS)
        for hour in range(24)
    ]
    whole, passed, counts, given = sum(weights), 0.0, [], 0
    for weight in weights:
        passed += weight
        upto = round(rows * passed / whole)
        counts.append(upto - given)
        given = upto
    return counts


def arrivals(connection: duckdb.DuckDBPyConnection, rows: int) -> None:
    """The view `arrival`: k from 1, its moment `us`, `day` and `load`, in order."""
    connection.execute(MACROS)
    connection.execute("CREATE OR REPLACE TEMP TABLE hours (h INT, n BIGINT, b BIGINT)")
    counts, before = counts_by_hour(rows), 0
    values = []
    for hour, count in enumerate(counts):
        values.append((hour, count, before))
        before += count
    texts = ", ".join(f"({h}, {n}, {b})" for h, n, b in values)
    connection.execute(f"INSERT INTO hours VALUES {texts}")
    connection.execute(f"""
        CREATE OR REPLACE TEMP VIEW arrival AS
        SELECT b + i + 1 AS k, h // 24 AS day,
          ln((n + 1) / {rows / len(counts)}) AS load,
          {START}000000 + h * 3600000000
            + ((i + draw(b + i, 1)) / n * 3600000000)::BIGINT AS us
        FROM (SELECT h, n, b, unnest(range(n)) AS i FROM hours)
    """)


CALLS = """
WITH drawn AS (
  SELECT *,
    floor(pow(draw(k, 2), 1.25) * 20)::INT AS t,
    draw(k, 3) AS c, draw(k, 4) AS p,
    0.1 * bell(day, 5) AS day_pace
  FROM arrival
), paced AS (
  SELECT *,
    CASE WHEN p < 0.05 THEN 1 WHEN p < 0.25 THEN 2 WHEN p < 0.75 THEN 3 ELSE 4
      END AS priority,
    exp(ln(33) + 0.1 * bell(t, 6) + day_pace + 0.06 * greatest(least(load, 2), -2)
      + 0.9 * bell(k, 7)) * 1000000 AS wait,
    500000 - 900000000 * ln(draw(k, 8) + 1e-18) AS patience,
    exp(ln(240) + 0.12 * bell(t, 9) + 0.7 * bell(k, 10)) * 1000000 AS handle
  FROM drawn
)
SELECT
  k AS call_id,
  format('team_{:02d}', t + 1) AS team,
  CASE WHEN c < 0.6 THEN 'phone' WHEN c < 0.8 THEN 'chat' WHEN c < 0.9 THEN 'email'
    WHEN c < 0.94 THEN 'social' ELSE 'callback' END AS channel,
  (t * 25 + floor(draw(k, 11) * 25))::INT AS agent_id,
  ['billing', 'tech', 'sales', 'retention', 'claims', 'general', 'vip', 'outage'][
    (t + floor(draw(k, 12) * 2)::INT) % 8 + 1] AS queue,
  moment(us) AS arrived_at,
  CASE WHEN patience >= wait THEN moment(us + wait) END AS answered_at,
  moment(CASE WHEN patience < wait THEN us + patience ELSE us + wait + handle END)
    AS ended_at,
  patience < wait AS abandoned,
  priority::TINYINT AS priority,
  CASE WHEN patience >= wait AND draw(k, 13) > 0.3 THEN greatest(1, least(5,
    round(4 + 0.15 * bell(t, 14) - wait / 6e8 + 1.1 * bell(k, 15))))::TINYINT
    END AS csat,
  ((80 + CASE WHEN patience < wait THEN 0 ELSE handle * 8.5e-7 END
    - 60 * ln(draw(k, 16) + 1e-18))::BIGINT / 100)::DECIMAL(10, 2) AS cost,
  draw(k, 17) < 0.02 + 0.04 * draw(t, 18) AS reopened
FROM paced
"""

#: A case: complaint, acknowledged, up to two pauses after that, resolved.
LOG = """
WITH timed AS (
  SELECT k, us,
    us + exp(ln(1080) + 0.85 * bell(k, 21)) * 1000000 AS acked,
    exp(ln(32400) + 0.75 * bell(k, 22)) * 1000000 AS work,
    exp(ln(28800) + 0.8 * bell(k, 23)) * 1000000 AS first_pause,
    exp(ln(14400) + 0.8 * bell(k, 24)) * 1000000 AS second_pause,
    CASE WHEN draw(k, 25) < 0.6 THEN 0 WHEN draw(k, 25) < 0.9 THEN 1 ELSE 2
      END AS pauses
  FROM arrival
), steps AS (
  SELECT *,
    acked + work * 0.3 AS paused1,
    acked + work * 0.3 + first_pause AS resumed1,
    acked + work * 0.7 + first_pause AS paused2,
    acked + work * 0.7 + first_pause + second_pause AS resumed2,
    acked + work + CASE WHEN pauses > 0 THEN first_pause ELSE 0 END
      + CASE WHEN pauses > 1 THEN second_pause ELSE 0 END AS resolved
  FROM timed
), rows AS (
  SELECT k, 'complaint' AS activity, us FROM steps
  UNION ALL SELECT k, 'acknowledged', acked FROM steps WHERE draw(k, 26) > 0.01
  UNION ALL SELECT k, 'paused', paused1 FROM steps WHERE pauses > 0
  UNION ALL SELECT k, 'resumed', resumed1 FROM steps WHERE pauses > 0
  UNION ALL SELECT k, 'paused', paused2 FROM steps WHERE pauses > 1
  UNION ALL SELECT k, 'resumed', resumed2 FROM steps WHERE pauses > 1
  UNION ALL SELECT k, 'resolved', resolved FROM steps WHERE draw(k, 27) > 0.02
)
SELECT k AS case_id, activity, moment(us) AS happened_at FROM rows ORDER BY 3, 1, 2
"""

#: Tickets that are resolved within hours of work, some held meanwhile.
TICKETS = """
SELECT k AS ticket_id, format('team_{:02d}', floor(draw(k, 31) * 20)::INT + 1) AS team,
  moment(us) AS opened_at,
  CASE WHEN draw(k, 32) > 0.02 THEN
    moment(us + exp(ln(100000) + 0.9 * bell(k, 33)) * 1000000) END AS resolved_at
FROM arrival
"""

#: Half of the tickets are held once, a tenth of them twice; holds may overlap.
HOLDS = """
SELECT k AS ticket_id,
  moment(us + draw(k, 40 + turn) * 90000000000) AS held_from,
  moment(us + draw(k, 40 + turn) * 90000000000
    + exp(ln(20000) + 0.8 * bell(k, 50 + turn)) * 1000000) AS held_until
FROM arrival, (VALUES (0), (1)) AS turns(turn)
WHERE draw(k, 60) < CASE turn WHEN 0 THEN 0.5 ELSE 0.05 END
"""

#: Each table: what it selects, and its share of the rows asked for.
TABLES = {
    "calls": (CALLS, 1.0),
    "log": (LOG, 0.1),
    "tickets": (TICKETS, 0.5),
    "holds": (HOLDS, 0.5),
}


def table(name: str, size: str) -> Path:
    """The file of a table of a size, made where it is missing."""
    path = DATA / f"{name}_{size}.parquet"
    if not path.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        make(name, SIZES[size], path)
    return path


def make(name: str, rows: int, path: Path) -> None:
    """Write a table; a file that is there is whole."""
    query, part = TABLES[name]
    begun = path.with_suffix(".part")
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        arrivals(connection, round(rows * part))
        connection.execute(f"COPY ({query}) TO '{begun}' {COPY}")
    begun.rename(path)
