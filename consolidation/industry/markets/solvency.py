"""Solvency: each firm's week with its lenders and investors. Maturities, shortfalls, covenants, new capital, spare
cash, default.

A firm defaults when bills are unpaid after coins, credit and what its share issue brings are gone, or when a breach of
its covenant is not cured in time. Why it failed is read off what weighed most.
"""

from ...catalog.causes import (
    BY_AI_BID,
    BY_CLAIM,
    BY_COVENANT,
    BY_DEBT,
    BY_DUTY,
    BY_HALVING,
    BY_HASHPRICE,
    BY_MINER_BID,
    BY_OVERHEAD,
    BY_POWER_PRICE,
    BY_WORN_FLEET,
)
from ...catalog.codes import IN_DEFAULT, INVESTORS, LENDER, MAJOR, SMALL, THE_LENDER
from ...catalog.events import COVENANT_BREACH, DEFAULT, LOAN, NOTES_ISSUED
from ...catalog.payments import BORROWING, DISTRIBUTION, REPAYMENT
from ...catalog.units import KWH_PER_WATT_DAY, WEEKS_PER_YEAR
from ...engine.arithmetic import whole
from ...engine.rule import rule
from ..books.ledger import cash, pay, tell
from ..holdings import purse
from . import capital

LOAN_WORTH_TELLING_CENTS = 20_000_000  # two hundred thousand dollars


@rule
def settle(world):
    """Each firm's week with its lenders and investors, after its bills."""
    for i in range(world.rows[0].n_firms):
        firm = world.firms[i]
        if firm.alive == 0:
            continue
        capital.set_credit(world, firm)
        meet_maturities(world, firm)
        cover_shortfall(world, i)
        if firm.in_default != 0:
            continue
        keep_covenant(world, i)
        raise_capital(world, i)
        use_spare_cash(world, firm)


@rule
def meet_maturities(world, firm):
    """Loans roll over as far as the limit allows; notes are refinanced if the market is open, else repaid."""
    p = world.params[0]
    f = world.fixed[0]
    week = world.clock[0].week
    if firm.loan_cents > 0 and firm.loan_due_week <= week:
        over = firm.loan_cents - firm.credit_limit_cents
        if over > 0:
            # An amortising extension: a part of the excess now, the rest when it falls due again.
            firm.loan_due_week = week + f.extension_weeks
            pay_principal(world, firm, max(whole(f.loan_extension_repaid * over), 1), True)
        else:
            firm.loan_due_week = week + p.capital_loan_weeks
    if firm.notes_cents > 0 and firm.notes_due_week <= week:
        if capital.market_open(world, firm) and purse.net_assets(firm) > 0:
            firm.notes_due_week = week + p.capital_note_weeks
        else:
            firm.notes_due_week = week + f.extension_weeks
            pay_principal(world, firm, max(whole(f.note_extension_repaid * firm.notes_cents), 1), False)


@rule
def pay_principal(world, firm, cents, secured):
    """Pay principal, from coins if need be; cash may go negative, which the next rule judges."""
    purse.sell_coins_for(world, firm, cents - cash(world, firm.account))
    if secured:
        cents = min(cents, firm.loan_cents)
        firm.loan_cents -= cents
    else:
        cents = min(cents, firm.notes_cents)
        firm.notes_cents -= cents
    world.books[0].lender_book_cents -= cents
    pay(world, firm.account, LENDER, cents, REPAYMENT)


@rule
def cover_shortfall(world, i):
    """Bills beyond cash and coins are borrowed, then met by shares; else the firm defaults."""
    firm = world.firms[i]
    short = -cash(world, firm.account)
    if short <= 0:
        return
    purse.sell_coins_for(world, firm, short)
    short = -cash(world, firm.account)
    loan = min(short, purse.unused_credit(firm))
    if loan > 0:
        purse.borrow(world, firm, loan)
        if loan >= LOAN_WORTH_TELLING_CENTS:
            tell(world, LOAN, firm=i, other=THE_LENDER, cents=loan)
    short = -cash(world, firm.account)
    if short > 0:
        capital.issue_shares(world, i, short)
    if cash(world, firm.account) < 0:
        default(world, i, cause_of_failure(world, firm), DEFAULT)


@rule
def default(world, i, cause, kind):
    """Mark a firm to be wound up this week."""
    firm = world.firms[i]
    firm.in_default = IN_DEFAULT
    firm.default_cause = cause
    tell(
        world,
        kind,
        firm=i,
        other=THE_LENDER,
        kw=firm.mining_kw,
        th_s=firm.hash_th_s,
        cents=firm.loan_cents + firm.notes_cents,
        cause=cause,
    )


