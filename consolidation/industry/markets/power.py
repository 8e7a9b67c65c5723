"""Regional power: the supply curve, contracts that end, and the auction of miners against AI buyers.

An owned site keeps its interconnection for good; when its contract ends only the price resets, to the region's supply
curve. Leased megawatts whose contract ends and those the queue delivers are auctioned. A site hosted in a hall of the
model renews with its host. Two figures are kept apart: what miners pay on average, and what an auction clears at.
"""

from ...catalog.capacities import N_BIDS
from ...catalog.causes import BY_AI_BID, BY_MINER_BID, BY_POWER_PRICE
from ...catalog.codes import (
    AI_BUYER,
    BIDS_FULL,
    ENTRANT,
    FIRST_AI_BUYER,
    HOSTED,
    INCUMBENT,
    LEASED,
    MINER,
    MINING,
    OWNED,
    SUPPLIERS,
)
from ...catalog.events import POWER_LOST, POWER_WON
from ...catalog.payments import CONSTRUCTION
from ...catalog.units import WEEKS_PER_YEAR
from ...engine import draws
from ...engine.arithmetic import exp, to_power, whole
from ...engine.rule import rule
from ..books.ledger import fault, pay, tell, to_cents
from ..holdings import purse, sites
from . import auction

CANDIDATES_KEY = -1_000
"""Ties are drawn by a firm's site, an AI buyer's region, or, from here down, a candidate's row."""


@rule
def grow_supply(world):
    """The queue's deliveries, and the posted price: load along the supply curve lifts it for everyone."""
    clock = world.clock[0]
    rows = world.rows[0]
    p = world.params[0]
    f = world.fixed[0]
    trend = exp(p.power_price_growth * clock.week / WEEKS_PER_YEAR)
    for r in range(rows.n_regions):
        region = world.regions[r]
        region.growth_carry_kw += region.growth_kw_per_year * p.power_growth_scale / WEEKS_PER_YEAR
        new = whole(region.growth_carry_kw)
        region.growth_carry_kw -= new
        region.supply_kw += new
        region.free_kw += new
        opening = max(region.opening_kw, 1)
        load = (
            region.mining_kw + max(world.ai_buyers[r].wanted_kw, 1.0 * region.ai_kw) + p.power_background_load * opening
        )
        base = region.opening_mining_kw + region.opening_ai_kw + p.power_background_load * opening
        base = max(base, f.lowest_base_load_ratio * opening)
        pressure = to_power(max(load / base, f.lowest_load_ratio), 1.0 / p.power_supply_elasticity)
        region.posted_usd_per_mwh = region.opening_usd_per_mwh * p.power_supply_premium * trend * pressure


@rule
def auction_megawatts(world):
    """Collect bids for every region's free and expiring megawatts, clear them, and hand the power over."""
    world.rows[0].n_bids = 0
    collect_incumbents(world)
    collect_miners(world)
    collect_ai_buyers(world)
    collect_candidates(world)
    for r in range(world.rows[0].n_regions):
        region = world.regions[r]
        region.lost_to_ai_kw = 0
        supply = region.free_kw
        for i in range(world.rows[0].n_bids):
            bid = world.bids[i]
            if bid.region == r and bid.kind == INCUMBENT:
                supply += bid.kw
        region.clearing_usd_per_mwh = auction.clear(world, r, supply, region.posted_usd_per_mwh)
        hand_over(world, r)


