"""Contacts, enquiries and complaints, with the steps that follow them."""

from datetime import date

from upheld.checker.simulator.calls import REGIONS
from upheld.checker.simulator.draws import below, between, pick, skewed
from upheld.checker.simulator.faults import Broken, Fault
from upheld.checker.simulator.streams import Stream, Table, seen, stamp, yes

HOUR = 3_600_000
DAY = 24 * HOUR

CHANNELS = (
    *(("phone", 40), ("chat", 20), ("store", 16), ("office", 10), ("social", 8)),
    ("messenger", 6),
)

CONTACTS = Stream(
    "contacts",
    base=150,
    hashed=("length", "topic", "solve", "asked", "offer_at", "needs_at", "invite"),
    even=("fate", "channel_draw", "region_draw", "again_fate", "invite_fate", "fits"),
    rates={
        "late": 400,
        "late_north": 0,
        "again": 800,
        "uninvited": 60,
        "no_messenger": 0,
    },
    plan=(
        {
            "region": pick("region_draw", REGIONS),
            "own_channel": pick("channel_draw", CHANNELS),
            # only every second one comes again, so that nobody comes three times
            "again": f"i % 2 = 1 AND i >= 7 AND {below('again_fate', 'r_again')}",
            "uninvited": below("invite_fate", "r_uninvited"),
            "fitting": below("fits", 2000),
        },
        {
            "channel": "CASE WHEN r_no_messenger > 0 AND own_channel = 'messenger'"
            " THEN 'chat' ELSE own_channel END",
            "rate": "r_late + CASE WHEN region = 'north' THEN r_late_north ELSE 0 END",
            "ended_ms": f"start + {skewed('length', 90_000, 1_800_000)}",
            "takes_offer": f"fitting AND {below('asked', 8000)}",
        },
        {"late": below("fate", "rate")},
        {
            "resolved_ms": "start + CASE"
            f" WHEN late THEN {between('solve', 25, 60)} * {HOUR}"
            f" ELSE {skewed('solve', 60_000, 20 * HOUR)} END",
            "invited_ms": f"ended_ms + CASE WHEN uninvited THEN {30 * HOUR}"
            f" ELSE {between('invite', 60_000, 20 * HOUR)} END",
            "offered_ms": f"start + {between('offer_at', 60_000, HOUR - 60_000)}",
            "needs_ms": f"start + {between('needs_at', 1_000, 50_000)}",
            # the contact of the same customer after this one, if there is one
            "comes_again": "coalesce(lead(again, 7) OVER (ORDER BY i), false)",
        },
    ),
    tables=(
        Table(
            "contacts",
            {
                "contact_id": "i + 1",
                "customer_id": "format('P{:08d}', i - again::INTEGER * 7)",
                "topic_id": between("topic", 1, 30),
                "channel": "channel",
                "region": "region",
                "started_at": stamp("start"),
                "ended_at": seen("ended_ms"),
                "invited_at": seen("invited_ms"),
                "resolved_at": seen("resolved_ms"),
                "offer_fits": yes("fitting"),
            },
        ),
        Table(
            "offers",
            {
                "offer_id": "i + 1",
                "contact_id": "i + 1",
                "offered_at": stamp("offered_ms"),
                "reason": "CASE WHEN i % 3 = 0 THEN 'renewal' ELSE 'upgrade' END",
                "script": "['need first', 'open question'][i % 2 + 1]",
            },
            "takes_offer AND offered_ms < end_ms",
            "offered_ms",
        ),
        Table(
            "needs_questions",
            {"id": "i + 1", "contact_id": "i + 1", "asked_at": stamp("needs_ms")},
            "takes_offer AND needs_ms < end_ms",
            "needs_ms",
        ),
        Table(
            "recommendations",
            {"id": "i + 1", "contact_id": "i + 1", "made_at": stamp("offered_ms")},
            "takes_offer AND offered_ms < end_ms",
            "offered_ms",
        ),
    ),
    faults=(
        Fault(
            "nobody looks at the messenger for a week",
            "no_messenger",
            date(2025, 4, 7),
            date(2025, 4, 13),
            1,
            (
                Broken(
                    "channels-alive",
                    "week",
                    group="channel",
                    member="messenger",
                ),
            ),
        ),
        Fault(
            "the north loses its second line for a month",
            "late_north",
            date(2025, 6, 1),
            date(2025, 6, 30),
            1600,
            (
                Broken(
                    "same-everywhere",
                    "month",
                    "NOT late",
                    group="region",
                    member="north",
                ),
            ),
        ),
        Fault(
            "an unclear bill brings customers back",
            "again",
            date(2025, 12, 1),
            date(2025, 12, 31),
            8000,
            (Broken("no-repeat", "month", "NOT comes_again"),),
        ),
        Fault(
            "the invitations to the survey go out late",
            "uninvited",
            date(2026, 1, 1),
            date(2026, 1, 31),
            600,
            (Broken("survey-offered", "month", "NOT uninvited"),),
        ),
    ),
)

STAGES = (("awareness", 20), ("consideration", 25), ("decision", 30), ("after", 25))

