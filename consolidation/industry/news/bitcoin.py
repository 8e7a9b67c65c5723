"""The Bitcoin price and fees: a given path, geometric Brownian motion with jumps, or a block bootstrap of history."""

import math

from ...catalog.capacities import HISTORY_WEEKS
from ...catalog.codes import BOOTSTRAP
from ...catalog.events import PRICE_JUMP
from ...catalog.units import WEEKS_PER_YEAR
from ...engine import draws
from ...engine.arithmetic import exp, log, root, whole
from ...engine.rule import rule
from ..books.ledger import tell

WEEKS_IN_MEANS = 26
TOLD_JUMP = 0.05
"""A jump so large, in logs, is told as an event."""
LEAST_PRICE_USD, MOST_PRICE_USD = 100.0, 1e8


@rule
def read_price(world):
    """The week's price and fees, from the given path or drawn."""
    clock = world.clock[0]
    b = world.bitcoin[0]
    if clock.path_weeks > 0:
        row = world.paths[min(clock.week, clock.path_weeks) - 1]
        b.price_usd = row.price_usd
        b.fees_btc_per_day = row.fees_btc_per_day
        b.fees_paid_btc_per_day = row.fees_btc_per_day
    else:
        if world.params[0].bitcoin_price_model == BOOTSTRAP and clock.history_weeks > 0:
            step = bootstrap_return(world)
        else:
            step = gbm_return(world)
        b.price_usd = min(max(b.price_usd * exp(step), LEAST_PRICE_USD), MOST_PRICE_USD)
        draw_fees(world)
    remember(world)


@rule
def gbm_return(world):
    """A week's log return; the jump's mean is compensated, so `drift` is the expected growth a year (Merton 1976)."""
    clock = world.clock[0]
    p = world.params[0]
    dt = 1.0 / WEEKS_PER_YEAR
    sigma = p.bitcoin_volatility
    size = p.bitcoin_jump_size
    step = (p.bitcoin_drift - sigma * sigma / 2.0) * dt
    step -= p.bitcoin_jumps_per_year * (exp(size * size / 2.0) - 1.0) * dt
    step += sigma * root(dt) * draws.normal(clock.seed, draws.PRICE, clock.week, 0)
    if draws.chance(clock.seed, draws.PRICE_JUMP, clock.week, 0, p.bitcoin_jumps_per_year * dt):
        jump = size * draws.normal(clock.seed, draws.PRICE_JUMP, clock.week, 1)
        step += jump
        if math.fabs(jump) > TOLD_JUMP:
            tell(world, PRICE_JUMP, cents=whole(100.0 * world.bitcoin[0].price_usd * exp(step)))
    return step


@rule
def bootstrap_return(world):
    """A week's log return out of history, in blocks of some weeks, its mean replaced by the scenario's drift."""
    clock = world.clock[0]
    p = world.params[0]
    weeks = world.fixed[0].bootstrap_block_weeks
    block = clock.week // weeks
    start = whole(draws.uniform(clock.seed, draws.PRICE, block, 1) * clock.history_weeks)
    row = (start + clock.week % weeks) % clock.history_weeks
    return world.paths[row].history_return + p.bitcoin_drift / WEEKS_PER_YEAR


@rule
def draw_fees(world):
    """Fees revert to their mean in logs; a burst of congestion lasts a week."""
    clock = world.clock[0]
    p = world.params[0]
    b = world.bitcoin[0]
    if p.bitcoin_fees_mean_btc_per_day <= 0.0:
        b.fees_btc_per_day = 0.0
        b.fees_paid_btc_per_day = 0.0
        return
    level = log(max(b.fees_btc_per_day, 1e-6) / p.bitcoin_fees_mean_btc_per_day)
    noise = p.bitcoin_fees_volatility * draws.normal(clock.seed, draws.FEES, clock.week, 0)
    level = (1.0 - p.bitcoin_fees_reversion) * level + noise
    b.fees_btc_per_day = p.bitcoin_fees_mean_btc_per_day * exp(min(level, world.fixed[0].highest_fee_log))
    b.fees_paid_btc_per_day = b.fees_btc_per_day
    if draws.chance(clock.seed, draws.FEES, clock.week, 1, p.bitcoin_fee_bursts_per_year / WEEKS_PER_YEAR):
        b.fees_paid_btc_per_day = b.fees_btc_per_day * p.bitcoin_fee_burst_size


@rule
def remember(world):
    """Keep a year of prices and hashprices, and their means over 26 weeks."""
    week = world.clock[0].week
    b = world.bitcoin[0]
    b.price_history[week % HISTORY_WEEKS] = b.price_usd
    b.hashprice_history[week % HISTORY_WEEKS] = b.hashprice_usd_per_ph_day
    price = 0.0
    hashprice = 0.0
    for back in range(WEEKS_IN_MEANS):
        price += b.price_history[(week - back) % HISTORY_WEEKS]
        hashprice += b.hashprice_history[(week - back) % HISTORY_WEEKS]
    b.price_mean_26w = price / WEEKS_IN_MEANS
    b.hashprice_mean_26w = hashprice / WEEKS_IN_MEANS
