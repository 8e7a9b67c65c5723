"""Sums every agent can do: when a rig pays back, what a used one is worth, what a site earns, what waiting is worth."""

import math

from ..catalog.codes import UNITED_STATES
from ..catalog.units import KWH_PER_WATT_DAY, KWH_PER_WATT_WEEK, TH_WEEKS_PER_PH_DAY, WEEKS_PER_YEAR
from ..engine.arithmetic import exp, root, to_power
from ..engine.rule import rule

STEP_WEEKS = 13.0  # a payback sum is done by quarters
NEVER = 1e4
WAITS_FOR_EVER = 1e9
NO_BARRIER = 1e18
ANY_TH_S = 1e15
BROADIE_GLASSERMAN_KOU = 0.5826
"""-zeta(1/2)/sqrt(2 pi), of their correction for a barrier that is looked at now and then."""


@rule
def used_usd_per_th(world, j_per_th):
    """Market value of a used rig (USD/TH): with hashprice, and steeply falling with its J/TH."""
    f = world.fixed[0]
    worse = to_power(f.reference_j_per_th / j_per_th, f.used_price_exponent)
    value = f.used_price_ratio * world.bitcoin[0].hashprice_mean_26w * worse
    # Nobody pays more for a used rig than for the best new one.
    return max(min(value, best_list_price(world)), f.scrap_usd_per_th)


@rule
def best_list_price(world):
    """List price of the market leader (USD/TH)."""
    return world.vendors[0].price_usd_per_th


@rule
def revenue_usd_per_mwh(hashprice_usd_per_ph_day, j_per_th):
    """What a machine earns per MWh: hashprice / (0.024 x J/TH)."""
    return hashprice_usd_per_ph_day / (KWH_PER_WATT_DAY * j_per_th)


@rule
def running_usd_per_th_week(world, j_per_th, power_usd_per_mwh):
    """Power and what goes with it, for a terahash a second running a week (USD)."""
    return (
        KWH_PER_WATT_WEEK
        * j_per_th
        * (power_usd_per_mwh + world.params[0].power_cost_besides_power_usd_per_mwh)
        / 1000.0
    )


@rule
def payback_weeks(
    world, cost_usd_per_th, revenue_share, running_cost, replaced, old_running_cost, drift_per_year, delay_weeks
):
    """Weeks of operation in which a rig earns back its cost; NEVER if it does not within the horizon.

    Revenue is hashprice (USD/PH/day), of which `revenue_share` counts, drifting as its owner believes and dropping once
    at the scheduled halving; running costs in USD a TH and week. Each TH takes the place of `replaced` TH of an old
    machine, whose earnings are given up as long as it would have any. Summed by quarters, a machine off when it would
    lose money. The rig starts after `delay_weeks`.
    """
    b = world.bitcoin[0]
    p = world.params[0]
    revenue = TH_WEEKS_PER_PH_DAY * b.hashprice_usd_per_ph_day * (1.0 - p.mining_pool_fee) * revenue_share
    revenue *= exp(drift_per_year * delay_weeks / WEEKS_PER_YEAR)
    growth = exp(drift_per_year * STEP_WEEKS / WEEKS_PER_YEAR)
    left = cost_usd_per_th
    if left <= 0.0:
        return 0.0
    at = delay_weeks
    elapsed = 0.0
    halved = False
    while elapsed < p.miners_horizon_weeks:
        if not halved and at >= b.weeks_to_halving:
            revenue *= p.miners_belief_halving
            halved = True
        earned = max(revenue - running_cost, 0.0) - replaced * max(revenue - old_running_cost, 0.0)
        if earned > 0.0 and earned * STEP_WEEKS >= left:
            return elapsed + left / earned
        left -= earned * STEP_WEEKS
        revenue *= growth
        at += STEP_WEEKS
        elapsed += STEP_WEEKS
    return NEVER


@rule
def waiting_multiple(low, high, chance, weeks, discount_per_year):
    """How much more than its expected cost a project must be worth before one
    commits ahead of uncertain news (at least 1).

    Two-state real option (Dixit and Pindyck 1994, chapter 2): cost is `low` or, with `chance`, `high`, settled in
    `weeks`. Committing now costs the mean; waiting keeps the right to buy only in the low state.
    """
    if chance <= 0.0 or chance >= 1.0 or high <= low or low <= 0.0:
        return 1.0
    mean = (1.0 - chance) * low + chance * high
    d = exp(-discount_per_year * max(weeks, 0.0) / WEEKS_PER_YEAR)
    kept = d * (1.0 - chance)
    if kept >= 1.0:
        # Waiting costs nothing and the chance is below numbers' precision: one waits for what the bad state would ask.
        return max(high / mean, 1.0)
    hurdle = (mean - kept * low) / (1.0 - kept)
    return max(min(hurdle, high) / mean, 1.0)


