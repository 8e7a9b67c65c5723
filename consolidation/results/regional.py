"""Power by region: megawatts by use and the prices paid for them, measured on a world as it stands. Decides nothing."""

from typing import Any

import numpy as np

REGIONAL = np.dtype(
    [("mining_mw", "f8"), ("ai_mw", "f8"), ("miners_pay_usd_per_mwh", "f8"), ("clearing_usd_per_mwh", "f8")]
)
"""A region's row: what rigs draw, what AI holds live, what miners pay, where this week's auction cleared."""


def regional(world: Any) -> np.ndarray:
    """One row a region, in the order of the scenario's. NaN is the price nobody paid, or of no auction.

    Miners' price is weighted as in the series' `power_paid_us_usd_per_mwh`: by the load that runs, by contracts where
    everything stands still, energy support deducted at home.
    """
    fields = world.view(np.ndarray)
    clock, used, p = fields["clock"][0], fields["rows"][0], fields["params"][0]
    n = int(used["n_regions"])
    regions, sites = fields["regions"][:n], fields["sites"][: int(used["n_sites"])]
    rows = np.zeros(n, REGIONAL)
    rows["mining_mw"], rows["ai_mw"] = regions["mining_kw"] / 1e3, regions["ai_kw"] / 1e3
    mines = sites[(sites["owner"] >= 0) & (sites["n_racks"] > 0)]
    support = p["energy_support_usd_per_mwh"] if clock["week"] >= p["energy_support_week"] else 0.0
    running, held = (_mean_price(mines, weight, n) for weight in ("draw_kw", "kw"))
    rows["miners_pay_usd_per_mwh"] = np.where(np.isnan(running), held, running) - support * (regions["in_us"] == 1)
    cleared = regions["clearing_usd_per_mwh"]
    rows["clearing_usd_per_mwh"] = np.where(cleared > 0, cleared, np.nan)
    return rows


def _mean_price(sites: np.ndarray, weight: str, regions: int) -> np.ndarray:
    weights = sites[weight].astype("f8")
    whole = np.bincount(sites["region"], weights, regions)
    paid = np.bincount(sites["region"], weights * sites["price_usd_per_mwh"], regions)
    return np.where(whole > 0, paid / np.where(whole > 0, whole, 1.0), np.nan)