ENQUIRIES = Stream(
    "enquiries",
    base=60,
    hashed=("answer", "promise_at"),
    even=("fate", "stage_draw", "type_draw", "again_fate", "promise_fate"),
    rates={"late": 150, "lost": 0, "again": 300, "no_date": 200},
    plan=(
        {
            "journey_stage": pick("stage_draw", STAGES),
            "customer_type": pick("type_draw", (("prospect", 45), ("existing", 55))),
            "again": f"i >= 5 AND {below('again_fate', 'r_again')}",
            "no_date": below("promise_fate", "r_no_date"),
            "lost": "r_lost > 0 AND k % 20 = 3",
        },
        {"late": f"NOT lost AND {below('fate', 'r_late')}"},
        {
            "answered_ms": "start + CASE"
            f" WHEN lost THEN {between('answer', 80, 120)} * {HOUR}"
            f" WHEN late THEN {between('answer', 26, 60)} * {HOUR}"
            " WHEN journey_stage = 'decision'"
            f" THEN {between('answer', 60_000, 1_700_000)}"
            f" ELSE {skewed('answer', 600_000, 3 * HOUR)} END",
        },
    ),
    tables=(
        Table(
            "enquiries",
            {
                "enquiry_id": "i + 1",
                "customer_id": "format('E{:08d}', i - again::INTEGER * 5)",
                "journey_stage": "journey_stage",
                "customer_type": "customer_type",
                "received_at": stamp("start"),
                "answered_at": seen("answered_ms"),
                "promised_at": "CASE WHEN NOT no_date THEN "
                + stamp(f"answered_ms + {between('promise_at', DAY, 9 * DAY)}")
                + " END",
            },
        ),
    ),
    faults=(
        Fault(
            "some enquiries lie in a forgotten mailbox",
            "lost",
            date(2025, 4, 15),
            date(2025, 4, 16),
            1,
            (Broken("reply-never-later", "month", "NOT lost"),),
        ),
        Fault(
            "the vacation leaves too few to answer",
            "late",
            date(2025, 7, 1),
            date(2025, 7, 31),
            800,
            (Broken("reply-on-time", "month", "NOT late AND NOT lost"),),
        ),
        Fault(
            "answers name no date for a month",
            "no_date",
            date(2025, 9, 1),
            date(2025, 9, 30),
            1500,
            (Broken("reply-names-a-date", "month", "NOT no_date"),),
        ),
    ),
    hours=((0, 34), (100, 58)),
    week=(100, 100, 100, 100, 100, 100, 100),
)

COMPLAINTS = Stream(
    "complaints",
    base=2,
    hashed=("ack", "assign", "solve", "rated"),
    even=("fate", "role_draw", "subject_draw", "channel_draw"),
    rates={"volume": 100, "slow_ack": 150, "unsolved": 100, "escalated": 800},
    plan=(
        {
            "slow_ack": below("fate", "r_slow_ack"),
            "unsolved": f"NOT {below('fate', 9999)}",
            "frontline": f"NOT {below('role_draw', 'r_escalated')}",
            "subject": pick(
                "subject_draw", (("installation", 5), ("bill", 55), ("delay", 40))
            ),
            "channel": pick(
                "channel_draw", (("phone", 50), ("e-mail", 30), ("social", 20))
            ),
        },
        {
            "ack_ms": f"start + CASE WHEN slow_ack THEN {3 * HOUR}"
            f" ELSE {between('ack', 60_000, 50 * 60_000)} END",
        },
        {"assign_ms": f"ack_ms + {between('assign', 60_000, 55 * 60_000)}"},
        {"resolved_ms": f"assign_ms + {between('solve', 2 * HOUR, 60 * HOUR)}"},
    ),
    tables=(
        Table(
            "complaints",
            {
                "complaint_id": "i + 1",
                "channel": "channel",
                "subject": "subject",
                "received_at": stamp("start"),
                "resolved_at": seen("resolved_ms"),
                "resolver_role": "CASE WHEN resolved_ms < end_ms THEN"
                " CASE WHEN frontline THEN 'frontline' ELSE 'manager' END END",
                "rating": "CASE WHEN resolved_ms < end_ms THEN"
                f" CASE WHEN {below('rated', 7800)} THEN 4 + i % 2 ELSE 2 END END",
            },
        ),
        Table(
            "acknowledgements",
            {"id": "i + 1", "complaint_id": "i + 1", "sent_at": stamp("ack_ms")},
            "ack_ms < end_ms",
            "ack_ms",
        ),
        Table(
            "assignments",
            {
                "id": "i + 1",
                "complaint_id": "i + 1",
                "assigned_at": stamp("assign_ms"),
                "role": "'resolver'",
            },
            "assign_ms < end_ms",
            "assign_ms",
        ),
        Table(
            "resolutions",
            {
                "id": "i + 1",
                "complaint_id": "i + 1",
                "resolved_at": stamp("resolved_ms"),
            },
            "resolved_ms < end_ms",
            "resolved_ms",
        ),
    ),
    faults=(
        Fault(
            "the mailbox for complaints is read too seldom",
            "slow_ack",
            date(2025, 8, 1),
            date(2025, 8, 31),
            2000,
            (Broken("complaint-steps", "month", "NOT slow_ack"),),
        ),
        Fault(
            "a wrong bill brings a wave of complaints",
            "volume",
            date(2025, 6, 9),
            date(2025, 6, 15),
            200,
            (Broken("complaint-count", "week"),),
        ),
        Fault(
            "front-line staff lose their permission",
            "escalated",
            date(2025, 11, 1),
            date(2025, 11, 30),
            4000,
            (Broken("settled-at-the-front", "month", "frontline"),),
        ),
    ),
    flat=True,
    hours=((0, 34), (100, 66)),
)
