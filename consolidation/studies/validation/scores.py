"""Scores: forecasts of the hash rate against a random walk, the 90 % band, CRPS. Only here are the test months seen.

A model's forecast from month t is the hash rate observed at t times the growth that the model's own free run shows
since: the run never sees the hash rate. It is told the Bitcoin price of the months ahead, the random walks are not; so
it answers whether the industry's response to price is right, not whether anybody could have known.
"""

import math
from typing import Any

import numpy as np

from .history import FIT_MONTHS, Observed, monthly

HORIZONS = {13: 3, 26: 6, 52: 12}  # weeks: months
LEVEL = 0.90
RESAMPLES = 2_000
PATHS = 100
"""Draws of the model's own error for each run of the ensemble."""


def forecasts(rows: np.ndarray, target: Observed, first: int, last: int, months: int) -> dict[str, np.ndarray]:
    """Log errors of forecasts that fall due in months `first` to `last`, made so many months ahead, by method."""
    actual, model = np.log(target.hash_eh_s), np.log(monthly(rows, "network_hash_eh_s"))
    due = np.arange(max(first, months), last)
    origin = due - months
    # The drift is what was known at the origin: mean growth since January 2019, from a year of it on.
    drift = np.array([(actual[o] - actual[0]) / o if o >= 12 else 0.0 for o in origin])
    return {
        "model": actual[origin] + model[due] - model[origin] - actual[due],
        "random walk": actual[origin] - actual[due],
        "random walk with drift": actual[origin] + drift * months - actual[due],
    }


def skill_table(rows: np.ndarray, target: Observed) -> list[dict[str, Any]]:
    """Root mean square log errors by horizon and period, and the ratios to the random walks with 90 % intervals."""
    table = []
    periods = (("fit 2019-2023", 0, FIT_MONTHS), ("test 2024-06/2025", FIT_MONTHS, len(target.months)))
    for period, first, last in periods:
        for weeks, months in HORIZONS.items():
            errors = forecasts(rows, target, first, last, months)
            n = len(errors["model"])
            low, high = ratio_interval(errors["model"], errors["random walk"], months)
            drift = ratio_interval(errors["model"], errors["random walk with drift"], months)
            table.append(
                {
                    "period": period,
                    "weeks": weeks,
                    **{name: rms(e) for name, e in errors.items()},
                    "ratio": rms(errors["model"]) / rms(errors["random walk"]),
                    "low": low,
                    "high": high,
                    "drift_ratio": rms(errors["model"]) / rms(errors["random walk with drift"]),
                    "drift_low": drift[0],
                    "drift_high": drift[1],
                    "windows": n,
                    "independent": n / months,
                }
            )
    return table


def rms(errors: np.ndarray) -> float:
    """Root mean square."""
    return float(np.sqrt(np.mean(np.square(errors))))


def ratio_interval(one: np.ndarray, other: np.ndarray, block: int, seed: int = 1) -> tuple[float, float]:
    """A 90 % interval of the ratio of two root mean squares, by a circular block bootstrap (blocks of the overlap).

    With one or two independent windows it is itself a guess: no interval can be better than the number of windows.
    """
    luck = np.random.default_rng(seed)
    n = len(one)
    starts = luck.integers(0, n, (RESAMPLES, -(-n // block)))
    picked = ((starts[:, :, None] + np.arange(block)) % n).reshape(RESAMPLES, -1)[:, :n]
    ratios = np.sqrt(np.square(one)[picked].mean(1) / np.square(other)[picked].mean(1))
    low, high = np.quantile(ratios, [0.05, 0.95])
    return float(low), float(high)


def error_model(residuals: np.ndarray) -> tuple[float, float]:
    """Persistence a month and innovation of the model's own log error: a first-order autoregression around zero."""
    before, after = residuals[:-1], residuals[1:]
    rho = float(np.clip(before @ after / max(before @ before, 1e-300), 0.0, 0.99))
    return rho, float(np.std(after - rho * before))


def with_error(logs: np.ndarray, start: np.ndarray | None, rho: float, sigma: float, seed: int = 1) -> np.ndarray:
    """Each run's log path with `PATHS` draws of the model's own error on it, from `start` (a run's error the month
    before) or, if None, from anywhere."""
    luck = np.random.default_rng(seed)
    runs, months = logs.shape
    first = luck.standard_normal((runs, PATHS)) * sigma / math.sqrt(1.0 - rho * rho)
    error = first if start is None else np.repeat(start[:, None], PATHS, axis=1)
    paths = np.empty((runs, PATHS, months))
    for month in range(months):
        error = rho * error + sigma * luck.standard_normal((runs, PATHS))
        paths[:, :, month] = logs[:, month, None] + error
    return paths.reshape(runs * PATHS, months)


def band(runs: list[np.ndarray], target: Observed, first: int, last: int, own_error: bool = False) -> dict[str, Any]:
    """Months inside the 90 % band of the free runs, and the CRPS of their log hash rate against that of a random walk.

    With `own_error` the band also holds the model's own error, a first-order autoregression fitted to the residuals of
    2019-2023; after the fit it starts from what the error was in the month before `first`. The random walk starts from
    that month too, with drift and volatility of the months before; its spread grows with the root of time.
    """
    import scoringrules

    actual = np.log(target.hash_eh_s)
    whole = np.log([monthly(rows, "network_hash_eh_s") for rows in runs])
    logs = whole[:, first:last]
    rho, sigma = error_model(actual[:FIT_MONTHS] - whole[0, :FIT_MONTHS])
    if own_error:
        start = actual[first - 1] - whole[:, first - 1] if first >= FIT_MONTHS else None
        logs = with_error(logs, start, rho, sigma)
    low, high = np.quantile(logs, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    inside = (low <= actual[first:last]) & (actual[first:last] <= high)
    steps = np.diff(actual[: max(first, 13)])
    ahead = np.arange(1, last - first + 1)
    origin = actual[max(first - 1, 0)]
    centre, spread = origin + steps.mean() * ahead, steps.std(ddof=1) * np.sqrt(ahead)
    return {
        "months": last - first,
        "inside": int(inside.sum()),
        "coverage": float(inside.mean()),
        "width": float(np.mean(high - low)),
        "crps": float(np.mean(scoringrules.crps_ensemble(actual[first:last], logs.T, backend="numpy"))),
        "crps_walk": float(np.mean(scoringrules.crps_normal(actual[first:last], centre, spread, backend="numpy"))),
        "rho": rho,
        "sigma": sigma,
        "low": np.exp(low),
        "high": np.exp(high),
        "median": np.exp(np.median(logs, axis=0)),
    }
