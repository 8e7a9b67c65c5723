"""The order book: rows of purchase orders from a free list, with their deposits. Slots are used again, serial numbers
never.
"""

from ...catalog.codes import CANCELLED, FIRST_VENDOR, FREE, IN_TRANSIT, ORDERS_FULL, REST_OF_WORLD, WANTED
from ...catalog.events import DEPOSIT_FORFEITED, ORDER_CANCELLED
from ...catalog.payments import RIG_EXPORT
from ...engine.rule import rule
from ..books import slots
from ..books.ledger import fault, pay, tell, to_cents
from ..holdings import rest_fleet


@rule
def take_row(world):
    """A free row of the orders table, -1 (and a fault) if there is none."""
    rows = world.rows[0]
    i, rows.free_order, rows.n_orders = slots.take(world.orders, rows.free_order, rows.n_orders)
    if i < 0:
        fault(world, ORDERS_FULL, -1, 1)
        return -1
    rows.order_serial += 1
    order = world.orders[i]
    order.id = rows.order_serial
    order.next_free = -1
    order.deposit_cents = 0
    order.duty_cents = 0
    order.duty_rate = 0.0
    order.placed_week = world.clock[0].week
    return i


@rule
def tell_of(world, kind, order, th_s, cents=0, cause=0):
    """Write an event about an order: its buyer and its maker, so many machines, so much money, why."""
    tell(world, kind, firm=order.buyer, other=FIRST_VENDOR - order.vendor, th_s=th_s, cents=cents, cause=cause)


@rule
def free_row(world, i):
    """Give a settled order's row back."""
    order = world.orders[i]
    order.state = FREE
    order.units = 0
    order.next_free, world.rows[0].free_order = world.rows[0].free_order, i


@rule
def want(world, buyer, s, v, units, to_us):
    """A firm's wish to buy, for this week's allotment."""
    i = take_row(world)
    if i < 0:
        return
    order = world.orders[i]
    order.state = WANTED
    order.buyer = buyer
    order.site = s
    order.vendor = v
    order.rig_model = world.vendors[v].on_sale
    order.units = units
    order.to_us = to_us
    model = world.models[order.rig_model]
    order.price_cents = to_cents(world.vendors[v].price_usd_per_th * model.th_s)


@rule
def release_deposit(world, i, kept):
    """Take an order's deposit off the books, as forfeited to the vendor (kept) or applied to the price."""
    order = world.orders[i]
    books = world.books[0]
    world.vendors[order.vendor].deposits_cents -= order.deposit_cents
    if kept:
        books.deposits_forfeited_cents += order.deposit_cents
        books.forfeited_week_cents += order.deposit_cents
        world.firms[order.buyer].forfeited_cents += order.deposit_cents
    else:
        books.deposits_applied_cents += order.deposit_cents
    order.deposit_cents = 0


@rule
def cancel(world, i, cause):
    """Cancel an open order: the deposit is lost; machines already made go to the rest of the world at list price."""
    order = world.orders[i]
    vendor = world.vendors[order.vendor]
    model = world.models[order.rig_model]
    th = order.units * model.th_s
    cents = order.deposit_cents
    tell_of(world, ORDER_CANCELLED, order, th, cents=order.units * order.price_cents, cause=cause)
    if cents > 0:
        tell_of(world, DEPOSIT_FORFEITED, order, th, cents=cents, cause=cause)
    release_deposit(world, i, True)
    world.books[0].units_cancelled += order.units
    if order.state == IN_TRANSIT:
        model.exported_units += order.units
        pay(world, REST_OF_WORLD, vendor.account, to_cents(vendor.price_usd_per_th * th), RIG_EXPORT)
        rest_fleet.install(world, model.j_per_th, th)
    else:
        vendor.us_backlog_th = max(vendor.us_backlog_th - th, 0.0)
    order.state = CANCELLED
    free_row(world, i)
