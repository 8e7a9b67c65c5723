"""The rules a run is lived under: the week and the opening with all they reach, as one digest.

Taken from the live functions each time it is asked: a phase that was replaced counts. How runs are recorded, measured
and shown is not a rule; the facts and the assumptions count through the scenario's hash.
"""

from collections.abc import Callable
from typing import Any

from ..engine import digest as digests

PACKAGE = __name__.partition(".")[0]
NO_RULES = tuple(f"{PACKAGE}.{room}" for room in ("scenario", "results", "studies", "faces"))
"""What the walk from the week and the opening does not enter."""


def roots() -> tuple[Callable[..., Any], ...]:
    """Where the rules begin."""
    from . import opening, week

    return week.step, opening.open_world


def digest() -> str:
    """The digest of the rules as they are now."""
    return digests.digest(roots(), NO_RULES)


def read_by_the_week() -> set[str]:
    """Every attribute that the week's rules read."""
    return digests.reads(roots()[:1], NO_RULES)
