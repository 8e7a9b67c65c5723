"""History, 2019 to June 2025: what was observed, what the model makes of it, and how far the two are apart.

The Bitcoin price and fees are given; everything else is the model's. January 2019 to December 2023 is for fitting,
January 2024 to June 2025 for the test. Nothing later than June 2025 is read.
"""

import csv
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from ...catalog.errors import BadInput, Breach
from ...catalog.events import ACQUIRED, EVENT_LABELS, LOT_SOLD
from ...results.live import run
from ...results.run import Run
from ...scenario.facts import DATA, read_months
from ...scenario.scenario import Scenario

SCENARIO = "history-2019"
FIT_MONTHS = 60  # 2019-01 to 2023-12
LAST = dt.date(2025, 6, 30)
FAILURE_KINDS = ("chapter 11", "default", "distressed sale")  # of `data/history.csv`
DEALS = [EVENT_LABELS[ACQUIRED], EVENT_LABELS[LOT_SOLD]]
"""The model's events in which megawatts change hands: whole firms and lots."""
SPREADS = {"hash": 0.15, "efficiency": 0.15, "us_share": 0.05, "listed_share": 0.05, "rig_price": 0.40}
"""How far the model may be off before it hurts: logs, but the shares. A judgement about how well each is known."""


@dataclass(frozen=True)
class Observed:
    """The facts by month from January 2019, and the few dated figures that the fit uses beside them."""

    months: tuple[dt.date, ...]
    hash_eh_s: np.ndarray
    hashprice: np.ndarray
    difficulty: np.ndarray
    price: np.ndarray
    efficiency: tuple[tuple[dt.date, float], ...] = ((dt.date(2022, 1, 1), 49.0), (dt.date(2025, 3, 1), 19.8))
    us_share: tuple[tuple[dt.date, float], ...] = (
        (dt.date(2019, 9, 1), 0.041),
        (dt.date(2021, 4, 1), 0.168),
        (dt.date(2021, 8, 1), 0.354),
        (dt.date(2022, 1, 1), 0.3784),
        (dt.date(2025, 5, 1), 0.36),
    )
    listed_share: tuple[tuple[dt.date, float], ...] = (
        (dt.date(2022, 1, 1), 0.17),
        (dt.date(2023, 9, 1), 0.27),
        (dt.date(2025, 3, 1), 0.30),
    )
    rig_price: tuple[tuple[dt.date, float, float], ...] = ()  # day, J/TH, USD/TH


@lru_cache(maxsize=1)
def observed() -> Observed:
    """The facts of `data/`, cut off at June 2025."""
    months = [m for m in read_months(DATA / "bitcoin_monthly.csv") if dt.date(2019, 1, 1) <= m.month <= LAST]
    with (DATA / "rig_prices.csv").open(encoding="utf-8") as file:
        rows = [
            (dt.date.fromisoformat(r["date"]), float(r["tier_j_per_th"]), float(r["usd_per_th"]))
            for r in csv.DictReader(file)
        ]
    return Observed(
        months=tuple(m.month for m in months),
        hash_eh_s=np.array([m.hash_rate_eh_s for m in months]),
        hashprice=np.array([m.hashprice_usd_per_ph_day for m in months]),
        difficulty=np.array([m.difficulty_mean for m in months]),
        price=np.array([m.price_usd_mean for m in months]),
        rig_price=tuple(row for row in rows if row[0] <= LAST),
    )


def scenario(overrides: Mapping[str, Any] | None = None) -> Scenario:
    """The scenario of history with some parameters, and some fixed numbers (`fixed.NAME`), changed."""
    given = dict(overrides or {})
    fixed = {name.removeprefix("fixed."): given.pop(name) for name in [*given] if name.startswith("fixed.")}
    return _history().with_overrides(given).with_fixed(fixed)


@lru_cache(maxsize=1)
def _history() -> Scenario:
    return Scenario.load(SCENARIO)


def live(overrides: Mapping[str, Any] | None = None, seed: int = 1, *, fit_only: bool = False) -> np.ndarray:
    """A run along history: its weekly rows (dtype SERIES). `fit_only` ends it with 2023."""
    chosen = scenario(overrides)
    weeks = (dt.date(2023, 12, 31) - chosen.start).days // 7 if fit_only else chosen.weeks
    return run(chosen, seed, weeks, keep="series").rows()


