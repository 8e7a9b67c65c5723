"""A sweep's table for people: what was varied first, then what came out; shares in per cent, identities short and
last.
"""

from typing import Any

import pandas as pd

from ....catalog.check import PARAMETERS
from ....catalog.series import MEASURES
from ..words.columns import heading
from ..words.numbers import written

FIRST = ("variant", "point", "seed", "replicate")
LAST = ("wall_seconds", "weeks", "id")
SHORT = 8
"""Characters of an identity that tell it from the others of a sweep."""


def columns(table: pd.DataFrame) -> list[str]:
    """The columns in the order in which they are shown; errors only where there are any."""
    names = [str(name) for name in table.columns]
    varied = [name for name in names if name in PARAMETERS and name != "weeks"]
    shown = [name for name in FIRST if name in names] + varied
    rest = [name for name in names if name not in shown and name not in LAST]
    if "error" in rest and not table["error"].notna().any():
        rest.remove("error")
    return shown + rest + [name for name in LAST if name in names]


def rows(table: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    """Headings, and the cells as text."""
    names = columns(table)
    cells = [
        [_cell(name, value) for name, value in zip(names, row, strict=True)] for row in table[names].to_numpy(object)
    ]
    return [heading(name) for name in names], cells


def _cell(name: str, value: Any) -> str:
    if value is None or value != value:
        return "–"
    if name == "id":
        return str(value)[:SHORT]
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, int | float) and name in MEASURES:
        _, _, digits, scale = MEASURES[name].shown
        return written(float(value) * scale, digits)
    if isinstance(value, float):
        size = abs(value)
        return written(value, 0 if size >= 1000 or value == int(value) else 1 if size >= 10 else 4)
    return f"{value:,}" if isinstance(value, int) else str(value)
