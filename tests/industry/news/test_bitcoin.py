"""The price and fees that are drawn have the scenario's mean and spread; those that are given come back."""

import math

import numpy as np
import pytest

from consolidation import testing
from consolidation.catalog.capacities import HISTORY_WEEKS
from consolidation.catalog.codes import CHINA
from consolidation.industry.news import bitcoin, calendar

WEEKS = 4_000


def returns(**params):
    """Weekly log returns of the drawn price."""
    world = testing.blank(**params)
    steps = []
    for week in range(1, WEEKS + 1):
        world.clock[0].week = week
        world.rows[0].n_events = 0
        steps.append(bitcoin.gbm_return(world))
    return np.array(steps)


def test_the_price_is_a_geometric_brownian_motion_of_the_scenario_s_drift_and_volatility():
    steps = returns(bitcoin_drift=0.25, bitcoin_volatility=0.5, bitcoin_jumps_per_year=0.0)
    assert steps.std() * math.sqrt(52.1775) == pytest.approx(0.5, rel=0.04)
    error = 0.5 / math.sqrt(WEEKS / 52.1775)  # of a year's mean
    assert steps.mean() * 52.1775 == pytest.approx(0.25 - 0.125, abs=3 * error)


def test_jumps_widen_the_spread_and_leave_the_expected_growth():
    calm = returns(bitcoin_jumps_per_year=0.0, bitcoin_volatility=0.3)
    jumpy = returns(bitcoin_jumps_per_year=6.0, bitcoin_volatility=0.3, bitcoin_jump_size=0.3)
    assert jumpy.var() * 52.1775 == pytest.approx(0.09 + 6.0 * 0.09, rel=0.25)
    # Weeks without a jump differ by the compensation alone: the same luck.
    quiet = np.isclose(jumpy - calm, (jumpy - calm).max(), atol=1e-12) | np.isclose(
        jumpy - calm, np.median(jumpy - calm)
    )
    assert quiet.mean() == pytest.approx(1 - 6 / 52.1775, abs=0.02)
    assert np.median(jumpy - calm) == pytest.approx(-6.0 * (math.exp(0.045) - 1) / 52.1775, rel=1e-9)


def test_drift_moves_the_median_and_nothing_else():
    low, high = returns(bitcoin_drift=0.0), returns(bitcoin_drift=0.5)
    assert np.allclose(high - low, 0.5 / 52.1775, atol=1e-12)


def test_a_given_path_comes_back_and_its_last_week_stays(world):
    world.clock[0].path_weeks = 3
    for row, (price, fees) in enumerate([(10_000.0, 1.0), (20_000.0, 2.0), (30_000.0, 3.0)]):
        world.paths[row].price_usd, world.paths[row].fees_btc_per_day = price, fees
    found = []
    for week in range(1, 6):
        world.clock[0].week = week
        bitcoin.read_price(world)
        found.append((float(world.bitcoin[0].price_usd), float(world.bitcoin[0].fees_paid_btc_per_day)))
    assert found == [(10_000.0, 1.0), (20_000.0, 2.0), (30_000.0, 3.0), (30_000.0, 3.0), (30_000.0, 3.0)]


def test_the_bootstrap_keeps_blocks_of_eight_weeks_of_history_together():
    world = testing.blank(bitcoin_price_model=1, bitcoin_drift=0.0)
    world.clock[0].history_weeks = 100
    world.paths["history_return"][:100] = np.arange(100) / 1000.0
    rows = []
    for week in range(8, 88):
        world.clock[0].week = week
        rows.append(round(float(bitcoin.bootstrap_return(world)) * 1000))
    blocks = np.array(rows).reshape(10, 8)
    assert ((blocks - blocks[:, :1]) % 100 == np.arange(8)).all()
    assert len(set(blocks[:, 0])) > 5


def test_the_bootstrap_adds_the_scenario_s_drift():
    steps = []
    for drift in (0.0, 0.5):
        world = testing.blank(bitcoin_price_model=1, bitcoin_drift=drift)
        world.clock[0].history_weeks = 100
        steps.append(float(bitcoin.bootstrap_return(world)))
    assert steps[1] - steps[0] == pytest.approx(0.5 / 52.1775, rel=1e-9)


def test_fees_revert_to_their_mean():
    world = testing.blank(bitcoin_fees_volatility=0.0, bitcoin_fees_reversion=0.25, bitcoin_fees_mean_btc_per_day=8.0)
    world.params[0].bitcoin_fee_bursts_per_year = 0.0
    b = world.bitcoin[0]
    b.fees_btc_per_day = 2.0
    bitcoin.draw_fees(world)
    assert b.fees_btc_per_day == pytest.approx(8.0 * 0.25**0.75, rel=1e-12)  # three quarters of the log gap are left
    for week in range(60):
        world.clock[0].week = week
        bitcoin.draw_fees(world)
    assert b.fees_paid_btc_per_day == pytest.approx(8.0, rel=1e-6)


def test_a_burst_lasts_a_week_and_leaves_the_level():
    def fees(bursts):
        world = testing.blank(bitcoin_fee_bursts_per_year=bursts, bitcoin_fee_burst_size=4.0)
        world.bitcoin[0].fees_btc_per_day = 5.0
        found = []
        for week in range(1, 301):
            world.clock[0].week = week
            bitcoin.draw_fees(world)
            found.append((float(world.bitcoin[0].fees_btc_per_day), float(world.bitcoin[0].fees_paid_btc_per_day)))
        return np.array(found)

    calm, busy = fees(0.0), fees(10.0)
    assert (calm[:, 0] == calm[:, 1]).all()
    assert (calm[:, 0] == busy[:, 0]).all()
    ratio = busy[:, 1] / busy[:, 0]
    assert set(np.round(ratio, 9)) == {1.0, 4.0}
    assert (ratio > 2).mean() == pytest.approx(10 / 52.1775, abs=0.08)


def test_no_fees_stay_none():
    world = testing.blank(bitcoin_fees_mean_btc_per_day=0.0)
    bitcoin.draw_fees(world)
    assert world.bitcoin[0].fees_paid_btc_per_day == 0.0


@pytest.mark.interpreted
def test_means_are_over_the_last_half_year(world):
    b = world.bitcoin[0]
    for week in range(1, 2 * HISTORY_WEEKS):
        world.clock[0].week = week
        b.price_usd, b.hashprice_usd_per_ph_day = 1_000.0 * week, 1.0 * week
        bitcoin.remember(world)
    last = 2 * HISTORY_WEEKS - 1
    assert b.price_mean_26w == pytest.approx(1_000.0 * (last - 12.5))
    assert b.hashprice_mean_26w == pytest.approx(last - 12.5)


def test_a_week_begins_with_clean_weekly_books(world):
    books = world.books[0]
    books.duty_week_cents = books.duty_flow_cents = books.forfeited_week_cents = 5
    books.ordered_week_th = 7.0
    books.ordered_from_week_th[CHINA] = books.ordered_at_week_th[0] = 7.0
    calendar.begin_week(world)
    assert world.clock[0].week == 2
    assert (books.duty_week_cents, books.duty_flow_cents, books.forfeited_week_cents) == (0, 0, 0)
    assert books.ordered_week_th == 0.0
    assert books.ordered_from_week_th.sum() == books.ordered_at_week_th.sum() == 0.0
