"""What every miner does: bid for power, pay its bills, sell coins, judge a rig, decide how many to order.

Small miners and majors share these rules and differ in their rows (attitude, limits, access to capital) and in what their own
rooms add.
"""

import math

from ...catalog.codes import (
    AI,
    AI_CUSTOMERS,
    AI_LEASE,
    DEMAND_RESPONSE,
    ENERGY_SUPPORT,
    GOVERNMENT,
    HOSTED,
    HOSTING,
    HOSTING_FEE,
    INTEREST,
    LENDER,
    MAJOR,
    MINING,
    OVERHEAD,
    POWER,
    REPAIRS,
    REST_OF_WORLD,
    SUPPLIERS,
    UNITED_STATES,
    UTILITIES,
)
from ...engine.rule import rule
from ..books.ledger import cash, pay, to_cents
from ..holdings import fleet
from ..markets import capital
from ..markets.mining import hours_on
from ..news.bitcoin import WEEKS_PER_YEAR
from ..news.policy import certain_duty
from ..sums import best_new_j_per_th, power_value_usd_per_mwh, waiting_multiple

HOURS_PER_WEEK = 168.0
HOSTING_OCCUPANCY = 0.80  # of a hall's slots without a tenant of the model, let to outsiders
BAN_HORIZON_WEEKS = 13.0
PROFIT_MEMORY_WEEKS = 8.0


@rule
def site_value_of_power(world, site):
    """What a site's machines earn per MWh net of other costs: its owner's bid to keep the power (USD/MWh)."""
    if site.n_racks == 0:
        return power_value_usd_per_mwh(world, best_new_j_per_th(world), False)
    # The best machine counts: it is the last a firm would give up.
    return power_value_usd_per_mwh(world, fleet.wall_j_per_th(world, site.rack_model[0]), True)


@rule
def offer_for_power(world, firm):
    """What a firm bids for more power: with machines waiting in store, all they earn; else a new rig's, less its capital charge."""
    if fleet.store_watts(world, firm) > 0:
        best = 1e9
        for k in range(6):
            if firm.store_units[k] > 0:
                best = min(best, fleet.wall_j_per_th(world, firm.store_model[k]))
        return power_value_usd_per_mwh(world, best, True)
    return power_value_usd_per_mwh(world, best_new_j_per_th(world), False)


@rule
def pay_the_bills(world):
    """Leases and fees come in, coins are sold, power, staff, repairs and interest are paid."""
    for i in range(world.clock[0].n_firms):
        firm = world.firms[i]
        firm.cost_cents = 0
        firm.power_cents = 0
        firm.revenue_cents = 0
    for i in range(world.clock[0].n_firms):
        firm = world.firms[i]
        if firm.alive == 1:
            for s in range(firm.n_sites):
                site_week(world, firm, world.sites[firm.sites[s]])
            firm_week(world, firm)
    # A host's costs include its tenants', which come in any order: coins are sold when all bills are known.
    for i in range(world.clock[0].n_firms):
        firm = world.firms[i]
        if firm.alive == 1:
            sell_to_cover(world, firm)
            profit = 1.0 * (firm.revenue_cents - firm.cost_cents)
            weight = 1.0 if world.clock[0].week <= firm.entry_week + 1 else 1.0 / PROFIT_MEMORY_WEEKS
            firm.profit_cents += weight * (profit - firm.profit_cents)


@rule
def site_week(world, firm, site):
    """One site's payments: power, credit and support where it mines; fees where it hosts; rent where AI pays it."""
    if site.use == MINING and site.draw_kw > 0:
        pay_power(world, firm, site)
    elif site.use == AI:
        cents = to_cents(site.lease_usd_per_kw_month * 12.0 / WEEKS_PER_YEAR * site.kw)
        pay(world, AI_CUSTOMERS, firm.account, cents, AI_LEASE)
        firm.revenue_cents += cents
    elif site.use == HOSTING:
        # Outsiders' machines: their power passes through, the margin stays.
        mwh = (site.kw - site.hosted_kw) * HOSTING_OCCUPANCY * HOURS_PER_WEEK / 1000.0
        cents = to_cents(mwh * world.params[0].power_hosting_margin_usd_per_mwh)
        pay(world, REST_OF_WORLD, firm.account, cents, HOSTING_FEE)
        firm.revenue_cents += cents


