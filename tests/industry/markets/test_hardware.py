"""Machines on order: deposits, balances, duty on arrival, bans, queues, plants; and the order book's rows."""

import math

import pytest

from consolidation import testing
from consolidation.catalog.capacities import N_ORDERS
from consolidation.catalog.causes import BY_BALANCE, BY_BAN
from consolidation.catalog.codes import (
    CANCELLED,
    CHINA,
    DELIVERED,
    FREE,
    GOVERNMENT,
    IN_TRANSIT,
    INDONESIA,
    MALAYSIA,
    OPEN,
    REST_OF_WORLD,
    THAILAND,
    UNITED_STATES,
    WANTED,
)
from consolidation.catalog.events import DEPOSIT_FORFEITED, ORDER_CANCELLED, RIGS_DIVERTED
from consolidation.catalog.fixed import VALUES
from consolidation.catalog.payments import DEPOSIT, DUTY, RIG_BALANCE, USED_RIGS
from consolidation.industry.agents import ordering
from consolidation.industry.markets import delivery, hardware, orders

pytestmark = [pytest.mark.interpreted, pytest.mark.bounds]

UNIT = 320_000  # cents: 200 TH at 16 USD


def with_order(units=100, rate=0.5, **columns):
    """`testing.industry` with one order of firm 0 for its site, and a duty on machines from China."""
    params = columns.pop("params", {})
    world = testing.industry(**{"miners_install_usd_per_th": 0.0, **params})
    world.trade[0].rate[CHINA] = rate
    o = testing.order(world, 0, 0, units=units, **columns)
    return testing.close_books(world), world.orders[o]


def test_what_is_due_leaves_the_plant_then_arrives_and_pays_balance_and_duty():
    world, order = with_order(due_week=5, params={"vendors_transit_weeks": 3})
    before = testing.cash(world, 0)
    world.clock[0].week = 1
    delivery.deliver(world)
    assert order.state == OPEN
    world.clock[0].week = 2
    delivery.deliver(world)
    assert order.state == IN_TRANSIT
    assert world.models[0].made_units == 100
    assert world.vendors[0].shipped_th == 20_000.0
    assert testing.cash(world, 0) == before
    assert testing.fault(world) == ""
    world.clock[0].week = 5
    delivery.deliver(world)
    assert order.state == DELIVERED
    assert testing.paid(world, 0, 1, RIG_BALANCE) == 75 * UNIT
    assert testing.paid(world, 0, GOVERNMENT, DUTY) == world.books[0].duty_flow_cents == 50 * UNIT
    assert before - testing.cash(world, 0) == 125 * UNIT
    assert world.sites[0].rack_units[0] == 4_100
    assert world.books[0].deposits_applied_cents == 25 * UNIT
    assert (order.duty_rate, order.duty_cents) == (0.5, 50 * UNIT)
    assert testing.fault(world) == ""
    world.clock[0].week = 6
    world.books[0].duty_flow_cents = 0
    delivery.deliver(world)
    assert order.state == FREE
    assert testing.fault(world) == ""


@pytest.mark.parametrize(
    ("origin", "to_us", "rate"),
    [(CHINA, 1, 0.7), (CHINA, 0, 0.0), (UNITED_STATES, 1, 0.0), (MALAYSIA, 1, 0.126), (THAILAND, 0, 0.0)],
)
def test_duty_is_the_rate_in_force_by_plant_and_domestic_machines_pay_none(origin, to_us, rate):
    world, _ = with_order(origin=origin, to_us=to_us, state=IN_TRANSIT, due_week=1)
    world.trade[0].rate[[CHINA, MALAYSIA, THAILAND, UNITED_STATES]] = 0.7, 0.126, 0.386, 0.9
    delivery.deliver(world)
    duty = math.floor(100 * UNIT * rate + 0.5)
    assert testing.paid(world, 0, GOVERNMENT, DUTY) == duty
    assert world.firms[0].duties_52w_cents == duty
    assert world.firms[0].sea_imports_52w_cents == (100 * UNIT if rate == 0.126 else 0)
    assert testing.fault(world) == ""


def test_the_duty_is_that_of_the_week_of_arrival_not_of_the_order():
    paid = []
    for week, rate in ((5, 0.2), (6, 1.2)):
        world, _ = with_order(state=IN_TRANSIT, due_week=week, rate=0.2)
        world.clock[0].week = week
        world.trade[0].rate[CHINA] = rate
        delivery.deliver(world)
        paid.append(testing.paid(world, 0, GOVERNMENT, DUTY))
    assert paid == [20 * UNIT, 120 * UNIT]


