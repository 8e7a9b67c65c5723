"""Whatever a recipe asks for, its plan answers or refuses at once: what is large is not worked out to be counted."""

import pytest

from consolidation import BadInput
from consolidation.studies.sweep import sweep as sweeping
from consolidation.studies.sweep.estimate import estimate
from consolidation.studies.sweep.plan import Plan
from consolidation.studies.sweep.recipe import Recipe
from tests.studies.conftest import keys

RANGE = {"tariffs.scale": {"low": 0.0, "high": 2.0}}


def plan(tmp_path, **changes):
    return Plan.of(Recipe.of(keys(**changes), tmp_path / "recipe.toml"))


def test_a_million_replicates_are_counted_and_estimated_without_being_laid_out(tmp_path, monkeypatch):
    large = plan(tmp_path, replicates=1_000_000)
    monkeypatch.setattr(Plan, "ids", property(lambda _: pytest.fail("laid out")))
    found = estimate(large, 2)
    assert found.runs == 4_000_000 and found.seconds > 0
    state = sweeping.status(large)
    assert (state["runs"], state["done"], state["left"]) == (4_000_000, 0, 4_000_000)


def test_a_run_is_found_by_its_number(tmp_path):
    small = plan(tmp_path, replicates=3)
    assert [job.id for job in small.jobs()] == small.ids
    assert small.design_table().column("id").to_pylist() == small.ids
    assert [job.seed for job in small.jobs()] == small.design_table().column("seed").to_pylist()


@pytest.mark.parametrize(
    "changes",
    [
        {"design": "latin-hypercube", "samples": 1_000_000, "parameters": RANGE},
        {"design": "morris", "samples": 1_000_000, "parameters": RANGE},
        {"design": "sobol", "samples": 2**19, "parameters": RANGE},
        {"design": "one-at-a-time", "samples": 1_000_000, "parameters": RANGE},
        {"parameters": {"tariffs.scale": RANGE["tariffs.scale"] | {"steps": 100_000}, "ai.demand_scale": [0.5, 1.0]}},
    ],
    ids=lambda changes: changes.get("design", "grid"),
)
def test_a_million_points_are_refused_before_they_are_drawn(tmp_path, changes):
    with pytest.raises(BadInput, match=r"^recipe\.toml: [\d,]+ points; at most 100,000$"):
        plan(tmp_path, replicates=1, **changes)


def test_more_runs_than_can_be_are_refused(tmp_path):
    steps = {"low": 0.0, "high": 2.0, "steps": 100}
    with pytest.raises(BadInput, match=r"[\d,]+ runs; at most 5,000,000$"):
        plan(tmp_path, replicates=1_000_000, parameters={"tariffs.scale": steps})
