"""A report's pictures: what fits the design. Grids and lists: means along each parameter; samples: sensitivity."""

import io
from collections.abc import Iterator
from typing import Any

import numpy as np

from ...catalog import palette
from ...results.files import MADE_BY
from ..paired.paired import error
from ..sweep.designs import LEVELS, problem
from ..sweep.results import Results
from ..sweep.variants import CAUSES, kind

Picture = tuple[str, str, bytes]
"""File name without its ending, title, PNG."""


def pictures(results: Results, values: dict[str, np.ndarray]) -> list[Picture]:
    """All pictures of a sweep that has run far enough to draw them."""
    found: list[Picture] = []
    for name, table in values.items():
        if not np.isfinite(table).any():
            continue
        found.extend(_of_metric(results, name, table))
        found.append((f"{name}-spread", f"{name}: spread over all runs", _histogram(name, table)))
    return found


def _of_metric(results: Results, name: str, table: np.ndarray) -> Iterator[Picture]:
    form, keys = results.recipe.form, results.plan.points.keys
    whole = np.isfinite(table).any(axis=1).all() and np.ptp(means(table)) > 0
    if form.design == "morris" and whole:
        yield f"{name}-morris", f"{name}: Morris screening", _morris(results, name, table)
    elif form.design == "sobol" and whole:
        yield f"{name}-sobol", f"{name}: Sobol indices", _sobol(results, name, table)
    if form.design == "grid" and len(keys) == 2 and all(map(measured, keys)):
        yield f"{name}-map", f"{name}: mean by {keys[0]} and {keys[1]}", _heat(results, name, table)
    if form.design == "grid" and keys and all(key.startswith(CAUSES) for key in keys) and len(table) == 1 << len(keys):
        yield f"{name}-shares", f"{name}: Shapley shares of the causes", _shares(results, name, table)
    elif keys and form.design not in ("morris", "sobol"):
        yield f"{name}-effects", f"{name} along each parameter", _effects(results, name, table)


def means(table: np.ndarray) -> np.ndarray:
    """A mean per point, over the replicates that are there."""
    there = np.isfinite(table)
    count = there.sum(axis=1)
    return np.where(count > 0, np.where(there, table, 0.0).sum(axis=1) / np.maximum(count, 1), np.nan)


def _effects(results: Results, name: str, table: np.ndarray) -> bytes:
    """Mean at each value of each parameter, over all other parameters; bars are standard errors over seeds."""
    keys, rows = results.plan.points.keys, results.plan.points.rows
    longest = max([len({str(row[key]) for row in rows}) for key in keys if not measured(key)], default=0)
    figure, all_axes = _figure(len(keys), height=max(3.6, 0.22 * longest))
    for key, axes in zip(keys, all_axes, strict=True):
        given = [row[key] for row in rows]
        if results.recipe.form.design == "latin-hypercube" and measured(key):
            axes.plot(given, means(table), "o", markersize=3, color=palette.BLUE)
            axes.set(xlabel=key, ylabel=name)
            continue
        levels = sorted(set(given)) if measured(key) else list(dict.fromkeys(given))
        by_seed = [means(table[[value == level for value in given]].T) for level in levels]
        middle = [np.nanmean(found) for found in by_seed]
        bars = np.nan_to_num([error(found[np.isfinite(found)]) for found in by_seed])
        if measured(key):
            axes.errorbar(levels, middle, yerr=bars, marker="o", color=palette.BLUE)
            axes.set(xlabel=key, ylabel=name)
        else:
            # Names are read along their line: the first on top.
            places = list(range(len(levels)))
            axes.errorbar(middle, places, xerr=bars, fmt="o", color=palette.BLUE)
            axes.set_yticks(places, [str(level) for level in levels], fontsize=8)
            axes.invert_yaxis()
            axes.set(xlabel=name, title=key)
    return _png(figure)


def measured(key: str) -> bool:
    """Whether a parameter's values are numbers along an axis."""
    return kind(key) in ("number", "whole")


