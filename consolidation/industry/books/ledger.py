"""Books: `pay` is the only way money moves, `tell` the only way an event is written."""

from ...catalog.capacities import N_EVENTS
from ...catalog.codes import EVENTS_FULL, NO_FAULT
from ...engine.arithmetic import floor
from ...engine.rule import rule


@rule
def pay(world, payer, payee, cents, kind):
    """Move `cents` (whole, >= 0) from one account to another and enter it in the flow matrix under `kind`."""
    a = world.accounts[payer]
    b = world.accounts[payee]
    a.cash_cents -= cents
    b.cash_cents += cents
    a.flow_cents -= cents
    b.flow_cents += cents
    world.flows[a.sector, b.sector, kind] += cents


@rule
def cash(world, account):
    """The balance of an account, in cents."""
    return world.accounts[account].cash_cents


@rule
def to_cents(usd):
    """Dollars as whole cents, halves up."""
    return floor(usd * 100.0 + 0.5)


@rule
def fault(world, code, who, amount):
    """Note a breach; the first one of a week stays, and the week's loop raises it."""
    f = world.fault[0]
    if f.code == NO_FAULT:
        f.code = code
        f.week = world.clock[0].week
        f.who = who
        f.amount = amount


@rule
def tell(world, kind, firm=-1, other=-1, kw=0, th_s=0.0, cents=0, cause=0):
    """Write an event. Vendors are -10 - row, AI buyers -100 - region, the lender -2, nobody -1."""
    clock = world.clock[0]
    rows = world.rows[0]
    if rows.n_events >= N_EVENTS:
        fault(world, EVENTS_FULL, rows.n_events, 1)
        return
    event = world.events[rows.n_events]
    rows.n_events += 1
    event.week = clock.week
    event.kind = kind
    event.firm = firm
    event.other = other
    event.kw = int(kw)
    event.th_s = float(th_s)
    event.cents = int(cents)
    event.cause = cause
