"""Seeds: what a run may be given as one, and one drawn where none is given."""

import logging
import secrets
from typing import Any

import numpy as np

from ..catalog.errors import BadInput

LARGEST_SEED = 2**63 - 1
# A drawn seed is typed again by hand, and read from a board.
DRAWN_DIGITS = 9

Seed = int | np.integer | str | None


def check_seed(seed: Seed) -> int:
    """A seed the engine's 64-bit column holds: a whole number, also as text; None draws one and logs which.

    >>> check_seed("43")
    43

    `BadInput`: no whole number, or not between 0 and 2**63 - 1.
    """
    if seed is None:
        seed = secrets.randbelow(10**DRAWN_DIGITS)
        logging.getLogger("consolidation").info("seed %d drawn", seed)
    if isinstance(seed, str) and seed.strip().removeprefix("-").isdecimal() and len(seed) < 100:
        seed = int(seed)
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer):
        raise BadInput(f"seed: {seed!r} is not a whole number")
    if not 0 <= seed <= LARGEST_SEED:
        raise BadInput(f"seed: {seed} is not between 0 and {LARGEST_SEED}")
    return int(seed)


def seed_from(seed: Seed, rng: Any) -> int:
    """Mesa's two ways to say it: `seed`, or `rng`, which may also be a NumPy generator, seed sequence or list of ints.

    A generator is drawn from once, so equal generators give equal seeds.
    """
    if seed is not None and rng is not None:
        raise BadInput("seed and rng: give one of them, not both")
    if rng is None:
        return check_seed(seed)
    if isinstance(rng, int | np.integer | str):
        return check_seed(rng)
    try:
        return int(np.random.default_rng(rng).integers(LARGEST_SEED))
    except (TypeError, ValueError):
        raise BadInput(f"rng: {rng!r} is no whole number, nor anything that seeds a NumPy generator") from None
