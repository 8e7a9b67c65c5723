"""The opening of the rest of the world: efficiency classes and power prices, scaled so that the network has its
observed size.
"""

import math
from statistics import NormalDist
from typing import Any

from ...catalog.capacities import N_BUILD_STAGES, N_COHORTS, N_POWER_STEPS
from ...catalog.units import WEEKS_PER_HALF_YEAR
from ...engine.arithmetic import exp, log
from ...engine.rule import rule
from ..agents.rest_of_world import share_running
from ..holdings.rest_sites import running_watts
from ..markets import mining


def open_classes(world: Any) -> None:
    """Efficiency classes from 4.5 to 120 J/TH, and power prices with the stranded part below the others."""
    p, f, rest = world.params[0], world.fixed[0], world.rest[0]
    ratio = math.pow(f.opening_rest_coarsest_j_per_th / f.opening_rest_finest_j_per_th, 1.0 / (N_COHORTS - 1))
    for c in range(N_COHORTS):
        rest.j_per_th[c] = f.opening_rest_finest_j_per_th * math.pow(ratio, c)
    rest.power_usd_per_mwh[0] = f.opening_rest_stranded_usd_per_mwh
    rest.power_share[0] = p.rest_of_world_stranded_share
    steps = N_POWER_STEPS - 1
    for k in range(steps):
        z = NormalDist().inv_cdf((k + 0.5) / steps)
        rest.power_usd_per_mwh[k + 1] = p.rest_of_world_power_usd_per_mwh * math.exp(p.rest_of_world_power_log_sd * z)
        rest.power_share[k + 1] = (1.0 - p.rest_of_world_stranded_share) / steps


def open_rest(world: Any) -> None:
    """Install as many machines that what runs, with the firms', is the observed network."""
    mining.switch(world)
    fill_network(world, float(world.firms["hash_th_s"].sum()), float(world.firms["us_th_s"].sum()))
    open_queues(world)


@rule
def open_queues(world):
    """Sites for what runs and some more, those under construction, and what was bought and is waited for."""
    p = world.params[0]
    rest = world.rest[0]
    rest.sites_w = running_watts(world) * (1.0 + p.rest_of_world_spare_sites)
    for k in range(N_BUILD_STAGES):
        usual = p.rest_of_world_build_rate * p.rest_of_world_build_weeks * rest.sites_w
        rest.building_w[k] = p.rest_of_world_opening_construction * usual / N_BUILD_STAGES
    refits = world.fixed[0].opening_rest_willing_share * p.rest_of_world_refit_rate
    bought_w = (p.rest_of_world_build_rate + refits) * rest.sites_w
    for v in range(world.rows[0].n_vendors):
        vendor = world.vendors[v]
        weekly = bought_w * vendor.market_share / world.models[vendor.on_sale].j_per_th
        vendor.sold_26w_th = WEEKS_PER_HALF_YEAR * weekly
        vendor.rest_backlog_th = p.vendors_lead_weeks * weekly


@rule
def nearest(world, j_per_th):
    """The efficiency class nearest to so many J/TH."""
    rest = world.rest[0]
    best = 0
    for c in range(N_COHORTS):
        if math.fabs(rest.j_per_th[c] - j_per_th) < math.fabs(rest.j_per_th[best] - j_per_th):
            best = c
    return best


@rule
def fill_network(world, firms_th_s, us_th_s):
    """Spread the rest of the network over the efficiency classes (lognormal), running where it pays."""
    p = world.params[0]
    b = world.bitcoin[0]
    rest = world.rest[0]
    observed = p.bitcoin_opening_network_eh_s * 1e6
    wanted = max(observed - firms_th_s, world.fixed[0].opening_rest_least_share * observed)
    installed = 0.0
    running = 0.0
    for c in range(N_COHORTS):
        z = log(rest.j_per_th[c] / p.rest_of_world_j_per_th) / p.rest_of_world_j_per_th_spread
        rest.installed_th_s[c] = exp(-z * z / 2.0)
        rest.running[c] = share_running(world, rest.j_per_th[c] * p.mining_overhead_power, b.hashprice_usd_per_ph_day)
        installed += rest.installed_th_s[c]
        running += rest.installed_th_s[c] * rest.running[c]
    if installed <= 0.0:
        # A spread so narrow that it falls between the classes: all in the nearest.
        c = nearest(world, p.rest_of_world_j_per_th)
        rest.installed_th_s[c] = installed = 1.0
        running = rest.running[c]
    # Where next to nothing pays, that much ran the week before, for the network is an observation.
    short = max(world.fixed[0].opening_rest_least_running - running / installed, 0.0)
    running += short * installed
    for c in range(N_COHORTS):
        rest.running[c] += short
    for c in range(N_COHORTS):
        rest.installed_th_s[c] = wanted * rest.installed_th_s[c] / running
    b.rest_th_s = wanted
    rest.opening_th_s = wanted
    b.network_th_s = firms_th_s + wanted
    b.us_th_s = us_th_s
