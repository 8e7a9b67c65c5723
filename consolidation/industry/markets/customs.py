"""Customs: the duty on a machine, the ban that stops it, and claims for duties of years past."""

from ...catalog.causes import BY_CLAIM
from ...catalog.codes import GOVERNMENT, UNITED_STATES
from ...catalog.events import CLAIM_FILED, CLAIM_SETTLED
from ...catalog.payments import CUSTOMS_CLAIM
from ...catalog.units import WEEKS_PER_YEAR
from ...engine import draws
from ...engine.arithmetic import whole
from ...engine.rule import rule
from ..books.ledger import cash, pay, tell
from ..holdings import purse


@rule
def file_claims(world):
    """Customs reassesses past imports: dated claims of the scenario, and new ones by a keyed draw;
    old ones are settled.
    """
    clock = world.clock[0]
    rows = world.rows[0]
    p = world.params[0]
    if p.policy_claims == 0:
        return
    for i in range(rows.n_claims):
        claim = world.claims[i]
        if claim.week == clock.week and world.firms[claim.firm].alive == 1:
            file_claim(world, claim.firm, claim.cents)
    yearly = p.policy_claim_chance_per_year / WEEKS_PER_YEAR
    for i in range(rows.n_firms):
        firm = world.firms[i]
        if firm.alive == 0:
            continue
        if firm.claim_due_week == clock.week and firm.claim_cents > 0:
            cents = whole(firm.claim_cents * p.policy_claim_settled)
            if not purse.raise_cash(world, firm, cents):
                purse.sell_coins(world, firm, firm.btc_sat)
                cents = min(cents, max(cash(world, firm.account), 0))
            pay(world, firm.account, GOVERNMENT, cents, CUSTOMS_CLAIM)
            tell(world, CLAIM_SETTLED, firm=i, cents=cents, cause=BY_CLAIM)
            firm.claim_cents = 0
            firm.claim_due_week = 0
        elif firm.sea_imports_52w_cents > 0 and firm.claim_cents == 0:
            if draws.chance(clock.seed, draws.CUSTOMS_CLAIM, clock.week, firm.id, yearly):
                file_claim(world, i, whole(firm.sea_imports_52w_cents * p.policy_claim_rate))


@rule
def file_claim(world, i, cents):
    """Enter a claim against firm `i`, to be settled when the law has taken its time."""
    firm = world.firms[i]
    firm.claim_cents += cents
    if firm.claim_due_week == 0:
        firm.claim_due_week = world.clock[0].week + world.params[0].policy_claim_weeks
    tell(world, CLAIM_FILED, firm=i, cents=cents, cause=BY_CLAIM)


@rule
def is_banned(world, order):
    """Whether the ban in force stops this order."""
    if world.trade[0].banned == 0 or order.to_us == 0 or order.origin == UNITED_STATES:
        return False
    return world.vendors[order.vendor].chinese == 1


@rule
def duty_rate(world, order):
    """The rate in force today for an order by origin and destination (ad valorem)."""
    if order.to_us == 0:
        return 0.0
    return duty_rate_from(world, order.origin)


@rule
def duty_rate_from(world, origin):
    """The rate in force today on American imports from a country; zero for domestic machines (ad valorem)."""
    if origin == UNITED_STATES:
        return 0.0
    return world.trade[0].rate[origin]
