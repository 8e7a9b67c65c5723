"""Turning halls to AI: which sites a firm offers, and at what least rent.

An owned American site of enough megawatts is offered when a lease, less the landlord's own capital, beats mining it by
a margin that the firm's attitude sets: the eager ask little more than the mine earns, pure plays do not offer at all.
"""

from ...catalog.codes import HOSTING, IDLE, MINING, OWNED
from ...catalog.units import MONTHS_PER_YEAR, MWH_PER_KW_YEAR
from ...engine.rule import rule
from ..holdings import stock
from ..sums import own_capex_usd_per_kw


@rule
def offer_halls(world, i):
    """Set the least rent at which firm `i` would let each of its sites (0: not on offer)."""
    p = world.params[0]
    firm = world.firms[i]
    for k in range(firm.n_sites):
        site = world.sites[firm.sites[k]]
        site.asked_usd_per_kw_month = 0.0
        if p.ai_buyers == 0 or firm.ai_attitude <= 0.0 or site.tenure != OWNED:
            continue
        if world.regions[site.region].in_us == 0 or site.kw < p.ai_min_site_mw * 1000.0:
            continue
        if site.use == MINING or site.use == HOSTING or site.use == IDLE:
            earns = present_use_usd_per_kw_year(world, firm, site)
            own = own_capex_usd_per_kw(world) / world.fixed[0].landlord_capital_years
            asked = earns * p.ai_vacancy_hurdle / firm.ai_attitude + own
            site.asked_usd_per_kw_month = asked / MONTHS_PER_YEAR


@rule
def present_use_usd_per_kw_year(world, firm, site):
    """What a site earns as it is (USD per kW and year)."""
    if site.use == MINING:
        return stock.operating_margin(world, firm) * MWH_PER_KW_YEAR
    if site.use == HOSTING:
        return world.params[0].power_hosting_margin_usd_per_mwh * world.fixed[0].hosting_occupancy * MWH_PER_KW_YEAR
    return 0.0
