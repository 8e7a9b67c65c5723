"""Columns of stored tables in words: what a visitor reads over a sweep's table instead of a column's name."""

from ....catalog.check import PARAMETERS
from ....catalog.home import told
from ....catalog.series import MEASURES, VECTORS
from .levers import label as label_of

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


def heading(name: str) -> str:
    """A column's heading. A column of somebody's own is read as it is called."""
    if name in OWN:
        return OWN[name]
    if name in MEASURES:
        label, unit, _, _ = MEASURES[name].shown
        return f"{told(label)}, {unit}".removesuffix(", ")
    if name in PARAMETERS:
        return label_of(name)
    for vector in VECTORS.values():
        if place := vector.slug(name):
            return f"{vector.label} {place.replace('_', ' ')}, {vector.unit}"
    return name.replace("_", " ").strip().capitalize()
