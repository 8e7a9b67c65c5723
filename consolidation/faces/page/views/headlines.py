"""The headline figures of a week, with how they have changed."""

import numpy as np

from ..charts.history import Frames, column
from ..words.labels import HEADLINES, SINCE_OPENING
from ..words.numbers import figure, signed

QUARTER = 13


def headlines(frames: Frames) -> list[dict[str, str]]:
    """One entry a figure: label, value, unit, change and help, as text."""
    found = []
    for name, label, unit, digits, scale, help in HEADLINES:
        values = column(frames.series, name) * scale
        value = float(values[-1]) if len(values) else np.nan
        found.append(
            {
                "label": label,
                "value": figure(_opening(frames) if name == "alive" and not len(values) else value, digits),
                "unit": unit,
                "change": _change(name, values, digits, frames),
                "help": help,
            }
        )
    return found


def _opening(frames: Frames) -> float:
    return float(frames.firms.opening) if frames.firms else np.nan


def _change(name: str, values: np.ndarray, digits: int, frames: Frames) -> str:
    if not len(values):
        return ""
    if name in SINCE_OPENING:
        first = frames.firms.opening if name == "alive" and frames.firms else values[0]
        return f"{signed(float(values[-1] - first), digits)} since start"
    weeks = min(QUARTER, len(values) - 1)
    return f"{signed(float(values[-1] - values[-1 - weeks]), digits)} in {weeks} wk" if weeks else ""
