"""Deliveries: shipping, arrival with duty at the rate in force, the import ban.

The rest of the price is paid on arrival, and with it the duty by country of the plant at the rate in force on that day.
Who cannot pay loses the deposit. Under a ban, machines of Chinese makers made outside the US are cancelled or taken
abroad.
"""

from ...catalog.causes import BY_BALANCE, BY_BAN
from ...catalog.codes import (
    DELIVERED,
    GOVERNMENT,
    IN_TRANSIT,
    INDONESIA,
    MALAYSIA,
    MINING,
    OPEN,
    REST_OF_WORLD,
    SUPPLIERS,
    THAILAND,
    UNITED_STATES,
)
from ...catalog.events import RIGS_DELIVERED, RIGS_DIVERTED
from ...catalog.payments import DUTY, RIG_BALANCE, RIG_PRODUCTION, USED_RIGS
from ...engine import draws
from ...engine.arithmetic import floor, whole
from ...engine.rule import rule
from ..books.ledger import pay, to_cents
from ..holdings import fleet, purse, rest_fleet
from ..sums import line_premium
from . import orders
from .customs import duty_rate, is_banned

MEMORY_52W = 0.9810  # exp(-1/52): weekly decay of a year's memory


@rule
def deliver(world):
    """Ship what is due to leave, receive what is due to arrive; a ban that begins cancels or diverts at once."""
    clock = world.clock[0]
    rows = world.rows[0]
    for v in range(rows.n_vendors):
        world.vendors[v].shipped_th = 0.0
    for i in range(rows.n_firms):
        firm = world.firms[i]
        firm.duties_52w_cents = whole(firm.duties_52w_cents * MEMORY_52W)
        firm.sea_imports_52w_cents = whole(firm.sea_imports_52w_cents * MEMORY_52W)
    for i in range(rows.n_orders):
        order = world.orders[i]
        if order.state == DELIVERED:
            orders.free_row(world, i)
        if order.state == OPEN and order.due_week - transit_weeks(world, order) <= clock.week:
            ship(world, i)
        if (order.state == OPEN or order.state == IN_TRANSIT) and is_banned(world, order):
            meet_ban(world, i)
        if order.state == IN_TRANSIT and order.due_week <= clock.week:
            arrive(world, i)


@rule
def transit_weeks(world, order):
    """Weeks from the plant to the site."""
    if order.origin == UNITED_STATES and order.to_us == 1:
        return world.params[0].vendors_domestic_transit_weeks
    return world.params[0].vendors_transit_weeks


@rule
def ship(world, i):
    """The vendor makes the machines and sends them off."""
    order = world.orders[i]
    vendor = world.vendors[order.vendor]
    model = world.models[order.rig_model]
    th = order.units * model.th_s
    order.state = IN_TRANSIT
    model.made_units += order.units
    vendor.shipped_th += th
    vendor.sold_26w_th += th
    vendor.us_backlog_th = max(vendor.us_backlog_th - th, 0.0)
    made_by = SUPPLIERS if order.origin == UNITED_STATES else REST_OF_WORLD
    pay(world, vendor.account, made_by, to_cents(unit_cost(world, vendor, order.origin) * th), RIG_PRODUCTION)


@rule
def unit_cost(world, vendor, origin):
    """Cost of a terahash by plant (USD/TH)."""
    return vendor.cost_usd_per_th * (1.0 + line_premium(world, vendor, origin))


@rule
def arrive(world, i):
    """Pay balance and duty and install; who cannot pay loses the deposit."""
    order = world.orders[i]
    firm = world.firms[order.buyer]
    vendor = world.vendors[order.vendor]
    books = world.books[0]
    model = world.models[order.rig_model]
    value = order.units * order.price_cents
    rate = duty_rate(world, order)
    duty = floor(value * rate + 0.5)
    if not purse.raise_cash(world, firm, value - order.deposit_cents + duty):
        orders.cancel(world, i, BY_BALANCE)
        return
    pay(world, firm.account, vendor.account, value - order.deposit_cents, RIG_BALANCE)
    orders.release_deposit(world, i, False)
    pay(world, firm.account, GOVERNMENT, duty, DUTY)
    books.duty_flow_cents += duty
    books.duty_total_cents += duty
    order.duty_cents = duty
    order.duty_rate = rate
    firm.duties_52w_cents += duty
    if order.to_us == 1 and (order.origin == INDONESIA or order.origin == MALAYSIA or order.origin == THAILAND):
        firm.sea_imports_52w_cents += value
    books.units_delivered += order.units
    order.state = DELIVERED
    orders.tell_of(world, RIGS_DELIVERED, order, order.units * model.th_s, cents=duty)
    fleet.pay_fit_out(world, firm, order.rig_model, order.units)
    install(world, firm, order)


@rule
def install(world, firm, order):
    """House delivered machines in the site they were bought for, else in another of the firm; the worst make room."""
    site = world.sites[order.site]
    housed = 0
    if site.owner == order.buyer and site.use == MINING:
        housed = fleet.add_units(world, site, order.rig_model, order.units)
        fleet.trim(world, firm, site)
    if housed == 0:
        fleet.store(world, firm, order.rig_model, order.units)
    fleet.tidy(world, firm)


@rule
def meet_ban(world, i):
    """A banned order is made on the vendor's American line if it has one, else taken abroad by its buyer or cancelled.

    Which of the two is a keyed draw; a cancelled order loses its deposit.
    """
    order = world.orders[i]
    p = world.params[0]
    if order.state == OPEN and world.vendors[order.vendor].line_open == 1:
        order.origin = UNITED_STATES
        return
    diverted = draws.chance(world.clock[0].seed, draws.ORDER_DELAY, 0, order.id, p.policy_ban_diverted)
    if not diverted:
        orders.cancel(world, i, BY_BAN)
        return
    abroad = foreign_site(world, world.firms[order.buyer])
    order.to_us = 0
    model = world.models[order.rig_model]
    orders.tell_of(world, RIGS_DIVERTED, order, order.units * model.th_s, cause=BY_BAN)
    if abroad >= 0:
        order.site = abroad
    else:
        resell(world, i)


@rule
def foreign_site(world, firm):
    """A mining site of the firm outside the US, -1 if it has none."""
    for s in range(firm.n_sites):
        site = world.sites[firm.sites[s]]
        if site.use == MINING and world.regions[site.region].in_us == 0:
            return firm.sites[s]
    return -1


@rule
def resell(world, i):
    """A buyer with no site abroad pays the balance and resells there at the price of used machines;
    or gives the order up.
    """
    order = world.orders[i]
    firm = world.firms[order.buyer]
    vendor = world.vendors[order.vendor]
    model = world.models[order.rig_model]
    th = order.units * model.th_s
    balance = order.units * order.price_cents - order.deposit_cents
    proceeds = to_cents(world.fixed[0].used_sale_share * model.used_usd_per_th * th)
    if order.state == OPEN or proceeds <= balance or not purse.raise_cash(world, firm, balance):
        orders.cancel(world, i, BY_BAN)
        return
    pay(world, firm.account, vendor.account, balance, RIG_BALANCE)
    orders.release_deposit(world, i, False)
    pay(world, REST_OF_WORLD, firm.account, proceeds, USED_RIGS)
    world.books[0].units_delivered += order.units
    model.exported_units += order.units
    rest_fleet.install(world, model.j_per_th, th)
    order.state = DELIVERED
