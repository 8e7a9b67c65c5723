"""A week's bills: rents and fees come in, coins are sold, power, staff, repairs and interest are paid."""

from ...catalog.codes import (
    AI,
    AI_CUSTOMERS,
    GOVERNMENT,
    HOSTED,
    HOSTING,
    LENDER,
    MAJOR,
    MINING,
    REST_OF_WORLD,
    SUPPLIERS,
    UTILITIES,
)
from ...catalog.payments import (
    AI_LEASE,
    DEMAND_RESPONSE,
    ENERGY_SUPPORT,
    HOSTING_FEE,
    INTEREST,
    OVERHEAD,
    POWER,
    REPAIRS,
)
from ...catalog.units import HOURS_PER_WEEK, MONTHS_PER_YEAR, WEEKS_PER_YEAR
from ...engine.arithmetic import floor, whole
from ...engine.rule import rule
from ..books.ledger import cash, pay, to_cents
from ..holdings import purse
from .mining import hours_on


@rule
def pay_the_bills(world):
    """Leases and fees come in, coins are sold, power, staff, repairs and interest are paid."""
    for i in range(world.rows[0].n_firms):
        firm = world.firms[i]
        firm.cost_cents = 0
        firm.power_cents = 0
        firm.revenue_cents = 0
    for i in range(world.rows[0].n_firms):
        firm = world.firms[i]
        if firm.alive == 1:
            for s in range(firm.n_sites):
                site_week(world, firm, world.sites[firm.sites[s]])
            firm_week(world, firm)
    # A host's costs include its tenants', which come in any order: coins are sold when all bills are known.
    for i in range(world.rows[0].n_firms):
        firm = world.firms[i]
        if firm.alive == 1:
            sell_to_cover(world, firm)
            profit = 1.0 * (firm.revenue_cents - firm.cost_cents)
            weight = 1.0 if world.clock[0].week <= firm.entry_week + 1 else 1.0 / world.fixed[0].profit_memory_weeks
            firm.profit_cents += weight * (profit - firm.profit_cents)


@rule
def site_week(world, firm, site):
    """One site's payments: power, credit and support where it mines; fees where it hosts; rent where AI pays it."""
    if site.use == MINING and site.draw_kw > 0:
        pay_power(world, firm, site)
    elif site.use == AI:
        cents = to_cents(site.lease_usd_per_kw_month * MONTHS_PER_YEAR / WEEKS_PER_YEAR * site.kw)
        pay(world, AI_CUSTOMERS, firm.account, cents, AI_LEASE)
        firm.revenue_cents += cents
    elif site.use == HOSTING:
        # Outsiders' machines: their power passes through, the margin stays.
        let = world.fixed[0].hosting_occupancy
        mwh = (site.kw - site.hosted_kw) * let * HOURS_PER_WEEK / 1000.0
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
    if firm.size_class == MAJOR:
        overhead += p.miners_overhead_major_usd_per_week
    elif firm.named == 1:
        overhead += p.miners_overhead_listed_small_usd_per_week
    firm.overhead_cents = to_cents(overhead)
    pay(world, firm.account, SUPPLIERS, firm.overhead_cents, OVERHEAD)
    interest = firm.loan_cents * firm.loan_rate + firm.notes_cents * p.capital_note_rate
    cents = floor(interest / WEEKS_PER_YEAR)
    pay(world, firm.account, LENDER, cents, INTEREST)
    firm.cost_cents += firm.overhead_cents + cents
    firm.revenue_cents += purse.coin_cents(world, firm.mined_sat)


@rule
def sell_to_cover(world, firm):
    """Sell the share of the week's coins that is not kept, and more if the week's bills need it."""
    sell = whole(firm.mined_sat * (1.0 - firm.hodl_share))
    purse.sell_coins(world, firm, min(sell, firm.btc_sat))
    purse.sell_coins_for(world, firm, -cash(world, firm.account))
