"""Books: `pay` is the only way money moves; `check` holds the industry to its identities every week.

Money is whole cents, bitcoin whole satoshis, rigs whole units, power whole kilowatts, so every identity is tested with
`==`. Everybody's money is in one table of accounts: firms and vendors hold the number of theirs, the outside sectors
(lender, utilities, customs ...) sit at the row of their own sector number and may be overdrawn.
"""

import math

from ...catalog.capacities import FIRST_FIRM_ACCOUNT, N_STORE
from ...catalog.codes import (
    CASH_FAULT,
    COIN_FAULT,
    DEAD_FAULT,
    DEBT_FAULT,
    DELIVERED,
    DEPOSIT_FAULT,
    DUTY_FAULT,
    FIRST_AGENT_ACCOUNT,
    FLOW_FAULT,
    FREE,
    HOSTED,
    IN_TRANSIT,
    MINING,
    NEGATIVE_FAULT,
    OPEN,
    ORDER_FAULT,
    POWER_FAULT,
    RIG_FAULT,
    SHARE_FAULT,
    UNITED_STATES,
    WANTED,
)
from ...engine.arithmetic import floor, whole
from ...engine.rule import rule
from .ledger import cash, fault

SHARES_AGREE = 1e-9


@rule
def check(world):
    """Hold the books to their identities, with `==`; a breach names the identity, the row and the amount."""
    check_cash(world)
    check_coins(world)
    check_rigs(world)
    check_orders(world)
    check_power(world)
    check_debts(world)
    check_the_dead(world)
    check_shares(world)


@rule
def check_cash(world):
    """Identities 1 and 2: all cash sums to what it was; each account's change is the sum of its flows."""
    total = 0
    opened = 0
    for i in range(FIRST_FIRM_ACCOUNT + world.rows[0].n_firms):
        a = world.accounts[i]
        total += a.cash_cents
        opened += a.opened_cents
        if a.cash_cents - a.opened_cents != a.flow_cents:
            fault(world, FLOW_FAULT, i, a.cash_cents - a.opened_cents - a.flow_cents)
        if i >= FIRST_AGENT_ACCOUNT and a.cash_cents < 0:
            fault(world, NEGATIVE_FAULT, i, a.cash_cents)
    if total != opened:
        fault(world, CASH_FAULT, -1, total - opened)


@rule
def check_coins(world):
    """Identity 3: issued = mined by firms + by the rest of the world; opening + mined = held + sold."""
    b = world.bitcoin[0]
    if b.issued_total_sat != b.mined_total_sat + b.rest_total_sat:
        fault(world, COIN_FAULT, -1, b.issued_total_sat - b.mined_total_sat - b.rest_total_sat)
    held = 0
    for i in range(world.rows[0].n_firms):
        held += world.firms[i].btc_sat
        if world.firms[i].btc_sat < 0:
            fault(world, NEGATIVE_FAULT, i, world.firms[i].btc_sat)
    if b.opening_sat + b.mined_total_sat != held + b.sold_total_sat:
        fault(world, COIN_FAULT, -1, b.opening_sat + b.mined_total_sat - held - b.sold_total_sat)


@rule
def check_rigs(world):
    """Identity 4, by model: opening + made = installed + stored + in transit + scrapped + exported."""
    rows = world.rows[0]
    for m in range(rows.n_models):
        model = world.models[m]
        world.scratch[m] = model.opening_units + model.made_units - model.scrapped_units - model.exported_units
    for i in range(rows.n_sites):
        site = world.sites[i]
        if site.owner >= 0:
            for k in range(site.n_racks):
                world.scratch[site.rack_model[k]] -= site.rack_units[k]
                if site.rack_units[k] < 0:
                    fault(world, NEGATIVE_FAULT, i, site.rack_units[k])
    for i in range(rows.n_firms):
        firm = world.firms[i]
        for k in range(N_STORE):
            if firm.store_units[k] != 0:
                world.scratch[firm.store_model[k]] -= firm.store_units[k]
                if firm.store_units[k] < 0:
                    fault(world, NEGATIVE_FAULT, i, firm.store_units[k])
    for i in range(rows.n_orders):
        order = world.orders[i]
        if order.state == IN_TRANSIT:
            world.scratch[order.rig_model] -= order.units
    for m in range(rows.n_models):
        if world.scratch[m] != 0:
            fault(world, RIG_FAULT, m, world.scratch[m])


