"""The names behind the integers that rows hold: sectors, payment kinds, events, causes, uses of a site.

Compiled rules compare integers; people read the labels. A label's position in its family is the code, so a code and
its label cannot drift apart; where people read more than the label, the family holds those words beside it. Append at
the end only: stored results hold the codes' labels, golden baselines hold the order.
"""

from dataclasses import dataclass
from typing import TypeVar

from . import palette

T = TypeVar("T")


@dataclass(frozen=True)
class SizeClass:
    """A class of miners: what many are called, and one."""

    many: str
    one: str


@dataclass(frozen=True)
class Exit:
    """A way of leaving American mining: among the ways, as a firm's state, as the end of its story; its colour."""

    way: str
    state: str
    end: str
    colour: str


def declare(family: dict[str, T], label: str, words: T) -> int:
    """Add one to a family declared line by line; its number, which is its place. ValueError if it is there already."""
    if label in family:
        raise ValueError(f"{label!r} is declared twice")
    family[label] = words
    return len(family) - 1


def _codes(labels: tuple[str, ...]) -> range:
    return range(len(labels))


SECTOR_LABELS = (
    "miners",
    "vendors",
    "lender",
    "utilities",
    "suppliers",
    "investors",
    "coin buyers",
    "ai customers",
    "government",
    "rest of world",
)
(MINERS, VENDORS, LENDER, UTILITIES, SUPPLIERS, INVESTORS, COIN_BUYERS, AI_CUSTOMERS, GOVERNMENT, REST_OF_WORLD) = (
    _codes(SECTOR_LABELS)
)
N_SECTORS = len(SECTOR_LABELS)
IN_DEFAULT = 1
CLOSING = 2  # the two ways of being wound up
THE_LENDER = -2
FIRST_VENDOR = -10
FIRST_AI_BUYER = -100
"""Parties of an event that are no firms: the lender; vendor v is FIRST_VENDOR - v, the AI buyer of region r
FIRST_AI_BUYER - r.
"""
FIRST_AGENT_ACCOUNT = 16  # rows below are the outside sectors, each at its own number

USES: dict[str, str] = {}
NO_USE = declare(USES, "none", "–")
MINING = declare(USES, "mining", "mining")
HOSTING = declare(USES, "hosting", "hosts others")
CONVERTING = declare(USES, "converting", "converting to AI")
AI = declare(USES, "ai", "AI")
IDLE = declare(USES, "idle", "idle")
USE_LABELS = tuple(USES)

TENURES: dict[str, str] = {}
OWNED = declare(TENURES, "owned", "own")
LEASED = declare(TENURES, "leased", "leased")
HOSTED = declare(TENURES, "hosted", "hosted")
TENURE_LABELS = tuple(TENURES)

SIZE_CLASSES: dict[str, SizeClass] = {}
SMALL = declare(SIZE_CLASSES, "small", SizeClass("Small miners", "Small miner"))
MAJOR = declare(SIZE_CLASSES, "major", SizeClass("Majors", "Major"))
CLASS_LABELS = tuple(SIZE_CLASSES)

EXITS: dict[str, Exit] = {}
IN_BUSINESS = declare(EXITS, "", Exit("", "", "", ""))
WAS_LIQUIDATED = declare(
    EXITS, "liquidated", Exit("wound up or closed", "closed", "It was wound up", palette.LIQUIDATED)
)
WAS_ACQUIRED = declare(EXITS, "acquired", Exit("bought", "bought", "It was taken over", palette.ACQUIRED))
HAS_PIVOTED = declare(EXITS, "pivoted", Exit("turned to AI", "AI now", "It gave up mining for AI leases", palette.AI))
HAS_RELOCATED = declare(
    EXITS, "relocated", Exit("moved abroad", "abroad", "It left American mining for sites abroad", palette.ABROAD)
)
EXIT_LABELS = tuple(EXITS)

ORDER_LABELS = ("free", "wanted", "open", "in transit", "delivered", "cancelled")
FREE, WANTED, OPEN, IN_TRANSIT, DELIVERED, CANCELLED = _codes(ORDER_LABELS)

BIDDER_LABELS = ("none", "incumbent", "miner", "ai buyer", "entrant")
NO_BIDDER, INCUMBENT, MINER, AI_BUYER, ENTRANT = _codes(BIDDER_LABELS)

ORIGIN_LABELS = ("China", "Indonesia", "Malaysia", "Thailand", "Singapore", "United States", "Taiwan", "elsewhere")
CHINA, INDONESIA, MALAYSIA, THAILAND, SINGAPORE, UNITED_STATES, TAIWAN, ELSEWHERE = _codes(ORIGIN_LABELS)
N_ORIGINS = len(ORIGIN_LABELS)

FAULT_LABELS = (
    "",
    "cash is conserved",
    "a firm's cash is the sum of its flows",
    "coins issued are coins mined and held or sold",
    "rigs made are rigs somewhere",
    "ordered is delivered, cancelled or open",
    "deposits paid are applied, forfeited or outstanding",
    "duty is the rate on arrival times the customs value",
    "a region's megawatts add up",
    "debts are the lender's book",
    "the dead hold nothing",
    "nothing is negative",
    "shares sum to one",
    "the table of orders is full",
    "the table of sites is full",
    "the table of events is full",
    "the table of bids is full",
)
(
    NO_FAULT,
    CASH_FAULT,
    FLOW_FAULT,
    COIN_FAULT,
    RIG_FAULT,
    ORDER_FAULT,
    DEPOSIT_FAULT,
    DUTY_FAULT,
    POWER_FAULT,
    DEBT_FAULT,
    DEAD_FAULT,
    NEGATIVE_FAULT,
    SHARE_FAULT,
    ORDERS_FULL,
    SITES_FULL,
    EVENTS_FULL,
    BIDS_FULL,
) = _codes(FAULT_LABELS)
TABLES_FULL = (ORDERS_FULL, SITES_FULL, EVENTS_FULL, BIDS_FULL)

PRICE_MODELS: dict[str, str] = {}
GBM = declare(PRICE_MODELS, "gbm", "random walk with jumps")
BOOTSTRAP = declare(PRICE_MODELS, "bootstrap", "drawn from 2019–2025")

POOLINGS: dict[str, str] = {}
POOLED = declare(POOLINGS, "pooled", "pooled")
SOLO = declare(POOLINGS, "solo", "solo")

HURDLES: dict[str, str] = {}
PAYBACK = declare(HURDLES, "payback", "payback")
BARRIER = declare(HURDLES, "barrier", "barrier")
