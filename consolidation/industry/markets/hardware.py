"""Machines on order: each week's wishes meet the vendors' capacity, and become orders with a plant, a date and a
deposit.
"""

import math

from ...catalog.codes import N_ORIGINS, OPEN, UNITED_STATES, WANTED
from ...catalog.events import RIGS_ORDERED
from ...catalog.payments import DEPOSIT
from ...engine.arithmetic import whole
from ...engine.rule import rule
from ..books.ledger import pay
from ..holdings import purse
from ..news.policy import certain_duty
from ..sums import landed_multiple, line_premium
from . import customs, delivery, orders

MEMORY_26W = 0.9622  # exp(-1/26): weekly decay of half-year memories


@rule
def allot(world):
    """Turn wishes into orders: scaled to what each vendor's book still takes, dated by its queue, a deposit paid."""
    rows = world.rows[0]
    books = world.books[0]
    books.us_orders_26w_th *= MEMORY_26W
    books.us_domestic_26w_th *= MEMORY_26W
    for v in range(rows.n_vendors):
        vendor = world.vendors[v]
        vendor.sold_26w_th *= MEMORY_26W
        vendor.us_orders_26w_th *= MEMORY_26W
        vendor.duty_26w_usd *= MEMORY_26W
        for o in range(N_ORIGINS):
            built = vendor.capacity_th_per_week * vendor.plant_share[o]
            vendor.plant_booked_th[o] = max(vendor.plant_booked_th[o] - built, 0.0)
        allot_vendor(world, v)


@rule
def allot_vendor(world, v):
    """One vendor's wishes of the week."""
    vendor = world.vendors[v]
    wished = 0.0
    for i in range(world.rows[0].n_orders):
        order = world.orders[i]
        if order.state == WANTED and order.vendor == v:
            wished += order.units * world.models[order.rig_model].th_s
    if wished <= 0.0:
        return
    most = world.fixed[0].longest_queue_weeks * vendor.capacity_th_per_week
    room = most - vendor.us_backlog_th - vendor.rest_backlog_th
    accepted = min(max(room / wished, 0.0), 1.0)
    for i in range(world.rows[0].n_orders):
        order = world.orders[i]
        if order.state == WANTED and order.vendor == v:
            confirm(world, i, accepted)


@rule
def confirm(world, i, accepted):
    """Confirm one order: plant, date, deposit; or drop it."""
    order = world.orders[i]
    p = world.params[0]
    vendor = world.vendors[order.vendor]
    firm = world.firms[order.buyer]
    model = world.models[order.rig_model]
    order.units = whole(order.units * accepted)
    th = order.units * model.th_s
    origin = choose_plant(world, vendor, order.to_us)
    if order.units == 0 or origin < 0 or vendor.capacity_th_per_week <= 0.0:
        orders.free_row(world, i)
        return
    order.origin = origin
    order.price_cents = whole(order.price_cents * (1.0 + line_premium(world, vendor, origin)))
    deposit = whole(order.units * order.price_cents * p.vendors_deposit_share)
    if not purse.raise_cash(world, firm, deposit):
        orders.free_row(world, i)
        return
    queue = (vendor.us_backlog_th + vendor.rest_backlog_th) / vendor.capacity_th_per_week
    order.state = OPEN
    order.due_week = world.clock[0].week + p.vendors_lead_weeks + whole(queue) + delivery.transit_weeks(world, order)
    order.deposit_cents = deposit
    pay(world, firm.account, vendor.account, deposit, DEPOSIT)
    vendor.deposits_cents += deposit
    vendor.us_backlog_th += th
    vendor.plant_booked_th[origin] += th
    book(world, vendor, order, deposit, th)
    orders.tell_of(world, RIGS_ORDERED, order, th, cents=order.units * order.price_cents)


@rule
def book(world, vendor, order, deposit, th):
    """Enter a confirmed order in the books and in the half-year memories."""
    books = world.books[0]
    books.units_ordered += order.units
    books.deposits_paid_cents += deposit
    books.ordered_week_th += th
    books.ordered_from_week_th[order.origin] += th
    books.ordered_at_week_th[order.vendor] += th
    if order.to_us == 0:
        return
    usd = order.units * order.price_cents / 100.0
    vendor.us_orders_26w_th += th
    vendor.duty_26w_usd += usd * customs.duty_rate(world, order)
    books.us_orders_26w_th += th
    if order.origin == UNITED_STATES:
        books.us_domestic_26w_th += th


@rule
def choose_plant(world, vendor, to_us):
    """The cheapest landed plant with capacity left; for a site abroad the least booked one.
    -1 if nobody may deliver.
    """
    f = world.fixed[0]
    best = -1
    least = math.inf
    week = world.clock[0].week + world.params[0].vendors_lead_weeks + world.params[0].vendors_transit_weeks
    for o in range(N_ORIGINS):
        if vendor.plant_share[o] <= 0.0:
            continue
        if to_us == 1 and world.trade[0].banned == 1 and vendor.chinese == 1 and o != UNITED_STATES:
            continue
        queue = vendor.plant_booked_th[o] / (vendor.capacity_th_per_week * vendor.plant_share[o] + 1e-9)
        cost = queue
        if to_us == 1:
            cost = landed_multiple(world, vendor, o, certain_duty(world, o, week))
            if queue > f.plant_queue_weeks:
                cost += f.full_plant_multiple
        if cost < least:
            least = cost
            best = o
    return best
