"""The network outside America's firms: machines by efficiency, power by price.

Its machines are kept as hash rate in efficiency classes, its power as a distribution of prices with a stranded tail
below 15 USD/MWh. Every class meets every price; a smooth band around break-even keeps the whole from switching at once,
and a tenth of its power is so cheap that the network never stops. Its machines need powered sites (`rest_sites`); it
orders for those that are free, and in place of its worst machines, by the same payback sum as American firms, from what
the vendors' capacity leaves. It also takes the machines that Americans cancel or sell.
"""

import math

from ...catalog.capacities import N_COHORTS, N_POWER_STEPS
from ...catalog.codes import REST_OF_WORLD
from ...catalog.payments import RIG_EXPORT, RIG_PRODUCTION
from ...catalog.units import KWH_PER_WATT_DAY
from ...engine.arithmetic import log, root, whole
from ...engine.rule import rule
from ..books.ledger import pay, to_cents
from ..holdings import purse
from ..holdings.rest_fleet import install
from ..holdings.rest_sites import free_watts, keep_within_power, running_watts, worst_j_per_th
from ..sums import payback_weeks, running_usd_per_th_week

ELASTICITY_STEP = 0.97
"""Of hashprice, at which the shutdown elasticity is measured."""


@rule
def share_running(world, j_per_th, hashprice):
    """The share of the rest of the world's power at which machines of this
    efficiency earn more than their power costs.
    """
    rest = world.rest[0]
    band = world.fixed[0].rest_switching_band
    revenue = hashprice * (1.0 - world.params[0].mining_pool_fee) / (KWH_PER_WATT_DAY * j_per_th)
    share = 0.0
    for k in range(N_POWER_STEPS):
        on = (revenue / rest.power_usd_per_mwh[k] - (1.0 - band)) / (2.0 * band)
        share += rest.power_share[k] * min(max(on, 0.0), 1.0)
    return share


@rule
def switch(world):
    """Run the machines that pay, with inertia; scrap, in time, those that stand still; wear."""
    p = world.params[0]
    b = world.bitcoin[0]
    rest = world.rest[0]
    china_comes_and_goes(world)
    running = 0.0
    lower = 0.0
    wanted = 0.0
    overhead = p.mining_overhead_power
    for c in range(N_COHORTS):
        want = share_running(world, rest.j_per_th[c] * overhead, b.hashprice_usd_per_ph_day)
        rest.running[c] += p.rest_of_world_adjustment_per_week * (want - rest.running[c])
        wanted += rest.installed_th_s[c] * want
        lower += rest.installed_th_s[c] * share_running(
            world, rest.j_per_th[c] * overhead, ELASTICITY_STEP * b.hashprice_usd_per_ph_day
        )
    keep_within_power(world)
    for c in range(N_COHORTS):
        idle = rest.installed_th_s[c] * (1.0 - rest.running[c])
        gone = rest.installed_th_s[c] * p.mining_failure_per_week + idle / p.rest_of_world_retirement_weeks
        rest.installed_th_s[c] = max(rest.installed_th_s[c] - gone, 0.0)
        running += rest.installed_th_s[c] * rest.running[c]
    # A floor so that blocks are always found: a ten-thousandth of what ran at the start.
    b.rest_th_s = max(running, world.fixed[0].rest_floor_share * rest.opening_th_s)
    rest.new_th_s = 0.0
    if wanted > 0.0 and lower > 0.0:
        world.now[0].shutdown_elasticity = log(wanted / lower) / -log(ELASTICITY_STEP)
    else:
        world.now[0].shutdown_elasticity = 0.0


@rule
def china_comes_and_goes(world):
    """A ban at home switches a share of the machines off at once; they come back elsewhere over months."""
    p = world.params[0]
    rest = world.rest[0]
    week = world.clock[0].week
    if p.rest_of_world_china_ban_week == 0 or week < p.rest_of_world_china_ban_week:
        return
    # Sites go with the machines, and are found elsewhere as these return.
    if week == p.rest_of_world_china_ban_week:
        rest.absent_sites_w = rest.sites_w * p.rest_of_world_china_share
        rest.sites_w -= rest.absent_sites_w
    else:
        found = rest.absent_sites_w / p.rest_of_world_china_return_weeks
        rest.absent_sites_w -= found
        rest.sites_w += found
    for c in range(N_COHORTS):
        if week == p.rest_of_world_china_ban_week:
            away = rest.installed_th_s[c] * p.rest_of_world_china_share
            rest.installed_th_s[c] -= away
            rest.absent_th_s[c] += away
        else:
            back = rest.absent_th_s[c] / p.rest_of_world_china_return_weeks
            rest.absent_th_s[c] -= back
            rest.installed_th_s[c] += back


