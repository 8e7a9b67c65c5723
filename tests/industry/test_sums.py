"""The sums every agent does: payback by hand, the value of waiting by brute force, the contest's best reply."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consolidation import testing
from consolidation.catalog.codes import CHINA, MALAYSIA, UNITED_STATES
from consolidation.catalog.fixed import VALUES
from consolidation.industry import sums
from consolidation.industry.agents import beliefs

pytestmark = [pytest.mark.interpreted, pytest.mark.bounds]


def payback(cost, hashprice=46.0, power=45.0, j=17.5, drift=0.0, share=1.0, **params):
    world = testing.blank(**{"mining_pool_fee": 0.0, "power_cost_besides_power_usd_per_mwh": 0.0, **params})
    world.bitcoin[0].hashprice_usd_per_ph_day = hashprice
    running = sums.running_usd_per_th_week(world, j, power)
    return sums.payback_weeks(world, cost, share, running, 0.0, 0.0, drift, 0.0)


def test_without_drift_or_halving_payback_is_cost_over_margin():
    # 46 USD/PH/day are 0.322 USD a TH and week; 17.5 J/TH at 45 USD/MWh cost 0.1323.
    assert payback(18.97) == pytest.approx(18.97 / (0.322 - 0.1323), rel=1e-9)
    assert payback(18.97) == pytest.approx(100.0, abs=0.1)


def test_duties_lengthen_payback_in_proportion_to_the_landed_price():
    none, universal, indonesia = (payback(18.97 * (1.0 + duty)) for duty in (0.0, 0.126, 0.346))
    assert universal == pytest.approx(1.126 * none)
    assert indonesia == pytest.approx(1.346 * none)
    assert (round(none), round(universal), round(indonesia)) == (100, 113, 135)


def test_a_machine_that_never_pays_back_never_does():
    assert payback(18.97, hashprice=18.0) == sums.NEVER
    assert payback(1e6) == sums.NEVER
    assert payback(-1.0) == 0.0


def test_the_pool_s_fee_and_conduct_take_from_revenue():
    assert payback(10.0, mining_pool_fee=0.02) == pytest.approx(10.0 / (0.322 * 0.98 - 0.1323), rel=1e-9)
    assert payback(10.0, share=0.9) == pytest.approx(10.0 / (0.322 * 0.9 - 0.1323), rel=1e-9)


def test_the_scheduled_halving_counts_once():
    world = testing.blank(mining_pool_fee=0.0, miners_belief_halving=0.6)
    b = world.bitcoin[0]
    b.hashprice_usd_per_ph_day, b.weeks_to_halving = 100.0, 26.0
    # Two quarters at 0.7 a week, then at 0.42.
    found = sums.payback_weeks(world, 20.3, 1.0, 0.1, 0.0, 0.0, 0.0, 0.0)
    assert found == pytest.approx(26.0 + (20.3 - 26 * 0.6) / 0.32, rel=1e-9)
    b.weeks_to_halving = 1e6
    assert sums.payback_weeks(world, 20.3, 1.0, 0.1, 0.0, 0.0, 0.0, 0.0) == pytest.approx(20.3 / 0.6, rel=1e-9)


def test_only_the_gain_over_the_machine_replaced_counts():
    world = testing.blank(mining_pool_fee=0.0)
    world.bitcoin[0].hashprice_usd_per_ph_day = 100.0
    # 0.7 less 0.1 from the new, less half a TH of an old machine that earns 0.7 less 0.3.
    found = sums.payback_weeks(world, 8.0, 1.0, 0.1, 0.5, 0.3, 0.0, 0.0)
    assert found == pytest.approx(8.0 / (0.6 - 0.5 * 0.4), rel=1e-9)
    # A machine that loses money is no loss.
    assert sums.payback_weeks(world, 8.0, 1.0, 0.1, 0.5, 0.9, 0.0, 0.0) == pytest.approx(8.0 / 0.6, rel=1e-9)


@given(st.floats(1, 60), st.floats(1, 60), st.floats(20, 90), st.floats(-0.3, 0.3))
def test_dearer_machines_pay_back_no_sooner(one, other, hashprice, drift):
    low, high = sorted((one, other))
    assert payback(low, hashprice, drift=drift) <= payback(high, hashprice, drift=drift)


def test_drift_is_worked_in_by_quarters():
    found = payback(10.0, hashprice=100.0, power=0.0, drift=0.52)
    growth = math.exp(0.52 * 13 / 52.1775)
    first = 0.7 * 13
    assert found == pytest.approx(13.0 + (10.0 - first) / (0.7 * growth), rel=1e-9)


def brute_force_hurdle(low, high, chance, weeks, rate):
    """The least worth at which buying now beats waiting for the news, found by bisection.

    Waiting: with 1 - chance the cost is low and one buys; with `chance` it is high, and one buys only if that pays.
    """
    discount = math.exp(-rate * weeks / 52.1775)
    mean = (1 - chance) * low + chance * high

    def now_is_better(worth):
        wait = discount * ((1 - chance) * max(worth - low, 0) + chance * max(worth - high, 0))
        return worth - mean >= wait

    below, above = mean, 10 * high
    for _ in range(200):
        middle = 0.5 * (below + above)
        below, above = (below, middle) if now_is_better(middle) else (middle, above)
    return above / mean


@given(st.floats(1.0, 2.0), st.floats(0.01, 1.0), st.floats(0.02, 0.98), st.floats(0, 52), st.floats(0.01, 0.5))
def test_the_value_of_waiting_is_the_two_state_option_s(low, more, chance, weeks, rate):
    found = sums.waiting_multiple(low, low + more, chance, weeks, rate)
    assert found >= 1.0
    # Above `high` both branches buy, and only the discount speaks for waiting: the bar is never higher than that.
    assert found == pytest.approx(
        min(
            brute_force_hurdle(low, low + more, chance, weeks, rate),
            (low + more) / ((1 - chance) * low + chance * (low + more)),
        ),
        rel=1e-6,
    )


@pytest.mark.parametrize(
    ("low", "high", "chance"), [(1.1, 1.3, 0.0), (1.1, 1.3, 1.0), (1.3, 1.1, 0.5), (1.2, 1.2, 0.5)]
)
def test_nothing_uncertain_nothing_to_wait_for(low, high, chance):
    assert sums.waiting_multiple(low, high, chance, 13.0, 0.15) == 1.0


def test_news_soon_is_worth_waiting_for_and_news_far_off_less():
    near, far = (sums.waiting_multiple(1.126, 1.346, 0.5, w, 0.15) for w in (4.0, 104.0))
    assert near > far > 1.0


@given(st.floats(1e6, 1e9), st.floats(10, 100), st.floats(0.05, 1.0), st.floats(0.1, 2.0))
def test_a_firm_stops_where_marginal_revenue_meets_cost(network, hashprice, conduct, ratio):
    cost = ratio * hashprice
    desired = sums.desired_th_s(network, hashprice, cost, conduct)
    if ratio >= 1.0:
        assert desired == 0.0
    else:
        assert hashprice * (1.0 - conduct * desired / network) == pytest.approx(cost, rel=1e-9)


def test_under_price_taking_nothing_bounds_a_profitable_firm():
    assert sums.desired_th_s(1e9, 50.0, 49.0, 0.0) == math.inf
    assert sums.desired_th_s(1e9, 50.0, 51.0, 0.0) == 0.0


def test_revenue_per_mwh_is_hashprice_over_efficiency():
    # 17.5 J/TH: a PH draws 17.5 kW, 0.42 MWh a day.
    assert sums.revenue_usd_per_mwh(42.0, 17.5) == pytest.approx(100.0, rel=1e-12)


def test_a_new_rig_bids_for_power_less_its_capital_charge_an_old_one_all_it_earns():
    world = testing.blank(power_capital_charge=0.35, mining_pool_fee=0.0, power_cost_besides_power_usd_per_mwh=1.0)
    world.bitcoin[0].hashprice_usd_per_ph_day = 42.0
    assert sums.power_value_usd_per_mwh(world, 17.5, True) == pytest.approx(99.0)
    assert sums.power_value_usd_per_mwh(world, 17.5, False) == pytest.approx(99.0 * 0.65)
    assert sums.power_value_usd_per_mwh(world, 1e4, True) == 0.0


def test_used_machines_are_worth_more_the_better_they_are_but_never_more_than_new_ones_or_less_than_scrap():
    world = testing.industry()
    values = [sums.used_usd_per_th(world, j) for j in (10.0, 17.5, 25.0, 40.0, 1e4)]
    assert values == sorted(values, reverse=True)
    assert values[1] == pytest.approx(VALUES["used_price_ratio"] * testing.HASHPRICE, rel=1e-12)
    assert values[0] <= world.vendors[0].price_usd_per_th
    assert values[-1] == VALUES["scrap_usd_per_th"]


def uncertain(week=5, at=15, high=0.346, **params):
    """Before a day on which Malaysia's duty may rise from 12.6 %."""
    world = testing.industry(**params)
    world.clock[0].week = week
    trade = world.trade[0]
    trade.rate[[CHINA, MALAYSIA]] = 0.576, 0.126
    trade.uncertain_rate[:] = trade.rate
    trade.uncertain_rate[MALAYSIA] = high
    trade.uncertain_week = at
    world.firms[0].belief_snapback = 0.5
    return world


