"""A sweep's rows are what `run` gives, with the same luck at every point; and it says clearly what it cannot do."""

import errno
import json
import re
import subprocess
import sys
import time

import pandas as pd
import pytest

from consolidation import BadInput, Scenario, run, sweep
from consolidation.faces.cli.app import status as command
from consolidation.industry import week
from consolidation.industry.news import bitcoin
from consolidation.results import lived_under
from consolidation.studies.sweep import manifest, parts, store, worker
from consolidation.studies.sweep.lock import Lock
from consolidation.studies.sweep.plan import Plan
from consolidation.studies.sweep.recipe import Recipe
from consolidation.studies.sweep.results import Results
from consolidation.studies.sweep.sweep import status
from tests.studies.conftest import WEEKS


def test_rows_are_what_run_gives(study):
    results = sweep(study(), workers=0)
    frame = results.pandas()
    assert len(frame) == len(results) == 12 and results.complete and not len(results.failures)
    assert list(frame["run"]) == list(range(12))
    assert list(frame["seed"]) == [7] * 4 + [8] * 4 + [9] * 4
    base = Scenario.load("classroom")
    for row in (frame.iloc[1], frame.iloc[10]):
        point = {name: row[name] for name in ("tariffs.scale", "ai.demand_scale")}
        alone = run(base.with_overrides(point), int(row["seed"]), WEEKS)
        assert row["id"] == alone.id
        assert row["hash"] == alone.series["us_hash_eh_s"].iloc[-1]
        assert row["price"] == pytest.approx(alone.series["btc_price_usd"].mean())
        for name in ("us_share", "exits_small", "share_bitmain"):
            assert row[name] == alone.series[name].iloc[-1]


def test_same_luck_at_every_point(study):
    frame = sweep(study(), workers=0).pandas()
    assert (frame.groupby("seed")["price"].nunique() == 1).all()
    assert frame["price"].nunique() == 3


def test_workers_change_nothing(study, tmp_path):
    one = sweep(study(replicates=6), workers=0, folder=tmp_path / "one").pandas()
    two = sweep(study(replicates=6), workers=2, folder=tmp_path / "two").pandas()
    pd.testing.assert_frame_equal(one, two)


def test_what_is_there_is_not_lived_again(study, monkeypatch):
    sweep(study(), workers=0)
    monkeypatch.setattr(worker, "_lived", None)
    assert len(sweep(study(), workers=0)) == 12
    # Fewer replicates, fewer levels: all there already.
    assert (
        len(sweep(study(replicates=2, parameters={"tariffs.scale": [1.0], "ai.demand_scale": [2.0]}), workers=0)) == 2
    )


def test_equal_points_share_a_run(study):
    results = sweep(study(parameters={"tariffs.scale": [1.0, 1.0, 0.0]}, replicates=2), workers=0)
    frame = results.pandas()
    assert len(frame) == 6 and frame["id"].nunique() == 4
    assert results.complete


def test_a_failed_run_is_a_row(study, monkeypatch):
    honest = worker._lived

    def failing(scenario, identity, seed, work, batch):
        if seed == 8:
            raise ZeroDivisionError("by\ndesign")
        return honest(scenario, identity, seed, work, batch)

    monkeypatch.setattr(worker, "_lived", failing)
    results = sweep(study(), workers=0)
    frame = results.pandas()
    assert len(frame) == 12 and results.manifest["failed"] == 4
    assert set(frame.loc[frame["seed"] == 8, "error"]) == {"ZeroDivisionError: by design"}
    assert frame.loc[frame["seed"] == 8, ["hash", "us_share"]].isna().all(axis=None)
    assert frame.loc[frame["seed"] != 8, ["hash", "us_share"]].notna().all(axis=None)
    assert status(study())["failed"] == 4
    monkeypatch.setattr(worker, "_lived", honest)
    assert len(sweep(study(), workers=0).failures) == 4
    assert len(sweep(study(), workers=0, again=True).failures) == 0


