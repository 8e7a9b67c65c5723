"""The auction of megawatts: wherever supply and demand cross, the highest bids win and nothing is sold twice."""

import functools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consolidation import testing
from consolidation.catalog.codes import AI_BUYER, INCUMBENT, MINER
from consolidation.industry.markets import auction, power

pytestmark = [pytest.mark.interpreted, pytest.mark.bounds]


def auctioned(bids, supply, reserve, region=0):
    """Clear a list of (kW, USD/MWh, edge, tie); the price and the kW and price of each."""
    world = testing.blank()
    world.rows[0].n_bids = len(bids)
    for row, (kw, usd, edge, tie) in enumerate(bids):
        bid = world.bids[row]
        bid.region, bid.kw, bid.usd_per_mwh, bid.rank_usd_per_mwh, bid.tie = region, kw, usd, usd + edge, tie
        bid.won_kw, bid.price_usd_per_mwh = -1, -1.0
    price = auction.clear(world, region, supply, reserve)
    rows = world.bids[: len(bids)]
    return price, [int(kw) for kw in rows["won_kw"]], [float(usd) for usd in rows["price_usd_per_mwh"]]


def test_demand_below_supply_pays_the_reserve():
    price, won, paid = auctioned([(10, 50.0, 0, 0.1), (20, 45.0, 0, 0.2)], 40, 30.0)
    assert (price, won, paid) == (30.0, [10, 20], [30.0, 30.0])


def test_demand_equal_to_supply_pays_the_reserve():
    price, won, _ = auctioned([(10, 50.0, 0, 0.1), (20, 45.0, 0, 0.2)], 30, 30.0)
    assert (price, won) == (30.0, [10, 20])


def test_demand_above_supply_pays_the_lowest_accepted_bid_and_the_last_gets_a_part():
    price, won, paid = auctioned([(10, 50.0, 0, 0.1), (20, 45.0, 0, 0.2), (5, 40.0, 0, 0.3)], 18, 30.0)
    assert (price, won, paid) == (45.0, [10, 8, 0], [45.0, 45.0, 0.0])


def test_bids_below_the_reserve_get_nothing():
    price, won, paid = auctioned([(10, 29.99, 0, 0.1), (20, 30.0, 0, 0.2)], 100, 30.0)
    assert (price, won, paid) == (30.0, [0, 20], [0.0, 30.0])


def test_nobody_there_clears_at_the_reserve():
    assert auctioned([], 100, 30.0)[0] == 30.0


def test_everybody_below_the_reserve_clears_at_the_reserve():
    assert auctioned([(10, 20.0, 0, 0.5)], 5, 30.0) == (30.0, [0], [0.0])


@pytest.mark.parametrize("supply", [0, -3])
def test_nothing_for_sale_sells_nothing(supply):
    assert auctioned([(10, 50.0, 0, 0.5)], supply, 30.0) == (30.0, [0], [0.0])


def test_a_tie_goes_to_the_higher_draw():
    bids = [(10, 50.0, 0, 0.2), (10, 50.0, 0, 0.9), (10, 50.0, 0, 0.5)]
    assert auctioned(bids, 15, 30.0)[1] == [0, 10, 5]


def test_an_incumbent_stays_unless_outbid_by_its_edge():
    stays = [(10, 42.0, 8.0, 0.5), (10, 49.9, 0, 0.9)]
    goes = [(10, 42.0, 8.0, 0.5), (10, 50.1, 0, 0.1)]
    assert auctioned(stays, 10, 30.0)[:2] == (42.0, [10, 0])
    assert auctioned(goes, 10, 30.0)[:2] == (50.1, [0, 10])


