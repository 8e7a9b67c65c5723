"""The names behind the integers that rows hold: sectors, payment kinds, events, causes, uses of a site.

Compiled rules compare integers; people read the labels. Each family is a tuple of labels whose position is
the code, so a code and its label cannot drift apart. Append at the end only: stored results hold the codes' labels,
golden baselines hold the order.
"""

from typing import TypeVar

T = TypeVar("T")


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

USE_LABELS = ("none", "mining", "hosting", "converting", "ai", "idle")
NO_USE, MINING, HOSTING, CONVERTING, AI, IDLE = _codes(USE_LABELS)

TENURE_LABELS = ("owned", "leased", "hosted")
OWNED, LEASED, HOSTED = _codes(TENURE_LABELS)

CLASS_LABELS = ("small", "major")
SMALL, MAJOR = _codes(CLASS_LABELS)

EXIT_LABELS = ("", "liquidated", "acquired", "pivoted", "relocated")
IN_BUSINESS, WAS_LIQUIDATED, WAS_ACQUIRED, HAS_PIVOTED, HAS_RELOCATED = _codes(EXIT_LABELS)

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
    "the orders table is full",
    "the sites table is full",
    "the firms table is full",
    "the events table is full",
    "the bids table is full",
    "the models table is full",
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
    FIRMS_FULL,
    EVENTS_FULL,
    BIDS_FULL,
    MODELS_FULL,
) = _codes(FAULT_LABELS)

PRICE_MODEL_LABELS = ("gbm", "bootstrap")
GBM, BOOTSTRAP = _codes(PRICE_MODEL_LABELS)

POOLING_LABELS = ("pooled", "solo")
POOLED, SOLO = _codes(POOLING_LABELS)

HURDLE_LABELS = ("payback", "barrier")
PAYBACK, BARRIER = _codes(HURDLE_LABELS)