def live_whole(overrides: Mapping[str, Any] | None = None, seed: int = 1) -> Run:
    """A run along history with its events and flows."""
    return run(scenario(overrides), seed, keep="full")


@lru_cache(maxsize=8)
def week_months(weeks: int) -> np.ndarray:
    """The month, counted from January 2019, that each week's Thursday is in."""
    start = _history().start
    days = [start + dt.timedelta(days=7 * w + 3) for w in range(weeks)]
    return np.array([(d.year - 2019) * 12 + d.month - 1 for d in days])


def monthly(rows: np.ndarray, column: str) -> np.ndarray:
    """A column's means by month."""
    month = week_months(len(rows))
    values = np.asarray(rows[column], float)
    return np.array([values[month == m].mean() for m in range(month.max() + 1)])


def at(rows: np.ndarray, column: str, day: dt.date) -> float:
    """A column's mean in the month of a day."""
    return float(monthly(rows, column)[(day.year - 2019) * 12 + day.month - 1])


def terms(rows: np.ndarray, target: Observed, until: int = FIT_MONTHS) -> dict[str, np.ndarray]:
    """Standardised errors by kind, of the months before `until`."""
    last = target.months[until - 1]
    found: dict[str, Any] = {
        "hash": np.log(monthly(rows, "network_hash_eh_s")[:until] / target.hash_eh_s[:until]),
        "efficiency": [np.log(at(rows, "fleet_j_per_th_network", d) / v) for d, v in target.efficiency if d <= last],
        "us_share": [at(rows, "us_share", d) - v for d, v in target.us_share if d <= last],
        "listed_share": [at(rows, "listed_share", d) - v for d, v in target.listed_share if d <= last],
        "rig_price": [np.log(at(rows, "list_price_usd_per_th", d) / v) for d, v in best_tier(target) if d <= last],
    }
    return {name: np.asarray(values, float) / SPREADS[name] for name, values in found.items()}


def best_tier(target: Observed) -> list[tuple[dt.date, float]]:
    """The dearest rig price of each month in which one was quoted: the makers' best tier."""
    best: dict[dt.date, float] = {}
    for day, _, usd in target.rig_price:
        month = day.replace(day=1)
        best[month] = max(best.get(month, 0.0), usd)
    return sorted(best.items())


def loss(overrides: Mapping[str, Any], seeds: tuple[int, ...], target: Observed) -> float:
    """Mean square of the standardised errors of 2019-2023, each kind of equal weight; 1e6 if it cannot be lived."""
    total = 0.0
    for seed in seeds:
        try:
            errors = terms(live(overrides, seed, fit_only=True), target)
        except (Breach, BadInput):
            return 1e6
        total += float(np.mean([np.mean(e * e) for e in errors.values() if e.size]))
    return total / len(seeds)


def pretend(overrides: Mapping[str, Any], seed: int) -> Observed:
    """Facts made by the model itself, so that a fit can be asked for parameters that are known."""
    rows = live(overrides, seed, fit_only=True)
    real = observed()
    until = real.months[FIT_MONTHS - 1]
    return Observed(
        months=real.months[:FIT_MONTHS],
        hash_eh_s=monthly(rows, "network_hash_eh_s")[:FIT_MONTHS],
        hashprice=monthly(rows, "hashprice_usd_per_ph_day")[:FIT_MONTHS],
        difficulty=monthly(rows, "difficulty")[:FIT_MONTHS],
        price=real.price[:FIT_MONTHS],
        efficiency=tuple((d, at(rows, "fleet_j_per_th_network", d)) for d, _ in real.efficiency if d <= until),
        us_share=tuple((d, at(rows, "us_share", d)) for d, _ in real.us_share if d <= until),
        listed_share=tuple((d, at(rows, "listed_share", d)) for d, _ in real.listed_share if d <= until),
        rig_price=tuple((d, j, at(rows, "list_price_usd_per_th", d)) for d, j, _ in real.rig_price if d <= until),
    )
