"""Distressed lots go to the highest sealed bid at the second price; estates pay the lender first."""

import pytest

from consolidation import testing
from consolidation.catalog.causes import BY_HASHPRICE
from consolidation.catalog.codes import (
    AI_CUSTOMERS,
    CLOSING,
    HOSTED,
    HOSTING,
    INVESTORS,
    LENDER,
    OWNED,
    UTILITIES,
    WAS_LIQUIDATED,
)
from consolidation.catalog.events import CLOSED, EVICTED, LIQUIDATED, LOT_SOLD
from consolidation.catalog.payments import DISTRESSED_LOT, DISTRIBUTION, LIQUIDATION, UNPAID_BILLS
from consolidation.industry.markets import estates, lots

pytestmark = [pytest.mark.interpreted, pytest.mark.bounds]


def auction(purses=(40e6, 30e6, 20e6), kw=10_000, params=None):
    """A dead firm's owned site with 2500 machines, and bidders with so much cash; no costs, no credit."""
    world = testing.blank(**{"capital_lending": 0, "takeovers_bidder_cash": 1.0, "ai_buyers": 0, **(params or {})})
    testing.region(world)
    m = testing.model(world)
    testing.vendor(world, m)
    seller = testing.firm(world)
    s = testing.site(world, seller, 0, kw, 40.0, tenure=OWNED)
    testing.machines(world, s, m, 2_500)
    for purse in purses:
        testing.firm(world, purse, listed=1)
    testing.close_books(world)
    return world, s


def bids(world, s):
    """What each bidder would pay, by its value and its purse."""
    site = world.sites[s]
    return [
        min(int(lots.miner_value_cents(world, world.firms[i], site)), int(lots.purse_cents(world, world.firms[i])))
        for i in range(1, int(world.rows[0].n_firms))
    ]


def test_the_highest_bid_wins_and_pays_the_second():
    world, s = auction()
    offered = bids(world, s)
    ranked = sorted(offered, reverse=True)
    assert ranked[1] > lots.reserve_cents(world, world.sites[s])
    assert lots.sell(world, 0, s)
    winner = int(world.sites[s].owner)
    assert offered[winner - 1] == ranked[0]
    assert testing.cash(world, 0) == testing.paid(world, 0, 0, DISTRESSED_LOT) == ranked[1]
    (sold,) = testing.events(world, LOT_SOLD)
    assert (sold.firm, sold.other, sold.cents) == (0, winner, ranked[1])
    assert (world.firms[0].n_sites, world.firms[winner].n_sites) == (0, 1)
    assert testing.fault(world) == ""


def test_purses_bind_before_values():
    world, s = auction(purses=(4e6, 3e6))
    world.params[0].takeovers_reserve_usd_per_kw = 0.0
    world.models[0].used_usd_per_th = 0.5
    assert bids(world, s) == [4 * testing.MUSD, 3 * testing.MUSD]
    assert lots.sell(world, 0, s)
    assert (int(world.sites[s].owner), testing.cash(world, 0)) == (1, 3 * testing.MUSD)


def test_a_single_bidder_pays_the_reserve():
    world, s = auction(purses=(40e6,))
    # 2500 x 200 TH at what a used one fetches, and 40 USD a kW of owned power.
    site = world.sites[s]
    used = float(world.models[0].used_usd_per_th)
    reserve = 0.8 * 500_000 * used + world.params[0].takeovers_reserve_usd_per_kw * 10_000
    assert lots.reserve_cents(world, site) == pytest.approx(reserve * 100, abs=1)
    assert lots.sell(world, 0, s)
    assert testing.cash(world, 0) == pytest.approx(reserve * 100, abs=1)


def test_below_the_reserve_nothing_is_sold():
    world, s = auction(purses=(1e5, 2e5))
    assert not lots.sell(world, 0, s)
    assert world.sites[s].owner == 0
    assert world.flows.sum() == 0


def test_without_auctions_of_the_dead_nothing_is_sold():
    world, s = auction(params={"takeovers_distressed": 0})
    assert not lots.sell(world, 0, s)


def test_an_ai_buyer_outbids_miners_for_a_large_owned_site():
    params = {"ai_buyers": 1, "ai_min_site_mw": 50.0, "takeovers_ai_takeovers": 1}
    world, s = auction(purses=(80e6,), kw=60_000, params=params)
    world.ai_buyers[0].gap_kw = 100_000
    world.ai_buyers[0].willingness_usd_per_mwh = 140.0
    value = int(lots.ai_value_cents(world, world.sites[s]))
    assert value == pytest.approx(60_000 * 100.0 * 52.1775 * 0.168 * 3 * 100, abs=100)
    assert value > bids(world, s)[0]
    assert lots.sell(world, 0, s)
    assert testing.paid(world, AI_CUSTOMERS, 0, DISTRESSED_LOT) == bids_second(world, 80e6)
    assert (world.regions[0].ai_own_kw, world.ai_buyers[0].gap_kw) == (60_000, 40_000)
    assert world.firms[0].n_sites == 0
    assert world.firms[0].store_units.sum() == 2_500
    assert testing.fault(world) == ""


def bids_second(world, purse):
    """What the AI buyer had to beat: the one miner's bid."""
    fresh, s = auction(purses=(purse,), kw=60_000, params={"ai_buyers": 1})
    return bids(fresh, s)[0]