def test_who_cannot_pay_balance_and_duty_loses_the_deposit_and_the_machines_go_abroad():
    world, order = with_order(state=IN_TRANSIT, due_week=1, params={"capital_lending": 0})
    order.buyer = 1
    order.site = 1
    world.accounts[world.firms[1].account].cash_cents = 125 * UNIT - 1
    world.firms[1].btc_sat = 0
    testing.close_books(world)
    installed = world.rest[0].installed_th_s.sum()
    delivery.deliver(world)
    assert world.firms[1].forfeited_cents == world.books[0].forfeited_week_cents == 25 * UNIT
    assert testing.cash(world, 1) == 125 * UNIT - 1
    assert world.models[0].exported_units == 100
    assert world.rest[0].installed_th_s.sum() == pytest.approx(installed + 20_000.0)
    assert testing.events(world, ORDER_CANCELLED)[0].cause == BY_BALANCE
    assert testing.events(world, DEPOSIT_FORFEITED)[0].cents == 25 * UNIT
    assert testing.fault(world) == ""


def test_who_can_just_pay_keeps_the_machines():
    world, order = with_order(state=IN_TRANSIT, due_week=1, params={"capital_lending": 0})
    order.buyer, order.site = 1, 1
    world.accounts[world.firms[1].account].cash_cents = 125 * UNIT
    testing.close_books(world)
    delivery.deliver(world)
    assert world.books[0].units_delivered == 100
    assert world.firms[1].forfeited_cents == 0
    # The site has power for 71 of them: the others are sold abroad for what used machines fetch.
    sold = testing.paid(world, REST_OF_WORLD, 0, USED_RIGS)
    assert (testing.cash(world, 1), world.models[0].exported_units) == (sold, 29)


def test_a_ban_cancels_orders_at_the_plant_and_the_deposit_is_lost():
    world, _ = with_order(params={"policy_ban_diverted": 0.0})
    world.trade[0].banned = 1
    delivery.deliver(world)
    assert world.books[0].units_cancelled == 100
    assert world.books[0].deposits_forfeited_cents == 25 * UNIT
    assert world.models[0].made_units == 0
    assert testing.events(world, ORDER_CANCELLED)[0].cause == BY_BAN
    assert testing.fault(world) == ""


@pytest.mark.parametrize("spared", ["American plant", "site abroad", "maker not Chinese"])
def test_a_ban_spares_what_it_does_not_cover(spared):
    world, order = with_order(due_week=50)
    world.trade[0].banned = 1
    if spared == "American plant":
        order.origin = UNITED_STATES
    elif spared == "site abroad":
        order.to_us = 0
    else:
        world.vendors[0].chinese = 0
    delivery.deliver(world)
    assert order.state == OPEN


def test_a_ban_covers_chinese_makers_wherever_abroad_they_assemble():
    for origin in (CHINA, INDONESIA, MALAYSIA, THAILAND):
        world, _ = with_order(origin=origin, params={"policy_ban_diverted": 0.0})
        world.trade[0].banned = 1
        delivery.deliver(world)
        assert world.books[0].units_cancelled == 100


def test_a_buyer_with_a_site_abroad_diverts_there():
    world = testing.industry(policy_ban_diverted=1.0)
    abroad = testing.region(world, in_us=0, free_kw=1_000)
    s = testing.site(world, 0, abroad, 5_000)
    o = testing.order(world, 0, 0, due_week=50)
    testing.close_books(world)
    world.trade[0].banned = 1
    delivery.deliver(world)
    order = world.orders[o]
    assert (order.state, order.to_us, order.site) == (OPEN, 0, s)
    assert len(testing.events(world, RIGS_DIVERTED)) == 1
    assert testing.fault(world) == ""


def test_a_buyer_without_one_resells_if_that_pays_more_than_the_balance():
    for used, cancelled in ((100.0, 0), (1.0, 100)):
        world, _ = with_order(state=IN_TRANSIT, due_week=9, params={"policy_ban_diverted": 1.0})
        world.models[0].used_usd_per_th = used
        world.trade[0].banned = 1
        delivery.deliver(world)
        assert world.books[0].units_cancelled == cancelled
        assert world.models[0].exported_units == 100
        assert testing.fault(world) == ""


