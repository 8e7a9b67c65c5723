"""Takeovers of living firms: nothing moves that does not pay, and when it pays both sides gain and nothing is lost."""

import numpy as np
import pytest

from consolidation import testing
from consolidation.catalog.codes import INVESTORS, OWNED, WAS_ACQUIRED
from consolidation.catalog.events import ACQUIRED
from consolidation.catalog.fixed import VALUES
from consolidation.catalog.payments import EQUITY
from consolidation.catalog.payments import TAKEOVER as TAKEOVER_PRICE
from consolidation.engine import draws
from consolidation.industry.holdings import purse
from consolidation.industry.markets import takeovers

pytestmark = [pytest.mark.interpreted, pytest.mark.bounds]

NO_GAIN = {
    "takeovers_synergy": 0.0,
    "takeovers_premium": 0.0,
    "miners_overhead_usd_per_week": 0.0,
    "miners_overhead_usd_per_mw_week": 0.0,
    "ai_buyers": 0,
}


def pair(profit=0.0, **params):
    """A rich buyer and a small target with coins, debts, an order and machines in store."""
    world = testing.industry(**{"takeovers_bidder_cash": 1.0, **params})
    target = world.firms[1]
    target.loan_cents, target.notes_cents = 10_000_000, 5_000_000
    target.claim_cents, target.claim_due_week = 700, 77
    testing.stored(world, 1, 0, 30)
    testing.order(world, 1, 1, units=10)
    testing.close_books(world)
    target.profit_cents = profit
    target.overhead_cents, target.cost_cents = 1_000_000, 2_000_000
    world.clock[0].week = 20
    return world


@pytest.mark.parametrize("profit", [0.0, 1e6 / 3, 7e6 / 9, 3e7 / 7])
def test_a_merger_without_synergy_under_price_taking_changes_nothing(profit):
    world = pair(profit, **NO_GAIN)
    world.firms[1].overhead_cents = 0
    before = world.tobytes()
    takeovers.look_at(world, 1)
    assert world.tobytes() == before


def test_with_synergy_the_deal_is_done_and_both_gain():
    world = pair(2e6 / 3)
    target, buyer = world.firms[1], world.firms[0]
    worth = float(takeovers.going_concern_cents(world, target))
    saving = float(takeovers.saving_cents(world, target))
    asked = int(worth * (1.0 + world.params[0].takeovers_premium))
    assert worth < asked < worth + saving
    coins, cash = int(buyer.btc_sat + target.btc_sat), testing.cash(world, 0) + testing.cash(world, 1)
    takeovers.look_at(world, 1)
    (deal,) = testing.events(world, ACQUIRED)
    assert (deal.firm, deal.other, deal.cents) == (1, 0, asked)
    assert testing.paid(world, 0, INVESTORS, TAKEOVER_PRICE) == asked
    assert (target.alive, target.exited, target.bought_by) == (0, WAS_ACQUIRED, 0)
    assert (target.installed_th_s, target.ordered_th_s, target.mining_kw) == (0.0, 0.0, 0)
    # Everything it had and owed is the buyer's.
    assert buyer.n_sites == 2
    assert buyer.btc_sat + world.bitcoin[0].sold_total_sat == coins
    assert testing.cash(world, 0) == cash - asked
    assert (buyer.loan_cents, buyer.notes_cents) == (10_000_000, 5_000_000)
    assert (buyer.claim_cents, buyer.claim_due_week) == (700, 77)
    assert buyer.store_units.sum() == 30
    assert world.orders[0].buyer == 0
    assert testing.fault(world) == ""


def test_a_premium_beyond_the_saving_stops_the_deal():
    world = pair(2e6 / 3, takeovers_premium=2.0)
    before = world.tobytes()
    takeovers.look_at(world, 1)
    assert world.tobytes() == before


