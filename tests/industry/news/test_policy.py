"""Policy: the duties of 2025 on their days, the scale, the snapback, bans and claims."""

import datetime as dt

import pytest

from consolidation import testing
from consolidation.catalog.codes import (
    CHINA,
    GOVERNMENT,
    INDONESIA,
    MALAYSIA,
    ORIGIN_LABELS,
    SINGAPORE,
    TAIWAN,
    THAILAND,
    UNITED_STATES,
)
from consolidation.catalog.events import CLAIM_FILED, CLAIM_SETTLED, DUTY_CHANGED, IMPORT_BAN, PAUSE_ENDED
from consolidation.catalog.payments import CUSTOMS_CLAIM
from consolidation.engine import draws
from consolidation.industry.markets import customs
from consolidation.industry.news import policy
from consolidation.industry.opening import places
from consolidation.scenario.scenario import Scenario

pytestmark = [pytest.mark.interpreted, pytest.mark.bounds]


def calendar(**params):
    """A world with the duties of the default scenario and nothing else."""
    world = testing.blank(**params)
    overrides = {"tariffs.snapback_chance": float(world.params[0].tariffs_snapback_chance)}
    places.open_duties(world, Scenario.load("april-2025", overrides))
    world.rows[0].n_claims = 0
    return world


def rates(world, day):
    """The duties in the week of a day, all weeks before lived one by one."""
    last = (dt.date.fromisoformat(day).toordinal() - testing.MONDAY) // 7 + 1
    for week in range(int(world.clock[0].week), last + 1):
        world.clock[0].week = week
        policy.read_news(world)
    return [round(float(rate), 4) for rate in world.trade[0].rate]


@pytest.mark.parametrize(
    ("day", "china", "indonesia", "malaysia", "thailand"),
    [
        ("2025-03-31", 0.576, 0.126, 0.126, 0.126),  # the week to Sunday 6 April holds the universal duty of the 5th
        ("2025-04-07", 1.726, 0.126, 0.126, 0.126),  # reciprocal rates of the 9th, paused on the 10th but for China
        ("2025-05-05", 1.726, 0.126, 0.126, 0.126),
        ("2025-05-12", 0.576, 0.126, 0.126, 0.126),  # the truce of the 14th
        ("2025-06-30", 0.576, 0.126, 0.126, 0.126),
    ],
)
def test_duties_are_those_of_the_last_day_of_the_week(day, china, indonesia, malaysia, thailand):
    found = rates(calendar(), day)
    assert found[CHINA] == china
    assert [found[o] for o in (INDONESIA, MALAYSIA, THAILAND)] == [indonesia, malaysia, thailand]
    assert found[SINGAPORE] == found[TAIWAN] == 0.126
    assert found[UNITED_STATES] == 0.0


def test_before_april_china_pays_the_emergency_layers_and_nobody_else():
    world = calendar()
    world.clock[0].start_day = dt.date(2025, 3, 24).toordinal()
    policy.read_news(world)
    assert round(float(world.trade[0].rate[CHINA]), 4) == 0.476
    assert round(float(world.trade[0].rate[MALAYSIA]), 4) == 0.026


@pytest.mark.parametrize("day", ["2025-04-07", "2025-07-14", "2026-12-28"])
def test_scale_zero_is_january_2025_for_ever(day):
    found = rates(calendar(tariffs_scale=0.0, tariffs_snapback_chance=1.0), day)
    assert found[CHINA] == 0.276
    assert {found[o] for o in (INDONESIA, MALAYSIA, THAILAND, SINGAPORE, TAIWAN)} == {0.026}


def test_half_the_scale_is_half_the_increase():
    found = rates(calendar(tariffs_scale=0.5), "2025-04-07")
    assert found[CHINA] == pytest.approx(0.276 + 0.5 * 1.45)
    assert found[THAILAND] == pytest.approx(0.026 + 0.5 * 0.10)


@pytest.mark.parametrize(("chance", "after"), [(0.0, [0.126, 0.126, 0.126]), (1.0, [0.346, 0.266, 0.386])])
def test_the_pause_ends_on_9_july_for_all_three_or_none(chance, after):
    world = calendar(tariffs_snapback_chance=chance)
    assert rates(world, "2025-06-30")[INDONESIA] == 0.126
    found = rates(world, "2025-07-09")
    assert [found[o] for o in (INDONESIA, MALAYSIA, THAILAND)] == after
    assert found[CHINA] == 0.576


