"""Tickets: steps, pauses, reopening, costs."""

from datetime import date

from upheld.checker.simulator.cases import HOUR
from upheld.checker.simulator.draws import below, between, pick, skewed
from upheld.checker.simulator.faults import Broken, Fault
from upheld.checker.simulator.streams import Stream, Table, euros, seen, stamp

TEAMS = (("first line", 50), ("second line", 30), ("field", 20))
TYPES = (("technical", 42), ("billing", 38), ("delivery", 20))

IN_A_DAY = "NOT late AND NOT slow AND NOT paused"

TICKETS = Stream(
    "tickets",
    base=60,
    hashed=("solve", "pause", "step", "cost_draw", "worth", "rated", "notice"),
    even=(
        "fate",
        "type_draw",
        "team_draw",
        "escalate_fate",
        "notice_fate",
        "open_fate",
    ),
    rates={
        "late": 100,
        "slow": 50,
        "paused": 500,
        "escalated": 200,
        "unnoticed": 60,
        "reopened": 200,
        "dearer": 0,
    },
    plan=(
        {
            "type": pick("type_draw", TYPES),
            "team": pick("team_draw", TEAMS),
            "late": below("fate", "r_late"),
            "slow_edge": "r_late + r_slow",
            "escalated": below("escalate_fate", "r_escalated"),
            "unnoticed": below("notice_fate", "r_unnoticed"),
            "reopened": below("open_fate", "r_reopened"),
            "satisfied": below("rated", 9200),
        },
        {
            "slow": f"NOT late AND {below('fate', 'slow_edge')}",
            "pause_edge": "slow_edge + r_paused",
        },
        {"paused": f"NOT late AND NOT slow AND {below('fate', 'pause_edge')}"},
        {
            "took": f"CASE WHEN late THEN {between('solve', 60, 90)} * {HOUR}"
            f" WHEN slow THEN {between('solve', 26, 30)} * {HOUR}"
            f" WHEN paused THEN {between('solve', 30, 34)} * {HOUR}"
            f" ELSE {skewed('solve', 30 * 60_000, 20 * HOUR)} END",
            "held_from_ms": f"start + {between('pause', HOUR, 4 * HOUR)}",
            "made_ms": f"start + {between('step', 60_000, 20 * 60_000)}",
            "notice_ms": "start + CASE WHEN unnoticed THEN 7000000"
            f" ELSE {between('notice', 60_000, 55 * 60_000)} END",
        },
        {
            "resolved_ms": "start + took",
            "held_until_ms": f"held_from_ms + {20 * HOUR}",
            "given_ms": "start + took - 600000",
        },
        {
            "confirmed_ms": "resolved_ms + 300000",
            "reopened_ms": f"resolved_ms + {between('worth', HOUR, 150 * HOUR)}",
        },
    ),
    tables=(
        Table(
            "tickets",
            {
                "ticket_id": "i + 1",
                "type": "type",
                "team": "team",
                "opened_at": stamp("start"),
                "resolved_at": seen("resolved_ms"),
                "escalated_at": f"CASE WHEN escalated THEN {seen('made_ms')} END",
                "reopened_at": f"CASE WHEN reopened THEN {seen('reopened_ms')} END",
                "contacts_needed": f"2 - ({below('pause', 9750)})::INTEGER",
                "cost_eur": euros(f"200 + r_dearer + {between('cost_draw', 0, 300)}"),
                "value_before_eur": euros(f"10000 + {between('worth', 0, 9000)}"),
                "value_after_eur": euros(f"10200 + {between('worth', 0, 9000)}"),
                "rating": "CASE WHEN i % 3 = 0 AND resolved_ms < end_ms"
                " THEN CASE WHEN satisfied THEN 5 ELSE 3 END END",
            },
        ),
        Table(
            "diagnoses",
            {"id": "i + 1", "ticket_id": "i + 1", "made_at": stamp("made_ms")},
            "made_ms < end_ms",
            "made_ms",
        ),
        Table(
            "solutions",
            {"id": "i + 1", "ticket_id": "i + 1", "given_at": stamp("given_ms")},
            "given_ms < end_ms",
            "given_ms",
        ),
        Table(
            "confirmations",
            {"id": "i + 1", "ticket_id": "i + 1", "sent_at": stamp("confirmed_ms")},
            "confirmed_ms < end_ms",
            "confirmed_ms",
        ),
        Table(
            "notices",
            {
                "id": "i + 1",
                "ticket_id": "i + 1",
                "sent_at": stamp("notice_ms"),
                "what": "'repair'",
                "place": "'at home'",
                "how": "'remote'",
                "inform_by": "CASE WHEN i % 40 > 0 THEN 'e-mail' END",
            },
            "notice_ms < end_ms",
            "notice_ms",
        ),
        Table(
            "updates",
            {
                "id": "i * 10 + step_no",
                "ticket_id": "i + 1",
                "sent_at": stamp("update_ms"),
            },
            "update_ms < end_ms",
            "update_ms",
            f"SELECT *, start + step_no * {36 * HOUR} AS update_ms FROM (SELECT *,"
            f" unnest(range(1, took // {36 * HOUR} + 1)) AS step_no FROM plan_tickets)",
        ),
        Table(
            "waiting",
            {
                "id": "i + 1",
                "ticket_id": "i + 1",
                "held_from": stamp("held_from_ms"),
                "held_until": seen("held_until_ms"),
            },
            "paused AND held_from_ms < end_ms",
            "held_from_ms",
        ),
    ),
    faults=(
        Fault(
            "a flood of escalations",
            "escalated",
            date(2025, 5, 19),
            date(2025, 5, 25),
            900,
            tuple(
                Broken(
                    "escalations",
                    "week",
                    population="escalated",
                    group="type",
                    member=member,
                )
                for member in ("technical", "billing")
            ),
        ),
        Fault(
            "an outsourced part makes every ticket dearer",
            "dearer",
            date(2025, 8, 1),
            date(2025, 8, 31),
            220,
            (Broken("incident-cost", "month", state=""),),
        ),
        Fault(
            "part of the work waits over night for a month",
            "slow",
            date(2025, 10, 1),
            date(2025, 10, 31),
            700,
            (
                Broken("solved-without-pauses", "month", "NOT late AND NOT slow"),
                Broken("solving-kept", "month", IN_A_DAY),
            ),
        ),
        Fault(
            "the notice of the next step comes late",
            "unnoticed",
            date(2025, 12, 1),
            date(2025, 12, 31),
            500,
            (Broken("next-step", "month", "NOT unnoticed"),),
        ),
        Fault(
            "solutions do not last",
            "reopened",
            date(2026, 1, 1),
            date(2026, 1, 31),
            900,
            (Broken("lasting", "month", "reopened"),),
        ),
    ),
)
