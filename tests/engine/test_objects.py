"""Two worlds, one set of rules: compiled over records and plain over objects, equal to the bit, in one process."""

import copy
import pickle
import subprocess
import sys

import numpy as np
import pytest

from consolidation import Industry, Scenario, Simulation, run
from consolidation.catalog.tables import WORLD, copied
from consolidation.engine.objects import to_objects, to_record
from consolidation.engine.plain import plain, twin
from consolidation.industry import week as weeks
from consolidation.industry.markets import mining, solvency

WHOLE = ("april-2025", "history-2019")
KINDS = ("series", "events", "flows", "panel")


def differences(one, other):
    """Where two records differ: table, row, column and both values, the first of each column."""
    for table in WORLD.names:
        x, y = one.view(np.ndarray)[table], other.view(np.ndarray)[table]
        if x.tobytes() == y.tobytes():
            continue
        for column in x.dtype.names or [None]:
            a, b = (x[column], y[column]) if column else (x.reshape(1, -1), y.reshape(1, -1))
            if a.tobytes() != b.tobytes():
                row = int(np.flatnonzero((a != b).reshape(len(a), -1).any(axis=1))[0])
                yield f"{table}[{row}].{column}: {a[row]} and {b[row]}"


def too_large(record):
    """Whole numbers that a real number cannot hold exactly: sums of them would differ by the way they are added."""
    for table in WORLD.names:
        found = record.view(np.ndarray)[table]
        for column in found.dtype.names or [None]:
            held = found[column] if column else found
            if held.dtype.kind == "i" and np.abs(held).max() >= 2**53:
                yield f"{table}.{column}"


def test_both_worlds_alternate_phase_by_phase_with_equal_columns():
    one, record = Simulation("classroom", 3, 8), Simulation("classroom", 3, 8).world
    objects = to_objects(record)
    for week in range(8):
        for phase in weeks.WEEK:
            phase(one.world)
            plain(phase)(objects)
            to_record(objects, record)
            assert not list(differences(one.world, record)), (week + 1, weeks.phase_name(phase))
        one.world.rows[0].n_events = objects.rows[0].n_events = 0


@pytest.mark.parametrize("name", Scenario.names())
def test_the_oracle(name):
    long = name in WHOLE
    length = 196 if long else 26
    one, other = (Simulation(name, 1, length, "panel", compiled) for compiled in (True, False))
    while not one.finished:
        one.step()
        other.step()
        assert not list(too_large(one.world)), f"week {one.week}"
        if one.week % 26 == 0:
            assert not list(differences(one.world, other.world)), f"week {one.week}"
    for kind in KINDS:
        assert getattr(one.recorder, kind)().tobytes() == getattr(other.recorder, kind)().tobytes(), kind
    assert one.lived_under() == other.lived_under()


@pytest.mark.parametrize("name", Scenario.names())
@pytest.mark.parametrize("week", [0, 60])
def test_a_round_trip_gives_the_same_bytes(name, week):
    simulation = Simulation(name, 1, 60)
    while simulation.week < week:
        simulation.step()
    again = copied(simulation.world)
    again.view(np.ndarray).reshape(1).view("u1")[:] = 0
    to_record(to_objects(simulation.world), again)
    assert again.tobytes() == simulation.world.tobytes()


def test_a_run_is_the_same_run_by_either_way():
    one, other = (run("classroom", 5, 12, keep="panel", compiled=way) for way in (True, False))
    assert one.id == other.id
    for kind in KINDS:
        assert getattr(one, kind).equals(getattr(other, kind)), kind


def test_a_plain_industry_is_the_same_industry_and_takes_levers():
    ways = [Industry("classroom", seed=4, weeks=12, compiled=way) for way in (True, False)]
    for week in range(12):
        for industry in ways:
            if week == 5:
                assert industry.set_lever("energy.support_usd_per_mwh", 20.0)
            industry.step()
    one, other = ways
    assert one.series.equals(other.series) and one.events.equals(other.events)
    assert [agent.name for agent in one.agents] == [agent.name for agent in other.agents]
    assert one.network().edges == other.network().edges


def test_copies_and_checkpoints_of_a_plain_run_go_on_as_it_would(tmp_path):
    plain_run = Simulation("classroom", 2, 10, compiled=False)
    for _ in range(4):
        plain_run.step()
    plain_run.save(tmp_path / "at4.npz")
    ways = [plain_run, copy.deepcopy(plain_run), pickle.loads(pickle.dumps(plain_run))]
    ways += [Simulation.load(tmp_path / "at4.npz", way) for way in (True, False)]
    for one in ways:
        while not one.finished:
            one.step()
    assert len({one.recorder.series().tobytes() for one in ways}) == 1
    assert len({one.world.tobytes() for one in ways}) == 1


def test_a_plain_rule_calls_plain_rules_and_shows_its_own_file():
    rule = plain(solvency.cover_shortfall)
    assert rule.__code__ is solvency.cover_shortfall.py_func.__code__
    assert rule.__code__.co_filename.endswith("markets/solvency.py")
    home = rule.__globals__
    assert home["purse"] is twin(home["purse"]) or not hasattr(home["purse"].sell_coins_for, "py_func")
    assert not hasattr(home["default"], "py_func") and not hasattr(home["cash"], "py_func")
    assert plain(mining.hashprice) is plain(mining.hashprice)
    with pytest.raises(TypeError, match="is no rule"):
        plain(len)


def test_an_error_in_a_plain_week_is_told_at_its_own_line(monkeypatch):
    simulation = Simulation("classroom", 1, 2, compiled=False)
    simulation.objects.bitcoin[0].difficulty = 0.0
    with pytest.raises(ZeroDivisionError) as caught:
        simulation.step()
    assert any(str(entry.path).endswith("markets/mining.py") for entry in caught.traceback)


WITHOUT = """
import sys
for name in ("numba", "llvmlite"):
    sys.modules[name] = None  # as if it were not installed
from consolidation import Industry, run
from consolidation.faces.cli.app import status
lived = run("classroom", 5, 12, keep="panel")
industry = Industry("classroom", seed=5, weeks=3)
industry.run_model()
assert status(["run", "classroom", "--weeks", "2", "-q"]) == 0
assert "numba" not in {name for name, module in sys.modules.items() if module is not None}
print(lived.id, lived.series.to_csv())
"""


def test_without_numba_the_same_figures_come_out():
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True)
    identity, _, series = done.stdout.strip().partition(" ")
    here = run("classroom", 5, 12)
    assert identity == here.id and series.strip() == here.series.to_csv().strip()
