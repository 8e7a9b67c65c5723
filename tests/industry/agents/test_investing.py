"""Rounds: each class in its weeks, the living only."""

import pytest

from consolidation import testing
from consolidation.catalog.codes import MAJOR, SMALL
from consolidation.catalog.units import WEEKS_PER_YEAR
from consolidation.industry.agents import investing

pytestmark = [pytest.mark.interpreted, pytest.mark.bounds]


def ordering_weeks(size_class, live, **columns):
    """The weeks, of eight, in which firm 0 asks for machines when its class has its round."""
    found = []
    for week in range(1, 9):
        world = testing.industry(miners_conduct=0.0, tariffs_waiting=0, policy_ban_belief=0.0, miners_reserve_weeks=0)
        firm = world.firms[0]
        firm.size_class, firm.payback_limit_weeks = size_class, 10.0 * WEEKS_PER_YEAR
        firm.listed = firm.hodl_share = 0
        for name, value in columns.items():
            firm[name] = value
        world.clock[0].week = week
        world.bitcoin[0].hashprice_usd_per_ph_day = world.bitcoin[0].hashprice_mean_26w = 100.0
        live(world)
        if any(order.buyer == 0 for order in world.orders[: world.rows[0].n_orders]):
            found.append(week)
    return found


@pytest.mark.parametrize(
    ("size_class", "live", "every"),
    [
        (MAJOR, investing.majors, "major_orders_every_weeks"),
        (SMALL, investing.small_miners, "small_orders_every_weeks"),
    ],
)
def test_each_class_orders_in_its_own_weeks(size_class, live, every):
    pace = int(testing.industry().fixed[0][every])
    assert ordering_weeks(size_class, live) == [week for week in range(1, 9) if (week + 1) % pace == 0] != []


def test_a_round_is_for_one_class():
    assert ordering_weeks(MAJOR, investing.small_miners) == ordering_weeks(SMALL, investing.majors) == []


def test_the_dead_invest_nothing():
    assert ordering_weeks(MAJOR, investing.majors, alive=0) == []
