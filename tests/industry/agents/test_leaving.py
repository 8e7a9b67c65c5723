"""Leaving: pivots, moves abroad, and firms that close in order when they have been worth less open for a quarter."""

import pytest

from consolidation import testing
from consolidation.catalog.codes import AI, CLOSING, CONVERTING, HAS_PIVOTED, HAS_RELOCATED, OWNED
from consolidation.catalog.events import PIVOTED, RELOCATED
from consolidation.catalog.fixed import VALUES
from consolidation.industry.agents import leaving

pytestmark = [pytest.mark.interpreted, pytest.mark.bounds]


def shrunk(us_kw, let_kw=0, abroad_kw=0, use=AI):
    """A firm whose American mines peaked at 10 MW and are now `us_kw`."""
    world = testing.blank(miners_closing=0)
    testing.region(world)
    testing.region(world, in_us=0)
    i = testing.firm(world)
    for r, kw, what in ((0, us_kw, 1), (0, let_kw, use), (1, abroad_kw, 1)):
        if kw:
            testing.site(world, i, r, kw, use=what, tenure=OWNED)
    testing.close_books(world)
    world.firms[0].peak_us_kw = 10_000
    leaving.leave(world)
    return world


@pytest.mark.parametrize(
    ("us_kw", "let_kw", "abroad_kw", "exit"),
    [
        (1_000, 5_000, 0, 0),  # a tenth is left: still a miner
        (999, 5_000, 0, HAS_PIVOTED),
        (0, 5_000, 4_000, HAS_PIVOTED),
        (0, 4_000, 5_000, HAS_RELOCATED),
        (0, 0, 5_000, HAS_RELOCATED),
        (0, 0, 0, 0),  # without power anywhere: waiting for some
    ],
)
def test_a_firm_without_american_mines_has_pivoted_or_gone_abroad(us_kw, let_kw, abroad_kw, exit):
    world = shrunk(us_kw, let_kw, abroad_kw)
    firm = world.firms[0]
    assert firm.exited == exit
    assert firm.alive == 1
    assert firm.exit_week == (world.clock[0].week if exit else 0)
    assert len(testing.events(world, PIVOTED)) == (exit == HAS_PIVOTED)
    assert len(testing.events(world, RELOCATED)) == (exit == HAS_RELOCATED)


def test_a_hall_under_conversion_counts_as_ai():
    assert shrunk(0, 5_000, use=CONVERTING).firms[0].exited == HAS_PIVOTED


def test_who_has_left_leaves_once():
    world = shrunk(0, 5_000)
    world.clock[0].week = 9
    leaving.leave(world)
    assert world.firms[0].exit_week == 1
    assert len(testing.events(world, PIVOTED)) == 1


def losing(profit, **params):
    """`testing.industry`, where firm 1 has made so many cents a week."""
    world = testing.industry(**{"miners_patience_weeks": 0.0, "miners_closing_weeks": 13, **params})
    world.firms[1].profit_cents = profit
    return world


def test_a_firm_worth_less_open_than_closed_closes_after_a_quarter():
    world = losing(0.0)
    salvage = VALUES["closing_sale_share"] * world.firms[1].rig_value_cents
    even = (1 - VALUES["closing_kept_share"]) * salvage / VALUES["closing_profit_weeks"]
    assert salvage > 0
    for profit, closes in ((even * 1.001, 0), (even * 0.999, 1)):
        world = losing(profit)
        for week in range(1, 14):
            world.clock[0].week = week
            leaving.leave(world)
            assert world.firms[1].in_default == (CLOSING * closes if week == 13 else 0)


def test_a_good_week_starts_the_count_again():
    world = losing(-1e9)
    for profit in [-1e9] * 12 + [1e9] + [-1e9] * 12:
        world.firms[1].profit_cents = profit
        leaving.leave(world)
    assert world.firms[1].in_default == 0


def test_patience_is_worth_weeks_of_revenue():
    world = losing(0.0)
    leaving.leave(world)
    assert world.firms[1].under_water_weeks == 1
    patient = losing(0.0, miners_patience_weeks=104.0)
    leaving.leave(patient)
    assert patient.firms[1].under_water_weeks == 0


def test_a_landlord_to_be_has_something_to_stay_open_for():
    world = losing(-1e6)
    testing.site(world, 1, 0, 50_000, use=CONVERTING, tenure=OWNED, lease_usd_per_kw_month=20.0)
    leaving.leave(world)
    assert world.firms[1].under_water_weeks == 0


def test_closing_can_be_switched_off_and_a_new_firm_is_given_time():
    world = losing(-1e9, miners_closing=0)
    leaving.leave(world)
    assert world.firms[1].under_water_weeks == 0
    world = losing(-1e9)
    world.firms[1].entry_week = world.clock[0].week = 20
    leaving.leave(world)
    assert world.firms[1].under_water_weeks == 0