@pytest.mark.parametrize("keep", ["yearly", "weekly", "panel", "events"])
def test_what_is_kept(study, keep):
    recipe = study(keep=keep, weeks=60, replicates=2, parameters={"tariffs.scale": [1.0]})
    results = sweep(recipe, workers=0)
    alone = run("classroom", 8, 60, keep="panel")
    series = results.pandas("series")
    weeks = [52, 60] if keep == "yearly" else list(range(1, 61))
    assert list(series["week"]) == weeks * 2
    mine = series[series["replicate"] == 1].reset_index(drop=True)
    theirs = alone.series[alone.series["week"].isin(weeks)].reset_index(drop=True)
    for column in ("us_share", "exits_small", "share_microbt"):
        assert (mine[column] == theirs[column]).all()
    if keep == "events":
        mine = results.pandas("events").query("replicate == 1").reset_index(drop=True)
        for column in ("week", "kind", "firm", "other", "cause", "hash_eh_s", "power_mw"):
            assert list(mine[column]) == list(alone.events[column])
    if keep == "panel":
        mine = results.pandas("panel").query("replicate == 1")
        assert len(mine) == len(alone.panel)
        last = alone.panel[alone.panel["week"] == 60]
        assert mine[mine["week"] == 60]["cash_usd"].sum() == pytest.approx(last["cash_usd"].sum())
        assert set(mine["class"]) == {"small", "major"}
    else:
        with pytest.raises(BadInput, match="kept no panel"):
            results.relation("panel")


def test_scenarios_and_causes_can_be_varied(study):
    given = {"scenario": ["classroom", "classroom tariffs.scale=0"], "causes.ai": [True, False]}
    plan = Plan.of(study(parameters=given))
    found = [(s.tariffs.scale, s.ai.demand_scale) for s in plan.scenarios]
    assert found == [(1.0, 1.0), (1.0, 0.0), (0.0, 1.0), (0.0, 0.0)]
    frame = sweep(plan, workers=0).pandas()
    assert frame["causes.ai"].dtype == bool and set(frame["scenario"]) == set(given["scenario"])


def test_relation_query_and_glob(study):
    results = sweep(study(), workers=0)
    assert results.relation().aggregate("count(*)").fetchall() == [(12,)]
    found = results.query('SELECT "tariffs.scale", count(*) FROM runs GROUP BY 1 ORDER BY 1').fetchall()
    assert found == [(0.0, 6), (1.0, 6)]
    with pytest.raises(BadInput, match="query"):
        results.query("SELECT nothing FROM runs")
    parts = pd.concat(map(pd.read_parquet, results.parts))
    assert len(parts) == 12 and parts["us_share"].notna().all()


def test_manifest(study):
    manifest = sweep(study(), workers=0).manifest
    for name in (
        "recipe",
        "versions",
        "git_commit",
        "machine",
        "sessions",
        "model_version",
        "rules",
        "platform",
        "base",
    ):
        assert manifest[name], name
    assert manifest["state"] == "done" and manifest["sessions"][0]["runs"] == 12


def edited(path, **changes):
    """Another hand has written in the manifest; None takes a fact out."""
    facts = json.loads(path.read_text()) | changes
    path.write_text(json.dumps({name: value for name, value in facts.items() if value is not None}))


def replaced(world):
    """A rule that is not the model's."""


def test_rows_of_other_rules_are_read_and_never_added_to(file, capsys, monkeypatch):
    path = file()
    before = sweep(path, workers=0).pandas()
    monkeypatch.setattr(week, "WEEK", (*week.WEEK[:-1], replaced))
    found = status(path)
    assert (found["done"], found["state"]) == (12, "done")
    assert command(["sweep", "query", str(path), "SELECT count(*) AS n FROM runs", "--json"]) == 0
    out, said = capsys.readouterr()
    assert json.loads(out) == [{"n": 12}]
    assert "lived under other rules" in said and len(said.splitlines()) == 1
    path = file(replicates=4)
    pd.testing.assert_frame_equal(Results(Recipe.load(path)).pandas(), before)
    assert command(["sweep", "resume", str(path), "--workers", "0", "-q"]) == 2
    said = capsys.readouterr().err
    assert "lived under other rules" in said and "--fresh" in said and len(said.splitlines()) == 1
    monkeypatch.undo()
    assert len(sweep(path, workers=0)) == 16


