"""A visitor's model: it is `consolidation run`, with levers that move while it lives."""

import numpy as np
import pytest

from consolidation.catalog.errors import BadInput
from consolidation.faces.page.visitor.address import compose, parse
from consolidation.faces.page.visitor.live import MOST_AT_ONCE, Live
from consolidation.results.live import run

QUERY = "scenario=classroom&seed=7"


def live(query=QUERY):
    return Live(parse(query).wish)


def test_it_is_the_run_of_the_command_line():
    mine = live(f"{QUERY}&week=20")
    theirs = run("classroom", 7, weeks=20)
    mine_series = mine.frames().series.drop(columns="week")
    assert mine_series.equals(theirs.series.drop(columns="week"))
    assert mine.frames().events.equals(theirs.events)


def test_one_message_lives_so_many_weeks_at_most():
    model = live()
    model.advance(10_000)
    assert model.week == MOST_AT_ONCE


def test_a_lever_at_week_zero_opens_another_world():
    model = live()
    assert model.pull("tariffs.scale", 0.0)
    model.advance(10)
    theirs = run(parse(QUERY).wish.scenario.with_overrides({"tariffs.scale": 0.0}), 7, weeks=10)
    assert model.frames().series["rig_price_usd_per_th"].equals(theirs.series["rig_price_usd_per_th"])


def test_a_policy_lever_works_from_the_next_week_and_not_before():
    plain, moved = live(f"{QUERY}&week=20"), live(f"{QUERY}&week=10")
    assert moved.pull("energy.support_usd_per_mwh", 20.0)
    moved.advance(10)
    a, b = (model.frames().series["power_paid_us_usd_per_mwh"].to_numpy() for model in (plain, moved))
    assert np.array_equal(a[:10], b[:10])
    assert not np.array_equal(a[10:], b[10:])


def test_a_lever_that_only_opens_worlds_waits_for_the_reset():
    model = live(f"{QUERY}&week=3")
    assert not model.pull("vendors.support_scale", 3.0)
    assert model.waiting() == ["vendors.support_scale"]
    model.reset()
    assert model.waiting() == []
    assert model.simulation.scenario.vendors.support_scale == 3.0


def test_an_address_brings_back_levers_moved_on_the_way():
    model = live(f"{QUERY}&week=10")
    model.pull("energy.support_usd_per_mwh", 20.0)
    model.advance(5)
    again = Live(parse(compose(model.wish, 15)).wish)
    assert again.frames().series.equals(model.frames().series)


def test_the_past_can_be_lived_again():
    model = live(f"{QUERY}&week=10")
    model.pull("energy.support_usd_per_mwh", 20.0)
    before = model.simulation.world.copy()
    model.advance(6)
    again = model.simulation_at(10)
    assert again.world["firms"].tobytes() == before["firms"].tobytes()
    assert model.simulation_at(16) is model.simulation
    assert model.simulation_at(4).week == 4


def test_frames_of_a_past_week_hold_nothing_of_the_future():
    frames = live(f"{QUERY}&week=12").frames(5)
    assert frames.week == 5
    assert frames.events["week"].max() <= 5
    assert len(frames.firms.us_hash) == 5


def test_what_is_too_large_for_a_page_is_refused():
    scenario = parse(QUERY).wish.scenario.with_overrides({"weeks": 1043, "miners.anonymous": 500})
    model = live()
    with pytest.raises(BadInput, match="more than this page holds"):
        model.reset(scenario=scenario)
    assert model.base.name == "classroom"