@rule
def order(world):
    """Order rigs for free sites and in place of the worst machines, as far as the payback is short enough."""
    p = world.params[0]
    f = world.fixed[0]
    rest = world.rest[0]
    rest.ordered_th = 0.0
    free = p.rest_of_world_growth_scale * f.rest_filled_per_week * free_watts(world)
    refit = p.rest_of_world_growth_scale * p.rest_of_world_refit_rate * rest.sites_w
    old_j = worst_j_per_th(world)
    for v in range(world.rows[0].n_vendors):
        vendor = world.vendors[v]
        model = world.models[vendor.on_sale]
        wanted = free * share_willing(world, vendor, math.inf) + refit * share_willing(world, vendor, old_j)
        th = wanted * vendor.market_share / model.j_per_th
        # Nobody queues for more than half a year when there is no contract to hold him.
        most = f.rest_queue_weeks * vendor.capacity_th_per_week
        room = max(most - vendor.rest_backlog_th - vendor.us_backlog_th, 0.0)
        th = min(th, room)
        vendor.rest_backlog_th += th
        rest.ordered_th += th


@rule
def share_willing(world, vendor, old_j):
    """The share of buyers whose limit exceeds the payback of this maker's machine, in place of one of `old_j` J/TH.

    Infinite `old_j` stands for a free site: in place of none.
    """
    p = world.params[0]
    j = world.models[vendor.on_sale].wall_j_per_th
    cost = vendor.price_usd_per_th + p.miners_install_usd_per_th
    running = running_usd_per_th_week(world, j, p.rest_of_world_power_usd_per_mwh)
    replaced = j / old_j if old_j < math.inf else 0.0
    old_running = running_usd_per_th_week(world, old_j * p.mining_overhead_power, p.rest_of_world_power_usd_per_mwh)
    lead = world.fixed[0].usual_lead_weeks
    weeks = payback_weeks(world, cost, 1.0, running, replaced, old_running, p.miners_belief_drift, lead)
    z = log(p.rest_of_world_payback_weeks / max(weeks, 1.0)) / p.rest_of_world_payback_log_sd
    return (1.0 + math.erf(z / root(2.0))) / 2.0


@rule
def receive(world):
    """What American orders leave of the vendors' capacity goes to the rest of the world's orders."""
    rest = world.rest[0]
    for v in range(world.rows[0].n_vendors):
        vendor = world.vendors[v]
        model = world.models[vendor.on_sale]
        free = max(vendor.capacity_th_per_week - vendor.shipped_th, 0.0)
        # Nothing leaves the day it is ordered: what is on order ships over the usual lead time.
        due = vendor.rest_backlog_th / world.params[0].vendors_lead_weeks
        units = whole(min(free, due) / model.th_s)
        if units <= 0:
            continue
        th = units * model.th_s
        vendor.rest_backlog_th = max(vendor.rest_backlog_th - th, 0.0)
        vendor.sold_26w_th += th
        model.made_units += units
        model.exported_units += units
        pay(world, REST_OF_WORLD, vendor.account, to_cents(vendor.price_usd_per_th * th), RIG_EXPORT)
        pay(world, vendor.account, REST_OF_WORLD, to_cents(vendor.cost_usd_per_th * th), RIG_PRODUCTION)
        purse.fund_vendor(world, vendor)
        empty = max(rest.sites_w - running_watts(world), 0.0)
        replace_worst(world, max(th * model.j_per_th - empty, 0.0))
        install(world, model.j_per_th, th)


@rule
def replace_worst(world, watts):
    """Switch off and scrap the least efficient machines that run, as many as free so much power for the new ones."""
    rest = world.rest[0]
    c = N_COHORTS - 1
    while c >= 0 and watts > 0.0:
        running = rest.installed_th_s[c] * rest.running[c]
        gone = min(running, watts / rest.j_per_th[c])
        rest.installed_th_s[c] -= gone
        if rest.installed_th_s[c] > 0.0:
            rest.running[c] = min((running - gone) / rest.installed_th_s[c], 1.0)
        watts -= gone * rest.j_per_th[c]
        c -= 1
