"""Paired differences: exactly zero where nothing can differ, and the arithmetic by hand."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consolidation import BadInput, compare
from consolidation.faces.cli.app import status
from consolidation.studies.paired.paired import difference, error

WEEKS = 8
numbers = st.floats(-1e6, 1e6)


def test_by_hand():
    found = difference(np.array([1.0, 2.0, 6.0]), np.array([2.0, 4.0, 6.0]))
    assert (found.mean_a, found.mean_b, found.difference) == (3.0, 4.0, 1.0)
    assert found.error == pytest.approx(1 / np.sqrt(3))
    assert found.unpaired_error == pytest.approx(np.hypot(np.sqrt(7 / 3), np.sqrt(4 / 3)))
    assert (found.same_sign, found.ties) == (pytest.approx(2 / 3), pytest.approx(1 / 3))
    assert found.gain == pytest.approx(11.0)


def test_seeds_that_failed_are_left_out_on_both_sides():
    found = difference(np.array([1.0, np.nan, 3.0]), np.array([2.0, 9.0, 5.0]))
    assert (found.n, found.difference) == (2, 1.5)
    assert difference(np.array([np.nan]), np.array([1.0])).n == 0


@given(st.lists(numbers, min_size=2, max_size=30), numbers)
@settings(max_examples=100, deadline=None)
def test_equal_runs_differ_by_exactly_nothing(values, shift):
    a = np.array(values)
    assert (difference(a, a).difference, difference(a, a).error) == (0.0, 0.0)
    assert error(np.full(5, shift)) == 0.0


def test_an_effect_that_is_zero_by_construction_is_exactly_zero():
    # A ban after the run's end cannot reach it; the price of bitcoin is the world's, whatever is done to tariffs.
    found = compare(
        "classroom", "classroom policy.ban_week=500", 6, ["us_share@end", "exits_small@end"], weeks=WEEKS, workers=0
    )
    assert [(d.difference, d.error, d.ties) for d in found.differences] == [(0.0, 0.0, 1.0)] * 2
    assert found.differences[0].unpaired_error > 0
    found = compare(
        "classroom", "classroom tariffs.scale=0", 6, ["btc_price_usd@mean", "fees_btc@sum"], weeks=WEEKS, workers=0
    )
    assert [(d.difference, d.error) for d in found.differences] == [(0.0, 0.0)] * 2


def test_pairing_pays():
    found = compare("classroom", "classroom tariffs.scale=3", 12, ["hashprice_usd_per_ph_day@end"], weeks=40, workers=0)
    (d,) = found.differences
    assert d.gain > 10


def test_events_and_frame():
    found = compare(
        "classroom", "classroom tariffs.scale=0", 3, ["events.rigs ordered.usd@sum"], weeks=WEEKS, workers=0
    )
    assert found.frame().loc["events.rigs ordered.usd@sum", "n"] == 3


def test_refusals():
    with pytest.raises(BadInput, match="differ in weeks"):
        compare("classroom", "april-2025", 2, workers=0)
    with pytest.raises(BadInput, match="nearest"):
        compare("classroom", "clasroom", 2, workers=0)
    with pytest.raises(BadInput, match="key=value"):
        compare("classroom", "classroom tariffs.scale", 2, workers=0)


def test_the_command_line(capsys, tmp_path):
    line = ["compare", "classroom", "no-shock", "--weeks", str(WEEKS), "--seeds", "3", "--workers", "0"]
    line += ["--metric", "us_share@end", "--metric", "duties_usd@sum", "--out", str(tmp_path / "kept")]
    assert status([*line, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [m["metric"] for m in found["metrics"]] == ["us_share@end", "duties_usd@sum"]
    assert found["metrics"][0]["n"] == 3
    assert (tmp_path / "kept" / "manifest.json").exists()
    assert status(line) == 0
    assert "paired" in capsys.readouterr().out
    assert status(["compare", "classroom", "no-shock", "--metric", "exits@end"]) == 2
