"""Events as sentences: what the catalogue says of a kind, filled in."""

from typing import Any

from ....catalog.causes import CAUSES
from ....catalog.events import KINDS
from ....catalog.home import US
from ....catalog.names import ai_region
from .numbers import hash_rate, money, power, written


def party(name: str) -> str:
    """Who, inside a sentence: "AI buyer, ERCOT" is the AI buyer in ERCOT."""
    region = ai_region(name)
    return f"the AI buyer in {region}" if region else name


def sentence(event: Any) -> str:
    """An event (a row of the events' frame) in plain English."""
    kind, firm, other = event.kind, event.firm, party(event.other)
    place, _, rate = event.other.rpartition(", ")
    parts = {
        "home": US,
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
    text = KINDS[kind].says.format(**parts)
    if KINDS[kind].reason and event.cause:
        text = f"{text[:-1]}: {CAUSES[event.cause]}."
    return text[:1].upper() + text[1:]