def test_the_saving_is_fixed_overhead_and_a_share_of_the_rest():
    world = pair(takeovers_synergy=0.1, miners_overhead_usd_per_mw_week=1_000.0)
    target = world.firms[1]
    target.overhead_cents, target.cost_cents = 400_000, 1_000_000
    target.mining_kw = 2_000
    # 4,000 USD of overhead, 2,000 of it by the megawatt; a tenth of the other 8,000 USD.
    assert takeovers.saving_cents(world, target) == pytest.approx(104 * 100 * (2_000 + 0.1 * 8_000))


def test_a_going_concern_is_worth_its_assets_or_its_profits():
    world = pair()
    target = world.firms[1]
    net = purse.net_assets(target)
    assert takeovers.going_concern_cents(world, target) == net
    target.profit_cents = 0.01 * net
    assert takeovers.going_concern_cents(world, target) == pytest.approx(0.5 * net + 1.56 * net)


@pytest.mark.parametrize("why", ["insolvent", "left already", "no buyer twice its size", "no room"])
def test_no_deal(why):
    world = pair(2e6 / 3)
    if why == "insolvent":
        world.firms[1].loan_cents = world.firms[1].asset_cents
    elif why == "left already":
        world.firms[1].exited = 3
    elif why == "no room":
        world.firms[0].n_sites = 24
    else:
        world.firms[0].asset_cents = 2 * world.firms[1].asset_cents - 1
    before = world.tobytes()
    takeovers.look_at(world, 1)
    assert world.tobytes() == before


def test_a_listed_buyer_pays_first_in_shares():
    world = pair(2e6 / 3)
    world.firms[0].listed = 1
    takeovers.look_at(world, 1)
    most = VALUES["stock_share"] * purse.net_assets(world.firms[0])
    shares = testing.paid(world, INVESTORS, 0, EQUITY)
    assert 0 < shares <= testing.paid(world, 0, INVESTORS, TAKEOVER_PRICE)
    assert shares <= most * 1.2
    assert testing.fault(world) == ""


def test_an_ai_buyer_takes_a_firm_whose_site_alone_is_worth_more_than_it_asks():
    world = testing.industry(ai_buyers=1, ai_min_site_mw=10.0)
    world.sites[0].tenure = OWNED
    world.ai_buyers[0].gap_kw, world.ai_buyers[0].willingness_usd_per_mwh = 30_000, 400.0
    testing.order(world, 0, 0, units=10)
    testing.close_books(world)
    world.params[0].takeovers_distressed = 0
    takeovers.look_at(world, 0)
    assert (world.firms[0].alive, world.firms[0].exited) == (0, WAS_ACQUIRED)
    assert world.regions[0].ai_own_kw == 20_000
    assert world.models[0].exported_units == 4_000
    assert testing.fault(world) == ""


def test_an_extra_firm_changes_hardly_anybodys_turn():
    world = testing.blank()
    testing.region(world)
    for _ in range(50):
        testing.firm(world)
    turns = [int(takeovers.nearest_firm(world, u)) for u in np.linspace(0, 0.99, 100)]
    testing.firm(world)
    again = [int(takeovers.nearest_firm(world, u)) for u in np.linspace(0, 0.99, 100)]
    changed = [b for a, b in zip(turns, again, strict=True) if a != b]
    assert set(changed) <= {50}


def test_nobody_merges_in_the_first_weeks_or_when_switched_off():
    for week, on in ((VALUES["weeks_to_close"], 1), (50, 0)):
        world = pair(2e6 / 3, takeovers_offers_per_week=20.0, takeovers_mergers=on)
        world.clock[0].week = week
        before = world.tobytes()
        takeovers.merge(world)
        assert world.tobytes() == before


def test_pairs_look_at_each_other_as_often_as_the_scenario_says():
    looks = [draws.poisson(1, draws.MERGER, week, 0, 0.25) for week in range(4_000)]
    assert np.mean(looks) == pytest.approx(0.25, abs=0.03)
