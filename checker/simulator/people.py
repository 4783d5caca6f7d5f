"""Staff: reviews, training, hiring, how a new standard reaches them; stores; checks."""

from datetime import date

from upheld.checker.simulator.cases import DAY, HOUR
from upheld.checker.simulator.draws import below, between
from upheld.checker.simulator.faults import Broken, Fault
from upheld.checker.simulator.streams import Stream, Table, seen, stamp, yes

AGENTS = 40
STAFF = 60
STORES = 8

#: The middle of the day, so that what happens by the day comes in order.
NOON = ((0, 45), (100, 55))

ITEMS = (
    "['greeting', 'listening', 'composure', 'language', 'empathy', 'adapting',"
    " 'efficient handling']"
)

TOUCHPOINTS = "['website', 'store', 'phone', 'delivery', 'invoice']"

REVIEWS = Stream(
    "reviews",
    base=60,
    hashed=("points",),
    even=("warm_fate", "name_fate"),
    rates={"weak_agent": 0, "rude": 0},
    plan=(
        {
            "agent": f"format('agent-{{:02d}}', i % {AGENTS} + 1)",
            "weak": f"r_weak_agent > 0 AND i % {AGENTS} = 4",
            "rude": "r_rude > 0 AND k = 11",
        },
    ),
    tables=(
        Table(
            "reviews",
            {
                "review_id": "i + 1",
                "agent": "agent",
                "item": f"{ITEMS}[(i // {AGENTS}) % 7 + 1]",
                "channel": "CASE WHEN i % 5 = 0 THEN 'social' ELSE 'phone' END",
                "score": f"CASE WHEN weak THEN 70 ELSE {between('points', 88, 99)} END",
                "wording": "CASE WHEN rude THEN 'unacceptable' ELSE 'good' END",
                "compassion": f"CASE WHEN {below('warm_fate', 9800)} THEN 5 ELSE 3 END",
                "name_used": yes(below("name_fate", 9750)),
                "reviewed_at": stamp("start"),
            },
        ),
    ),
    faults=(
        Fault(
            "one agent needs coaching",
            "weak_agent",
            date(2025, 7, 1),
            date(2025, 7, 31),
            1,
            (Broken("quality-score", "month", group="agent", member="agent-05"),),
        ),
        Fault(
            "an unacceptable word",
            "rude",
            date(2025, 4, 10),
            date(2025, 4, 10),
            1,
            (Broken("language", "month", "NOT rude"),),
        ),
    ),
)

PUBLICATIONS = Stream(
    "publications",
    base=STAFF,
    hashed=("signs",),
    even=(),
    rates={"unsigned": 0},
    plan=(
        {
            "published": "d % 60 = 20",
            "version": "format('v{}', d // 60 + 1)",
            "member": "format('S{:03d}', k + 1)",
            "unsigned": "r_unsigned > 0 AND k IN (7, 21, 44)",
            "noon_ms": "start_ms + day_ms // 2",
        },
        {
            "signed_ms": f"noon_ms + {between('signs', 1, 250)} * {HOUR}",
            "told_ms": f"noon_ms + {2 * DAY}",
            "held_ms": f"noon_ms + {5 * DAY}",
        },
    ),
    tables=(
        Table(
            "publications",
            {
                "version": "version",
                "published_at": stamp("noon_ms"),
                "adopted_by": "'Service owner'",
            },
            "published AND k = 0",
        ),
        Table(
            "sign_offs",
            {
                "id": "i + 1",
                "version": "version",
                "staff_id": "member",
                "signed_at": stamp("signed_ms"),
            },
            "published AND NOT unsigned AND signed_ms < end_ms",
            "signed_ms",
        ),
        Table(
            "notices_to_staff",
            {"id": "i + 1", "version": "version", "sent_at": stamp("told_ms")},
            "published AND k = 0 AND told_ms < end_ms",
        ),
        Table(
            "briefings",
            {"id": "i + 1", "version": "version", "held_at": stamp("held_ms")},
            "published AND k = 0 AND held_ms < end_ms",
        ),
        Table(
            "role_plays",
            {
                "id": "i + 1",
                "version": "version",
                "held_at": stamp("held_ms + 3600000"),
            },
            "published AND k = 0 AND held_ms + 3600000 < end_ms",
        ),
    ),
    faults=(
        Fault(
            "three people never confirm a new version",
            "unsigned",
            date(2025, 9, 19),
            date(2025, 9, 19),
            1,
            (Broken("distributed", "quarter", "NOT unsigned", "published"),),
        ),
    ),
    grows=False,
    flat=True,
    hours=NOON,
)

TRAINING = Stream(
    "training",
    base=AGENTS,
    hashed=(),
    even=(),
    rates={},
    plan=({"agent": "format('agent-{:02d}', k + 1)"},),
    tables=(
        Table(
            "training",
            {
                "id": "i + 1",
                "agent": "agent",
                "days_count": "2",
                "held_at": stamp("start"),
            },
            "d % 90 = 30",
        ),
        Table(
            "refreshers",
            {"id": "i + 1", "agent": "agent", "held_at": stamp("start")},
            "d % 180 = 40",
        ),
        Table(
            "grants",
            {
                "id": "i + 1",
                "agent": "agent",
                "action": "'refund up to 50'",
                "granted_at": stamp("start"),
            },
            "d = 2",
        ),
        Table(
            "staff_surveys",
            {
                "id": "i + 1",
                "engagement": "CASE WHEN k % 4 = 0 THEN 4 ELSE 5 END",
                "answered_at": stamp("start"),
            },
            "d % 90 = 12",
        ),
    ),
    grows=False,
    flat=True,
    hours=NOON,
)

