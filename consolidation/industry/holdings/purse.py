"""A firm's purse: cash, coins and unused credit, and how one becomes the other."""

from ...catalog.codes import COIN_BUYERS, INVESTORS, LENDER
from ...catalog.payments import BORROWING, COIN_SALES, REPAYMENT, VENDOR_FUNDING
from ...engine.arithmetic import whole
from ...engine.rule import rule
from ..books.ledger import cash, pay


@rule
def coin_cents(world, sat):
    """What satoshis fetch at the week's price (whole cents, rounded down)."""
    return whole(sat * (world.bitcoin[0].price_usd / 1e6))


@rule
def sell_coins(world, firm, sat):
    """Sell satoshis at the week's price."""
    if sat <= 0:
        return
    pay(world, COIN_BUYERS, firm.account, coin_cents(world, sat), COIN_SALES)
    firm.btc_sat -= sat
    world.bitcoin[0].sold_total_sat += sat


@rule
def sell_coins_for(world, firm, cents):
    """Sell just enough coins to bring in `cents`, or all there are."""
    if cents <= 0 or firm.btc_sat <= 0:
        return
    sat = whole(cents * 1e6 / world.bitcoin[0].price_usd) + 1
    # The price of a coin rounds down: one satoshi more covers the cent that rounding took.
    while sat < firm.btc_sat and coin_cents(world, sat) < cents:
        sat += 1 + sat // 100_000
    sell_coins(world, firm, min(sat, firm.btc_sat))


@rule
def fund_vendor(world, vendor):
    """A maker's investors make good what its production has cost beyond its cash."""
    short = -cash(world, vendor.account)
    if short > 0:
        pay(world, INVESTORS, vendor.account, short, VENDOR_FUNDING)


@rule
def unused_credit(firm):
    """What a lender would still lend (cents)."""
    return max(firm.credit_limit_cents - firm.loan_cents, 0)


@rule
def borrow(world, firm, cents):
    """Draw a secured loan; a first draw sets the maturity."""
    if cents <= 0:
        return
    if firm.loan_cents == 0:
        firm.loan_due_week = world.clock[0].week + world.params[0].capital_loan_weeks
    firm.loan_cents += cents
    world.books[0].lender_book_cents += cents
    pay(world, LENDER, firm.account, cents, BORROWING)


@rule
def repay(world, firm, cents):
    """Pay back a part of the secured loan."""
    cents = min(cents, firm.loan_cents)
    if cents <= 0:
        return
    firm.loan_cents -= cents
    world.books[0].lender_book_cents -= cents
    pay(world, firm.account, LENDER, cents, REPAYMENT)


@rule
def weeks_of_costs(firm, weeks):
    """What a firm keeps for so many weeks (cents). Support may exceed a week's costs: then it needs to keep nothing."""
    return weeks * max(firm.cost_cents, 0)


@rule
def means(world, firm):
    """Cash, coins and unused credit together (cents)."""
    return cash(world, firm.account) + coin_cents(world, firm.btc_sat) + unused_credit(firm)


@rule
def raise_cash(world, firm, cents):
    """Bring the firm's cash to `cents` by selling coins, then borrowing;
    False, and nothing done, if that is not enough.
    """
    short = cents - cash(world, firm.account)
    if short <= 0:
        return True
    if means(world, firm) < cents:
        return False
    sell_coins_for(world, firm, short)
    borrow(world, firm, max(cents - cash(world, firm.account), 0))
    return True


@rule
def net_assets(firm):
    """Assets at market value less debt (cents)."""
    return firm.asset_cents - firm.loan_cents - firm.notes_cents
