"""Makers: list prices follow hashprice and the queue with a lag, models improve, lines are built when duties pay for
them.
"""

import math

import pytest

from consolidation import testing
from consolidation.catalog.codes import CHINA, INVESTORS, SUPPLIERS, UNITED_STATES, VENDORS
from consolidation.catalog.events import LINE_OPENED, LINE_STARTED, MODEL_LAUNCHED
from consolidation.catalog.payments import ASSEMBLY_LINE, VENDOR_FUNDING
from consolidation.industry.agents import rig_vendor

pytestmark = [pytest.mark.interpreted, pytest.mark.bounds]


def maker(**params):
    """The maker of `testing.industry`, its queue the usual one, its machines of the reference efficiency."""
    world = testing.industry(**{"vendors_usual_queue_weeks": 8.0, "vendors_price_lag_weeks": 1.0, **params})
    vendor = world.vendors[0]
    vendor.rest_backlog_th = 8.0 * vendor.capacity_th_per_week
    vendor.cost_usd_per_th = 1.0
    return world, vendor


def test_the_list_price_is_the_usual_ratio_to_hashprice():
    world, vendor = maker(vendors_price_ratio=0.4)
    rig_vendor.set_price(world, 0)
    assert vendor.price_usd_per_th == pytest.approx(0.4 * testing.HASHPRICE)


def test_it_follows_hashprice_by_its_elasticity():
    world, vendor = maker(vendors_price_ratio=0.4, vendors_price_elasticity=0.5)
    world.bitcoin[0].hashprice_usd_per_ph_day = testing.HASHPRICE / 4
    rig_vendor.set_price(world, 0)
    assert vendor.price_usd_per_th == pytest.approx(0.4 * testing.HASHPRICE / 2)


def test_it_lags_by_weeks():
    world, vendor = maker(vendors_price_ratio=0.4, vendors_price_lag_weeks=4.0)
    vendor.price_usd_per_th = 12.0
    rig_vendor.set_price(world, 0)
    assert vendor.price_usd_per_th == pytest.approx(12.0 + (20.0 - 12.0) / 4)


def test_better_machines_cost_more_and_unknown_makers_ask_less():
    world, vendor = maker(vendors_price_ratio=0.4, vendors_efficiency_elasticity=0.6, vendors_trust_discount=0.2)
    world.models[0].j_per_th = 17.5 / 2
    vendor.trust = 0.5
    rig_vendor.set_price(world, 0)
    assert vendor.price_usd_per_th == pytest.approx(20.0 * 2**0.6 * 0.95)


def test_nobody_sells_below_cost_and_margin():
    world, vendor = maker(vendors_least_margin=0.05)
    vendor.cost_usd_per_th = 100.0
    rig_vendor.set_price(world, 0)
    assert vendor.price_usd_per_th == pytest.approx(105.0)


@pytest.mark.parametrize(("queue", "limit"), [(0.0, 0.7), (100.0, 1.35)])
def test_a_short_queue_presses_the_price_and_a_long_one_lifts_it_within_bounds(queue, limit):
    world, vendor = maker(vendors_price_adjustment=0.05, vendors_deepest_discount=0.3, vendors_backlog_markup=0.35)
    vendor.rest_backlog_th = queue * vendor.capacity_th_per_week
    rig_vendor.set_price(world, 0)
    assert vendor.price_pressure == pytest.approx(1.0 + math.copysign(0.05, limit - 1.0))
    for _ in range(40):
        rig_vendor.set_price(world, 0)
    assert vendor.price_pressure == pytest.approx(limit)


def test_capacity_grows_with_the_backlog_only():
    world, vendor = maker(vendors_capacity_growth=0.10)
    before = float(vendor.capacity_th_per_week)
    rig_vendor.adjust_capacity(world, 0)
    assert vendor.capacity_th_per_week == pytest.approx(before * (1 + 0.10 / 52.1775))
    vendor.rest_backlog_th = 0.0
    before = float(vendor.capacity_th_per_week)
    rig_vendor.adjust_capacity(world, 0)
    assert vendor.capacity_th_per_week == before


def test_a_new_model_gains_terahashes_for_the_same_watts():
    world, vendor = maker(vendors_roadmap_weeks=52, vendors_roadmap_j_per_th=0.16, vendors_best_j_per_th=4.0)
    vendor.next_launch_week, vendor.cost_usd_per_th = 3, 10.0
    world.clock[0].week = 2
    rig_vendor.launch(world, 0)
    assert world.rows[0].n_models == 1
    world.clock[0].week = 3
    rig_vendor.launch(world, 0)
    new, old = world.models[vendor.on_sale], world.models[0]
    ratio = 0.84 ** (52 / 52.1775)
    assert new.j_per_th == pytest.approx(old.j_per_th * ratio)
    assert new.watts == old.watts
    assert new.th_s == pytest.approx(old.th_s / ratio)
    assert vendor.cost_usd_per_th == pytest.approx(10.0 * ratio**0.8)
    assert (vendor.next_launch_week, vendor.generation, new.launch_week) == (55, 1, 3)
    assert len(testing.events(world, MODEL_LAUNCHED)) == 1


