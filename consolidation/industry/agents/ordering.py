"""Ordering rigs: whom to buy from, whether it pays back in time, and how many.

A firm orders when the expected payback is within its longest acceptable one, divided by the value of waiting. It fills free power
first; when there is none, it may replace its worst machines, and then only the gain counts. The engine of every limit with a known
answer in theory: with conduct k it stops where marginal revenue meets cost.
"""

from ...catalog.codes import MAJOR, MINING
from ...engine.rule import rule
from ..books.ledger import cash
from ..holdings import fleet, purse
from ..markets import capital, orders
from ..markets.mining import net_power_price
from ..sums import (
    FRICTION,
    NEVER,
    barrier_payback_weeks,
    desired_th_s,
    payback_weeks,
    running_usd_per_th_week,
)
from . import beliefs

LEAST_KW_SMALL = 30
LEAST_KW_MAJOR = 1_000
LOYALTY_PATIENCE = 1.15  # an owner lets its own maker's payback be so much longer


@rule
def order_rigs(world, i):
    """Firm `i` considers an order for the site where it does most good; returns the best payback it saw (weeks)."""
    firm = world.firms[i]
    s = roomiest_site(world, firm)
    # Who cannot pay for the smallest order does no sums.
    if s < 0 or budget_cents(world, i) < 50_000.0 * least_kw(firm):
        return NEVER
    site = world.sites[s]
    free_w = site.kw * 1000 - fleet.rack_watts(world, site) - on_order_watts(world, s)
    if free_w >= least_kw(firm) * 1000:
        return order_for(world, i, s, free_w, -1)
    s = site_with_worst_rig(world, firm)
    if s < 0:
        return NEVER
    site = world.sites[s]
    worst = site.n_racks - 1
    old_w = site.rack_units[worst] * world.models[site.rack_model[worst]].watts - on_order_watts(world, s)
    if old_w < least_kw(firm) * 1000:
        return NEVER
    order_for(world, i, s, old_w, site.rack_model[worst])
    return order_payback(world, firm, site, best_vendor(world, firm, site, -1), -1)


@rule
def least_kw(firm):
    """The smallest order worth the trouble (kW)."""
    return LEAST_KW_MAJOR if firm.klass == MAJOR else LEAST_KW_SMALL


@rule
def roomiest_site(world, firm):
    """The mining site with the most power unused by machines; -1 without any."""
    best = -1
    most = -1
    for k in range(firm.n_sites):
        site = world.sites[firm.sites[k]]
        if site.use == MINING and site.planned_week == 0:
            free = site.kw * 1000 - fleet.rack_watts(world, site)
            if free > most:
                most = free
                best = firm.sites[k]
    return best


@rule
def site_with_worst_rig(world, firm):
    """The mining site that houses the firm's least efficient machines; -1 without any."""
    best = -1
    worst = 0.0
    for k in range(firm.n_sites):
        site = world.sites[firm.sites[k]]
        if site.use == MINING and site.n_racks > 0 and site.planned_week == 0:
            j = fleet.wall_j_per_th(world, site.rack_model[site.n_racks - 1])
            if j > worst:
                worst = j
                best = firm.sites[k]
    return best


@rule
def on_order_watts(world, s):
    """Watts of machines on order for a site."""
    return world.sites[s].ordered_watts


@rule
def order_payback(world, firm, site, v, old_model):
    """Weeks in which a rig of vendor `v` pays back at this site; with `old_model`, only the gain over the machine it replaces."""
    if v < 0:
        return NEVER
    p = world.params[0]
    vendor = world.vendors[v]
    model = world.models[vendor.model]
    to_us = world.regions[site.region].in_us
    lead = lead_weeks(world, vendor)
    j = model.wall_j_per_th
    cost = cost_usd_per_th(world, firm, vendor, to_us, int(lead))
    running = running_usd_per_th_week(world, j, net_power_price(world, site))
    share = firm.hash_th_s / max(world.bitcoin[0].network_th_s, 1.0)
    kept = 1.0 - p.miners_conduct * share
    replaced = 0.0
    old_running = 0.0
    if old_model >= 0:
        # In the same kilowatts: so many TH of the old machine make room for one of the new.
        old_j = fleet.wall_j_per_th(world, old_model)
        replaced = j / old_j
        old_running = running_usd_per_th_week(world, old_j, net_power_price(world, site))
        cost -= FRICTION * world.models[old_model].used_usd_per_th * replaced
    return payback_weeks(world, cost, kept, running, replaced, old_running, firm.belief_drift, lead)


@rule
def cost_usd_per_th(world, firm, vendor, to_us, lead):
    """What a TH costs until it runs: landed price, fit-out, and a lesser-known maker's doubtful name (USD/TH)."""
    p = world.params[0]
    landed = vendor.price_usd_per_th * beliefs.landed_multiple(world, firm, vendor, to_us, world.clock[0].week + lead)
    doubt = p.vendors_trust_discount * (1.0 - vendor.trust) * vendor.price_usd_per_th
    return landed + p.miners_install_usd_per_th + doubt


@rule
def lead_weeks(world, vendor):
    """Weeks from an order today to a running machine."""
    p = world.params[0]
    queue = (vendor.us_backlog_th + vendor.rest_backlog_th) / max(vendor.capacity_th_per_week, 1e-9)
    return 1.0 * p.vendors_lead_weeks + p.vendors_transit_weeks + min(queue, 52.0)


