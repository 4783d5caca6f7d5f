"""Every stream of the simulation, and the lists beside them."""

from upheld.checker.simulator import cases, goods, people, voices
from upheld.checker.simulator.calls import CALLS
from upheld.checker.simulator.streams import Stream
from upheld.checker.simulator.tickets import TICKETS

STREAMS: tuple[Stream, ...] = (
    CALLS,
    cases.CONTACTS,
    cases.ENQUIRIES,
    cases.COMPLAINTS,
    TICKETS,
    goods.PARCELS,
    goods.INSTALLATIONS,
    goods.LEADS,
    goods.CUSTOMERS,
    goods.ACCOUNTS,
    voices.POSTS,
    voices.OWN_POSTS,
    voices.SEARCHES,
    voices.MENTIONS,
    voices.SURVEYS,
    voices.INVITATIONS,
    voices.ARTICLE_RATINGS,
    people.REVIEWS,
    people.PUBLICATIONS,
    people.TRAINING,
    people.HIRES,
    people.AUDITS,
    people.CHECKS,
)

AGENT_NAMES = tuple(f"agent-{number:02d}" for number in range(1, people.AGENTS + 1))
KEY_ACCOUNTS = tuple(f"K{number:05d}" for number in range(1, 7))

#: Lists that policies read: name of the file, its column, its values.
LISTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "accounts_social": ("account", tuple(f"account-{n}" for n in range(1, 5))),
    "agents": ("agent", AGENT_NAMES),
    "frontline": ("agent", AGENT_NAMES[:20]),
    "key_accounts": ("customer_id", KEY_ACCOUNTS),
    "top_customers": ("customer_id", KEY_ACCOUNTS),
    "stores": ("store", tuple(f"store-{n}" for n in range(1, people.STORES + 1))),
    "policies": ("policy", tuple(f"policy-{n}" for n in range(1, 7))),
}

STAFF = tuple(f"S{number:03d}" for number in range(1, people.STAFF + 1))