@rule
def keep_covenant(world, i):
    """A lender calls when secured debt stays above the covenant; a firm that cannot cure in time is wound up."""
    p = world.params[0]
    firm = world.firms[i]
    if firm.loan_cents == 0 or world.clock[0].week <= p.capital_covenant_weeks:
        firm.breach_weeks = 0
        return
    if firm.loan_cents <= p.capital_covenant * firm.asset_cents:
        firm.breach_weeks = 0
        return
    firm.breach_weeks += 1
    if firm.breach_weeks == 1:
        tell(world, COVENANT_BREACH, firm=i, other=THE_LENDER, cents=firm.loan_cents, cause=BY_COVENANT)
    excess = firm.loan_cents - whole(p.capital_covenant * firm.asset_cents)
    purse.sell_coins_for(world, firm, excess - cash(world, firm.account))
    purse.repay(world, firm, min(excess, max(cash(world, firm.account), 0)))
    if firm.loan_cents <= p.capital_covenant * firm.asset_cents:
        firm.breach_weeks = 0
    elif firm.breach_weeks >= p.capital_covenant_weeks:
        default(world, i, BY_DEBT, DEFAULT)


@rule
def raise_capital(world, i):
    """Listed firms top up their cash with shares, and with convertibles when the price has risen."""
    p = world.params[0]
    f = world.fixed[0]
    b = world.bitcoin[0]
    firm = world.firms[i]
    if not capital.market_open(world, firm):
        return
    target = purse.weeks_of_costs(firm, f.cash_target_weeks) + firm.open_balance_cents
    short = target - cash(world, firm.account)
    if short <= 0:
        return
    capital.issue_shares(world, i, short)
    nav = purse.net_assets(firm)
    if firm.size_class != MAJOR or nav <= 0 or b.price_usd < f.note_price_over_mean * b.price_mean_26w:
        return
    issue = min(whole(p.capital_note_share * nav) - firm.notes_cents, whole(f.note_issue_share * nav))
    if issue > whole(f.least_note_issue_share * nav):
        if firm.notes_cents == 0:
            firm.notes_due_week = world.clock[0].week + p.capital_note_weeks
        firm.notes_cents += issue
        world.books[0].lender_book_cents += issue
        pay(world, LENDER, firm.account, issue, BORROWING)
        tell(world, NOTES_ISSUED, firm=i, other=THE_LENDER, cents=issue)


@rule
def use_spare_cash(world, firm):
    """Cash beyond half a year of costs repays loans; owners of small firms draw a part of what is left."""
    f = world.fixed[0]
    held = purse.weeks_of_costs(firm, f.cash_target_weeks) + firm.open_balance_cents
    spare = cash(world, firm.account) - held
    if spare <= 0:
        return
    purse.repay(world, firm, whole(f.spare_cash_repaid * spare))
    if firm.size_class == SMALL and firm.loan_cents == 0:
        spare = cash(world, firm.account) - held
        draw = whole(world.params[0].miners_distribution / f.distribution_weeks * max(spare, 0))
        pay(world, firm.account, INVESTORS, draw, DISTRIBUTION)


@rule
def cause_of_failure(world, firm):
    """What weighed most on a firm that failed:
    lost power, its host, a claim, debt, duty, a worn fleet, or its margin.
    """
    f = world.fixed[0]
    b = world.bitcoin[0]
    half = whole(f.most_power_lost_share * firm.peak_us_kw)
    if firm.evicted_kw > half and firm.mining_kw <= half:
        return firm.eviction_cause
    if firm.lost_to_ai_kw > half:
        return BY_AI_BID
    if firm.lost_to_miners_kw > half:
        return BY_MINER_BID
    if firm.claim_due_week > 0 and firm.claim_cents > whole(f.weighty_claim_share * firm.asset_cents):
        return BY_CLAIM
    interest = firm.loan_cents * firm.loan_rate / WEEKS_PER_YEAR
    if firm.profit_cents > 0.0 and interest > firm.profit_cents:
        return BY_DEBT
    if firm.duties_52w_cents > purse.weeks_of_costs(firm, f.weighty_duty_weeks):
        return BY_DUTY
    if firm.fleet_watts < f.worn_fleet_w_per_kw * firm.mining_kw:
        return BY_WORN_FLEET
    dearer = firm.power_usd_per_mwh - firm.opening_power_usd_per_mwh
    poorer = 0.0
    if firm.fleet_watts > 0.0:
        j = firm.fleet_watts / firm.installed_th_s
        poorer = (b.opening_hashprice - b.hashprice_usd_per_ph_day) / (KWH_PER_WATT_DAY * j)
    if dearer > max(poorer, f.least_dearer_usd_per_mwh):
        return BY_POWER_PRICE
    if poorer <= 0.0:
        return BY_OVERHEAD
    if b.last_halving_week > 0 and world.clock[0].week - b.last_halving_week < f.recent_halving_weeks:
        return BY_HALVING
    return BY_HASHPRICE
