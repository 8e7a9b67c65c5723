"""Bids for power: what every miner would pay to keep the megawatts it has, and for more.

A bid is a price only; the auction (`markets.power`) decides which megawatts come up, and takes no more from a bidder
than this.
"""

import math

from ...catalog.capacities import N_STORE
from ...catalog.codes import MINING
from ...engine.rule import rule
from ..holdings import fleet
from ..sums import best_new_j_per_th, power_value_usd_per_mwh


@rule
def bid(world):
    """Each miner prices the power its contracts are about to lose and the power it wants to grow by."""
    week = world.clock[0].week
    for i in range(world.rows[0].n_sites):
        site = world.sites[i]
        if site.owner >= 0 and site.use == MINING and site.contract_end_week <= week:
            site.bid_usd_per_mwh = site_value_of_power(world, site)
    for i in range(world.rows[0].n_firms):
        firm = world.firms[i]
        if firm.alive == 1 and firm.growth_kw > 0:
            firm.growth_bid_usd_per_mwh = offer_for_power(world, firm)


@rule
def site_value_of_power(world, site):
    """What a site's machines earn per MWh net of other costs: its owner's bid to keep the power (USD/MWh)."""
    if site.n_racks == 0:
        return power_value_usd_per_mwh(world, best_new_j_per_th(world), False)
    # The best machine counts: it is the last a firm would give up.
    return power_value_usd_per_mwh(world, fleet.wall_j_per_th(world, site.rack_model[0]), True)


@rule
def offer_for_power(world, firm):
    """What a firm bids for more power: with machines waiting in store, all they earn;
    else a new rig's, less its capital charge.
    """
    if fleet.store_watts(world, firm) > 0:
        best = math.inf
        for k in range(N_STORE):
            if firm.store_units[k] > 0:
                best = min(best, fleet.wall_j_per_th(world, firm.store_model[k]))
        return power_value_usd_per_mwh(world, best, True)
    return power_value_usd_per_mwh(world, best_new_j_per_th(world), False)
