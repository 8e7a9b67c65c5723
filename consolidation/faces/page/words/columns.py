"""Columns of stored tables in words: what a visitor reads over a sweep's table instead of a column's name."""

from ....catalog.check import PARAMETERS
from ....catalog.home import told
from ....catalog.series import COMPARED, HEADLINES, Compared, Headline
from .levers import label

OWN = {
    "id": "Run",
    "run": "Run",
    "point": "Point",
    "replicate": "Replicate",
    "seed": "Seed",
    "scenario": "Scenario",
    "status": "Outcome",
    "error": "What went wrong",
    "wall_seconds": "Seconds",
    "weeks": "Weeks",
    "variant": "Variant",
}
UNITS = {
    "usd": "USD",
    "mw": "MW",
    "eh": "EH",
    "us": "US",
    "hhi": "HHI",
    "cr4": "CR4",
    "ai": "AI",
    "btc": "BTC",
    "musd": "million USD",
    "mwh": "MWh",
    "th": "TH",
    "ph": "PH",
}

SHOWN: dict[str, Headline | Compared] = {**HEADLINES, **COMPARED}
"""How the page calls and shows a column, also in another unit than the table holds."""


def heading(name: str) -> str:
    """A column's heading."""
    if name in OWN:
        return OWN[name]
    if name in SHOWN:
        one = SHOWN[name]
        return f"{told(one.label)}, {one.unit}".removesuffix(", ")
    if name in PARAMETERS:
        return label(name)
    words = [UNITS.get(word, word) for word in name.replace(".", "_").split("_")]
    text = " ".join(word for word in words if word)
    return text[:1].upper() + text[1:]