def test_the_snapback_is_one_keyed_draw_for_the_day():
    day = dt.date(2025, 7, 9).toordinal()
    came = []
    for seed in range(1, 41):
        world = calendar(tariffs_snapback_chance=0.5)
        world.clock[0].seed, world.clock[0].week = seed, 15
        found = rates(world, "2025-07-09")
        assert len(testing.events(world, PAUSE_ENDED)) == 1
        came.append(found[THAILAND] == 0.386)
        assert came[-1] == (draws.uniform(seed, draws.SNAPBACK, 0, day) < 0.5)
        assert (found[INDONESIA] == 0.346) == (found[MALAYSIA] == 0.266) == came[-1]
    assert 8 < sum(came) < 32


def test_before_9_july_the_duty_is_known_to_be_uncertain_and_afterwards_not():
    world = calendar()
    rates(world, "2025-06-30")
    trade = world.trade[0]
    assert trade.uncertain_week == (dt.date(2025, 7, 9).toordinal() - testing.MONDAY) // 7 + 1
    assert trade.uncertain_rate[THAILAND] == pytest.approx(0.386)
    assert trade.uncertain_rate[CHINA] == trade.rate[CHINA]
    rates(world, "2025-07-07")
    assert trade.uncertain_week == 0


def test_a_certain_change_is_foreseen_from_its_announcement_on():
    world = testing.blank()
    world.rows[0].n_duties = 2
    for row, (day, rate, announced) in enumerate([(-100, 0.1, -100), (40, 0.5, 10)]):
        duty = world.duties[row]
        duty.origin, duty.rate, duty.chance = CHINA, rate, 1.0
        duty.day, duty.announced_day = testing.MONDAY + day, testing.MONDAY + announced
    policy.read_news(world)
    assert world.trade[0].coming_week[CHINA] == 0
    assert policy.certain_duty(world, CHINA, 50) == 0.1
    world.clock[0].week = 2
    policy.read_news(world)
    assert world.trade[0].coming_week[CHINA] == 6  # day 40 is in the sixth week
    assert policy.certain_duty(world, CHINA, 5) == 0.1
    assert policy.certain_duty(world, CHINA, 6) == 0.5


def test_every_change_of_a_duty_is_told_once():
    world = calendar(tariffs_snapback_chance=1.0)
    rates(world, "2025-12-29")
    told = [(int(e.week), ORIGIN_LABELS[e.other], e.cents / 1e6) for e in testing.events(world, DUTY_CHANGED)]
    assert told == [
        (2, "China", 1.726),
        (7, "China", 0.576),
        (15, "Indonesia", 0.346),
        (15, "Malaysia", 0.266),
        (15, "Thailand", 0.386),
    ]


def test_a_ban_begins_in_its_week_without_warning():
    world = calendar(policy_ban_week=3)
    rates(world, "2025-04-07")
    assert world.trade[0].banned == 0
    rates(world, "2025-04-14")
    assert world.trade[0].banned == 1
    rates(world, "2025-04-28")
    assert len(testing.events(world, IMPORT_BAN)) == 1


def test_a_dated_claim_is_filed_and_a_part_of_it_paid_when_the_law_has_taken_its_time():
    world = testing.industry(policy_claim_weeks=10, policy_claim_settled=0.35)
    world.rows[0].n_claims = 1
    world.claims[0].firm, world.claims[0].week, world.claims[0].cents = 0, 2, 1_000_000
    before = testing.cash(world, 0)
    for week in range(1, 15):
        world.clock[0].week = week
        customs.file_claims(world)
    assert [int(e.week) for e in testing.events(world, CLAIM_FILED)] == [2]
    assert [int(e.week) for e in testing.events(world, CLAIM_SETTLED)] == [12]
    assert before - testing.cash(world, 0) == testing.paid(world, 0, GOVERNMENT, CUSTOMS_CLAIM) == 350_000
    assert testing.fault(world) == ""


def test_importers_from_south_east_asia_are_reassessed_by_a_keyed_draw():
    world = testing.industry(policy_claim_chance_per_year=2.0, policy_claim_rate=0.25, policy_claim_weeks=500)
    world.firms[0].sea_imports_52w_cents = 4_000_000
    for week in range(1, 105):
        world.clock[0].week = week
        customs.file_claims(world)
    (filed,) = testing.events(world, CLAIM_FILED)
    assert (filed.firm, world.firms[0].claim_cents) == (0, 1_000_000)
    assert draws.uniform(1, draws.CUSTOMS_CLAIM, int(filed.week), 1) < 2.0 / 52.1775


def test_without_claims_nobody_is_reassessed():
    world = testing.industry(policy_claims=0, policy_claim_chance_per_year=2.0)
    world.firms[0].sea_imports_52w_cents = 4_000_000
    for week in range(1, 105):
        world.clock[0].week = week
        customs.file_claims(world)
    assert world.rows[0].n_events == 0
