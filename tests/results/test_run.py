"""A run is its seed and its scenario: twice, in two processes, through a checkpoint, always the same bits."""

import copy
import json
import os
import pickle
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from consolidation import BadInput, Industry, Run, Scenario, Simulation, run
from consolidation.catalog import capacities
from consolidation.catalog.kept import EVENT_COLUMNS
from consolidation.catalog.version import MODEL_VERSION
from consolidation.results import storage

WEEKS = 30

FRAMES = ("series", "events", "flows", "panel")
SERIES = [
    "week",
    "date",
    "btc_price_usd",
    "fees_btc",
    "block_height",
    "subsidy_btc",
    "difficulty",
    "network_hash_eh_s",
    "us_hash_eh_s",
    "us_share",
    "hashprice_usd_per_ph_day",
    "small_alive",
    "major_alive",
    "exits_small",
    "exits_major",
    "exits_liquidated",
    "exits_acquired",
    "exits_pivoted",
    "exits_relocated",
    "entries",
    "hhi_us",
    "cr4_us",
    "mining_mw_us",
    "ai_mw_us",
    "idle_mw_us",
    "power_price_us_usd_per_mwh",
    "power_clearing_us_usd_per_mwh",
    "rig_price_usd_per_th",
    "orders_eh_s",
    "domestic_order_share",
    "duties_usd",
    "deposits_forfeited_usd",
    "fleet_j_per_th_us",
    "listed_share",
    "liquidated_small",
    "liquidated_major",
    "exits_entrants",
    "share_bitmain",
    "share_microbt",
]


@pytest.fixture(scope="module")
def whole():
    return run("classroom", seed=3, weeks=WEEKS, keep="panel")


def same(one, other, frames=FRAMES):
    for name in frames:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)


def test_the_series_has_the_agreed_columns_and_no_nan(whole):
    series = whole.series
    assert set(SERIES) <= set(series.columns)
    assert list(series.columns[:2]) == ["week", "date"]
    assert list(series["week"]) == list(range(1, WEEKS + 1))
    assert not series.isna().any().any()
    assert series["date"].iloc[0] == pd.Timestamp("2025-03-31")
    assert {day.weekday() for day in series["date"]} == {0}
    shares = [column for column in series if column.startswith("share_")]
    assert np.allclose(series[shares].sum(axis=1), 1.0)


def test_exits_add_up(whole):
    series = whole.series
    ways = ["exits_liquidated", "exits_acquired", "exits_pivoted", "exits_relocated"]
    assert (series[ways].sum(axis=1) == series["exits_small"] + series["exits_major"]).all()
    assert (series[[*ways, "exits_entrants", "entries"]].diff().iloc[1:] >= 0).all().all()


def test_events_have_the_agreed_columns_and_names(whole):
    assert list(whole.events.columns) == [one.name for one in EVENT_COLUMNS]
    assert not whole.events.isna().any().any()
    assert whole.events["week"].is_monotonic_increasing


def test_the_panel_has_every_firm_every_week(whole):
    panel = whole.panel
    assert not panel.duplicated(["week", "firm"]).any()
    living = panel[panel["alive"] & (panel["exited"] == "")].groupby("week").size()
    series = whole.series.set_index("week")
    assert (living == series["small_alive"] + series["major_alive"]).all()


def test_same_seed_twice_is_the_same(whole):
    same(whole, run("classroom", seed=3, weeks=WEEKS, keep="panel"))


def test_another_seed_is_another_run(whole):
    other = run("classroom", seed=4, weeks=WEEKS, keep="series")
    assert not whole.series.equals(other.series)
    assert other.id != whole.id


def test_what_is_kept_moves_nothing(whole):
    assert run("classroom", seed=3, weeks=WEEKS, keep="series").series.equals(whole.series)


def test_a_shorter_run_is_the_beginning_of_a_longer_one(whole):
    short = run("classroom", seed=3, weeks=10)
    pd.testing.assert_frame_equal(short.series, whole.series.iloc[:10], check_exact=True)


def test_two_processes_agree(whole, tmp_path):
    code = f"from consolidation import run; run('classroom', 3, {WEEKS}, keep='panel').save('run')"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=600, cwd=tmp_path)
    same(Run.load(tmp_path / "run"), whole)


