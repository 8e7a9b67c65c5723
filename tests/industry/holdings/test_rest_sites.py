"""Sites of the rest of the world: built with a delay, in proportion to what power earns; machines keep within them."""

import pytest

from consolidation import testing
from consolidation.catalog.capacities import N_BUILD_STAGES
from consolidation.catalog.fixed import VALUES
from consolidation.industry.agents import rest_of_world
from consolidation.industry.holdings import rest_sites

pytestmark = [pytest.mark.interpreted, pytest.mark.bounds]


def place(**params):
    """A rest of the world of one efficiency class of 20 J/TH that runs, on 2 GW."""
    world = testing.industry(**params)
    rest = world.rest[0]
    rest.j_per_th[:2] = 20.0, 40.0
    rest.installed_th_s[0], rest.running[:2] = 50e6, 1.0
    rest.sites_w = 2e9
    return world


def rent(world):
    """What a megawatt-hour earns beyond its price: worked from hashprice by hand (17.5 J/TH, 35 % for the machines)."""
    p = world.params[0]
    revenue = testing.HASHPRICE * (1.0 - p.mining_pool_fee) / (0.024 * 17.5)
    earned = (revenue - p.power_cost_besides_power_usd_per_mwh) * (1.0 - p.power_capital_charge)
    return earned - p.rest_of_world_power_usd_per_mwh


def test_building_answers_to_what_power_earns_to_its_elasticity():
    world = place(rest_of_world_build_elasticity=1.0)
    usual = VALUES["rest_usual_rent_usd_per_mwh"]
    assert rest_sites.eagerness(world) == pytest.approx(rent(world) / usual)
    world.params[0].rest_of_world_build_elasticity = 0.5
    assert rest_sites.eagerness(world) == pytest.approx((rent(world) / usual) ** 0.5)
    world.bitcoin[0].hashprice_usd_per_ph_day = 10.0
    assert rest_sites.eagerness(world) == 0.0


def test_what_is_begun_is_energised_after_the_mean_building_time_and_nothing_is_lost():
    world = place(rest_of_world_build_weeks=60.0, rest_of_world_build_rate=0.0)
    rest = world.rest[0]
    rest.building_w[0] = 3e8
    done, before = 0.0, float(rest.sites_w)
    for week in range(1, 401):
        rest_sites.build(world)
        done += week * (rest.sites_w - before)
        before = float(rest.sites_w)
        assert rest.sites_w + rest.building_w.sum() == pytest.approx(2.3e9, rel=1e-12)
    assert rest.sites_w == pytest.approx(2.3e9, rel=1e-6)
    assert done / 3e8 == pytest.approx(60.0, rel=1e-3)


def test_a_week_begins_its_rate_of_what_is_there():
    world = place(rest_of_world_build_rate=0.004, rest_of_world_build_elasticity=0.0, rest_of_world_growth_scale=0.5)
    rest_sites.build(world)
    assert world.rest[0].building_w[0] == pytest.approx(0.5 * 0.004 * 2e9)
    assert world.rest[0].building_w[1:].sum() == 0.0
    assert N_BUILD_STAGES == 3


def test_machines_beyond_the_sites_power_stand_still_the_worst_first():
    world = place()
    rest = world.rest[0]
    rest.installed_th_s[1] = 10e6  # 0.4 GW of 40 J/TH beside 1 GW of 20 J/TH
    rest.sites_w = 1.1e9
    rest_sites.keep_within_power(world)
    assert rest.running[0] == 1.0
    assert rest.running[1] == pytest.approx(0.25)
    rest.sites_w = 0.5e9
    rest_sites.keep_within_power(world)
    assert (rest.running[0], rest.running[1]) == (pytest.approx(0.5), 0.0)
    assert rest_sites.running_watts(world) == pytest.approx(0.5e9)


def test_the_worst_tenth_is_found_by_power():
    world = place()
    rest = world.rest[0]
    rest.installed_th_s[1] = 2e6  # 80 MW beside 1 GW: less than a tenth
    assert rest_sites.worst_j_per_th(world) == 20.0
    rest.installed_th_s[1] = 10e6
    assert rest_sites.worst_j_per_th(world) == 40.0


def test_machines_delivered_to_full_sites_displace_the_worst_and_to_empty_ones_nothing():
    for spare, gone in ((0.0, True), (1e9, False)):
        world = place()
        rest, vendor = world.rest[0], world.vendors[0]
        rest.sites_w = 1e9 + spare
        vendor.capacity_th_per_week = 1e9
        vendor.rest_backlog_th = 2e5 * world.params[0].vendors_lead_weeks
        rest_of_world.receive(world)
        assert (rest_sites.running_watts(world) < 1.001e9) == gone
        assert rest.new_th_s == pytest.approx(2e5)
