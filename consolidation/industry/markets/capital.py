"""Capital: what a firm can turn into cash, and on what terms: coins, secured loans, shares.

Small miners borrow against rigs and coins; the rate rises with use, credit shrinks when hashprice has fallen. Listed
firms also issue shares while their market is open.
"""

from ...catalog.codes import INVESTORS
from ...catalog.events import SHARES_ISSUED
from ...catalog.payments import EQUITY
from ...engine.arithmetic import to_power, whole
from ...engine.rule import rule
from ..books.ledger import pay, tell
from ..holdings.purse import coin_cents, net_assets

WORTH_TELLING_CENTS = 1_000_000_000  # ten million dollars


@rule
def set_credit(world, firm):
    """The limit a lender would go to, and the rate:
    loan-to-value on rigs and coins, tighter when hashprice has fallen.
    """
    p = world.params[0]
    b = world.bitcoin[0]
    mood = 1.0
    if b.hashprice_mean_26w > 0.0:
        fall = max(1.0 - b.hashprice_usd_per_ph_day / b.hashprice_mean_26w, 0.0)
        mood = max(1.0 - p.capital_tightening * fall, 0.0)
    coins = coin_cents(world, firm.btc_sat)
    limit = p.capital_rig_loan_to_value * firm.rig_value_cents + p.capital_coin_loan_to_value * coins
    firm.credit_limit_cents = whole(mood * limit) if p.capital_lending == 1 else 0
    use = 0.0
    if firm.credit_limit_cents > 0:
        use = min(firm.loan_cents / firm.credit_limit_cents, 1.0)
    firm.loan_rate = p.capital_loan_rate + p.capital_leverage_spread * use


@rule
def market_open(world, firm):
    """Whether shares and notes can be placed: a listed firm, and a price not far below its half-year mean."""
    p = world.params[0]
    b = world.bitcoin[0]
    if p.capital_equity == 0 or firm.listed == 0:
        return False
    return b.price_usd >= p.capital_market_floor * b.price_mean_26w


@rule
def market_takes(world):
    """Shares a market takes in a week, over net assets:
    more when the price has risen (hot issue markets; Ritter 1984).
    """
    p = world.params[0]
    b = world.bitcoin[0]
    heat = to_power(b.price_usd / b.price_mean_26w, p.capital_hot_market) if b.price_mean_26w > 0.0 else 1.0
    return p.capital_equity_per_week * min(heat, world.fixed[0].most_market_heat)


@rule
def issue_shares(world, i, cents):
    """Issue shares for `cents`, within the weekly limit; what came in."""
    firm = world.firms[i]
    if cents <= 0 or not market_open(world, firm):
        return 0
    most = whole(market_takes(world) * max(net_assets(firm), 0))
    cents = min(cents, most)
    if cents > 0:
        pay(world, INVESTORS, firm.account, cents, EQUITY)
        if cents >= WORTH_TELLING_CENTS:
            tell(world, SHARES_ISSUED, firm=i, cents=cents)
    return cents


@rule
def place_shares(world, firm, cents):
    """Place shares for a signed project, outside the weekly limit (the caller has checked the market)."""
    if cents > 0:
        pay(world, INVESTORS, firm.account, cents, EQUITY)