@rule
def new_bid(world, r, kind, i, s, kw, usd_per_mwh, key):
    """Write a bid; incumbents rank above their bid by their edge. Ties are broken by a draw keyed by the bidder."""
    clock = world.clock[0]
    rows = world.rows[0]
    if kw <= 0:
        return
    if rows.n_bids >= N_BIDS:
        fault(world, BIDS_FULL, i, kw)
        return
    bid = world.bids[rows.n_bids]
    rows.n_bids += 1
    bid.region = r
    bid.kind = kind
    bid.firm = i
    bid.site = s
    bid.kw = kw
    bid.usd_per_mwh = usd_per_mwh
    if kind != AI_BUYER:
        # A boom does not last as long as a contract: no miner signs for all that its machines earn in one.
        most = world.params[0].power_dearest_contract * world.regions[r].posted_usd_per_mwh
        bid.usd_per_mwh = min(usd_per_mwh, most)
    bid.rank_usd_per_mwh = bid.usd_per_mwh
    if kind == INCUMBENT:
        bid.rank_usd_per_mwh += world.params[0].power_incumbent_edge_usd_per_mwh
    bid.tie = draws.uniform(clock.seed, draws.TIE, clock.week, key)
    bid.won_kw = 0


@rule
def collect_incumbents(world):
    """Contracts that end: owned and in-hall sites get the new price;
    leased ones come up, at most 15 % of a region a year.
    """
    clock = world.clock[0]
    rows = world.rows[0]
    p = world.params[0]
    f = world.fixed[0]
    for r in range(rows.n_regions):
        region = world.regions[r]
        most = region.supply_kw * p.power_expiring_per_year / WEEKS_PER_YEAR
        carried = max(f.expiring_carry_weeks * most, f.expiring_carry_kw)
        region.expiring_carry_kw = min(region.expiring_carry_kw + most, carried)
    for i in range(rows.n_sites):
        site = world.sites[i]
        if site.owner < 0 or site.use != MINING or site.contract_end_week > clock.week:
            continue
        region = world.regions[site.region]
        if site.tenure == OWNED:
            renew(world, site, region.posted_usd_per_mwh + site.basis_usd_per_mwh)
        elif site.tenure == HOSTED and site.host_site >= 0:
            host = world.sites[site.host_site]
            renew(world, site, host.price_usd_per_mwh + p.power_hosting_margin_usd_per_mwh)
        elif p.power_auction == 0:
            renew(world, site, region.posted_usd_per_mwh)
        elif region.expiring_carry_kw > 0.0:
            region.expiring_carry_kw -= site.kw
            new_bid(world, site.region, INCUMBENT, site.owner, i, site.kw, site.bid_usd_per_mwh, site.id)


@rule
def renew(world, site, price_usd_per_mwh):
    """A new contract at a new price."""
    # A site that was far below its region's price is not paid for drawing power when that falls.
    site.price_usd_per_mwh = max(price_usd_per_mwh, 0.0)
    site.contract_end_week = contract_end(world)


@rule
def contract_end(world):
    """The week in which a contract signed today ends."""
    return world.clock[0].week + whole(world.params[0].power_contract_years * WEEKS_PER_YEAR)


@rule
def collect_miners(world):
    """Firms that want to grow, or that have machines and no power."""
    for i in range(world.rows[0].n_firms):
        firm = world.firms[i]
        if firm.alive == 1 and firm.growth_kw > 0 and sites.has_room(firm):
            price = firm.growth_bid_usd_per_mwh
            new_bid(world, firm.growth_region, MINER, i, -1, firm.growth_kw, price, firm.id)


@rule
def collect_ai_buyers(world):
    """AI buyers bid for a part of what their leases do not give them."""
    if world.params[0].ai_buyers == 0 or world.params[0].power_auction == 0:
        return
    for r in range(world.rows[0].n_regions):
        buyer = world.ai_buyers[r]
        new_bid(world, r, AI_BUYER, -1, -1, buyer.bid_kw, buyer.willingness_usd_per_mwh, -1 - r)


@rule
def collect_candidates(world):
    """Potential entrants must win their power here."""
    for c in range(world.params[0].entry_candidates_per_week):
        candidate = world.candidates[c]
        candidate.won_kw = 0
        new_bid(world, candidate.region, ENTRANT, c, -1, candidate.kw, candidate.bid_usd_per_mwh, CANDIDATES_KEY - c)


