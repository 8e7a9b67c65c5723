"""What is damaged on disk is noticed, and lived again or refused in words; what sweeps did not write stays."""

import json
import os
import shutil

import pandas as pd
import pytest

from consolidation import BadInput, sweep
from consolidation.faces.cli.app import status as command
from consolidation.studies.sweep import parts
from consolidation.studies.sweep.lock import FILE as LOCK
from consolidation.studies.sweep.lock import described, holder
from consolidation.studies.sweep.manifest import read
from consolidation.studies.sweep.results import Results
from consolidation.studies.sweep.store import TABLES
from consolidation.studies.sweep.sweep import status


def flipped(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut(path):
    path.write_bytes(path.read_bytes()[:-20])


def emptied(path):
    path.write_bytes(b"")


def lost(path):
    path.unlink()


def stranger(path):
    shutil.copy(next(other for other in sorted(path.parent.glob("*.parquet")) if other != path), path)


def made_a_folder(path):
    path.unlink()
    path.mkdir()


DAMAGES = [flipped, cut, emptied, lost, stranger, made_a_folder]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize(
    ("keep", "table"), [("weekly", "series"), ("events", "events"), ("panel", "panel"), ("end", "runs")]
)
def test_a_damaged_part_of_any_table_is_refused_and_then_lived_again(study, keep, table, damage):
    recipe = study(keep=keep)
    results = sweep(recipe, workers=0)
    whole = {name: results.pandas(name) for name in {table, "runs"}}
    damage(results.folder / table / results.parts[0].name)
    if (table, damage) != ("runs", lost):
        with pytest.raises(BadInput, match="sweep resume"):
            Results(recipe).query("SELECT count(*) FROM runs")
    mended = sweep(recipe, workers=0)
    for name, frame in whole.items():
        pd.testing.assert_frame_equal(mended.pandas(name), frame)
    assert len(mended.notes) == ((table, damage) != ("runs", lost))
    assert not sweep(recipe, workers=0).notes
    assert all(path.name in {part.name for part in mended.parts} for path in (mended.folder / table).glob("*.parquet"))


def test_a_part_is_read_once_and_again_when_asked(study):
    recipe = study()
    part = sweep(recipe, workers=0).parts[0]
    before = part.stat()
    Results(recipe).query("SELECT 1")
    flipped(part)
    os.utime(part, ns=(before.st_atime_ns, before.st_mtime_ns))
    Results(recipe).store.verify(Results(recipe).plan.signature)  # of the same size and time: not read again
    assert not status(recipe)["notes"]
    assert "damaged" in status(recipe, verify=True)["notes"][0]
    with pytest.raises(BadInput, match="damaged: its checksum"):
        Results(recipe).verify()
    assert "damaged" in sweep(recipe, workers=0, verify=True).mended[0]
    Results(recipe).verify()


def test_the_folder_named_in_the_guide_never_holds_a_run_twice(study):
    first = sweep(study(), workers=0).pandas()
    others = sweep(study(metrics={"price": "btc_price_usd@end"}), workers=0)
    assert {part.name for part in others.parts} == {path.name for path in (others.folder / "runs").iterdir()}
    kept = pd.read_parquet(others.folder / "runs")
    assert len(kept) == 12 and kept["id"].is_unique
    pd.testing.assert_frame_equal(Results(study()).pandas(), first)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("consolidation.studies.sweep.worker._lived", None)
        pd.testing.assert_frame_equal(sweep(study(), workers=0).pandas(), first)


def test_fresh_removes_what_sweeps_wrote_and_nothing_else(study):
    results = sweep(study(), workers=0)
    sweep(study(metrics={"price": "btc_price_usd@end"}), workers=0)
    flipped(next((results.folder / "runs").glob("*.parquet")))
    sweep(study(metrics={"price": "btc_price_usd@end"}), workers=0)
    own = [
        results.folder / "thesis.parquet",
        results.folder / "runs" / "mine.csv",
        results.folder / "other" / "note.txt",
    ]
    for path in own:
        path.write_text("mine")
    new = sweep(study(), workers=0, fresh=True)
    assert all(path.read_text() == "mine" for path in own)
    left = {path for path in results.folder.rglob("*.parquet")} - set(own)
    assert left == {*new.parts, new.folder / "design.parquet"}


@pytest.mark.parametrize("text", ["", "{", "[1]", "1", "null", '{"signature": "x"}', '{"sessions": 3}', "\x00\xff"])
def test_bookkeeping_files_damaged_in_any_way_are_told_and_written_anew(study, capsys, text):
    recipe = study()
    results = sweep(recipe, workers=0)
    whole = results.pandas()
    manifest = results.folder / "manifest.json"
    for name in ("manifest.json", LOCK, parts.VERIFIED, "design.parquet"):
        (results.folder / name).write_text(text)
    assert status(recipe)["done"] == 12 and "manifest.json is damaged" in status(recipe)["notes"][0]
    assert described(holder(results.folder / LOCK)) == "process unknown"
    pd.testing.assert_frame_equal(Results(recipe).pandas(), whole)
    again = sweep(recipe, workers=0)
    assert "manifest.json is damaged" in again.notes[0] and read(results.folder) == json.loads(manifest.read_text())
    pd.testing.assert_frame_equal(again.pandas(), whole)
    assert len(pd.read_parquet(results.folder / "design.parquet")) == 12


@pytest.mark.parametrize("text", [None, "", "[1]\n{}\nnonsense\n"])
def test_without_the_lines_of_its_parts_a_study_takes_those_that_can_be_read(study, text):
    recipe = study()
    results = sweep(recipe, workers=0)
    whole = results.pandas()
    cut(results.parts[0])
    lines = results.folder / parts.FILE
    lines.unlink() if text is None else lines.write_text(text)
    again = sweep(recipe, workers=0)
    assert again.mended and (text is not None or "was missing" in again.mended[0])
    pd.testing.assert_frame_equal(again.pandas(), whole)
    assert len(parts.noted(results.folder)) >= len(again.parts)


def test_the_command_line_tells_and_verifies(file, capsys):
    path = file()
    assert command(["sweep", "run", str(path), "-q", "--workers", "0"]) == 0
    part = next((path.parent / "results" / "runs").glob("*.parquet"))
    cut(part)
    capsys.readouterr()
    for asked in (["report"], ["query", "SELECT 1"], ["query", "SELECT 1", "--verify"]):
        assert command(["sweep", asked[0], str(path), *asked[1:]]) == 2
        told = capsys.readouterr().err
        assert part.name in told and "sweep resume" in told and told.count("\n") == 1
    assert command(["sweep", "status", str(path)]) == 0
    assert part.name in capsys.readouterr().err
    assert command(["sweep", "resume", str(path), "-q", "--workers", "0", "--verify"]) == 0
    assert part.name in capsys.readouterr().err
    assert command(["sweep", "status", str(path), "--verify"]) == 0
    assert not capsys.readouterr().err
    assert set(TABLES) >= {path.name for path in (path.parent / "results").iterdir() if path.is_dir()} - {"damaged"}
