"""Designs against SALib and scipy themselves."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from SALib.analyze import morris as morris_analysis
from SALib.sample import morris, sobol
from scipy import stats
from scipy.stats import qmc

from consolidation.studies.sweep.designs import points, problem, quantile, sample
from consolidation.studies.sweep.recipe import Range

TWO = {"tariffs.scale": {"low": 0.0, "high": 2.0}, "ai.demand_scale": {"low": 1.0, "high": 3.0}}


def values(recipe):
    """The points as an array."""
    return np.array([list(row.values()) for row in points(recipe).rows], dtype=float)


def test_grid_is_every_combination_in_order(study):
    recipe = study(parameters={"tariffs.scale": [0.0, 1.0], "ai.demand_scale": {"low": 0.0, "high": 2.0, "steps": 3}})
    assert values(recipe).tolist() == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]


def test_log_uniform_steps_are_ratios(study):
    given = {"low": 0.25, "high": 4.0, "steps": 3, "distribution": "log-uniform"}
    recipe = study(parameters={"tariffs.scale": given})
    assert values(recipe)[:, 0] == pytest.approx([0.25, 1.0, 4.0])


def test_list_goes_side_by_side(study):
    recipe = study(design="list", parameters={"tariffs.scale": [0.0, 1.0, 2.0], "ai.demand_scale": [0.5]})
    assert values(recipe).tolist() == [[0, 0.5], [1, 0.5], [2, 0.5]]


def test_one_at_a_time_leaves_the_rest_as_in_the_base(study):
    recipe = study(
        design="one-at-a-time",
        samples=3,
        parameters={"tariffs.scale": [0.0, 1.0, 2.0], "ai.demand_scale": {"low": 0.0, "high": 3.0}},
    )
    assert values(recipe).tolist() == [[1, 1], [0, 1], [2, 1], [1, 0], [1, 1.5], [1, 3]]


def test_latin_hypercube_is_scipys(study):
    recipe = study(design="latin-hypercube", samples=20, seed=3, parameters=TWO)
    unit = qmc.LatinHypercube(2, seed=3).random(20)
    assert np.array_equal(sample(recipe), unit)
    assert values(recipe) == pytest.approx(qmc.scale(unit, [0, 1], [2, 3]))
    # One point in each of twenty strata of each parameter.
    assert (np.sort(np.floor(unit * 20), axis=0) == np.arange(20)[:, None]).all()


def test_sobol_is_salibs(study):
    recipe = study(design="sobol", samples=8, seed=5, parameters=TWO)
    named = {"num_vars": 2, "names": list(TWO), "bounds": [[0, 2], [1, 3]]}
    assert values(recipe) == pytest.approx(sobol.sample(named, 8, calc_second_order=False, seed=5))


def test_morris_is_salibs(study):
    recipe = study(design="morris", samples=6, seed=5, parameters=TWO)
    named = {"num_vars": 2, "names": list(TWO), "bounds": [[0, 2], [1, 3]]}
    ours, theirs = values(recipe), morris.sample(named, 6, num_levels=4, seed=5)
    assert ours == pytest.approx(theirs)
    # A linear function's elementary effects are its slopes times the ranges, in unit-cube terms.
    outcome = 3 * ours[:, 0] - ours[:, 1]
    found = morris_analysis.analyze(problem(recipe), points(recipe).unit, outcome, num_levels=4, seed=1)
    assert np.asarray(found["mu"]) == pytest.approx([6.0, -2.0])


def test_choices_and_whole_numbers(study):
    given = {"tariffs.waiting": [True, False], "vendors.line_weeks": {"low": 26, "high": 52}}
    rows = points(study(design="latin-hypercube", samples=40, parameters=given)).rows
    assert sum(row["tariffs.waiting"] for row in rows) == 20
    assert {type(row["vendors.line_weeks"]) for row in rows} == {int}
    assert min(row["vendors.line_weeks"] for row in rows) >= 26


@given(
    st.floats(0, 1),
    st.sampled_from(["uniform", "log-uniform", "normal", "triangular"]),
    st.floats(0.001, 10),
    st.floats(0.01, 10),
)
@settings(max_examples=150, deadline=None)
def test_quantiles_stay_in_bounds_and_rise(u, distribution, low, width):
    given = Range(low=low, high=low + width, distribution=distribution)
    found = quantile(given, u)
    assert given.low <= found <= given.high
    assert quantile(given, min(1.0, u + 0.1)) >= found


def test_normal_and_triangular_are_scipys():
    given = Range(low=0.0, high=10.0, distribution="normal", mean=4.0, sd=2.0)
    assert quantile(given, 0.3) == pytest.approx(stats.truncnorm.ppf(0.3, -2, 3, 4, 2))
    given = Range(low=0.0, high=10.0, distribution="triangular", mode=2.0)
    assert quantile(given, 0.2) == pytest.approx(2.0)
