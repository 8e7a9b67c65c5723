"""The criterion of an order: what a machine costs until it runs, when it pays back, how soon it must, how many one can
pay for.
"""

from ...catalog.codes import BARRIER
from ...catalog.units import DAYS_PER_WEEK, TH_PER_PH
from ...engine.arithmetic import whole
from ...engine.rule import rule
from ..books.ledger import cash
from ..holdings import fleet, purse
from ..markets import capital
from ..markets.mining import net_power_price
from ..sums import (
    ANY_TH_S,
    NEVER,
    barrier_payback_weeks,
    desired_th_s,
    payback_weeks,
    running_usd_per_th_week,
)
from . import beliefs


@rule
def order_payback(world, firm, site, v, old_m):
    """Weeks in which a rig of vendor `v` pays back at this site;
    with `old_m`, only the gain over the machine it replaces.
    """
    if v < 0:
        return NEVER
    p = world.params[0]
    vendor = world.vendors[v]
    model = world.models[vendor.on_sale]
    to_us = world.regions[site.region].in_us
    lead = lead_weeks(world, vendor)
    j = model.wall_j_per_th
    cost = cost_usd_per_th(world, firm, vendor, to_us, whole(lead))
    running = running_usd_per_th_week(world, j, net_power_price(world, site))
    share = firm.hash_th_s / max(world.bitcoin[0].network_th_s, 1.0)
    kept = 1.0 - p.miners_conduct * share
    replaced = 0.0
    old_running = 0.0
    if old_m >= 0:
        # In the same kilowatts: so many TH of the old machine make room for one of the new.
        old_j = fleet.wall_j_per_th(world, old_m)
        replaced = j / old_j
        old_running = running_usd_per_th_week(world, old_j, net_power_price(world, site))
        cost -= world.fixed[0].used_sale_share * world.models[old_m].used_usd_per_th * replaced
    return payback_weeks(world, cost, kept, running, replaced, old_running, firm.belief_drift, lead)


@rule
def cost_usd_per_th(world, firm, vendor, to_us, lead):
    """What a TH costs until it runs: landed price, fit-out, and a lesser-known maker's doubtful name (USD/TH)."""
    p = world.params[0]
    landed = vendor.price_usd_per_th * beliefs.expected_landed_multiple(
        world, firm, vendor, to_us, world.clock[0].week + lead
    )
    doubt = p.vendors_trust_discount * (1.0 - vendor.trust) * vendor.price_usd_per_th
    return landed + p.miners_install_usd_per_th + doubt


@rule
def lead_weeks(world, vendor):
    """Weeks from an order today to a running machine."""
    p = world.params[0]
    queue = (vendor.us_backlog_th + vendor.rest_backlog_th) / max(vendor.capacity_th_per_week, 1e-9)
    return 1.0 * p.vendors_lead_weeks + p.vendors_transit_weeks + min(queue, world.fixed[0].longest_counted_queue_weeks)


@rule
def acceptable_payback(world, firm, site, v):
    """The longest payback a firm accepts today: its own limit over the value of waiting for news about duties."""
    vendor = world.vendors[v]
    to_us = world.regions[site.region].in_us
    if world.params[0].miners_hurdle == BARRIER:
        model = world.models[vendor.on_sale]
        running = running_usd_per_th_week(world, model.wall_j_per_th, net_power_price(world, site))
        cost = cost_usd_per_th(world, firm, vendor, to_us, whole(lead_weeks(world, vendor)))
        return barrier_payback_weeks(world, cost, running)
    if to_us == 0:
        return firm.payback_limit_weeks
    arrival = world.clock[0].week + whole(lead_weeks(world, vendor))
    return firm.payback_limit_weeks / beliefs.waiting_hurdle(world, firm, vendor.best_origin, arrival)


@rule
def budget_cents(world, i):
    """What a firm may commit to machines:
    cash beyond its reserve and open orders, some credit, and shares it can place.
    """
    p = world.params[0]
    f = world.fixed[0]
    firm = world.firms[i]
    reserve = purse.weeks_of_costs(firm, p.miners_reserve_weeks)
    budget = cash(world, firm.account) - reserve - firm.open_balance_cents
    budget = budget + f.budget_credit_share * purse.unused_credit(firm)
    if firm.hodl_share < f.hodler_from_share:
        budget += f.budget_coin_share * purse.coin_cents(world, firm.btc_sat)
    if capital.market_open(world, firm):
        budget += f.budget_equity_weeks * capital.market_takes(world) * max(purse.net_assets(firm), 0)
    return max(budget, 0.0)


@rule
def room_th_s(world, firm, site, v, landed_usd_per_th):
    """How much more hash rate conduct allows:
    none once marginal revenue is below power and the machine's capital charge.
    """
    p = world.params[0]
    b = world.bitcoin[0]
    if p.miners_conduct <= 0.0:
        return ANY_TH_S
    model = world.models[world.vendors[v].on_sale]
    running = running_usd_per_th_week(world, model.wall_j_per_th, net_power_price(world, site))
    cost = TH_PER_PH / DAYS_PER_WEEK * (running + landed_usd_per_th / firm.payback_limit_weeks)
    most = desired_th_s(b.network_th_s, b.hashprice_usd_per_ph_day, cost, p.miners_conduct)
    return max(min(most - firm.installed_th_s - firm.ordered_th_s, ANY_TH_S), 0.0)
