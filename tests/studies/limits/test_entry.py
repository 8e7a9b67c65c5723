"""Entry at the barrier, and the values of waiting, of a pause and of a deposit, against formulas computed here."""

import math

import numpy as np
import pytest
from scipy.optimize import brentq

from consolidation.studies.limits import entry_barrier, option_hurdle, order_value, tariff_wait
from consolidation.studies.limits.entry import expected_ban_cost

DT = 1 / 52.1775
BASE = dict(drift=0.05, volatility=0.5, progress=0.15, depreciation=0.08, discount=0.15, running_cost=0.2)


def barrier(drift, volatility, progress, depreciation, discount, running_cost, duty=0.0):
    """The barrier of somebody who looks at all times; b from the polynomial's roots, not from a formula for them."""
    m, rho = drift + progress + depreciation, discount + progress + depreciation
    b = max(np.roots([0.5 * volatility**2, m - 0.5 * volatility**2, -rho]).real)
    return (discount - drift) * b / (b - 1) * (1 + duty + running_cost / (discount + depreciation))


@pytest.mark.parametrize("change", [{}, {"volatility": 0.3}, {"running_cost": 0.5, "progress": 0.25}])
def test_entry_only_at_the_barrier(change):
    facts = BASE | change
    found = entry_barrier(**facts, years=8, seeds=2)
    weekly = barrier(**facts) * math.exp(-0.5826 * facts["volatility"] * math.sqrt(DT))
    assert found.rule == pytest.approx(weekly, rel=1e-6)
    assert found.lowest >= weekly * (1 - 1e-6)
    assert found.highest_without <= weekly * (1 + 1e-6)


def test_the_gap_below_the_barrier_and_the_rate_of_entry():
    s = 0.3
    found = entry_barrier(**BASE | {"volatility": s}, years=19, seeds=16)
    v = BASE["drift"] - s * s / 2 + BASE["progress"] + BASE["depreciation"]
    # Sixteen paths of nineteen years, a memory of some two years: the mean's error is about a tenth of it.
    assert found.mean_gap == pytest.approx(s * s / (2 * v), rel=0.25)
    assert found.rate == pytest.approx(v, abs=3 * s / math.sqrt(19 * 16))


@pytest.mark.parametrize("duty", [0.126, 0.346])
def test_a_duty_is_passed_through_in_part(duty):
    before = entry_barrier(**BASE, years=3, seeds=1).rule
    after = entry_barrier(**BASE, duty=duty, years=3, seeds=1).rule
    through = 1 / (1 + BASE["running_cost"] / (BASE["discount"] + BASE["depreciation"]))
    assert (after / before - 1) / duty == pytest.approx(through, rel=1e-6)


@pytest.mark.parametrize(("drift", "volatility", "discount"), [(0.02, 0.3, 0.1), (0.0, 0.5, 0.15), (-0.1, 0.8, 0.2)])
def test_the_value_of_waiting(drift, volatility, discount):
    b = max(np.roots([0.5 * volatility**2, drift - 0.5 * volatility**2, -discount]).real)
    assert option_hurdle(drift, volatility, discount) == pytest.approx(b / (b - 1), rel=1e-12)


def test_the_value_of_waiting_without_risk():
    assert option_hurdle(0.0, 0.0, 0.1) == 1.0
    assert option_hurdle(-0.1, 0.0, 0.1) == 1.0
    # Growing for certain: wait until growth is worth less than interest.
    assert option_hurdle(0.04, 0.0, 0.1) == pytest.approx(0.1 / 0.06)
    assert option_hurdle(0.04, 1e-4, 0.1) == pytest.approx(0.1 / 0.06, rel=1e-6)


@pytest.mark.parametrize(
    ("low", "high", "chance", "weeks", "discount"),
    [(0.126, 0.346, 0.5, 13, 0.15), (0.0, 1.5, 0.2, 4, 0.3), (0.0, 0.1, 0.9, 52, 0.05), (0.1, 0.1, 0.5, 13, 0.15)],
)
def test_a_pause_makes_buyers_wait(low, high, chance, weeks, discount):
    mean = 1 + (1 - chance) * low + chance * high
    kept = math.exp(-discount * weeks * DT)

    def regret(worth):
        later = (1 - chance) * max(worth - 1 - low, 0) + chance * max(worth - 1 - high, 0)
        return worth - mean - kept * later

    worth = brentq(regret, 1 + low, 2 + high)
    assert tariff_wait(low, high, chance, weeks, discount) == pytest.approx(max(worth / mean, 1), rel=1e-9)


@pytest.mark.parametrize(("deposit", "diverted"), [(0.25, 0.0), (0.5, 1.0), (0.25, 0.4)])
def test_a_ban_takes_the_deposits_of_what_is_not_diverted(deposit, diverted):
    lots = 2000
    error = deposit * math.sqrt(diverted * (1 - diverted) / lots)
    found = order_value(deposit, diverted, lots)
    assert found == pytest.approx(deposit * (1 - diverted), abs=4 * error + 1e-12)


def test_a_feared_ban_raises_the_landed_price_by_the_deposit_at_risk():
    assert expected_ban_cost(0.25, 0.3) == pytest.approx(0.25 * 0.3, abs=1e-12)
    assert expected_ban_cost(0.25, 0.0) == 0.0
