"""Ordering rigs: whom to buy from, whether it pays back in time, and how many.

A firm orders when the expected payback is within its longest acceptable one, divided by the value of waiting. It fills
free power first; when there is none, it may replace its worst machines, and then only the gain counts. The engine of
every limit with a known answer in theory: with conduct k it stops where marginal revenue meets cost.
"""

from ...catalog.codes import MAJOR, MINING
from ...engine.arithmetic import whole
from ...engine.rule import rule
from ..holdings import fleet
from ..markets import orders
from ..sums import NEVER
from . import beliefs
from .criterion import acceptable_payback, budget_cents, lead_weeks, order_payback, room_th_s


@rule
def order_rigs(world, i):
    """Firm `i` considers an order for the site where it does most good; returns the best payback it saw (weeks)."""
    firm = world.firms[i]
    s = roomiest_site(world, firm)
    # Who cannot pay for the smallest order does no sums.
    if s < 0 or budget_cents(world, i) < 100.0 * world.fixed[0].least_order_usd_per_kw * least_kw(world, firm):
        return NEVER
    site = world.sites[s]
    free_w = site.kw * 1000 - fleet.rack_watts(world, site) - on_order_watts(world, s)
    if free_w >= least_kw(world, firm) * 1000:
        return order_for(world, i, s, free_w, -1)
    s = site_with_worst_rig(world, firm)
    if s < 0:
        return NEVER
    site = world.sites[s]
    worst = site.n_racks - 1
    old_w = site.rack_units[worst] * world.models[site.rack_model[worst]].watts - on_order_watts(world, s)
    if old_w < least_kw(world, firm) * 1000:
        return NEVER
    order_for(world, i, s, old_w, site.rack_model[worst])
    return order_payback(world, firm, site, best_vendor(world, firm, site, -1), -1)


@rule
def least_kw(world, firm):
    """The smallest order worth the trouble (kW)."""
    f = world.fixed[0]
    return f.least_major_order_kw if firm.size_class == MAJOR else f.least_small_order_kw


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
def best_vendor(world, firm, site, old_m):
    """The vendor whose rig earns most from the site's kilowatts within the owner's horizon; -1 if none may deliver."""
    p = world.params[0]
    best = -1
    most = -1e18
    to_us = world.regions[site.region].in_us
    for v in range(world.rows[0].n_vendors):
        vendor = world.vendors[v]
        if vendor.capacity_th_per_week <= 0.0 or not beliefs.can_sell_to(world, vendor, to_us):
            continue
        if lead_weeks(world, vendor) > world.fixed[0].longest_lead_weeks:
            continue
        weeks = order_payback(world, firm, site, v, old_m)
        if weeks >= NEVER:
            continue
        # Megawatts are what is scarce: what a rig brings beyond its cost by the owner's horizon, for each watt it
        # takes.
        cost = vendor.price_usd_per_th + p.miners_install_usd_per_th
        surplus = cost * (firm.payback_limit_weeks / max(weeks, 1.0) - 1.0) / world.models[vendor.on_sale].wall_j_per_th
        if surplus > most:
            most = surplus
            best = v
    return best


@rule
def order_for(world, i, s, watts, old_m):
    """Order for one site, up to `watts`, from the best vendor, a part from the one the firm owns;
    returns the payback.
    """
    p = world.params[0]
    f = world.fixed[0]
    firm = world.firms[i]
    site = world.sites[s]
    v = best_vendor(world, firm, site, old_m)
    if v < 0:
        return NEVER
    weeks = order_payback(world, firm, site, v, old_m)
    limit = acceptable_payback(world, firm, site, v)
    if weeks > limit:
        return weeks
    if old_m >= 0:
        # A pace: nobody replaces everything in one order. Empty halls are filled as fast as money allows.
        most_kw = max(p.miners_order_pace * firm.mining_kw, 1.0 * least_kw(world, firm))
        watts = min(watts, whole(1000.0 * most_kw))
    own = firm.stake_vendor
    if own >= 0 and own != v:
        to_us = world.regions[site.region].in_us
        maker = world.vendors[own]
        patient = beliefs.can_sell_to(world, maker, to_us) and lead_weeks(world, maker) <= f.longest_loyal_lead_weeks
        if patient and order_payback(world, firm, site, own, old_m) <= f.loyalty_patience * limit:
            loyal = whole(p.vendors_loyalty_share * watts)
            place(world, i, s, own, loyal)
            watts -= loyal
    place(world, i, s, v, watts)
    return weeks


@rule
def place(world, i, s, v, watts):
    """Place a wish for as many machines as power, money and conduct allow."""
    firm = world.firms[i]
    site = world.sites[s]
    vendor = world.vendors[v]
    model = world.models[vendor.on_sale]
    to_us = world.regions[site.region].in_us
    units = watts // model.watts
    arrival = world.clock[0].week + whole(lead_weeks(world, vendor))
    multiple = beliefs.expected_landed_multiple(world, firm, vendor, to_us, arrival)
    unit_usd = model.th_s * (vendor.price_usd_per_th * multiple + world.params[0].miners_install_usd_per_th)
    units = min(units, whole(budget_cents(world, i) / (100.0 * unit_usd)))
    units = min(units, whole(room_th_s(world, firm, site, v, unit_usd / model.th_s) / model.th_s))
    if units * model.watts < world.fixed[0].least_order_share * 1000.0 * least_kw(world, firm):
        return
    orders.want(world, i, s, v, units, to_us)
    firm.open_balance_cents += whole(100.0 * unit_usd * units)
    firm.ordered_th_s += units * model.th_s
    site.ordered_watts += units * model.watts
