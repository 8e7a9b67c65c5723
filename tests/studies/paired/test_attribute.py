"""Shapley's values against games worked out by hand, and an attribution from the command line."""

import json
from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consolidation import BadInput
from consolidation.faces.cli.app import status
from consolidation.studies.paired.account import account
from consolidation.studies.paired.attribute import attribute, prepared
from consolidation.studies.paired.shapley import alone, interactions, last, shapley
from consolidation.studies.sweep import store, worker

WEEKS = 6
worths = st.integers(1, 4).flatmap(
    lambda n: st.lists(st.lists(st.floats(-100, 100), min_size=3, max_size=3), min_size=2**n, max_size=2**n)
)


def test_the_glove_game():
    """Players 0 and 1 own a left glove, player 2 a right one; a pair is worth 1: 1/6, 1/6, 2/3."""
    worth = np.array([1.0 if mask & 4 and mask & 3 else 0.0 for mask in range(8)])[:, None]
    assert shapley(worth)[:, 0] == pytest.approx([1 / 6, 1 / 6, 2 / 3])
    pairs = {pair: float(row[0]) for pair, row in interactions(worth).items()}
    # By hand: I(0,1) = (0 - 1)/2 from the coalition with 2; I(0,2) = (1 + 0)/2.
    assert pairs == {(0, 1): -0.5, (0, 2): 0.5, (1, 2): 0.5}
    assert alone(worth)[:, 0].tolist() == [0, 0, 0]
    assert last(worth)[:, 0].tolist() == [0, 0, 1]


def test_two_players_by_hand():
    worth = np.array([[10.0], [14.0], [13.0], [20.0]])
    assert shapley(worth)[:, 0].tolist() == [5.5, 4.5]
    assert interactions(worth)[0, 1].tolist() == [3.0]


def test_airport_game():
    """A runway costs what its largest plane needs: 1, 2 and 4 for three planes share 1/3, 5/6, 17/6."""
    costs = (1.0, 2.0, 4.0)
    worth = np.array([max([c for i, c in enumerate(costs) if mask >> i & 1], default=0.0) for mask in range(8)])[
        :, None
    ]
    assert shapley(worth)[:, 0] == pytest.approx([1 / 3, 5 / 6, 17 / 6])


@given(worths)
@settings(max_examples=60, deadline=None)
def test_shares_sum_to_the_total_and_equal_orders_average(table):
    worth = np.array(table)
    n = (len(worth) - 1).bit_length()
    values = shapley(worth)
    assert np.allclose(values.sum(axis=0), worth[-1] - worth[0])
    from itertools import permutations

    by_order = np.zeros_like(values)
    for order in permutations(range(n)):
        mask = 0
        for player in order:
            by_order[player] += worth[mask | 1 << player] - worth[mask]
            mask |= 1 << player
    assert np.allclose(values, by_order / factorial(n), atol=1e-9)


@given(worths)
@settings(max_examples=30, deadline=None)
def test_a_cause_that_does_nothing_has_exactly_nothing(table):
    once = np.array(table)
    worth = np.concatenate([once, once])  # the last player changes nothing
    assert (shapley(worth)[-1] == 0).all()
    assert all((row == 0).all() for pair, row in interactions(worth).items() if max(pair) == len(shapley(worth)) - 1)


def test_errors_are_paired():
    """Luck common to all coalitions leaves no error."""
    luck = np.array([0.0, 100.0, -50.0, 7.0])
    found = account(np.array([[1.0], [3.0], [4.0], [10.0]]) + luck, ["a", "b"])
    assert (found.shares["a"].value, found.shares["b"].value, found.total.value) == (4.0, 5.0, 9.0)
    assert found.shares["a"].error == pytest.approx(0, abs=1e-12) and found.off.error > 10
    assert found.gap < 1e-9


def test_attribution_sums_and_margins(tmp_path):
    found = attribute(
        "classroom", ["tariffs", "ai", "competition"], "us_hash_eh_s@end", seeds=4, weeks=30, workers=0, folder=tmp_path
    )
    assert sum(s.value for s in found.main.shares.values()) == pytest.approx(found.main.total.value)
    assert (found.main.gap < 1e-9, found.used, found.failed) == (True, 4, 0)
    assert set(found.causes) == {"tariffs", "ai", "competition"} and all(found.causes.values())
    assert len(found.margins) == 4 and set(found.classes) == {"small", "major"}
    assert json.loads((tmp_path / "attribution.json").read_text())["account"]["shares"].keys() == found.causes.keys()
    assert (tmp_path / "waterfall.png").read_bytes().startswith(b"\x89PNG")


def test_a_cause_that_is_off_already_explains_exactly_nothing(tmp_path):
    found = attribute("no-shock", ["tariffs", "halving"], seeds=3, weeks=WEEKS, workers=0, folder=tmp_path)
    assert (found.main.shares["tariffs"].value, found.main.shares["tariffs"].error) == (0.0, 0.0)


def test_an_interrupted_one_goes_on(tmp_path, monkeypatch):
    honest, count = store.write, []

    def failing(path, content):
        count.append(path)
        if len(count) == 5:
            raise KeyboardInterrupt
        honest(path, content)

    line = ("classroom", ["tariffs", "ai"], "us_share@end")
    with monkeypatch.context() as patched:
        patched.setattr(store, "write", failing)
        with pytest.raises(KeyboardInterrupt):
            attribute(*line, seeds=5, weeks=WEEKS, workers=0, folder=tmp_path / "a")
    lived, live = [], worker._lived
    monkeypatch.setattr(worker, "_lived", lambda *given: (lived.append(given[1]), live(*given))[1])
    found = attribute(*line, seeds=5, weeks=WEEKS, workers=0, folder=tmp_path / "a")
    assert 0 < len(lived) < 20
    assert found == attribute(*line, seeds=5, weeks=WEEKS, workers=0, folder=tmp_path / "b")


def test_the_command_line(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    line = [
        "attribute",
        "classroom",
        "--causes",
        "tariffs,ai,halving,competition",
        "--seeds",
        "2",
        "--weeks",
        str(WEEKS),
    ]
    assert status([*line, "--workers", "0", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found["account"]["shares"]) == ["tariffs", "ai", "halving", "competition"]
    assert len(found["account"]["interactions"]) == 6
    assert status([*line, "--workers", "0"]) == 0
    shown = capsys.readouterr().out
    assert "Shapley" in shown and "small not replaced" in shown and "off:" in shown
    assert (tmp_path / "runs" / "attribute-classroom" / "results" / "waterfall.png").exists()


def test_refusals():
    with pytest.raises(BadInput, match="nearest is 'tariffs'"):
        prepared("classroom", ["tarifs"])
    with pytest.raises(BadInput, match="each once"):
        prepared("classroom", ["ai", "ai"])


def test_a_study_of_causes_is_reported_as_a_waterfall(study):
    from consolidation import sweep
    from consolidation.studies.report.report import write_report

    given = {"causes.tariffs": [False, True], "causes.ai": [True, False]}
    page = write_report(sweep(study(parameters=given), workers=0)).read_text()
    assert page.count("Shapley shares of the causes") >= 2
