"""AI leases: the cheapest hall is taken, converts, goes live on its day; tenants and machines make way."""

import pytest

from consolidation import testing
from consolidation.catalog.causes import BY_HOST_PIVOT
from consolidation.catalog.codes import AI, CONVERTING, HOSTED, HOSTING, MAJOR, MINING, OWNED, SUPPLIERS
from consolidation.catalog.events import EVICTED, LEASE_LIVE, LEASE_SIGNED
from consolidation.catalog.payments import CONSTRUCTION
from consolidation.industry.markets import leases
from consolidation.industry.sums import own_capex_usd_per_kw

pytestmark = [pytest.mark.interpreted, pytest.mark.bounds]


def halls(asked=(20.0, 10.0, 15.0), kw=60_000, gap=100_000, cash=60e6, **params):
    """Rich firms with an owned hall each, on offer at so many USD/kW-month, and a buyer that pays 18."""
    world = testing.blank(ai_min_site_mw=50.0, ai_build_weeks=40, **params)
    testing.region(world)
    m = testing.model(world)
    testing.vendor(world, m)
    for rent in asked:
        i = testing.firm(world, cash, size_class=MAJOR)
        s = testing.site(world, i, 0, kw, tenure=OWNED, asked_usd_per_kw_month=rent)
        testing.machines(world, s, m, 1_000)
    testing.close_books(world)
    world.ai_buyers[0].gap_kw, world.ai_buyers[0].rent_usd_per_kw_month = gap, 18.0
    return world


def test_the_hall_offered_at_the_least_rent_is_taken_at_the_buyer_s():
    world = halls()
    leases.clear(world)
    assert [int(site.use) for site in world.sites[:3]] == [MINING, CONVERTING, MINING]
    site, params = world.sites[1], world.params[0]
    assert site.lease_usd_per_kw_month == 18.0
    assert site.ready_week == 41
    assert site.lease_end_week == 41 + int(params.ai_lease_years * 52.1775)
    assert world.firms[1].store_units.sum() == 1_000
    own = 60_000 * 1000 * params.ai_landlord_capex_musd_per_mw * (1 - params.ai_project_debt_share)
    assert testing.paid(world, 0, SUPPLIERS, CONSTRUCTION) == pytest.approx(own * 100, rel=1e-9)
    assert (world.ai_buyers[0].gap_kw, world.ai_buyers[0].signed_kw) == (40_000, 60_000)
    assert len(testing.events(world, LEASE_SIGNED)) == 1
    assert testing.fault(world) == ""


@pytest.mark.parametrize(
    "why", ["asks too much", "not on offer", "buyer wants less than a hall", "cannot pay its share"]
)
def test_no_lease(why):
    world = halls(asked=(10.0,), cash=100.0 if why == "cannot pay its share" else 60e6)
    if why == "asks too much":
        world.sites[0].asked_usd_per_kw_month = 18.01
    elif why == "not on offer":
        world.sites[0].asked_usd_per_kw_month = 0.0
    elif why == "buyer wants less than a hall":
        world.ai_buyers[0].gap_kw = 49_999
    leases.clear(world)
    assert world.sites[0].use == MINING
    assert world.flows.sum() == 0


def test_a_part_of_a_large_hall_is_split_off():
    world = halls(asked=(10.0,), kw=150_000, gap=60_000)
    leases.clear(world)
    assert world.firms[0].n_sites == 2
    mine, let = world.sites[0], world.sites[1]
    assert (mine.use, mine.kw, let.use, let.kw) == (MINING, 90_000, CONVERTING, 60_000)
    assert mine.rack_units[0] == 1_000
    assert world.ai_buyers[0].gap_kw == 0
    assert testing.fault(world) == ""


def test_a_remainder_too_small_to_mine_goes_with_it():
    world = halls(asked=(10.0,), kw=65_000, gap=60_000)
    leases.clear(world)
    assert (world.sites[0].use, world.sites[0].kw, world.firms[0].n_sites) == (CONVERTING, 65_000, 1)


def test_a_hall_goes_live_on_its_day_and_mines_again_when_the_lease_ends():
    world = halls(asked=(10.0,))
    leases.clear(world)
    site = world.sites[0]
    world.clock[0].week = 40
    leases.advance(world)
    assert site.use == CONVERTING
    world.clock[0].week = 41
    leases.advance(world)
    assert site.use == AI
    assert len(testing.events(world, LEASE_LIVE)) == 1
    world.clock[0].week = site.lease_end_week
    leases.advance(world)
    assert (site.use, site.lease_usd_per_kw_month) == (MINING, 0.0)


def test_tenants_of_a_hall_that_turns_to_ai_are_on_the_street_with_their_machines():
    world = halls(asked=(10.0,))
    hall = world.sites[0]
    world.models[0].opening_units -= 1_000
    hall.n_racks, hall.use, hall.hosted_kw = 0, HOSTING, 2_000
    tenant = testing.firm(world, 1e6)
    slot = testing.site(world, tenant, 0, 2_000, tenure=HOSTED, host_site=0)
    testing.machines(world, slot, 0, 500)
    testing.close_books(world)
    leases.clear(world)
    assert hall.use == CONVERTING
    assert (world.firms[tenant].n_sites, world.firms[tenant].store_units.sum()) == (0, 500)
    (out,) = testing.events(world, EVICTED)
    assert (out.firm, out.other, out.kw, out.cause) == (tenant, 0, 2_000, BY_HOST_PIVOT)
    assert testing.fault(world) == ""


@pytest.mark.parametrize(("planned", "split"), [(60_000, False), (25_000, True)])
def test_a_hall_contracted_before_the_start_begins_converting_in_its_week(planned, split):
    world = halls(asked=(0.0,))
    site = world.sites[0]
    site.planned_week, site.planned_ai_kw, site.lease_usd_per_kw_month = 5, planned, 12.0
    world.clock[0].week = 4
    leases.advance(world)
    assert site.use == MINING
    world.clock[0].week = 5
    leases.advance(world)
    turned = world.sites[1] if split else site
    assert (turned.use, turned.kw, turned.lease_usd_per_kw_month, turned.ready_week) == (CONVERTING, planned, 12.0, 45)
    assert site.planned_week == 0
    assert testing.fault(world) == ""


def test_a_listed_landlord_s_tenth_of_net_assets_pays_for_a_hall():
    world = testing.industry()
    firm, site = world.firms[0], world.sites[0]
    need = 100 * own_capex_usd_per_kw(world) * 20_000
    world.accounts[firm.account].cash_cents = firm.btc_sat = 0
    firm.listed, firm.asset_cents = 1, int(10.1 * need)
    assert leases.can_fund(world, site, 20_000)
    firm.asset_cents = int(9.9 * need)
    assert not leases.can_fund(world, site, 20_000)
    firm.listed, firm.asset_cents = 0, int(10.1 * need)
    assert not leases.can_fund(world, site, 20_000)
