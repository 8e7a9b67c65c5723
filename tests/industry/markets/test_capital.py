"""Capital: what a lender lends, what coins fetch, maturities, covenants, shares, default."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consolidation import testing
from consolidation.catalog.causes import (
    BY_AI_BID,
    BY_CLAIM,
    BY_DEBT,
    BY_DUTY,
    BY_HALVING,
    BY_HASHPRICE,
    BY_HOST_FAILURE,
    BY_MINER_BID,
    BY_OVERHEAD,
    BY_POWER_PRICE,
    BY_WORN_FLEET,
)
from consolidation.catalog.codes import COIN_BUYERS, INVESTORS, LENDER, MAJOR, SUPPLIERS
from consolidation.catalog.payments import BORROWING, COIN_SALES, DISTRIBUTION, EQUITY, REPAYMENT
from consolidation.industry.books.ledger import pay
from consolidation.industry.holdings import purse
from consolidation.industry.markets import capital, solvency

pytestmark = [pytest.mark.interpreted, pytest.mark.bounds]

USD = 100


def lone(cash=0.0, **columns):
    """One firm with assets of 10 million dollars, no coins and no bills, in a world that lends 40 % of rigs, half of
    coins.
    """
    params = {"capital_rig_loan_to_value": 0.4, "capital_coin_loan_to_value": 0.5, "capital_covenant_weeks": 8}
    world = testing.blank(**params, **columns.pop("params", {}))
    testing.region(world)
    testing.firm(world, cash, **{"rig_value_cents": 10 * testing.MUSD, "asset_cents": 10 * testing.MUSD, **columns})
    testing.close_books(world)
    for name in ("rig_value_cents", "asset_cents"):
        world.firms[0][name] = columns.get(name, 10 * testing.MUSD)
    world.clock[0].week = 20
    return world, world.firms[0]


def spend(world, usd):
    """Bills of this week, paid whatever there is."""
    pay(world, world.firms[0].account, SUPPLIERS, round(usd * USD), 5)


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.floats(100.0, 1e6))
def test_selling_for_a_sum_brings_it_in_or_takes_the_last_coin_and_no_coin_too_many(cents, held, price):
    world, firm = lone(btc_sat=held)
    world.bitcoin[0].price_usd = price
    purse.sell_coins_for(world, firm, cents)
    sold = held - int(firm.btc_sat)
    got = testing.cash(world, 0)
    assert firm.btc_sat >= 0
    assert world.bitcoin[0].sold_total_sat == sold
    assert testing.paid(world, COIN_BUYERS, 0, COIN_SALES) == got
    assert firm.btc_sat == 0 or got >= cents
    # No coin is sold without need: a dollar and a thousandth less would not have done.
    assert got <= max(cents, 0) * 1.001 + price * 1e-6 * 2 + 2


def test_the_limit_is_loan_to_value_and_shrinks_when_hashprice_has_fallen():
    world, firm = lone(btc_sat=10 * 10**8, params={"capital_tightening": 1.0})
    capital.set_credit(world, firm)
    assert firm.credit_limit_cents == 4 * testing.MUSD + 400_000 * USD
    assert firm.loan_rate == world.params[0].capital_loan_rate
    world.bitcoin[0].hashprice_usd_per_ph_day = 0.75 * testing.HASHPRICE
    capital.set_credit(world, firm)
    assert firm.credit_limit_cents == pytest.approx(0.75 * (4 * testing.MUSD + 400_000 * USD), abs=1)
    world.params[0].capital_lending = 0
    capital.set_credit(world, firm)
    assert firm.credit_limit_cents == 0


def test_the_rate_rises_with_use_of_the_limit():
    world, firm = lone(loan_cents=2 * testing.MUSD, params={"capital_loan_rate": 0.10, "capital_leverage_spread": 0.08})
    capital.set_credit(world, firm)
    assert firm.loan_rate == pytest.approx(0.14)
    firm.loan_cents = 9 * testing.MUSD
    capital.set_credit(world, firm)
    assert firm.loan_rate == pytest.approx(0.18)


def test_a_shortfall_is_met_by_coins_then_credit_and_nobody_defaults():
    world, firm = lone(1_000.0, btc_sat=10**8)
    spend(world, 101_000.0)
    solvency.settle(world)
    assert firm.btc_sat == 0  # 80,000 dollars of coins
    assert firm.loan_cents == pytest.approx(20_000 * USD, abs=100)
    assert testing.paid(world, LENDER, 0, BORROWING) == firm.loan_cents
    assert firm.loan_due_week == 20 + world.params[0].capital_loan_weeks
    assert testing.cash(world, 0) >= 0
    assert firm.in_default == 0
    assert testing.fault(world) == ""


def test_bills_beyond_coins_and_credit_are_a_default():
    world, firm = lone(rig_value_cents=0, asset_cents=0)
    spend(world, 1.0)
    solvency.settle(world)
    assert firm.in_default == 1
    assert firm.default_cause == BY_OVERHEAD or firm.default_cause > 0


def test_a_listed_firm_issues_shares_before_it_fails_but_only_half_a_percent_a_week():
    world, firm = lone(
        rig_value_cents=0,
        size_class=MAJOR,
        listed=1,
        params={"capital_equity_per_week": 0.005, "capital_note_share": 0.0},
    )
    spend(world, 40_000.0)
    solvency.settle(world)
    assert firm.in_default == 0
    assert testing.paid(world, INVESTORS, 0, EQUITY) == 40_000 * USD
    world, firm = lone(rig_value_cents=0, size_class=MAJOR, listed=1, params={"capital_equity_per_week": 0.005})
    spend(world, 60_000.0)
    solvency.settle(world)
    assert firm.in_default == 1
    assert testing.paid(world, INVESTORS, 0, EQUITY) == 50_000 * USD


@pytest.mark.parametrize("shut", ["not listed", "switched off", "price has fallen"])
def test_the_market_is_shut(shut):
    world, firm = lone(listed=1, params={"capital_market_floor": 0.75})
    assert capital.market_open(world, firm)
    if shut == "not listed":
        firm.listed = 0
    elif shut == "switched off":
        world.params[0].capital_equity = 0
    else:
        world.bitcoin[0].price_usd = 0.74 * testing.PRICE
    assert not capital.market_open(world, firm)
    assert capital.issue_shares(world, 0, 1_000) == 0


def test_a_loan_that_falls_due_rolls_over_within_the_limit_and_shrinks_beyond_it():
    world, firm = lone(loan_cents=3 * testing.MUSD, loan_due_week=20)
    solvency.settle(world)
    assert (firm.loan_cents, firm.loan_due_week) == (3 * testing.MUSD, 20 + world.params[0].capital_loan_weeks)
    world, firm = lone(5e6, loan_cents=6 * testing.MUSD, loan_due_week=20, params={"capital_covenant": 5.0})
    firm.open_balance_cents = 10**12  # nothing is spare
    solvency.settle(world)
    assert firm.loan_cents == 6 * testing.MUSD - 2 * testing.MUSD // 8
    assert firm.loan_due_week == 33
    assert testing.paid(world, 0, LENDER, REPAYMENT) == 2 * testing.MUSD // 8
    assert testing.fault(world) == ""


def test_notes_that_fall_due_are_refinanced_in_an_open_market_and_repaid_in_quarters_in_a_shut_one():
    world, firm = lone(size_class=MAJOR, listed=1, notes_cents=4 * testing.MUSD, notes_due_week=20)
    solvency.meet_maturities(world, firm)
    assert firm.notes_due_week == 20 + world.params[0].capital_note_weeks
    firm.listed, firm.notes_due_week = 0, 20
    spend(world, -0.0)
    world.accounts[firm.account].cash_cents += 3 * testing.MUSD
    world.accounts[firm.account].opened_cents += 3 * testing.MUSD
    solvency.meet_maturities(world, firm)
    assert firm.notes_cents == 3 * testing.MUSD
    assert firm.notes_due_week == 33
    assert testing.fault(world) == ""


def test_a_breached_covenant_is_cured_from_cash_or_ends_the_firm_after_its_weeks():
    columns = {"loan_cents": 9 * testing.MUSD, "loan_due_week": 500, "params": {"capital_covenant": 0.75}}
    world, firm = lone(2e6, **columns)
    solvency.keep_covenant(world, 0)
    assert (firm.loan_cents, firm.breach_weeks) == (750 * testing.MUSD // 100, 0)
    assert testing.fault(world) == ""
    world, firm = lone(0.0, **columns)
    for week in range(1, 8):
        solvency.keep_covenant(world, 0)
        assert (firm.breach_weeks, firm.in_default) == (week, 0)
    solvency.keep_covenant(world, 0)
    assert (firm.in_default, firm.default_cause) == (1, BY_DEBT)


def test_no_margin_call_in_the_first_weeks():
    world, firm = lone(0.0, loan_cents=9 * testing.MUSD)
    world.clock[0].week = 8
    solvency.keep_covenant(world, 0)
    assert firm.breach_weeks == 0


def test_spare_cash_repays_loans_and_then_owners_draw_a_part():
    world, firm = lone(4e6, loan_cents=testing.MUSD // 2, loan_due_week=500, params={"miners_distribution": 0.4})
    solvency.use_spare_cash(world, firm)
    assert firm.loan_cents == 0  # a quarter of the spare four million would pay twice as much
    left = 35 * testing.MUSD // 10
    assert testing.paid(world, 0, INVESTORS, DISTRIBUTION) == int(0.4 / 13 * left)
    world, firm = lone(4e6, size_class=MAJOR)
    solvency.use_spare_cash(world, firm)
    assert testing.cash(world, 0) == 4 * testing.MUSD


def test_convertibles_come_when_the_price_has_risen_and_within_the_share():
    params = {"capital_note_share": 0.25, "capital_equity_per_week": 0.0}
    world, firm = lone(size_class=MAJOR, listed=1, cost_cents=testing.MUSD, params=params)
    solvency.raise_capital(world, 0)
    assert firm.notes_cents == 0
    world.bitcoin[0].price_usd = 1.2 * testing.PRICE
    solvency.raise_capital(world, 0)
    assert firm.notes_cents == testing.MUSD // 2  # a twentieth of net assets at a time
    assert testing.fault(world) == ""
    firm.notes_cents = 24 * testing.MUSD // 10
    firm.asset_cents = 12 * testing.MUSD
    before = int(firm.notes_cents)
    solvency.raise_capital(world, 0)
    assert firm.notes_cents == before  # a quarter of 9.6 million is reached


def test_raising_cash_does_all_or_nothing():
    world, firm = lone(100.0, btc_sat=10**7)
    capital.set_credit(world, firm)
    everything = int(purse.means(world, firm))
    assert not purse.raise_cash(world, firm, everything + 1)
    assert (testing.cash(world, 0), firm.btc_sat, firm.loan_cents) == (100 * USD, 10**7, 0)
    assert purse.raise_cash(world, firm, everything)
    assert testing.cash(world, 0) >= everything
    assert testing.fault(world) == ""


def failing(**columns):
    """A firm whose cause of failure is asked for; it runs 10 MW of 17.5 J/TH at the price it began with."""
    world, firm = lone(**{"mining_kw": 10_000, "peak_us_kw": 10_000, "cost_cents": 100_000})
    firm.mining_kw = firm.peak_us_kw = 10_000
    firm.fleet_watts, firm.installed_th_s = 9.5e6, 9.5e6 / 17.5
    firm.power_usd_per_mwh = firm.opening_power_usd_per_mwh = 45.0
    for name, value in columns.items():
        row = world.bitcoin[0] if name in world.bitcoin.dtype.names else firm
        row[name] = value
    return int(solvency.cause_of_failure(world, firm))


@pytest.mark.parametrize(
    ("columns", "cause"),
    [
        ({"evicted_kw": 6_000, "mining_kw": 4_000, "eviction_cause": BY_HOST_FAILURE}, BY_HOST_FAILURE),
        ({"lost_to_ai_kw": 6_000}, BY_AI_BID),
        ({"lost_to_miners_kw": 6_000}, BY_MINER_BID),
        ({"claim_due_week": 90, "claim_cents": 3 * testing.MUSD}, BY_CLAIM),
        ({"profit_cents": 10.0, "loan_cents": 10**9, "loan_rate": 0.1}, BY_DEBT),
        ({"duties_52w_cents": 1_300_000}, BY_DUTY),
        ({"fleet_watts": 3.9e6}, BY_WORN_FLEET),
        ({"power_usd_per_mwh": 60.0}, BY_POWER_PRICE),
        ({}, BY_OVERHEAD),
        ({"hashprice_usd_per_ph_day": 30.0}, BY_HASHPRICE),
        ({"hashprice_usd_per_ph_day": 30.0, "last_halving_week": 10}, BY_HALVING),
        # What weighs most is named: 15 dollars dearer power against 20 dollars less revenue.
        ({"power_usd_per_mwh": 60.0, "hashprice_usd_per_ph_day": 41.6}, BY_HASHPRICE),
    ],
)
def test_a_failure_is_put_down_to_what_weighed_most(columns, cause):
    assert failing(**columns) == cause
