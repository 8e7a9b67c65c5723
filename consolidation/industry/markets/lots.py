"""A distressed lot: one site with its machines, sold by sealed second-price bids.

A bidder values the machines at the market, the megawatts by what they would earn him, and himself by what he can pay.
AI buyers bid for the megawatts alone. The highest bid wins and pays the second highest, or the reserve.
"""

from ...catalog.causes import BY_AI_POWER
from ...catalog.codes import AI, AI_CUSTOMERS, CONVERTING, FIRST_AI_BUYER, HOSTED, HOSTING, OWNED
from ...catalog.events import LOT_SOLD
from ...catalog.payments import DISTRESSED_LOT
from ...catalog.units import MONTHS_PER_YEAR, MWH_PER_KW_YEAR, WEEKS_PER_YEAR
from ...engine import draws
from ...engine.arithmetic import whole
from ...engine.rule import rule
from ..books.ledger import pay, tell, to_cents
from ..holdings import purse, sites
from ..sums import best_new_j_per_th, revenue_usd_per_mwh

NO_BIDDER = -1
AN_AI_BUYER = -2


@rule
def reserve_cents(world, site):
    """Scrap value of the machines plus the scenario's floor for owned megawatts."""
    kw = site.kw if site.tenure == OWNED else 0
    usd = world.fixed[0].used_sale_share * machines_usd(world, site) + world.params[0].takeovers_reserve_usd_per_kw * kw
    return to_cents(usd)


@rule
def machines_usd(world, site):
    """Market value of a site's machines (USD)."""
    usd = 0.0
    for k in range(site.n_racks):
        m = site.rack_model[k]
        usd += site.rack_units[k] * world.models[m].th_s * world.models[m].used_usd_per_th
    return usd


@rule
def megawatt_value_usd_per_kw(world, site):
    """What a kilowatt of this site's power is worth to a miner with new machines, or as a lease (USD/kW)."""
    p = world.params[0]
    f = world.fixed[0]
    if site.use == AI or site.use == CONVERTING:
        return f.lot_rent_years * MONTHS_PER_YEAR * site.lease_usd_per_kw_month
    gross = revenue_usd_per_mwh(world.bitcoin[0].hashprice_mean_26w, best_new_j_per_th(world))
    net = gross * (1.0 - p.power_capital_charge) - site.price_usd_per_mwh - p.power_cost_besides_power_usd_per_mwh
    years = f.lot_margin_years
    if site.tenure != OWNED:
        left = (site.contract_end_week - world.clock[0].week) / WEEKS_PER_YEAR
        years = min(max(left, 0.0), years)
    if site.use == HOSTING:
        net = p.power_hosting_margin_usd_per_mwh
    return max(net, 0.0) * MWH_PER_KW_YEAR * years


@rule
def miner_value_cents(world, bidder, site):
    """A miner's value of a lot, saving and synergy included,
    with its own view of the machines (keyed, +- some per cent).
    """
    p = world.params[0]
    f = world.fixed[0]
    clock = world.clock[0]
    view = draws.lognormal(clock.seed, draws.TAKEOVER_SYNERGY, clock.week, bidder.id, 1.0, f.lot_view_spread)
    usd = machines_usd(world, site) + site.kw * megawatt_value_usd_per_kw(world, site)
    if bidder.ai_attitude >= f.eager_attitude and site.kw < p.ai_min_site_mw * 1000.0:
        return 0  # a firm that turns to AI does not buy mines it could never let
    return to_cents(usd * view * (1.0 + p.takeovers_synergy))


@rule
def purse_cents(world, bidder):
    """What a bidder may spend on takeovers (cents)."""
    if bidder.alive == 0 or bidder.in_default != 0:
        return 0
    reserve = purse.weeks_of_costs(bidder, world.fixed[0].lot_reserve_weeks)
    free = purse.means(world, bidder) - bidder.open_balance_cents - reserve
    return whole(world.params[0].takeovers_bidder_cash * max(free, 0))


