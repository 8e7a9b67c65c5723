"""The week in one compiled call is the week phase by phase; what fails in it is told by its phase."""

import numpy as np
import pytest
from numba import config

from consolidation import Breach, Scenario
from consolidation.catalog.tables import copied
from consolidation.engine.rule import rule
from consolidation.industry import week
from consolidation.industry.opening import open_world


@pytest.mark.bounds
def test_one_call_is_the_phases_one_by_one():
    whole = open_world(Scenario.load("classroom"), 3)
    by_phase, spent = copied(whole), {}
    for _ in range(20):
        week.step(whole)
        week.step(by_phase, spent)
    assert whole.tobytes() == by_phase.tobytes() and list(spent) == list(week.NAMES)


def test_a_breach_is_told_by_the_phase_that_noted_it():
    for spent in (None, {}):
        world = open_world(Scenario.load("classroom"), 3)
        world.accounts[0].flow_cents += 5
        with pytest.raises(Breach, match=r"books\.identities\.check"):
            week.step(world, spent)


def test_an_error_names_its_phase_and_week():
    for spent in (None, {}):
        world = open_world(Scenario.load("classroom"), 3)
        week.step(world)
        world.bitcoin[0].difficulty = 0.0
        with pytest.raises(ZeroDivisionError, match=r"[a-z_]+\.[a-z_]+\.[a-z_]+, week 2: ") as one:
            week.step(world, spent)
        assert str(one.value).split(",")[0] in week.NAMES


def test_a_week_of_other_phases_is_lived_as_it_is(monkeypatch):
    @rule
    def last(world):
        world.now[0].week = -1

    monkeypatch.setattr(week, "WEEK", (*week.WEEK, last))
    world = open_world(Scenario.load("classroom"), 3)
    week.step(world)
    assert np.asarray(world.now)[0]["week"] == -1


@pytest.mark.skipif(config.DISABLE_JIT, reason="uncompiled on purpose")
def test_the_usual_week_is_the_compiled_one():
    assert week.WEEK is week.COMPILED