@rule
def hand_over(world, r):
    """Give a region's winners their megawatts: incumbents renew or shrink, others build, the rest stays free."""
    taken_by_ai = 0
    for i in range(world.rows[0].n_bids):
        bid = world.bids[i]
        if bid.region == r and bid.kind == AI_BUYER:
            taken_by_ai += bid.won_kw
    for i in range(world.rows[0].n_bids):
        bid = world.bids[i]
        if bid.region == r and bid.kind == INCUMBENT:
            keep_or_lose(world, bid, taken_by_ai > 0)
    region = world.regions[r]
    for i in range(world.rows[0].n_bids):
        bid = world.bids[i]
        if bid.region != r or bid.won_kw == 0 or bid.kind == INCUMBENT:
            continue
        if bid.kind == AI_BUYER:
            region.free_kw -= bid.won_kw
            region.ai_own_kw += bid.won_kw
            world.ai_buyers[r].signed_kw += bid.won_kw
            tell(world, POWER_WON, firm=FIRST_AI_BUYER - r, kw=bid.won_kw, cents=to_cents(bid.price_usd_per_mwh))
        elif bid.kind == MINER:
            build(world, bid)
        else:
            # Held back for the candidate, who enters, or returns it, at the end of the week.
            world.candidates[bid.firm].won_kw = bid.won_kw
            world.candidates[bid.firm].price_usd_per_mwh = bid.price_usd_per_mwh


@rule
def keep_or_lose(world, bid, ai_took):
    """An incumbent renews what it won and gives up the rest, to whoever outbid it."""
    site = world.sites[bid.site]
    firm = world.firms[bid.firm]
    lost = bid.kw - bid.won_kw
    if bid.won_kw > 0:
        renew(world, site, bid.price_usd_per_mwh)
    if lost == 0:
        return
    region = world.regions[bid.region]
    cause = BY_POWER_PRICE
    if bid.usd_per_mwh >= region.posted_usd_per_mwh:
        cause = BY_AI_BID if ai_took else BY_MINER_BID
    if cause == BY_AI_BID:
        firm.lost_to_ai_kw += lost
        region.lost_to_ai_kw += lost
    elif cause == BY_MINER_BID:
        firm.lost_to_miners_kw += lost
    other = FIRST_AI_BUYER - bid.region if cause == BY_AI_BID else -1
    tell(
        world, POWER_LOST, firm=bid.firm, other=other, kw=lost, cents=to_cents(region.clearing_usd_per_mwh), cause=cause
    )
    region.free_kw += lost
    sites.shrink(world, bid.site, lost)


@rule
def build(world, bid):
    """A miner builds on the megawatts it won: paid at once, running in eight weeks, stored machines moved in."""
    firm = world.firms[bid.firm]
    p = world.params[0]
    cents = to_cents(p.power_site_usd_per_kw * bid.won_kw)
    if not purse.raise_cash(world, firm, cents):
        return  # it cannot build what it won; the megawatts stay free
    n = sites.rented_mine(world, firm, bid.region)
    if n >= 0:
        sites.join(world, n, bid.won_kw, bid.price_usd_per_mwh, contract_end(world))
    else:
        n = sites.new_site(world, bid.firm, bid.region, LEASED, MINING, bid.won_kw, bid.price_usd_per_mwh)
        if n < 0:
            return
        site = world.sites[n]
        site.ready_week = world.clock[0].week + world.fixed[0].build_weeks
        site.curtailable = 1.0
        renew(world, site, bid.price_usd_per_mwh)
    pay(world, firm.account, SUPPLIERS, cents, CONSTRUCTION)
    world.regions[bid.region].free_kw -= bid.won_kw
    firm.growth_kw = 0
    tell(world, POWER_WON, firm=bid.firm, kw=bid.won_kw, cents=to_cents(bid.price_usd_per_mwh))
