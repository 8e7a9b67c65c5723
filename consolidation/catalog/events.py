"""What happens: every kind of event in one line, with all its words. Who tells of one is a rule (`books.ledger.tell`).

The number of an event is its place here, so a new one goes to the end. Feed, firm stories, report, charts' marks,
metrics, frames and docs read this list; a sentence names what it fills in (`consolidation/faces/page/words/events.py`).
"""

from dataclasses import dataclass
from typing import Any

from .codes import declare

GROUPS = {"Exits": "✕", "Policy": "§", "Power and AI": "⚡", "Machines": "▣", "Money": "$", "Bitcoin": "◆"}
"""Groups of the feed, and their signs."""
OF_A_FIRM = 3
"""The rank of what befalls one firm: told by class and size, after the news of the whole industry (0 to 2)."""


@dataclass(frozen=True)
class Event:
    """One kind of event."""

    label: str
    group: str
    says: str  # the sentence in the feed
    routine: bool = False  # so common that the feed keeps it for those who filter for it
    reason: bool = False  # the sentence ends with the cause
    usd: str = "USD"  # what its amount is: a sum, a price (USD/MWh, USD/BTC), or none
    size: str = "usd"  # the column of the events' frame that says how large it is
    rank: int | None = None  # in the report's notable events
    leaves: bool = False  # the firm leaves American mining
    mark: str = ""  # on the charts' line of time
    large: str = ""  # the same where it is large
    story: str = ""  # in the story of how a firm ended
    summed: int = 0  # its turn among what is told there once, for all of its kind together


KINDS: dict[str, Event] = {}
"""By label, in the order of their numbers."""


def event(label: str, group: str, says: str, **words: Any) -> int:
    """Declare a kind of event; its number."""
    return declare(KINDS, label, Event(label, group, says, **words))


