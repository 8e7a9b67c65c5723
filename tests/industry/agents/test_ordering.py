"""Who asks for what: AI buyers' gaps, halls on offer, power sought, orders by conduct and loyalty."""

import pytest

from consolidation import testing
from consolidation.catalog.codes import CONVERTING, HOSTED, HOSTING, LEASED, MAJOR, OWNED, WANTED
from consolidation.catalog.units import WEEKS_PER_MONTH
from consolidation.industry.agents import ai_buyer, criterion, growth, landlord, ordering, siting

pytestmark = [pytest.mark.interpreted, pytest.mark.bounds]


def test_an_ai_buyer_counts_what_it_has_signed_and_bids_for_a_part_of_the_gap():
    world = testing.industry(ai_auction_share=0.5, ai_auction_block_mw=4.0)
    world.regions[0].ai_own_kw = 1_000
    world.sites[0].use = CONVERTING
    world.sites[1].planned_week, world.sites[1].planned_ai_kw = 9, 500
    world.ai_buyers[0].wanted_kw = 121_500.0
    ai_buyer.plan(world)
    buyer = world.ai_buyers[0]
    assert (buyer.signed_kw, buyer.gap_kw) == (21_500, 100_000)
    assert buyer.bid_kw == int(100_000 * 0.5 / WEEKS_PER_MONTH)
    world.ai_buyers[0].wanted_kw = 21_500 + 30_000.0  # half of it a month is less than a block a week
    ai_buyer.plan(world)
    assert (buyer.gap_kw, buyer.bid_kw) == (30_000, 0)
    world.params[0].ai_buyers = 0
    ai_buyer.plan(world)
    assert (buyer.gap_kw, buyer.bid_kw) == (0, 0)


def hall(**columns):
    world = testing.industry(ai_min_site_mw=20.0)
    world.sites[0].tenure = OWNED
    for name, value in columns.items():
        row = world.firms[0] if name in world.firms.dtype.names else world.sites[0]
        row[name] = value
    landlord.offer_halls(world, 0)
    return world, float(world.sites[0].asked_usd_per_kw_month)


def test_a_landlord_asks_what_the_mine_earns_by_its_attitude_and_its_own_capital():
    world, asked = hall()
    earns = landlord.present_use_usd_per_kw_year(world, world.firms[0], world.sites[0])
    capex = 1000 * world.params[0].ai_landlord_capex_musd_per_mw * (1 - world.params[0].ai_project_debt_share)
    assert asked == pytest.approx((earns * world.params[0].ai_vacancy_hurdle + capex / 8.0) / 12.0)
    assert hall(ai_attitude=1.5)[1] < asked < hall(ai_attitude=0.7)[1]


@pytest.mark.parametrize("columns", [{"ai_attitude": 0.0}, {"tenure": LEASED}, {"kw": 19_999}, {"use": CONVERTING}])
def test_pure_plays_tenants_and_small_or_taken_halls_are_not_on_offer(columns):
    assert hall(**columns)[1] == 0.0


def test_a_hall_for_hosting_earns_its_margin_on_the_slots_that_are_let():
    world, _ = hall(use=HOSTING)
    earns = landlord.present_use_usd_per_kw_year(world, world.firms[0], world.sites[0])
    assert earns == pytest.approx(world.params[0].power_hosting_margin_usd_per_mwh * 0.8 * 52.1775 * 168 / 1000)


def test_a_firm_that_lost_its_power_wants_power_for_its_machines():
    world = testing.industry()
    testing.stored(world, 1, 0, 1_000)
    world.firms[1].n_sites, world.firms[1].mining_kw = 0, 0
    growth.seek_power(world, 1, 1e4)
    assert world.firms[1].growth_kw == 3_500


def test_a_firm_with_free_power_or_machines_that_do_not_pay_does_not_grow():
    world = testing.industry()
    firm = world.firms[0]
    firm.free_kw = 0
    growth.seek_power(world, 0, firm.payback_limit_weeks - 1.0)
    assert firm.growth_kw == int(world.params[0].miners_growth_pace * 0.6 * firm.mining_kw)
    growth.seek_power(world, 0, firm.payback_limit_weeks + 1.0)
    assert firm.growth_kw == 0
    firm.free_kw = int(0.1 * firm.mining_kw)
    growth.seek_power(world, 0, 50.0)
    assert firm.growth_kw == 0
    firm.free_kw, firm.ai_attitude = 0, 1.6
    growth.seek_power(world, 0, 50.0)
    assert firm.growth_kw == 0


def test_only_majors_may_grow_abroad_and_only_if_allowed():
    world = testing.industry(relocation_risk_usd_per_mwh=0.0)
    abroad = testing.region(world, in_us=0, free_kw=50_000, posted_usd_per_mwh=10.0)
    firm = world.firms[0]
    assert siting.cheapest_region(world, firm, 1_000) == 0
    firm.size_class = MAJOR
    assert siting.cheapest_region(world, firm, 1_000) == 0  # it is not on anybody's map: no supply
    world.regions[abroad].supply_kw = 50_000
    assert siting.cheapest_region(world, firm, 1_000) == abroad
    world.params[0].relocation_allowed = 0
    assert siting.cheapest_region(world, firm, 1_000) == 0


def two_makers(**params):
    """Firm 0 has half its 20 MW free; a second maker's machines cost a fifth more."""
    world = testing.industry(**params)
    world.sites[0].rack_units[0] = 2_800
    world.models[0].opening_units -= 1_200
    m = testing.model(world, vendor=1)
    testing.vendor(world, m, price_usd_per_th=19.2)
    world.firms[0].payback_limit_weeks = 1e4
    testing.close_books(world)
    world.accounts[world.firms[0].account].cash_cents = 10**12
    return world


