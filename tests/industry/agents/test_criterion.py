"""What a machine costs until it runs, when it pays back and how soon it must: worked by hand."""

import pytest

from consolidation import testing
from consolidation.catalog.codes import BARRIER, CHINA
from consolidation.industry.agents import criterion
from consolidation.industry.markets.mining import net_power_price
from consolidation.industry.sums import NEVER, barrier_payback_weeks, payback_weeks, running_usd_per_th_week

pytestmark = [pytest.mark.interpreted, pytest.mark.bounds]


def shop(**params):
    return testing.industry(
        miners_delivery_risk=0.0, policy_ban_belief=0.0, tariffs_waiting=0, miners_install_usd_per_th=2.0, **params
    )


def test_the_lead_is_making_shipping_and_a_queue_that_counts_so_far():
    world = shop(vendors_lead_weeks=6, vendors_transit_weeks=4)
    vendor = world.vendors[0]
    assert criterion.lead_weeks(world, vendor) == 10.0
    vendor.us_backlog_th, vendor.rest_backlog_th = 2e6, 1e6  # of a million a week
    assert criterion.lead_weeks(world, vendor) == 13.0
    vendor.rest_backlog_th = 1e9
    assert criterion.lead_weeks(world, vendor) == 10.0 + world.fixed[0].longest_counted_queue_weeks


def test_a_terahash_costs_its_landed_price_its_fit_out_and_the_doubt_about_its_maker():
    world = shop(vendors_trust_discount=0.2)
    vendor, firm = world.vendors[0], world.firms[0]
    assert criterion.cost_usd_per_th(world, firm, vendor, 1, 10) == pytest.approx(16.0 + 2.0)
    vendor.trust = 0.25
    assert criterion.cost_usd_per_th(world, firm, vendor, 1, 10) == pytest.approx(16.0 + 2.0 + 0.2 * 0.75 * 16.0)
    world.trade[0].rate[CHINA] = 0.1
    assert criterion.cost_usd_per_th(world, firm, vendor, 0, 10) == pytest.approx(18.0 + 2.4)
    assert criterion.cost_usd_per_th(world, firm, vendor, 1, 10) == pytest.approx(18.0 + 2.4 + 1.6)


def test_the_duty_that_counts_is_the_one_of_the_day_of_arrival():
    world = shop()
    trade = world.trade[0]
    trade.coming_week[CHINA], trade.coming_rate[CHINA] = 9, 0.5
    firm, vendor = world.firms[0], world.vendors[0]
    assert criterion.cost_usd_per_th(world, firm, vendor, 1, 7) == pytest.approx(18.0)
    assert criterion.cost_usd_per_th(world, firm, vendor, 1, 8) == pytest.approx(26.0)


def test_a_large_firm_counts_what_its_own_machines_take_from_its_revenue():
    world = shop(miners_conduct=1.0)
    firm, site = world.firms[0], world.sites[0]
    firm.hash_th_s = 0.25 * world.bitcoin[0].network_th_s
    model = world.models[0]
    running = running_usd_per_th_week(world, model.wall_j_per_th, net_power_price(world, site))
    lead = criterion.lead_weeks(world, world.vendors[0])
    wanted = payback_weeks(world, 18.0, 0.75, running, 0.0, 0.0, firm.belief_drift, lead)
    assert 0.0 < wanted < NEVER
    assert criterion.order_payback(world, firm, site, 0, -1) == pytest.approx(wanted)
    assert criterion.order_payback(world, firm, site, -1, -1) == NEVER


def test_in_place_of_an_old_machine_its_sale_pays_and_its_earnings_are_given_up():
    world = shop()
    old = testing.model(world, 100.0, 3_500, used_usd_per_th=3.0)
    firm, site = world.firms[0], world.sites[0]
    power = net_power_price(world, site)
    running, old_running = (running_usd_per_th_week(world, j, power) for j in (17.5, 35.0))
    cost = 18.0 - world.fixed[0].used_sale_share * 3.0 * 0.5
    share = firm.hash_th_s / world.bitcoin[0].network_th_s
    kept = 1.0 - world.params[0].miners_conduct * share
    lead = criterion.lead_weeks(world, world.vendors[0])
    wanted = payback_weeks(world, cost, kept, running, 0.5, old_running, firm.belief_drift, lead)
    assert criterion.order_payback(world, firm, site, 0, old) == pytest.approx(wanted)


def test_the_limit_is_the_firm_s_own_and_waiting_shortens_it_at_home_only():
    world = testing.industry(tariffs_waiting=1, miners_discount_per_year=0.1, policy_ban_belief=0.0)
    firm, site = world.firms[0], world.sites[0]
    assert criterion.acceptable_payback(world, firm, site, 0) == 115.0
    trade = world.trade[0]
    trade.uncertain_week, trade.uncertain_rate[CHINA] = 5, 0.5
    firm.belief_snapback = 0.5
    assert 80.0 < criterion.acceptable_payback(world, firm, site, 0) < 115.0
    world.regions[0].in_us = 0
    assert criterion.acceptable_payback(world, firm, site, 0) == 115.0


def test_by_the_barrier_the_limit_is_the_payback_at_it():
    world = shop(miners_hurdle=BARRIER)
    firm, site = world.firms[0], world.sites[0]
    running = running_usd_per_th_week(world, 17.5, net_power_price(world, site))
    assert criterion.acceptable_payback(world, firm, site, 0) == pytest.approx(
        barrier_payback_weeks(world, 18.0, running)
    )
