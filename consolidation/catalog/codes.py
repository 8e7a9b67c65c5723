"""The names behind the integers that rows hold: sectors, payment kinds, events, causes, uses of a site.

Compiled rules compare integers; people read the labels. Each family is a tuple of labels whose position is
the code, so a code and its label cannot drift apart. Append at the end only: stored results hold the codes' labels,
golden baselines hold the order.
"""


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

KIND_LABELS = (
    "coin sales",
    "power",
    "demand response",
    "energy support",
    "hosting",
    "overhead",
    "interest",
    "borrowing",
    "repayment",
    "equity",
    "deposit",
    "rig balance",
    "duty",
    "customs claim",
    "rig production",
    "rig export",
    "used rigs",
    "construction",
    "ai lease",
    "takeover",
    "distressed lot",
    "liquidation",
    "unpaid bills",
    "distribution",
    "moving",
    "assembly line",
    "founding capital",
    "vendor funding",
    "repairs",
)
(
    COIN_SALES,
    POWER,
    DEMAND_RESPONSE,
    ENERGY_SUPPORT,
    HOSTING_FEE,
    OVERHEAD,
    INTEREST,
    BORROWING,
    REPAYMENT,
    EQUITY,
    DEPOSIT,
    RIG_BALANCE,
    DUTY,
    CUSTOMS_CLAIM,
    RIG_PRODUCTION,
    RIG_EXPORT,
    USED_RIGS,
    CONSTRUCTION,
    AI_LEASE,
    TAKEOVER,
    DISTRESSED_LOT,
    LIQUIDATION,
    UNPAID_BILLS,
    DISTRIBUTION,
    MOVING,
    ASSEMBLY_LINE,
    FOUNDING_CAPITAL,
    VENDOR_FUNDING,
    REPAIRS,
) = _codes(KIND_LABELS)
N_KINDS = len(KIND_LABELS)

EVENT_LABELS = (
    "duty changed",
    "pause ended",
    "import ban",
    "halving",
    "price jump",
    "power won",
    "power lost",
    "evicted",
    "lease signed",
    "lease live",
    "rigs ordered",
    "rigs delivered",
    "order cancelled",
    "deposit forfeited",
    "rigs diverted",
    "customs claim",
    "loan",
    "shares issued",
    "notes issued",
    "covenant breach",
    "default",
    "liquidated",
    "closed",
    "lot sold",
    "acquired",
    "pivoted",
    "relocated",
    "moved abroad",
    "entered",
    "model launched",
    "assembly line started",
    "assembly line opened",
    "claim settled",
    "ban announced",
    "shutdown",
    "energy support",
    "listed",
)
(
    DUTY_CHANGED,
    PAUSE_ENDED,
    IMPORT_BAN,
    HALVING,
    PRICE_JUMP,
    POWER_WON,
    POWER_LOST,
    EVICTED,
    LEASE_SIGNED,
    LEASE_LIVE,
    RIGS_ORDERED,
    RIGS_DELIVERED,
    ORDER_CANCELLED,
    DEPOSIT_FORFEITED,
    RIGS_DIVERTED,
    CLAIM_FILED,
    LOAN,
    SHARES_ISSUED,
    NOTES_ISSUED,
    COVENANT_BREACH,
    DEFAULT,
    LIQUIDATED,
    CLOSED,
    LOT_SOLD,
    ACQUIRED,
    PIVOTED,
    RELOCATED,
    MOVED_ABROAD,
    ENTERED,
    MODEL_LAUNCHED,
    LINE_STARTED,
    LINE_OPENED,
    CLAIM_SETTLED,
    BAN_ANNOUNCED,
    SHUTDOWN,
    SUPPORT_CHANGED,
    LISTED,
) = _codes(EVENT_LABELS)

CAUSE_LABELS = (
    "",
    "hashprice",
    "halving",
    "power price",
    "outbid by ai",
    "outbid by a miner",
    "host turned to ai",
    "host failed",
    "duty",
    "import ban",
    "debt",
    "customs claim",
    "worn-out fleet",
    "buyer's premium",
    "power for ai",
    "ai lease",
    "cheaper abroad",
    "cannot pay the balance",
    "covenant",
    "overhead",
)
(
    NO_CAUSE,
    BY_HASHPRICE,
    BY_HALVING,
    BY_POWER_PRICE,
    BY_AI_BID,
    BY_MINER_BID,
    BY_HOST_PIVOT,
    BY_HOST_FAILURE,
    BY_DUTY,
    BY_BAN,
    BY_DEBT,
    BY_CLAIM,
    BY_WORN_FLEET,
    BY_PREMIUM,
    BY_AI_POWER,
    BY_LEASE,
    BY_ABROAD,
    BY_BALANCE,
    BY_COVENANT,
    BY_OVERHEAD,
) = _codes(CAUSE_LABELS)

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
