"""Compiled rules on disk: an edit anywhere below a rule compiles it afresh, a word or an edit elsewhere does not."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from textwrap import dedent

import pytest

from consolidation.engine import cache, folder
from consolidation.engine.rule import rule

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


def call(house, module, argument, before="", **environment):
    """What a rule answers in a process of its own, and whether it came from the cache."""
    program = dedent(f"""
        {before}
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


@pytest.mark.parametrize("change", [{"NUMBA_BOUNDSCHECK": "1"}, {"NUMBA_OPT": "1"}])
def test_settings_that_change_the_machine_code_have_files_of_their_own(house, change):
    call(house, "apart", 4)
    assert call(house, "apart", 4, **change) == (3, "0")
    assert call(house, "apart", 4) == (3, "1")


def test_words_and_places_do_not_count(house):
    call(house, "top", 4)
    leaf = house / "leaf.py"
    words = '\n\ndef leaf(x):\n    "A word."\n    # and another\n'
    leaf.write_text(leaf.read_text().replace("def leaf(x):\n", words.lstrip()))
    assert call(house, "top", 4) == (110, "1")
    clone = house.parent / "elsewhere" / "house"
    shutil.copytree(house, clone)
    shutil.copytree(house.parent / "cache", clone.parent / "cache")
    assert call(clone, "top", 4) == (110, "1")


def test_without_jit_a_rule_is_the_function_itself(house):
    assert call(house, "top", 4, NUMBA_DISABLE_JIT="1") == (110, "plain")
    assert not (house.parent / "cache").exists()


def test_a_cache_that_cannot_be_made_does_not_stop_the_run(house):
    (house.parent / "cache").write_text("a file where the folder should be")
    assert call(house, "apart", 4)[0] == 3


@pytest.mark.parametrize("kept", [0, 100])
def test_a_damaged_file_is_compiled_anew(house, kept):
    call(house, "top", 4)
    files = list((house.parent / "cache").rglob("*.nbc"))
    for file in files:
        file.write_bytes(file.read_bytes()[:kept])
    assert files and call(house, "top", 4) == (110, "0")
    assert call(house, "top", 4) == (110, "1")


def test_the_cache_can_be_moved(monkeypatch, tmp_path):
    monkeypatch.setenv("CONSOLIDATION_CACHE", str(tmp_path))
    assert folder.cache_root() == tmp_path
    monkeypatch.delenv("CONSOLIDATION_CACHE")
    assert folder.cache_root().name == "rules"


def test_the_folder_is_the_users_own(house, monkeypatch):
    place = house.parent / "cache"
    call(house, "apart", 4)
    assert place.stat().st_mode & 0o777 == 0o700
    place.chmod(0o777)
    call(house, "apart", 4)
    assert place.stat().st_mode & 0o777 == 0o700
    monkeypatch.setattr(os, "getuid", lambda: place.stat().st_uid + 1)
    assert not folder.private(place)


def test_pruning_happens_in_use_and_spares_what_was_used_in_the_last_day(house):
    place = house.parent / "cache"
    call(house, "top", 4)
    used = set(place.iterdir())
    old = place / "house.old.old-1.nbc"
    old.write_bytes(b"x" * 1000)
    days_ago = time.time() - 2 * 86_400
    os.utime(old, (days_ago, days_ago))
    call(house, "apart", 4)
    assert old.exists(), "there is room for it"
    assert call(house, "apart", "True", CONSOLIDATION_CACHE_BYTES="1000") == (0, "0")
    assert not old.exists()
    assert used < set(place.iterdir())


def test_what_is_read_counts_as_used(house):
    call(house, "apart", 4)
    files = list((house.parent / "cache").glob("*.nbc"))
    for file in files:
        os.utime(file, (1_000_000, 1_000_000))
    assert call(house, "apart", 4) == (3, "1")
    assert files and all(file.stat().st_mtime > time.time() - 3600 for file in files)


def test_pruning_survives_another_process_that_prunes(tmp_path, monkeypatch):
    for number in range(5):
        (tmp_path / str(number)).write_bytes(b"x" * 10)
        os.utime(tmp_path / str(number), (number, number))
    monkeypatch.setenv("CONSOLIDATION_CACHE_BYTES", "25")
    unlink = Path.unlink
    monkeypatch.setattr(Path, "unlink", lambda path, missing_ok=False: (unlink(path), unlink(path, missing_ok)))
    assert cache.prune(tmp_path, every_seconds=0.0) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["3", "4"]


TABLE = [1, 2]
HELD = (1.0, ("a", 2))


def test_a_rule_that_names_what_has_no_value_is_refused():
    with pytest.raises(TypeError, match="names_a_list: TABLE is a list; a rule may name numbers, strings, tuples"):

        @rule
        def names_a_list(x):
            return TABLE[x]

    @rule
    def names_a_tuple(x):
        return HELD[0] + x


def test_after_each_of_two_hundred_edits_what_is_cached_is_what_a_fresh_compile_makes(tmp_path):
    environment = os.environ | {"PYTHONPATH": str(ROOT), "NUMBA_DISABLE_JIT": "0"}
    command = [sys.executable, ROOT / "tests" / "engine" / "edits.py", tmp_path]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found, states = map(int, done.stdout.split())
    assert found > 50 and states > 50


def test_under_a_numba_nobody_knows_its_own_cache_serves_and_an_edit_anywhere_is_still_noticed(house):
    newer = "from consolidation.engine import rule; rule.NEWEST_KNOWN = (0, 1)"
    assert call(house, "top", 4, newer) == (110, "0")
    assert call(house, "top", 4, newer) == (110, "1")
    leaf = house / "leaf.py"
    leaf.write_text(leaf.read_text().replace("x + 1", "x + 3"))
    assert call(house, "top", 4, newer) == (114, "0")