def test_no_roadmap_goes_below_the_limits_of_silicon_or_when_switched_off():
    world, vendor = maker(vendors_best_j_per_th=17.0)
    vendor.next_launch_week = 1
    rig_vendor.launch(world, 0)
    assert world.models[vendor.on_sale].j_per_th == 17.0
    world, vendor = maker(vendors_roadmap=0)
    vendor.next_launch_week = 1
    rig_vendor.launch(world, 0)
    assert world.rows[0].n_models == 1


def test_the_roadmap_slows_after_2028():
    world, vendor = maker(vendors_roadmap_weeks=52, vendors_roadmap_slowdown_after_2028=0.5, vendors_best_j_per_th=1.0)
    world.params[0].vendors_roadmap_j_per_th = 0.16
    vendor.next_launch_week, world.clock[0].week = 1, 300
    rig_vendor.launch(world, 0)
    assert world.models[vendor.on_sale].j_per_th == pytest.approx(17.5 * 0.92 ** (52 / 52.1775))


def orders_of(vendor, th=1e6, duty_usd=5e6):
    """A half year of American orders and the duty on them."""
    vendor.us_orders_26w_th, vendor.duty_26w_usd = th, duty_usd


def line(**params):
    world, vendor = maker(
        **{
            "vendors_line_musd": 20.0,
            "vendors_line_payback_weeks": 104.0,
            "vendors_line_capacity": 0.3,
            "vendors_line_weeks": 39,
            "vendors_line_cost_premium": 0.0,
            "vendors_line_earliest_week": 5,
            **params,
        }
    )
    world.clock[0].week = 5
    return world, vendor


def test_a_line_is_built_when_the_duty_saved_pays_it_back_soon_enough():
    # 20 million dollars in 104 weeks are 5 million in 26.
    for duty, started in ((4.99e6, 0), (5.01e6, 1)):
        world, vendor = line()
        orders_of(vendor, duty_usd=duty)
        rig_vendor.localise(world, 0)
        assert len(testing.events(world, LINE_STARTED)) == started
        assert testing.paid(world, VENDORS, SUPPLIERS, ASSEMBLY_LINE) == started * 20 * testing.MUSD
        assert vendor.line_week == started * 44


def test_a_line_s_dearer_assembly_counts_against_it_and_its_capacity_bounds_it():
    world, vendor = line(vendors_line_cost_premium=0.08)
    vendor.cost_usd_per_th = 10.0
    orders_of(vendor, th=1e6, duty_usd=5e6)
    assert rig_vendor.line_saving_usd_per_week(world, vendor) == pytest.approx((5e6 - 0.8e6) / 26)
    vendor.capacity_th_per_week = 1e6 / 26  # three tenths of it build three tenths of the orders
    assert rig_vendor.line_saving_usd_per_week(world, vendor) == pytest.approx(0.3 * (5e6 - 0.8e6) / 26)


@pytest.mark.parametrize("why", ["too early", "switched off", "not Chinese"])
def test_no_line(why):
    world, vendor = line()
    orders_of(vendor, duty_usd=1e9)
    if why == "too early":
        world.clock[0].week = 4
    elif why == "switched off":
        world.params[0].vendors_localisation = 0
    else:
        vendor.chinese = 0
    rig_vendor.localise(world, 0)
    assert vendor.line_week == 0


def test_a_line_opens_when_it_is_built_and_takes_over_its_share_of_every_plant():
    world, vendor = line()
    vendor.line_week = 9
    world.clock[0].week = 8
    rig_vendor.localise(world, 0)
    assert vendor.line_open == 0
    world.clock[0].week = 9
    rig_vendor.localise(world, 0)
    assert vendor.line_open == 1
    assert vendor.plant_share[UNITED_STATES] == pytest.approx(0.3)
    assert vendor.plant_share[CHINA] == pytest.approx(0.7)
    assert len(testing.events(world, LINE_OPENED)) == 1
    rig_vendor.localise(world, 0)
    assert vendor.plant_share.sum() == pytest.approx(1.0)


def test_a_maker_out_of_cash_is_funded_and_never_overdrawn():
    world, vendor = maker()
    account = world.accounts[vendor.account]
    account.cash_cents = account.opened_cents = -7_000
    rig_vendor.plan(world)
    assert account.cash_cents == 0
    assert testing.paid(world, INVESTORS, VENDORS, VENDOR_FUNDING) == 7_000


def test_market_shares_drift_with_sales_and_keep_their_sum():
    world, _ = maker()
    testing.vendor(world, 0, market_share=0.0, sold_26w_th=500.0)
    world.vendors[0].sold_26w_th = 500.0
    rig_vendor.remember_shares(world, 1_000.0)
    assert [float(v.market_share) for v in world.vendors[:2]] == pytest.approx([1 - 0.5 / 52, 0.5 / 52])
    rig_vendor.remember_shares(world, 0.0)
    assert world.vendors["market_share"].sum() == pytest.approx(1.0)


def test_a_better_chip_of_the_same_watts_lifts_capacity_and_lowers_cost():
    world, vendor = maker()
    better = testing.model(world, 250.0, 3_500)
    capacity, cost = float(vendor.capacity_th_per_week), float(vendor.cost_usd_per_th)
    watts = capacity * world.models[vendor.on_sale].j_per_th
    rig_vendor.put_on_sale(world, 0, better)
    assert vendor.on_sale == better
    assert vendor.capacity_th_per_week * world.models[better].j_per_th == pytest.approx(watts)
    assert vendor.cost_usd_per_th == pytest.approx(cost * 0.8**0.8)
