"""Going public: a large private miner lists its shares while the market is hot, and grows on what investors pay in.

In the booms of 2017 and 2021 private miners became listed ones by the dozen; between booms hardly any did. A firm that
entered during the run and lists counts as a major from then on, a firm of the opening keeps its class.
"""

from ...catalog.codes import INVESTORS, MAJOR
from ...catalog.events import LISTED
from ...catalog.payments import EQUITY
from ...engine import draws
from ...engine.arithmetic import whole
from ...engine.rule import rule
from ..books.ledger import pay, tell
from ..holdings import purse


@rule
def go_public(world):
    """Private firms of some size list while the market is hot, and raise money by it."""
    clock = world.clock[0]
    rows = world.rows[0]
    p = world.params[0]
    f = world.fixed[0]
    b = world.bitcoin[0]
    hot = b.price_usd >= f.listing_price_over_mean * b.price_mean_26w
    if p.capital_listing == 0 or p.capital_equity == 0 or not hot:
        return
    for i in range(rows.n_firms):
        firm = world.firms[i]
        if firm.alive == 0 or firm.listed == 1 or firm.in_default != 0 or firm.exited != 0:
            continue
        if firm.mining_kw < 1000.0 * p.capital_listing_mw or purse.net_assets(firm) <= 0:
            continue
        if draws.chance(clock.seed, draws.LISTING, clock.week, firm.id, f.listing_chance_per_week):
            list_firm(world, i)


@rule
def list_firm(world, i):
    """Sell new shares to the public for the first time."""
    firm = world.firms[i]
    firm.listed = 1
    if firm.opening == 0:
        firm.size_class = MAJOR
    cents = whole(world.params[0].capital_listing_raise * purse.net_assets(firm))
    pay(world, INVESTORS, firm.account, cents, EQUITY)
    tell(world, LISTED, firm=i, kw=firm.mining_kw, th_s=firm.hash_th_s, cents=cents)
