"""What visitors read: no raw names, figures as people write them, and a chain of what ended a firm."""

import re

import pytest

from consolidation.catalog.check import PARAMETERS
from consolidation.catalog.events import GROUPS
from consolidation.catalog.series import MEASURES, spread
from consolidation.faces.page.views import feed, firm, headlines
from consolidation.faces.page.views import levers as lever_rows
from consolidation.faces.page.visitor.address import LEVERS, parse
from consolidation.faces.page.visitor.live import Live
from consolidation.faces.page.words import events, labels, levers, numbers
from consolidation.faces.page.words.columns import heading
from consolidation.faces.page.words.story import chain

RAW = re.compile(r"[a-z]+_[a-z_]+|\bnan\b|None|\{|\}")


@pytest.fixture(scope="module")
def live():
    return Live(parse("seed=7&week=110").wish)


@pytest.fixture(scope="module")
def frames(live):
    return live.frames()


def test_every_lever_has_a_name():
    assert all(PARAMETERS[name].label for name in LEVERS)
    for name in LEVERS:
        assert not RAW.search(levers.label(name))
        assert levers.explained(PARAMETERS[name]).endswith(".")


def test_no_event_of_a_run_reads_raw(frames):
    for event in frames.events.groupby("kind").head(20).itertuples():
        text = events.sentence(event)
        assert text.endswith(".") and not RAW.search(text), text


def test_figures():
    assert numbers.written(-1234.56, 1) == "−1,234.6"
    assert numbers.written(-0.001) == "0"
    assert numbers.written(float("nan")) == "–"
    assert numbers.signed(0.0004, 3) == "±0"
    assert numbers.signed(2.5, 1) == "+2.5"
    assert numbers.money(3_400_000) == "3.4 million USD"
    assert numbers.money(12_000) == "12 thousand USD"
    assert numbers.power(0.163) == "163 kW"
    assert numbers.hash_rate(0.0026) == "2.6 PH/s"


def test_headlines_are_the_series(frames):
    shown = {f["label"]: f for f in headlines.headlines(frames)}
    last = frames.series.iloc[-1]
    assert shown["Firms alive"]["value"] == str(last["small_alive"] + last["major_alive"])
    assert shown["Exits"]["value"] == str(last["exits_small"] + last["exits_major"])
    assert shown["US share"]["value"] == f"{last['us_share'] * 100:.1f}"
    assert shown["HHI"]["value"] == f"{last['hhi_us']:.3f}"
    assert all(not RAW.search(f["value"] + f["label"] + f["unit"]) for f in shown.values())


def test_headlines_before_the_first_week(frames):
    shown = headlines.headlines(frames.until(0))
    assert shown[0]["value"] == str(frames.firms.opening)
    assert {f["value"] for f in shown[1:]} == {"–"}


def test_the_table_of_firms_has_a_row_for_everybody(live):
    live.simulation.names.refresh(live.simulation.world)
    rows = firm.table_rows(live.firms.rows[-1], live.simulation.names.firms)
    assert len(rows) == len(live.firms.rows[-1])
    assert all(len(row) == len(firm.TABLE_COLUMNS) for row in rows)


def test_the_feed_is_newest_first_and_filters(frames):
    everything = feed.rows(frames.events, labels.FEED["all"], "", set())
    assert 0 < len(everything) <= feed.MOST
    only = feed.rows(frames.events, "Exits", "", {"IREN"})
    assert {row[2] for row in only} == {GROUPS["Exits"]}
    named = feed.rows(frames.events, labels.FEED["all"], "cleanspark", set())
    assert named and all("CleanSpark" in row[1] for row in named)
    assert feed.rows(frames.events, labels.FEED["all"], "no such party", set()) == []


def test_every_firm_that_left_has_a_story_and_nobody_else(live, frames):
    names = live.simulation.names.firms
    last = live.firms.rows[-1]
    told = 0
    for row in range(len(last)):
        links = chain(names[row], live.firm(row, live.week), frames.events, frames.series)
        gone = last["exited"][row] != 0 or last["alive"][row] == 0
        assert bool(links) == gone, names[row]
        for link in links:
            assert link.text.endswith(".") and not RAW.search(link.text), link.text
        told += len(links) > 1
    assert told


def test_a_firm_as_of_a_past_week(live, frames):
    view = firm.view(live, "CleanSpark", 10, frames.until(10))
    assert "in business" in view["line"]
    assert view["sites"] and all(len(site) == len(view["site_columns"]) for site in view["sites"])
    assert all(len(order) == len(view["order_columns"]) for order in view["orders"])
    assert not RAW.search(str(view["facts"]))


def test_levers_are_built_from_the_schema(live):
    rows = {row["name"]: row for row in lever_rows.rows(live)}
    assert set(rows) == set(LEVERS)
    for name, row in rows.items():
        if row["type"] in ("number", "whole"):
            parameter = PARAMETERS[name]
            assert parameter.low <= row["low"] <= row["value"] <= row["high"] <= parameter.high
            assert 0.0 <= row["mark"] <= 1.0
    assert not rows["tariffs.scale"]["changed"]


def test_headings_of_stored_tables_are_words():
    for name in (*MEASURES, *spread(["bitmain"]), "tariffs.scale", "some_column_usd", "seed"):
        assert heading(name) and not RAW.search(heading(name))
    assert heading("fleet_j_per_th_us") == "Efficiency of American machines, J/TH"
    assert heading("orders_at_bitmain_eh_s") == "Ordered at bitmain, EH/s"
