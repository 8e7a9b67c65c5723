"""Regional power: contracts that end, the auction against AI buyers, what a loser gives up, what a winner builds."""

import math

import pytest

from consolidation import testing
from consolidation.catalog.causes import BY_AI_BID, BY_MINER_BID, BY_POWER_PRICE
from consolidation.catalog.codes import HOSTED, HOSTING, OWNED, SUPPLIERS
from consolidation.catalog.events import POWER_LOST, POWER_WON
from consolidation.catalog.fixed import VALUES
from consolidation.catalog.payments import CONSTRUCTION
from consolidation.industry.agents import entry, power_bids
from consolidation.industry.markets import power

pytestmark = [pytest.mark.interpreted, pytest.mark.bounds]


def market(expired=True, **params):
    """`testing.industry` without entrants; firm 0's lease of 20 MW ends this week and may come up."""
    world = testing.industry(**{"entry_entry": 0, "power_dearest_contract": 20.0, **params})
    world.regions[0].free_kw = 0
    testing.close_books(world)
    world.sites[0].contract_end_week = 1 if expired else 10_000
    world.regions[0].expiring_carry_kw = 1e6
    world.params[0].power_expiring_per_year = 1.0
    world.ai_buyers[0].willingness_usd_per_mwh = 500.0
    return world


def auction(world):
    """Bids, entrants, and the market that clears them, as the week calls them."""
    power_bids.bid(world)
    entry.scout(world)
    power.auction_megawatts(world)


def value(world):
    """What firm 0's machines earn per MWh besides power."""
    return testing.HASHPRICE * (1 - world.params[0].mining_pool_fee) / (0.024 * 17.5) - (
        world.params[0].power_cost_besides_power_usd_per_mwh
    )


def test_an_incumbent_bids_what_its_best_machine_earns():
    world = market()
    assert power_bids.site_value_of_power(world, world.sites[0]) == pytest.approx(value(world), rel=1e-12)


def test_without_rivals_an_incumbent_renews_at_the_posted_price():
    world = market()
    world.regions[0].posted_usd_per_mwh = 47.0
    auction(world)
    site = world.sites[0]
    assert (site.kw, site.price_usd_per_mwh) == (20_000, 47.0)
    assert site.contract_end_week == 1 + int(world.params[0].power_contract_years * 52.1775)
    assert world.regions[0].clearing_usd_per_mwh == 47.0


def test_a_contract_that_runs_does_not_come_up():
    world = market(expired=False)
    world.ai_buyers[0].bid_kw = 20_000
    auction(world)
    assert (world.sites[0].kw, world.sites[0].price_usd_per_mwh) == (20_000, 40.0)
    assert world.rows[0].n_bids == 1


@pytest.mark.parametrize("ai_on", [True, False])
def test_an_owned_site_keeps_its_interconnection_and_only_its_price_resets(ai_on):
    world = market()
    site = world.sites[0]
    site.tenure, site.basis_usd_per_mwh = OWNED, -6.0
    world.regions[0].posted_usd_per_mwh = 55.0
    world.ai_buyers[0].bid_kw = 20_000 if ai_on else 0
    auction(world)
    assert (site.kw, site.price_usd_per_mwh, world.regions[0].ai_own_kw) == (20_000, 49.0, 0)


def test_a_tenant_renews_with_its_host_at_the_host_s_margin():
    world = market(power_hosting_margin_usd_per_mwh=9.0)
    hall = testing.site(world, 1, 0, 30_000, 33.0, tenure=OWNED, use=HOSTING, hosted_kw=20_000)
    world.sites[0].tenure, world.sites[0].host_site = HOSTED, hall
    world.ai_buyers[0].bid_kw = 20_000
    auction(world)
    assert (world.sites[0].kw, world.sites[0].price_usd_per_mwh) == (20_000, 42.0)


def test_without_the_auction_every_contract_renews_at_the_posted_price():
    world = market(power_auction=0)
    world.regions[0].posted_usd_per_mwh = 300.0
    world.ai_buyers[0].bid_kw = 20_000
    auction(world)
    assert (world.sites[0].kw, world.sites[0].price_usd_per_mwh) == (20_000, 300.0)


