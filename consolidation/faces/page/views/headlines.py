"""The headline figures of a week, with how they have changed; and the answer so far to the scenario's question."""

from collections import Counter

import numpy as np

from ....catalog.causes import CAUSES
from ....catalog.events import EVENTS
from ....catalog.home import told
from ....catalog.series import HEADLINES
from ..charts.history import Frames, column
from ..words.labels import SO_FAR
from ..words.numbers import signed, written

QUARTER = 13
MOST_CAUSES = 2
LEAVING = [one.label for one in EVENTS if one.leaves]


def headlines(frames: Frames) -> list[dict[str, str]]:
    """One entry a figure: label, value, unit, change and help, as text."""
    found = []
    for name, one in HEADLINES.items():
        values = column(frames.series, name) * one.scale
        value = float(values[-1]) if len(values) else np.nan
        found.append(
            {
                "label": told(one.label),
                "value": written(_opening(frames) if name == "alive" and not len(values) else value, one.digits),
                "unit": one.unit,
                "change": _change(name, values, one.digits, frames),
                "help": told(one.help),
            }
        )
    return found


def _opening(frames: Frames) -> float:
    return float(frames.firms.opening) if frames.firms else np.nan


def _change(name: str, values: np.ndarray, digits: int, frames: Frames) -> str:
    if not len(values):
        return ""
    if HEADLINES[name].since_opening:
        first = frames.firms.opening if name == "alive" and frames.firms else values[0]
        return f"{signed(float(values[-1] - first), digits)} since start"
    weeks = min(QUARTER, len(values) - 1)
    return f"{signed(float(values[-1] - values[-1 - weeks]), digits)} in {weeks} wk" if weeks else ""


def so_far(frames: Frames) -> str:
    """How many small miners and majors of week 1 have left by the week shown, and the causes noted most often;
    "" before any week.
    """
    firms = frames.firms
    if firms is None or not frames.week:
        return ""
    major = firms.major[: firms.opening]
    gone = firms.exited[-1, : firms.opening] != 0
    text = SO_FAR["left"].format(
        small=int((gone & ~major).sum()),
        of_small=int((~major).sum()),
        majors=int((gone & major).sum()),
        of_majors=int(major.sum()),
    )
    named = set(firms.names[: firms.opening])
    events = frames.events
    exits = events[events["kind"].isin(LEAVING) & events["firm"].isin(named)].drop_duplicates("firm")
    causes = Counter(cause for cause in exits["cause"] if cause in CAUSES).most_common(MOST_CAUSES)
    if causes:
        text += " " + SO_FAR["why"].format(causes="; ".join(f"{CAUSES[cause]} ({count})" for cause, count in causes))
    return text
