"""Where a megawatt is cheapest, all in: worked by hand on two American regions and one abroad."""

import pytest

from consolidation import testing
from consolidation.catalog.codes import CHINA, MAJOR
from consolidation.catalog.units import HOURS_PER_YEAR
from consolidation.industry.agents import siting
from consolidation.industry.sums import machines_usd_per_kw

pytestmark = [pytest.mark.interpreted, pytest.mark.bounds]


def places(**params):
    """Firm 0, at home in region 0, a second American region and one abroad, all with megawatts to auction."""
    world = testing.industry(
        relocation_allowed=1, relocation_risk_usd_per_mwh=4.0, policy_ban_belief=0.0, tariffs_waiting=0, **params
    )
    for in_us, price in ((1, 40.0), (0, 40.0)):
        testing.region(world, in_us=in_us, posted_usd_per_mwh=price, free_kw=50_000)
    for r in range(3):
        world.regions[r].supply_kw = 100_000
        world.regions[r].free_kw = 50_000
    world.firms[0].size_class = MAJOR
    return world


def test_at_home_power_less_its_credit_and_support_plus_the_duty_over_the_machine_s_life():
    world = places(miners_delivery_risk=0.02, energy_support_usd_per_mwh=3.0, energy_support_week=1)
    world.regions[0].credit_usd_per_mwh = 1.5
    assert siting.all_in_usd_per_mwh(world, world.firms[0], 0) == pytest.approx(40.0 - 1.5 - 3.0)
    world.trade[0].rate[CHINA] = 0.25
    hours = world.fixed[0].spread_years * HOURS_PER_YEAR
    duty = 1.02 * 0.25 * machines_usd_per_kw(world) * 1000.0 / hours
    assert duty > 0.5
    assert siting.all_in_usd_per_mwh(world, world.firms[0], 0) == pytest.approx(35.5 + duty)


def test_support_begins_in_its_week():
    world = places(energy_support_usd_per_mwh=3.0, energy_support_week=2)
    assert siting.all_in_usd_per_mwh(world, world.firms[0], 0) == pytest.approx(40.0)
    world.clock[0].week = 2
    assert siting.all_in_usd_per_mwh(world, world.firms[0], 0) == pytest.approx(37.0)


@pytest.mark.parametrize("steps", [0.0, 1.0, 3.0])
def test_abroad_power_less_its_credit_plus_the_risk_of_policy_and_no_duty(steps):
    world = places()
    world.trade[0].rate[CHINA] = 0.5
    world.regions[2].risk_steps, world.regions[2].credit_usd_per_mwh = steps, 2.0
    assert siting.all_in_usd_per_mwh(world, world.firms[0], 2) == pytest.approx(40.0 - 2.0 + 4.0 * (1.0 + steps))


def test_home_is_the_region_of_the_largest_site_or_the_last_one_lived_in():
    world = places()
    testing.site(world, 0, 2, 30_000)
    testing.site(world, 0, 1, 25_000)
    assert siting.home_region(world, world.firms[0]) == 2
    nobody = testing.firm(world, growth_region=1)
    assert siting.home_region(world, world.firms[nobody]) == 1


def test_of_two_alike_the_first_is_taken_and_home_is_nearer():
    world = places()
    assert siting.cheapest_region(world, world.firms[0], 10_000) == 0
    stranger = testing.firm(world, growth_region=2, size_class=MAJOR)
    world.regions[2].posted_usd_per_mwh = 60.0
    assert siting.cheapest_region(world, world.firms[stranger], 10_000) == 0
    world.regions[1].posted_usd_per_mwh = 39.0
    assert siting.cheapest_region(world, world.firms[stranger], 10_000) == 1
    assert siting.cheapest_region(world, world.firms[0], 10_000) == 0


def test_where_there_are_too_few_megawatts_nobody_goes():
    world = places()
    share = world.fixed[0].growth_free_share
    for r in range(3):
        world.regions[r].free_kw = int(share * 10_000) - 1
    assert siting.cheapest_region(world, world.firms[0], 10_000) == -1
    world.regions[1].free_kw = int(share * 10_000)
    assert siting.cheapest_region(world, world.firms[0], 10_000) == 1
    world.regions[1].supply_kw = 0
    assert siting.cheapest_region(world, world.firms[0], 10_000) == -1
