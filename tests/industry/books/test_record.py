"""The week's row, on worlds small enough to add up by hand; and the recorder that keeps it."""

import numpy as np
import pytest

from consolidation.catalog import capacities, codes, payments, series, tables
from consolidation.catalog.errors import BadInput
from consolidation.industry.books import record
from consolidation.results.recorder import PANEL, Recorder, firm_rows

pytestmark = [pytest.mark.interpreted, pytest.mark.bounds]


@pytest.fixture
def world():
    """Three regions (two American), five firms, two makers; every number below is chosen to be added up by hand."""
    world = tables.new_world()
    clock = world.clock[0]
    rows = world.rows[0]
    clock.week = 7
    rows.n_regions, rows.n_firms, rows.n_vendors, rows.n_sites, rows.n_models = 3, 5, 2, 3, 2
    rows.n_opening = 4
    bitcoin = world.bitcoin[0]
    bitcoin.price_usd, bitcoin.fees_paid_btc_per_day = 90_000.0, 5.0
    bitcoin.height, bitcoin.subsidy_sat, bitcoin.difficulty = 900_000, 312_500_000, 1.2e14
    bitcoin.network_th_s, bitcoin.us_th_s = 800e6, 200e6
    for r, in_us in enumerate((1, 1, 0)):
        region = world.regions[r]
        region.in_us, region.supply_kw = in_us, 100_000 * (r + 1)
        region.mining_kw, region.ai_kw, region.idle_kw = 60_000, 30_000, 10_000
        region.clearing_usd_per_mwh = 40.0 + 15.0 * r
    for i in range(5):
        firm = world.firms[i]
        firm.alive, firm.size_class, firm.opening = 1, codes.SMALL, 1
        firm.us_th_s = firm.hash_th_s = (100e6, 50e6, 30e6, 20e6, 0.0)[i]
        firm.account = codes.FIRST_AGENT_ACCOUNT + capacities.N_VENDORS + i
    return world


def row(world):
    record.week(world)
    return world.now[0]


def test_bitcoin_is_copied_in_the_series_units(world):
    world.books[0].duty_week_cents = 12_345
    now = row(world)
    assert (now.week, now.btc_price_usd, now.fees_btc) == (7, 90_000.0, 35.0)
    assert (now.subsidy_btc, now.network_hash_eh_s, now.us_share) == (3.125, 800.0, 0.25)
    assert now.duties_usd == 123.45


def test_concentration_is_the_sum_of_squared_shares(world):
    now = row(world)
    assert now.hhi_us == pytest.approx(0.25 + 0.0625 + 0.0225 + 0.01)
    assert now.cr4_us == pytest.approx(1.0)
    world.firms[4].us_th_s = 40e6  # 240 in all; the 20 are the fifth now
    assert row(world).cr4_us == pytest.approx(220 / 240)


def test_exits_are_counted_by_class_and_way_and_entrants_apart(world):
    ways = (codes.WAS_LIQUIDATED, codes.WAS_ACQUIRED, codes.HAS_PIVOTED, codes.HAS_RELOCATED)
    for i, way in enumerate(ways):
        world.firms[i].exited = way
    world.firms[0].size_class = codes.MAJOR
    world.firms[4].opening, world.firms[4].exited = 0, codes.WAS_LIQUIDATED
    now = row(world)
    assert (now.exits_small, now.exits_major, now.exits_entrants) == (3, 1, 1)
    assert (now.exits_liquidated, now.exits_acquired, now.exits_pivoted, now.exits_relocated) == (1, 1, 1, 1)
    assert (now.liquidated_small, now.liquidated_major) == (0, 1)
    assert (now.small_alive, now.major_alive) == (0, 0)


def test_a_firm_alive_on_ai_is_no_miner_any_more(world):
    world.firms[1].exited = codes.HAS_PIVOTED
    assert row(world).small_alive == 4


def test_regions_are_american_and_auctions_weigh_by_supply(world):
    now = row(world)
    assert (now.mining_mw_us, now.ai_mw_us, now.idle_mw_us) == (120.0, 60.0, 20.0)
    assert now.power_clearing_us_usd_per_mwh == pytest.approx((100 * 40 + 200 * 55) / 300)


def sites(world):
    for s, (owner, region, draw, price) in enumerate(((0, 0, 1000, 40.0), (1, 1, 3000, 60.0), (2, 2, 9000, 10.0))):
        site = world.sites[s]
        site.owner, site.region, site.kw, site.draw_kw = owner, region, 10_000, draw
        site.price_usd_per_mwh, site.n_racks, site.use = price, 1, codes.MINING
        site.rack_model[0], site.rack_units[0], site.rack_on[0] = s % 2, 10, 1
    world.models[0].th_s, world.models[0].j_per_th = 100.0, 20.0
    world.models[1].th_s, world.models[1].j_per_th = 300.0, 16.0


def test_power_price_is_by_running_load_and_less_support(world):
    sites(world)
    assert row(world).power_price_us_usd_per_mwh == pytest.approx((1 * 40 + 3 * 60) / 4)
    world.params[0].energy_support_usd_per_mwh, world.params[0].energy_support_week = 5.0, 8
    assert row(world).power_paid_us_usd_per_mwh == pytest.approx(55.0)
    world.clock[0].week = 8
    assert row(world).power_paid_us_usd_per_mwh == pytest.approx(50.0)
    assert row(world).power_price_us_usd_per_mwh == pytest.approx(55.0)
    world.params[0].energy_support_usd_per_mwh = 100.0
    assert row(world).power_paid_us_usd_per_mwh == pytest.approx(-45.0)