def test_orders_that_would_arrive_after_the_news_wait_and_others_do_not():
    world = uncertain()
    firm = world.firms[0]
    expected = sums.waiting_multiple(1.126, 1.346, 0.5, 10.0, world.params[0].miners_discount_per_year)
    assert expected > 1.0
    assert beliefs.waiting_hurdle(world, firm, MALAYSIA, 18) == pytest.approx(expected)
    assert beliefs.waiting_hurdle(world, firm, MALAYSIA, 14) == 1.0
    assert beliefs.waiting_hurdle(world, firm, CHINA, 18) == 1.0
    assert beliefs.waiting_hurdle(world, firm, UNITED_STATES, 18) == 1.0
    world.trade[0].uncertain_week = 0  # 9 July has come
    assert beliefs.waiting_hurdle(world, firm, MALAYSIA, 18) == 1.0


def test_waiting_can_be_switched_off():
    world = uncertain(tariffs_waiting=0)
    assert beliefs.waiting_hurdle(world, world.firms[0], MALAYSIA, 18) == 1.0


def test_the_duty_expected_is_certain_before_and_believed_after_the_news():
    world = uncertain()
    firm = world.firms[0]
    firm.belief_snapback = 0.25
    assert beliefs.duty_expected(world, firm, MALAYSIA, 14) == pytest.approx(0.126)
    assert beliefs.duty_expected(world, firm, MALAYSIA, 15) == pytest.approx(0.126 + 0.25 * 0.22)