def test_ai_must_outbid_an_incumbent_by_its_edge():
    for over, lost in ((7.9, 0), (8.1, 5_000)):
        world = market(power_incumbent_edge_usd_per_mwh=8.0)
        world.ai_buyers[0].bid_kw = 5_000
        world.ai_buyers[0].willingness_usd_per_mwh = value(world) + over
        auction(world)
        assert world.sites[0].kw == 20_000 - lost
        assert world.regions[0].ai_own_kw == lost
        assert world.ai_buyers[0].signed_kw == lost


def test_outbid_by_ai_a_site_shrinks_its_machines_go_to_store_and_the_event_says_why():
    world = market()
    world.ai_buyers[0].bid_kw = 8_000
    auction(world)
    site, firm = world.sites[0], world.firms[0]
    assert site.kw == 12_000
    # 12 MW hold 3428 machines of 3.5 kW; the rest of the 4000 wait in store.
    assert (site.rack_units[0], firm.store_units.sum()) == (3_428, 572)
    assert site.price_usd_per_mwh == pytest.approx(value(world), rel=1e-12)  # the lowest accepted bid
    assert firm.lost_to_ai_kw == world.regions[0].lost_to_ai_kw == 8_000
    (lost,) = testing.events(world, POWER_LOST)
    assert (lost.firm, lost.other, lost.kw, lost.cause) == (0, -100, 8_000, BY_AI_BID)
    (won,) = testing.events(world, POWER_WON)
    assert (won.firm, won.kw) == (-100, 8_000)
    assert world.regions[0].free_kw == 0
    assert testing.fault(world) == ""


def test_a_site_that_loses_everything_is_gone_and_its_machines_are_stored():
    world = market()
    world.ai_buyers[0].bid_kw = 50_000
    auction(world)
    assert world.firms[0].n_sites == 0
    assert world.firms[0].store_units.sum() == 4_000
    assert world.sites[0].owner == -1
    assert world.rows[0].free_site == 0
    assert testing.fault(world) == ""


def test_outbid_by_a_miner_is_told_apart():
    world = market()
    world.sites[0].rack_model[0] = testing.model(
        world, 100.0, 3_500
    )  # firm 0's machines are worse than a rival's new ones
    world.models[0].opening_units -= 4_000
    world.models[1].opening_units += 4_000
    rival = testing.firm(world, 50e6)
    testing.stored(world, rival, 0, 1_000)
    world.firms[rival].growth_kw, world.firms[rival].growth_region = 3_500, 0
    world.accounts["opened_cents"] = world.accounts["cash_cents"]
    auction(world)
    assert world.sites[0].kw == 16_500
    assert world.firms[0].lost_to_miners_kw == 3_500
    (lost,) = testing.events(world, POWER_LOST)
    assert (lost.other, lost.cause) == (-1, BY_MINER_BID)
    new = world.sites[world.firms[rival].sites[0]]
    assert (new.kw, new.ready_week) == (3_500, 1 + VALUES["build_weeks"])
    assert testing.fault(world) == ""


def test_power_dearer_than_it_is_worth_is_given_up():
    world = market()
    world.regions[0].posted_usd_per_mwh = value(world) + 1.0
    auction(world)
    assert world.firms[0].n_sites == 0
    assert world.regions[0].free_kw == 20_000
    assert testing.events(world, POWER_LOST)[0].cause == BY_POWER_PRICE
    assert testing.fault(world) == ""


def test_a_miner_builds_on_what_it_won_and_pays_at_once():
    world = market(expired=False)
    world.regions[0].free_kw += 5_000
    world.regions[0].supply_kw += 5_000
    world.firms[0].growth_kw, world.firms[0].growth_region = 3_000, 0
    world.sites[0].tenure = OWNED
    before = testing.cash(world, 0)
    auction(world)
    new = world.sites[world.firms[0].sites[1]]
    assert (new.kw, new.price_usd_per_mwh, new.ready_week) == (3_000, 40.0, 9)
    cents = 3_000 * world.params[0].power_site_usd_per_kw * 100
    assert testing.paid(world, 0, SUPPLIERS, CONSTRUCTION) == before - testing.cash(world, 0) == cents
    assert world.regions[0].free_kw == 2_000
    assert world.firms[0].growth_kw == 0
    assert testing.fault(world) == ""


