"""Takeovers of living firms: a few pairs look at each other each week, and a deal is done when both gain.

The target asks its value as a going concern plus a premium. The buyer gains its overhead and the synergy. Without
either, and under price taking, no price suits both, and nothing changes hands. A small target's megawatts may be worth
more to an AI buyer.
"""

import math

from ...catalog.capacities import N_FIRM_SITES, N_STORE
from ...catalog.causes import BY_AI_POWER, BY_PREMIUM
from ...catalog.codes import AI_CUSTOMERS, FIRST_AI_BUYER, IN_TRANSIT, INVESTORS, OPEN, WANTED, WAS_ACQUIRED
from ...catalog.events import ACQUIRED
from ...catalog.payments import EQUITY
from ...catalog.payments import TAKEOVER as TAKEOVER_PRICE
from ...engine import draws
from ...engine.arithmetic import floor, whole
from ...engine.rule import rule
from ..books.ledger import cash, pay, tell
from ..holdings import fleet, purse, sites
from . import capital, estates, lots

TURN = 1_000
"""Keys of firms' own draws begin here; those of a week's looks are below."""


@rule
def merge(world):
    """Draw the week's targets; each is looked at by the best-placed buyer."""
    clock = world.clock[0]
    rows = world.rows[0]
    p = world.params[0]
    if p.takeovers_mergers == 0 or rows.n_firms < 2 or clock.week <= world.fixed[0].weeks_to_close:
        return
    looks = draws.poisson(clock.seed, draws.MERGER, clock.week, 0, p.takeovers_offers_per_week)
    for k in range(looks):
        u = draws.uniform(clock.seed, draws.MERGER, clock.week, 1 + k)
        t = nearest_firm(world, u)
        if t >= 0:
            look_at(world, t)


@rule
def nearest_firm(world, u):
    """The living firm whose own draw is next above `u`: another firm in the table changes hardly anybody's turn."""
    clock = world.clock[0]
    rows = world.rows[0]
    best = -1
    least = math.inf
    for i in range(rows.n_firms):
        firm = world.firms[i]
        if firm.alive == 0 or firm.in_default != 0 or firm.vendor >= 0:
            continue
        gap = draws.uniform(clock.seed, draws.MERGER, 0, firm.id + TURN) - u
        if gap < 0.0:
            gap += 1.0
        if gap < least:
            least = gap
            best = i
    return best


@rule
def going_concern_cents(world, firm):
    """A firm's value to its owners: net assets, or three years of profit on top of half of them, if that is more."""
    f = world.fixed[0]
    net = 1.0 * purse.net_assets(firm)
    return max(net, f.priced_asset_share * net + f.priced_profit_weeks * firm.profit_cents)


@rule
def saving_cents(world, target):
    """What a buyer saves: the target's fixed overhead, and a share of its other costs."""
    p = world.params[0]
    per_mw = p.miners_overhead_usd_per_mw_week * target.mining_kw / 1000.0 * 100.0
    fixed = max(target.overhead_cents - per_mw, 0.0)
    saved = fixed + p.takeovers_synergy * max(target.cost_cents - fixed, 0.0)
    return world.fixed[0].priced_saving_weeks * saved


@rule
def look_at(world, t):
    """Find the buyer with the fullest purse for target `t`, and close the deal if both gain."""
    p = world.params[0]
    f = world.fixed[0]
    target = world.firms[t]
    if purse.net_assets(target) <= 0 or target.exited != 0:
        return
    worth = going_concern_cents(world, target)
    asked = whole(worth * (1.0 + p.takeovers_premium))
    if asked <= 0 or take_for_power(world, t, asked):
        return
    # In whole cents: what the price loses by rounding is no gain.
    if whole(worth + saving_cents(world, target)) <= asked:
        return
    best = -1
    most = 0
    for i in range(world.rows[0].n_firms):
        buyer = world.firms[i]
        if i == t or buyer.alive == 0 or buyer.in_default != 0 or buyer.exited != 0:
            continue
        if (
            buyer.n_sites + target.n_sites > N_FIRM_SITES
            or buyer.asset_cents < f.buyer_size_multiple * target.asset_cents
        ):
            continue
        offer = lots.purse_cents(world, buyer) + stock_cents(world, buyer)
        if offer > most and offer >= asked:
            most = offer
            best = i
    if best >= 0:
        take_over(world, best, t, asked)


