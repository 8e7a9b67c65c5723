"""Killed at any moment, a sweep loses only what was in flight, and goes on to exactly the same dataset."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from consolidation import BadInput, sweep
from consolidation.studies.sweep import pool, store, worker
from consolidation.studies.sweep.lock import Lock, held
from consolidation.studies.sweep.plan import Plan
from consolidation.studies.sweep.recipe import Recipe
from consolidation.studies.sweep.store import Store
from consolidation.studies.sweep.sweep import status
from tests.studies.conftest import keys

REPLICATES, WEEKS = 10, 3
POINTS = 20


class Killed(BaseException):
    """The end of a process, as near as the process itself can play it."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """What an uninterrupted sweep leaves."""
    recipe = Recipe.of(keys(replicates=REPLICATES, weeks=WEEKS), tmp_path_factory.mktemp("whole") / "recipe.toml")
    return sweep(recipe, workers=0).pandas()


def killing(at, stage):
    """A `write` that dies at its n-th part: before it, with half of it written, or once it is in place."""
    honest, count = store.write, 0

    def write(path, content):
        nonlocal count
        if path.suffix == ".parquet":
            count += 1
            if count == at:
                if stage == "half":
                    path.with_name(f".{path.name}.1.part").write_bytes(content[: len(content) // 2])
                elif stage == "after":
                    honest(path, content)
                raise Killed
        honest(path, content)

    return write


@pytest.mark.parametrize("number", range(POINTS))
def test_killed_at_a_random_point(tmp_path, whole, monkeypatch, number):
    chance = random.Random(number)
    recipe = Recipe.of(keys(replicates=REPLICATES, weeks=WEEKS), tmp_path / "recipe.toml")
    for _ in range(chance.randint(1, 3)):
        with monkeypatch.context() as patched:
            patched.setattr(store, "write", killing(chance.randint(1, 4), chance.choice(["before", "half", "after"])))
            try:
                sweep(recipe, workers=0)
            except Killed:
                continue
    there = status(recipe)["done"]
    lived = counted(monkeypatch)
    results = sweep(recipe, workers=0)
    assert len(lived) == len(whole) - there
    pd.testing.assert_frame_equal(results.pandas(), whole)
    assert not list(tmp_path.rglob("*.part"))


def counted(monkeypatch):
    """The runs that are lived from here on."""
    honest, lived = worker._lived, []

    def counting(scenario, identity, *rest):
        lived.append(identity)
        return honest(scenario, identity, *rest)

    monkeypatch.setattr(worker, "_lived", counting)
    return lived


@pytest.mark.slow
@pytest.mark.parametrize("number", range(4))
def test_kill_9_of_the_whole_thing(file, whole, number):
    """A real process with real workers, killed after a random while; its workers go with it."""
    path = file(replicates=REPLICATES, weeks=WEEKS)
    command = [sys.executable, "-m", "consolidation", "sweep", "resume", str(path), "--workers", "2", "-q"]
    with subprocess.Popen(command) as sweeping:
        time.sleep(random.Random(number).uniform(0.8, 3.5))
        sweeping.send_signal(signal.SIGKILL)
    pd.testing.assert_frame_equal(sweep(path, workers=0).pandas(), whole)
    assert status(path)["state"] == "done"


@pytest.mark.slow
def test_kill_9_of_a_worker(tmp_path, monkeypatch):
    """Another takes its place; no run is lost and none fails."""
    recipe = Recipe.of(keys(replicates=50, weeks=WEEKS), tmp_path / "recipe.toml")
    started, honest = [], pool.Pool._start

    def start(self):
        started.append(honest(self))
        return started[-1]

    monkeypatch.setattr(pool.Pool, "_start", start)
    killed = []

    def tell(progress):
        if not killed:
            killed.append(started[0].pid)
            os.kill(started[0].pid, signal.SIGKILL)

    results = sweep(recipe, workers=2, progress=tell)
    assert len(results) == 200 and not len(results.failures)
    assert all(process.poll() is not None for process in started)


def test_a_run_that_kills_every_worker_is_a_failed_row():
    chunk = worker.Chunk("c", (("a", 1, 0), ("b", 2, 0)), (), ({},))
    for _ in range(pool.ATTEMPTS - 1):
        (chunk,) = pool.retried(chunk)
        assert len(chunk) == 2
    alone = pool.retried(chunk)
    assert [len(one) for one in alone] == [1, 1] and len({one.name for one in alone}) == 2
    one = alone[0]
    for _ in range(pool.ATTEMPTS):
        (one,) = pool.retried(one)
    assert "died 3 times" in one.lost


def test_a_spoilt_part_is_lived_again(tmp_path, whole):
    recipe = Recipe.of(keys(replicates=REPLICATES, weeks=WEEKS), tmp_path / "recipe.toml")
    part = sweep(recipe, workers=0).parts[1]
    part.write_bytes(part.read_bytes()[:100])
    assert status(recipe)["done"] < len(whole)
    pd.testing.assert_frame_equal(sweep(recipe, workers=0).pandas(), whole)


def test_workers_that_do_not_start_are_said(tmp_path, monkeypatch):
    recipe = Recipe.of(keys(weeks=WEEKS), tmp_path / "recipe.toml")
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(BadInput, match="do not start"):
        sweep(recipe, workers=2)
    assert status(recipe)["state"] == "interrupted"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="asks for fork")
def test_a_worker_forked_in_the_last_instant_does_not_keep_the_lock(tmp_path):
    reading, writing = os.pipe()
    with Lock(tmp_path):
        child = os.fork()
        if not child:
            os.read(reading, 1)  # forked, and not yet another program: it has the lock's file open
            os._exit(0)
    try:
        assert held(tmp_path) is None
    finally:
        os.write(writing, b".")
        os.waitpid(child, 0)


class Interruptions(RuleBasedStateMachine):
    """Any order of crashes, litter, doubles, losses and changes of the recipe ends in the same dataset."""

    @initialize()
    def begin(self):
        """An empty folder."""
        import tempfile
        from pathlib import Path

        self.folder = Path(tempfile.mkdtemp())
        self.replicates = 2

    @property
    def recipe(self):
        """The recipe as it is now."""
        return Recipe.of(keys(replicates=self.replicates, weeks=2), self.folder / "recipe.toml")

    @rule(at=st.integers(1, 4), stage=st.sampled_from(["before", "half", "after"]))
    def crash(self, at, stage):
        """Run until it dies."""
        honest = store.write
        store.write = killing(at, stage)
        try:
            sweep(self.recipe, workers=0)
        except Killed:
            pass
        finally:
            store.write = honest

    @rule(replicates=st.integers(1, 4))
    def change(self, replicates):
        """Another number of replicates: what is there stays of use."""
        self.replicates = replicates

    @rule()
    def litter(self):
        """What a killed writer leaves."""
        Store(self.folder / "results").make()
        (self.folder / "results" / "runs" / ".x.parquet.99.part").write_bytes(b"PAR1half")

    def parts(self):
        """The parts there."""
        return Store(self.folder / "results").parts(Plan.of(self.recipe).signature)

    @precondition(lambda self: self.parts())
    @rule()
    def double(self):
        """Two processes have lived the same chunk."""
        part, number = self.parts()[-1], len(self.parts())
        shutil.copy(part, part.with_name(f"{part.stem[:9]}{number:016d}.parquet"))

    @precondition(lambda self: self.parts())
    @rule()
    def lose(self):
        """Somebody removes a part."""
        self.parts()[-1].unlink()

    @precondition(lambda self: self.parts())
    @rule(at=st.floats(0, 1, exclude_max=True), cut=st.booleans())
    def spoil(self, at, cut):
        """A disk flips a bit, or loses the end of a file."""
        content = bytearray(self.parts()[0].read_bytes())
        if content and not cut:
            content[int(at * len(content))] ^= 1
        self.parts()[0].write_bytes(content[: int(at * len(content))] if cut else content)

    @invariant()
    def same_in_the_end(self):
        """A copy of the folder, resumed, is the dataset of an uninterrupted sweep."""
        copy = self.folder.with_name(self.folder.name + "-copy")
        shutil.copytree(self.folder, copy)
        recipe = Recipe.of(keys(replicates=self.replicates, weeks=2), copy / "recipe.toml")
        found = sweep(recipe, workers=0).pandas()
        shutil.rmtree(copy)
        pd.testing.assert_frame_equal(found, reference().iloc[: 4 * self.replicates])

    def teardown(self):
        """Leave nothing."""
        shutil.rmtree(self.folder, ignore_errors=True)


KNOWN = []


def reference():
    """Four replicates lived at one go."""
    if not KNOWN:
        import tempfile
        from pathlib import Path

        with tempfile.TemporaryDirectory() as folder:
            KNOWN.append(
                sweep(Recipe.of(keys(replicates=4, weeks=2), Path(folder) / "recipe.toml"), workers=0).pandas()
            )
    return KNOWN[0]


TestInterruptions = Interruptions.TestCase
TestInterruptions.settings = settings(
    max_examples=6, stateful_step_count=5, deadline=None, suppress_health_check=list(HealthCheck)
)
