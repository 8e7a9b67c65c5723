"""The rule decorator: an edit anywhere below a rule recompiles it, an edit elsewhere does not."""

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from numba import types

from consolidation.engine import rule

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def house(tmp_path):
    """A small package: top calls power and leaf through every form of import, and apart calls nobody."""
    files = {
        "__init__.py": "",
        "leaf.py": """
            from consolidation.engine.rule import rule

            @rule
            def leaf(x):
                return x + 1
            """,
        "halls/__init__.py": "",
        "halls/power.py": """
            from consolidation.engine.rule import rule
            from ..leaf import leaf

            @rule
            def clear(x):
                return leaf(x) * 2
            """,
        "top.py": """
            from consolidation.engine.rule import rule
            from .halls import power

            clear = power.clear

            @rule
            def top(x):
                return clear(x) + 100
            """,
        "apart.py": """
            from consolidation.engine.rule import rule

            @rule
            def apart(x):
                return x - 1
            """,
    }
    for name, text in files.items():
        file = tmp_path / "house" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text))
    return tmp_path / "house"


def call(house, module, argument, **environment):
    """What a rule answers in a process of its own, and whether it came from the cache."""
    program = dedent(f"""
        from house.{module} import {module} as function
        answer = function({argument})
        stats = getattr(function, "stats", None)
        print(answer, sum(stats.cache_hits.values()) if stats else "plain")
        """)
    settings = {
        "PYTHONPATH": f"{house.parent}{os.pathsep}{ROOT}",
        "CONSOLIDATION_CACHE": str(house.parent / "cache"),
        "NUMBA_DISABLE_JIT": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | settings | environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    answer, hits = done.stdout.split()
    return int(answer), hits


def test_a_second_process_finds_what_the_first_compiled(house):
    assert call(house, "top", 4) == (110, "0")
    assert call(house, "top", 4) == (110, "1")


def test_editing_a_leaf_recompiles_its_callers_and_nobody_else(house):
    call(house, "top", 4)
    call(house, "apart", 4)
    leaf = house / "leaf.py"
    leaf.write_text(leaf.read_text().replace("x + 1", "x + 3"))
    assert call(house, "top", 4) == (114, "0")
    assert call(house, "apart", 4) == (3, "1")


def test_an_edit_taken_back_finds_the_old_cache(house):
    leaf = house / "leaf.py"
    before = leaf.read_text()
    call(house, "top", 4)
    leaf.write_text(before.replace("x + 1", "x + 3"))
    call(house, "top", 4)
    leaf.write_text(before)
    assert call(house, "top", 4) == (110, "1")


@pytest.mark.parametrize("change", [{"NUMBA_BOUNDSCHECK": "1"}, {"CONSOLIDATION_FIRMS": "64"}])
def test_settings_that_change_the_machine_code_have_caches_of_their_own(house, change):
    call(house, "apart", 4)
    assert call(house, "apart", 4, **change) == (3, "0")
    assert call(house, "apart", 4) == (3, "1")


def test_without_jit_a_rule_is_the_function_itself(house):
    assert call(house, "top", 4, NUMBA_DISABLE_JIT="1") == (110, "plain")
    assert not (house.parent / "cache").exists()


def test_a_cache_that_cannot_be_made_does_not_stop_the_run(house):
    (house.parent / "cache").write_text("a file where the folder should be")
    assert call(house, "apart", 4)[0] == 3


@pytest.mark.parametrize(
    ("statement", "reached"),
    [
        ("from .leaf import leaf", {"leaf.py"}),
        ("from house.leaf import leaf", {"leaf.py"}),
        ("from . import leaf", {"leaf.py"}),
        ("from house import leaf", {"leaf.py"}),
        ("import house.leaf", {"leaf.py"}),
        ("from .halls.power import clear", {"halls/power.py", "leaf.py"}),
        ("from .halls import power", {"halls/power.py", "leaf.py"}),
        ("from house.halls import power as hall", {"halls/power.py", "leaf.py"}),
        ("from . import leaf as twig, apart", {"leaf.py", "apart.py"}),
        ("def late():\n    from .leaf import leaf", {"leaf.py"}),
        ("from .halls import *", {"halls/__init__.py"}),
        ("import math\nfrom os import path", set()),
        ("from .missing import nothing", set()),
    ],
)
def test_every_form_of_import_is_followed(house, statement, reached):
    module = house / "module.py"
    module.write_text(statement + "\n")
    found = rule.closure(module.resolve())
    own = Path(rule.__file__).resolve()
    assert {path.relative_to(house.resolve()).as_posix() for path in found - {own}} == {"module.py", *reached}


def test_an_import_out_of_a_subpackage_is_followed(house):
    module = house / "halls" / "hardware.py"
    module.write_text("from .. import apart\nfrom ..halls import power\n")
    names = {path.name for path in rule.closure(module.resolve())}
    assert names == {"hardware.py", "apart.py", "power.py", "leaf.py", "rule.py"}


def test_modules_that_import_each_other_end(house):
    (house / "one.py").write_text("from .two import b\n")
    (house / "two.py").write_text("from .one import a\n")
    assert {path.name for path in rule.closure((house / "one.py").resolve())} == {"one.py", "two.py", "rule.py"}


def test_a_script_outside_a_package_is_keyed_by_itself(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("from consolidation.engine import draws\n")
    assert rule.imports(script) == frozenset()


def test_pruning_keeps_the_newest(tmp_path):
    for age in range(8):
        folder = tmp_path / f"module-{age}"
        folder.mkdir()
        (folder / "rule.nbi").write_text("x")
        os.utime(folder, (1_000_000 - age, 1_000_000 - age))
    (tmp_path / "a-file").write_text("left alone")
    assert rule.prune(tmp_path, kept=3) == 5
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a-file", "module-0", "module-1", "module-2"]


def test_pruning_survives_another_process_that_prunes(tmp_path, monkeypatch):
    for number in range(5):
        (tmp_path / str(number)).mkdir()
    remove = rule.shutil.rmtree

    def removed_by_both(folder, **options):
        remove(folder, **options)
        remove(folder, **options)

    monkeypatch.setattr(rule.shutil, "rmtree", removed_by_both)
    assert rule.prune(tmp_path, kept=1) == 4
    assert rule.prune(tmp_path, kept=1) == 0


def test_the_cache_can_be_moved(monkeypatch, tmp_path):
    monkeypatch.setenv("CONSOLIDATION_CACHE", str(tmp_path))
    assert rule.cache_root() == tmp_path
    monkeypatch.delenv("CONSOLIDATION_CACHE")
    assert rule.cache_root().name == "rules"


def saved(folder, key, data):
    """Save as a process does that has not seen what others saved."""
    rule.FilesBySignature(str(folder), "leaf-1.py311", "").save(key, data)


def test_two_processes_that_compile_a_rule_for_other_arguments_do_not_take_each_others_code(tmp_path):
    one, two = ((types.int64,), ("cpu",), ("code", "cells")), ((types.float64,), ("cpu",), ("code", "cells"))
    saved(tmp_path, one, "for whole numbers")
    for index in tmp_path.glob("*.nbi"):
        index.unlink()
    saved(tmp_path, two, "for reals")
    files = rule.FilesBySignature(str(tmp_path), "leaf-1.py311", "")
    assert (files.load(one), files.load(two)) == ("for whole numbers", "for reals")
    assert files.load(((types.int32,), ("cpu",), ("code", "cells"))) is None


@pytest.mark.parametrize("kept", [0, 100])
def test_a_damaged_file_is_compiled_anew(house, kept):
    call(house, "top", 4)
    files = list((house.parent / "cache").rglob("*.nbc"))
    for file in files:
        file.write_bytes(file.read_bytes()[:kept])
    assert files and call(house, "top", 4) == (110, "0")
    assert call(house, "top", 4) == (110, "1")
