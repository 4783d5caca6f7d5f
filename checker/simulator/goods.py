"""Parcels and installations, leads and purchases: what was promised, what came."""

from datetime import date

from upheld.checker.simulator.calls import REGIONS
from upheld.checker.simulator.cases import DAY, HOUR
from upheld.checker.simulator.draws import below, between, pick, skewed
from upheld.checker.simulator.faults import Broken, Fault
from upheld.checker.simulator.streams import Stream, Table, euros, seen, stamp

PARCELS = Stream(
    "parcels",
    base=120,
    hashed=("way",),
    even=("fate", "region_draw"),
    rates={"late": 20, "storm_north": 0, "busy": 100},
    plan=(
        {"region": pick("region_draw", REGIONS)},
        {
            "edge": "r_late + CASE WHEN region = 'north' THEN r_storm_north ELSE 0 END",
        },
        {"late": below("fate", "edge"), "busy_edge": "edge + r_busy"},
        {"after_promise": below("fate", "busy_edge")},
        {
            "promised_ms": f"start + {2 * DAY}",
            "delivered_ms": "start + CASE"
            f" WHEN late THEN {between('way', 75, 140)} * {HOUR}"
            f" WHEN after_promise THEN {between('way', 50, 65)} * {HOUR}"
            f" ELSE {between('way', 18, 46)} * {HOUR} END",
        },
    ),
    tables=(
        Table(
            "parcels",
            {
                "parcel_id": "i + 1",
                "region": "region",
                "ordered_at": stamp("start"),
                "promised_at": stamp("promised_ms"),
                "delivered_at": seen("delivered_ms"),
            },
        ),
    ),
    faults=(
        Fault(
            "a storm in the north that nobody excused",
            "storm_north",
            date(2025, 11, 17),
            date(2025, 11, 19),
            4000,
            (
                Broken(
                    "delivery-goal", "week", "NOT late", group="region", member="north"
                ),
            ),
        ),
        Fault(
            "a storm in the north that a waiver excuses",
            "storm_north",
            date(2026, 1, 10),
            date(2026, 1, 12),
            4000,
            (),
        ),
        Fault(
            "the weeks before Christmas overload the drivers",
            "busy",
            date(2025, 12, 1),
            date(2025, 12, 31),
            900,
            (Broken("delivery-promise", "month", "NOT after_promise"),),
        ),
    ),
)

INSTALLATIONS = Stream(
    "installations",
    base=12,
    hashed=("work", "held", "back_at"),
    even=("fate", "train_fate", "return_fate"),
    rates={"late": 200, "untrained": 300, "returned": 100},
    plan=(
        {
            "late": below("fate", "r_late"),
            "early": f"NOT {below('fate', 4500)}",
            "trained": f"NOT {below('train_fate', 'r_untrained')}",
            "returned": below("return_fate", "r_returned"),
            "promised_ms": f"start + {10 * DAY}",
        },
        {
            "completed_ms": "promised_ms + CASE"
            f" WHEN late THEN {between('work', 2, 48)} * {HOUR}"
            f" WHEN early THEN {between('work', -72, -28)} * {HOUR}"
            f" ELSE {between('work', -20, -1)} * {HOUR} END",
            "held_ms": f"start + {between('held', 12 * 24, 13 * 24)} * {HOUR}",
            "returned_ms": f"start + {between('back_at', 15, 25)} * {DAY}",
        },
    ),
    tables=(
        Table(
            "installations",
            {
                "order_id": "i + 1",
                "ordered_at": stamp("start"),
                "promised": stamp("promised_ms"),
                "completed_at": seen("completed_ms"),
            },
        ),
        Table(
            "customer_training",
            {"id": "i + 1", "order_id": "i + 1", "held_at": stamp("held_ms")},
            "trained AND held_ms < end_ms",
            "held_ms",
        ),
        Table(
            "returns",
            {"id": "i + 1", "order_id": "i + 1", "returned_at": stamp("returned_ms")},
            "returned AND returned_ms < end_ms",
            "returned_ms",
        ),
    ),
    faults=(
        Fault(
            "a missing part delays installations for a quarter",
            "late",
            date(2025, 10, 1),
            date(2025, 12, 31),
            1200,
            (Broken("install-on-time", "quarter", "NOT late"),),
        ),
        Fault(
            "a batch of faulty products comes back",
            "returned",
            date(2025, 7, 1),
            date(2025, 9, 30),
            600,
            (Broken("product-returns", "quarter", "returned"),),
        ),
    ),
    hours=((0, 34), (100, 66)),
)

