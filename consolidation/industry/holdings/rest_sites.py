"""Where the rest of the world's machines stand: powered sites, those under construction, and what building answers to.

Megawatts limit the network's growth, and they take more than a year to build (time to build; Kydland and Prescott
1982): what a boom sets going is energised in the slump after it. Building is begun in proportion to what is there and
to what power earns with new machines beyond its price (Tobin's q). Machines beyond the sites' power stand still, the
least efficient first.
"""

from ...catalog.capacities import N_BUILD_STAGES, N_COHORTS
from ...engine.arithmetic import to_power
from ...engine.rule import rule
from ..sums import best_new_j_per_th, power_value_usd_per_mwh


@rule
def build(world):
    """Energise what is finished, move on what is under construction, begin as much as power's earnings call for."""
    p = world.params[0]
    rest = world.rest[0]
    pace = min(N_BUILD_STAGES / p.rest_of_world_build_weeks, 1.0)
    moved = p.rest_of_world_build_rate * p.rest_of_world_growth_scale * rest.sites_w * eagerness(world)
    for k in range(N_BUILD_STAGES):
        done = pace * rest.building_w[k]
        rest.building_w[k] += moved - done
        moved = done
    rest.sites_w += moved


@rule
def eagerness(world):
    """Construction begun over the usual: what a megawatt-hour earns beyond its price over 40 USD, to an elasticity."""
    p = world.params[0]
    f = world.fixed[0]
    rent = power_value_usd_per_mwh(world, best_new_j_per_th(world), False) - p.rest_of_world_power_usd_per_mwh
    if rent <= 0.0:
        return 0.0
    return min(to_power(rent / f.rest_usual_rent_usd_per_mwh, p.rest_of_world_build_elasticity), f.rest_most_starts)


@rule
def running_watts(world):
    """The power drawn by its machines that run (W)."""
    rest = world.rest[0]
    total = 0.0
    for c in range(N_COHORTS):
        total += rest.installed_th_s[c] * rest.running[c] * rest.j_per_th[c]
    return total


@rule
def keep_within_power(world):
    """Where machines want more power than the sites have, the least efficient stand still."""
    rest = world.rest[0]
    over = running_watts(world) - rest.sites_w
    c = N_COHORTS - 1
    while c >= 0 and over > 0.0:
        drawn = rest.installed_th_s[c] * rest.running[c] * rest.j_per_th[c]
        if drawn > 0.0:
            off = min(drawn, over)
            rest.running[c] *= 1.0 - off / drawn
            over -= off
        c -= 1


@rule
def free_watts(world):
    """Powered sites without a running machine and without one on order (W)."""
    on_order = 0.0
    for v in range(world.rows[0].n_vendors):
        vendor = world.vendors[v]
        on_order += vendor.rest_backlog_th * world.models[vendor.on_sale].j_per_th
    return max(world.rest[0].sites_w - running_watts(world) - on_order, 0.0)


@rule
def worst_j_per_th(world):
    """The efficiency of the worst tenth, by power, of the machines that run (J/TH)."""
    rest = world.rest[0]
    left = world.fixed[0].rest_worst_share * running_watts(world)
    c = N_COHORTS - 1
    while c > 0:
        left -= rest.installed_th_s[c] * rest.running[c] * rest.j_per_th[c]
        if left <= 0.0:
            break
        c -= 1
    return rest.j_per_th[c]
