"""Charts without a browser: what they draw is what the frames say."""

import json

import numpy as np
import pytest

from consolidation.web.address import parse
from consolidation.web.charts import books, difference, graph, places
from consolidation.web.charts.board import BOARD
from consolidation.web.live import Live
from consolidation.web.palette import Look

WEEKS = 30


@pytest.fixture(scope="module")
def live():
    return Live(parse(f"scenario=classroom&seed=7&week={WEEKS}").wish)


@pytest.fixture(scope="module")
def frames(live):
    return live.frames()


@pytest.mark.parametrize("name", BOARD)
@pytest.mark.parametrize("week", [0, 1, WEEKS])
@pytest.mark.parametrize("look", [Look(), Look(dark=True, large=True)])
def test_every_chart_draws_every_week_as_json(frames, name, week, look):
    figure = BOARD[name](frames.until(week), look)
    json.dumps(figure.option, allow_nan=False)
    assert figure.title and figure.summary.endswith(".")
    for series in figure.option["series"]:
        assert len(series["data"]) == week or not series["name"]
        assert "unit" in series and "digits" in series


@pytest.mark.parametrize("name", BOARD)
def test_a_chart_is_a_pure_function(frames, name):
    assert BOARD[name](frames, Look()) == BOARD[name](frames, Look())


@pytest.mark.parametrize("name", [name for name in BOARD if name != "share"])
def test_a_new_week_only_adds_to_what_was_there(frames, name):
    before, after = (BOARD[name](frames.until(week), Look()).option["series"] for week in (WEEKS - 1, WEEKS))
    for old, new in zip(before, after, strict=True):
        assert new["data"][: WEEKS - 1] == old["data"]


def test_shares_sum_to_a_hundred(frames):
    series = BOARD["share"](frames, Look()).option["series"]
    sums = np.sum([s["data"] for s in series], axis=0)
    assert np.allclose(sums, 100.0, atol=0.02)


def test_a_firm_keeps_its_colour(frames):
    early, late = (
        {s["name"]: s["color"] for s in BOARD["share"](frames.until(w), Look()).option["series"]} for w in (3, WEEKS)
    )
    for name in early.keys() & late.keys():
        assert early[name] == late[name]


def test_exits_are_those_of_the_series(frames):
    series = BOARD["exits"](frames, Look()).option["series"]
    for size, column in (("Small miners", "exits_small"), ("Majors", "exits_major")):
        drawn = np.sum([s["data"] for s in series if s["of"] == size], axis=0)
        assert drawn.tolist() == frames.series[column].tolist()


def test_charts_without_a_table_of_firms(frames):
    from dataclasses import replace

    bare = replace(frames, firms=None)
    for draw in BOARD.values():
        json.dumps(draw(bare, Look()).option, allow_nan=False)


def test_the_network_names_parties_of_the_graph(live):
    from consolidation.network import build_network

    built = build_network(live.simulation.world, live.simulation.scenario, live.simulation.recorder.events())
    for relation in ("", "supplies", "powers"):
        option = graph.draw(built, relation, Look(), WEEKS).option
        names = {node["name"] for node in option["series"][0]["data"]}
        assert names and names <= set(built)
        for link in option["series"][0]["links"]:
            assert {link["source"], link["target"]} <= names


@pytest.mark.parametrize("week", [0, 1, WEEKS])
def test_power_by_region_sums_to_the_series(frames, week):
    shown = frames.until(week)
    figure = places.draw(shown, Look())
    json.dumps(figure.option, allow_nan=False)
    assert shown.regions.mining.shape[0] == week
    home = {fact.name for fact in parse("").wish.scenario.regions if fact.in_us}
    columns = [r for r, name in enumerate(shown.regions.names) if name in home]
    assert shown.regions.mining[:, columns].sum(axis=1) == pytest.approx(shown.series["mining_mw_us"].to_numpy())


def test_a_firms_books_start_when_it_does(live, frames):
    row = live.row_of("IREN")
    for figure in books.draw(live.firm(row, WEEKS), frames, Look()):
        json.dumps(figure.option, allow_nan=False)
        assert all(len(series["data"]) == WEEKS for series in figure.option["series"])


def test_the_difference_is_a_minus_b(frames):
    a, b = frames, frames.until(WEEKS - 5)
    figure = difference.difference(a, b, "exits", Look())
    assert figure.option["series"][0]["data"] == [0.0] * (WEEKS - 5)


def test_the_band_holds_eight_in_ten():
    low, median, high = difference.quantiles(np.arange(101.0)[:, None])
    assert (low[0], median[0], high[0]) == (10.0, 50.0, 90.0)