@rule
def stock_cents(world, buyer):
    """What a listed buyer may pay in its own shares."""
    if not capital.market_open(world, buyer):
        return 0
    return whole(world.fixed[0].stock_share * max(purse.net_assets(buyer), 0))


@rule
def take_over(world, b, t, price):
    """Pay the target's owners, first in shares, then in cash, and take everything it has and owes."""
    buyer = world.firms[b]
    target = world.firms[t]
    shares = min(stock_cents(world, buyer), price)
    if not purse.raise_cash(world, buyer, price - shares):
        return
    pay(world, INVESTORS, buyer.account, shares, EQUITY)
    pay(world, buyer.account, INVESTORS, price, TAKEOVER_PRICE)
    tell(world, ACQUIRED, firm=t, other=b, kw=target.held_kw, th_s=target.hash_th_s, cents=price, cause=BY_PREMIUM)
    while target.n_sites > 0:
        lots.transfer(world, target.sites[target.n_sites - 1], b)
    hand_over_the_rest(world, b, t)
    estates.strike_off(world, t, WAS_ACQUIRED, BY_PREMIUM)


@rule
def hand_over_the_rest(world, b, t):
    """Coins, cash, machines in store, orders and debts go to the buyer."""
    buyer = world.firms[b]
    target = world.firms[t]
    for k in range(N_STORE):
        units = target.store_units[k]
        if units > 0:
            target.store_units[k] = 0
            fleet.store(world, buyer, target.store_model[k], units)
    for k in range(world.rows[0].n_orders):
        order = world.orders[k]
        if order.buyer == t and (order.state == OPEN or order.state == IN_TRANSIT or order.state == WANTED):
            order.buyer = b
    buyer.btc_sat += target.btc_sat
    target.btc_sat = 0
    if buyer.loan_cents == 0:
        buyer.loan_due_week = target.loan_due_week
    if buyer.notes_cents == 0:
        buyer.notes_due_week = target.notes_due_week
    buyer.loan_cents += target.loan_cents
    buyer.notes_cents += target.notes_cents
    target.loan_cents = 0
    target.notes_cents = 0
    buyer.claim_cents += target.claim_cents
    buyer.claim_due_week = max(buyer.claim_due_week, target.claim_due_week)
    target.bought_by = b
    pay(world, target.account, buyer.account, cash(world, target.account), TAKEOVER_PRICE)


@rule
def take_for_power(world, t, asked):
    """An AI buyer takes a whole firm when one of its sites alone is worth more to it than the firm asks."""
    target = world.firms[t]
    best = -1
    most = 0
    for k in range(target.n_sites):
        value = lots.ai_value_cents(world, world.sites[target.sites[k]])
        if value > most:
            most = value
            best = target.sites[k]
    if best < 0 or most <= asked:
        return False
    tell(
        world,
        ACQUIRED,
        firm=t,
        other=FIRST_AI_BUYER - world.sites[best].region,
        kw=target.held_kw,
        th_s=target.hash_th_s,
        cents=asked,
        cause=BY_AI_POWER,
    )
    # The buyer pays the owners, keeps the megawatts it came for, and winds the rest up.
    to_owners = floor(world.fixed[0].power_deal_owner_share * asked)
    pay(world, AI_CUSTOMERS, INVESTORS, to_owners, TAKEOVER_PRICE)
    lots.sell_to_ai(world, t, best, asked - to_owners)
    estates.end_orders(world, t)
    while target.n_sites > 0:
        s = target.sites[target.n_sites - 1]
        if not lots.sell(world, t, s):
            estates.fleet_abroad(world, t, s)
            sites.close_site(world, s, BY_AI_POWER)
    fleet.sell_store(world, target)
    purse.sell_coins(world, target, target.btc_sat)
    estates.pay_creditors(world, t)
    estates.strike_off(world, t, WAS_ACQUIRED, BY_AI_POWER)
    return True
