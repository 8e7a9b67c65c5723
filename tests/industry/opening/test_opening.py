"""The opening: what firms.csv says is what the world holds, and nobody is born dead."""

import math

import numpy as np
import pytest

from consolidation import Scenario
from consolidation.catalog import units
from consolidation.catalog.capacities import MAX_WEEKS
from consolidation.catalog.codes import CONVERTING, HOSTED, HOSTING, MAJOR, MINING, OPEN, SMALL
from consolidation.catalog.errors import BadInput
from consolidation.industry.books import identities
from consolidation.industry.holdings import stock
from consolidation.industry.opening import open_world


@pytest.fixture(scope="module")
def opened():
    scenario = Scenario.load("april-2025")
    return scenario, open_world(scenario, 1)


def sites_of(world, i):
    firm = world.firms[i]
    return [world.sites[s] for s in firm.sites[: firm.n_sites]]


def installed(world, i):
    """Hash rate over a firm's racks, TH/s, and the largest machine among them."""
    th, largest = 0.0, 0.0
    for site in sites_of(world, i):
        for k in range(site.n_racks):
            model = world.models[site.rack_model[k]]
            th += site.rack_units[k] * model.th_s
            largest = max(largest, float(model.th_s))
    return th, largest


def test_every_named_firm_has_its_hash_rate_to_within_half_a_rig_a_tier_and_site(opened):
    scenario, world = opened
    for i, fact in enumerate(scenario.firms):
        th, largest = installed(world, i)
        mines = sum(site.use == MINING for site in sites_of(world, i))
        assert abs(th - fact.hash_rate_eh_s * 1e6) <= 0.5 * 3 * mines * largest + 1e-6, fact.name


def test_every_named_firm_has_its_efficiency(opened):
    scenario, world = opened
    for i, fact in enumerate(scenario.firms):
        watts = sum(
            site.rack_units[k] * world.models[site.rack_model[k]].j_per_th * world.models[site.rack_model[k]].th_s
            for site in sites_of(world, i)
            for k in range(site.n_racks)
        )
        # Real machines stand in for 0.80, 1.00 and 1.28 of the mean (together 1.0), nearest by J/TH.
        assert watts / installed(world, i)[0] == pytest.approx(fact.fleet_j_per_th, rel=0.10), fact.name


def test_every_named_firm_has_its_megawatts_or_what_its_machines_and_tenants_need(opened):
    scenario, world = opened
    for i, fact in enumerate(scenario.firms):
        kw = sum(int(site.kw) for site in sites_of(world, i))
        mining = sum(int(site.kw) for site in sites_of(world, i) if site.use == MINING)
        need = fact.hash_rate_eh_s * fact.fleet_j_per_th * 1.03 / 0.97
        assert mining / 1000 == pytest.approx(need, rel=0.11, abs=1.0), fact.name
        if fact.host:
            continue
        assert kw >= int(fact.power_mw * 1000) - 1 or kw == mining, fact.name
        promised = sum(int(s.kw) for s in sites_of(world, i) if s.use == CONVERTING)
        promised += sum(int(s.planned_ai_kw) for s in sites_of(world, i))
        assert promised == pytest.approx(fact.ai_mw_contracted * 1000, abs=1), fact.name


def test_money_coins_and_debts_are_the_table_s(opened):
    scenario, world = opened
    for i, fact in enumerate(scenario.firms):
        firm = world.firms[i]
        assert firm.btc_sat == int(fact.btc_held * 1e8), fact.name
        assert firm.loan_cents + firm.notes_cents == int(fact.debt_musd * 1e8), fact.name
        cash = int(fact.cash_musd * 1e8)
        if firm.vendor >= 0:
            cash += int(scenario.makers[firm.vendor].cash_musd * 1e8)
        assert world.accounts[firm.account].cash_cents == cash, fact.name
        assert firm.size_class == (MAJOR if fact.size_class == "major" else SMALL)
        assert firm.listed == fact.listed
    book = sum(int(fact.debt_musd * 1e8) for fact in scenario.firms)
    assert world.books[0].lender_book_cents == book


def test_a_maker_that_mines_has_one_account(opened):
    scenario, world = opened
    (i,) = [i for i, fact in enumerate(scenario.firms) if fact.is_vendor]
    vendor = world.vendors[world.firms[i].vendor]
    assert vendor.account == world.firms[i].account
    assert vendor.firm == i


def test_deposits_are_a_liability_of_the_makers_from_the_start(opened):
    _, world = opened
    orders = [world.orders[o] for o in range(world.rows[0].n_orders)]
    assert orders
    assert all(order.state == OPEN for order in orders)
    share = world.params[0].vendors_deposit_share
    for order in orders:
        assert order.deposit_cents == math.floor(share * order.units * order.price_cents)
    total = sum(int(order.deposit_cents) for order in orders)
    assert world.vendors["deposits_cents"].sum() == world.books[0].deposits_opened_cents == total
    assert world.books[0].units_opened == sum(int(order.units) for order in orders)


def test_majors_have_a_fifth_of_their_hash_rate_on_order_and_small_miners_three_percent(opened):
    _, world = opened
    ordered = np.zeros(int(world.rows[0].n_firms))
    for o in range(world.rows[0].n_orders):
        order = world.orders[o]
        ordered[order.buyer] += order.units * world.models[order.rig_model].th_s
    majors = [i for i in range(len(ordered)) if world.firms[i].size_class == MAJOR and world.firms[i].mining_kw > 0]
    assert ordered[majors].sum() == pytest.approx(0.20 * sum(installed(world, i)[0] for i in majors), rel=0.05)
    rig = float(world.models[world.vendors[0].on_sale].th_s)
    for i in range(int(world.rows[0].n_named), len(ordered)):
        wanted = 0.03 * installed(world, i)[0]
        assert wanted - rig < ordered[i] <= wanted + 1e-6


