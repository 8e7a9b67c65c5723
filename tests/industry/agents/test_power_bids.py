"""What miners bid for power: what their best machines earn, at the week in which a contract is about to end."""

import pytest

from consolidation import testing
from consolidation.catalog.codes import AI
from consolidation.industry.agents import power_bids
from consolidation.industry.sums import best_new_j_per_th, power_value_usd_per_mwh

pytestmark = [pytest.mark.interpreted, pytest.mark.bounds]


def test_only_a_mine_whose_contract_ends_is_priced():
    world = testing.industry()
    ending, later = world.sites[0], world.sites[1]
    ending.contract_end_week, later.contract_end_week = world.clock[0].week, world.clock[0].week + 1
    let = testing.site(world, 0, 0, 1_000, use=AI)
    world.sites[let].contract_end_week = 0
    power_bids.bid(world)
    assert ending.bid_usd_per_mwh == pytest.approx(power_value_usd_per_mwh(world, 17.5, True))
    assert later.bid_usd_per_mwh == world.sites[let].bid_usd_per_mwh == 0.0


def test_the_best_machine_of_a_site_sets_its_bid_and_an_empty_one_bids_for_a_new_rig():
    world = testing.industry()
    old = testing.model(world, 100.0, 3_500)
    testing.machines(world, 0, old, 10)
    assert power_bids.site_value_of_power(world, world.sites[0]) == pytest.approx(
        power_value_usd_per_mwh(world, 17.5, True)
    )
    empty = testing.site(world, 0, 0, 5_000)
    new = power_value_usd_per_mwh(world, best_new_j_per_th(world), False)
    assert power_bids.site_value_of_power(world, world.sites[empty]) == pytest.approx(new)


def test_growth_is_bid_for_by_who_lives_and_wants_it():
    world = testing.industry()
    new = power_value_usd_per_mwh(world, best_new_j_per_th(world), False)
    world.firms[0].growth_kw = 1
    power_bids.bid(world)
    assert world.firms[0].growth_bid_usd_per_mwh == pytest.approx(new)
    assert world.firms[1].growth_bid_usd_per_mwh == 0.0
    world.firms[1].growth_kw, world.firms[1].alive = 5, 0
    power_bids.bid(world)
    assert world.firms[1].growth_bid_usd_per_mwh == 0.0


def test_machines_in_store_are_worth_all_they_earn_and_the_best_of_them_counts():
    world = testing.industry()
    old = testing.model(world, 100.0, 3_500)
    testing.stored(world, 1, old, 7)
    testing.stored(world, 1, 0, 1)
    assert power_bids.offer_for_power(world, world.firms[1]) == pytest.approx(
        power_value_usd_per_mwh(world, 17.5, True)
    )
    testing.stored(world, 0, old, 1)
    assert power_bids.offer_for_power(world, world.firms[0]) == pytest.approx(
        power_value_usd_per_mwh(world, 35.0, True)
    )
