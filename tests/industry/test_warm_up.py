"""Compiling ahead: a second time is free, an edit is noticed, a failure is told. On a tiny week, to be quick."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

import consolidation.industry.warm_up

PACKAGE = Path(consolidation.industry.warm_up.__file__).parents[1]

SMALL = {
    "__init__.py": "",
    "catalog/tables.py": """
        import numpy as np

        WORLD = np.dtype((np.record, [("clock", "i8", (1,))]))

        def new_world():
            return np.zeros((), WORLD).view(np.recarray)
        """,
    "scenario/scenario.py": """
        class Scenario:
            @classmethod
            def load(cls, name):
                return cls()
        """,
    "industry/power.py": """
        from ..engine.rule import rule

        @rule
        def clear(world):
            world.clock[0] += 1
        """,
    "industry/mining.py": """
        from ..engine.rule import rule

        @rule
        def mine(world):
            world.clock[0] *= 2
        """,
    "industry/week.py": """
        from numba import int64, typeof

        from ..catalog.tables import new_world
        from ..engine.rule import rule
        from . import mining, power

        def record(world):
            pass

        WEEK = (power.clear, mining.mine, record)
        NAMES = ("power.clear", "mining.mine", "record")

        @rule
        def lived(world, at):
            power.clear(world)
            mining.mine(world)

        def compiled():
            lived.compile((typeof(new_world()), int64[::1]))
            return lived
        """,
    "industry/opening/__init__.py": """
        from ..power import clear
        from ...catalog.tables import new_world

        def open_world(scenario, seed):
            world = new_world()
            clear(world)
            return world
        """,
}

WARM = """
from consolidation.industry import warm_up
seconds = warm_up.warm_up(processes={processes}, progress=lambda done, total, name: print(done, total, name))
print("warm" if seconds else "was warm", warm_up.is_warm())
"""

USE = """
from consolidation.catalog.tables import new_world
from consolidation.industry.week import WEEK
world = new_world()
for phase in WEEK:
    phase(world)
print(world.clock[0], [sum(phase.stats.cache_misses.values()) for phase in WEEK[:2]])
"""


@pytest.fixture
def model(tmp_path):
    """A package of the same name with the real compiler and a week of two compiled phases and a plain one."""
    package = tmp_path / "consolidation"
    for name, text in SMALL.items():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(dedent(text))
    (package / "engine").mkdir()
    for room in ("engine", "catalog", "scenario", "industry"):
        (package / room / "__init__.py").touch()
    for path in (*(PACKAGE / "engine").glob("*.py"), *(PACKAGE / "industry").glob("[rw]*.py")):
        if path.name != "week.py":
            shutil.copy(path, package / path.relative_to(PACKAGE))
    return package


def python(model, program, **environment):
    settings = {
        "PYTHONPATH": str(model.parent),
        "CONSOLIDATION_CACHE": str(model.parent / "cache"),
        "NUMBA_DISABLE_JIT": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | settings | environment,
        cwd=model.parent,
        capture_output=True,
        text=True,
    )


def warm(model, processes=2, **environment):
    done = python(model, WARM.format(processes=processes), **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize("processes", [1, 2])
def test_after_warming_up_nothing_is_left_to_compile(model, processes):
    *told, end = warm(model, processes)
    assert end == "warm True"
    assert [line.split()[:2] for line in told] == [[str(n), "5"] for n in range(1, 6)]
    assert {" ".join(line.split()[2:]) for line in told} == {
        "power.clear",
        "mining.mine",
        "record",
        "opening",
        "the week",
    }
    assert python(model, USE).stdout == "2 [0, 0]\n"


def test_a_second_time_is_free_until_a_rule_changes(model):
    warm(model)
    assert warm(model) == ["was warm True"]
    mining = model / "industry" / "mining.py"
    mining.write_text("# a word\n" + mining.read_text())
    assert warm(model) == ["was warm True"]
    mining.write_text(mining.read_text().replace("*= 2", "*= 3"))
    assert warm(model)[-1] == "warm True"
    assert python(model, USE).stdout == "3 [0, 0]\n"


def test_a_pruned_cache_is_not_warm(model):
    warm(model)
    pruned = list((model.parent / "cache").glob("*.mining.mine-*"))
    for file in pruned:
        file.unlink()
    assert len(pruned) == 1
    assert warm(model)[-1] == "warm True"


def test_a_phase_that_does_not_compile_is_shown(model):
    mining = model / "industry" / "mining.py"
    mining.write_text(mining.read_text().replace("world.clock[0] *= 2", "world.cloak[0] *= 2"))
    done = python(model, WARM.format(processes=2))
    assert done.returncode != 0
    assert "a phase did not compile" in done.stderr
    assert "cloak" in done.stderr


def test_without_jit_there_is_nothing_to_do(model):
    assert warm(model, NUMBA_DISABLE_JIT="1") == ["was warm True"]


def test_the_command_keeps_the_name_it_had():
    command = [sys.executable, "-m", "consolidation.warm_up"]
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(PACKAGE.parent)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "compiled already\n"), done.stderr