def test_a_feared_ban_raises_the_bar_and_the_cost_by_the_deposit_at_stake():
    world = testing.industry(policy_ban_belief=0.3, miners_delivery_risk=0.03, vendors_deposit_share=0.25)
    firm, vendor = world.firms[0], world.vendors[0]
    firm.belief_ban = 0.3
    world.trade[0].rate[CHINA] = 0.5
    discount = world.params[0].miners_discount_per_year
    assert beliefs.waiting_hurdle(world, firm, CHINA, 9) == pytest.approx(
        sums.waiting_multiple(1.0, 1.25, 0.3, 13.0, discount)
    )
    assert beliefs.expected_landed_multiple(world, firm, vendor, 1, 9) == pytest.approx(1.03 * (1.5 + 0.3 * 0.25))
    assert beliefs.expected_landed_multiple(world, firm, vendor, 0, 9) == pytest.approx(1.03)
    world.trade[0].banned = 1  # it has come: nothing left to fear
    assert beliefs.waiting_hurdle(world, firm, CHINA, 9) == 1.0


def test_an_american_line_s_machines_carry_its_premium_instead_of_a_duty():
    world = testing.industry(vendors_line_cost_premium=0.08, miners_delivery_risk=0.0)
    vendor = world.vendors[0]
    vendor.best_origin = UNITED_STATES
    assert beliefs.expected_landed_multiple(world, world.firms[0], vendor, 1, 9) == pytest.approx(1.08)
    vendor.chinese = 0
    assert beliefs.expected_landed_multiple(world, world.firms[0], vendor, 1, 9) == pytest.approx(1.0)