def test_a_checkpoint_goes_on_as_if_nothing_had_happened(whole, tmp_path):
    simulation = Simulation("classroom", 3, WEEKS, "panel")
    for _ in range(11):
        simulation.step()
    simulation.save(tmp_path / "checkpoint.npz")
    assert [file.name for file in tmp_path.iterdir()] == ["checkpoint.npz"]
    resumed = Simulation.load(tmp_path / "checkpoint.npz")
    assert resumed.week == 11
    assert resumed.scenario == simulation.scenario
    while not resumed.finished:
        resumed.step()
    from consolidation.results.live import finish

    same(finish(resumed, [], 0.0), whole)


def test_a_checkpoint_that_is_none_is_refused(tmp_path):
    (tmp_path / "no.npz").write_text("no")
    with pytest.raises(BadInput, match="not a checkpoint"):
        Simulation.load(tmp_path / "no.npz")


def test_a_checkpoint_of_other_tables_says_so(tmp_path):
    Simulation("classroom", 1, 4).save(tmp_path / "now.npz")
    with np.load(tmp_path / "now.npz") as stored:
        state = {name: stored[name] for name in stored.files}
    np.savez(tmp_path / "then.npz", **state | {"world": state["world"][:-8]})
    with pytest.raises(BadInput, match="a model with other tables; live the run again"):
        Simulation.load(tmp_path / "then.npz")


def test_saving_and_loading(whole, tmp_path):
    whole.save(tmp_path / "deep" / "run")
    files = {file.name for file in (tmp_path / "deep" / "run").iterdir()}
    assert files == {"run.json", "series.parquet", "events.parquet", "flows.parquet", "panel.parquet"}
    back = Run.load(tmp_path / "deep" / "run")
    assert (back.id, back.seed, back.weeks, back.scenario) == (whole.id, 3, WEEKS, whole.scenario)
    same(back, whole)
    facts = json.loads((tmp_path / "deep" / "run" / "run.json").read_text())
    assert facts["model_version"] == MODEL_VERSION
    assert facts["scenario_hash"] == whole.scenario.hash
    assert facts["parameters"]["tariffs.scale"] == 1.0
    assert {"python", "numpy", "numba"} <= set(facts["versions"])
    assert facts["wall_seconds"] > 0 and facts["phase_seconds"]


def test_a_smaller_run_over_a_larger_one_leaves_nothing_behind(whole, tmp_path):
    whole.save(tmp_path / "run")
    run("classroom", seed=1, weeks=2).save(tmp_path / "run")
    assert {file.name for file in (tmp_path / "run").iterdir()} == {
        "run.json",
        "series.parquet",
        "events.parquet",
        "flows.parquet",
    }
    assert [file.name for file in tmp_path.iterdir()] == ["run"]


def test_a_save_that_fails_leaves_no_half_run(whole, tmp_path, monkeypatch):
    def full(run):
        raise OSError("disk full")

    monkeypatch.setattr(storage, "described", full)
    with pytest.raises(OSError, match="disk full"):
        whole.save(tmp_path / "run")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "{", "[1]", "null", "{}", '{"id": 1}', "\0", "KEEP"])
def test_a_damaged_run_json_is_no_run(whole, tmp_path, text):
    whole.save(tmp_path)
    if text == "KEEP":
        text = json.dumps(json.loads((tmp_path / "run.json").read_text()) | {"keep": "everything"})
    (tmp_path / "run.json").write_text(text)
    with pytest.raises(BadInput, match=r"no run is saved there \(run\.json: [^\n]*\)$"):
        Run.load(tmp_path)