def _shares(results: Results, name: str, table: np.ndarray) -> bytes:
    """A grid of causes on and off as a waterfall."""
    from ..paired.account import account
    from ..paired.waterfall import waterfall

    keys, rows = results.plan.points.keys, results.plan.points.rows
    coalition = {sum(bool(row[key]) << place for place, key in enumerate(keys)): n for n, row in enumerate(rows)}
    worth = table[[coalition[mask] for mask in range(len(rows))]]
    worth = worth[:, np.isfinite(worth).all(axis=0)]
    found = account(worth, [key.removeprefix(CAUSES) for key in keys])
    return waterfall(found, name, f"{results.recipe.base.name}: Shapley shares over {worth.shape[1]} seeds")


def _heat(results: Results, name: str, table: np.ndarray) -> bytes:
    one, two = results.plan.points.keys
    rows = results.plan.points.rows
    across, up = sorted({row[one] for row in rows}), sorted({row[two] for row in rows})
    grid = np.full((len(up), len(across)), np.nan)
    for row, mean in zip(rows, means(table), strict=True):
        grid[up.index(row[two]), across.index(row[one])] = mean
    figure, (axes,) = _figure(1)
    image = axes.imshow(grid, origin="lower", aspect="auto", cmap="cividis")
    axes.set_xticks(range(len(across)), [f"{value:g}" for value in across])
    axes.set_yticks(range(len(up)), [f"{value:g}" for value in up])
    axes.set_xlabel(one)
    axes.set_ylabel(two)
    figure.colorbar(image, label=name)
    return _png(figure)


def morris(results: Results, table: np.ndarray) -> dict[str, Any]:
    """SALib's Morris analysis of the points' means."""
    from SALib.analyze import morris as analysis

    seed = results.recipe.form.seed % 2**32
    unit = results.plan.points.unit
    return dict(analysis.analyze(problem(results.recipe), unit, means(table), num_levels=LEVELS, seed=seed))


def sobol(results: Results, table: np.ndarray) -> dict[str, Any]:
    """SALib's Sobol analysis of the points' means."""
    from SALib.analyze import sobol as analysis

    seed = results.recipe.form.seed % 2**32
    return dict(analysis.analyze(problem(results.recipe), means(table), calc_second_order=False, seed=seed))


def _morris(results: Results, name: str, table: np.ndarray) -> bytes:
    found = morris(results, table)
    figure, (axes,) = _figure(1, height=5.0)
    axes.errorbar(found["mu_star"], found["sigma"], xerr=found["mu_star_conf"], fmt="o", color=palette.BLUE)
    for key, x, y in zip(found["names"], found["mu_star"], found["sigma"], strict=True):
        axes.annotate(key, (x, y), xytext=(4, 4), textcoords="offset points", fontsize=8)
    axes.set_xlabel(f"mean absolute elementary effect on {name}")
    axes.set_ylabel("its standard deviation: interaction, curvature")
    return _png(figure)


def _sobol(results: Results, name: str, table: np.ndarray) -> bytes:
    found, keys = sobol(results, table), results.plan.points.keys
    places = np.arange(len(keys))
    figure, (axes,) = _figure(1)
    axes.barh(places + 0.2, found["S1"], 0.4, xerr=found["S1_conf"], color=palette.BLUE, label="alone")
    axes.barh(places - 0.2, found["ST"], 0.4, xerr=found["ST_conf"], color=palette.VERMILION, label="with interactions")
    axes.set_yticks(places, keys)
    axes.set_xlabel(f"share of the variance of {name}")
    axes.legend()
    return _png(figure)


def _histogram(name: str, table: np.ndarray) -> bytes:
    figure, (axes,) = _figure(1, height=2.6)
    axes.hist(table[np.isfinite(table)], bins=40, color=palette.BLUE)
    axes.set_xlabel(name)
    axes.set_ylabel("runs")
    return _png(figure)


def _figure(panels: int, height: float = 3.6) -> tuple[Any, list[Any]]:
    from matplotlib.figure import Figure

    across = min(panels, 4)
    down = -(-panels // across)
    figure = Figure(figsize=(max(8.0, 3.4 * across), height * down), layout="constrained")
    axes = figure.subplots(down, across, squeeze=False).flatten()
    for spare in axes[panels:]:
        spare.set_visible(False)
    return figure, list(axes[:panels])


def _png(figure: Any) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    picture = io.BytesIO()
    FigureCanvasAgg(figure).print_png(picture, metadata={"Software": MADE_BY})
    return picture.getvalue()
