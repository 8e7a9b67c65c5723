"""What AI companies want from the sites of miners: a line to the end of 2028, by regions' shares, at rents after debt
service.
"""

import math

import pytest

from consolidation import testing
from consolidation.engine import draws
from consolidation.industry.news import ai_demand

pytestmark = [pytest.mark.interpreted, pytest.mark.bounds]

TO_END_OF_2028 = (ai_demand.END_OF_2028 - testing.MONDAY) / 7


def world_in(week, **params):
    world = testing.industry(ai_signed_mw=1_000.0, ai_demand_mw_2028=9_000.0, **params)
    testing.region(world)
    world.regions[0].ai_share, world.regions[1].ai_share = 0.75, 0.25
    world.regions[0].opening_ai_kw = 300_000
    world.clock[0].week = week
    return world


@pytest.mark.parametrize(("scale", "weeks", "wanted_mw"), [(1.0, 0.5, 4_000), (1.0, 1.0, 8_000), (0.5, 1.0, 4_000)])
def test_demand_grows_along_a_line_to_2028(scale, weeks, wanted_mw):
    world = world_in(round(TO_END_OF_2028 * weeks), ai_demand_scale=scale)
    assert ai_demand.wanted_growth_kw(world) == pytest.approx(wanted_mw * 1000, rel=0.01)


def test_after_2028_it_grows_at_a_rate():
    world = world_in(round(TO_END_OF_2028 + 52.1775), ai_growth_after_2028=0.2)
    later = 9_000_000 * (math.exp(0.2) - 1)
    assert ai_demand.wanted_growth_kw(world) == pytest.approx(8_000_000 + later, rel=0.01)


def test_growth_is_shared_by_the_regions_and_comes_on_top_of_what_was_there():
    world = world_in(round(TO_END_OF_2028))
    ai_demand.grow(world)
    growth = ai_demand.wanted_growth_kw(world)
    assert world.ai_buyers[0].wanted_kw == pytest.approx(300_000 + 0.75 * growth)
    assert world.ai_buyers[1].wanted_kw == pytest.approx(0.25 * growth)


def test_rent_is_what_lenders_leave_of_the_lease():
    world = testing.blank(
        ai_lease_musd_per_mw_year=1.9,
        ai_landlord_capex_musd_per_mw=10.0,
        ai_project_debt_share=0.8,
        ai_lease_years=12.0,
        capital_loan_rate=0.1,
    )
    service = 8.0 * 0.1 / (1 - math.exp(-0.1 * 12))  # million USD a MW and year
    assert ai_demand.rent_usd_per_kw_month(world) == pytest.approx((1.9 - service) * 1e6 / 1000 / 12)
    world.params[0].ai_project_debt_share = 0.0
    assert ai_demand.rent_usd_per_kw_month(world) == pytest.approx(1.9 * 1e6 / 1000 / 12)
    world.params[0].ai_lease_musd_per_mw_year = 0.5
    world.params[0].ai_project_debt_share = 0.8
    assert ai_demand.rent_usd_per_kw_month(world) == 0.0


def test_a_buyer_s_mood_lasts_a_quarter_and_half_of_it_is_in_rents():
    world = world_in(20, ai_willingness_usd_per_mwh=80.0, ai_willingness_spread=0.3)
    ai_demand.grow(world)
    mood = draws.normal(1, draws.AI_ATTITUDE, 20 // 13, 1)
    buyer = world.ai_buyers[1]
    assert buyer.willingness_usd_per_mwh == pytest.approx(80.0 * math.exp(0.3 * mood))
    rent = ai_demand.rent_usd_per_kw_month(world)
    assert buyer.rent_usd_per_kw_month == pytest.approx(rent * math.exp(0.15 * mood))
    before = float(buyer.willingness_usd_per_mwh)
    world.clock[0].week = 25
    ai_demand.grow(world)
    assert buyer.willingness_usd_per_mwh == before
    world.clock[0].week = 26
    ai_demand.grow(world)
    assert buyer.willingness_usd_per_mwh != before
