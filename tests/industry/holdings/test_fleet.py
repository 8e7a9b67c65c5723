"""Machines and sites: whole units, best first, none lost on the way; rows come from a free list and go back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consolidation import testing
from consolidation.catalog.capacities import N_RACKS, N_SITES, N_STORE
from consolidation.catalog.causes import BY_HOST_FAILURE
from consolidation.catalog.codes import AI, HOSTED, HOSTING, MINING, OWNED
from consolidation.catalog.fixed import VALUES
from consolidation.industry.holdings import fleet, sites

pytestmark = [pytest.mark.interpreted, pytest.mark.bounds]


@given(st.lists(st.tuples(st.integers(0, 15), st.integers(0, 50)), max_size=30))
def test_racks_hold_the_best_first_and_every_unit_is_somewhere(deliveries):
    world = testing.blank()
    testing.region(world)
    for k in range(16):
        testing.model(world, 100.0 + 7 * (k * 5 % 16), 3_000)
    s = testing.site(world, testing.firm(world))
    site = world.sites[s]
    housed = {}
    for m, units in deliveries:
        found = int(fleet.add_units(world, site, m, units))
        assert found in (0, units)
        housed[m] = housed.get(m, 0) + found
    racks = [(int(site.rack_model[k]), int(site.rack_units[k])) for k in range(site.n_racks)]
    assert dict(racks) == {m: units for m, units in housed.items() if units}
    efficiency = [float(world.models[m].wall_j_per_th) for m, _ in racks]
    assert efficiency == sorted(efficiency)
    assert len(racks) <= N_RACKS


def test_a_site_that_shrinks_stores_its_worst_machines():
    world = testing.industry()
    good = testing.model(world, 250.0, 3_500)
    testing.machines(world, 0, good, 1_000)
    testing.close_books(world)
    sites.shrink(world, 0, 13_000)  # 7 MW are left, 2000 machines
    world.regions[0].free_kw += 13_000
    site, firm = world.sites[0], world.firms[0]
    assert [int(units) for units in site.rack_units[: site.n_racks]] == [1_000, 1_000]
    assert [int(m) for m in site.rack_model[: site.n_racks]] == [good, 0]
    assert firm.store_units.sum() == 3_000
    assert testing.fault(world) == ""


def test_a_full_store_sells_abroad():
    world = testing.industry()
    for _ in range(N_STORE):
        m = testing.model(world, 100.0, 3_000)
        testing.stored(world, 0, m, 5)
    extra = testing.model(world, 90.0, 3_000)
    world.models[extra].opening_units = 10
    before = testing.cash(world, 0)
    fleet.store(world, world.firms[0], extra, 10)
    assert world.models[extra].exported_units == 10
    usd = VALUES["used_sale_share"] * world.models[extra].used_usd_per_th * 900.0
    assert testing.cash(world, 0) - before == pytest.approx(usd * 100, abs=1)


def test_stored_machines_move_in_where_there_is_power_and_the_rest_is_sold():
    world = testing.industry()
    testing.stored(world, 1, 0, 100)
    testing.close_books(world)
    fleet.tidy(world, world.firms[1])
    # 2 MW hold 571 machines; 500 stood there.
    assert world.sites[1].rack_units[0] == 571
    assert world.models[0].exported_units == 29
    assert testing.fault(world) == ""


def test_an_evicted_firm_keeps_its_machines_for_its_next_contract():
    world = testing.industry()
    sites.close_site(world, 1, BY_HOST_FAILURE)
    world.firms[1].mining_kw = 0
    fleet.tidy(world, world.firms[1])
    assert world.firms[1].store_units.sum() == 500
    assert world.regions[0].free_kw == 52_000
    assert testing.fault(world) == ""


def test_wear_takes_its_share_in_a_year_and_scraps_whole_units():
    world = testing.industry(mining_failure_per_week=0.002)
    for week in range(1, 53):
        world.clock[0].week = week
        fleet.wear(world)
    left = world.sites["rack_units"][:2, 0]
    assert left[0] == pytest.approx(4_000 * 0.998**52, abs=3)
    assert left[1] == pytest.approx(500 * 0.998**52, abs=3)
    assert world.models[0].scrapped_units == 4_500 - left.sum()
    assert testing.fault(world) == ""


def test_without_wear_nothing_fails():
    world = testing.industry(mining_failure_per_week=0.0)
    before = world.tobytes()
    fleet.wear(world)
    assert world.tobytes() == before


def test_rows_of_sites_are_used_again_their_identities_never():
    world = testing.industry()
    serial = int(world.rows[0].site_serial)
    sites.close_site(world, 1, BY_HOST_FAILURE)
    again = testing.site(world, 0, 0, 100)
    assert again == 1
    assert world.sites[again].id == serial + 1
    assert world.sites[again].n_racks == 0
    assert testing.site(world, 0, 0, 100) == 2


def test_a_full_table_of_sites_is_a_fault():
    world = testing.industry()
    world.rows[0].n_sites = N_SITES
    assert sites.new_site(world, 0, 0, 0, MINING, 10, 40.0) == -1
    assert world.fault[0].code != 0


def test_a_split_hall_turns_out_only_the_tenants_it_no_longer_holds():
    world = testing.blank()
    testing.region(world)
    m = testing.model(world)
    testing.vendor(world, m)
    host = testing.firm(world, 1e6)
    hall = testing.site(world, host, 0, 10_000, tenure=OWNED, use=HOSTING)
    for _ in range(3):
        tenant = testing.firm(world, 1e6)
        testing.machines(world, testing.site(world, tenant, 0, 3_000, tenure=HOSTED, host_site=hall), m, 800)
        world.sites[hall].hosted_kw += 3_000
    testing.close_books(world)
    part = sites.split(world, hall, 5_000)
    assert (world.sites[part].kw, world.sites[hall].kw, world.sites[hall].hosted_kw) == (5_000, 5_000, 3_000)
    assert [int(n) for n in world.firms["n_sites"][1:4]] == [1, 0, 0]
    assert testing.fault(world) == ""


def test_taking_stock_by_hand():
    world = testing.blank(capital_rig_loan_to_value=0.4)
    testing.region(world)
    m = testing.model(world)
    testing.vendor(world, m)
    i = testing.firm(world, 1e6, btc_sat=2 * 10**8)
    mine = testing.site(world, i, 0, 10_000, 30.0, tenure=OWNED)
    testing.site(world, i, 0, 30_000, 50.0)
    testing.site(world, i, 0, 60_000, tenure=OWNED, use=AI, lease_usd_per_kw_month=10.0, lease_end_week=1 + 10_000)
    testing.machines(world, mine, m, 2_000)
    testing.order(world, i, mine, units=100)
    testing.close_books(world)
    firm = world.firms[i]
    assert (firm.mining_kw, firm.us_mining_kw, firm.ai_kw, firm.held_kw) == (40_000, 40_000, 60_000, 100_000)
    assert firm.power_usd_per_mwh == pytest.approx((10 * 30 + 30 * 50) / 40)
    assert (firm.installed_th_s, firm.fleet_watts) == (400_000.0, 7e6)
    assert firm.free_kw == 3_000 + 30_000 - 350
    assert firm.ordered_th_s == 20_000.0
    assert firm.open_balance_cents == 75 * 320_000
    rigs = 400_000 * float(world.models[m].used_usd_per_th)
    usd = (
        1e6 + 160_000 + rigs + 10_000 * VALUES["site_value_usd_per_kw"] + 60_000 * 120.0 * VALUES["counted_lease_years"]
    )
    assert firm.asset_cents == pytest.approx(usd * 100, abs=3)
    assert np.isclose(firm.rig_value_cents, rigs * 100, atol=2)
