"""Limits with known answers: scenarios so bare that theory says what must come out, lived by the engine itself.

Each function strips the world of everything but one mechanism (its own firms, switches and constants), lets the
engine's rules work on it, and returns what they did. The closed forms are computed elsewhere, by `tests/theory/` and by
the page of validation.

`contest`, `contest_weeks`, `free_entry` and `merger` are in `shares`; `entry_barrier`, `option_hurdle`, `tariff_wait`
and `order_value` in `entry`; `solo_luck`, `difficulty`, `exit_hazard` in `luck`; `auction` in `bidding`.
"""

from .bidding import auction
from .entry import Barrier, entry_barrier, option_hurdle, order_value, tariff_wait
from .luck import Chain, difficulty, exit_hazard, solo_luck
from .shares import Limit, contest, contest_weeks, free_entry, merger

__all__ = [
    "Barrier",
    "Chain",
    "Limit",
    "auction",
    "contest",
    "contest_weeks",
    "difficulty",
    "entry_barrier",
    "exit_hazard",
    "free_entry",
    "merger",
    "option_hurdle",
    "order_value",
    "solo_luck",
    "tariff_wait",
]
