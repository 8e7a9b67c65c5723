"""The feed: what happened up to the week shown, newest first, in plain English."""

from typing import Any

import numpy as np
import pandas as pd

from ....catalog.events import EVENTS, GROUPS, KINDS
from ..words.events import sentence
from ..words.labels import FEED
from ..words.numbers import day

MOST = 80
CHOICES = [FEED["all"], *GROUPS]


def rows(events: pd.DataFrame, group: str, query: str, firms: set[str]) -> list[list[str]]:
    """Date, sentence, icon, and the firm it leads to ("" for none)."""
    chosen = events
    if group in GROUPS:
        chosen = events[events["kind"].isin([one.label for one in EVENTS if one.group == group])]
    elif not query:
        chosen = events[~events["kind"].isin([one.label for one in EVENTS if one.routine])]
    if query:
        text = query.lower()
        hit = [any(text in part.lower() for part in row) for row in chosen[["firm", "other", "kind"]].to_numpy(str)]
        chosen = chosen[np.array(hit, bool)]
    found: Any = chosen.tail(MOST).iloc[::-1].itertuples()
    return [
        [day(event.date.date()), sentence(event), GROUPS[KINDS[event.kind].group], _link(event.firm, firms)]
        for event in found
    ]


def _link(firm: str, firms: set[str]) -> str:
    return firm if firm in firms else ""
