"""The network outside America's firms: machines by efficiency, power by price.

Its machines are kept as hash rate in efficiency classes, its power as a distribution of prices with a stranded tail below 15
USD/MWh. Every class meets every price; a smooth band around break-even keeps the whole from switching at once, and a tenth of its
power is so cheap that the network never stops. It orders rigs by the same payback sum as American firms, from what the vendors'
capacity leaves, and it takes the machines that Americans cancel or sell.
"""

import math

from ..agents.valuation import payback_weeks, running_usd_per_th_week
from ..codes import REST_OF_WORLD, RIG_EXPORT, RIG_PRODUCTION
from ..ledger import pay, to_cents
from ..rules import rule
from ..tables import N_COHORTS, N_POWER_STEPS

BAND = 0.10  # a class at one price switches over +- 10 % around break-even


@rule
def share_running(world, j_per_th, hashprice):
    """The share of the rest of the world's power at which machines of this efficiency earn more than their power costs."""
    rest = world.rest[0]
    revenue = hashprice * (1.0 - world.params[0].mining_pool_fee) / (0.024 * j_per_th)
    share = 0.0
    for k in range(N_POWER_STEPS):
        on = (revenue / rest.power_usd_per_mwh[k] - (1.0 - BAND)) / (2.0 * BAND)
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
        idle = rest.installed_th_s[c] * (1.0 - rest.running[c])
        gone = rest.installed_th_s[c] * p.mining_failure_per_week + idle / p.rest_of_world_retirement_weeks
        rest.installed_th_s[c] = max(rest.installed_th_s[c] - gone, 0.0)
        running += rest.installed_th_s[c] * rest.running[c]
        wanted += rest.installed_th_s[c] * want
        lower += rest.installed_th_s[c] * share_running(
            world, rest.j_per_th[c] * overhead, 0.97 * b.hashprice_usd_per_ph_day
        )
    # A floor so that blocks are always found: a ten-thousandth of what ran at the start.
    b.rest_th_s = max(running, 1e-4 * rest.opening_th_s)
    rest.new_th_s = 0.0
    if wanted > 0.0 and lower > 0.0:
        world.now[0].shutdown_elasticity = math.log(wanted / lower) / -math.log(0.97)
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
def install(world, j_per_th, th_s):
    """Add hash rate between the two efficiency classes around `j_per_th`, so that its mean efficiency stays."""
    rest = world.rest[0]
    rest.new_th_s += th_s
    last = N_COHORTS - 1
    if j_per_th <= rest.j_per_th[0]:
        rest.installed_th_s[0] += th_s
        blend_running(rest, 0, th_s)
    elif j_per_th >= rest.j_per_th[last]:
        rest.installed_th_s[last] += th_s
        blend_running(rest, last, th_s)
    else:
        c = 0
        while rest.j_per_th[c + 1] < j_per_th:
            c += 1
        upper = (j_per_th - rest.j_per_th[c]) / (rest.j_per_th[c + 1] - rest.j_per_th[c])
        rest.installed_th_s[c] += th_s * (1.0 - upper)
        rest.installed_th_s[c + 1] += th_s * upper
        blend_running(rest, c, th_s * (1.0 - upper))
        blend_running(rest, c + 1, th_s * upper)


@rule
def blend_running(rest, c, th_s):
    """Count newly installed hash rate as running: new machines run at once."""
    if rest.installed_th_s[c] > 0.0:
        before = rest.installed_th_s[c] - th_s
        rest.running[c] = min((rest.running[c] * before + th_s) / rest.installed_th_s[c], 1.0)


@rule
def order(world):
    """Order rigs: as many as find the payback short enough, spread over vendors by their share of the market."""
    clock = world.clock[0]
    p = world.params[0]
    b = world.bitcoin[0]
    rest = world.rest[0]
    rest.ordered_th = 0.0
    size = math.sqrt(max(b.rest_th_s, 1.0) / max(rest.opening_th_s, 1.0))
    for v in range(clock.n_vendors):
        vendor = world.vendors[v]
        model = world.models[vendor.model]
        cost = vendor.price_usd_per_th + p.miners_install_usd_per_th
        j = model.wall_j_per_th
        running = running_usd_per_th_week(world, j, p.rest_of_world_power_usd_per_mwh)
        weeks = payback_weeks(world, cost, 1.0, running, 0.0, 0.0, p.miners_belief_drift, 13.0)
        z = math.log(p.rest_of_world_payback_weeks / max(weeks, 1.0)) / p.rest_of_world_payback_log_sd
        willing = 0.5 * (1.0 + math.erf(z / 1.4142135623730951))
        th = (
            p.rest_of_world_orders_eh_s_per_week
            * 1e6
            * p.rest_of_world_growth_scale
            * size
            * willing
            * vendor.market_share
        )
        # Nobody queues for more than half a year when there is no contract to hold him.
        room = max(26.0 * vendor.capacity_th_per_week - vendor.rest_backlog_th - vendor.us_backlog_th, 0.0)
        th = min(th, room)
        vendor.rest_backlog_th += th
        rest.ordered_th += th


@rule
def receive(world):
    """What American orders leave of the vendors' capacity goes to the rest of the world's orders."""
    for v in range(world.clock[0].n_vendors):
        vendor = world.vendors[v]
        model = world.models[vendor.model]
        free = max(vendor.capacity_th_per_week - vendor.shipped_th, 0.0)
        units = int(min(free, vendor.rest_backlog_th) / model.th_s)
        if units <= 0:
            continue
        th = units * model.th_s
        vendor.rest_backlog_th = max(vendor.rest_backlog_th - th, 0.0)
        vendor.sold_26w_th += th
        model.made_units += units
        model.exported_units += units
        pay(world, REST_OF_WORLD, vendor.account, to_cents(vendor.price_usd_per_th * th), RIG_EXPORT)
        pay(world, vendor.account, REST_OF_WORLD, to_cents(vendor.cost_usd_per_th * th), RIG_PRODUCTION)
        install(world, model.j_per_th, th)
        replace_worst(world, world.params[0].rest_of_world_replaced * th * model.j_per_th)


@rule
def replace_worst(world, watts):
    """Scrap the least efficient machines, as many as free so much power for the new ones."""
    rest = world.rest[0]
    c = N_COHORTS - 1
    while c > 0 and watts > 0.0:
        gone = min(rest.installed_th_s[c], watts / rest.j_per_th[c])
        rest.installed_th_s[c] -= gone
        watts -= gone * rest.j_per_th[c]
        c -= 1
