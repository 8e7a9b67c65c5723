"""What money is paid for: every kind of payment in one line. Its number is its place, so a new one goes to the end."""

from functools import partial

from .codes import declare

PAYMENTS: dict[str, str] = {}
"""A kind's label in the flows, and who pays whom for what."""

payment = partial(declare, PAYMENTS)

COIN_SALES = payment("coin sales", "coin buyers to miners, for coins")
POWER = payment("power", "miners to utilities, for electricity")
DEMAND_RESPONSE = payment("demand response", "utilities to miners, for hours switched off")
ENERGY_SUPPORT = payment("energy support", "government to miners, a share of their power price")
HOSTING_FEE = payment("hosting", "tenants to hosts, for power and place")
OVERHEAD = payment("overhead", "miners to suppliers, for staff and offices")
INTEREST = payment("interest", "miners to the lender")
BORROWING = payment("borrowing", "the lender to miners, loans and notes")
REPAYMENT = payment("repayment", "miners to the lender, loans and notes")
EQUITY = payment("equity", "investors to miners, for new shares")
DEPOSIT = payment("deposit", "miners to makers, the part of a price due with the order")
RIG_BALANCE = payment("rig balance", "miners to makers, the rest of it when machines ship")
DUTY = payment("duty", "importers to government, on machines that arrive")
CUSTOMS_CLAIM = payment("customs claim", "importers to government, for past imports")
RIG_PRODUCTION = payment("rig production", "makers to suppliers, at home or abroad, for making machines")
RIG_EXPORT = payment("rig export", "the rest of the world to makers, for machines")
USED_RIGS = payment("used rigs", "the rest of the world to miners, for used machines")
CONSTRUCTION = payment("construction", "miners to suppliers, for sites and conversions")
AI_LEASE = payment("ai lease", "AI customers to landlords, rent of halls")
TAKEOVER = payment("takeover", "buyers to a firm's owners, and what the firm leaves to its buyer")
DISTRESSED_LOT = payment("distressed lot", "buyers to the estate of a firm that failed, for a site")
LIQUIDATION = payment("liquidation", "an estate to the lender, what is left")
UNPAID_BILLS = payment("unpaid bills", "utilities to an estate, what it cannot pay")
DISTRIBUTION = payment("distribution", "miners to their owners, of spare cash")
MOVING = payment("moving", "miners to suppliers, for carrying machines abroad")
ASSEMBLY_LINE = payment("assembly line", "makers to suppliers, for an American line")
FOUNDING_CAPITAL = payment("founding capital", "investors to a new firm")
VENDOR_FUNDING = payment("vendor funding", "investors to a maker whose cash is gone")
REPAIRS = payment("repairs", "miners to suppliers, for wear")

KIND_LABELS = tuple(PAYMENTS)
N_KINDS = len(PAYMENTS)
