"""Where the megawatts are and what they cost: by region, at home and abroad. A region has one colour in all plots."""

from typing import Any

import numpy as np

from ....catalog import palette
from ....catalog.charts import PLACES_PLOTS, PRICES_PLOTS
from ....catalog.events import EVENT_LABELS, POWER_WON
from ....catalog.names import ai_region
from ....catalog.palette import Look
from ..words.numbers import power, written
from .base import Figure, area, chart, figure_of, line, value_axis
from .history import Frames, Regions

LEAST_MW = 1.0
"""Regions that never come near it are left out."""
SMOOTH = 13
"""Weeks of the mean of auctions: what comes up, and so who bids, differs from week to week."""
Layers = list[dict[str, Any]]


def draw(frames: Frames, look: Look) -> Figure:
    """Two stacks side by side on the same scales: what rigs draw, and what AI holds."""
    regions = frames.regions
    if regions is None or not frames.week:
        return _side_by_side("places", frames, look, PLACES_PLOTS, [], "No site draws power yet.")
    used = _used(regions)
    edge: dict[str, Any] = {"lineStyle": {"color": look.paper}}
    plots = [
        [area(name, megawatts[:, r] / 1e3, color, "GW", 2, stack=str(plot), **edge) for r, name, color in used]
        for plot, megawatts in enumerate((regions.mining, regions.ai))
    ]
    largest = max((r for r, *_ in used), key=lambda r: regions.mining[-1, r], default=None)
    summary = "No site draws power."
    if largest is not None:
        summary = f"Most mining in {regions.names[largest]}: {power(float(regions.mining[-1, largest]))}."
    figure = _side_by_side("places", frames, look, PLACES_PLOTS, plots, summary)
    top = float(max(regions.mining.sum(axis=1).max(), regions.ai.sum(axis=1).max())) / 1e3
    for axis in figure.option["yAxis"]:
        axis["max"] = _above(top)
        axis["interval"] = axis["max"] / 2
    return figure


def prices(frames: Frames, look: Look) -> Figure:
    """Three plots: what miners pay in each region, where auctions clear, and what AI buyers paid there."""
    regions = frames.regions
    if regions is None or not frames.week:
        return _side_by_side("prices", frames, look, PRICES_PLOTS, [], "Nobody has paid for power yet.")
    used = _used(regions)
    paid, auctions = regions.rows["miners_pay_usd_per_mwh"], regions.rows["clearing_usd_per_mwh"]
    won = ai_won(frames)
    nothing = np.zeros(frames.week), np.zeros(frames.week)
    values = [
        {r: paid[:, r] for r, *_ in used},
        {r: smoothed(auctions[:, r], np.isfinite(auctions[:, r]).astype(float)) for r, *_ in used},
        {r: smoothed(*reversed(won.get(name, nothing))) for r, name, _ in used},
    ]
    thin: dict[str, Any] = {"lineStyle": {"width": 1.4}}
    plots = [[line(name, plot[r], color, "USD/MWh", **thin) for r, name, color in used] for plot in values]
    ends = {name: float(paid[-1, r]) for r, name, _ in used if np.isfinite(paid[-1, r])}
    summary = "Nobody pays for power."
    if ends:
        low, high = min(ends, key=ends.__getitem__), max(ends, key=ends.__getitem__)
        summary = f"Miners pay least in {low}, {written(ends[low], 1)} USD/MWh, "
        summary += f"and most in {high}, {written(ends[high], 1)} USD/MWh."
    buys = {name: float(values[2][r][-1]) for r, name, _ in used if np.isfinite(values[2][r][-1])}
    if buys:
        dearest = max(buys, key=buys.__getitem__)
        summary += f" AI buyers pay most in {dearest}, {written(buys[dearest], 1)} USD/MWh."
    found = _side_by_side("prices", frames, look, PRICES_PLOTS, plots, summary)
    for axis in found.option["yAxis"]:
        axis["scale"] = True
    return found


def ai_won(frames: Frames) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """By region: megawatts that AI buyers won in each week's auction, and the price (USD/MWh) they pay for them."""
    won = frames.events[frames.events["kind"] == EVENT_LABELS[POWER_WON]]
    rows: Any = won[won["firm"].map(ai_region) != ""].itertuples()
    found: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for event in rows:
        none = np.zeros(frames.week), np.zeros(frames.week)
        megawatts, price = found.setdefault(ai_region(event.firm), none)
        megawatts[event.week - 1], price[event.week - 1] = event.power_mw, event.usd
    return found


def smoothed(price: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The weighted mean of the last quarter, the latest known where nothing was sold; NaN before the first."""
    sold = np.cumsum(np.concatenate([[0.0], weights]))
    paid = np.cumsum(np.concatenate([[0.0], np.where(weights > 0, weights * price, 0.0)]))
    first = np.maximum(np.arange(len(price)) + 1 - SMOOTH, 0)
    amount = sold[1:] - sold[first]
    there = amount > 1e-9
    mean = (paid[1:] - paid[first]) / np.where(there, amount, 1.0)
    last = np.maximum.accumulate(np.where(there, np.arange(len(price)), -1))
    return np.where(last >= 0, mean[last], np.nan)


def _used(regions: Regions) -> list[tuple[int, str, str]]:
    """Row, name and colour of the regions that count."""
    found = []
    for r, name in enumerate(regions.names):
        if max(regions.mining[:, r].max(), regions.ai[:, r].max()) > LEAST_MW:
            place = int((regions.home[:r] == regions.home[r]).sum())
            shades = palette.HOME if regions.home[r] else palette.FOREIGN
            found.append((r, name, shades[place % len(shades)]))
    return found


def _side_by_side(
    name: str, frames: Frames, look: Look, names: tuple[str, ...], plots: list[Layers], summary: str
) -> Figure:
    """A figure of plots that share weeks, legend and marks."""
    layers = [
        {**layer, "xAxisIndex": place, "yAxisIndex": place, "of": names[place]}
        for place, found in enumerate(plots)
        for layer in found
    ]
    option = chart(frames, look, layers, [])
    week = option["xAxis"][0]
    width = 100.0 / len(names)
    heading = {"color": look.ink, "fontSize": look.size, "fontWeight": "normal"}
    option["grid"], option["xAxis"], option["yAxis"], option["title"] = [], [], [], []
    for place, text in enumerate(names):
        left, right = f"{place * width + 0.4:.1f}%", f"{100.0 - (place + 1) * width + 0.8:.1f}%"
        option["grid"].append({"left": left, "right": right, "top": 40, "bottom": 2, "containLabel": True})
        option["xAxis"].append({**week, "gridIndex": place})
        option["yAxis"].append(value_axis(look, place))
        option["title"].append({"text": text, "left": left, "top": 6, "padding": 0, "textStyle": heading})
    return figure_of(name, option, summary)


def _above(top: float) -> float:
    """The axis' end in steps, so that it does not twitch every week."""
    step = 2.0
    while step < top:
        step += 2.0
    return step
