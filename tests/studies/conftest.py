"""Small studies: two dozen firms, few weeks, so that a sweep takes a second."""

import pytest

from consolidation.industry.warm_up import warm_up
from consolidation.studies.sweep.recipe import Recipe

WEEKS = 5


@pytest.fixture(scope="session", autouse=True)
def warm():
    """Compile once, so that no test is timed by it."""
    warm_up()


def keys(**changes):
    """A small recipe's keys."""
    usual = {
        "name": "small",
        "question": "Does it work?",
        "base": "classroom",
        "seed": 7,
        "replicates": 3,
        "weeks": WEEKS,
        "design": "grid",
        "parameters": {"tariffs.scale": [0.0, 1.0], "ai.demand_scale": [0.0, 2.0]},
        "metrics": {"hash": "us_hash_eh_s@end", "price": "btc_price_usd@mean"},
    }
    return {name: value for name, value in {**usual, **changes}.items() if value is not None}


@pytest.fixture
def study(tmp_path):
    """Make a recipe in a folder of its own; its results go there."""

    def make(**changes):
        return Recipe.of(keys(**changes), tmp_path / "small" / "recipe.toml")

    return make


TOML = """
name = "small"
question = "Does it work?"
base = "classroom"
seed = 7
replicates = {replicates}
weeks = {weeks}
design = "grid"

[parameters]
"tariffs.scale" = [0.0, 1.0]
"ai.demand_scale" = [0.0, 2.0]

[metrics]
hash = "us_hash_eh_s@end"
price = "btc_price_usd@mean"
"""


@pytest.fixture
def file(tmp_path):
    """The same as a file on disk."""

    def make(replicates=3, weeks=WEEKS, more=""):
        path = tmp_path / "small" / "recipe.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(TOML.format(replicates=replicates, weeks=weeks) + more)
        return path

    return make