def test_another_region_s_bids_are_left_alone():
    world = testing.blank()
    world.rows[0].n_bids = 2
    for row, r in enumerate((0, 1)):
        bid = world.bids[row]
        bid.region, bid.kw, bid.usd_per_mwh, bid.rank_usd_per_mwh, bid.won_kw = r, 10, 50.0, 50.0, 7
    auction.clear(world, 1, 100, 30.0)
    assert [int(kw) for kw in world.bids["won_kw"][:2]] == [7, 10]


def test_the_edge_is_the_scenario_s_and_ties_are_keyed_by_the_bidder_not_by_its_row():
    def written(first):
        world = testing.blank(power_incumbent_edge_usd_per_mwh=11.0)
        testing.region(world)
        if first:
            power.new_bid(world, 0, MINER, 3, -1, 5, 40.0, 77)
        power.new_bid(world, 0, INCUMBENT, 1, 0, 10, 42.0, 12)
        power.new_bid(world, 0, AI_BUYER, -1, -1, 0, 60.0, -1)
        return world

    alone, behind = written(False), written(True)
    assert alone.bids[0].rank_usd_per_mwh == 53.0
    assert alone.rows[0].n_bids == 1  # the bid for nothing was not written
    assert alone.bids[0].tie == behind.bids[1].tie != behind.bids[0].tie
    assert behind.bids[0].rank_usd_per_mwh == 40.0


one_bid = st.tuples(
    st.integers(0, 60), st.sampled_from([20.0, 30.0, 35.0, 40.0, 50.0]), st.sampled_from([0.0, 8.0]), st.floats(0, 1)
)


@given(st.lists(one_bid, max_size=25), st.integers(-5, 400), st.sampled_from([0.0, 30.0, 35.0, 60.0]))
def test_the_highest_bids_win_at_one_price_and_supply_is_never_oversold(bids, supply, reserve):
    price, won, paid = auctioned(bids, supply, reserve)
    in_play = [row for row, (kw, usd, _, _) in enumerate(bids) if kw > 0 and usd >= reserve]
    winners = [row for row in range(len(bids)) if won[row] > 0]
    asked = sum(bids[row][0] for row in in_play)
    assert sum(won) == min(asked, max(supply, 0))
    assert set(winners) <= set(in_play)
    assert all(0 <= won[row] <= max(bids[row][0], 0) for row in range(len(bids)))
    assert price >= reserve
    assert all(price <= bids[row][1] for row in winners)
    assert paid == [price if won[row] > 0 else 0.0 for row in range(len(bids))]
    if asked <= supply or not winners:
        assert price == reserve
    else:
        assert price == min(bids[row][1] for row in winners)

    def rank(row):
        return bids[row][1] + bids[row][2], bids[row][3]

    short = [row for row in in_play if won[row] < bids[row][0]]
    assert all(rank(row) >= rank(loser) for row in winners for loser in short)
    # At most one winner goes home with a part.
    assert sum(0 < won[row] < bids[row][0] for row in range(len(bids))) <= 1


@given(st.lists(st.tuples(st.sampled_from([1.0, 2.0, 3.0]), st.floats(0, 1, width=16)), max_size=40))
def test_sorting_agrees_with_python(ranks):
    world = testing.blank()
    for row, (usd, tie) in enumerate(ranks):
        world.bids[row].rank_usd_per_mwh, world.bids[row].tie = usd, tie
        world.scratch[row] = row
    auction.sort_bids(world, len(ranks))
    found = [ranks[row] for row in world.scratch[: len(ranks)]]
    assert found == sorted(ranks, reverse=True)
    assert sorted(world.scratch[: len(ranks)]) == list(range(len(ranks)))


def test_order_of_arrival_does_not_matter():
    bids = [(7, 50.0, 0, 0.3), (11, 45.0, 8.0, 0.2), (5, 45.0, 0, 0.9), (9, 45.0, 0, 0.1)]
    there = functools.partial(auctioned, supply=20, reserve=30.0)
    forward, backward = there(bids), there(bids[::-1])
    assert forward[0] == backward[0]
    assert forward[1] == backward[1][::-1]