def test_tables_that_are_not_of_a_loaded_runs_facts_are_refused(whole, tmp_path):
    whole.save(tmp_path / "run")
    early = Run.load(tmp_path / "run")
    run("classroom", seed=9, weeks=WEEKS, keep="panel").save(tmp_path / "run")
    with pytest.raises(BadInput, match=r"series\.parquet: damaged, or of another run"):
        _ = early.series
    late = Run.load(tmp_path / "run")
    flipped = bytearray((tmp_path / "run" / "flows.parquet").read_bytes())
    flipped[len(flipped) // 2] ^= 1
    (tmp_path / "run" / "flows.parquet").write_bytes(flipped)
    (tmp_path / "run" / "events.parquet").unlink()
    for name in ("flows", "events"):
        with pytest.raises(BadInput, match=name):
            getattr(late, name)
    assert len(late.series) == WEEKS


def test_what_was_not_kept_is_said(tmp_path):
    short = run("classroom", weeks=2, keep="series")
    with pytest.raises(BadInput, match="kept no events"):
        _ = short.events
    with pytest.raises(BadInput, match="kept no panel"):
        _ = run("classroom", weeks=2).panel
    with pytest.raises(BadInput, match="no run is saved"):
        Run.load(tmp_path)


def test_flows_and_cash_agree(whole):
    assert (whole.flows["usd"] != 0).all()
    assert set(whole.flows["week"]) <= set(range(1, WEEKS + 1))


def test_the_network_is_lived_again(whole):
    assert whole.network(5).graph["week"] == 5
    with pytest.raises(BadInput, match="between 0 and 30"):
        whole.network(WEEKS + 1)


@pytest.mark.parametrize("seed", [-1, 2**63, 1.5, True])
def test_bad_seeds(seed):
    with pytest.raises(BadInput, match="seed"):
        run("classroom", seed=seed, weeks=1)


@pytest.mark.parametrize("weeks", [0, capacities.MAX_WEEKS + 1, 2.0])
def test_bad_weeks(weeks):
    with pytest.raises(BadInput, match="weeks"):
        run("classroom", weeks=weeks)


def test_the_largest_seed_runs():
    assert run("classroom", seed=2**63 - 1, weeks=1, keep="series").weeks == 1


def test_overrides_are_part_of_the_identity():
    plain, changed = (Scenario.load("classroom", o) for o in ({}, {"tariffs.scale": 0.0}))
    assert run(plain, weeks=1).id != run(changed, weeks=1).id


def test_rows_are_the_series_without_pandas(whole, tmp_path):
    assert (whole.rows()["hhi_us"] == whole.series["hhi_us"].to_numpy()).all()
    whole.save(tmp_path / "run")
    with pytest.raises(BadInput, match="frames only"):
        Run.load(tmp_path / "run").rows()


def test_a_run_on_a_given_price_path_comes_back(tmp_path):
    told = run("history-2019", weeks=3)
    told.save(tmp_path / "run")
    back = Run.load(tmp_path / "run")
    assert back.scenario == told.scenario
    assert back.network(2).graph["week"] == 2


def test_progress_is_told_every_week():
    told = []
    run("classroom", weeks=3, keep="series", progress=lambda week, weeks: told.append((week, weeks)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_the_package_stays_light():
    code = (
        "import sys, consolidation; from consolidation import Scenario, run; run('classroom', weeks=1, keep='series');"
        "print(sorted({'mesa', 'pandas', 'solara', 'networkx', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ})
    assert done.stdout.strip() == "[]"


def test_the_package_offers_its_public_names_and_nothing_else():
    import consolidation

    assert dir(consolidation) == sorted(consolidation.__all__)
    assert {"attribute", "calibrate", "Recipe", "Results", "Breach"} <= set(dir(consolidation))
    assert all(getattr(consolidation, name) is not None for name in dir(consolidation))
    assert callable(consolidation.run)


@pytest.mark.parametrize("fork", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])
@pytest.mark.parametrize("kind", [Simulation, Industry])
def test_a_copy_goes_on_recording_as_the_original_would(kind, fork):
    model = kind("classroom", 3, weeks=9)
    for _ in range(4):
        model.step()
    other = fork(model)
    for _ in range(4):
        model.step()
        other.step()
    one, two = (getattr(which, "simulation", which) for which in (model, other))
    for part in ("series", "events", "flows"):
        assert getattr(one.recorder, part)().tobytes() == getattr(two.recorder, part)().tobytes(), part
    other.step()
    assert (one.week, two.week) == (8, 9)


def test_a_loaded_run_finds_its_tables_from_any_folder(whole, tmp_path, monkeypatch):
    whole.save(tmp_path / "kept")
    monkeypatch.chdir(tmp_path)
    loaded = Run.load("kept")
    monkeypatch.chdir("/")
    assert len(loaded.series) == len(whole.series)