def test_fresh_lives_a_study_of_other_rules_anew(study, monkeypatch):
    old = sweep(study(), workers=0)
    monkeypatch.setattr(bitcoin, "WEEKS_PER_YEAR", 53)
    with pytest.raises(BadInput, match="other rules"):
        sweep(study(), workers=0)
    new = sweep(study(), workers=0, fresh=True)
    assert len(new) == 12 and new.notes == []
    assert new.manifest["rules"] != old.plan.rules and set(new.pandas()["id"]).isdisjoint(j.id for j in old.plan.jobs())


def test_a_study_of_the_version_without_digests_is_read_only(study):
    """As 0.2.0 left it: a hash of its sources in the manifest and in the names of the parts, and none in the ids."""
    results = sweep(study(), workers=0)
    facts = {"rules": None, "platform": None, "engine": "e" * 64, "model_version": "0.2.0"}
    plan = results.plan.under(facts | {"rules": ""})
    for part in results.parts:
        part.rename(part.with_name(part.name.replace(results.plan.signature, plan.signature)))
    edited(results.folder / "manifest.json", **facts, signature=plan.signature)
    (results.folder / parts.FILE).unlink()
    old = Results(study())
    assert len(old) == 12 and len(old.notes) == 2 and "0.2.0" in old.notes[0] and "no checksums" in old.notes[1]
    with pytest.raises(BadInput, match="kept no digest"):
        sweep(study(replicates=4), workers=0)


def test_rules_listed_as_equal_are_gone_on_with(study, monkeypatch):
    first = sweep(study(replicates=2), workers=0)
    then, known = first.manifest["rules"], set(first.pandas()["id"])
    monkeypatch.setattr(bitcoin, "WEEKS_PER_YEAR", 53)
    monkeypatch.setattr(lived_under, "EQUAL_RULES", (then,))
    grown = sweep(study(), workers=0)
    assert grown.manifest["rules"] == then and grown.notes == []
    assert len(grown) == 12 and known < set(grown.pandas()["id"])
    assert not len(grown.failures)


def test_an_altered_manifest_is_not_grown(study):
    folder = sweep(study(), workers=0).folder
    edited(folder / "manifest.json", signature="0" * 8)
    with pytest.raises(BadInput, match="altered"):
        sweep(study(), workers=0)


def test_growing_on_another_platform_is_said(study, monkeypatch):
    assert sweep(study(replicates=2), workers=0).notes == []
    there = {**lived_under.this_platform(), "cpu": "abacus"}
    monkeypatch.setattr(manifest, "this_platform", lambda: there)
    (note,) = sweep(study(), workers=0).notes
    assert "abacus" in note and "\n" not in note
    assert len(Results(study())) == 12


