"""Siting: where a megawatt is cheapest, all in: power, policy risk, and the duty that machines there pay."""

import math

from ...catalog.codes import MAJOR
from ...catalog.units import HOURS_PER_YEAR
from ...engine.arithmetic import whole
from ...engine.rule import rule
from ..sums import machines_usd_per_kw
from . import beliefs
from .criterion import lead_weeks


@rule
def all_in_usd_per_mwh(world, firm, r):
    """Power, policy risk, and duty spread over the machine's life, of a MWh in a region (USD/MWh)."""
    p = world.params[0]
    region = world.regions[r]
    price = region.posted_usd_per_mwh - region.credit_usd_per_mwh
    if region.in_us == 1:
        if world.clock[0].week >= p.energy_support_week:
            price -= p.energy_support_usd_per_mwh
        leader = world.vendors[0]
        arrival = world.clock[0].week + whole(lead_weeks(world, leader))
        duty = beliefs.expected_landed_multiple(world, firm, leader, 1, arrival) - beliefs.expected_landed_multiple(
            world, firm, leader, 0, arrival
        )
        price += duty * machines_usd_per_kw(world) * 1000.0 / (world.fixed[0].spread_years * HOURS_PER_YEAR)
    else:
        price += p.relocation_risk_usd_per_mwh * (1.0 + region.risk_steps)
    return price


@rule
def cheapest_region(world, firm, wanted):
    """The region with the lowest all-in price that has megawatts to auction;
    home counts as a little nearer. -1 for none.
    """
    p = world.params[0]
    f = world.fixed[0]
    best = -1
    least = math.inf
    home = home_region(world, firm)
    for r in range(world.rows[0].n_regions):
        region = world.regions[r]
        if region.supply_kw == 0 or region.free_kw < whole(f.growth_free_share * wanted):
            continue
        if region.in_us == 0 and r != home and (p.relocation_allowed == 0 or firm.size_class != MAJOR):
            continue
        price = all_in_usd_per_mwh(world, firm, r)
        if r == home:
            price -= f.home_edge_usd_per_mwh
        if price < least:
            least = price
            best = r
    return best


@rule
def home_region(world, firm):
    """The region of a firm's largest site; its last home when it has none."""
    most = -1
    best = firm.growth_region
    for k in range(firm.n_sites):
        site = world.sites[firm.sites[k]]
        if site.kw > most:
            most = site.kw
            best = site.region
    return best