@pytest.mark.parametrize("why", ["too small", "leased", "not wanted", "switched off", "no buyers"])
def test_ai_buyers_leave_what_they_cannot_use(why):
    world, s = auction(kw=60_000, params={"ai_buyers": 1, "ai_min_site_mw": 50.0})
    world.ai_buyers[0].gap_kw, world.ai_buyers[0].willingness_usd_per_mwh = 100_000, 140.0
    assert lots.ai_value_cents(world, world.sites[s]) > 0
    if why == "too small":
        world.params[0].ai_min_site_mw = 61.0
    elif why == "leased":
        world.sites[s].tenure = 1
    elif why == "not wanted":
        world.ai_buyers[0].gap_kw = 59_999
    elif why == "switched off":
        world.params[0].takeovers_ai_takeovers = 0
    else:
        world.params[0].ai_buyers = 0
    assert lots.ai_value_cents(world, world.sites[s]) == 0


def test_a_bidder_keeps_its_bills_and_orders_out_of_its_purse():
    world, _ = auction(purses=(10e6,), params={"takeovers_bidder_cash": 0.6})
    bidder = world.firms[1]
    bidder.open_balance_cents, bidder.cost_cents = 2 * testing.MUSD, testing.MUSD // 10
    assert lots.purse_cents(world, bidder) == 36 * testing.MUSD // 10
    bidder.in_default = 1
    assert lots.purse_cents(world, bidder) == 0


def test_a_host_that_buys_its_tenant_s_slot_turns_it_into_its_own_mine():
    world, _ = auction(purses=(40e6,))
    hall = testing.site(world, 1, 0, 30_000, 35.0, tenure=OWNED, use=HOSTING, hosted_kw=5_000)
    slot = testing.site(world, 0, 0, 5_000, 44.0, tenure=HOSTED, host_site=hall)
    testing.close_books(world)
    lots.transfer(world, slot, 1)
    assert (world.sites[hall].kw, world.sites[hall].hosted_kw) == (25_000, 0)
    assert (world.sites[slot].tenure, world.sites[slot].host_site) == (OWNED, -1)
    assert world.sites[slot].price_usd_per_mwh == 35.0
    assert testing.fault(world) == ""


def dying(cash=0.0, params=None, **columns):
    """A firm that is to be wound up, nobody to buy its site."""
    world, s = auction(purses=(), params=params)
    for name, value in {"in_default": 1, "default_cause": BY_HASHPRICE, **columns}.items():
        world.firms[0][name] = value
    world.accounts[world.firms[0].account].cash_cents = round(cash * 100)
    return testing.close_books(world), s


def test_an_estate_pays_the_lender_first_and_writes_off_the_rest():
    world, _ = dying(1e6, btc_sat=10**8, loan_cents=50 * testing.MUSD, notes_cents=10 * testing.MUSD)
    estates.wind_up(world)
    paid = testing.paid(world, 0, LENDER, LIQUIDATION)
    assert paid > 0
    assert world.books[0].written_off_cents == 60 * testing.MUSD - paid
    assert testing.paid(world, 0, INVESTORS, DISTRIBUTION) == 0
    firm = world.firms[0]
    assert (firm.alive, firm.exited, firm.exit_cause) == (0, WAS_LIQUIDATED, BY_HASHPRICE)
    assert world.models[0].exported_units == 2_500
    assert world.regions[0].free_kw == 10_000
    assert len(testing.events(world, LIQUIDATED)) == 1
    assert testing.fault(world) == ""


def test_owners_get_what_the_lender_leaves():
    world, _ = dying(9e6, loan_cents=testing.MUSD, in_default=CLOSING)
    estates.wind_up(world)
    assert testing.paid(world, 0, LENDER, LIQUIDATION) == testing.MUSD
    assert testing.paid(world, 0, INVESTORS, DISTRIBUTION) >= 8 * testing.MUSD
    assert world.books[0].written_off_cents == 0
    assert len(testing.events(world, CLOSED)) == 1
    assert testing.fault(world) == ""


def test_bills_nobody_can_pay_stay_with_the_utilities():
    world, _ = dying(params={"takeovers_distressed": 0})
    world.models[0].used_usd_per_th = 0.0
    world.accounts[world.firms[0].account].cash_cents = -5_000
    world.accounts[world.firms[0].account].flow_cents = -5_000
    world.accounts[UTILITIES].cash_cents = world.accounts[UTILITIES].flow_cents = 5_000
    estates.wind_up(world)
    assert testing.paid(world, UTILITIES, 0, UNPAID_BILLS) == 5_000
    assert testing.fault(world) == ""


def test_open_orders_die_with_their_buyer_and_tenants_are_turned_out():
    world, s = dying(9e6)
    testing.order(world, 0, s)
    tenant = testing.firm(world, 1e3)
    world.sites[s].use, world.sites[s].hosted_kw = HOSTING, 3_000
    world.models[0].opening_units -= 2_500
    world.sites[s].n_racks = 0
    slot = testing.site(world, tenant, 0, 3_000, 45.0, tenure=HOSTED, host_site=s)
    testing.machines(world, slot, 0, 800)
    testing.close_books(world)
    estates.wind_up(world)
    assert world.books[0].units_cancelled == 100
    assert world.books[0].deposits_forfeited_cents == 25 * 320_000
    assert world.firms[tenant].n_sites == 0
    assert world.firms[tenant].store_units.sum() == 800
    assert world.firms[tenant].evicted_kw == 3_000
    assert len(testing.events(world, EVICTED)) == 1
    assert testing.fault(world) == ""


@pytest.mark.parametrize(
    ("held_kw", "site_kw", "may"), [(0, 20_000, 1), (0, 20_001, 0), (6_000, 24_000, 1), (6_000, 24_001, 0)]
)
def test_a_private_firm_takes_on_four_times_what_it_has_and_the_smallest_count_five_megawatts(held_kw, site_kw, may):
    world = testing.industry()
    bidder = world.firms[1]
    bidder.held_kw = held_kw
    world.sites[0].kw = site_kw
    assert lots.may_take(world, bidder, world.sites[0]) == bool(may)
    bidder.listed = 1
    assert lots.may_take(world, bidder, world.sites[0])
