"""The rest of the world: it answers hashprice smoothly, never stops, and keeps every terahash it is given."""

import itertools
import math

import numpy as np
import pytest

from consolidation import testing
from consolidation.catalog.fixed import VALUES
from consolidation.industry.agents import rest_of_world
from consolidation.industry.holdings import rest_fleet, rest_sites
from consolidation.industry.opening import rest as opening_rest

pytestmark = [pytest.mark.interpreted, pytest.mark.bounds]


def network(**params):
    """The rest of the world as the default scenario opens it, around a tiny industry."""
    world = testing.industry(**params)
    opening_rest.open_classes(world)
    opening_rest.open_rest(world)
    return world


def test_the_opening_fills_the_observed_network():
    world = network()
    rest, b = world.rest[0], world.bitcoin[0]
    running = float((rest.installed_th_s * rest.running).sum())
    assert running == pytest.approx(b.rest_th_s, rel=1e-9)
    assert b.network_th_s == pytest.approx(world.params[0].bitcoin_opening_network_eh_s * 1e6, rel=1e-9)
    assert rest.power_share.sum() == pytest.approx(1.0)
    assert rest.power_share[rest.power_usd_per_mwh < 15.0].sum() == pytest.approx(
        world.params[0].rest_of_world_stranded_share
    )


def test_more_hashprice_runs_more_and_better_machines_run_first():
    world = network()
    shares = [rest_of_world.share_running(world, 20.0, float(h)) for h in range(1, 200)]
    assert all(after >= before for before, after in itertools.pairwise(shares))
    assert shares[-1] == pytest.approx(1.0)
    by_j = [rest_of_world.share_running(world, j, 45.0) for j in (10.0, 20.0, 30.0, 60.0, 120.0)]
    assert by_j == sorted(by_j, reverse=True)


def test_no_single_price_switches_more_than_a_part_of_it():
    world = network()
    for h in np.arange(20.0, 90.0, 0.5):
        step = rest_of_world.share_running(world, 20.0, h * 1.01) - rest_of_world.share_running(world, 20.0, float(h))
        assert 0.0 <= step < 0.06


def test_at_break_even_half_of_a_price_step_runs():
    world = testing.blank(mining_pool_fee=0.0)
    even = 40.0 * 0.024 * 20.0
    assert rest_of_world.share_running(world, 20.0, even) == pytest.approx(0.5)
    assert rest_of_world.share_running(world, 20.0, even * 1.0999) == pytest.approx(1.0, abs=1e-3)
    assert rest_of_world.share_running(world, 20.0, even * 0.9001) == pytest.approx(0.0, abs=1e-3)


def test_a_stranded_tail_keeps_the_network_alive():
    world = network(mining_failure_per_week=0.0, rest_of_world_adjustment_per_week=0.5)
    world.bitcoin[0].hashprice_usd_per_ph_day = 15.0
    opening = float(world.bitcoin[0].rest_th_s)
    for _ in range(20):
        rest_of_world.switch(world)
    assert 0.01 * opening < world.bitcoin[0].rest_th_s < 0.5 * opening
    world.bitcoin[0].hashprice_usd_per_ph_day = 0.01
    for _ in range(40):
        rest_of_world.switch(world)
    assert world.bitcoin[0].rest_th_s == pytest.approx(1e-4 * opening)


def test_it_follows_hashprice_with_inertia():
    world = network(rest_of_world_adjustment_per_week=0.25, mining_failure_per_week=0.0)
    rest = world.rest[0]
    world.bitcoin[0].hashprice_usd_per_ph_day = 20.0
    before = rest.running.copy()
    rest_of_world.switch(world)
    overhead = world.params[0].mining_overhead_power
    for c in range(len(before)):
        want = rest_of_world.share_running(world, rest.j_per_th[c] * overhead, 20.0)
        assert rest.running[c] == pytest.approx(before[c] + 0.25 * (want - before[c]), rel=1e-12, abs=1e-15)


def test_idle_machines_are_scrapped_in_time_and_all_wear():
    world = testing.blank(
        mining_failure_per_week=0.001, rest_of_world_retirement_weeks=100.0, rest_of_world_adjustment_per_week=1.0
    )
    rest = world.rest[0]
    rest.installed_th_s[:2] = 1000.0
    rest.j_per_th[:2] = 10.0, 1_000.0  # one class always runs, the other never
    rest_of_world.switch(world)
    assert rest.installed_th_s[0] == pytest.approx(999.0)
    assert rest.installed_th_s[1] == pytest.approx(1000.0 - 1.0 - 10.0)
    assert world.bitcoin[0].rest_th_s == pytest.approx(max(999.0, 1e-4 * rest.opening_th_s))


@pytest.mark.parametrize("j", [1.0, 10.0, 12.5, 19.99, 47.0, 95.0, 500.0])
def test_installing_conserves_hash_rate_and_inside_the_classes_efficiency(j):
    world = testing.blank()
    rest = world.rest[0]
    rest_fleet.install(world, j, 600.0)
    assert rest.installed_th_s.sum() == pytest.approx(600.0, rel=1e-12)
    assert rest.new_th_s == 600.0
    if rest.j_per_th[0] <= j <= rest.j_per_th[-1]:
        assert (rest.installed_th_s * rest.j_per_th).sum() == pytest.approx(600.0 * j, rel=1e-12)


def test_new_machines_run_at_once_and_no_share_exceeds_one():
    world = testing.blank()
    rest = world.rest[0]
    rest.installed_th_s[:] = 1000.0
    rest.running[:] = 0.5
    rest_fleet.install(world, 12.5, 200.0)
    assert (rest.installed_th_s[:2] * rest.running[:2]).sum() == pytest.approx(2 * 500.0 + 200.0)
    assert (rest.running <= 1.0).all()