@rule
def pay_power(world, firm, site):
    """A week's electricity of a mining site, its demand-response credit, its energy support, and repairs."""
    p = world.params[0]
    region = world.regions[site.region]
    mwh = site.draw_kw * HOURS_PER_WEEK / 1000.0 * hours_on(world, site)
    bill = to_cents(mwh * site.price_usd_per_mwh)
    if site.tenure == HOSTED and site.host_site >= 0:
        hall = world.sites[site.host_site]
        host = world.firms[hall.owner]
        pay(world, firm.account, host.account, bill, HOSTING_FEE)
        passed_on = to_cents(mwh * hall.price_usd_per_mwh)
        pay(world, host.account, UTILITIES, passed_on, POWER)
        host.revenue_cents += bill
        host.cost_cents += passed_on
    else:
        pay(world, firm.account, UTILITIES, bill, POWER)
    credit = 0
    if p.mining_curtailment == 1:
        credit = to_cents(mwh * region.credit_usd_per_mwh * site.curtailable)
        pay(world, UTILITIES, firm.account, credit, DEMAND_RESPONSE)
    support = 0
    if region.in_us == 1 and world.clock[0].week >= p.energy_support_week:
        support = to_cents(mwh * p.energy_support_usd_per_mwh)
        pay(world, GOVERNMENT, firm.account, support, ENERGY_SUPPORT)
    repairs = to_cents(mwh * p.power_cost_besides_power_usd_per_mwh)
    pay(world, firm.account, SUPPLIERS, repairs, REPAIRS)
    firm.power_cents += bill - credit - support
    firm.cost_cents += bill - credit - support + repairs


@rule
def firm_week(world, firm):
    """Overhead and interest."""
    p = world.params[0]
    overhead = p.miners_overhead_usd_per_week + p.miners_overhead_usd_per_mw_week * firm.mining_kw / 1000.0
    if firm.klass == MAJOR:
        overhead += p.miners_overhead_major_usd_per_week
    elif firm.named == 1:
        overhead += p.miners_overhead_listed_small_usd_per_week
    firm.overhead_cents = to_cents(overhead)
    pay(world, firm.account, SUPPLIERS, firm.overhead_cents, OVERHEAD)
    interest = firm.loan_cents * firm.loan_rate + firm.notes_cents * p.capital_note_rate
    cents = int(math.floor(interest / WEEKS_PER_YEAR))
    pay(world, firm.account, LENDER, cents, INTEREST)
    firm.cost_cents += firm.overhead_cents + cents
    firm.revenue_cents += capital.coin_cents(world, firm.mined_sat)


@rule
def sell_to_cover(world, firm):
    """Sell the share of the week's coins that is not kept, and more if the week's bills need it."""
    sell = int(firm.mined_sat * (1.0 - firm.hodl_share))
    capital.sell_coins(world, firm, min(sell, firm.btc_sat))
    capital.sell_coins_for(world, firm, -cash(world, firm.account))


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
    """How far uncertain duties raise the bar for ordering now: the option value of waiting for the news (at least 1)."""
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
        hurdle = waiting_multiple(low, high, firm.belief_snapback, wait, p.miners_discount_per_year)
    if ban_feared(world):
        # A banned order loses its deposit, so the bad state costs that much more.
        high = 1.0 + p.vendors_deposit_share
        hurdle *= waiting_multiple(1.0, high, ban_belief(world, firm), BAN_HORIZON_WEEKS, p.miners_discount_per_year)
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
def landed_multiple(world, firm, vendor, to_us, arrival_week):
    """Landed over list price of a vendor's rigs for this firm: expected duty, an American line's premium, delivery risk."""
    p = world.params[0]
    multiple = 1.0 + p.miners_delivery_risk
    if to_us == 0:
        return multiple
    origin = vendor.best_origin
    if origin == UNITED_STATES and vendor.chinese == 1:
        return multiple * (1.0 + p.vendors_line_cost_premium)
    risk = 0.0
    if vendor.chinese == 1 and origin != UNITED_STATES and ban_feared(world):
        risk = ban_belief(world, firm) * p.vendors_deposit_share
    return multiple * (1.0 + duty_expected(world, firm, origin, arrival_week) + risk)


@rule
def can_sell_to(world, vendor, to_us):
    """Whether a vendor may deliver: a ban stops Chinese makers' rigs unless an American line makes them."""
    if to_us == 0 or world.trade[0].banned == 0 or vendor.chinese == 0:
        return True
    return vendor.line_open == 1