def test_orders_are_due_over_half_a_year(opened):
    _, world = opened
    due = world.orders["due_week"][: world.rows[0].n_orders]
    assert due.min() >= 2
    assert due.max() <= 2 + 26 + 26 // 4
    halves = [(due <= 15).sum(), (due > 15).sum()]
    assert min(halves) > 0.3 * sum(halves)


def test_regions_add_up_and_the_books_balance_on_the_eve(opened):
    _, world = opened
    eve = world.copy()
    stock.take_stock(eve)
    eve.bitcoin[0].network_th_s = eve.firms["hash_th_s"].sum() + eve.bitcoin[0].rest_th_s
    identities.check(eve)
    assert eve.fault[0].code == 0
    n = int(eve.rows[0].n_regions)
    regions = eve.regions[:n]
    assert (regions["supply_kw"] == regions["mining_kw"] + regions["ai_kw"] + regions["idle_kw"]).all()
    assert (regions["supply_kw"] >= regions["free_kw"]).all()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_network_and_the_american_share_are_the_observed_ones(seed):
    scenario = Scenario.load("april-2025")
    world = open_world(scenario, seed)
    b = world.bitcoin[0]
    assert b.network_th_s == pytest.approx(scenario.bitcoin.opening_network_eh_s * 1e6, rel=1e-6)
    assert 0.33 <= b.us_th_s / b.network_th_s <= 0.40
    assert b.network_th_s == pytest.approx(world.firms["hash_th_s"].sum() + b.rest_th_s, rel=1e-9)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_anonymous_miners_are_as_many_and_as_large_together_as_the_scenario_says(seed):
    scenario = Scenario.load("april-2025")
    world = open_world(scenario, seed)
    first, n = int(world.rows[0].n_named), int(world.rows[0].n_firms)
    assert n - first == scenario.miners.anonymous
    th = [installed(world, i)[0] for i in range(first, n)]
    assert sum(th) == pytest.approx(scenario.miners.anonymous_eh_s * 1e6, rel=0.01)
    median = scenario.miners.anonymous_eh_s * 1e6 / n / math.exp(0.5 * scenario.miners.size_log_sd**2)
    assert np.median(th) == pytest.approx(median, rel=0.35)
    prices = world.firms["opening_power_usd_per_mwh"][first:n]
    assert prices.mean() == pytest.approx(scenario.miners.power_usd_per_mwh, abs=4.0)


def test_tenants_fit_into_their_halls(opened):
    _, world = opened
    hosted = np.zeros(int(world.rows[0].n_sites), int)
    for s in range(world.rows[0].n_sites):
        site = world.sites[s]
        if site.tenure == HOSTED and site.host_site >= 0:
            hosted[site.host_site] += site.kw
            hall = world.sites[site.host_site]
            assert hall.use == HOSTING
            assert hall.region == site.region
            assert site.price_usd_per_mwh > hall.price_usd_per_mwh
    assert (hosted == world.sites["hosted_kw"][: len(hosted)]).all()
    assert hosted.sum() > 0


def test_nobody_is_born_dead_or_gone(opened):
    _, world = opened
    n = int(world.rows[0].n_firms)
    assert (world.firms["alive"][:n] == 1).all()
    assert (world.firms["exited"][:n] == 0).all()
    assert len(set(world.firms["id"][:n])) == n
    assert world.rows[0].n_events == 0


def test_machines_fill_their_sites_but_for_three_percent(opened):
    _, world = opened
    for s in range(world.rows[0].n_sites):
        site = world.sites[s]
        if site.use == MINING and site.n_racks > 0:
            watts = sum(
                int(site.rack_units[k]) * int(world.models[site.rack_model[k]].watts) for k in range(site.n_racks)
            )
            assert 0.95 <= watts / (1000 * site.kw) <= 1.0 or site.kw < 100


def test_makers_are_the_table_s(opened):
    scenario, world = opened
    for v, maker in enumerate(scenario.makers):
        vendor = world.vendors[v]
        assert vendor.plant_share.sum() == pytest.approx(1.0)
        assert vendor.capacity_th_per_week == pytest.approx(
            maker.capacity_eh_s_per_month * 1e6 / units.WEEKS_PER_MONTH * scenario.vendors.capacity_scale
        )
        assert vendor.price_usd_per_th > vendor.cost_usd_per_th
        assert world.models[vendor.on_sale].vendor == v
    assert world.vendors["market_share"].sum() == pytest.approx(1.0)


def test_what_no_seed_decides_is_the_same_for_all():
    scenario = Scenario.load("april-2025")
    one, other = open_world(scenario, 1), open_world(scenario, 2)
    assert (one.vendors["price_usd_per_th"] == other.vendors["price_usd_per_th"]).all()
    n = int(one.rows[0].n_named)
    assert (one.firms["btc_sat"][:n] == other.firms["btc_sat"][:n]).all()
    assert (one.firms["payback_limit_weeks"] != other.firms["payback_limit_weeks"]).any()


@pytest.mark.parametrize("bad", [{"seed": -1}, {"seed": 2**63}, {"weeks": 0}, {"weeks": MAX_WEEKS + 1}])
def test_a_world_that_cannot_be_is_refused(bad):
    with pytest.raises(BadInput, match=next(iter(bad))):
        open_world(Scenario.load("april-2025"), **bad)


def test_more_firms_than_there_is_room_for_are_refused_with_the_remedy():
    with pytest.raises(BadInput, match="CONSOLIDATION_FIRMS"):
        open_world(Scenario.load("april-2025", {"miners.anonymous": 30_000}))
