"""A corpus of bad input to every command: one clear line, status 2, nothing on stdout or on the disk."""

import itertools
import math

import pytest

from consolidation.catalog.check import PARAMETERS, Parameter
from consolidation.faces.cli import progress, studies
from consolidation.faces.cli.app import status
from consolidation.studies.sweep.recipe import SHIPPED

RECIPE = (SHIPPED / "tariff-ai-grid.toml").read_text()
NAMES = [
    "",
    " ",
    "nothing",
    "april-2O25",
    "../x",
    "/",
    ".",
    "x" * 300,
    "x/" * 200,
    "no.toml",
    "-",
    "april-2025.toml",
    "a\nb",
    "[red]x",
    "é",
]
FILES = {
    "empty key": "= 1",
    "no value": "weeks =",
    "twice": "weeks = 1\nweeks = 2",
    "unknown": "colour = 1",
    "unknown group": "[tarifs]\nscale = 1",
    "group as number": "tariffs = 1",
    "list": "weeks = [1]",
    "text": 'weeks = "1"',
    "date": "start = 2025-04-01",
    "late": "start = 2200-01-06",
    "float": "weeks = 1.5",
    "nan": "[tariffs]\nscale = nan",
    "inf": "[tariffs]\nscale = inf",
    "bool": "weeks = true",
    "base itself": 'base = "own"',
    "no base": 'base = "nothing"',
    "base number": "base = 1",
    "no file": '[data]\nfirms = "nothing.csv"',
    "data kind": '[data]\nminers = "x.csv"',
    "path": '[bitcoin]\nprice_path = "nothing.csv"',
    "cause": '[causes.x]\ntitle = "t"\nwords = "w"\noff = { "nothing" = 1 }',
    "duty": "[[duties.add]]\nrate = 9",
    "huge": f"title = {'x' * 70_000!r}",
    "deep": ".".join("a" * 3_000) + " = 1",
    "nested": "x = " + "[" * 5_000,
    "bytes": "title = '\x01'",
}
SMALL = 'name = "x"\nquestion = "?"\nbase = "classroom"\n'
KEYS = ("question", "base", "seed", "replicates", "design")
RECIPES = {
    **{
        key: RECIPE.replace(f"\n{key} =", f"\n{key}x =") for key in ("question", "base", "seed", "replicates", "design")
    },
    "no design": RECIPE.replace('design = "grid"', 'design = "nothing"'),
    "half": RECIPE[: len(RECIPE) // 3] + "[",
    "replicates 0": RECIPE.replace("\nreplicates = ", "\nreplicates = -"),
    "metric": RECIPE + "\n[metrics.x]\ny = 1\n",
    "steps": SMALL + '[parameters]\n"tariffs.scale" = { low = 0.0, high = 1.0 }',
    "reversed": SMALL + '[parameters]\n"tariffs.scale" = { low = 2.0, high = 1.0, steps = 2 }',
    "empty list": SMALL + '[parameters]\n"tariffs.scale" = []',
    "constant": SMALL + '[parameters]\n"bitcoin.opening_difficulty" = [1e14]',
    "weeks": SMALL + "[parameters]\nweeks = [1]",
    "import": SMALL + "[metrics]\nx = \"__import__('os')@end\"",
}
QUERIES = [
    "", ";", "SELECT", "DROP TABLE runs", "COPY (SELECT 1) TO 'x'", "ATTACH 'x.db' AS x", "INSTALL httpfs",
    "PRAGMA version", "SELECT 1; SELECT 2", "SELECT * FROM read_text('/etc/passwd')", "CREATE TABLE x (y INT)",
    "EXPORT DATABASE 'x'", "\0",
]  # fmt: skip


def wrong(parameter: Parameter) -> list[str]:
    """Texts that are no value of a parameter."""
    if parameter.type == "text":
        return ["nothing.csv", "/etc/passwd", "x" * 300]
    if parameter.type == "date":
        return ["2025-04-01", "2200-01-06", "monday"]
    if parameter.type in ("switch", "choice"):
        return ["", "2", "perhaps"]
    beyond = math.nextafter(parameter.high, math.inf) if parameter.type == "number" else parameter.high + 1
    under = math.nextafter(parameter.low, -math.inf) if parameter.type == "number" else parameter.low - 1
    return [repr(beyond), repr(under), "nan", "much"]


SETS = [(name, text) for name, one in PARAMETERS.items() for text in wrong(one)]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(progress, "compiled", lambda *_: pytest.fail("compiled for nothing"))
    monkeypatch.setattr(studies, "compiled", lambda *_: pytest.fail("compiled for nothing"))
    return folder


def refused(words, capsys, here):
    before = sorted(here.rglob("*"))
    assert status(words) == 2, words
    said = capsys.readouterr()
    assert said.out == "" and len(said.err.splitlines()) == 1, said
    assert said.err.startswith("consolidation: ") and "Traceback" not in said.err and len(said.err) < 2_000
    assert sorted(here.rglob("*")) == before


@pytest.mark.parametrize(("name", "text"), SETS)
def test_a_value_that_is_none(name, text, capsys, here):
    refused(["run", "classroom", "--set", f"{name}={text}"], capsys, here)


COMMANDS = (
    ["run"], ["network"], ["scenarios", "show"], ["compare", "april-2025"], ["attribute"],
    ["sweep", "plan"], ["sweep", "run"], ["sweep", "status"], ["sweep", "report"], ["findings", "--recipe"],
)  # fmt: skip


@pytest.mark.parametrize(("words", "name"), list(itertools.product(COMMANDS, NAMES)), ids=str)
def test_a_name_that_is_none(words, name, capsys, here):
    if name == "april-2025.toml" and words[0] != "sweep":
        name = "april-2026.toml"
    refused([*words, "--", name] if name.startswith("-") and words[0] != "findings" else [*words, name], capsys, here)


@pytest.mark.parametrize("key", FILES)
@pytest.mark.parametrize("words", [["run"], ["scenarios", "show"], ["compare", "april-2025"]], ids=str)
def test_a_scenario_file_that_is_wrong(words, key, capsys, here):
    (here / "own.toml").write_text(FILES[key])
    refused([*words, "own.toml"], capsys, here)


@pytest.mark.parametrize("key", RECIPES)
@pytest.mark.parametrize("word", ["plan", "run", "status", "report"])
def test_a_recipe_that_is_wrong(word, key, capsys, here):
    (here / "recipe.toml").write_text(RECIPES[key])
    refused(["sweep", word, "recipe.toml"], capsys, here)


@pytest.mark.parametrize("sql", QUERIES)
def test_a_query_that_is_none(sql, capsys, here):
    (here / "recipe.toml").write_text(RECIPE)
    refused(["sweep", "query", "recipe.toml", sql], capsys, here)


def test_the_corpus_is_as_large_as_is_said():
    assert len(SETS) + len(COMMANDS) * len(NAMES) + 3 * len(FILES) + 4 * len(RECIPES) + len(QUERIES) >= 900
