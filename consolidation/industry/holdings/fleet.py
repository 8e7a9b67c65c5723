"""Machines: racks of a site, a firm's store, used rigs sold abroad, wear. Whole units, none made or lost on the way.

A site's racks are kept best first (lowest J/TH), so that whoever fills it with power can stop at the first that does
not pay.
"""

from ...catalog.capacities import N_RACKS, N_STORE
from ...catalog.codes import MINING, REST_OF_WORLD, SUPPLIERS
from ...catalog.payments import CONSTRUCTION, USED_RIGS
from ...engine.arithmetic import floor, whole
from ...engine.rule import rule
from ..books.ledger import pay, to_cents
from . import rest_fleet

R2_SITE, R2_WEEK = 0.7548776662466927, 0.5698402909980532
GOLDEN_RATIO = 0.6180339887498949
"""Steps of low-discrepancy sequences: Roberts' R2 over sites and weeks, the golden ratio over racks."""


@rule
def wall_j_per_th(world, m):
    """J/TH of model `m` at the meter."""
    return world.models[m].wall_j_per_th


@rule
def add_units(world, site, m, units):
    """House `units` of model `m`, best first; returns the units housed (none if all racks hold other models)."""
    if units <= 0:
        return 0
    for k in range(site.n_racks):
        if site.rack_model[k] == m:
            site.rack_units[k] += units
            return units
    if site.n_racks == N_RACKS:
        return 0
    k = site.n_racks
    j = wall_j_per_th(world, m)
    while k > 0 and wall_j_per_th(world, site.rack_model[k - 1]) > j:
        site.rack_model[k] = site.rack_model[k - 1]
        site.rack_units[k] = site.rack_units[k - 1]
        site.rack_on[k] = site.rack_on[k - 1]
        k -= 1
    site.rack_model[k] = m
    site.rack_units[k] = units
    site.rack_on[k] = 1
    site.n_racks += 1
    return units


@rule
def take_units(site, k, units):
    """Take `units` out of rack `k`; an empty rack closes up."""
    site.rack_units[k] -= units
    if site.rack_units[k] == 0:
        close_rack(site, k)


@rule
def close_rack(site, k):
    """Let the racks behind an empty one move up."""
    for j in range(k, site.n_racks - 1):
        site.rack_model[j] = site.rack_model[j + 1]
        site.rack_units[j] = site.rack_units[j + 1]
        site.rack_on[j] = site.rack_on[j + 1]
    site.n_racks -= 1


@rule
def rack_watts(world, site):
    """Watts of all machines in a site, running or not."""
    watts = 0
    for k in range(site.n_racks):
        watts += site.rack_units[k] * world.models[site.rack_model[k]].watts
    return watts


@rule
def sell_abroad(world, account, m, units):
    """Sell used rigs to the rest of the world, which runs them."""
    if units <= 0:
        return
    model = world.models[m]
    th = units * model.th_s
    model.exported_units += units
    price = world.fixed[0].used_sale_share * model.used_usd_per_th * th
    pay(world, REST_OF_WORLD, account, to_cents(price), USED_RIGS)
    rest_fleet.install(world, model.j_per_th, th)


@rule
def store(world, firm, m, units):
    """Put units in the firm's store; what finds no place is sold abroad."""
    if units <= 0:
        return
    empty = -1
    for k in range(N_STORE):
        if firm.store_units[k] > 0 and firm.store_model[k] == m:
            firm.store_units[k] += units
            return
        if firm.store_units[k] == 0:
            empty = k
    if empty >= 0:
        firm.store_model[empty] = m
        firm.store_units[empty] = units
        return
    sell_abroad(world, firm.account, m, units)


@rule
def sell_store(world, firm):
    """Sell the whole store abroad."""
    for k in range(N_STORE):
        sell_abroad(world, firm.account, firm.store_model[k], firm.store_units[k])
        firm.store_units[k] = 0


