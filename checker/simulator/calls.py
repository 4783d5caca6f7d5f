"""Telephone calls: waits, abandonment, call-backs, what was said, what it cost."""

from datetime import date

from upheld.checker.simulator.draws import below, between, numbered, pick, skewed
from upheld.checker.simulator.faults import Broken, Fault
from upheld.checker.simulator.streams import Stream, Table, euros, seen, stamp

TEAMS = 20
QUEUES = (
    *(("billing", 22), ("tech", 20), ("sales", 14), ("retention", 8), ("claims", 8)),
    *(("general", 22), ("vip", 2), ("outage", 4)),
)
CHANNELS = (("phone", 60), ("chat", 20), ("email", 10), ("social", 4), ("callback", 6))
REGIONS = (("north", 25), ("south", 25), ("east", 25), ("west", 25))

IN_TIME = "NOT abandoned AND NOT late AND NOT stuck"

PLAN = (
    {
        "team_no": between("team_draw", 1, TEAMS),
        "region": pick("region_draw", REGIONS),
        "gives_up": below("fate", "r_abandoned"),
        "stuck": "r_stuck > 0 AND k = n // 2",
    },
    {
        "team": "format('team-{:02d}', team_no)",
        "late_rate": "r_late + CASE WHEN region = 'south' THEN r_late_south ELSE 0 END"
        " + CASE WHEN team_no = 7 THEN r_late_team ELSE 0 END",
        "early": f"gives_up AND NOT stuck AND {below('early_draw', 1000)}",
    },
    {
        "abandoned": "gives_up AND NOT stuck",
        "late": "NOT stuck AND NOT gives_up AND "
        + below("fate", "r_abandoned + late_rate"),
        "queued_ms": f"start + {between('menu', 5000, 30000)}",
        "held_long": below("hold_fate", "r_hold"),
        "greeted_late": below("greet_fate", "r_greeting"),
        "unasked": below("close_fate", "r_closing"),
        "not_called": below("back_fate", "r_call_back"),
        "pace": "r_slow",
    },
    {
        "wait_ms": "CASE WHEN stuck THEN 412000"
        f" WHEN late THEN {skewed('wait_draw', 121000, 290000)}"
        f" WHEN pace > 0 THEN {between('wait_draw', 40000, 58000)}"
        f" ELSE {skewed('wait_draw', 1000, 59000)} END",
        "patience_ms": f"CASE WHEN early THEN {between('wait_draw', 1000, 4000)}"
        f" ELSE {between('wait_draw', 20000, 115000)} END",
        "talk_s": f"{skewed('talk', 60, 600)} + r_new_system",
        "hold_s": f"CASE WHEN held_long THEN {between('hold', 181, 400)}"
        f" ELSE {skewed('hold', 0, 90)} END",
        "wrap_s": between("wrap", 20, 60),
    },
    {
        "answered_ms": "CASE WHEN NOT abandoned THEN queued_ms + wait_ms END",
        "abandoned_ms": "CASE WHEN abandoned THEN queued_ms + patience_ms END",
    },
    {
        "ended_ms": "coalesce(abandoned_ms, answered_ms + (talk_s + hold_s) * 1000)",
        "greeted_ms": "answered_ms + CASE WHEN greeted_late THEN 14000"
        f" ELSE {between('greet', 1000, 9000)} END",
        "back_ms": f"CASE WHEN NOT not_called THEN abandoned_ms"
        f" + {between('back', 60000, 3500000)} END",
    },
)

COLUMNS = {
    "call_id": "i + 1",
    "customer_id": numbered("customer", 20_000, "K{:05d}"),
    "team": "team",
    "region": "region",
    "channel": pick("channel_draw", CHANNELS),
    "agent_id": f"((team_no - 1) * 25 + {between('agent', 1, 25)})::INTEGER",
    "queue": pick("queue_draw", QUEUES),
    "arrived_at": stamp("start"),
    "queued_at": seen("queued_ms"),
    "answered_at": seen("answered_ms"),
    "abandoned_at": seen("abandoned_ms"),
    "ended_at": seen("ended_ms"),
    "greeted_at": seen("greeted_ms"),
    "closing_at": f"CASE WHEN NOT unasked THEN {seen('ended_ms - 8000')} END",
    "called_back_at": seen("back_ms"),
    "abandoned": "abandoned",
    "talk_s": "CASE WHEN NOT abandoned THEN talk_s::INTEGER END",
    "hold_s": "CASE WHEN NOT abandoned THEN hold_s::INTEGER END",
    "wrap_s": "CASE WHEN NOT abandoned THEN wrap_s::INTEGER END",
    "priority": f"CASE WHEN {below('priority_draw', 500)} THEN 1"
    f" WHEN {below('priority_draw', 2500)} THEN 2"
    f" WHEN {below('priority_draw', 7500)} THEN 3 ELSE 4 END::TINYINT",
    "csat": f"CASE WHEN NOT abandoned AND {below('said', 7000)}"
    f" THEN (6 - {skewed('csat_draw', 1, 5)})::TINYINT END",
    "cost": euros(
        f"80 + {between('cost_draw', 0, 120)}"
        " + CASE WHEN abandoned THEN 0 ELSE (talk_s + hold_s) * 85 // 100 END"
    ),
    "reopened": below("reopened_draw", 400),
}

