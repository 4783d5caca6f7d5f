"""Social media, surveys and other answers of customers."""

from datetime import date, timedelta

from upheld.checker.simulator.calls import REGIONS
from upheld.checker.simulator.cases import DAY, HOUR
from upheld.checker.simulator.draws import below, between, pick, skewed
from upheld.checker.simulator.faults import Broken, Fault
from upheld.checker.simulator.streams import Stream, Table, seen, stamp, yes

PLATFORMS = (("photo network", 40), ("video network", 35), ("forum", 25))
SOCIAL_DAY = ((0, 10), (15, 35), (100, 94))

POSTS = Stream(
    "posts",
    base=40,
    hashed=("reply", "solve"),
    even=("fate", "kind_draw", "reach_draw", "platform_draw", "solve_fate"),
    rates={"late": 50, "crisis": 0, "backlog": 0, "dropped": 100},
    plan=(
        {
            "complaint": below("kind_draw", 3000),
            "reach": "50 + ((reach_draw * 11000) >> 31)",
            "dropped": below("solve_fate", "r_dropped"),
        },
        {
            "crisis": "complaint AND reach > 10000",
            "waits": "r_backlog > 0 AND complaint AND reach <= 10000",
        },
        {
            "late": f"NOT crisis AND NOT waits AND {below('fate', 'r_late')}",
            "ignored": "crisis AND r_crisis > 0",
        },
        {
            "replied_ms": "start + CASE WHEN waits THEN 84600000"
            " WHEN ignored THEN 10800000"
            f" WHEN late THEN {between('reply', 61, 75)} * 60000"
            f" ELSE {skewed('reply', 60_000, 55 * 60_000)} END",
        },
        {
            "resolved_ms": "replied_ms + CASE WHEN dropped THEN 200000000"
            f" ELSE {skewed('solve', 60_000, 20 * HOUR)} END",
        },
    ),
    tables=(
        Table(
            "posts",
            {
                "post_id": "i + 1",
                "platform": pick("platform_draw", PLATFORMS),
                "kind": "CASE WHEN complaint THEN 'complaint' ELSE 'question' END",
                "reach": "reach",
                "posted_at": stamp("start"),
                "replied_at": seen("replied_ms"),
                "resolved_at": seen("resolved_ms"),
            },
        ),
    ),
    faults=(
        Fault(
            "complaints with a wide reach are left standing",
            "crisis",
            date(2025, 4, 22),
            date(2025, 4, 23),
            1,
            (Broken("social-crisis", "week", "NOT ignored", "crisis"),),
        ),
        Fault(
            "nobody answers complaints on a Monday",
            "backlog",
            date(2025, 5, 19),
            date(2025, 5, 19),
            1,
            (
                Broken("social-answer", "week", "NOT waits AND NOT late", "complaint"),
                Broken("unseen-complaints", "day", population="waits", lag=1),
            ),
        ),
        Fault(
            "answered posts are not followed through",
            "dropped",
            date(2025, 9, 1),
            date(2025, 9, 30),
            900,
            (Broken("social-follow-through", "month", "NOT dropped"),),
        ),
    ),
    hours=SOCIAL_DAY,
)

OWN_POSTS = Stream(
    "own_posts",
    base=4,
    hashed=(),
    even=(),
    rates={"silent": 0},
    plan=({"account": "format('account-{}', k + 1)"},),
    tables=(
        Table(
            "own_posts",
            {
                "post_id": "i + 1",
                "account": "account",
                "platform": "['photo network', 'video network', 'forum'][k % 3 + 1]",
                "posted_at": stamp("start"),
            },
            "NOT (r_silent > 0 AND k = 3)",
        ),
    ),
    faults=(
        Fault(
            "an account is silent for twelve days",
            "silent",
            date(2025, 4, 5),
            date(2025, 4, 16),
            1,
            (
                Broken(
                    "account-alive",
                    "overall",
                    group="account",
                    member="account-4",
                    missed=1,
                ),
            ),
        ),
    ),
    grows=False,
    flat=True,
    hours=((0, 34), (100, 66)),
)

SEARCHES = Stream(
    "searches",
    base=8,
    hashed=(),
    even=(),
    rates={},
    plan=({"term": "['brand', 'product', 'key person', 'company'][k % 4 + 1]"},),
    tables=(
        Table(
            "searches", {"run_id": "i + 1", "term": "term", "run_at": stamp("start")}
        ),
    ),
    grows=False,
    flat=True,
    hours=((0, 34), (50, 35), (50, 66), (100, 67)),
)

MENTIONS = Stream(
    "mentions",
    base=12,
    hashed=("triage",),
    even=("fate",),
    rates={"late": 200},
    plan=(
        {"late": below("fate", "r_late")},
        {
            "triaged_ms": f"start + CASE WHEN late THEN {30 * HOUR}"
            f" ELSE {skewed('triage', 60_000, 20 * HOUR)} END",
        },
    ),
    tables=(
        Table(
            "mentions",
            {
                "mention_id": "i + 1",
                "found_at": stamp("start"),
                "triaged_at": seen("triaged_ms"),
            },
        ),
    ),
    faults=(
        Fault(
            "mentions lie for a week",
            "late",
            date(2025, 5, 5),
            date(2025, 5, 11),
            3000,
            (Broken("mentions", "week", "NOT late"),),
        ),
    ),
)