def test_new_megawatts_join_a_rented_mine_at_mean_price_and_term():
    world = market(expired=False)
    world.regions[0].free_kw += 5_000
    world.regions[0].supply_kw += 5_000
    world.regions[0].posted_usd_per_mwh = 64.0
    world.firms[0].growth_kw = 5_000
    auction(world)
    site = world.sites[0]
    assert (world.firms[0].n_sites, site.kw) == (1, 25_000)
    assert site.price_usd_per_mwh == pytest.approx((20 * 40.0 + 5 * 64.0) / 25)
    term = 1 + int(world.params[0].power_contract_years * 52.1775)
    assert site.contract_end_week == (20_000 * 10_000 + 5_000 * term) // 25_000
    assert testing.fault(world) == ""


def test_a_miner_that_cannot_pay_builds_nothing():
    world = market(expired=False, capital_lending=0)
    world.regions[0].free_kw += 5_000
    world.regions[0].supply_kw += 5_000
    world.firms[1].growth_kw = 3_000
    auction(world)
    assert world.firms[1].n_sites == 1
    assert world.regions[0].free_kw == 5_000
    assert world.flows.sum() == 0


def test_at_most_fifteen_percent_of_a_region_comes_up_in_a_year():
    world = testing.blank(entry_entry=0, power_expiring_per_year=0.15, power_contract_years=20.0)
    testing.region(world)
    m = testing.model(world)
    testing.vendor(world, m)
    for _ in range(10):
        i = testing.firm(world, 1e6)
        for _ in range(10):
            testing.machines(world, testing.site(world, i, 0, 1_000, contract_end_week=0), m, 200)
    testing.close_books(world)
    renewed = 0
    for week in range(1, 53):
        world.clock[0].week = week
        auction(world)
        renewed += int(world.bids["kw"][: world.rows[0].n_bids].sum())
    assert 14_000 <= renewed <= 16_000
    assert testing.fault(world) == ""


def test_the_queue_delivers_whole_kilowatts_and_carries_the_rest():
    world = market()
    region = world.regions[0]
    region.growth_kw_per_year = 100.0
    before = int(region.supply_kw)
    for week in range(1, 53):
        world.clock[0].week = week
        power.grow_supply(world)
    assert region.supply_kw - before == region.free_kw == math.floor(100.0 * 52 / 52.1775)
    world.params[0].power_growth_scale = 0.0
    power.grow_supply(world)
    assert region.supply_kw - before == region.free_kw


def test_load_lifts_the_posted_price_along_the_supply_curve():
    world = market(
        power_price_growth=0.0, power_background_load=1.0, power_supply_elasticity=2.0, power_supply_premium=1.1
    )
    region = world.regions[0]
    region.opening_kw, region.opening_mining_kw, region.opening_ai_kw = 20_000, 10_000, 10_000
    region.mining_kw, region.ai_kw = 10_000, 0
    world.ai_buyers[0].wanted_kw = 30_000.0
    power.grow_supply(world)
    # Load 10 + 30 + 20 MW over 10 + 10 + 20: one half more, and the elasticity is two.
    assert region.posted_usd_per_mwh == pytest.approx(40.0 * 1.1 * math.sqrt(1.5), rel=1e-12)


def test_prices_drift_with_everything_outside_the_model():
    world = market(power_price_growth=0.02, power_supply_premium=1.0)
    region = world.regions[0]
    region.opening_mining_kw, region.mining_kw = 20_000, 20_000
    world.clock[0].week = 104
    power.grow_supply(world)
    assert region.posted_usd_per_mwh == pytest.approx(40.0 * math.exp(0.02 * 104 / 52.1775), rel=1e-3)
