"""A sweep's report: one self-contained HTML page, and its pictures as PNG files beside it."""

import base64
from pathlib import Path
from typing import Any

import numpy as np

from ...catalog.check import PARAMETERS
from ...catalog.errors import BadInput
from ...catalog.figures import figure
from ...results.files import writable_folder, write_all
from ..paired.compare import grids
from ..paired.paired import difference, error
from ..sweep.results import Results
from ..sweep.variants import plain
from .page import page
from .plots import pictures

USUAL = ("exits_small", "exits_major", "us_share", "hhi_us")
"""What is reported on a recipe without metrics: these columns at the end."""
MOST_POINTS = 200
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def write_report(results: Results, folder: Path | None = None, force: bool = False) -> Path:
    """Write report.html and PNGs into a folder (the results' own if None); the page's path.

    `BadInput`: it cannot be written, or files of these names are there that no report left and `force` is not set.
    """
    place = writable_folder(folder or results.folder)
    values = measured(results)
    images = pictures(results, values)
    content = page(
        form=results.recipe.form,
        state=f"{len(results):,} of {len(results.plan):,} runs",
        base=results.recipe.base,
        weeks=results.recipe.weeks,
        parameters=_parameters(results),
        metrics=results.recipe.form.metrics or {name: f"{name}@end" for name in values},
        pictures=[(title, base64.b64encode(png).decode()) for _, title, png in images],
        points=_points(results, values),
        spread=_spread(values),
        failures=results.failures.head(50).to_dict("records"),
        failed=len(results.failures),
        manifest=results.manifest,
    )
    files = {f"{name}.png": png for name, _, png in images} | {"report.html": content.encode()}
    write_all(place, files, force)
    return place / "report.html"


def measured(results: Results) -> dict[str, np.ndarray]:
    """Every metric by point and replicate; the usual columns if the recipe has none."""
    if results.recipe.form.metrics:
        return grids(results)
    if not results.parts:
        raise BadInput(f"{results.folder}: no results of this recipe there yet")
    return grids(results, USUAL)


def _parameters(results: Results) -> list[dict[str, str]]:
    found = []
    for key, given in results.recipe.form.parameters.items():
        parameter = PARAMETERS.get(key)
        if isinstance(given, list):
            values = ", ".join(str(plain(value)) for value in given)
        else:
            steps = f", {given.steps} steps" if given.steps else ""
            values = f"{given.low:g} to {given.high:g}, {given.distribution}{steps}"
        found.append(
            {
                "key": key,
                "values": values,
                "unit": parameter.unit if parameter else "",
                "help": parameter.help if parameter else "",
            }
        )
    return found


def _points(results: Results, values: dict[str, np.ndarray]) -> list[dict[str, Any]]:
    """A row a point: its values, each metric's mean and error, and its paired difference from the first point."""
    rows = []
    for number, point in enumerate(results.plan.points.rows[:MOST_POINTS]):
        cells = []
        for table in values.values():
            there = table[number][np.isfinite(table[number])]
            if not len(there):
                cells.append(("–", ""))
                continue
            apart = difference(table[0], table[number])
            paired = figure(apart.difference, apart.error) if number and apart.n else ""
            cells.append((figure(float(there.mean()), error(there)), paired))
        rows.append({"point": number, "values": [_short(value) for value in point.values()], "cells": cells})
    return rows


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(plain(value))


def _spread(values: dict[str, np.ndarray]) -> list[tuple[str, list[str]]]:
    found = []
    for name, table in values.items():
        there = table[np.isfinite(table)]
        if len(there):
            mean, sd = float(there.mean()), float(there.std())
            cells = [f"{q:.4g}" for q in (mean, sd, *np.quantile(there, QUANTILES))]
            found.append((name, cells))
    return found
