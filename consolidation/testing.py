"""Small worlds set by plain assignment, so that a rule can be called on a few rows and its answer worked by hand.

`blank` is a world without agents in which the default parameters hold; the other functions add a row each and give back
its number. `close_books` makes the present the opening balance; `fault` is what the books then say.
"""

import datetime as dt
import functools
from typing import Any

import numpy as np

from .catalog import capacities, fixed, tables
from .catalog.codes import CHINA, FAULT_LABELS, IN_TRANSIT, LEASED, MINERS, MINING, N_SECTORS, OPEN, SMALL, VENDORS
from .industry.books import identities
from .industry.holdings import fleet, sites, stock
from .industry.markets import orders
from .scenario.scenario import Scenario

MONDAY = dt.date(2025, 3, 31).toordinal()
MUSD = 100_000_000  # cents in a million dollars
PRICE = 80_000.0
HASHPRICE = 50.0


@functools.cache
def defaults() -> Any:
    """The one-row table of parameters of the default scenario."""
    world = tables.new_world()
    Scenario.load("april-2025").fill_params(world.params[0])
    return np.asarray(world.params).copy()


def blank(**params: Any) -> Any:
    """A world in week one with the default parameters, but for those given (`capital_lending=0`), and nobody in it."""
    world = tables.new_world()
    world.params[:] = defaults()
    fixed.fill(world.fixed[0])
    for name, value in params.items():
        if name not in (tables.PARAMS.names or ()):
            raise KeyError(name)
        world.params[0][name] = value
    clock = world.clock[0]
    rows = world.rows[0]
    clock.seed, clock.week, clock.weeks, clock.start_day = 1, 1, 104, MONDAY
    rows.free_order = rows.free_site = -1
    for row in range(N_SECTORS):
        world.accounts[row].sector = row
    world.accounts["sector"][N_SECTORS : capacities.FIRST_FIRM_ACCOUNT] = VENDORS
    world.accounts["sector"][capacities.FIRST_FIRM_ACCOUNT :] = MINERS
    bitcoin = world.bitcoin[0]
    bitcoin.price_usd = bitcoin.price_mean_26w = PRICE
    bitcoin.price_history[:] = PRICE
    bitcoin.hashprice_usd_per_ph_day = bitcoin.hashprice_mean_26w = bitcoin.opening_hashprice = HASHPRICE
    bitcoin.hashprice_history[:] = HASHPRICE
    bitcoin.height, bitcoin.subsidy_sat, bitcoin.difficulty = 890_200, 312_500_000, 113.7575e12
    bitcoin.network_th_s = bitcoin.rest_th_s = 800e6
    bitcoin.weeks_to_halving = 1e6
    rest = world.rest[0]
    rest.j_per_th[:] = [10.0 + 5.0 * c for c in range(capacities.N_COHORTS)]
    rest.power_usd_per_mwh[:] = 40.0
    rest.power_share[0] = 1.0
    rest.opening_th_s = 800e6
    rest.sites_w = 1e15
    return world


def region(world: Any, **columns: Any) -> int:
    """A region, American and free of megawatts unless said otherwise."""
    r = int(world.rows[0].n_regions)
    world.rows[0].n_regions += 1
    row = world.regions[r]
    row.in_us = 1
    row.posted_usd_per_mwh = row.opening_usd_per_mwh = row.contract_usd_per_mwh = 40.0
    world.ai_buyers[r].region = r
    return _fill(row, columns, r)


def model(world: Any, th_s: float = 200.0, watts: int = 3_500, **columns: Any) -> int:
    """A rig model; J/TH at the meter is its own."""
    m = int(world.rows[0].n_models)
    world.rows[0].n_models += 1
    row = world.models[m]
    row.th_s, row.watts = th_s, watts
    row.j_per_th = row.wall_j_per_th = watts / th_s
    row.used_usd_per_th = 5.0
    return _fill(row, columns, m)


def vendor(world: Any, m: int, **columns: Any) -> int:
    """A maker that sells model `m`: Chinese, all plants in China, trusted, rich."""
    v = int(world.rows[0].n_vendors)
    world.rows[0].n_vendors += 1
    row = world.vendors[v]
    row.account = capacities.FIRST_FIRM_ACCOUNT - capacities.N_VENDORS + v
    row.firm, row.on_sale, row.chinese = -1, m, 1
    row.price_usd_per_th, row.cost_usd_per_th, row.price_pressure = 16.0, 9.0, 1.0
    row.capacity_th_per_week = 1e6
    row.plant_share[CHINA] = 1.0
    row.best_origin = CHINA
    row.trust = row.market_share = 1.0
    row.next_launch_week = 10_000
    world.accounts[row.account].cash_cents = 100 * MUSD
    return _fill(row, columns, v)


def firm(world: Any, cash_usd: float = 0.0, **columns: Any) -> int:
    """A living firm of week one, small and nameless unless said otherwise."""
    i = int(world.rows[0].n_firms)
    world.rows[0].n_firms += 1
    row = world.firms[i]
    row.id = i + 1
    row.size_class, row.alive, row.opening = SMALL, 1, 1
    row.account = capacities.FIRST_FIRM_ACCOUNT + i
    row.vendor = row.stake_vendor = row.bought_by = -1
    row.sites[:] = -1
    row.payback_limit_weeks = 115.0
    row.ai_attitude = 1.0
    world.accounts[row.account].cash_cents = round(cash_usd * 100)
    return _fill(row, columns, i)


