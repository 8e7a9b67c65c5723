"""Names are made from rows and never change while a world lives."""

import datetime
from types import SimpleNamespace

import pytest

from consolidation.catalog import tables
from consolidation.catalog.names import Names, letters, slug, week_date

START = datetime.date(2025, 3, 31)


@pytest.fixture
def scenario():
    return SimpleNamespace(
        firms=(SimpleNamespace(name="MARA"), SimpleNamespace(name="Riot")),
        makers=(SimpleNamespace(name="Bitmain"), SimpleNamespace(name="Bitdeer (SEALMINER)")),
        regions=(SimpleNamespace(name="ERCOT"), SimpleNamespace(name="PJM")),
        rigs=(SimpleNamespace(model="S21"),),
        start=START,
        entry=SimpleNamespace(candidates_per_week=2),
    )


@pytest.fixture
def world():
    world = tables.new_world()
    rows = world.rows[0]
    rows.n_named, rows.n_opening, rows.n_firms, rows.n_models = 2, 4, 4, 1
    return world


def enter(world, week, candidate=0):
    row = int(world.rows[0].n_firms)
    world.firms[row].entry_week = week
    world.firms[row].id = 1_000_000 + 20 * week + candidate
    world.rows[0].n_firms += 1


def test_named_and_anonymous(scenario, world):
    assert Names(scenario, world).firms == ["MARA", "Riot", "Small miner 001", "Small miner 002"]


def test_entrants_are_called_by_month_and_candidate_and_keep_their_names(scenario, world):
    names = Names(scenario, world)
    enter(world, 6)  # 5 May, the month's first Monday: candidates a and b
    enter(world, 7, candidate=1)  # 12 May: c and d
    names.refresh(world)
    assert names.firms[4:] == ["Entrant 2025-05 a", "Entrant 2025-05 d"]
    enter(world, 10)
    names.refresh(world)
    assert names.firms[4:] == ["Entrant 2025-05 a", "Entrant 2025-05 d", "Entrant 2025-06 a"]
    assert Names(scenario, world).firms == names.firms


def test_a_newcomer_has_the_same_name_whoever_else_came(scenario, world):
    enter(world, 7, candidate=1)
    assert Names(scenario, world).firms[4] == "Entrant 2025-05 d"


def test_roadmap_models_carry_maker_year_and_generation(scenario, world):
    world.rows[0].n_models = 2
    world.models[1].vendor, world.models[1].generation, world.models[1].launch_week = 0, 2, 95
    assert Names(scenario, world).models == ["S21", "Bitmain 2027 (gen 2)"]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (0, "MARA"),
        (-1, ""),
        (-10, "Bitmain"),
        (-11, "Bitdeer (SEALMINER)"),
        (-100, "AI buyer, ERCOT"),
        (-101, "AI buyer, PJM"),
    ],
)
def test_the_codes_of_events(scenario, world, code, name):
    assert Names(scenario, world).who(code) == name


def test_small_things():
    assert [letters(n) for n in (0, 25, 26, 27, 701, 702)] == ["a", "z", "aa", "ab", "zz", "aaa"]
    assert slug("Bitdeer (SEALMINER)") == "bitdeer"
    assert slug("Rest of world") == "rest_of_world"
    assert week_date(START, 1) == START
    assert week_date(START, 3) == datetime.date(2025, 4, 14)
