"""Shares, entry and mergers of the contest for blocks against their closed forms, computed here on their own."""

import math

import numpy as np
import pytest
from scipy.optimize import brentq

from consolidation import BadInput
from consolidation.studies.limits import contest, contest_weeks, free_entry, merger
from consolidation.studies.limits.shares import merger_by_the_market

REWARD = 1e6


def closed_form(costs, conduct=1.0):
    """Who is in, c* = sum of costs / (n - k), shares (1 - c/c*)/k: the largest group whose last member still earns."""
    costs = np.sort(np.asarray(costs, float))
    for n in range(len(costs), 0, -1):
        price = costs[:n].sum() / (n - conduct) if n > conduct else math.inf
        if costs[n - 1] < price:
            return price, np.maximum(1 - costs / price, 0) / conduct
    raise AssertionError


@pytest.mark.parametrize("costs", [[30, 35, 40], [30, 35, 40, 60], [20, 20], [10, 30, 31, 32, 33, 90]])
def test_shares_of_the_contest(costs):
    found = contest(costs, REWARD)
    price, shares = closed_form(costs)
    assert found.hashprice == pytest.approx(price, rel=1e-9)
    assert found.shares == pytest.approx(shares, abs=1e-9)
    assert found.hash_ph_s == pytest.approx(REWARD / price, rel=1e-9)


@pytest.mark.parametrize("conduct", [0.05, 0.3, 0.5, 0.9])
def test_conduct_in_between(conduct):
    costs = [30, 33, 36, 42, 55]
    found = contest(costs, REWARD, conduct)
    price, shares = closed_form(costs, conduct)
    assert found.hashprice == pytest.approx(price, rel=1e-9)
    assert found.shares == pytest.approx(shares, abs=1e-9)


def test_the_merit_order_of_price_takers():
    # At 40 the first two are full, the third fills what is left, the fourth is out.
    found = contest([30, 35, 40, 60], REWARD, 0.0, [8000, 8000, 20000, 9000])
    assert found.hashprice == pytest.approx(40, rel=1e-9)
    assert found.shares == pytest.approx([8 / 25, 8 / 25, 9 / 25, 0], abs=1e-9)
    # With too little hash rate for anybody to be at the margin, the hashprice is reward over caps.
    found = contest([30, 35], REWARD, 0.0, [8000, 8000])
    assert found.hashprice == pytest.approx(REWARD / 16000, rel=1e-9)


def test_caps_bind_under_conduct():
    costs, caps, k = np.array([30.0, 35, 40]), np.array([5000.0, 5000, 30000]), 0.7
    total = brentq(
        lambda h: np.minimum(h / k * np.maximum(1 - costs * h / REWARD, 0), caps).sum() - h, 1000, 33000, xtol=1e-10
    )
    found = contest(costs, REWARD, k, caps)
    assert found.hash_ph_s == pytest.approx(total, rel=1e-9)
    assert found.shares[0] == pytest.approx(5000 / total, rel=1e-9)


def test_scaling_the_reward_moves_no_share():
    one, thousand = contest([30, 35, 40], REWARD), contest([30, 35, 40], 1000 * REWARD)
    assert thousand.shares == pytest.approx(one.shares, abs=1e-12)
    assert thousand.hash_ph_s == pytest.approx(1000 * one.hash_ph_s, rel=1e-9)


@pytest.mark.parametrize(("costs", "conduct"), [([30, 35, 40], 1.0), ([30, 35, 40, 44], 1.0), ([30, 35, 40], 0.5)])
def test_whole_weeks_of_whole_machines_agree(costs, conduct):
    found = contest_weeks(costs, 1e9, conduct)
    price, shares = closed_form(costs, conduct)
    assert found.hashprice == pytest.approx(price, rel=1e-3)
    assert found.shares == pytest.approx(shares, abs=1e-3)


@pytest.mark.parametrize(("entry_cost", "unit_cost"), [(9e3, 40.0), (12_345.0, 25.0), (1e6 / 49, 60.0), (1.2e5, 40.0)])
def test_free_entry(entry_cost, unit_cost):
    assert free_entry(REWARD, entry_cost, unit_cost) == math.floor(math.sqrt(REWARD / entry_cost) + 1e-9)


@pytest.mark.parametrize("n", [3, 4, 5, 6, 9])
def test_mergers_without_synergy(n):
    for m in range(2, n):
        gain = merger(n, m, 1.0)
        assert gain == pytest.approx(1 / (n - m + 1) ** 2 - m / n**2, abs=1e-9)
        if m < 0.8 * (n - 1):  # n equals in the contest earn as n - 1 do in linear Cournot
            assert gain < 1e-12
        assert merger(n, m, 0.0) == pytest.approx(0, abs=1e-9)


def test_no_takeover_without_anything_to_gain():
    assert merger_by_the_market() == 0
    # The same market does deals when partners save something.
    assert merger_by_the_market(synergy=0.5) > 0


def test_bad_input():
    for bad in (lambda: contest([], 1.0), lambda: contest([1.0], 1.0), lambda: contest([1.0], 1.0, 0.0)):
        with pytest.raises(BadInput):
            bad()
