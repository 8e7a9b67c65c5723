"""The answer so far to a scenario's question, in a sentence or two: who has left, and why most often."""

from collections import Counter

from ....catalog.codes import EXIT_LABELS
from ..charts.history import Frames
from ..words.events import CAUSES
from ..words.labels import SO_FAR

MOST_CAUSES = 2
LEFT = EXIT_LABELS[1:]


def so_far(frames: Frames) -> str:
    """How many small miners and majors of week 1 have left by the week shown, and the causes noted most often; "" before any week."""
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
    exits = events[events["kind"].isin([*LEFT, "closed"]) & events["firm"].isin(named)].drop_duplicates("firm")
    causes = Counter(cause for cause in exits["cause"] if cause in CAUSES).most_common(MOST_CAUSES)
    if causes:
        text += " " + SO_FAR["why"].format(causes="; ".join(f"{CAUSES[cause]} ({count})" for cause, count in causes))
    return text
