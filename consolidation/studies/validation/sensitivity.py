"""What matters in history: Morris over every uncertainty, Sobol over a few, the share that is luck, a tornado.

The figure asked about is named (`OUTCOMES`); runs that cannot be lived count as the mean of the others.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from ...catalog.check import PARAMETERS
from ...catalog.errors import BadInput, Breach
from ...catalog.fixed import VALUES
from . import history

OUTCOMES: dict[str, Callable[[np.ndarray], float]] = {
    "log network hash rate, end of 2023": lambda rows: float(np.log(rows["network_hash_eh_s"][-13:].mean())),
    "US share, end of 2023": lambda rows: float(rows["us_share"][-13:].mean()),
    "listed share, end of 2023": lambda rows: float(rows["listed_share"][-13:].mean()),
    "share of opening small miners gone": lambda rows: float(
        rows["exits_small"][-1] / max(rows["exits_small"][0] + rows["small_alive"][0], 1)
    ),
}
SWING = 0.25  # of a parameter's own value, up and down, within its bounds
SEED = 1

Range = tuple[str, float, float]
"""A name, and the ends it is varied between."""


def uncertain(base: dict[str, float]) -> list[Range]:
    """Every numeric uncertainty with the range it is varied over: a quarter up and down, within its bounds.

    Whole numbers move by one at least; weeks that mean "never" at 0 are left at 0.
    """
    found = []
    values = history.scenario(base).parameters()
    for name, parameter in PARAMETERS.items():
        value = values[name]
        if parameter.role != "uncertainty" or isinstance(value, bool) or not isinstance(value, int | float):
            continue
        if parameter.low is None or parameter.high is None:
            continue
        if parameter.type == "whole":
            width = max(1.0, SWING * value) if value else 0.0
        else:
            width = SWING * abs(value) if value else SWING * min(1.0, parameter.high - parameter.low) / 5
        low, high = max(parameter.low, value - width), min(parameter.high, value + width)
        if high > low:
            found.append((name, low, high))
    return found


def fixed_numbers() -> list[Range]:
    """Every fixed number as `fixed.NAME`, with the same range: a quarter up and down, whole numbers by one at least."""
    found = []
    for name, value in VALUES.items():
        width = max(1.0, SWING * value) if isinstance(value, int) else SWING * value
        found.append(
            (f"fixed.{name}", max(value - width, 1.0) if isinstance(value, int) else value - width, value + width)
        )
    return found


def whole(overrides: dict[str, float]) -> dict[str, float]:
    """The same with whole numbers where parameters and fixed numbers are whole."""
    kinds = {name: parameter.type == "whole" for name, parameter in PARAMETERS.items()}
    kinds |= {f"fixed.{name}": isinstance(value, int) for name, value in VALUES.items()}
    return {name: round(value) if kinds[name] else value for name, value in overrides.items()}


def outcomes(overrides: dict[str, float], seed: int = SEED) -> np.ndarray:
    """The figures asked about, of one run to the end of 2023; NaN if it cannot be lived."""
    try:
        rows = history.live(whole(overrides), seed, fit_only=True)
    except (Breach, BadInput):
        return np.full(len(OUTCOMES), np.nan)
    return np.array([f(rows) for f in OUTCOMES.values()])


def answers(points: np.ndarray, names: list[str], base: dict[str, float], told: Any = None) -> np.ndarray:
    """The figures at each point of a design."""
    found = []
    for k, point in enumerate(points):
        found.append(outcomes(base | dict(zip(names, map(float, point), strict=True))))
        if told:
            told(k + 1, len(points))
    table = np.array(found)
    return np.where(np.isnan(table), np.nanmean(table, axis=0), table)


def morris(
    base: dict[str, float], trajectories: int, seed: int = 1, told: Any = None, ranges: list[Range] | None = None
) -> list[dict[str, Any]]:
    """Morris's elementary effects (Morris 1991; Campolongo, Cariboni and Saltelli 2007): mean size and spread.

    Of every uncertainty, or of what `ranges` names.
    """
    from SALib.analyze import morris as analyze
    from SALib.sample import morris as sample

    ranges = ranges or uncertain(base)
    problem: dict[str, Any] = {
        "num_vars": len(ranges),
        "names": [r[0] for r in ranges],
        "bounds": [[r[1], r[2]] for r in ranges],
    }
    points = sample.sample(problem, trajectories, num_levels=4, seed=seed)
    table = answers(points, problem["names"], base, told)
    rows: list[dict[str, Any]] = []
    for k, outcome in enumerate(OUTCOMES):
        found = analyze.analyze(problem, points, table[:, k], num_levels=4, seed=seed)
        rows += [
            {"outcome": outcome, "parameter": name, "mu_star": float(mu), "sigma": float(sd)}
            for name, mu, sd in zip(problem["names"], found["mu_star"], found["sigma"], strict=True)
        ]
    return sorted(rows, key=lambda r: (list(OUTCOMES).index(r["outcome"]), -r["mu_star"]))


def sobol(base: dict[str, float], names: list[str], size: int, seed: int = 1, told: Any = None) -> list[dict[str, Any]]:
    """Sobol's indices (Saltelli 2002) of a few parameters: first order and total, with their intervals."""
    from SALib.analyze import sobol as analyze
    from SALib.sample import sobol as sample

    ranges = {name: (low, high) for name, low, high in uncertain(base)}
    problem: dict[str, Any] = {"num_vars": len(names), "names": names, "bounds": [list(ranges[name]) for name in names]}
    points = sample.sample(problem, size, calc_second_order=False, seed=seed)
    table = answers(points, names, base, told)
    rows = []
    for k, outcome in enumerate(OUTCOMES):
        found = analyze.analyze(problem, table[:, k], calc_second_order=False, seed=seed)
        for i, name in enumerate(names):
            rows.append(
                {
                    "outcome": outcome,
                    "parameter": name,
                    "first": float(found["S1"][i]),
                    "total": float(found["ST"][i]),
                    "error": float(found["ST_conf"][i]),
                }
            )
    return rows


def luck_share(base: dict[str, float], points: int, seeds: int, seed: int = 1) -> list[dict[str, Any]]:
    """The share of the variance that is luck: within points (seeds) of within and between (parameters), by outcome."""
    ranges = uncertain(base)
    draws = np.random.default_rng(seed).random((points, len(ranges)))
    table = np.array(
        [
            [
                outcomes(base | {n: lo + u * (hi - lo) for (n, lo, hi), u in zip(ranges, row, strict=True)}, 100 + s)
                for s in range(seeds)
            ]
            for row in draws
        ]
    )
    within = np.nanmean(np.nanvar(table, axis=1, ddof=1), axis=0)
    between = np.maximum(np.nanvar(np.nanmean(table, axis=1), axis=0, ddof=1) - within / seeds, 0.0)
    return [
        {"outcome": name, "luck": float(w / max(w + b, 1e-300))}
        for name, w, b in zip(OUTCOMES, within, between, strict=True)
    ]


def tornado(base: dict[str, float], names: list[str]) -> list[dict[str, Any]]:
    """Each parameter alone at its low and its high end: the figures, beside the base's."""
    ranges = {name: (low, high) for name, low, high in uncertain(base)}
    middle = outcomes(base)
    rows = []
    for name in names:
        low, high = (outcomes(base | {name: end}) for end in ranges[name])
        for k, outcome in enumerate(OUTCOMES):
            rows.append(
                {"outcome": outcome, "parameter": name, "low": low[k], "high": high[k], "base": float(middle[k])}
            )
    return rows