def test_a_second_sweep_is_refused_and_a_dead_one_taken_over(file, capsys):
    path = file()
    folder = path.parent / "results"
    folder.mkdir()
    code = (
        "import sys, time; from pathlib import Path; from consolidation.studies.sweep.lock import Lock\n"
        f"with Lock(Path({str(folder)!r})): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "held\n"
        assert command(["sweep", "run", str(path), "--workers", "0", "-q"]) == 2
        said = capsys.readouterr().err
        assert "another sweep is at work there" in said and str(other.pid) in said
        assert status(path)["state"] == "running"
        other.kill()
    assert command(["sweep", "resume", str(path), "--workers", "0", "-q"]) == 0
    assert status(path)["state"] == "done"


def test_the_lock_is_released(tmp_path):
    with Lock(tmp_path):
        pass
    with Lock(tmp_path):
        pass


@pytest.mark.parametrize(
    ("code", "words"), [(errno.ENOSPC, "the disk is full"), (errno.EROFS, "read-only"), (errno.EACCES, "no permission")]
)
def test_what_the_disk_refuses_is_said_and_nothing_is_lost(file, monkeypatch, capsys, code, words):
    path = file()
    honest, written = store.write, []

    def refusing(target, content):
        if target.parent.name == "runs" and target.suffix == ".parquet":
            written.append(target)
            if len(written) > 2:
                raise OSError(code, "no")
        honest(target, content)

    monkeypatch.setattr(store, "write", refusing)
    assert command(["sweep", "run", str(path), "--workers", "0", "-q"]) == 2
    said = capsys.readouterr().err
    assert words in said and len(said.splitlines()) == 1
    assert 0 < status(path)["done"] < 12
    monkeypatch.setattr(store, "write", honest)
    assert command(["sweep", "resume", str(path), "--workers", "0", "-q"]) == 0
    assert status(path)["done"] == 12


def test_a_folder_that_is_a_file(file, capsys):
    path = file()
    (path.parent / "results").write_text("")
    assert command(["sweep", "run", str(path), "--workers", "0"]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_the_command_line(file, capsys):
    path = str(file())
    assert command(["sweep", "status", path]) == 0
    assert "not started" in capsys.readouterr().out
    assert command(["sweep", "plan", path, "--json"]) == 0
    planned = json.loads(capsys.readouterr().out)
    assert (planned["runs"], planned["points"]) == (12, 4) and planned["seconds"] > 0 and planned["size"] > 0
    assert command(["sweep", "resume", path, "--workers", "0"]) == 0
    assert "12 of 12 runs" in capsys.readouterr().out
    assert command(["sweep", "query", path, "SELECT count(*) AS n FROM runs", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"n": 12}]
    assert command(["sweep", "report", path]) == 0
    page = (file().parent / "results" / "report.html").read_text()
    assert "Does it work?" in page and "data:image/png;base64," in page and "<script" not in page and "http" not in page
    assert list((file().parent / "results").glob("*.png"))
    assert command(["sweep", "query", path, "SELEC"]) == 2


@pytest.mark.parametrize(
    ("design", "samples", "title"),
    [
        ("morris", 4, "Morris screening"),
        ("sobol", 4, "Sobol indices"),
        ("latin-hypercube", 6, "along each parameter"),
        ("one-at-a-time", 3, "along each parameter"),
    ],
)
def test_reports_of_other_designs(study, design, samples, title):
    from consolidation.studies.report.report import write_report

    given = {"tariffs.scale": {"low": 0.0, "high": 2.0}, "ai.demand_scale": {"low": 0.0, "high": 2.0}}
    measured = {"duties": "duties_usd@sum"}
    recipe = study(design=design, samples=samples, parameters=given, metrics=measured, replicates=2, weeks=20)
    page = write_report(sweep(recipe, workers=0)).read_text()
    # A picture's base64 may spell anything.
    words = re.sub(r"base64,[^\"']+", "", page.split("Provenance")[0])
    assert page.count("<img") == 2 and title in page and "nan" not in words


def test_status_from_another_process_while_it_runs(file):
    path = file(replicates=30, weeks=20)
    run = [sys.executable, "-m", "consolidation", "sweep", "run", str(path), "--workers", "1", "-q"]
    seen = []
    with subprocess.Popen(run) as sweeping:
        while sweeping.poll() is None:
            seen.append(status(path))
            time.sleep(0.1)
    assert sweeping.returncode == 0
    running = [found for found in seen if found["state"] == "running"]
    assert running and {found["at_work"]["pid"] for found in running if found["at_work"]} == {sweeping.pid}
    done = [found["done"] for found in seen]
    assert done == sorted(done)
    assert status(path)["done"] == 120 and status(path)["at_work"] is None