LEADS = Stream(
    "leads",
    base=24,
    hashed=("bought", "again_at", "price_draw", "word_at", "extra_at"),
    even=("fate", "again_fate", "large_fate", "word_fate", "extra_fate"),
    rates={"buys": 5500, "silent": 0},
    plan=(
        {
            "buys": below("fate", "r_buys"),
            "again": below("again_fate", 5000),
            "large": below("large_fate", 400),
            "silent": below("word_fate", "r_silent"),
            "gets_extra": below("extra_fate", 3500),
            "first_ms": f"start + {between('bought', HOUR, 25 * DAY)}",
            "price": f"CASE WHEN {below('large_fate', 400)}"
            f" THEN {between('price_draw', 52_000, 90_000)}"
            f" ELSE {skewed('price_draw', 2_000, 20_000)} END",
        },
        {
            "second_ms": f"first_ms + {between('again_at', 20 * DAY, 80 * DAY)}",
            "word_ms": f"first_ms + {between('word_at', DAY, 12 * DAY)}",
            "extra_ms": f"first_ms + {between('extra_at', DAY, 28 * DAY)}",
        },
    ),
    tables=(
        Table(
            "leads",
            {
                "lead_id": "i + 1",
                "customer_id": "format('L{:08d}', i)",
                "created_at": stamp("start"),
            },
        ),
        Table(
            "purchases",
            {
                "order_id": "i * 2 + order_no",
                "customer_id": "format('L{:08d}', i)",
                "order_no": "order_no",
                "amount_eur": euros("CASE WHEN order_no = 1 THEN price ELSE 6500 END"),
                "bought_at": stamp("bought_ms"),
            },
            "bought_ms < end_ms AND (order_no = 1 OR again)",
            "bought_ms",
            "SELECT *, [first_ms, second_ms][order_no] AS bought_ms"
            " FROM (SELECT *, unnest([1, 2]) AS order_no FROM plan_leads WHERE buys)",
        ),
        Table(
            "courtesy",
            {"id": "i + 1", "customer_id": "who", "made_at": stamp("word_ms")},
            "word_ms < end_ms",
            "word_ms",
            "SELECT i, end_ms, word_ms, format('L{:08d}', i) AS who FROM plan_leads"
            " WHERE buys AND large AND NOT silent UNION ALL"
            " SELECT 1000000000 + d * 10 + c, end_ms, start, format('K{:05d}', c)"
            " FROM (SELECT *, unnest(range(1, 7)) AS c FROM plan_leads"
            " WHERE k = 0 AND d % 150 = 2)",
        ),
        Table(
            "extras",
            {
                "id": "i + 1",
                "customer_id": "format('L{:08d}', i)",
                "given_at": stamp("extra_ms"),
            },
            "buys AND gets_extra AND extra_ms < end_ms",
            "extra_ms",
        ),
    ),
    faults=(
        Fault(
            "the shop on the web is broken for leads of a quarter",
            "buys",
            date(2025, 7, 1),
            date(2025, 9, 30),
            2500,
            (Broken("journey-speed", "quarter", "buys"),),
        ),
    ),
)

CUSTOMERS = Stream(
    "customers",
    base=20,
    hashed=("leaves_at", "value", "service", "acquired"),
    even=("fate", "costly_fate"),
    rates={"leaves": 300},
    plan=(
        {
            "leaves": below("fate", "r_leaves"),
            "costly": below("costly_fate", 200),
            "left_ms": f"start + {between('leaves_at', 20 * DAY, 300 * DAY)}",
        },
    ),
    tables=(
        Table(
            "customers",
            {
                "customer_id": "i + 1",
                "joined_at": stamp("start"),
                "left_at": f"CASE WHEN leaves THEN {seen('left_ms')} END",
                "value_eur": euros(between("value", 30_000, 90_000)),
                "service_cost_eur": euros(
                    "CASE WHEN costly THEN 95000"
                    f" ELSE {between('service', 500, 9_000)} END"
                ),
                "acquisition_eur": euros(between("acquired", 6_000, 14_000)),
            },
        ),
    ),
)

ACCOUNTS = Stream(
    "accounts",
    base=1,
    hashed=("revenue", "service"),
    even=(),
    rates={"payroll": 50},
    plan=({"first": "d = 0 OR day(day) = 1"},),
    tables=(
        Table(
            "accounts",
            {
                "month": "strftime(day, '%Y-%m')",
                "month_start": stamp("start_ms"),
                "revenue_eur": euros(
                    f"40000000 + d * 40000 + {between('revenue', 0, 100_000)}"
                ),
                "service_eur": euros(between("service", 8_000_000, 8_100_000)),
                "payroll_eur": euros(
                    f"({between('service', 8_000_000, 8_100_000)}) * r_payroll // 100"
                ),
                "keeping_eur": euros("500"),
                "customers_count": "1500",
            },
            "first",
        ),
    ),
    faults=(
        Fault(
            "overtime before Christmas",
            "payroll",
            date(2025, 12, 1),
            date(2025, 12, 31),
            61,
            (Broken("payroll", "month", state=""),),
        ),
    ),
    grows=False,
    flat=True,
)
