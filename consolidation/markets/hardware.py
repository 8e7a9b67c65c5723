"""Machines on order: allotment to vendors' capacity, shipping, arrival with duty at the rate in force, the import ban.

A quarter is paid at order, the rest on arrival, and with it the duty by country of the plant at the rate in force on that day. Who
cannot pay loses the deposit. Under a ban, machines of Chinese makers made outside the US are cancelled or taken abroad.
"""

import math

from .. import draws, fleet
from ..agents.valuation import FRICTION
from ..codes import (
    BY_BALANCE,
    BY_BAN,
    DELIVERED,
    DEPOSIT,
    DUTY,
    GOVERNMENT,
    IN_TRANSIT,
    INDONESIA,
    MALAYSIA,
    MINING,
    OPEN,
    REST_OF_WORLD,
    RIG_BALANCE,
    RIG_PRODUCTION,
    RIGS_DELIVERED,
    RIGS_DIVERTED,
    RIGS_ORDERED,
    SUPPLIERS,
    THAILAND,
    UNITED_STATES,
    USED_RIGS,
    WANTED,
)
from ..ledger import pay, tell, to_cents
from ..rules import rule
from ..tables import N_ORIGINS
from ..world import rest_of_world
from ..world.policy import certain_duty
from . import capital, orders

LONGEST_QUEUE_WEEKS = 40.0  # a vendor's book closes beyond
PLANT_QUEUE_WEEKS = 26.0
MEMORY_26W = 0.9622  # exp(-1/26): weekly decay of half-year memories
MEMORY_52W = 0.9810


@rule
def deliver(world):
    """Ship what is due to leave, receive what is due to arrive; a ban that begins cancels or diverts at once."""
    clock = world.clock[0]
    for v in range(clock.n_vendors):
        world.vendors[v].shipped_th = 0.0
    for i in range(clock.n_firms):
        firm = world.firms[i]
        firm.duties_52w_cents = int(firm.duties_52w_cents * MEMORY_52W)
        firm.sea_imports_52w_cents = int(firm.sea_imports_52w_cents * MEMORY_52W)
    for i in range(clock.n_orders):
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
def is_banned(world, order):
    """Whether the ban in force stops this order."""
    if world.trade[0].banned == 0 or order.to_us == 0 or order.origin == UNITED_STATES:
        return False
    return world.vendors[order.vendor].chinese == 1


@rule
def ship(world, i):
    """The vendor makes the machines and sends them off."""
    order = world.orders[i]
    vendor = world.vendors[order.vendor]
    model = world.models[order.model]
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
    """Cost of a terahash by plant; an American line of a foreign maker costs a premium (USD/TH)."""
    if origin == UNITED_STATES and vendor.chinese == 1:
        return vendor.cost_usd_per_th * (1.0 + world.params[0].vendors_line_cost_premium)
    return vendor.cost_usd_per_th


@rule
def duty_rate(world, order):
    """The rate in force today for an order by origin and destination (ad valorem)."""
    if order.to_us == 0:
        return 0.0
    return duty_rate_from(world, order.origin)


@rule
def duty_rate_from(world, origin):
    """The rate in force today on American imports from a country; zero for domestic machines (ad valorem)."""
    if origin == UNITED_STATES:
        return 0.0
    return world.trade[0].rate[origin]


@rule
def arrive(world, i):
    """Pay balance and duty and install; who cannot pay loses the deposit."""
    order = world.orders[i]
    firm = world.firms[order.buyer]
    vendor = world.vendors[order.vendor]
    books = world.books[0]
    model = world.models[order.model]
    value = order.units * order.price_cents
    rate = duty_rate(world, order)
    duty = int(math.floor(value * rate + 0.5))
    if not capital.raise_cash(world, firm, value - order.deposit_cents + duty):
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
    tell(world, RIGS_DELIVERED, order.buyer, -10 - order.vendor, 0, order.units * model.th_s, duty, 0)
    fleet.pay_fit_out(world, firm, order.model, order.units)
    install(world, firm, order)