FAULTS = (
    Fault(
        "the telephone exchange fails for a day",
        "late",
        date(2025, 3, 19),
        date(2025, 3, 19),
        3000,
        (
            Broken("answer-speed", "day", IN_TIME),
            Broken("wait-tail", "day"),
        ),
    ),
    Fault(
        "one caller is forgotten in the queue",
        "stuck",
        date(2025, 4, 8),
        date(2025, 4, 8),
        1,
        (Broken("longest-wait", "day", "", "NOT abandoned"),),
    ),
    Fault(
        "a new tool makes agents put callers on hold",
        "hold",
        date(2025, 4, 14),
        date(2025, 4, 20),
        500,
        (Broken("on-hold", "week", "held_long", "NOT abandoned"),),
    ),
    Fault(
        "abandoned callers are not called back",
        "call_back",
        date(2025, 4, 7),
        date(2025, 4, 13),
        3000,
        (Broken("called-back", "week", "NOT not_called", "abandoned"),),
    ),
    Fault(
        "callers give up in a month of thin staffing",
        "abandoned",
        date(2025, 5, 1),
        date(2025, 5, 31),
        620,
        (Broken("give-up", "month", "abandoned", "NOT early"),),
    ),
    Fault(
        "team 7 answers late on four days",
        "late_team",
        date(2025, 6, 10),
        date(2025, 6, 13),
        6000,
        (
            Broken(
                "answer-floor", "month", group="team", member="team-07", whole_days=True
            ),
        ),
    ),
    Fault(
        "summer staff forget the greeting",
        "greeting",
        date(2025, 7, 1),
        date(2025, 7, 31),
        400,
        (Broken("greeting", "month", "NOT greeted_late", "NOT abandoned"),),
    ),
    Fault(
        "everybody waits a little longer for a week",
        "slow",
        date(2025, 8, 11),
        date(2025, 8, 17),
        1,
        (Broken("wait-average", "week", "", "NOT abandoned"),),
    ),
    Fault(
        "a new system makes every call longer",
        "new_system",
        date(2025, 9, 15),
        date(2025, 9, 21),
        300,
        (Broken("handle-time", "week", "", "NOT abandoned"),),
    ),
    Fault(
        "the south is understaffed for a month",
        "late_south",
        date(2025, 10, 1),
        date(2025, 10, 31),
        900,
        (Broken("speed-gap", "month", IN_TIME),),
    ),
    Fault(
        "the closing question is dropped for a month",
        "closing",
        date(2025, 11, 1),
        date(2025, 11, 30),
        400,
        (Broken("closing-question", "month", "NOT unasked", "NOT abandoned"),),
    ),
)

CALLS = Stream(
    "calls",
    base=1000,
    hashed=(
        *("menu", "wait_draw", "talk", "hold", "wrap", "greet", "back", "customer"),
        *("channel_draw", "agent", "queue_draw", "priority_draw", "said", "csat_draw"),
        *("cost_draw", "reopened_draw", "early_draw", "greet_fate", "close_fate"),
    ),
    even=("fate", "team_draw", "region_draw", "hold_fate", "back_fate"),
    rates={
        "abandoned": 150,
        "late": 150,
        "late_south": 0,
        "late_team": 0,
        "stuck": 0,
        "hold": 80,
        "greeting": 60,
        "closing": 60,
        "call_back": 300,
        "slow": 0,
        "new_system": 0,
    },
    plan=PLAN,
    tables=(Table("calls", COLUMNS),),
    faults=FAULTS,
)