DUTY_CHANGED = event(
    "duty changed", "Policy", "Duty on rigs from {other_place} is now {other_rate}.", usd="", rank=1, mark="Tariffs"
)
PAUSE_ENDED = event("pause ended", "Policy", "The 90-day pause ended: {other}.", usd="", rank=0, mark="Pause ends")
IMPORT_BAN = event(
    "import ban",
    "Policy",
    "Rigs of Chinese makers are banned.",
    rank=0,
    mark="Import ban",
    story="Rigs of Chinese makers were banned.",
)
HALVING = event(
    "halving",
    "Bitcoin",
    "The block subsidy halves.",
    size="hash_eh_s",
    rank=0,
    mark="Halving",
    story="The block subsidy halved.",
)
PRICE_JUMP = event("price jump", "Bitcoin", "Bitcoin jumps to {usd_price} USD.", usd="USD/BTC")
POWER_WON = event("power won", "Power and AI", "{firm} wins {power} at {usd_mwh}.", routine=True, usd="USD/MWh")
POWER_LOST = event(
    "power lost",
    "Power and AI",
    "{firm} loses {power}{to_other}; the winner pays {usd_mwh}.",
    usd="USD/MWh",
    story="It was outbid by {other} for {power}, at {usd_mwh}.",
)
EVICTED = event(
    "evicted",
    "Power and AI",
    "{firm} has to leave {power}{at_other}.",
    reason=True,
    story="It had to leave {power}{at_other}.",
)
LEASE_SIGNED = event(
    "lease signed",
    "Power and AI",
    "{firm} lets {power} to {other_or_ai}; conversion begins.",
    size="power_mw",
    rank=OF_A_FIRM,
    large="AI lease: {firm}",
    story="It let {power} to {other} for AI.",
)
LEASE_LIVE = event(
    "lease live", "Power and AI", "{firm}’s {power} now run for {other_or_ai}.", routine=True, size="power_mw"
)
RIGS_ORDERED = event("rigs ordered", "Machines", "{firm} orders {hash} from {other} for {money}.", routine=True)
RIGS_DELIVERED = event("rigs delivered", "Machines", "{firm} receives {hash} from {other}.", routine=True)
ORDER_CANCELLED = event(
    "order cancelled",
    "Machines",
    "{firm} cancels an order of {hash} at {other}.",
    routine=True,
    reason=True,
    size="hash_eh_s",
    summed=2,
    story="It cancelled orders of {hash}.",
)
DEPOSIT_FORFEITED = event(
    "deposit forfeited",
    "Machines",
    "{firm} loses a deposit of {money} at {other}.",
    reason=True,
    rank=OF_A_FIRM,
    summed=1,
    story="It lost deposits of {money} on machines it could not take.",
)
RIGS_DIVERTED = event("rigs diverted", "Machines", "{firm} sends {hash} from {other} to sites abroad.")
CLAIM_FILED = event(
    "customs claim",
    "Policy",
    "Customs claims {money} from {firm} for past imports.",
    rank=OF_A_FIRM,
    story="Customs claimed {money} for past imports.",
)
LOAN = event("loan", "Money", "{firm} borrows {money}.", summed=6, story="It borrowed {money}.")
SHARES_ISSUED = event(
    "shares issued",
    "Money",
    "{firm} issues shares for {money}.",
    routine=True,
    summed=4,
    story="It raised {money} by issuing shares.",
)
NOTES_ISSUED = event(
    "notes issued",
    "Money",
    "{firm} issues convertible notes for {money}.",
    routine=True,
    summed=3,
    story="It raised {money} with convertible notes.",
)
COVENANT_BREACH = event(
    "covenant breach", "Money", "{firm} breaches its loan covenant.", story="It breached its loan covenant."
)
DEFAULT = event("default", "Exits", "{firm} cannot pay its bills.", reason=True, story="It could not pay its bills.")
LIQUIDATED = event(
    "liquidated",
    "Exits",
    "{firm} is wound up{hash_with}.",
    reason=True,
    size="hash_eh_s",
    rank=OF_A_FIRM,
    leaves=True,
    large="fails: {firm}",
)
CLOSED = event(
    "closed",
    "Exits",
    "{firm} closes in order{hash_with}.",
    reason=True,
    size="hash_eh_s",
    rank=OF_A_FIRM,
    leaves=True,
    large="fails: {firm}",
)
LOT_SOLD = event("lot sold", "Money", "{other_or_nobody} buys {lot} of {firm} for {money}.", routine=True)
ACQUIRED = event(
    "acquired",
    "Exits",
    "{other_or_nobody} takes over {firm} for {money}.",
    reason=True,
    rank=OF_A_FIRM,
    leaves=True,
    large="bought: {firm}",
)
PIVOTED = event(
    "pivoted", "Exits", "{firm} leaves mining and lives on AI leases.", size="hash_eh_s", rank=OF_A_FIRM, leaves=True
)
RELOCATED = event(
    "relocated",
    "Exits",
    "{firm} has left American mining for sites abroad.",
    size="hash_eh_s",
    rank=OF_A_FIRM,
    leaves=True,
)
MOVED_ABROAD = event(
    "moved abroad", "Power and AI", "{firm} moves {power_or_hash} abroad.", story="It moved {power} abroad."
)
ENTERED = event("entered", "Exits", "{firm} enters{power_with}.")
MODEL_LAUNCHED = event("model launched", "Machines", "{firm} launches a new machine.")
LINE_STARTED = event("assembly line started", "Machines", "{firm} starts to build an American assembly line.", rank=2)
LINE_OPENED = event(
    "assembly line opened", "Machines", "{firm}’s American assembly line opens.", rank=1, mark="{firm} US line"
)
CLAIM_SETTLED = event(
    "claim settled",
    "Policy",
    "{firm} settles a customs claim for {money}.",
    story="It settled the customs claim for {money}.",
)
BAN_ANNOUNCED = event(
    "ban announced", "Policy", "A ban on rigs of Chinese makers is announced.", rank=0, mark="Ban announced"
)
SHUTDOWN = event(
    "shutdown", "Power and AI", "{firm} switches off {hash_or_all}.", reason=True, story="It switched its machines off."
)
SUPPORT_CHANGED = event(
    "energy support", "Policy", "Energy support is now {usd_mwh}.", usd="USD/MWh", rank=0, mark="Energy support"
)
LISTED = event(
    "listed", "Money", "{firm} goes public and raises {money}.", summed=5, story="It went public and raised {money}."
)

EVENTS = tuple(KINDS.values())
EVENT_LABELS = tuple(KINDS)
