"""Every value that the catalogue allows lives: alone at its bounds, in any mixture, for as long as a run may be."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from consolidation import BadInput, Scenario, Simulation, run
from consolidation.catalog.errors import TableFull
from consolidation.catalog.tables import new_world
from consolidation.industry import week
from tests.legal import SHIPPED, VARIED, Refused, draws, ends, faults, parting

CASES = [json.loads(line) for line in (Path(__file__).parents[1] / "cases" / "legal.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("name", VARIED)
def test_a_parameter_alone_at_each_bound_and_choice(name):
    for value in ends(VARIED[name]):
        assert list(faults("april-2025", 1, 52, {name: value})) == [], value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_what_once_failed(case):
    assert list(faults(**{key: value for key, value in case.items() if key != "why"})) == []


@pytest.mark.parametrize("name", SHIPPED)
def test_every_scenario_that_ships_lives_twenty_years(name):
    assert list(faults(name, 1, 1_043, {})) == []


@given(draws())
def test_a_short_draw_of_all_that_is_allowed(drawn):
    try:
        assert list(faults(**drawn)) == []
    except Refused as refusal:
        assert "\n" not in str(refusal) and " allowed" in str(refusal)


def test_values_that_do_not_go_together_are_refused_by_name_at_the_start():
    nothing = {"bitcoin.opening_height": 10_000_000, "bitcoin.fees_btc_per_day": 0}
    with pytest.raises(BadInput, match=r"bitcoin\.opening_height, bitcoin\.fees_btc_per_day: .* allowed"):
        Simulation(Scenario.load("april-2025", nothing))
    for name in nothing:
        Simulation(Scenario.load("april-2025", {name: nothing[name]}))


def test_a_price_path_that_begins_at_a_cent_lives(tmp_path):
    rows = "".join(f"{n + 1},{price},4\n" for n, price in enumerate([0.01] * 4 + [90_000.0] * 30))
    (tmp_path / "cent.csv").write_text(f"week,price_usd,fees_btc_per_day\n{rows}")
    (tmp_path / "own.toml").write_text('base = "april-2025"\nweeks = 30\n[bitcoin]\nprice_path = "cent.csv"\n')
    assert np.isfinite(run(tmp_path / "own.toml", keep="series").series["hashprice_usd_per_ph_day"]).all()


def test_entrants_for_whom_no_row_is_left_are_counted_and_told():
    told = run("april-2025", 1, 208, keep="series").series["turned_away"]
    full = run(Scenario.load("april-2025", CASES[11]["overrides"]), 1, 208, keep="series").series["turned_away"]
    assert told.max() == 0 and full.iloc[-1] > 0 and full.is_monotonic_increasing


def test_a_table_that_fills_is_told_as_what_it_is():
    world = new_world()
    world.fault[0].code, world.fault[0].week = week.TABLES_FULL[0], 7
    fault = week.breach(world, week.WEEK[0])
    assert isinstance(fault, TableFull)
    assert str(fault).startswith("week 7, ") and "is full; set CONSOLIDATION_FIRMS" in str(fault)


@given(draws(26))
@settings(max_examples=6)
def test_what_is_drawn_is_the_same_life_uncompiled(drawn):
    try:
        assert parting(**drawn) == ""
    except BadInput:
        return