def test_new_machines_replace_the_worst_that_run_watt_for_watt():
    world = testing.blank()
    rest = world.rest[0]
    rest.installed_th_s[:], rest.running[:] = 1000.0, 0.5
    worst, next_worst = rest.j_per_th[-1], rest.j_per_th[-2]
    rest_of_world.replace_worst(world, 500.0 * worst + 200.0 * next_worst)
    running = rest.installed_th_s * rest.running
    assert (rest.installed_th_s[-1], running[-1]) == (500.0, 0.0)
    assert rest.installed_th_s[-2] == pytest.approx(800.0)
    assert running[-2] == pytest.approx(300.0)
    assert (rest.installed_th_s[:-2] == 1000.0).all()


def test_it_takes_what_americans_leave_of_capacity_and_pays_for_it():
    world = testing.industry()
    vendor, model = world.vendors[0], world.models[0]
    vendor.capacity_th_per_week, vendor.shipped_th, vendor.rest_backlog_th = 10_000.0, 4_000.0, 60_000.0
    opening = testing.cash(world, 0)
    installed = world.rest[0].installed_th_s.sum()
    before = int(world.accounts[vendor.account].cash_cents)
    rest_of_world.receive(world)
    assert (model.made_units, model.exported_units) == (30, 30)
    assert vendor.rest_backlog_th == 54_000.0  # a tenth a week: the lead time is ten
    margin = 6_000 * (vendor.price_usd_per_th - vendor.cost_usd_per_th) * 100
    assert world.accounts[vendor.account].cash_cents - before == pytest.approx(margin, abs=2)
    added = world.rest[0].installed_th_s.sum() - installed
    assert added <= 6_000.0 + 1e-9
    assert testing.cash(world, 0) == opening
    assert testing.fault(world) == ""


def test_its_orders_rise_with_hashprice_and_stop_at_a_full_book():
    def ordered(hashprice, room=1e9):
        world = testing.industry()
        world.bitcoin[0].hashprice_usd_per_ph_day = hashprice
        world.rest[0].sites_w = 10e9
        vendor = world.vendors[0]
        vendor.capacity_th_per_week = 1e9
        vendor.us_backlog_th = 26e9 - room
        rest_of_world.order(world)
        return float(world.rest[0].ordered_th)

    asked = [ordered(h) for h in (10.0, 30.0, 45.0, 60.0, 120.0)]
    assert asked == sorted(asked)
    assert asked[0] < 0.01 * asked[-1]
    most = (VALUES["rest_filled_per_week"] + testing.industry().params[0].rest_of_world_refit_rate) * 10e9
    assert asked[-1] <= most / 17.5 * (1 + 1e-9)
    assert ordered(120.0, room=1_000.0) == pytest.approx(1_000.0)
    assert ordered(120.0, room=0.0) == 0.0


def test_it_orders_for_free_sites_first_and_counts_only_the_gain_over_what_it_replaces():
    world = testing.industry()
    rest, vendor = world.rest[0], world.vendors[0]
    new, gain = (rest_of_world.share_willing(world, vendor, old) for old in (math.inf, 35.0))
    assert 0.0 < gain < new < 1.0
    rest.installed_th_s[:2], rest.running[:2] = 1e6, 1.0
    rest.sites_w = rest_sites.running_watts(world)
    assert rest_sites.free_watts(world) == 0.0
    world.params[0].rest_of_world_refit_rate = 0.0
    rest_of_world.order(world)
    assert rest.ordered_th == 0.0
    rest.sites_w += 17.5e6
    rest_of_world.order(world)
    assert rest.ordered_th == pytest.approx(VALUES["rest_filled_per_week"] * 1e6 * new)
    assert rest_sites.free_watts(world) == pytest.approx(17.5e6 - 17.5 * rest.ordered_th)


def test_growth_scale_multiplies_its_orders():
    def ordered(scale):
        world = testing.industry(rest_of_world_growth_scale=scale)
        world.rest[0].sites_w = 1e9
        rest_of_world.order(world)
        return float(world.rest[0].ordered_th)

    assert ordered(0.0) == 0.0
    assert ordered(2.0) == pytest.approx(2.0 * ordered(1.0))


def test_a_ban_at_home_takes_a_share_away_and_it_comes_back():
    world = network(
        rest_of_world_china_ban_week=5,
        rest_of_world_china_share=0.4,
        rest_of_world_china_return_weeks=10.0,
        mining_failure_per_week=0.0,
        rest_of_world_retirement_weeks=1.0,
    )
    rest = world.rest[0]
    rest.running[:] = 1.0
    total, sites = rest.installed_th_s.sum(), float(rest.sites_w)
    world.clock[0].week = 4
    rest_of_world.china_comes_and_goes(world)
    assert rest.installed_th_s.sum() == total
    world.clock[0].week = 5
    rest_of_world.china_comes_and_goes(world)
    assert rest.installed_th_s.sum() == pytest.approx(0.6 * total)
    assert rest.sites_w == pytest.approx(0.6 * sites)
    for week in range(6, 60):
        world.clock[0].week = week
        rest_of_world.china_comes_and_goes(world)
        assert rest.installed_th_s.sum() + rest.absent_th_s.sum() == pytest.approx(total)
        assert rest.sites_w + rest.absent_sites_w == pytest.approx(sites)
    assert rest.installed_th_s.sum() > 0.99 * total