@rule
def install(world, firm, order):
    """House delivered machines in the site they were bought for, else in another of the firm; the worst make room."""
    site = world.sites[order.site]
    housed = 0
    if site.owner == order.buyer and site.use == MINING:
        housed = fleet.add_units(world, site, order.model, order.units)
        fleet.trim(world, firm, site)
    if housed == 0:
        fleet.store(world, firm, order.model, order.units)
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
    model = world.models[order.model]
    tell(world, RIGS_DIVERTED, order.buyer, -10 - order.vendor, 0, order.units * model.th_s, 0, BY_BAN)
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
    """A buyer with no site abroad pays the balance and resells there at the price of used machines; or gives the order up."""
    order = world.orders[i]
    firm = world.firms[order.buyer]
    vendor = world.vendors[order.vendor]
    model = world.models[order.model]
    th = order.units * model.th_s
    balance = order.units * order.price_cents - order.deposit_cents
    proceeds = to_cents(FRICTION * model.used_usd_per_th * th)
    if order.state == OPEN or proceeds <= balance or not capital.raise_cash(world, firm, balance):
        orders.cancel(world, i, BY_BAN)
        return
    pay(world, firm.account, vendor.account, balance, RIG_BALANCE)
    orders.release_deposit(world, i, False)
    pay(world, REST_OF_WORLD, firm.account, proceeds, USED_RIGS)
    world.books[0].units_delivered += order.units
    model.exported_units += order.units
    rest_of_world.install(world, model.j_per_th, th)
    order.state = DELIVERED


@rule
def allot(world):
    """Turn wishes into orders: scaled to what each vendor's book still takes, dated by its queue, a deposit paid."""
    clock = world.clock[0]
    books = world.books[0]
    books.us_orders_26w_th *= MEMORY_26W
    books.us_domestic_26w_th *= MEMORY_26W
    for v in range(clock.n_vendors):
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
    for i in range(world.clock[0].n_orders):
        order = world.orders[i]
        if order.state == WANTED and order.vendor == v:
            wished += order.units * world.models[order.model].th_s
    if wished <= 0.0:
        return
    room = LONGEST_QUEUE_WEEKS * vendor.capacity_th_per_week - vendor.us_backlog_th - vendor.rest_backlog_th
    accepted = min(max(room / wished, 0.0), 1.0)
    for i in range(world.clock[0].n_orders):
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
    model = world.models[order.model]
    order.units = int(order.units * accepted)
    th = order.units * model.th_s
    origin = choose_plant(world, vendor, order.to_us)
    if order.units == 0 or origin < 0 or vendor.capacity_th_per_week <= 0.0:
        orders.free_row(world, i)
        return
    order.origin = origin
    if origin == UNITED_STATES and vendor.chinese == 1:
        order.price_cents = int(order.price_cents * (1.0 + p.vendors_line_cost_premium))
    deposit = int(order.units * order.price_cents * p.vendors_deposit_share)
    if not capital.raise_cash(world, firm, deposit):
        orders.free_row(world, i)
        return
    queue = (vendor.us_backlog_th + vendor.rest_backlog_th) / vendor.capacity_th_per_week
    order.state = OPEN
    order.due_week = world.clock[0].week + p.vendors_lead_weeks + int(queue) + transit_weeks(world, order)
    order.deposit_cents = deposit
    pay(world, firm.account, vendor.account, deposit, DEPOSIT)
    vendor.deposits_cents += deposit
    vendor.us_backlog_th += th
    vendor.plant_booked_th[origin] += th
    book(world, vendor, order, deposit, th)
    tell(world, RIGS_ORDERED, order.buyer, -10 - order.vendor, 0, th, order.units * order.price_cents, 0)


@rule
def book(world, vendor, order, deposit, th):
    """Enter a confirmed order in the books and in the half-year memories."""
    books = world.books[0]
    books.units_ordered += order.units
    books.deposits_paid_cents += deposit
    books.ordered_week_th += th
    if order.to_us == 0:
        return
    usd = order.units * order.price_cents / 100.0
    vendor.us_orders_26w_th += th
    vendor.duty_26w_usd += usd * duty_rate(world, order)
    books.us_orders_26w_th += th
    if order.origin == UNITED_STATES:
        books.us_domestic_26w_th += th


@rule
def choose_plant(world, vendor, to_us):
    """The cheapest landed plant with capacity left; for a site abroad the least booked one. -1 if nobody may deliver."""
    best = -1
    least = 1e18
    week = world.clock[0].week + world.params[0].vendors_lead_weeks + world.params[0].vendors_transit_weeks
    for o in range(N_ORIGINS):
        if vendor.plant_share[o] <= 0.0:
            continue
        if to_us == 1 and world.trade[0].banned == 1 and vendor.chinese == 1 and o != UNITED_STATES:
            continue
        queue = vendor.plant_booked_th[o] / (vendor.capacity_th_per_week * vendor.plant_share[o] + 1e-9)
        cost = queue
        if to_us == 1:
            cost = 1.0 + certain_duty(world, o, week)
            if o == UNITED_STATES:
                cost = 1.0 + world.params[0].vendors_line_cost_premium * vendor.chinese
            if queue > PLANT_QUEUE_WEEKS:
                cost += 10.0
        if cost < least:
            least = cost
            best = o
    return best