def test_power_price_when_everything_stands_still_is_by_contract(world):
    sites(world)
    for s in range(3):
        world.sites[s].draw_kw = 0
    assert row(world).power_price_us_usd_per_mwh == pytest.approx(50.0)


def test_fleets_weigh_by_hash_rate_and_leave_out_what_stands_still(world):
    sites(world)
    now = row(world)
    assert now.fleet_j_per_th_us == pytest.approx((1000 * 20 + 3000 * 16) / 4000)
    assert now.fleet_j_per_th_network == pytest.approx((2000 * 20 + 3000 * 16) / 5000)
    world.sites[1].rack_on[0] = 0
    assert row(world).fleet_j_per_th_us == pytest.approx(20.0)


def makers(world):
    for v, (share, price, chinese) in enumerate(((0.75, 16.0, 1), (0.25, 20.0, 0))):
        vendor = world.vendors[v]
        vendor.market_share, vendor.price_usd_per_th, vendor.chinese = share, price, chinese
        vendor.capacity_th_per_week, vendor.us_backlog_th, vendor.rest_backlog_th = 10.0, 20.0, 30.0
    world.vendors[0].plant_share[codes.CHINA] = 0.5
    world.vendors[0].plant_share[codes.MALAYSIA] = 0.5
    world.vendors[1].plant_share[codes.UNITED_STATES] = 1.0
    world.trade[0].rate[codes.CHINA], world.trade[0].rate[codes.MALAYSIA] = 0.5, 0.25


def test_landed_price_takes_the_cheapest_plant(world):
    makers(world)
    now = row(world)
    assert now.list_price_usd_per_th == pytest.approx(17.0)
    assert now.rig_price_usd_per_th == pytest.approx(0.75 * 16 * 1.25 + 0.25 * 20)
    assert now.duty_rate_landed == pytest.approx(0.75 * 0.25)
    assert (now.duty_rate_china, now.backlog_weeks) == (0.5, 5.0)
    assert list(now.vendor_share[:2]) == [0.75, 0.25]


def test_shares_follow_sales_once_there_are_any(world):
    makers(world)
    world.vendors[0].sold_26w_th, world.vendors[1].sold_26w_th = 10.0, 30.0
    assert list(row(world).vendor_share[:2]) == [0.25, 0.75]


def test_a_banned_maker_has_no_landed_price_until_its_american_line_opens(world):
    makers(world)
    world.trade[0].banned = 1
    assert row(world).rig_price_usd_per_th == pytest.approx(20.0)
    world.vendors[0].line_open = 1
    assert row(world).rig_price_usd_per_th == pytest.approx(17.0)


def test_orders_are_told_by_maker_and_by_origin(world):
    world.rows[0].n_vendors = 2
    books = world.books[0]
    books.ordered_week_th = 3e6
    books.ordered_at_week_th[:2] = (1e6, 2e6)
    books.ordered_from_week_th[codes.MALAYSIA] = 3e6
    now = row(world)
    assert now.orders_eh_s == 3.0
    assert list(now.orders_at_eh_s[:2]) == [1.0, 2.0]
    assert now.orders_from_eh_s[codes.MALAYSIA] == now.orders_from_eh_s.sum() == 3.0


def test_an_empty_world_has_no_nan():
    now = row(tables.new_world())
    for name in series.SERIES.names:
        assert np.isfinite(now[name]).all(), name


def test_the_recorder_keeps_weeks_events_and_flows(world):
    recorder = Recorder(world, 3, "panel")
    for week in (1, 2):
        world.clock[0].week = week
        world.rows[0].n_events = week
        world.events[0].kind = week
        world.flows[codes.MINERS, codes.UTILITIES, payments.POWER] += 10 * week
        record.week(world)
        recorder.take()
    assert recorder.taken == 2
    assert list(recorder.series()["week"]) == [1, 2]
    assert world.rows[0].n_events == 0
    assert list(recorder.events()["kind"]) == [1, 2, 0]
    flows = recorder.flows()
    assert list(flows["week"]) == [1, 2]
    assert list(flows["cents"]) == [10, 20]
    assert set(zip(flows["payer"], flows["payee"], flows["kind"], strict=True)) == {
        (codes.MINERS, codes.UTILITIES, payments.POWER)
    }
    assert len(recorder.panel()) == 10


def test_series_only_drops_the_rest_but_empties_the_buffer(world):
    recorder = Recorder(world, 1, "series")
    world.rows[0].n_events = 4
    recorder.take()
    assert world.rows[0].n_events == 0
    assert len(recorder.events()) == len(recorder.flows()) == len(recorder.panel()) == 0


def test_panel_rows_are_in_the_units_they_name(world):
    world.firms[1].btc_sat = 150_000_000
    world.accounts[world.firms[1].account].cash_cents = 12_345
    rows = firm_rows(world, 3)
    assert rows.dtype == PANEL
    assert rows["week"][1] == 3
    assert (rows["btc"][1], rows["cash_usd"][1], rows["us_hash_eh_s"][1]) == (1.5, 123.45, 50.0)


def test_an_unknown_level_of_keeping_is_refused(world):
    with pytest.raises(BadInput, match="series, full, panel"):
        Recorder(world, 1, "everything")
