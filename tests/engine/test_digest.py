"""The digest of rules: words do not count, rules and the values they name do, wherever they stand."""

import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

import consolidation
from consolidation.engine.digest import Digest, key

SOURCE = """
import math

RATE = 0.25
NAMES = ("a", "b")

def helper(x):
    '''Twice.'''
    return 2 * x

def between(x):
    return helper(x) + 1

def rule(world, i):
    '''What it does.'''
    # why
    share: float = RATE * math.exp(between(i))
    return share if NAMES[0] == "a" else 0.0
"""
PACKAGE = Path(consolidation.__file__).parent
STORED = "361247614566"
"""The digest's first digits: the same on every Python."""


@pytest.fixture
def toy(tmp_path, monkeypatch):
    """Make a module of a text and give back its digest."""
    monkeypatch.syspath_prepend(str(tmp_path))
    made = []

    def make(text=SOURCE, folder=""):
        name = f"toy_{len(made)}"
        made.append(name)
        place = tmp_path / f"{folder}{name}.py"
        place.write_text(dedent(text))
        importlib.invalidate_caches()
        module = importlib.import_module(name)
        return module

    yield make
    for name in made:
        sys.modules.pop(name, None)


def digest(module):
    return Digest(lambda: [module.rule])()


def test_the_stored_digest(toy):
    assert digest(toy())[:12] == STORED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# why", "# another reason"),
        ("'''What it does.'''", "'''What it really does, at length.'''"),
        ("    '''Twice.'''\n", ""),
        ("share: float = RATE", "share = RATE"),
        ("def helper(x):", "\n\n\ndef helper(x: int) -> int:"),
        ("RATE * math.exp(between(i))", "(RATE *\n        math.exp(between(i)))"),
        ("RATE = 0.25", "UNUSED = 7\nRATE = 0.25"),
    ],
)
def test_words_and_layout_do_not_count(toy, old, new):
    assert old in SOURCE
    text = SOURCE.replace(old, new)
    assert digest(toy(text)) == digest(toy())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("return 2 * x", "return 3 * x"),
        ("return 2 * x", "return 2 + x"),
        ("RATE = 0.25", "RATE = 0.26"),
        ('("a", "b")', '("a", "c")'),
        ("else 0.0", "else 0"),
        ("math.exp", "math.expm1"),
        ("helper(x) + 1", "helper(x) + 1.0"),
    ],
)
def test_what_a_rule_does_counts_two_calls_deep(toy, old, new):
    assert old in SOURCE
    assert digest(toy(SOURCE.replace(old, new))) != digest(toy())


def test_where_a_rule_stands_does_not_count(toy):
    whole = toy()
    parted = toy("import math\n" + SOURCE[SOURCE.index("RATE =") : SOURCE.index("def between")])
    rest = SOURCE[SOURCE.index("def between") :]
    assert digest(toy(f"import math\nfrom {parted.__name__} import NAMES, RATE, helper\n{rest}")) == digest(whole)


def test_a_rule_replaced_in_the_living_process_counts(toy, monkeypatch):
    module = toy()
    ask = Digest(lambda: [module.rule])
    before = ask()
    with monkeypatch.context() as patch:
        patch.setattr(module, "helper", lambda x: 5 * x)
        assert ask() != before
    assert ask() == before
    monkeypatch.setattr(module, "RATE", 0.5)
    assert ask() != before


def test_a_function_without_source_counts_by_its_code(toy):
    module = toy()
    names = dict(vars(module))
    exec("def rule(world, i):\n    return helper(i)", names)
    one = Digest(lambda: [names["rule"]])()
    exec("def rule(world, i):\n    return helper(i) + 1", names)
    assert Digest(lambda: [names["rule"]])() != one


