"""A firm's week with its lenders and investors, worked by hand: extensions, spare cash, notes, what a failure is put
down to.
"""

import pytest

from consolidation import testing
from consolidation.catalog.causes import (
    BY_AI_BID,
    BY_CLAIM,
    BY_DUTY,
    BY_HALVING,
    BY_HASHPRICE,
    BY_POWER_PRICE,
    BY_WORN_FLEET,
)
from consolidation.catalog.codes import INVESTORS, LENDER, MAJOR, MINERS, SMALL
from consolidation.catalog.payments import BORROWING, DISTRIBUTION, REPAYMENT
from consolidation.industry.markets import solvency

pytestmark = [pytest.mark.interpreted, pytest.mark.bounds]

WEEKLY = 100_000_00  # costs, in cents


def with_spare_cash(size_class=SMALL, loan=0, weeks=39, **params):
    """A firm with so many weeks of costs in cash."""
    world = testing.industry(**params)
    firm = world.firms[0]
    firm.size_class, firm.loan_cents, firm.cost_cents = size_class, loan, WEEKLY
    world.accounts[firm.account].cash_cents = weeks * WEEKLY
    return world, firm


def test_owners_draw_a_quarter_s_part_of_what_is_beyond_half_a_year_of_costs():
    world, firm = with_spare_cash(miners_distribution=0.5)
    solvency.use_spare_cash(world, firm)
    assert testing.paid(world, MINERS, INVESTORS, DISTRIBUTION) == int(0.5 / 13 * 13 * WEEKLY)
    world, firm = with_spare_cash(miners_distribution=0.5, weeks=26)
    solvency.use_spare_cash(world, firm)
    assert testing.paid(world, MINERS, INVESTORS, DISTRIBUTION) == 0


def test_a_quarter_of_spare_cash_repays_the_loan_first():
    world, firm = with_spare_cash(loan=50 * WEEKLY)
    solvency.use_spare_cash(world, firm)
    assert testing.paid(world, MINERS, LENDER, REPAYMENT) == 13 * WEEKLY // 4
    assert testing.paid(world, MINERS, INVESTORS, DISTRIBUTION) == 0


def test_a_loan_beyond_its_limit_is_extended_for_an_eighth_of_the_excess_and_notes_for_a_quarter():
    world, firm = with_spare_cash(loan=9_000_001)
    firm.credit_limit_cents = 1_000_000
    firm.loan_due_week = 1
    firm.notes_cents, firm.notes_due_week = 4_000_003, 1
    solvency.meet_maturities(world, firm)
    assert (firm.loan_due_week, firm.notes_due_week) == (14, 14)
    assert firm.loan_cents == 9_000_001 - 8_000_001 // 8
    assert firm.notes_cents == 4_000_003 - 4_000_003 // 4


def major(price_over_mean=1.2, **params):
    world, firm = with_spare_cash(MAJOR, weeks=0, capital_note_share=0.5, capital_equity_per_week=0.0, **params)
    firm.listed, firm.asset_cents = 1, 2_000_000_019
    world.bitcoin[0].price_usd = price_over_mean * world.bitcoin[0].price_mean_26w
    solvency.raise_capital(world, 0)
    return testing.paid(world, LENDER, MINERS, BORROWING)


def test_a_twentieth_of_net_assets_is_issued_in_notes_a_week_while_the_price_is_up():
    assert major() == 2_000_000_019 // 20
    assert major(price_over_mean=1.09) == 0


def failed(**columns):
    world = testing.industry()
    firm = world.firms[0]
    firm.peak_us_kw, firm.asset_cents, firm.cost_cents = 20_000, 8_000_000, 1_000
    for name, value in columns.items():
        row = firm if name in firm.dtype.names else world.bitcoin[0]
        row[name] = value
    return solvency.cause_of_failure(world, firm)


@pytest.mark.parametrize(
    ("columns", "cause"),
    [
        ({}, BY_HASHPRICE),
        ({"lost_to_ai_kw": 10_001}, BY_AI_BID),
        ({"lost_to_ai_kw": 10_000}, BY_HASHPRICE),
        ({"claim_due_week": 9, "claim_cents": 2_000_001}, BY_CLAIM),
        ({"claim_due_week": 9, "claim_cents": 2_000_000}, BY_HASHPRICE),
        ({"duties_52w_cents": 12_001}, BY_DUTY),
        ({"duties_52w_cents": 12_000}, BY_HASHPRICE),
        ({"mining_kw": 40_000}, BY_WORN_FLEET),
        ({"power_usd_per_mwh": 60.0, "opening_power_usd_per_mwh": 40.0}, BY_POWER_PRICE),
        ({"last_halving_week": 1}, BY_HALVING),
    ],
)
def test_what_weighed_most_is_the_cause(columns, cause):
    # Hashprice has fallen by five dollars, and power costs what it did.
    base = {"opening_hashprice": testing.HASHPRICE + 5.0, "power_usd_per_mwh": 40.0, "opening_power_usd_per_mwh": 40.0}
    assert failed(**base | columns) == cause