@rule
def ai_value_cents(world, site):
    """What an AI buyer pays for a lot's megawatts, if they are enough and it still wants them."""
    p = world.params[0]
    buyer = world.ai_buyers[site.region]
    wants = p.ai_buyers == 1 and p.takeovers_ai_takeovers == 1
    if not wants or site.tenure != OWNED or site.kw < p.ai_min_site_mw * 1000.0 or buyer.gap_kw < site.kw:
        return 0
    if site.use == AI or site.use == CONVERTING:
        return 0
    margin = max(buyer.willingness_usd_per_mwh - site.price_usd_per_mwh, 0.0)
    return to_cents(site.kw * margin * MWH_PER_KW_YEAR * world.fixed[0].lot_ai_margin_years)


@rule
def sell(world, seller, s):
    """Offer one site of a dead firm; True if it found a buyer. The winner pays the second bid, or the reserve."""
    if world.params[0].takeovers_distressed == 0:
        return False
    site = world.sites[s]
    reserve = reserve_cents(world, site)
    best = NO_BIDDER
    first = 0
    second = reserve
    for i in range(world.rows[0].n_firms):
        bidder = world.firms[i]
        if bidder.alive == 0 or i == seller or not may_take(world, bidder, site):
            continue
        most = purse_cents(world, bidder)
        if most <= second:
            continue  # what he can pay moves neither the winner nor the price, so his value is not asked
        bid = min(miner_value_cents(world, bidder, site), most)
        if bid > first:
            second = max(second, first)
            first = bid
            best = i
        else:
            second = max(second, bid)
    ai = ai_value_cents(world, site)
    if ai > first:
        second = max(second, first)
        first = ai
        best = AN_AI_BUYER
    else:
        second = max(second, ai)
    if best == NO_BIDDER or first < reserve:
        return False
    price = min(max(second, reserve), first)
    if best == AN_AI_BUYER:
        sell_to_ai(world, seller, s, price)
        return True
    if not purse.raise_cash(world, world.firms[best], price):
        return False
    pay(world, world.firms[best].account, world.firms[seller].account, price, DISTRESSED_LOT)
    tell(world, LOT_SOLD, firm=seller, other=best, kw=site.kw, cents=price)
    transfer(world, s, best)
    return True


@rule
def may_take(world, bidder, site):
    """Whether a firm can hold the site: room for it, and not a landlord's tenant in its own hall."""
    f = world.fixed[0]
    most_kw = f.lot_size_multiple * max(bidder.held_kw, f.lot_size_from_kw)
    if not sites.has_room(bidder) or (bidder.listed == 0 and site.kw > most_kw):
        return False
    if bidder.ai_attitude <= 0.0 and (site.use == AI or site.use == CONVERTING):
        return False
    return bidder.exited == 0 or site.use == AI or site.use == CONVERTING


@rule
def transfer(world, s, buyer):
    """Move a site, with machines, tenants, contract and lease, to its buyer."""
    site = world.sites[s]
    sites.unlink(world, s)
    firm = world.firms[buyer]
    firm.sites[firm.n_sites] = s
    firm.n_sites += 1
    site.owner = buyer
    site.draw_kw = min(site.draw_kw, site.kw)
    if site.tenure == HOSTED and site.host_site >= 0 and world.sites[site.host_site].owner == buyer:
        # A host that buys its own tenant turns the slot into its own mine.
        hall = world.sites[site.host_site]
        hall.hosted_kw -= site.kw
        hall.kw -= site.kw
        site.tenure = hall.tenure
        site.basis_usd_per_mwh = hall.basis_usd_per_mwh
        site.price_usd_per_mwh = hall.price_usd_per_mwh
        site.host_site = -1


@rule
def sell_to_ai(world, seller, s, price):
    """An AI buyer takes the megawatts; the machines go to the seller's store, and abroad."""
    site = world.sites[s]
    region = world.regions[site.region]
    kw = site.kw
    r = site.region
    pay(world, AI_CUSTOMERS, world.firms[seller].account, price, DISTRESSED_LOT)
    tell(world, LOT_SOLD, firm=seller, other=FIRST_AI_BUYER - r, kw=kw, cents=price, cause=BY_AI_POWER)
    sites.close_site(world, s, BY_AI_POWER)
    region.free_kw -= kw
    region.ai_own_kw += kw
    world.ai_buyers[r].signed_kw += kw
    world.ai_buyers[r].gap_kw = max(world.ai_buyers[r].gap_kw - kw, 0)
