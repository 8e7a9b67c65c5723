"""Books: what is paid is received, and a fault of one unit anywhere is found and named."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consolidation import testing
from consolidation.catalog.capacities import N_EVENTS
from consolidation.catalog.causes import BY_HASHPRICE
from consolidation.catalog.codes import (
    CASH_FAULT,
    COIN_FAULT,
    DEAD_FAULT,
    DEBT_FAULT,
    DELIVERED,
    DEPOSIT_FAULT,
    DUTY_FAULT,
    EVENTS_FULL,
    FAULT_LABELS,
    FLOW_FAULT,
    IN_TRANSIT,
    LENDER,
    N_SECTORS,
    NEGATIVE_FAULT,
    ORDER_FAULT,
    POWER_FAULT,
    RIG_FAULT,
    SHARE_FAULT,
    SUPPLIERS,
    UTILITIES,
)
from consolidation.catalog.errors import Breach
from consolidation.catalog.events import LIQUIDATED
from consolidation.catalog.payments import N_KINDS, POWER
from consolidation.industry.books import identities, ledger
from consolidation.industry.holdings import stock
from consolidation.results.simulation import Simulation

interpreted = pytest.mark.interpreted

account = st.one_of(st.integers(0, N_SECTORS - 1), st.integers(16, 30))
payment = st.tuples(account, account, st.integers(0, 10**12), st.integers(0, N_KINDS - 1))


@interpreted
@given(st.lists(payment, max_size=30))
def test_payments_conserve_cash_and_are_all_entered(payments):
    world = testing.blank()
    for payer, payee, cents, kind in payments:
        ledger.pay(world, payer, payee, cents, kind)
    assert world.accounts["cash_cents"].sum() == 0
    assert (world.accounts["cash_cents"] == world.accounts["flow_cents"]).all()
    assert world.flows.sum() == sum(cents for _, _, cents, _ in payments)
    # A sector's balance is what the matrix says it received less what it paid.
    net = world.flows.sum(axis=(0, 2)) - world.flows.sum(axis=(1, 2))
    held = np.zeros(N_SECTORS, "i8")
    np.add.at(held, world.accounts["sector"], world.accounts["cash_cents"])
    assert (net == held).all()


@interpreted
def test_a_payment_lands_in_its_cell(industry):
    before = testing.cash(industry, 0)
    ledger.pay(industry, industry.firms[0].account, UTILITIES, 123, POWER)
    assert testing.cash(industry, 0) == before - 123
    assert testing.paid(industry, 0, UTILITIES, POWER) == 123
    assert industry.flows.sum() == 123
    assert testing.fault(industry) == ""


@interpreted
@pytest.mark.parametrize(
    ("usd", "cents"), [(0.0, 0), (1.004, 100), (1.006, 101), (0.125, 13), (1e9, 10**11), (0.005, 1)]
)
def test_dollars_become_whole_cents_halves_up(usd, cents):
    assert ledger.to_cents(usd) == cents


@interpreted
def test_the_first_fault_of_a_week_stays(world):
    ledger.fault(world, 3, 7, 11)
    ledger.fault(world, 4, 8, 12)
    assert tuple(world.fault[0]) == (3, world.clock[0].week, 7, 11)


@interpreted
def test_a_full_buffer_of_events_is_a_fault_and_writes_nowhere(world):
    world.rows[0].n_events = N_EVENTS
    before = world.copy()
    ledger.tell(world, LIQUIDATED, firm=0, kw=5, th_s=1.0, cents=9, cause=BY_HASHPRICE)
    assert FAULT_LABELS[world.fault[0].code] == FAULT_LABELS[EVENTS_FULL]
    world.fault[0] = before.fault[0]
    assert world.tobytes() == before.tobytes()


def books():
    """Two firms with coins, debts, machines at work, in store and at sea, and an order that arrived today."""
    world = testing.blank()
    r = testing.region(world, free_kw=5_000)
    m = testing.model(world)
    testing.vendor(world, m)
    world.trade[0].rate[0] = 0.5
    for cash, coins in ((1e6, 10**9), (2e6, 10**8)):
        i = testing.firm(world, cash, btc_sat=coins, loan_cents=50_000, notes_cents=70_000)
        s = testing.site(world, i, r, 4_000)
        testing.machines(world, s, m, 800)
        testing.stored(world, i, m, 40)
        testing.order(world, i, s)
        testing.order(world, i, s, state=IN_TRANSIT, units=30)
    arrived = world.orders[testing.order(world, 0, 0, units=7)]
    world.vendors[0].deposits_cents -= arrived.deposit_cents
    world.books[0].deposits_applied_cents += arrived.deposit_cents
    world.books[0].units_delivered += arrived.units
    arrived.deposit_cents, arrived.state = 0, DELIVERED
    world.books[0].duty_flow_cents = 7 * arrived.price_cents // 2
    return testing.close_books(world)


def inject(world, what):
    """One unit too many, in the place named."""
    firm, site, order, b, k = world.firms[0], world.sites[0], world.orders[0], world.bitcoin[0], world.books[0]
    account = world.accounts[firm.account]
    if what == "cash without a flow":
        account.cash_cents += 1
    elif what == "cash out of nothing":
        account.cash_cents += 1
        account.flow_cents += 1
    elif what == "a flow without cash":
        world.accounts[LENDER].flow_cents += 1
    elif what == "a coin held":
        firm.btc_sat += 1
    elif what == "a coin sold":
        b.sold_total_sat += 1
    elif what == "a coin mined by nobody":
        b.issued_total_sat += 1
    elif what == "a rig installed":
        site.rack_units[0] += 1
    elif what == "a rig stored":
        firm.store_units[np.flatnonzero(firm.store_units)[0]] += 1
    elif what == "a rig made":
        world.models[0].made_units += 1
    elif what == "a rig scrapped":
        world.models[0].scrapped_units += 1
    elif what == "a rig ordered":
        order.units += 1
    elif what == "a delivery counted twice":
        k.units_delivered += 1
    elif what == "debt of a firm":
        firm.loan_cents += 1
    elif what == "notes of a firm":
        firm.notes_cents += 1
    elif what == "the lender's book":
        k.lender_book_cents += 1
    elif what == "a deposit":
        order.deposit_cents += 1
    elif what == "a deposit paid":
        k.deposits_paid_cents += 1
    elif what == "a vendor's deposits":
        world.vendors[0].deposits_cents += 1
    elif what == "duty received":
        k.duty_flow_cents += 1
    elif what == "duty at another rate":
        world.trade[0].rate[0] += 1e-5
    elif what == "megawatts of a site":
        site.kw += 1
    elif what == "megawatts of a region":
        world.regions[0].free_kw += 1
    elif what == "a site above its power":
        site.draw_kw = site.kw + 1
    elif what == "a mine that is not one and draws":
        site.use, site.draw_kw = 2, 1
    elif what == "the dead hold coins":
        firm.alive = 0
    else:
        raise AssertionError(what)


FAULTS = {
    "cash without a flow": FLOW_FAULT,
    "cash out of nothing": CASH_FAULT,
    "a flow without cash": FLOW_FAULT,
    "a coin held": COIN_FAULT,
    "a coin sold": COIN_FAULT,
    "a coin mined by nobody": COIN_FAULT,
    "a rig installed": RIG_FAULT,
    "a rig stored": RIG_FAULT,
    "a rig made": RIG_FAULT,
    "a rig scrapped": RIG_FAULT,
    "a rig ordered": ORDER_FAULT,
    "a delivery counted twice": ORDER_FAULT,
    "debt of a firm": DEBT_FAULT,
    "notes of a firm": DEBT_FAULT,
    "the lender's book": DEBT_FAULT,
    "a deposit": DEPOSIT_FAULT,
    "a deposit paid": DEPOSIT_FAULT,
    "a vendor's deposits": DEPOSIT_FAULT,
    "duty received": DUTY_FAULT,
    "duty at another rate": DUTY_FAULT,
    "megawatts of a site": POWER_FAULT,
    "megawatts of a region": POWER_FAULT,
    "a site above its power": POWER_FAULT,
    "a mine that is not one and draws": POWER_FAULT,
    "the dead hold coins": DEAD_FAULT,
}


@interpreted
@pytest.mark.bounds
@pytest.mark.parametrize(("what", "identity"), FAULTS.items())
def test_one_unit_too_many_is_caught_and_named(what, identity):
    world = books()
    assert testing.fault(world) == ""
    before = world.tobytes()
    inject(world, what)
    assert world.tobytes() != before
    assert testing.fault(world) == FAULT_LABELS[identity]
    found = world.fault[0]
    assert found.week == world.clock[0].week
    assert found.amount != 0
    if what.startswith(
        ("cash", "a flow", "a coin", "a rig", "debt", "notes", "the lender", "a deposit", "duty received")
    ):
        assert abs(found.amount) == 1


def owed_to_the_dead(world, what):
    """Firm 1 is dead and holds nothing but what is named."""
    dead = testing.firm(world, alive=0)
    if what == "cash":
        world.accounts[world.firms[dead].account].cash_cents = 1
    elif what == "machines":
        testing.stored(world, dead, 0, 1)
    elif what == "a site":
        testing.site(world, dead, 0, 10)
        world.firms[dead].n_sites = 0
    elif what == "an order":
        testing.order(world, dead, 0, units=1)
    elif what == "a loan":
        world.firms[dead].loan_cents = 1
    elif what == "power":
        world.firms[dead].draw_kw = 1
    testing.close_books(world)


@interpreted
@pytest.mark.parametrize("what", ["nothing", "cash", "machines", "a site", "an order", "a loan", "power"])
def test_the_dead_hold_nothing(what):
    world = testing.industry()
    owed_to_the_dead(world, what)
    assert testing.fault(world) == ("" if what == "nothing" else FAULT_LABELS[DEAD_FAULT])


@interpreted
@pytest.mark.parametrize("what", ["cash", "coins", "loan", "deposit", "free megawatts", "rack", "store"])
def test_nothing_is_negative(what):
    world = books()
    assert testing.fault(world) == ""
    firm = world.firms[0]
    if what == "cash":
        ledger.pay(world, firm.account, SUPPLIERS, testing.cash(world, 0) + 1, POWER)
    elif what == "coins":
        world.bitcoin[0].sold_total_sat += firm.btc_sat + 1
        firm.btc_sat = -1
    elif what == "loan":
        world.books[0].lender_book_cents -= firm.loan_cents + 1
        firm.loan_cents = -1
    elif what == "deposit":
        world.orders[0].deposit_cents = -1
    elif what == "free megawatts":
        world.regions[0].supply_kw -= world.regions[0].free_kw + 1
        world.regions[0].free_kw = -1
    elif what == "rack":
        world.models[0].exported_units += world.sites[0].rack_units[0] + 1
        world.sites[0].rack_units[0] = -1
    elif what == "store":
        k = np.flatnonzero(firm.store_units)[0]
        world.models[0].exported_units += firm.store_units[k] + 1
        firm.store_units[k] = -1
    assert testing.fault(world) == FAULT_LABELS[NEGATIVE_FAULT]


@interpreted
def test_the_network_is_its_firms_and_the_rest(industry):
    stock.count_regions(industry)
    testing.balance_network(industry)
    identities.check(industry)
    assert industry.fault[0].code == 0
    industry.bitcoin[0].network_th_s *= 1.0 + 1e-8
    identities.check(industry)
    assert FAULT_LABELS[industry.fault[0].code] == FAULT_LABELS[SHARE_FAULT]


def test_an_outside_sector_may_be_overdrawn(industry):
    ledger.pay(industry, LENDER, industry.firms[0].account, 10**15, POWER)
    assert testing.fault(industry) == ""


@pytest.mark.parametrize(
    ("column", "identity"),
    [("cash_cents", "a firm's cash is the sum of its flows"), ("btc_sat", "coins issued")],
)
def test_a_breach_stops_the_run_and_names_week_phase_and_amount(column, identity):
    simulation = Simulation("classroom", seed=1, weeks=4)
    simulation.step()
    simulation.step()
    world = simulation.world
    row = world.accounts[world.firms[0].account] if column == "cash_cents" else world.firms[0]
    row[column] += 1
    with pytest.raises(Breach, match=identity) as caught:
        simulation.step()
    assert "week 3" in str(caught.value)
    assert "identities.check" in str(caught.value)
    assert "1" in str(caught.value)