def wish(world, units=100, i=0, to_us=1):
    orders.want(world, i, i, 0, units, to_us)
    return world.orders[world.rows[0].n_orders - 1]


def test_a_wish_becomes_an_order_dated_by_the_queue_with_its_deposit():
    world = testing.industry(vendors_lead_weeks=10, vendors_transit_weeks=3, vendors_deposit_share=0.25)
    vendor = world.vendors[0]
    vendor.capacity_th_per_week, vendor.us_backlog_th, vendor.rest_backlog_th = 10_000.0, 30_000.0, 45_000.0
    before = testing.cash(world, 0)
    order = wish(world)
    hardware.allot(world)
    assert order.state == OPEN
    assert order.due_week == 1 + 10 + 7 + 3
    assert before - testing.cash(world, 0) == testing.paid(world, 0, 1, DEPOSIT) == vendor.deposits_cents == 25 * UNIT
    assert vendor.us_backlog_th == 50_000.0
    assert (world.books[0].units_ordered, world.books[0].ordered_week_th) == (100, 20_000.0)
    assert world.books[0].ordered_at_week_th[0] == world.books[0].ordered_from_week_th[order.origin] == 20_000.0
    assert world.books[0].ordered_at_week_th.sum() == world.books[0].ordered_from_week_th.sum() == 20_000.0
    assert testing.fault(world) == ""


def test_a_full_book_scales_wishes_down_and_a_closed_one_takes_none():
    world = testing.industry()
    vendor = world.vendors[0]
    vendor.capacity_th_per_week = 1_000.0
    vendor.rest_backlog_th = VALUES["longest_queue_weeks"] * 1_000.0 - 10_000.0
    one, other = wish(world), wish(world, i=1)
    hardware.allot(world)
    assert (one.units, other.units) == (25, 25)  # 10,000 TH of room for 40,000 wished
    third = wish(world)
    hardware.allot(world)
    assert third.state == FREE
    assert testing.fault(world) == ""


def test_a_buyer_without_the_deposit_orders_nothing():
    world = testing.industry(capital_lending=0)
    world.firms[1].btc_sat = 0
    testing.close_books(world)
    order = wish(world, units=2_000, i=1)
    hardware.allot(world)
    assert order.state == FREE
    assert world.flows.sum() == 0
    assert testing.fault(world) == ""


def plants(world, **shares):
    vendor = world.vendors[0]
    vendor.plant_share[:] = 0.0
    for name, share in shares.items():
        vendor.plant_share[{"china": CHINA, "indonesia": INDONESIA, "us": UNITED_STATES}[name]] = share
    world.trade[0].rate[:] = 0.9
    world.trade[0].rate[[CHINA, INDONESIA, UNITED_STATES]] = 0.576, 0.126, 0.0
    return vendor


def test_vendors_ship_from_the_cheapest_landed_plant_with_capacity():
    world = testing.industry()
    vendor = plants(world, china=0.5, indonesia=0.5)
    assert hardware.choose_plant(world, vendor, 1) == INDONESIA
    vendor.plant_booked_th[INDONESIA] = (VALUES["plant_queue_weeks"] + 1) * 0.5 * vendor.capacity_th_per_week
    assert hardware.choose_plant(world, vendor, 1) == CHINA
    vendor.plant_booked_th[CHINA] = vendor.plant_booked_th[INDONESIA]
    assert hardware.choose_plant(world, vendor, 1) == INDONESIA


def test_the_duty_foreseen_for_the_arrival_decides():
    world = testing.industry()
    vendor = plants(world, china=0.5, indonesia=0.5)
    world.trade[0].coming_week[INDONESIA], world.trade[0].coming_rate[INDONESIA] = 5, 0.9
    assert hardware.choose_plant(world, vendor, 1) == CHINA


