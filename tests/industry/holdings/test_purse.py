"""A firm's purse: coins, credit and cash, to the cent."""

import pytest

from consolidation import testing
from consolidation.catalog.codes import COIN_BUYERS, INVESTORS, LENDER
from consolidation.catalog.payments import BORROWING, COIN_SALES, REPAYMENT, VENDOR_FUNDING
from consolidation.industry.holdings import purse

pytestmark = [pytest.mark.interpreted, pytest.mark.bounds]


def lone(usd=0.0, **columns):
    world = testing.blank(capital_loan_weeks=52)
    testing.region(world)
    testing.firm(world, usd, **columns)
    testing.close_books(world)
    world.clock[0].week = 10
    world.firms[0].credit_limit_cents = columns.get("credit_limit_cents", 0)
    return world, world.firms[0]


def test_a_first_loan_sets_the_maturity_and_a_second_leaves_it():
    world, firm = lone()
    purse.borrow(world, firm, 0)
    assert firm.loan_due_week == 0
    purse.borrow(world, firm, 500)
    assert (firm.loan_cents, firm.loan_due_week, testing.cash(world, 0)) == (500, 62, 500)
    world.clock[0].week = 20
    purse.borrow(world, firm, 1)
    assert (firm.loan_cents, firm.loan_due_week) == (501, 62)
    assert world.books[0].lender_book_cents == testing.paid(world, LENDER, 0, BORROWING) == 501


def test_no_more_is_paid_back_than_is_owed():
    world, firm = lone(10.0, loan_cents=300)
    purse.repay(world, firm, 200)
    assert (firm.loan_cents, testing.cash(world, 0)) == (100, 800)
    purse.repay(world, firm, 200)
    assert (firm.loan_cents, testing.cash(world, 0), world.books[0].lender_book_cents) == (0, 700, 0)
    purse.repay(world, firm, -5)
    assert testing.paid(world, 0, LENDER, REPAYMENT) == 300


def test_cash_is_raised_from_coins_first_then_from_credit_or_not_at_all():
    world, firm = lone(1.0, btc_sat=1_000_000, credit_limit_cents=50_000)
    assert purse.coin_cents(world, 1_000_000) == 80_000
    assert purse.means(world, firm) == 100 + 80_000 + 50_000
    assert not purse.raise_cash(world, firm, 130_101)
    assert (testing.cash(world, 0), int(firm.btc_sat), int(firm.loan_cents)) == (100, 1_000_000, 0)
    assert purse.raise_cash(world, firm, 100)
    assert firm.btc_sat == 1_000_000
    assert purse.raise_cash(world, firm, 40_100)
    assert testing.cash(world, 0) == 40_100 and firm.loan_cents == 0
    assert purse.raise_cash(world, firm, 130_000)
    assert firm.btc_sat == 0 and testing.cash(world, 0) == 130_000
    assert testing.paid(world, COIN_BUYERS, 0, COIN_SALES) + firm.loan_cents == 130_000 - 100


def test_a_satoshi_more_covers_the_cent_that_rounding_takes():
    world, firm = lone(btc_sat=10_000_000)
    world.bitcoin[0].price_usd = 30_000.0
    purse.sell_coins_for(world, firm, 1_001)
    assert 1_001 <= testing.cash(world, 0) <= 1_002
    assert world.bitcoin[0].sold_total_sat == 10_000_000 - firm.btc_sat


def test_unused_credit_and_the_costs_of_weeks_are_never_negative():
    _, firm = lone(loan_cents=10, credit_limit_cents=4)
    assert purse.unused_credit(firm) == 0
    firm.cost_cents = -7
    assert purse.weeks_of_costs(firm, 26.0) == 0
    firm.cost_cents = 7
    assert purse.weeks_of_costs(firm, 26.0) == 182


def test_a_maker_s_investors_make_good_what_it_lacks_and_no_more():
    world = testing.industry()
    vendor = world.vendors[0]
    purse.fund_vendor(world, vendor)
    assert testing.paid(world, INVESTORS, 1, VENDOR_FUNDING) == 0
    world.accounts[vendor.account].cash_cents = -250
    purse.fund_vendor(world, vendor)
    assert world.accounts[vendor.account].cash_cents == 0