@rule
def best_vendor(world, firm, site, old_model):
    """The vendor whose rig earns most from the site's kilowatts within the owner's horizon; -1 if none may deliver."""
    p = world.params[0]
    best = -1
    most = -1e18
    to_us = world.regions[site.region].in_us
    for v in range(world.clock[0].n_vendors):
        vendor = world.vendors[v]
        if vendor.capacity_th_per_week <= 0.0 or not beliefs.can_sell_to(world, vendor, to_us):
            continue
        if lead_weeks(world, vendor) > 45.0:
            continue
        weeks = order_payback(world, firm, site, v, old_model)
        if weeks >= NEVER:
            continue
        # Megawatts are what is scarce: what a rig brings beyond its cost by the owner's horizon, for each watt it takes.
        cost = vendor.price_usd_per_th + p.miners_install_usd_per_th
        surplus = cost * (firm.payback_limit_weeks / max(weeks, 1.0) - 1.0) / world.models[vendor.model].wall_j_per_th
        if surplus > most:
            most = surplus
            best = v
    return best


@rule
def order_for(world, i, s, watts, old_model):
    """Order for one site, up to `watts`, from the best vendor, a part from the one the firm owns; returns the payback."""
    p = world.params[0]
    firm = world.firms[i]
    site = world.sites[s]
    v = best_vendor(world, firm, site, old_model)
    if v < 0:
        return NEVER
    weeks = order_payback(world, firm, site, v, old_model)
    limit = acceptable_payback(world, firm, site, v)
    if weeks > limit:
        return weeks
    if old_model >= 0:
        # A pace: nobody replaces everything in one order. Empty halls are filled as fast as money allows.
        most_kw = max(p.miners_order_pace * firm.mining_kw, 1.0 * least_kw(firm))
        watts = min(watts, int(1000.0 * most_kw))
    own = firm.stake_vendor
    if own >= 0 and own != v:
        to_us = world.regions[site.region].in_us
        patient = (
            beliefs.can_sell_to(world, world.vendors[own], to_us) and lead_weeks(world, world.vendors[own]) <= 60.0
        )
        if patient and order_payback(world, firm, site, own, old_model) <= LOYALTY_PATIENCE * limit:
            loyal = int(p.vendors_loyalty_share * watts)
            place(world, i, s, own, loyal)
            watts -= loyal
    place(world, i, s, v, watts)
    return weeks


@rule
def acceptable_payback(world, firm, site, v):
    """The longest payback a firm accepts today: its own limit over the value of waiting for news about duties."""
    vendor = world.vendors[v]
    to_us = world.regions[site.region].in_us
    if world.params[0].miners_hurdle == 1:
        model = world.models[vendor.model]
        running = running_usd_per_th_week(world, model.wall_j_per_th, net_power_price(world, site))
        cost = cost_usd_per_th(world, firm, vendor, to_us, int(lead_weeks(world, vendor)))
        return barrier_payback_weeks(world, cost, running)
    if to_us == 0:
        return firm.payback_limit_weeks
    arrival = world.clock[0].week + int(lead_weeks(world, vendor))
    return firm.payback_limit_weeks / beliefs.waiting_hurdle(world, firm, vendor.best_origin, arrival)


@rule
def place(world, i, s, v, watts):
    """Place a wish for as many machines as power, money and conduct allow."""
    firm = world.firms[i]
    site = world.sites[s]
    vendor = world.vendors[v]
    model = world.models[vendor.model]
    to_us = world.regions[site.region].in_us
    units = watts // model.watts
    arrival = world.clock[0].week + int(lead_weeks(world, vendor))
    multiple = beliefs.landed_multiple(world, firm, vendor, to_us, arrival)
    unit_usd = model.th_s * (vendor.price_usd_per_th * multiple + world.params[0].miners_install_usd_per_th)
    units = min(units, int(budget_cents(world, i) / (100.0 * unit_usd)))
    units = min(units, int(room_th_s(world, firm, site, v, unit_usd / model.th_s) / model.th_s))
    if units * model.watts < least_kw(firm) * 500:
        return
    orders.want(world, i, s, v, units, to_us)
    firm.open_balance_cents += int(100.0 * unit_usd * units)
    firm.ordered_th_s += units * model.th_s
    site.ordered_watts += units * model.watts


@rule
def budget_cents(world, i):
    """What a firm may commit to machines: cash beyond its reserve and open orders, some credit, and shares it can place."""
    p = world.params[0]
    firm = world.firms[i]
    reserve = p.miners_reserve_weeks * firm.cost_cents
    budget = cash(world, firm.account) - reserve - firm.open_balance_cents + 0.5 * purse.unused_credit(firm)
    if firm.hodl_share < 0.5:
        budget += 0.5 * purse.coin_cents(world, firm.btc_sat)
    if capital.market_open(world, firm):
        budget += 13.0 * capital.market_takes(world) * max(purse.net_assets(firm), 0)
    return max(budget, 0.0)


@rule
def room_th_s(world, firm, site, v, landed_usd_per_th):
    """How much more hash rate conduct allows: none once marginal revenue is below power and the machine's capital charge."""
    p = world.params[0]
    b = world.bitcoin[0]
    if p.miners_conduct <= 0.0:
        return 1e15
    model = world.models[world.vendors[v].model]
    running = running_usd_per_th_week(world, model.wall_j_per_th, net_power_price(world, site))
    cost = 1000.0 / 7.0 * (running + landed_usd_per_th / firm.payback_limit_weeks)
    most = desired_th_s(b.network_th_s, b.hashprice_usd_per_ph_day, cost, p.miners_conduct)
    return max(min(most - firm.installed_th_s - firm.ordered_th_s, 1e15), 0.0)
