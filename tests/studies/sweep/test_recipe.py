"""A recipe is read strictly: whatever is wrong with it is one line with the file, the key and what would do."""

import shutil
from pathlib import Path

import pytest

from consolidation import BadInput
from consolidation.faces.cli.app import status
from consolidation.studies.sweep.plan import Plan
from consolidation.studies.sweep.recipe import SHIPPED, Recipe, located
from tests.studies.conftest import keys

STUDIES = sorted(Path(__file__).parents[3].glob("runs/*/recipe.toml"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"replicate": 3}, "unknown key 'replicate'; the nearest is 'replicates'"),
        ({"name": None}, "name: this key is missing"),
        ({"replicates": 0}, "replicates"),
        ({"replicates": "many"}, "replicates = 'many' is not allowed"),
        ({"seed": -1}, "seed"),
        ({"weeks": 5000}, "weeks"),
        ({"design": "grids"}, "design = 'grids'"),
        ({"keep": "all"}, "keep = 'all'"),
        ({"base": "april-2026"}, "the nearest is 'april-2025'"),
        ({"parameters": {"tarifs.scale": [1.0]}}, "unknown key 'tarifs.scale'; the nearest is 'tariffs.scale'"),
        ({"parameters": {"tariffs.scale": [99.0]}}, "tariffs.scale = '99.0' is not allowed: a number from 0 to 5"),
        ({"parameters": {"tariffs.scale": []}}, "an empty list"),
        ({"parameters": {"tariffs.scale": 1.0}}, "tariffs.scale: a list of values is wanted"),
        ({"parameters": {"tariffs.scale": {"low": 0.0, "high": 1.0, "step": 3}}}, "the nearest is"),
        ({"parameters": {"tariffs.scale": {"low": 0.0, "high": 1.0}}}, "a grid needs steps"),
        ({"parameters": {"tariffs.scale": {"low": 1.0, "high": 0.0, "steps": 2}}}, "low 1 is not below high 0"),
        ({"parameters": {"tariffs.waiting": {"low": 0.0, "high": 1.0, "steps": 2}}}, "a list of values is wanted"),
        ({"parameters": {"weeks": [5, 6]}}, "weeks"),
        ({"parameters": {"bitcoin.opening_height": [890_000]}}, "constant"),
        ({"parameters": {"scenario": ["nowhere"]}}, "scenario"),
        ({"parameters": {"causes.tarifs": [True, False]}}, "the nearest is 'tariffs'"),
        ({"metrics": {"x": "exits_smal@end"}}, "unknown column 'exits_smal'; the nearest is 'exits_small'"),
        ({"metrics": {"x": "exits_small"}}, "say COLUMN@HOW"),
        ({"metrics": {"x": "exits_small@6"}}, "week 6 is not between 1 and 5"),
        ({"metrics": {"x": "events.halvings@count"}}, "the nearest is 'halving'"),
        ({"metrics": {"seed": "exits_small@end"}}, "metrics.seed"),
        ({"design": "sobol", "samples": 6}, "power of two"),
        ({"design": "morris"}, "needs samples"),
        ({"design": "grid", "samples": 6}, "samples"),
        ({"design": "list", "parameters": {"tariffs.scale": [0.0, 1.0], "ai.demand_scale": [0.0] * 3}}, "one length"),
    ],
)
def test_what_is_wrong_is_one_line(tmp_path, changes, words):
    with pytest.raises(BadInput) as caught:
        Plan.of(Recipe.of(keys(**changes), tmp_path / "recipe.toml"))
    assert words in str(caught.value)
    assert str(caught.value).startswith("recipe.toml: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["name = ", "\x00", '[parameters]\n"a" = 1\n"a" = 2', "é".encode("latin-1")])
def test_not_toml(tmp_path, text, capsys):
    path = tmp_path / "recipe.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert status(["sweep", "plan", str(path)]) == 2
    said = capsys.readouterr()
    assert said.out == "" and len(said.err.splitlines()) == 1 and "recipe.toml" in said.err


def test_no_such_recipe(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert status(["sweep", "run", "nowhere"]) == 2
    assert "no such recipe" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["tariff-ai-grid", "runs/tariff-ai-grid", "runs/tariff-ai-grid/recipe.toml"])
def test_a_study_that_ships_is_laid_out_wherever_it_is_asked_for(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    assert located(name) == Path("runs/tariff-ai-grid/recipe.toml")
    assert Path("runs/tariff-ai-grid/recipe.toml").read_bytes() == (SHIPPED / "tariff-ai-grid.toml").read_bytes()
    Path("runs/tariff-ai-grid/recipe.toml").write_text("mine")
    assert located(name).read_text() == "mine"


def test_the_studies_of_a_checkout_are_those_that_ship():
    assert {path.parent.name for path in STUDIES} == {path.stem for path in SHIPPED.glob("*.toml")}
    assert all(path.resolve().parent == SHIPPED for path in STUDIES)


def test_the_example_of_the_issue(tmp_path):
    path = tmp_path / "recipe.toml"
    shutil.copy(next(path for path in STUDIES if path.parent.name == "tariff-ai-grid"), path)
    plan = Plan.of(Recipe.load(path))
    assert (len(plan.points), len(plan)) == (15, 1500)


def test_keep_and_metrics_are_optional(tmp_path):
    recipe = Recipe.of(keys(keep=None, metrics=None, weeks=None), tmp_path / "recipe.toml")
    assert (recipe.form.keep, recipe.metrics, recipe.weeks) == ("end", (), 156)


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.parent.name)
def test_shipped_studies_are_sound(path):
    plan = Plan.of(Recipe.load(path))
    assert plan.recipe.form.name == path.parent.name
    assert plan.recipe.metrics and len(plan) >= 100


def test_five_studies_ship():
    wanted = {"tariff-ai-grid", "what-killed-the-small-miners", "waiting", "localisation", "morris-screening"}
    assert wanted <= {path.parent.name for path in STUDIES}


def test_a_scenario_beside_the_recipe(tmp_path):
    (tmp_path / "mine.toml").write_text('base = "classroom"\n[tariffs]\nscale = 2.0\n')
    for base in ("mine", "mine.toml"):
        assert Recipe.of(keys(base=base), tmp_path / "recipe.toml").base.tariffs.scale == 2.0


def test_a_byte_order_mark_is_read_over(tmp_path):
    (tmp_path / "recipe.toml").write_bytes(b"\xef\xbb\xbf" + STUDIES[0].read_bytes())
    assert Recipe.load(tmp_path / "recipe.toml").form == Recipe.load(STUDIES[0]).form