#: Every other month is a little better, so that no trend of three months is chance.
MOOD = "r_content + CASE WHEN r_trend = 0 AND month(day) % 2 = 0 THEN 150 ELSE 0 END"

SURVEYS = Stream(
    "surveys",
    base=60,
    hashed=("skill", "ease", "said"),
    even=(
        "fate",
        "recommend_draw",
        "region_draw",
        "touch_draw",
        "gap_fate",
        "tail_fate",
    ),
    rates={"content": 8800, "trend": 0, "promoters": 5500, "gaps": 150},
    plan=(
        {
            "mood": MOOD,
            "region": pick("region_draw", REGIONS),
            "incomplete": below("gap_fate", "r_gaps"),
            "promoter": below("recommend_draw", "r_promoters"),
            "detractor": f"NOT {below('recommend_draw', 8800)}",
            "touchpoint": "['website', 'store', 'phone', 'delivery', 'invoice']"
            "[((touch_draw * 5) >> 31) + 1]",
        },
        {"content": below("fate", "mood")},
    ),
    tables=(
        Table(
            "surveys",
            {
                "survey_id": "i + 1",
                "answered_at": stamp("start"),
                "region": "region",
                "touchpoint": "touchpoint",
                "recommend": "CASE WHEN promoter THEN 9 + i % 2"
                " WHEN detractor THEN 3 + i % 4 ELSE 7 + i % 2 END",
                "satisfaction": "CASE WHEN content THEN 5 ELSE 3 END",
                "rating": between("said", 70, 90),
                "ability": "CASE WHEN NOT incomplete THEN 4 END",
                "knowledge": f"CASE WHEN {below('skill', 9000)} THEN 5 ELSE 4 END",
                "answer_time": "4",
                "solve_time": "4",
                "expectation": f"CASE WHEN {below('tail_fate', 7000)} THEN 'met'"
                f" WHEN {below('tail_fate', 9600)} THEN 'exceeded' ELSE 'below' END",
                "effort": f"CASE WHEN {below('ease', 6000)} THEN 1 ELSE 2 END",
                "tailored": yes(below("tail_fate", 9000)),
            },
        ),
    ),
    faults=(
        *(
            Fault(
                "satisfaction slips from month to month",
                rate,
                date(2025, month, 1),
                date(2025, month + 1, 1) - timedelta(days=1),
                value,
                breaks,
            )
            for month, content, breaks in (
                (6, 9400, ()),
                (7, 9100, ()),
                (8, 8800, ()),
                (9, 8500, (Broken("satisfaction-trend", "month", state=""),)),
            )
            for rate, value, breaks in (
                ("content", content, breaks),
                ("trend", 1, ()),
            )
        ),
        Fault(
            "a price rise displeases customers",
            "content",
            date(2025, 11, 1),
            date(2025, 11, 30),
            7000,
            (Broken("satisfaction", "month", "content"),),
        ),
        Fault(
            "and few would recommend us in that quarter",
            "promoters",
            date(2025, 10, 1),
            date(2025, 12, 31),
            3000,
            (Broken("loyalty-score", "quarter"),),
        ),
        Fault(
            "a faulty form loses an answer",
            "gaps",
            date(2026, 2, 1),
            date(2026, 2, 28),
            900,
            (Broken("survey-complete", "month", "NOT incomplete"),),
        ),
    ),
)

INVITATIONS = Stream(
    "invitations",
    base=80,
    hashed=("answer",),
    even=("fate", "channel_draw"),
    rates={"answers": 2800},
    plan=(
        {
            "answers": below("fate", "r_answers"),
            "channel": "['e-mail', 'text message', 'QR code', 'suggestion box',"
            " 'smiley screen', 'social', 'contact page', 'help centre']"
            "[((channel_draw * 8) >> 31) + 1]",
            "answered_ms": f"start + {skewed('answer', 60_000, 13 * DAY)}",
        },
    ),
    tables=(
        Table(
            "invitations",
            {
                "id": "i + 1",
                "channel": "channel",
                "sent_at": stamp("start"),
                "answered_at": f"CASE WHEN answers THEN {seen('answered_ms')} END",
            },
        ),
        Table(
            "survey_answers",
            {
                "id": "i + 1",
                "question": "['satisfied', 'would recommend', 'why us'][i % 3 + 1]",
                "given_at": stamp("answered_ms"),
            },
            "answers AND answered_ms < end_ms",
            "answered_ms",
        ),
    ),
    faults=(
        Fault(
            "the invitations land in the junk mail",
            "answers",
            date(2025, 5, 1),
            date(2025, 5, 31),
            1200,
            (Broken("response-rate", "month", "answers"),),
        ),
    ),
)

ARTICLE_RATINGS = Stream(
    "article_ratings",
    base=30,
    hashed=(),
    even=("fate", "place_draw", "find_fate"),
    rates={"useful": 8000},
    plan=(
        {
            "useful": below("fate", "r_useful"),
            "place": pick("place_draw", (("help centre", 60), ("faq", 40))),
        },
    ),
    tables=(
        Table(
            "article_ratings",
            {
                "id": "i + 1",
                "place": "place",
                "useful": yes("useful"),
                "findable": yes(below("find_fate", 8500)),
                "rated_at": stamp("start"),
            },
        ),
    ),
    faults=(
        Fault(
            "the help pages describe the old product",
            "useful",
            date(2026, 2, 1),
            date(2026, 2, 28),
            6000,
            (Broken("self-service-useful", "month", "useful"),),
        ),
    ),
)
