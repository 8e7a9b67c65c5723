"""Going abroad: a firm moves machines out of its dearest rented American site when a foreign one is cheaper all in.

All in means power, policy risk by steps, and the move itself spread over five years. Firms go in portions.
"""

import math

from ...catalog.causes import BY_ABROAD
from ...catalog.codes import HOSTED, LEASED, MAJOR, MINING, OWNED, SUPPLIERS
from ...catalog.events import MOVED_ABROAD
from ...catalog.payments import MOVING
from ...catalog.units import HOURS_PER_YEAR, WEEKS_PER_YEAR
from ...engine.arithmetic import whole
from ...engine.rule import rule
from ..books.ledger import pay, tell, to_cents
from ..holdings import fleet, purse, sites
from ..markets.mining import net_power_price


@rule
def consider(world, i):
    """Once a quarter, firm `i` compares its dearest American site with the best country."""
    p = world.params[0]
    f = world.fixed[0]
    firm = world.firms[i]
    its_turn = (world.clock[0].week + firm.id) % f.relocation_every_weeks == 0
    if p.relocation_allowed == 0 or not its_turn or not sites.has_room(firm):
        return
    s = dearest_site(world, firm)
    if s < 0:
        return
    site = world.sites[s]
    abroad = best_country(world)
    if abroad < 0:
        return
    there = world.regions[abroad].posted_usd_per_mwh + p.relocation_risk_usd_per_mwh * (
        1.0 + world.regions[abroad].risk_steps
    )
    there += p.relocation_moving_usd_per_kw * 1000.0 / (f.spread_years * HOURS_PER_YEAR)
    if net_power_price(world, site) - there < p.relocation_gap_usd_per_mwh:
        return
    kw = site.kw
    if firm.size_class == MAJOR:
        kw = min(kw, whole(p.relocation_pace * firm.mining_kw))
    kw = min(kw, whole(f.move_free_share * world.regions[abroad].free_kw))
    if kw >= (f.least_major_move_kw if firm.size_class == MAJOR else f.least_small_move_kw):
        move(world, i, s, abroad, kw)


@rule
def dearest_site(world, firm):
    """The rented American mining site with the highest net price;
    -1 without one. Owned interconnections are not left.
    """
    best = -1
    most = 0.0
    for k in range(firm.n_sites):
        site = world.sites[firm.sites[k]]
        if site.use != MINING or site.tenure == OWNED or world.regions[site.region].in_us == 0 or site.n_racks == 0:
            continue
        price = net_power_price(world, site)
        if price > most:
            most = price
            best = firm.sites[k]
    return best


@rule
def best_country(world):
    """The foreign region with free megawatts and the lowest price with risk; -1 without one."""
    f = world.fixed[0]
    best = -1
    least = math.inf
    for r in range(world.rows[0].n_regions):
        region = world.regions[r]
        if region.in_us == 1 or f.move_free_share * region.free_kw < f.least_small_move_kw:
            continue
        price = region.posted_usd_per_mwh + world.params[0].relocation_risk_usd_per_mwh * (1.0 + region.risk_steps)
        if price < least:
            least = price
            best = r
    return best


@rule
def move(world, i, s, r, kw):
    """Move `kw` of machines to a leased site abroad; the power at home goes back to its landlord."""
    p = world.params[0]
    firm = world.firms[i]
    site = world.sites[s]
    cents = to_cents(p.relocation_moving_usd_per_kw * kw)
    if not purse.raise_cash(world, firm, cents):
        return
    region = world.regions[r]
    end_week = world.clock[0].week + whole(p.power_contract_years * WEEKS_PER_YEAR)
    n = sites.rented_mine(world, firm, r)
    if n >= 0:
        sites.join(world, n, kw, region.posted_usd_per_mwh, end_week)
    else:
        n = sites.new_site(world, i, r, LEASED, MINING, kw, region.posted_usd_per_mwh)
        if n < 0:
            return
        world.sites[n].ready_week = world.clock[0].week + world.fixed[0].moving_weeks
        world.sites[n].contract_end_week = end_week
    pay(world, firm.account, SUPPLIERS, cents, MOVING)
    region.free_kw -= kw
    new = world.sites[n]
    tell(world, MOVED_ABROAD, firm=i, kw=kw, cents=cents, cause=BY_ABROAD)
    carry(world, site, new)
    if site.tenure == HOSTED and site.host_site >= 0:
        world.sites[site.host_site].hosted_kw -= min(kw, site.kw)
        release_hosted(world, s, kw)
        return
    world.regions[site.region].free_kw += kw
    sites.shrink(world, s, kw)


@rule
def release_hosted(world, s, kw):
    """Shrink a tenant's slot in a hall; the hall has been told already."""
    site = world.sites[s]
    site.kw -= kw
    fleet.trim(world, world.firms[site.owner], site)
    site.draw_kw = min(site.draw_kw, site.kw)
    if site.kw == 0:
        fleet.empty_into_store(world, world.firms[site.owner], site)
        sites.drop_site(world, s)


@rule
def carry(world, site, new):
    """Carry the best machines over, as many as the new site can power."""
    left = new.kw * 1000 - fleet.rack_watts(world, new)
    k = 0
    while k < site.n_racks and left > 0:
        m = site.rack_model[k]
        units = min(site.rack_units[k], left // world.models[m].watts)
        if units == 0:
            return
        racks = site.n_racks
        if fleet.add_units(world, new, m, units) == 0:
            return
        fleet.take_units(site, k, units)
        left -= units * world.models[m].watts
        if site.n_racks == racks:
            k += 1
