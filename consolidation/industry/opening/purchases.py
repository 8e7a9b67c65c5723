"""The opening's open orders: majors' 20 % of their hash rate, small miners' 3 %, due over half a year, a quarter paid.

The deposit is a liability of the vendor from the start. Origins follow each vendor's factories; half of MARA's come
from the maker it owns a part of.
"""

from typing import Any

from ...catalog.codes import MAJOR, MINING, N_ORIGINS, OPEN, SMALL, UNITED_STATES
from ...engine import draws
from ...engine.arithmetic import floor, whole
from ...engine.rule import rule
from ...scenario.scenario import Scenario
from ..books.ledger import to_cents
from ..markets.orders import take_row

FINER_DIGITS = 97.0  # of a draw that chooses a second thing
LOTS = 4  # orders a major has open
MAKERS = (0, 0, 1, 0)  # whose lots they are: the market leader's, one in four the second maker's


def open_major_orders(world: Any, scenario: Scenario) -> None:
    """Each major's lots, dated evenly, origins in proportion to the vendor's plants."""
    f = world.fixed[0]
    booked = [[0.0] * N_ORIGINS for _ in scenario.makers]
    for i in range(world.rows[0].n_named):
        firm = world.firms[i]
        if firm.size_class != MAJOR:
            continue
        s = largest_mine(world, firm)
        if s < 0:
            continue
        th = f.opening_major_orders * scenario.firms[i].hash_rate_eh_s * 1e6 / LOTS
        first, weeks = (int(n) for n in (f.opening_first_due_week, f.opening_orders_weeks))
        for lot in range(LOTS):
            v = MAKERS[lot] if len(scenario.makers) > 1 else 0
            if firm.stake_vendor >= 0 and lot % 2 == 1:
                v = int(firm.stake_vendor)
            plants = world.vendors[v].plant_share
            origin = max(range(N_ORIGINS), key=lambda o: plants[o] - booked[v][o])
            for o in range(N_ORIGINS):
                booked[v][o] -= plants[o]
            booked[v][origin] += 1.0
            open_order(world, i, s, v, th, origin, first + (lot * weeks + i * 5 % weeks) // LOTS)


def largest_mine(world: Any, firm: Any) -> int:
    """The row of a firm's largest mining site, -1 without one."""
    mines = [int(s) for s in firm.sites[: firm.n_sites] if world.sites[int(s)].use == MINING]
    return max(mines, key=lambda s: int(world.sites[s].kw), default=-1)


@rule
def open_order(world, i, s, v, th, origin, due):
    """Enter one open order with its deposit on both sides of the books."""
    vendor = world.vendors[v]
    model = world.models[vendor.on_sale]
    units = whole(th / model.th_s)
    if units <= 0:
        return
    row = take_row(world)
    if row < 0:
        return
    books = world.books[0]
    order = world.orders[row]
    order.state = OPEN
    order.buyer = i
    order.site = s
    order.vendor = v
    order.rig_model = vendor.on_sale
    order.units = units
    order.price_cents = to_cents(vendor.price_usd_per_th * model.th_s)
    order.deposit_cents = floor(world.params[0].vendors_deposit_share * units * order.price_cents)
    order.origin = origin
    order.to_us = world.regions[world.sites[s].region].in_us
    order.placed_week = 0
    order.due_week = due
    vendor.deposits_cents += order.deposit_cents
    vendor.us_backlog_th += units * model.th_s
    vendor.us_orders_26w_th += units * model.th_s
    books.units_opened += units
    books.deposits_opened_cents += order.deposit_cents
    if order.to_us == 1:
        books.us_orders_26w_th += units * model.th_s
        if origin == UNITED_STATES:
            books.us_domestic_26w_th += units * model.th_s


@rule
def open_small_orders(world):
    """Small miners' few machines on order, from the market leader, dated by a keyed draw."""
    f = world.fixed[0]
    for i in range(world.rows[0].n_firms):
        firm = world.firms[i]
        if firm.size_class != SMALL or firm.n_sites == 0:
            continue
        site = world.sites[firm.sites[0]]
        if site.use != MINING:
            continue
        th = 0.0
        for k in range(site.n_racks):
            th += site.rack_units[k] * world.models[site.rack_model[k]].th_s
        u = draws.uniform(world.clock[0].seed, draws.MACHINES, 0, firm.id)
        due = f.opening_first_due_week + whole(u * f.opening_orders_weeks)
        open_order(world, i, firm.sites[0], 0, f.opening_small_orders * th, draw_origin(world, u), due)


@rule
def draw_origin(world, u):
    """A country by the market leader's factories."""
    total = 0.0
    last = 0
    # The draw dates the order too; its finer digits choose the country.
    w = FINER_DIGITS * u - floor(FINER_DIGITS * u)
    for o in range(N_ORIGINS):
        share = world.vendors[0].plant_share[o]
        if share > 0.0:
            total += share
            last = o
            if w < total:
                return o
    return last
