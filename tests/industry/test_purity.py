"""What keeps compiled and interpreted runs equal, and the engine light: held to by reading the sources, and by
trying.
"""

import ast
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

import consolidation
from consolidation.industry.week import WEEK, phase_name, schedule

PACKAGE = Path(consolidation.__file__).parent
ROOT = PACKAGE.parent
SOURCES = sorted(PACKAGE.rglob("*.py"))

LIVE = """
import hashlib
from numba import config
from consolidation.results.simulation import Simulation
simulation = Simulation("classroom", 1, 8)
while not simulation.finished:
    simulation.step()
recorder = simulation.recorder
digest = hashlib.sha256()
for rows in (simulation.world, recorder.series(), recorder.events(), recorder.flows()):
    digest.update(rows.tobytes())
print(bool(config.DISABLE_JIT), digest.hexdigest())
"""


def is_rule(node):
    names = [ast.unparse(decorator) for decorator in node.decorator_list]
    return any(name == "rule" or name.endswith(".rule") for name in names)


def rules():
    """Every rule of the package: where it is, and its syntax tree."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and is_rule(node):
                yield f"{path.relative_to(PACKAGE)}:{node.lineno} {node.name}", node


def offences(node):
    """What a rule may not do, because compiled and interpreted Python round it differently or cannot both do it."""
    for part in ast.walk(node):
        if isinstance(part, ast.BinOp | ast.AugAssign) and isinstance(part.op, ast.Pow):
            yield "a power: write x * x, math.sqrt or math.pow"
        elif isinstance(part, ast.Name) and part.id in ("np", "numpy"):
            yield "numpy: use math and a loop"
        elif isinstance(part, ast.Attribute) and part.attr in ("sum", "mean", "std", "argsort"):
            yield f".{part.attr}(): write the loop"
        elif isinstance(part, ast.Attribute) and part.attr in ("hypot", "lgamma", "gamma", "fsum"):
            yield f"math.{part.attr}: not the same in both modes"
        elif isinstance(part, ast.Call) and isinstance(part.func, ast.Name):
            if part.func.id == "round" and len(part.args) > 1:
                yield "round to digits: keep whole cents"
            if part.func.id == "sum":
                yield "sum(): write the loop"
        elif isinstance(part, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.JoinedStr):
            yield "an allocation"


def test_no_rule_does_what_two_modes_would_do_differently():
    found = list(rules())
    assert len(found) > 200
    assert [f"{where}: {what}" for where, node in found for what in offences(node)] == []


@pytest.mark.parametrize(
    ("source", "offence"),
    [
        ("x ** 2", "a power"),
        ("np.log(x)", "numpy"),
        ("x.sum()", ".sum()"),
        ("round(x, 2)", "round"),
        ("[x]", "an allocation"),
        ("math.sqrt(x) * x + math.floor(x)", None),
    ],
)
def test_the_reader_of_sources_sees_them(source, offence):
    node = ast.parse(f"@rule\ndef f(x):\n    return {source}").body[0]
    assert is_rule(node)
    found = list(offences(node))
    assert any(text.startswith(offence) for text in found) if offence else not found


def test_every_rule_says_what_it_does():
    assert [where for where, node in rules() if not ast.get_docstring(node)] == []


def test_every_phase_of_the_week_is_in_the_printed_schedule_once():
    names = [name for name, _ in schedule()]
    assert names == [phase_name(phase) for phase in WEEK]
    assert len(set(names)) == len(names)
    assert all(text for _, text in schedule())
    assert names[0] == "news.calendar.begin_week"
    assert names[-2:] == ["books.identities.check", "books.record.week"]


def python(program, **environment):
    done = subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", "-c", program],
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.slow
def test_eight_weeks_interpreted_are_eight_weeks_compiled_to_the_last_bit():
    plain, interpreted = python(LIVE, NUMBA_DISABLE_JIT="1")
    fast, compiled = python(LIVE, NUMBA_DISABLE_JIT="0")
    assert (plain, fast) == ("True", "False")
    assert interpreted == compiled
    assert len(compiled) == len(hashlib.sha256().hexdigest())


@pytest.mark.parametrize(
    "module", ["industry.week", "industry.opening", "results.simulation", "results.run", "scenario.scenario"]
)
def test_the_engine_imports_no_mesa_no_pandas_no_page(module):
    heavy = ("mesa", "pandas", "solara", "networkx", "pyarrow", "duckdb", "matplotlib", "rich", "typer")
    program = f"import sys, consolidation.{module}\nprint(*[name for name in {heavy} if name in sys.modules])"
    assert python(program) == []


def test_a_series_lived_imports_no_pandas():
    program = (
        "import sys\nfrom consolidation import run\n"
        "rows = run('classroom', weeks=2, keep='series').rows()\n"
        "print(len(rows), 'pandas' in sys.modules, 'mesa' in sys.modules)"
    )
    assert python(program) == ["2", "False", "False"]
