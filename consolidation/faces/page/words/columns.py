"""Columns of stored tables in words: what a visitor reads over a sweep's table instead of a column's name."""

from ....catalog.check import PARAMETERS
from .labels import COMPARED, HEADLINES
from .levers import LABELS

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

SHOWN_AS: dict[str, tuple[int, float]] = {str(row[0]): (int(row[3]), float(row[4])) for row in (*HEADLINES, *COMPARED)}
"""Digits and scale of columns that the page shows in another unit than the table holds."""
KNOWN: dict[str, tuple[str, str]] = {str(row[0]): (str(row[1]), str(row[2])) for row in (*HEADLINES, *COMPARED)}


def heading(name: str) -> str:
    """A column's heading."""
    if name in OWN:
        return OWN[name]
    if name in KNOWN:
        label, unit = KNOWN[name]
        return f"{label}, {unit}" if unit else label
    if name in PARAMETERS:
        return LABELS.get(name) or PARAMETERS[name].help
    words = [UNITS.get(word, word) for word in name.replace(".", "_").split("_")]
    text = " ".join(word for word in words if word)
    return text[:1].upper() + text[1:]