@rule
def option_multiple(drift, volatility, discount):
    """b / (b - 1): how many times its cost a project must be worth before one sinks the cost;
    1e9 if one waits for ever.

    `b` is the positive root of 0.5 s^2 b (b - 1) + drift b = discount, all a year (Dixit and Pindyck 1994, chapter 5).
    """
    if drift >= discount:
        return WAITS_FOR_EVER
    variance = volatility * volatility
    if variance <= 0.0:
        return discount / (discount - drift) if drift > 0.0 else 1.0
    a = 1.0 / 2.0 - drift / variance
    b = a + root(a * a + 2.0 * discount / variance)
    return b / (b - 1.0)


@rule
def barrier_usd_per_th_week(world, landed_usd_per_th, running_cost):
    """What a TH must earn a week before its purchase is worth sinking under free entry (USD).

    p = (r - mu) b/(b - 1) (landed + e/(r + d)), b for revenue over a machine's price, which drifts with progress and
    wear too (in the manner of Prat and Walter 2021). Looked at once a week, the barrier is met earlier, by exp(-0.5826
    s sqrt(dt)) (Broadie, Glasserman and Kou 1997).
    """
    p = world.params[0]
    wear = p.mining_failure_per_week * WEEKS_PER_YEAR
    progress = p.vendors_roadmap_j_per_th
    r = p.miners_discount_per_year
    if r <= p.bitcoin_drift:
        return NO_BARRIER
    multiple = option_multiple(p.bitcoin_drift + progress + wear, p.bitcoin_volatility, r + progress + wear)
    year = (r - p.bitcoin_drift) * multiple * (landed_usd_per_th + running_cost * WEEKS_PER_YEAR / (r + wear))
    return year / WEEKS_PER_YEAR * exp(-BROADIE_GLASSERMAN_KOU * p.bitcoin_volatility * root(1.0 / WEEKS_PER_YEAR))


@rule
def barrier_payback_weeks(world, landed_usd_per_th, running_cost):
    """The payback of a machine bought exactly at that barrier."""
    earned = barrier_usd_per_th_week(world, landed_usd_per_th, running_cost) - running_cost
    return landed_usd_per_th / max(earned, 1e-12)


@rule
def desired_th_s(network_th_s, hashprice, cost, conduct):
    """The hash rate at which a firm's marginal revenue meets its cost: H/k x (1 - c/h); no bound under price taking.

    `hashprice` and `cost` in USD/PH/day. With k = 1 its fixed point is the contest of Arnosti and Weinberg (2022).
    """
    if conduct <= 0.0:
        return math.inf if cost < hashprice else 0.0
    return max(network_th_s / conduct * (1.0 - cost / hashprice), 0.0)


@rule
def mining_margin_usd_per_mwh(world, j_per_th, power_usd_per_mwh):
    """What a site with such machines earns per MWh after power and what goes with it, not below zero."""
    b = world.bitcoin[0]
    p = world.params[0]
    revenue = revenue_usd_per_mwh(b.hashprice_mean_26w * (1.0 - p.mining_pool_fee), j_per_th)
    return max(revenue - power_usd_per_mwh - p.power_cost_besides_power_usd_per_mwh, 0.0)


@rule
def best_new_j_per_th(world):
    """J/TH at the meter of the market leader's model on sale."""
    return world.models[world.vendors[0].on_sale].wall_j_per_th


@rule
def power_value_usd_per_mwh(world, j_per_th, has_rigs):
    """The most a miner pays for a MWh:
    what the machine earns, less other costs, and, for a new rig, its capital charge.
    """
    b = world.bitcoin[0]
    p = world.params[0]
    gross = revenue_usd_per_mwh(b.hashprice_usd_per_ph_day * (1.0 - p.mining_pool_fee), j_per_th)
    gross -= p.power_cost_besides_power_usd_per_mwh
    if not has_rigs:
        gross *= 1.0 - p.power_capital_charge
    return max(gross, 0.0)


@rule
def own_capex_usd_per_kw(world):
    """What a landlord itself pays to convert a kilowatt; the project's lenders carry the rest (USD/kW)."""
    p = world.params[0]
    return 1000.0 * p.ai_landlord_capex_musd_per_mw * (1.0 - p.ai_project_debt_share)


@rule
def machines_usd_per_kw(world):
    """What the market leader's machines for a kilowatt cost (USD/kW)."""
    return world.vendors[0].price_usd_per_th * 1000.0 / best_new_j_per_th(world)


@rule
def line_premium(world, vendor, origin):
    """What a machine costs more that a Chinese maker assembles on its American line (share of the price)."""
    if origin == UNITED_STATES and vendor.chinese == 1:
        return world.params[0].vendors_line_cost_premium
    return 0.0


@rule
def landed_multiple(world, vendor, origin, duty_rate):
    """Landed in America over list price, of a maker's machine from a plant:
    duty (ad valorem), or an American line's premium.
    """
    if origin == UNITED_STATES:
        return 1.0 + line_premium(world, vendor, origin)
    return 1.0 + duty_rate
