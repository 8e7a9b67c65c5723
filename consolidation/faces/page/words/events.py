"""Events as sentences. One line for every kind the engine tells of; what it does not know stays unsaid."""

from typing import Any

from .numbers import hash_rate, money, power, written

SENTENCES = {
    "duty changed": "Duty on rigs from {other_place} is now {other_rate}.",
    "pause ended": "The 90-day pause ended: {other}.",
    "import ban": "Rigs of Chinese makers are banned.",
    "ban announced": "A ban on rigs of Chinese makers is announced.",
    "halving": "The block subsidy halves.",
    "price jump": "Bitcoin jumps to {usd_price} USD.",
    "power won": "{firm} wins {power} at {usd_mwh}.",
    "power lost": "{firm} loses {power}{to_other}; the winner pays {usd_mwh}.",
    "evicted": "{firm} has to leave {power}{at_other}.",
    "lease signed": "{firm} lets {power} to {other_or_ai}; conversion begins.",
    "lease live": "{firm}’s {power} now run for {other_or_ai}.",
    "rigs ordered": "{firm} orders {hash} from {other} for {money}.",
    "rigs delivered": "{firm} receives {hash} from {other}.",
    "order cancelled": "{firm} cancels an order of {hash} at {other}.",
    "deposit forfeited": "{firm} loses a deposit of {money} at {other}.",
    "rigs diverted": "{firm} sends {hash} from {other} to sites abroad.",
    "customs claim": "Customs claims {money} from {firm} for past imports.",
    "claim settled": "{firm} settles a customs claim for {money}.",
    "loan": "{firm} borrows {money}.",
    "shares issued": "{firm} issues shares for {money}.",
    "listed": "{firm} goes public and raises {money}.",
    "notes issued": "{firm} issues convertible notes for {money}.",
    "covenant breach": "{firm} breaches its loan covenant.",
    "default": "{firm} cannot pay its bills.",
    "liquidated": "{firm} is wound up{hash_with}.",
    "closed": "{firm} closes in order{hash_with}.",
    "lot sold": "{other_or_nobody} buys {lot} of {firm} for {money}.",
    "acquired": "{other_or_nobody} takes over {firm} for {money}.",
    "pivoted": "{firm} leaves mining and lives on AI leases.",
    "relocated": "{firm} has left American mining for sites abroad.",
    "moved abroad": "{firm} moves {power_or_hash} abroad.",
    "entered": "{firm} enters{power_with}.",
    "model launched": "{firm} launches a new machine.",
    "assembly line started": "{firm} starts to build an American assembly line.",
    "assembly line opened": "{firm}’s American assembly line opens.",
    "shutdown": "{firm} switches off {hash_or_all}.",
    "energy support": "Energy support is now {usd_mwh}.",
}
CAUSES = {
    "hashprice": "the hashprice fell",
    "halving": "the halving cut its revenue",
    "power price": "its power costs more than it earns",
    "outbid by ai": "an AI buyer outbid it for power",
    "outbid by a miner": "another miner outbid it for power",
    "host turned to ai": "its host turned the hall to AI",
    "host failed": "its host failed",
    "duty": "duty made its machines too dear",
    "import ban": "the import ban",
    "debt": "debt it could not serve",
    "customs claim": "a customs claim",
    "worn-out fleet": "its machines were worn out",
    "buyer's premium": "the buyer paid a premium",
    "power for ai": "the buyer wanted its power for AI",
    "ai lease": "AI leases pay more than mining",
    "cheaper abroad": "mining abroad is cheaper",
    "cannot pay the balance": "it could not pay the balance",
    "covenant": "the lender called the loan",
    "overhead": "overhead outgrew its earnings",
}
GROUPS: dict[str, tuple[str, ...]] = {
    "Exits": ("liquidated", "closed", "acquired", "pivoted", "relocated", "default", "entered"),
    "Policy": (
        "duty changed", "pause ended", "import ban", "ban announced", "energy support", "customs claim",
        "claim settled",
    ),
    "Power and AI": (
        "power won", "power lost", "evicted", "lease signed", "lease live", "moved abroad", "shutdown",
    ),
    "Machines": (
        "rigs ordered", "rigs delivered", "order cancelled", "deposit forfeited", "rigs diverted", "model launched",
        "assembly line started", "assembly line opened",
    ),
    "Money": ("listed", "loan", "shares issued", "notes issued", "covenant breach", "lot sold"),
    "Bitcoin": ("halving", "price jump"),
}  # fmt: skip
ICONS = {"Exits": "✕", "Policy": "§", "Power and AI": "⚡", "Machines": "▣", "Money": "$", "Bitcoin": "◆"}
ROUTINE = (
    "power won",
    "rigs ordered",
    "rigs delivered",
    "shares issued",
    "order cancelled",
    "lease live",
    "lot sold",
    "notes issued",
)
"""So common that the feed keeps them for those who filter for them."""
WITH_REASON = (
    "liquidated",
    "closed",
    "acquired",
    "evicted",
    "order cancelled",
    "default",
    "shutdown",
    "deposit forfeited",
)
MARKS = {
    "import ban": "Import ban",
    "ban announced": "Ban announced",
    "halving": "Halving",
    "pause ended": "Pause ends",
    "energy support": "Energy support",
    "assembly line opened": "{firm} US line",
}
GROUP_OF = {kind: group for group, kinds in GROUPS.items() for kind in kinds}


def party(name: str) -> str:
    """Who, inside a sentence: "AI buyer, ERCOT" is the AI buyer in ERCOT."""
    kind, comma, place = name.partition(", ")
    return f"the AI buyer in {place}" if comma and kind == "AI buyer" else name


def sentence(event: Any) -> str:
    """An event (a row of the events' frame) in plain English."""
    kind, firm, other = event.kind, event.firm, party(event.other)
    place, _, rate = event.other.rpartition(", ")
    parts = {
        "firm": firm or "A firm",
        "other": other or "another party",
        "other_place": place,
        "other_rate": rate,
        "other_or_ai": other or "an AI buyer",
        "other_or_nobody": other or "Nobody",
        "to_other": f" to {other}" if other else "",
        "at_other": f" in a hall of {other}" if other else "",
        "power": power(event.power_mw),
        "power_with": f" with {power(event.power_mw)}" if event.power_mw > 0 else "",
        "power_or_hash": hash_rate(event.hash_eh_s) if event.hash_eh_s > 0 else power(event.power_mw),
        "hash": hash_rate(event.hash_eh_s),
        "hash_or_all": hash_rate(event.hash_eh_s) if event.hash_eh_s > 0 else "its machines",
        "hash_with": f" ({hash_rate(event.hash_eh_s)})" if event.hash_eh_s > 0 else "",
        "lot": f"a site of {power(event.power_mw)}" if event.power_mw > 0 else "machines",
        "usd_mwh": f"{written(event.usd, 1)} USD/MWh",
        "usd_price": written(event.usd),
        "money": money(event.usd),
    }
    text = SENTENCES.get(kind, "{firm}: " + kind + ".").format(**parts)
    if kind in WITH_REASON and event.cause in CAUSES:
        text = f"{text[:-1]}: {CAUSES[event.cause]}."
    return text[:1].upper() + text[1:]