def test_a_set_without_source_counts_alike_in_every_process():
    program = (
        "from consolidation.engine.digest import Digest\n"
        "exec('def rule(x):\\n    return x in {\\'a\\', \\'b\\', \\'c\\', \\'d\\'}')\n"
        "print(Digest(lambda: [rule])())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, text=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(said) == 1 and said != {""}


def test_a_circle_of_rules_ends(toy):
    text = "def rule(n):\n    return other(n)\n\ndef other(n):\n    return rule(n - 1) if n else 0\n"
    assert digest(toy(text)) == digest(toy(text))
    assert digest(toy(text)) != digest(toy(text.replace("n - 1", "n - 2")))


def test_what_cannot_be_taken_by_value_is_refused(toy):
    module = toy("HELD = [1, {'a': 2}]\n\ndef rule(i):\n    return HELD[0]\n")
    with pytest.raises(TypeError, match="a dict, not a number, a string, a tuple, a type or a rule"):
        key(module.rule)


def test_a_name_that_is_a_global_here_and_a_local_in_there_counts(toy):
    body = "    inner = [RATE for x in range(3)]\n    def other(RATE):\n        return RATE\n    return inner\n"
    text = f"RATE = 1\n\ndef rule(x):\n{body}"
    assert digest(toy(text)) != digest(toy(text.replace("RATE = 1", "RATE = 2")))


def test_an_import_in_a_body_is_followed(toy):
    one, two = toy("def helper():\n    return 1\n"), toy("def helper():\n    return 2\n")
    text = "def rule():\n    from {0} import helper\n    return helper()\n"
    first, second = toy(text.format(one.__name__)), toy(text.format(two.__name__))
    assert digest(first) != digest(second)
    whole = "def rule():\n    import {0} as m\n    return m.helper()\n"
    assert digest(toy(whole.format(one.__name__))) != digest(toy(whole.format(two.__name__)))


CLONE = """
import importlib, sys, numba
from consolidation.catalog.tables import new_world
world = numba.typeof(new_world())
for name in sys.argv[1:]:
    module, _, phase = name.rpartition(".")
    rule = getattr(importlib.import_module("consolidation.industry." + module), phase)
    print(rule._cache.file((world,), rule.targetctx.codegen()).name)
from consolidation.industry.rules import RULES
print(RULES())
"""
PHASES = ("markets.power.auction_megawatts", "markets.mining.mine", "news.calendar.begin_week")


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """Say what files the phases of an edited copy of the package would be kept in, and the digest of its rules."""
    home = tmp_path_factory.mktemp("clone")
    shutil.copytree(PACKAGE, home / "consolidation", ignore=shutil.ignore_patterns("__pycache__", "faces", "studies"))

    def files(name="", old="", new=""):
        path = home / "consolidation" / name
        text = path.read_text() if name else ""
        assert not name or old in text
        if name:
            path.write_text(text.replace(old, new))
        environment = os.environ | {"PYTHONPATH": str(home), "NUMBA_DISABLE_JIT": "0"}
        command = [sys.executable, "-P", "-B", "-c", CLONE, *PHASES]
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        if name:
            path.write_text(text)
        assert done.returncode == 0, done.stderr
        return done.stdout.split()

    files.unedited = files()
    return files


BIDDERS = "NO_BIDDER, INCUMBENT, MINER, AI_BUYER, ENTRANT ="
EDITS = {
    "a rule": ("industry/markets/mining.py", "b.us_th_s = us\n", "b.us_th_s = us + 1.0\n", "010"),
    "a helper two calls deep": ("industry/markets/auction.py", "return x.tie > y.tie", "return x.tie < y.tie", "100"),
    "a code": ("catalog/codes.py", BIDDERS, BIDDERS.replace("MINER, AI_BUYER", "AI_BUYER, MINER"), "100"),
    "a column's type": ("catalog/tables.py", 'column("n_bids", "i8"', 'column("n_bids", "i4"', "111"),
    "the capacity": ("catalog/capacities.py", '"CONSOLIDATION_FIRMS", "768"', '"CONSOLIDATION_FIRMS", "700"', "111"),
    "a protocol constant": ("industry/markets/mining.py", "EPOCH_BLOCKS = 2_016", "EPOCH_BLOCKS = 2_015", "010"),
    "a changed word": ("industry/markets/auction.py", "no allocation, n log n", "in place, n log n", "000"),
    "a label": ("catalog/codes.py", '"ai buyer", "entrant")', '"ai tenant", "entrant")', "000"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_in_the_whole_model_an_edit_compiles_afresh_what_it_reaches_and_a_word_nothing(clone, edit):
    name, old, new, moved = EDITS[edit]
    *files, rules = (now != then for now, then in zip(clone(name, old, new), clone.unedited, strict=True))
    assert "".join("01"[one] for one in files) == moved
    assert rules == ("1" in moved)
