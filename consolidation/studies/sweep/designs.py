"""From a recipe's parameters to the points at which it runs.

Space-filling and screening designs are drawn in the unit cube (scipy's Latin hypercube, SALib's Saltelli and Morris
samples) and mapped through each parameter's inverse distribution; a list of values is a choice among equals.
"""

import itertools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...catalog.check import PARAMETERS
from ...catalog.errors import BadInput
from .recipe import MOST_POINTS, MOST_RUNS, Range, Recipe
from .variants import checked

LEVELS = 4
"""Levels of a Morris trajectory, SALib's default."""


@dataclass(frozen=True)
class Points:
    """A design: points in order, as values by key, and the unit cube behind them where there is one."""

    keys: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]
    unit: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.rows)


def points(recipe: Recipe) -> Points:
    """The points of a recipe's design, in a fixed order. Raises `BadInput`."""
    keys = tuple(recipe.form.parameters)
    design = recipe.form.design
    unit = None
    if design == "grid":
        count = math.prod(_steps(given) for given in recipe.form.parameters.values())
        _bounded(count, recipe)
        values = [dict(zip(keys, row, strict=True)) for row in itertools.product(*map(_levels, _given(recipe)))]
    elif design == "list":
        count = max((len(_levels(given)) for given in _given(recipe)), default=1)
        columns = [_levels(given) * (count if len(_levels(given)) == 1 else 1) for given in _given(recipe)]
        values = [dict(zip(keys, row, strict=True)) for row in zip(*columns, strict=True)] if keys else [{}]
    elif design == "one-at-a-time":
        values = _one_at_a_time(recipe)
    else:
        unit = sample(recipe)
        values = [dict(zip(keys, _mapped(recipe, row), strict=True)) for row in unit]
    _bounded(len(values), recipe)
    where = f"{recipe.path.name}: parameters"
    rows = tuple(
        {k: checked(k, _typed(k, v), recipe.base, where, recipe.folder) for k, v in row.items()} for row in values
    )
    return Points(keys, rows, unit)


def problem(recipe: Recipe) -> dict[str, Any]:
    """SALib's description of a recipe's unit cube, with which its analyses go."""
    keys = list(recipe.form.parameters)
    return {"num_vars": len(keys), "names": keys, "bounds": [[0.0, 1.0]] * len(keys)}


def sample(recipe: Recipe) -> np.ndarray:
    """The design in the unit cube: a row a point, a column a parameter."""
    form, size = recipe.form, recipe.form.samples or 0
    dimensions = len(form.parameters)
    if form.design == "latin-hypercube":
        from scipy.stats import qmc

        _bounded(size, recipe)
        return np.asarray(qmc.LatinHypercube(dimensions, seed=form.seed).random(size))
    if form.design == "sobol":
        from SALib.sample import sobol

        _bounded(size * (dimensions + 2), recipe)
        return np.asarray(sobol.sample(problem(recipe), size, calc_second_order=False, seed=_seed(form.seed)))
    from SALib.sample import morris

    _bounded(size * (dimensions + 1), recipe)
    return np.asarray(morris.sample(problem(recipe), size, num_levels=LEVELS, seed=_seed(form.seed)))


def _seed(seed: int) -> int:
    """SALib takes 32 bits."""
    return seed % 2**32


def _given(recipe: Recipe) -> list[Any]:
    return list(recipe.form.parameters.values())


def _bounded(count: int, recipe: Recipe) -> None:
    if count > MOST_POINTS:
        raise BadInput(f"{recipe.path.name}: {count:,} points; at most {MOST_POINTS:,}")
    runs = count * recipe.form.replicates
    if runs > MOST_RUNS:
        raise BadInput(f"{recipe.path.name}: {runs:,} runs; at most {MOST_RUNS:,}")


def _steps(given: Any) -> int:
    return given.steps or 2 if isinstance(given, Range) else len(given)


def _levels(given: Any, steps: int | None = None) -> list[Any]:
    if isinstance(given, list):
        return given
    return [quantile(given, u) for u in np.linspace(0.0, 1.0, steps or given.steps or 2)]


def _one_at_a_time(recipe: Recipe) -> list[dict[str, Any]]:
    """The base, then each parameter at each of its values with all others as in the base."""
    counts = (len(g) if isinstance(g, list) else recipe.form.samples or _steps(g) for g in _given(recipe))
    _bounded(sum(counts), recipe)
    here = recipe.base.parameters()
    centre = {key: here.get(key, recipe.form.base if key == "scenario" else True) for key in recipe.form.parameters}
    rows = [centre]
    for key, given in recipe.form.parameters.items():
        rows += [{**centre, key: value} for value in _levels(given, recipe.form.samples) if value != centre[key]]
    return rows


def _mapped(recipe: Recipe, row: np.ndarray) -> list[Any]:
    found = []
    for given, u in zip(_given(recipe), row, strict=True):
        if isinstance(given, list):
            found.append(given[min(int(u * len(given)), len(given) - 1)])
        else:
            found.append(quantile(given, float(u)))
    return found


def quantile(given: Range, u: float) -> float:
    """The value of a distribution below which a share u of it lies; bounds are never left."""
    low, high = given.low, given.high
    if given.distribution == "uniform":
        value = low + u * (high - low)
    elif given.distribution == "log-uniform":
        value = math.exp(math.log(low) + u * (math.log(high) - math.log(low)))
    else:
        from scipy import stats

        if given.distribution == "triangular":
            mode = (low + high) / 2 if given.mode is None else given.mode
            value = float(stats.triang.ppf(u, (mode - low) / (high - low), low, high - low))
        else:
            mean = (low + high) / 2 if given.mean is None else given.mean
            sd = (high - low) / 4 if given.sd is None else given.sd
            value = float(stats.truncnorm.ppf(u, (low - mean) / sd, (high - mean) / sd, mean, sd))
    return min(max(value, low), high)


def _typed(key: str, value: Any) -> Any:
    """A whole-number parameter is rounded to the nearest."""
    parameter = PARAMETERS.get(key)
    if parameter and parameter.type == "whole" and isinstance(value, float):
        return math.floor(value + 0.5)
    return value