def wishes(world):
    return {int(o.vendor): int(o.units) for o in world.orders[: world.rows[0].n_orders] if o.state == WANTED}


def test_the_maker_whose_machine_pays_back_soonest_gets_the_order():
    world = two_makers()
    ordering.order_rigs(world, 0)
    assert set(wishes(world)) == {0}
    world.vendors[1].price_usd_per_th = 12.0
    world = two_makers()
    world.vendors[1].price_usd_per_th = 12.0
    ordering.order_rigs(world, 0)
    assert set(wishes(world)) == {1}


def test_an_owner_gives_its_own_maker_its_loyal_share():
    world = two_makers(vendors_loyalty_share=0.5)
    world.firms[0].stake_vendor = 1
    ordering.order_rigs(world, 0)
    found = wishes(world)
    assert set(found) == {0, 1}
    assert found[1] == pytest.approx(found[0], abs=1)
    patient = two_makers(vendors_loyalty_share=0.5)
    patient.firms[0].stake_vendor = 1
    patient.vendors[1].price_usd_per_th = 1e3  # loyalty ends where its patience does
    patient.firms[0].payback_limit_weeks = 150.0
    ordering.order_rigs(patient, 0)
    assert 1 not in wishes(patient)


def test_conduct_bounds_the_order_where_marginal_revenue_meets_cost():
    free = two_makers(miners_conduct=0.0)
    ordering.order_rigs(free, 0)
    bound = two_makers(miners_conduct=1.0)
    bound.bitcoin[0].network_th_s = 1.2e6  # it owns nearly half of this network
    ordering.order_rigs(bound, 0)
    firm, site = bound.firms[0], bound.sites[0]
    landed = 16.0 * 1.03 + bound.params[0].miners_install_usd_per_th
    running = 0.168 * 17.5 * (40.0 + bound.params[0].power_cost_besides_power_usd_per_mwh) / 1000
    cost = 1000 / 7 * (running + landed / firm.payback_limit_weeks)
    most = 1.2e6 * (1 - cost / testing.HASHPRICE)
    assert site.price_usd_per_mwh == 40.0
    assert wishes(bound) == {0: int((most - 2_800 * 200) / 200)}
    assert sum(wishes(free).values()) > wishes(bound)[0] > 0


def test_a_maker_with_a_closed_book_or_under_a_ban_gets_nothing():
    world = two_makers()
    world.vendors[0].rest_backlog_th = 46.0 * world.vendors[0].capacity_th_per_week
    ordering.order_rigs(world, 0)
    assert set(wishes(world)) == {1}
    world = two_makers()
    world.trade[0].banned = 1
    world.vendors[1].chinese = 0
    ordering.order_rigs(world, 0)
    assert set(wishes(world)) == {1}


def test_a_tenant_of_a_hall_orders_like_anybody():
    world = two_makers()
    world.sites[0].tenure = HOSTED
    ordering.order_rigs(world, 0)
    assert sum(wishes(world).values()) > 0


def test_the_scarce_kilowatt_goes_to_the_rig_that_earns_most_from_it_not_to_the_soonest_payback():
    world = testing.industry()
    frugal = testing.model(world, 200.0, 2_800)  # 14 J/TH beside 17.5
    testing.vendor(world, frugal, price_usd_per_th=19.0)
    firm, site = world.firms[0], world.sites[0]
    paybacks = [criterion.order_payback(world, firm, site, v, -1) for v in (0, 1)]
    assert paybacks[0] < paybacks[1] < firm.payback_limit_weeks
    assert ordering.best_vendor(world, firm, site, -1) == 1
    # With a short horizon the dearer machine has no time to earn its price.
    firm.payback_limit_weeks = paybacks[1]
    assert ordering.best_vendor(world, firm, site, -1) == 0


def test_a_firm_commits_its_cash_beyond_the_reserve_half_its_credit_half_its_coins_and_a_quarter_s_shares():
    world = testing.industry(miners_reserve_weeks=10.0, capital_equity_per_week=0.01, capital_hot_market=1.0)
    firm = world.firms[0]
    firm.cost_cents, firm.open_balance_cents = 1_000_000, 500_000_000
    firm.credit_limit_cents, firm.loan_cents, firm.hodl_share = 300_000_000, 100_000_000, 0.9
    free = 2_000_000_000 - 10 * 1_000_000 - 500_000_000 + 100_000_000
    assert criterion.budget_cents(world, 0) == free
    firm.hodl_share = 0.4
    coins = 50 * 80_000 * 100 // 2
    assert criterion.budget_cents(world, 0) == free + coins
    firm.listed, firm.asset_cents = 1, 1_100_000_000
    assert criterion.budget_cents(world, 0) == pytest.approx(free + coins + 13 * 0.01 * 1_000_000_000)
    firm.open_balance_cents = 10**12
    assert criterion.budget_cents(world, 0) == 0.0


@pytest.mark.parametrize(("cheaper", "best"), [(3.9, 0), (4.1, 1)])
def test_home_counts_as_four_dollars_nearer(cheaper, best):
    world = testing.industry()
    away = testing.region(world, supply_kw=50_000, free_kw=50_000, posted_usd_per_mwh=40.0 - cheaper)
    world.regions[0].posted_usd_per_mwh = 40.0
    assert siting.cheapest_region(world, world.firms[0], 1_000) == (away if best else 0)
    world.regions[away].free_kw = 249  # a quarter of what is wanted must be there
    assert siting.cheapest_region(world, world.firms[0], 1_000) == 0
