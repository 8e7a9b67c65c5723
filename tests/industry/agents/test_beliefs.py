"""A firm's week in money: power, credit, support, hosting, overhead, interest, rent, and the coins it sells."""

import pytest

from consolidation import testing
from consolidation.catalog.codes import (
    AI,
    AI_CUSTOMERS,
    COIN_BUYERS,
    GOVERNMENT,
    HOSTED,
    HOSTING,
    LENDER,
    MAJOR,
    OWNED,
    REST_OF_WORLD,
    SUPPLIERS,
    UTILITIES,
)
from consolidation.catalog.payments import (
    AI_LEASE,
    COIN_SALES,
    DEMAND_RESPONSE,
    ENERGY_SUPPORT,
    HOSTING_FEE,
    INTEREST,
    OVERHEAD,
    POWER,
    REPAIRS,
)
from consolidation.industry.markets import bills

pytestmark = [pytest.mark.interpreted, pytest.mark.bounds]

HOURS = 168


def week(**params):
    """Firm 0 draws 10 MW at 40 USD/MWh; firm 1 stands still."""
    world = testing.industry(
        **{
            "mining_curtailed_hours": 0.05,
            "power_cost_besides_power_usd_per_mwh": 2.0,
            "miners_overhead_usd_per_week": 4_000.0,
            "miners_overhead_usd_per_mw_week": 1_000.0,
            **params,
        }
    )
    world.sites[0].draw_kw = 10_000
    return world


def test_power_repairs_and_overhead_are_paid_by_the_megawatt_hour_and_the_megawatt():
    world = week()
    bills.pay_the_bills(world)
    assert testing.paid(world, 0, UTILITIES, POWER) == 10 * HOURS * 40 * 100
    assert testing.paid(world, 0, SUPPLIERS, REPAIRS) == 10 * HOURS * 2 * 100
    firm = world.firms[0]
    assert firm.overhead_cents == (4_000 + 20 * 1_000) * 100
    assert testing.paid(world, 0, SUPPLIERS, OVERHEAD) == firm.overhead_cents + (4_000 + 2 * 1_000) * 100
    assert firm.cost_cents == 10 * HOURS * 42 * 100 + firm.overhead_cents
    assert firm.power_cents == 10 * HOURS * 40 * 100
    assert testing.fault(world) == ""


def test_a_curtailed_site_pays_for_fewer_hours_and_is_paid_for_the_others():
    world = week()
    world.sites[0].curtailable, world.regions[0].credit_usd_per_mwh = 1.0, 6.0
    bills.pay_the_bills(world)
    mwh = 10 * HOURS * 0.95
    assert testing.paid(world, 0, UTILITIES, POWER) == pytest.approx(mwh * 40 * 100, abs=1)
    assert testing.paid(world, UTILITIES, 0, DEMAND_RESPONSE) == pytest.approx(mwh * 6 * 100, abs=1)


def test_the_government_s_support_is_paid_by_the_megawatt_hour():
    world = week(energy_support_usd_per_mwh=5.0, energy_support_week=1)
    bills.pay_the_bills(world)
    assert testing.paid(world, GOVERNMENT, 0, ENERGY_SUPPORT) == 10 * HOURS * 5 * 100
    world = week(energy_support_usd_per_mwh=5.0, energy_support_week=2)
    bills.pay_the_bills(world)
    assert testing.paid(world, GOVERNMENT, 0, ENERGY_SUPPORT) == 0


def test_a_tenant_pays_its_host_and_the_host_the_utility():
    world = week()
    hall = testing.site(world, 1, 0, 30_000, 31.0, tenure=OWNED, use=HOSTING, hosted_kw=20_000)
    world.sites[0].tenure, world.sites[0].host_site = HOSTED, hall
    testing.close_books(world)
    bills.pay_the_bills(world)
    assert testing.paid(world, 0, 0, HOSTING_FEE) == 10 * HOURS * 40 * 100
    assert testing.paid(world, 0, UTILITIES, POWER) == 10 * HOURS * 31 * 100
    outsiders = 10 * 0.8 * HOURS * world.params[0].power_hosting_margin_usd_per_mwh * 100
    assert testing.paid(world, REST_OF_WORLD, 0, HOSTING_FEE) == pytest.approx(outsiders, abs=1)
    assert testing.fault(world) == ""


def test_an_ai_tenant_pays_its_rent_by_the_week():
    world = week()
    hall = testing.site(world, 1, 0, 50_000, tenure=OWNED, use=AI, lease_usd_per_kw_month=10.0)
    testing.close_books(world)
    bills.pay_the_bills(world)
    rent = world.sites[hall].kw * 120.0 / 52.1775 * 100
    assert testing.paid(world, AI_CUSTOMERS, 0, AI_LEASE) == pytest.approx(rent, abs=1)
    assert world.firms[1].revenue_cents == testing.paid(world, AI_CUSTOMERS, 0, AI_LEASE)


def test_interest_is_the_rate_of_each_debt():
    world = week(capital_note_rate=0.03)
    firm = world.firms[0]
    firm.loan_cents, firm.loan_rate, firm.notes_cents = 100 * testing.MUSD, 0.10, 200 * testing.MUSD
    testing.close_books(world)
    bills.pay_the_bills(world)
    assert testing.paid(world, 0, LENDER, INTEREST) == int(16 * testing.MUSD / 52.1775)


def test_majors_and_listed_small_firms_have_more_overhead():
    world = week()
    world.firms[0].size_class, world.firms[1].named = MAJOR, 1
    bills.pay_the_bills(world)
    params = world.params[0]
    assert world.firms[0].overhead_cents == (24_000 + params.miners_overhead_major_usd_per_week) * 100
    assert world.firms[1].overhead_cents == (6_000 + params.miners_overhead_listed_small_usd_per_week) * 100


def test_the_share_of_coins_that_is_not_kept_is_sold_and_more_if_the_bills_need_it():
    world = week()
    rich, poor = world.firms[0], world.firms[1]
    rich.mined_sat, rich.hodl_share = 10**7, 0.75
    poor.mined_sat, poor.hodl_share = 10**6, 1.0
    world.accounts[poor.account].cash_cents = -50_000
    coins = int(rich.btc_sat), int(poor.btc_sat)
    bills.sell_to_cover(world, rich)
    bills.sell_to_cover(world, poor)
    assert coins[0] - rich.btc_sat == 2_500_000
    assert testing.cash(world, 1) >= 0
    assert coins[1] - poor.btc_sat == pytest.approx(500 / testing.PRICE * 1e8, abs=20)
    assert testing.paid(world, COIN_BUYERS, 0, COIN_SALES) == pytest.approx(250_000 * 0.8 + 50_000, abs=3)


def test_profit_is_a_mean_of_about_eight_weeks_and_starts_with_the_first():
    world = week()
    bills.pay_the_bills(world)
    first = float(world.firms[0].profit_cents)
    assert first == world.firms[0].revenue_cents - world.firms[0].cost_cents
    world.clock[0].week = 2
    world.sites[0].draw_kw = 0
    bills.pay_the_bills(world)
    second = float(world.firms[0].revenue_cents - world.firms[0].cost_cents)
    assert world.firms[0].profit_cents == pytest.approx(first + (second - first) / 8)


def test_the_dead_pay_nothing():
    world = week()
    world.firms[0].alive = 0
    bills.pay_the_bills(world)
    assert testing.paid(world, 0, UTILITIES, POWER) == 0
