"""What a miner believes of duties and bans, and what it makes of it: a machine's landed price, and the worth of waiting
for news.
"""

from ...catalog.codes import UNITED_STATES
from ...engine.rule import rule
from .. import sums
from ..news.policy import certain_duty


@rule
def duty_expected(world, firm, origin, arrival_week):
    """The duty a firm expects on arrival: what is certain, and by its own belief what is not (ad valorem)."""
    trade = world.trade[0]
    certain = certain_duty(world, origin, arrival_week)
    if trade.uncertain_week > 0 and arrival_week >= trade.uncertain_week:
        return certain + firm.belief_snapback * (trade.uncertain_rate[origin] - certain)
    return certain


@rule
def waiting_hurdle(world, firm, origin, arrival_week):
    """How far uncertain duties raise the bar for ordering now:
    the option value of waiting for the news (at least 1).
    """
    p = world.params[0]
    trade = world.trade[0]
    week = world.clock[0].week
    if p.tariffs_waiting == 0 or origin == UNITED_STATES:
        return 1.0
    hurdle = 1.0
    if trade.uncertain_week > 0 and arrival_week >= trade.uncertain_week:
        low = 1.0 + certain_duty(world, origin, arrival_week)
        high = 1.0 + trade.uncertain_rate[origin]
        wait = 1.0 * (trade.uncertain_week - week)
        hurdle = sums.waiting_multiple(low, high, firm.belief_snapback, wait, p.miners_discount_per_year)
    if ban_feared(world):
        # A banned order loses its deposit, so the bad state costs that much more.
        high = 1.0 + p.vendors_deposit_share
        hurdle *= sums.waiting_multiple(
            1.0, high, ban_belief(world, firm), world.fixed[0].ban_horizon_weeks, p.miners_discount_per_year
        )
    return hurdle


@rule
def ban_feared(world):
    """Whether a ban has been announced and has not come, or buyers hold one possible."""
    p = world.params[0]
    if world.trade[0].banned == 1:
        return False
    announced = p.policy_ban_announced_week
    return p.policy_ban_belief > 0.0 or (announced > 0 and world.clock[0].week >= announced)


@rule
def ban_belief(world, firm):
    """The chance a firm gives to a ban while an order of its is under way."""
    p = world.params[0]
    if p.policy_ban_announced_week > 0 and world.clock[0].week >= p.policy_ban_announced_week:
        return max(firm.belief_ban, p.policy_announced_ban_belief)
    return firm.belief_ban


@rule
def expected_landed_multiple(world, firm, vendor, to_us, arrival_week):
    """Landed over list price of a vendor's rigs for this firm:
    expected duty, an American line's premium, delivery risk.
    """
    p = world.params[0]
    multiple = 1.0 + p.miners_delivery_risk
    if to_us == 0:
        return multiple
    origin = vendor.best_origin
    risk = 0.0
    if vendor.chinese == 1 and origin != UNITED_STATES and ban_feared(world):
        risk = ban_belief(world, firm) * p.vendors_deposit_share
    return multiple * (
        sums.landed_multiple(world, vendor, origin, duty_expected(world, firm, origin, arrival_week)) + risk
    )


@rule
def can_sell_to(world, vendor, to_us):
    """Whether a vendor may deliver: a ban stops Chinese makers' rigs unless an American line makes them."""
    if to_us == 0 or world.trade[0].banned == 0 or vendor.chinese == 0:
        return True
    return vendor.line_open == 1
