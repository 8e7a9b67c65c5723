"""Going public: large private firms, hot markets only, and what it brings."""

import pytest

from consolidation import testing
from consolidation.catalog.codes import INVESTORS, MAJOR, SMALL
from consolidation.catalog.events import LISTED
from consolidation.catalog.payments import EQUITY
from consolidation.industry.markets import capital, listing

pytestmark = [pytest.mark.interpreted, pytest.mark.bounds]


def candidate(**params):
    """A private entrant of 200 MW worth 40 million USD in a market 20 % above its mean."""
    world = testing.industry(**params)
    firm = world.firms[0]
    firm.opening, firm.mining_kw, firm.asset_cents = 0, 200_000, 40 * testing.MUSD
    world.bitcoin[0].price_mean_26w = world.bitcoin[0].price_usd / 1.2
    return world


def within_a_year(world):
    """Weeks until a firm lists, None if none does in a year."""
    for week in range(1, 53):
        world.clock[0].week = week
        listing.go_public(world)
        if world.firms[0].listed:
            return week
    return None


def test_a_large_private_firm_lists_in_a_hot_market_and_raises_a_share_of_its_worth():
    world = candidate(capital_listing_raise=0.5)
    assert within_a_year(world)
    firm = world.firms[0]
    assert firm.size_class == MAJOR
    assert testing.paid(world, INVESTORS, 0, EQUITY) == 20 * testing.MUSD
    assert testing.cash(world, 0) == (20 + 20) * testing.MUSD
    assert [event.cents for event in testing.events(world, LISTED)] == [20 * testing.MUSD]
    assert world.firms[1].listed == 0


def test_a_firm_of_the_opening_keeps_its_class():
    world = candidate()
    world.firms[0].opening = 1
    assert within_a_year(world)
    assert world.firms[0].size_class == SMALL


@pytest.mark.parametrize("why", ["small", "cold market", "off", "no equity", "already listed", "worth nothing", "left"])
def test_others_do_not(why):
    world = candidate()
    firm = world.firms[0]
    if why == "small":
        firm.mining_kw = 99_000
    elif why == "cold market":
        world.bitcoin[0].price_mean_26w = world.bitcoin[0].price_usd / 1.05
    elif why == "off":
        world.params[0].capital_listing = 0
    elif why == "no equity":
        world.params[0].capital_equity = 0
    elif why == "already listed":
        firm.listed = 1
    elif why == "worth nothing":
        firm.asset_cents, firm.loan_cents = 0, 5
    else:
        firm.exited = 3
    within_a_year(world)
    assert testing.events(world, LISTED) == []
    assert testing.paid(world, INVESTORS, 0, EQUITY) == 0


@pytest.mark.parametrize(
    ("heat", "elasticity", "times"), [(1.2, 5.0, 1.2**5), (0.8, 5.0, 0.8**5), (1.2, 0.0, 1.0), (3.0, 5.0, 20.0)]
)
def test_a_hot_market_takes_more(heat, elasticity, times):
    world = testing.industry(capital_hot_market=elasticity, capital_equity_per_week=0.005)
    world.bitcoin[0].price_mean_26w = world.bitcoin[0].price_usd / heat
    assert capital.market_takes(world) == pytest.approx(0.005 * times)
