"""Why something happened to a firm: every cause in one line. Its number is its place, so a new one goes to the end."""

from functools import partial

from .codes import declare

CAUSES: dict[str, str] = {}
"""A cause's label in events and results, and how a sentence ends that gives it as the reason."""

cause = partial(declare, CAUSES)

NO_CAUSE = cause("", "")
BY_HASHPRICE = cause("hashprice", "the hashprice fell")
BY_HALVING = cause("halving", "the halving cut its revenue")
BY_POWER_PRICE = cause("power price", "its power costs more than it earns")
BY_AI_BID = cause("outbid by ai", "an AI buyer outbid it for power")
BY_MINER_BID = cause("outbid by a miner", "another miner outbid it for power")
BY_HOST_PIVOT = cause("host turned to ai", "its host turned the hall to AI")
BY_HOST_FAILURE = cause("host failed", "its host failed")
BY_DUTY = cause("duty", "duty made its machines too dear")
BY_BAN = cause("import ban", "the import ban")
BY_DEBT = cause("debt", "debt it could not serve")
BY_CLAIM = cause("customs claim", "a customs claim")
BY_WORN_FLEET = cause("worn-out fleet", "its machines were worn out")
BY_PREMIUM = cause("buyer's premium", "the buyer paid a premium")
BY_AI_POWER = cause("power for ai", "the buyer wanted its power for AI")
BY_LEASE = cause("ai lease", "AI leases pay more than mining")
BY_ABROAD = cause("cheaper abroad", "mining abroad is cheaper")
BY_BALANCE = cause("cannot pay the balance", "it could not pay the balance")
BY_COVENANT = cause("covenant", "the lender called the loan")
BY_OVERHEAD = cause("overhead", "overhead outgrew its earnings")

CAUSE_LABELS = tuple(CAUSES)