@rule
def store_watts(world, firm):
    """Watts of the machines in a firm's store."""
    watts = 0
    for k in range(N_STORE):
        if firm.store_units[k] > 0:
            watts += firm.store_units[k] * world.models[firm.store_model[k]].watts
    return watts


@rule
def empty_into_store(world, firm, site):
    """Take all machines out of a site and store them."""
    while site.n_racks > 0:
        k = site.n_racks - 1
        m = site.rack_model[k]
        units = site.rack_units[k]
        take_units(site, k, units)
        store(world, firm, m, units)
    site.draw_kw = 0
    site.hash_th_s = 0.0


@rule
def trim(world, firm, site):
    """Take the worst machines out of a site that holds more than it can power, and store them."""
    over = rack_watts(world, site) - site.kw * 1000
    while over > 0 and site.n_racks > 0:
        k = site.n_racks - 1
        m = site.rack_model[k]
        watts = world.models[m].watts
        units = min(site.rack_units[k], (over + watts - 1) // watts)
        take_units(site, k, units)
        store(world, firm, m, units)
        over -= units * watts


@rule
def fill_from_store(world, firm, site):
    """Install stored machines in a mining site's free power."""
    if site.use != MINING:
        return
    left = site.kw * 1000 - rack_watts(world, site)
    for k in range(N_STORE):
        if firm.store_units[k] > 0 and left > 0:
            m = firm.store_model[k]
            units = min(firm.store_units[k], left // world.models[m].watts)
            housed = add_units(world, site, m, units)
            firm.store_units[k] -= housed
            left -= housed * world.models[m].watts


@rule
def house(world):
    """Stored machines move into powered halls with room: an evicted firm's, once it has won power again."""
    for i in range(world.rows[0].n_firms):
        if world.firms[i].alive == 1:
            tidy(world, world.firms[i])


@rule
def tidy(world, firm):
    """Place a firm's stored machines where there is power; sell abroad what has waited for none."""
    waiting = store_watts(world, firm)
    if waiting == 0:
        return
    for s in range(firm.n_sites):
        fill_from_store(world, firm, world.sites[firm.sites[s]])
    # Machines displaced by better ones have no use at home; those of an evicted firm wait for its next power contract.
    if firm.mining_kw > 0:
        sell_store(world, firm)


@rule
def wear(world):
    """Rigs fail, 0.15 % a week, as whole units.

    Fractions are rounded by a low-discrepancy sequence over sites and weeks (Roberts' R2): over a year each site loses
    its share, with no draw spent.
    """
    clock = world.clock[0]
    rows = world.rows[0]
    rate = world.params[0].mining_failure_per_week
    if rate <= 0.0:
        return
    for i in range(rows.n_sites):
        site = world.sites[i]
        if site.owner < 0 or site.n_racks == 0:
            continue
        luck = site.id * R2_SITE + clock.week * R2_WEEK
        luck -= floor(luck)
        k = site.n_racks - 1
        while k >= 0:
            luck += GOLDEN_RATIO
            if luck >= 1.0:
                luck -= 1.0
            # No branch on whether any failed: it is a coin's throw, which a processor cannot foresee.
            failed = min(whole(site.rack_units[k] * rate + luck), site.rack_units[k])
            world.models[site.rack_model[k]].scrapped_units += failed
            site.rack_units[k] -= failed
            if site.rack_units[k] == 0:
                close_rack(site, k)
            k -= 1


@rule
def fit_out_cents(world, units, m):
    """What it costs to install units of a model (cents)."""
    return to_cents(world.params[0].miners_install_usd_per_th * units * world.models[m].th_s)


@rule
def pay_fit_out(world, firm, m, units):
    """Pay for installing new machines, as far as there is cash."""
    cents = min(fit_out_cents(world, units, m), max(world.accounts[firm.account].cash_cents, 0))
    pay(world, firm.account, SUPPLIERS, cents, CONSTRUCTION)
