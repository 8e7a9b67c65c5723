"""Estates: what happens to a firm's sites, machines, coins, orders and debts when it is wound up.

Its lots (a site with its machines) are sold one by one by sealed second-price bids; what nobody wants goes abroad and
back to the region. Coins and cash go to the lender first; what is missing is written off, and bills that nobody can pay
stay unpaid.
"""

from ...catalog.causes import BY_DEBT, BY_HOST_FAILURE
from ...catalog.codes import CLOSING, IN_TRANSIT, INVESTORS, LENDER, OPEN, UTILITIES, WANTED, WAS_LIQUIDATED
from ...catalog.events import CLOSED, LIQUIDATED
from ...catalog.payments import DISTRIBUTION, LIQUIDATION, UNPAID_BILLS
from ...engine.rule import rule
from ..books.ledger import cash, pay, tell
from ..holdings import fleet, purse, sites
from . import lots, orders


@rule
def wind_up(world):
    """Wind up every firm that defaulted or decided to close this week, in the order of their rows."""
    for i in range(world.rows[0].n_firms):
        firm = world.firms[i]
        if firm.alive == 1 and firm.in_default != 0:
            liquidate(world, i)


@rule
def liquidate(world, i):
    """Sell a firm's lots, settle its debts, strike it off."""
    firm = world.firms[i]
    kind = CLOSED if firm.in_default == CLOSING else LIQUIDATED
    tell(
        world,
        kind,
        firm=i,
        kw=firm.mining_kw,
        th_s=firm.hash_th_s,
        cents=firm.loan_cents + firm.notes_cents,
        cause=firm.default_cause,
    )
    end_orders(world, i)
    while firm.n_sites > 0:
        s = firm.sites[firm.n_sites - 1]
        if not lots.sell(world, i, s):
            fleet_abroad(world, i, s)
            sites.close_site(world, s, BY_HOST_FAILURE)
    fleet.sell_store(world, firm)
    purse.sell_coins(world, firm, firm.btc_sat)
    pay_creditors(world, i)
    strike_off(world, i, WAS_LIQUIDATED, firm.default_cause)


@rule
def end_orders(world, i):
    """A dead firm's orders are cancelled and their deposits lost."""
    for k in range(world.rows[0].n_orders):
        order = world.orders[k]
        if order.buyer != i:
            continue
        if order.state == OPEN or order.state == IN_TRANSIT:
            orders.cancel(world, k, BY_DEBT)
        elif order.state == WANTED:
            orders.free_row(world, k)


@rule
def fleet_abroad(world, i, s):
    """Machines that no American wants are sold abroad."""
    site = world.sites[s]
    account = world.firms[i].account
    while site.n_racks > 0:
        k = site.n_racks - 1
        m = site.rack_model[k]
        units = site.rack_units[k]
        fleet.take_units(site, k, units)
        fleet.sell_abroad(world, account, m, units)


@rule
def pay_creditors(world, i):
    """The lender takes what cash there is, up to its claim, and writes the rest off; owners get what is left."""
    firm = world.firms[i]
    books = world.books[0]
    if cash(world, firm.account) < 0:
        pay(world, UTILITIES, firm.account, -cash(world, firm.account), UNPAID_BILLS)
    debt = firm.loan_cents + firm.notes_cents
    paid = min(cash(world, firm.account), debt)
    pay(world, firm.account, LENDER, paid, LIQUIDATION)
    books.lender_book_cents -= debt
    books.written_off_cents += debt - paid
    firm.loan_cents = 0
    firm.notes_cents = 0
    if firm.vendor < 0:
        pay(world, firm.account, INVESTORS, cash(world, firm.account), DISTRIBUTION)


@rule
def strike_off(world, i, how, cause):
    """Take a firm out of the industry. It counts as an exit unless it had left American mining before."""
    firm = world.firms[i]
    firm.alive = 0
    firm.in_default = 0
    firm.draw_kw = 0
    firm.mining_kw = 0
    firm.us_mining_kw = 0
    firm.growth_kw = 0
    firm.installed_th_s = 0.0
    firm.ordered_th_s = 0.0
    firm.claim_cents = 0
    firm.claim_due_week = 0
    if firm.exited == 0:
        firm.exited = how
        firm.exit_week = world.clock[0].week
        firm.exit_cause = cause
