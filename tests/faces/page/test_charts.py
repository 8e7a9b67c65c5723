"""Charts without a browser: what they draw is what the frames say."""

import json
from dataclasses import replace

import numpy as np
import pytest

from consolidation.catalog.palette import Look
from consolidation.faces.page.charts import base, books, difference, graph, machines, places
from consolidation.faces.page.charts.board import BOARD
from consolidation.faces.page.views.headlines import so_far
from consolidation.faces.page.visitor.address import parse
from consolidation.faces.page.visitor.live import Live
from consolidation.results import network

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
    from consolidation.results.network import build_network

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


def test_prices_by_region_are_those_of_the_series_and_of_auctions(frames):
    figure = places.prices(frames, Look())
    json.dumps(figure.option, allow_nan=False)
    regions = frames.regions
    price, weights = regions.rows["miners_pay_usd_per_mwh"][:, regions.home], regions.mining[:, regions.home]
    mean = np.nansum(price * weights, axis=1) / weights.sum(axis=1)
    assert mean == pytest.approx(frames.series["power_paid_us_usd_per_mwh"].to_numpy())
    drawn = {(s["of"], s["name"]): s["data"] for s in figure.option["series"]}
    won = frames.events[(frames.events["kind"] == "power won") & frames.events["firm"].str.startswith("AI buyer")]
    assert len(won)
    for firm, rows in won.groupby("firm"):
        first = int(rows["week"].iloc[0])
        paid = drawn["AI buyers paid", firm.removeprefix("AI buyer, ")]
        assert paid[first - 1] == pytest.approx(rows["usd"].iloc[0], abs=1e-3)
        assert paid[: first - 1] == [None] * (first - 1)


def test_the_weighted_mean_of_a_quarter_holds_the_latest():
    price, sold = np.array([0.0, 40.0, 100.0, *[0.0] * 13]), np.array([0.0, 1.0, 2.0, *[0.0] * 13])
    mean = places.smoothed(price, sold)
    assert np.isnan(mean[0])
    assert mean[1:] == pytest.approx([40.0, *[80.0] * 12, 100.0, 100.0])


@pytest.mark.parametrize("by", ["maker", "origin"])
def test_orders_by_maker_and_by_origin_are_all_orders(frames, by):
    figure = machines.draw(frames, Look(), by)
    json.dumps(figure.option, allow_nan=False)
    layers = {s["name"]: s["data"] for s in figure.option["series"] if s.get("stack")}
    assert len(layers) > 1 and ("Bitmain" in layers) == (by == "maker")
    whole = machines.smoothed(frames.series["orders_eh_s"].to_numpy())
    assert np.sum(list(layers.values()), axis=0) == pytest.approx(whole, abs=0.005)


def test_the_duty_and_the_queue_are_drawn_not_only_told(frames):
    drawn = {s["name"]: s for s in machines.draw(frames, Look()).option["series"]}
    assert drawn["Duty"]["data"] == pytest.approx((frames.series["duty_rate_landed"] * 100).tolist(), abs=1e-3)
    assert drawn["Makers’ queue"]["data"] == pytest.approx(frames.series["backlog_weeks"].tolist(), abs=1e-3)
    for name in ("Duty", "Makers’ queue"):
        assert drawn[name]["lineStyle"].get("opacity", 1) == 1 and drawn[name]["xAxisIndex"] == 1


def test_runs_of_before_orders_were_told_apart_show_their_sum(frames):
    from dataclasses import replace

    old = replace(frames, series=frames.series.drop(columns=[c for c in frames.series if c.startswith("orders_")][1:]))
    for by in ("maker", "origin"):
        assert [name for name, *_ in machines.ordered(old, by)] == ["All makers"]


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


@pytest.mark.parametrize("look", [Look(), Look(large=True)])
def test_names_of_marks_do_not_run_into_each_other(frames, look):
    weeks = [(2, "Tariffs"), (6, "bought: Genesis Digital Assets"), (30, "Bitmain US line"), (45, "Halving")]
    marked = replace(frames)
    marked.memo["notable"] = weeks
    named = [mark for mark in base.marks(marked, look)["data"] if mark["label"]["show"]]
    assert [mark["name"] for mark in named][:1] == ["Tariffs"] and len(base.marks(marked, look)["data"]) == 4
    ends = []
    for mark in named:
        pixels = base.WIDE_PX if look.large else base.NARROW_PX
        width = len(mark["name"]) * base.CHARACTER * look.size / pixels * base.span(frames)
        begin = mark["xAxis"] + 1 - {"left": 0.0, "center": 0.5, "right": 1.0}[mark["label"]["align"]] * width
        assert not ends or begin >= ends[-1]
        ends.append(begin + width)
    # A deal two months after the tariffs has a name only where there is room for it.
    assert "bought: Genesis Digital Assets" not in [mark["name"] for mark in named]


def test_names_in_the_network_stand_outward(live):
    built = network.build_network(live.simulation.world, live.simulation.scenario, live.simulation.recorder.events())
    for node in graph.draw(built, "", Look(), WEEKS).option["series"][0]["data"]:
        side, x, y = node["label"]["position"], node["x"], node["y"]
        assert {"right": x > 0, "left": x <= 0, "bottom": y > 0, "top": y <= 0}[side]


def test_the_answer_so_far_counts_the_firms_of_week_one(live, frames):
    assert so_far(frames.until(0)) == ""
    last = frames.series.iloc[-1]
    text = so_far(frames)
    assert text.startswith(
        f"So far {last.exits_small} of 12 small miners and {last.exits_major} of 12 majors have left."
    )
    exits = frames.events[frames.events["kind"].isin(["liquidated", "closed", "acquired", "pivoted", "relocated"])]
    most = exits.drop_duplicates("firm")["cause"].value_counts().iloc[0]
    assert f"({most})" in text