def test_a_foreign_maker_s_american_line_costs_its_premium():
    world = testing.industry(vendors_line_cost_premium=0.08)
    vendor = plants(world, indonesia=0.7, us=0.3)
    assert hardware.choose_plant(world, vendor, 1) == UNITED_STATES
    world.params[0].vendors_line_cost_premium = 0.2
    assert hardware.choose_plant(world, vendor, 1) == INDONESIA
    order = wish(world)
    world.params[0].vendors_line_cost_premium = 0.05
    hardware.allot(world)
    assert (order.origin, order.price_cents) == (UNITED_STATES, UNIT * 105 // 100)
    assert world.books[0].us_domestic_26w_th == world.books[0].us_orders_26w_th == 20_000.0


def test_under_a_ban_only_an_american_line_may_deliver():
    world = testing.industry()
    world.trade[0].banned = 1
    vendor = plants(world, china=1.0)
    assert hardware.choose_plant(world, vendor, 1) == -1
    assert hardware.choose_plant(world, vendor, 0) == CHINA
    vendor = plants(world, china=0.7, us=0.3)
    assert hardware.choose_plant(world, vendor, 1) == UNITED_STATES


def test_sites_abroad_are_served_by_the_least_booked_plant():
    world = testing.industry()
    vendor = plants(world, china=0.5, indonesia=0.5)
    vendor.plant_booked_th[INDONESIA] = 10.0
    assert hardware.choose_plant(world, vendor, 0) == CHINA


def test_rows_of_the_order_book_are_used_again_serial_numbers_never():
    world = testing.industry()
    first = orders.take_row(world)
    serial = int(world.orders[first].id)
    orders.free_row(world, first)
    again = orders.take_row(world)
    assert again == first
    assert world.orders[again].id == serial + 1
    assert orders.take_row(world) != first


def test_a_full_order_book_is_a_fault():
    world = testing.industry()
    world.rows[0].n_orders = N_ORDERS
    assert orders.take_row(world) == -1
    world.rows[0].n_orders = 0  # nothing in it to check
    assert world.fault[0].code != 0


def test_cancelling_what_is_not_yet_made_makes_nothing():
    world, order = with_order()
    orders.cancel(world, 0, BY_BAN)
    assert order.state == FREE != CANCELLED
    assert world.models[0].made_units == world.models[0].exported_units == 0
    assert world.vendors[0].us_backlog_th == 0.0
    assert testing.fault(world) == ""


def test_a_firm_orders_within_its_budget_and_at_most_what_fits():
    world = testing.industry()
    world.sites[0].rack_units[0] = 1_000  # 3.5 of 20 MW in use
    world.models[0].opening_units -= 3_000
    world.firms[0].payback_limit_weeks = 1e6
    testing.close_books(world)
    ordering.order_rigs(world, 0)
    order = world.orders[0]
    assert order.state == WANTED
    assert order.units == 16_500_000 // 3_500
    tight = world.copy()
    orders.free_row(tight, 0)
    tight.firms[0].open_balance_cents, tight.sites[0].ordered_watts = 0, 0
    tight.accounts[tight.firms[0].account].cash_cents = 10 * testing.MUSD
    tight.firms[0].btc_sat = tight.firms[0].credit_limit_cents = 0
    ordering.order_rigs(tight, 0)
    assert 0 < tight.orders[0].units * UNIT < 10 * testing.MUSD
    poor = testing.industry()
    poor.sites[1].rack_units[0] = 0
    poor.models[0].opening_units -= 500
    poor.sites[1].n_racks = 0
    poor.firms[1].payback_limit_weeks = 1e6
    testing.close_books(poor)
    poor.accounts[poor.firms[1].account].cash_cents = 0
    poor.firms[1].btc_sat = 0
    poor.firms[1].credit_limit_cents = 0
    ordering.order_rigs(poor, 1)
    assert poor.rows[0].n_orders == 0


def test_nobody_orders_what_pays_back_too_late():
    world = testing.industry()
    world.sites[0].rack_units[0] = 1_000
    world.models[0].opening_units -= 3_000
    testing.close_books(world)
    weeks = ordering.order_rigs(world, 0)
    world.firms[0].payback_limit_weeks = weeks - 0.1
    n = int(world.rows[0].n_orders)
    for o in range(n):
        orders.free_row(world, o)
    world.firms[0].open_balance_cents = 0
    world.sites[0].ordered_watts = 0
    ordering.order_rigs(world, 0)
    assert all(world.orders[o].state != WANTED for o in range(int(world.rows[0].n_orders)))


def test_a_banned_order_not_yet_made_moves_to_its_maker_s_american_line():
    world, order = with_order(due_week=50, params={"policy_ban_diverted": 0.0})
    world.trade[0].banned = world.vendors[0].line_open = 1
    delivery.deliver(world)
    assert (order.state, order.origin) == (OPEN, UNITED_STATES)
    world, _ = with_order(state=IN_TRANSIT, due_week=50, params={"policy_ban_diverted": 0.0})
    world.trade[0].banned = world.vendors[0].line_open = 1
    delivery.deliver(world)
    assert world.books[0].units_cancelled == 100  # at sea it is too late
    assert testing.fault(world) == ""