def test_an_announced_ban_is_believed_from_its_announcement_on():
    world = testing.industry(policy_ban_announced_week=5, policy_announced_ban_belief=0.6)
    firm = world.firms[0]
    world.clock[0].week = 4
    assert beliefs.waiting_hurdle(world, firm, CHINA, 20) == 1.0
    world.clock[0].week = 5
    share, discount = world.params[0].vendors_deposit_share, world.params[0].miners_discount_per_year
    expected = sums.waiting_multiple(1.0, 1.0 + share, 0.6, 13.0, discount)
    assert expected > 1.0
    assert beliefs.waiting_hurdle(world, firm, CHINA, 20) == pytest.approx(expected)


def test_a_halving_counts_from_when_the_machine_runs_not_from_its_order():
    world = testing.blank(miners_belief_halving=0.5, mining_pool_fee=0.0)
    world.bitcoin[0].weeks_to_halving = 30.0

    def weeks(delay):
        return sums.payback_weeks(world, 12.0, 1.0, 0.1, 0.0, 0.0, 0.0, delay)

    whole = 0.007 * testing.HASHPRICE
    # Runs from week 20: one quarter at the whole revenue, as the halving falls into it, and the rest at half.
    assert weeks(20.0) == pytest.approx(13 + (12 - 13 * (whole - 0.1)) / (whole / 2 - 0.1))
    assert weeks(0.0) == pytest.approx(39 + (12 - 39 * (whole - 0.1)) / (whole / 2 - 0.1))
    assert weeks(30.0) == pytest.approx(12 / (whole / 2 - 0.1))


@pytest.mark.parametrize(
    ("drift", "volatility", "discount", "multiple"),
    [
        (0.0, 0.2, 0.04, 2.0),  # Dixit and Pindyck 1994, chapter 5: their own example
        (0.0, 0.4, 0.04, 3.7320508075688776),  # b = (1 + sqrt(3)) / 2
        (0.02, 0.0, 0.04, 2.0),
        (-0.02, 0.0, 0.04, 1.0),
        (0.04, 0.2, 0.04, 1e9),
    ],
)
def test_sunk_cost_under_uncertainty_asks_the_published_multiple(drift, volatility, discount, multiple):
    assert sums.option_multiple(drift, volatility, discount) == pytest.approx(multiple)


def test_the_barrier_is_its_formula_and_its_payback_the_cost_over_what_is_left():
    world = testing.blank(
        miners_discount_per_year=0.2,
        bitcoin_drift=0.05,
        bitcoin_volatility=0.6,
        mining_failure_per_week=0.001,
        vendors_roadmap_j_per_th=0.1,
    )
    wear = 0.001 * 52.1775
    slope = 0.5 - (0.05 + 0.1 + wear) / 0.36
    b = slope + math.sqrt(slope**2 + 2 * (0.2 + 0.1 + wear) / 0.36)
    year = 0.15 * b / (b - 1) * (20.0 + 0.3 * 52.1775 / (0.2 + wear))
    week = year / 52.1775 * math.exp(-0.5826 * 0.6 * math.sqrt(1 / 52.1775))
    assert sums.barrier_usd_per_th_week(world, 20.0, 0.3) == pytest.approx(week)
    assert sums.barrier_payback_weeks(world, 20.0, 0.3) == pytest.approx(20.0 / (week - 0.3))
    world.params[0].bitcoin_drift = 0.2
    assert sums.barrier_usd_per_th_week(world, 20.0, 0.3) == sums.NO_BARRIER