@rule
def check_orders(world):
    """Identities 5 and 6: units ordered, deposits paid, and duty collected all add up."""
    books = world.books[0]
    units = 0
    outstanding = 0
    books.duty_week_cents = 0
    for i in range(world.rows[0].n_orders):
        order = world.orders[i]
        if order.state == OPEN or order.state == IN_TRANSIT:
            units += order.units
        if order.state == DELIVERED:
            books.duty_week_cents += duty_due(world, order)
        if (order.state == FREE or order.state == WANTED) and order.deposit_cents != 0:
            fault(world, DEPOSIT_FAULT, i, order.deposit_cents)
        if order.deposit_cents < 0:
            fault(world, NEGATIVE_FAULT, i, order.deposit_cents)
        outstanding += order.deposit_cents
    left = books.units_opened + books.units_ordered - books.units_delivered - books.units_cancelled - units
    if left != 0:
        fault(world, ORDER_FAULT, -1, left)
    deposits = books.deposits_opened_cents + books.deposits_paid_cents - books.deposits_applied_cents
    deposits -= books.deposits_forfeited_cents + outstanding
    if deposits != 0:
        fault(world, DEPOSIT_FAULT, -1, deposits)
    for v in range(world.rows[0].n_vendors):
        outstanding -= world.vendors[v].deposits_cents
    if outstanding != 0:
        fault(world, DEPOSIT_FAULT, -2, -outstanding)
    if books.duty_week_cents != books.duty_flow_cents:
        fault(world, DUTY_FAULT, -1, books.duty_week_cents - books.duty_flow_cents)


@rule
def duty_due(world, order):
    """What customs should have had from an order that arrived this week: rate in force x customs value (cents)."""
    if order.to_us == 0 or order.origin == UNITED_STATES:
        return 0
    return floor(order.units * order.price_cents * world.trade[0].rate[order.origin] + 0.5)


@rule
def check_power(world):
    """Identity 7: a region's megawatts are mining, AI and idle, within supply; no site runs more than it holds."""
    rows = world.rows[0]
    for r in range(rows.n_regions):
        world.scratch[r] = world.regions[r].free_kw + world.regions[r].ai_own_kw
    for i in range(rows.n_sites):
        site = world.sites[i]
        if site.owner >= 0:
            if not (site.tenure == HOSTED and site.host_site >= 0):
                world.scratch[site.region] += site.kw
            if site.draw_kw > site.kw or (site.use != MINING and site.draw_kw != 0):
                fault(world, POWER_FAULT, i, site.draw_kw - site.kw)
            if site.kw < 0 or site.hosted_kw < 0 or site.hosted_kw > site.kw:
                fault(world, NEGATIVE_FAULT, i, site.kw)
    for r in range(rows.n_regions):
        region = world.regions[r]
        if world.scratch[r] != region.supply_kw:
            fault(world, POWER_FAULT, -1 - r, world.scratch[r] - region.supply_kw)
        if region.mining_kw + region.ai_kw + region.idle_kw != region.supply_kw:
            fault(world, POWER_FAULT, -1 - r, region.mining_kw + region.ai_kw + region.idle_kw - region.supply_kw)
        if region.free_kw < 0 or region.idle_kw < 0 or region.ai_own_kw < 0:
            fault(world, NEGATIVE_FAULT, -1 - r, region.idle_kw)


@rule
def check_debts(world):
    """Identity 8: firms' debts are what the lender's book says."""
    debts = 0
    for i in range(world.rows[0].n_firms):
        firm = world.firms[i]
        debts += firm.loan_cents + firm.notes_cents
        if firm.loan_cents < 0 or firm.notes_cents < 0:
            fault(world, NEGATIVE_FAULT, i, firm.loan_cents)
    if debts != world.books[0].lender_book_cents:
        fault(world, DEBT_FAULT, -1, debts - world.books[0].lender_book_cents)


@rule
def check_the_dead(world):
    """Identity 9: the dead hold nothing."""
    rows = world.rows[0]
    for i in range(rows.n_firms):
        firm = world.firms[i]
        if firm.alive == 0:
            held = firm.btc_sat + firm.loan_cents + firm.notes_cents + firm.n_sites + firm.draw_kw
            if firm.vendor < 0:
                held += cash(world, firm.account)
            for k in range(N_STORE):
                held += firm.store_units[k]
            if held != 0:
                fault(world, DEAD_FAULT, i, held)
    for i in range(rows.n_sites):
        site = world.sites[i]
        if site.owner >= 0 and world.firms[site.owner].alive == 0:
            fault(world, DEAD_FAULT, site.owner, site.kw)
    for i in range(rows.n_orders):
        order = world.orders[i]
        if (order.state == OPEN or order.state == IN_TRANSIT) and world.firms[order.buyer].alive == 0:
            fault(world, DEAD_FAULT, order.buyer, order.units)


@rule
def check_shares(world):
    """Identity 9: the network is its firms and the rest of the world."""
    b = world.bitcoin[0]
    firms = 0.0
    for i in range(world.rows[0].n_firms):
        firms += world.firms[i].hash_th_s
    if b.network_th_s <= 0.0 or math.fabs((firms + b.rest_th_s) / b.network_th_s - 1.0) > SHARES_AGREE:
        fault(world, SHARE_FAULT, -1, whole(firms + b.rest_th_s - b.network_th_s))