def site(world: Any, owner: int, r: int = 0, kw: int = 10_000, price: float = 40.0, **columns: Any) -> int:
    """A mining site of a firm, leased to far beyond the run unless said otherwise."""
    tenure, use = columns.pop("tenure", LEASED), columns.pop("use", MINING)
    s = sites.new_site(world, owner, r, tenure, use, kw, price)
    world.sites[s].contract_end_week = 10_000
    return _fill(world.sites[s], columns, int(s))


def machines(world: Any, s: int, m: int, units: int) -> None:
    """Machines that were there when the books were opened."""
    assert fleet.add_units(world, world.sites[s], m, units) == units
    world.models[m].opening_units += units


def stored(world: Any, i: int, m: int, units: int) -> None:
    """Machines in a firm's store when the books were opened."""
    fleet.store(world, world.firms[i], m, units)
    world.models[m].opening_units += units


def order(world: Any, i: int, s: int, v: int = 0, units: int = 100, **columns: Any) -> int:
    """An order open when the books were opened, a quarter paid; at 16 USD/TH, from China to an American site."""
    o = int(orders.take_row(world))
    row, books = world.orders[o], world.books[0]
    row.state, row.buyer, row.site, row.vendor, row.units = OPEN, i, s, v, units
    row.rig_model = world.vendors[v].on_sale
    row.price_cents = round(1_600 * world.models[row.rig_model].th_s)
    row.origin, row.to_us, row.due_week = CHINA, 1, 10
    row.deposit_cents = units * row.price_cents // 4
    _fill(row, columns, o)
    if row.state == IN_TRANSIT:
        world.models[row.rig_model].opening_units += units
    else:
        world.vendors[v].us_backlog_th += units * world.models[row.rig_model].th_s
    world.vendors[v].deposits_cents += row.deposit_cents
    books.units_opened += units
    books.deposits_opened_cents += row.deposit_cents
    return o


def close_books(world: Any) -> Any:
    """Make the present the opening: supply follows the sites, balances are measured from here. Gives the world back."""
    rows, n = world.rows[0], int(world.rows[0].n_regions)
    world.regions["supply_kw"][:n] = world.regions["free_kw"][:n] + world.regions["ai_own_kw"][:n]
    for s in range(int(rows.n_sites)):
        row = world.sites[s]
        if row.owner >= 0 and sites.counts_in_region(row):
            world.regions[row.region].supply_kw += row.kw
    world.regions["opening_kw"][:n] = world.regions["supply_kw"][:n]
    stock.take_stock(world)
    world.regions["opening_mining_kw"][:n] = np.maximum(world.regions["mining_kw"][:n], 1)
    world.accounts["opened_cents"] = world.accounts["cash_cents"]
    world.accounts["flow_cents"] = 0
    world.flows[...] = 0
    world.bitcoin[0].opening_sat = world.firms["btc_sat"].sum()
    world.books[0].lender_book_cents = world.firms["loan_cents"].sum() + world.firms["notes_cents"].sum()
    rows.n_events = 0
    rows.n_opening = rows.n_firms
    balance_network(world)
    return world


def balance_network(world: Any) -> None:
    """The network is its firms and the rest of the world."""
    bitcoin = world.bitcoin[0]
    bitcoin.network_th_s = float(world.firms["hash_th_s"].sum()) + bitcoin.rest_th_s


def fault(world: Any) -> str:
    """What the books complain of: the label of the first breach, empty when they balance."""
    world.fault[0].code = 0
    stock.count_regions(world)
    balance_network(world)
    identities.check(world)
    return FAULT_LABELS[world.fault[0].code]


def cash(world: Any, i: int) -> int:
    """A firm's money, in cents."""
    return int(world.accounts[world.firms[i].account].cash_cents)


def paid(world: Any, payer: int, payee: int, kind: int) -> int:
    """What one sector has paid another under a heading, in cents."""
    return int(world.flows[payer, payee, kind])


def events(world: Any, kind: int) -> list[Any]:
    """The events of a kind that wait to be drained."""
    return [event for event in world.events[: world.rows[0].n_events] if event.kind == kind]


def industry(**params: Any) -> Any:
    """Two firms, a maker and a region: firm 0 rich with a leased site, firm 1 poor and small; machines of 17.5 J/TH."""
    world = blank(**params)
    r = region(world, free_kw=50_000)
    m = model(world)
    vendor(world, m)
    rich, poor = firm(world, 20e6, btc_sat=50_00000000), firm(world, 0.2e6, btc_sat=1_00000000)
    machines(world, site(world, rich, r, 20_000), m, 4_000)
    machines(world, site(world, poor, r, 2_000, 45.0), m, 500)
    return close_books(world)


def _fill(row: Any, columns: dict[str, Any], number: int) -> int:
    for name, value in columns.items():
        row[name] = value
    return number