HIRES = Stream(
    "hires",
    base=1,
    hashed=("traits",),
    even=(),
    rates={"hasty": 0},
    plan=(
        {
            "hired": "d % 7 = 1",
            "hasty": "r_hasty > 0",
            "contact_ms": f"start_ms + {10 * DAY} + 32400000",
        },
        {
            "trained_ms": f"contact_ms + CASE WHEN hasty THEN {DAY} ELSE -{DAY} END",
        },
    ),
    tables=(
        Table(
            "hires",
            {
                "staff_id": "format('N{:03d}', d // 7)",
                "hired_at": stamp("start"),
                "trained_at": seen("trained_ms"),
                "first_contact_at": stamp("contact_ms"),
                "empathy": between("traits", 3, 5),
                "patience": between("traits", 3, 5),
            },
            "hired",
        ),
    ),
    faults=(
        Fault(
            "a newcomer talks to customers before the training",
            "hasty",
            date(2025, 8, 19),
            date(2025, 8, 19),
            1,
            (Broken("trained-first", "quarter", "NOT hasty", "hired"),),
        ),
    ),
    grows=False,
    flat=True,
    hours=NOON,
)

AUDITS = Stream(
    "audits",
    base=STORES,
    hashed=("tidy", "alike"),
    even=(),
    rates={"failing": 0},
    plan=(
        {
            "store": "format('store-{}', k + 1)",
            "audited": "d % 28 = 3",
            "failed": "r_failing > 0 AND k = 2",
        },
    ),
    tables=(
        Table(
            "audits",
            {
                "audit_id": "i + 1",
                "store": "store",
                "result": "CASE WHEN failed THEN 'fail' ELSE 'pass' END",
                "uniformity": between("alike", 84, 86),
                "tidiness": f"CASE WHEN {below('tidy', 9999)} THEN 5 ELSE 4 END",
                "audited_at": stamp("start"),
            },
            "audited",
        ),
    ),
    faults=(
        Fault(
            "a store fails four audits in a row",
            "failing",
            date(2025, 7, 20),
            date(2025, 11, 1),
            1,
            (Broken("interior", "overall", group="store", member="store-3", missed=1),),
        ),
    ),
    grows=False,
    flat=True,
    hours=NOON,
)

CHECKS = Stream(
    "checks",
    base=6,
    hashed=(),
    even=(),
    rates={"idle": 0},
    plan=(
        {
            "policy": "format('policy-{}', k + 1)",
            "breached": "d % 40 = 7 AND k = 1",
            "acted_ms": f"start + {3 * DAY}",
        },
    ),
    tables=(
        Table(
            "runs",
            {"id": "i + 1", "policy": "policy", "run_at": stamp("start")},
            "d % 6 = 0",
        ),
        Table(
            "history",
            {"id": "i + 1", "policy": "policy", "judged_at": stamp("start")},
            "breached",
        ),
        Table(
            "actions",
            {"id": "i + 1", "policy": "policy", "started_at": stamp("acted_ms")},
            "breached AND NOT r_idle > 0 AND acted_ms < end_ms",
        ),
        Table(
            "touchpoint_reviews",
            {
                "id": "i + 1",
                "touchpoint": f"{TOUCHPOINTS}[k + 1]",
                "done_at": stamp("start"),
            },
            "d % 60 = 5 AND k < 5",
        ),
        Table(
            "adoptions",
            {
                "id": "i + 1",
                "area": "format('area-{}', d // 90)",
                "adopted_at": stamp("start"),
            },
            "d % 90 = 50 AND k = 0",
        ),
        Table(
            "studies",
            {
                "id": "i + 1",
                "area": "format('area-{}', d // 90)",
                "method": "['survey', 'focus group', 'interview'][k + 1]",
                "done_at": stamp("start"),
            },
            "d % 90 = 10 AND k < 3",
        ),
        Table(
            "birthdays",
            {
                "id": "i + 1",
                "listed_at": stamp("start"),
                "card_sent_at": seen(f"start + {2 * DAY}"),
                "birthday_at": stamp(f"start + {5 * DAY}"),
            },
        ),
        Table(
            "outreach",
            {
                "id": "i + 1",
                "customer_id": "format('K{:05d}', i % 500 + 1)",
                "purpose": "CASE WHEN k < 2 THEN 'thanks' ELSE 'sales' END",
                "made_at": stamp("start"),
            },
        ),
        Table(
            "relationship",
            {
                "survey_id": "i + 1",
                "customer_id": "format('K{:05d}', k + 1)",
                "stay": "CASE WHEN k = 0 THEN 7 ELSE 9 END",
                "sent_at": stamp("start"),
            },
            "d % 80 = 1",
        ),
    ),
    faults=(
        Fault(
            "a breach is followed by nothing",
            "idle",
            date(2025, 8, 17),
            date(2025, 8, 17),
            1,
            (Broken("acted-upon", "quarter", "r_idle = 0", "breached"),),
        ),
    ),
    grows=False,
    flat=True,
    hours=NOON,
)
