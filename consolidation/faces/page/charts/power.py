"""Power: who holds the megawatts of the model's American sites, and what miners and AI pay for them."""

import numpy as np

from ....catalog import palette
from ....catalog.causes import BY_AI_BID, CAUSE_LABELS
from ....catalog.events import EVENT_LABELS, POWER_LOST
from ....catalog.palette import Look
from ..words.numbers import written
from .base import Figure, area, chart, figure_of, line, value_axis
from .history import Frames, last

SMOOTH = 4
"""Weeks: what comes up for auction differs from week to week, and so does the price."""


def draw(frames: Frames, look: Look) -> Figure:
    """Stacked uses left; the price on miners' bills, and where auctions clear, right."""
    series = frames.series
    lines = [
        area("Mining", series["mining_mw_us"] / 1e3, palette.MINING, "GW", 2),
        area("AI", series["ai_mw_us"] / 1e3, palette.AI, "GW", 2),
        area("Idle, converting, hosting others", series["idle_mw_us"] / 1e3, look.small_miners, "GW", 2),
        line("Miners pay", series["power_paid_us_usd_per_mwh"], look.ink, "USD/MWh", 1, yAxisIndex=1),
        line("Auctions, 4-week mean", cleared(frames), look.muted, "USD/MWh", 1, yAxisIndex=1, lineStyle={"width": 1}),
        line("AI pays", ai_paid(frames), palette.AI, "USD/MWh", 1, yAxisIndex=1, lineStyle={"type": "dashed"}),
    ]
    option = chart(frames, look, lines, [value_axis(look), value_axis(look, right=True, min=0, scale=False)])
    mining, ai = written(last(frames, "mining_mw_us") / 1e3, 2), written(last(frames, "ai_mw_us") / 1e3, 2)
    paid = written(last(frames, "power_paid_us_usd_per_mwh"), 1)
    clears = written(last(frames, "power_clearing_us_usd_per_mwh"), 1)
    summary = f"Mining {mining} GW, AI {ai} GW; miners pay {paid} USD/MWh, auctions clear at {clears}."
    return figure_of("power", option, summary)


def cleared(frames: Frames) -> np.ndarray:
    """Where auctions cleared, mean of the last four weeks that had one; nothing before the first."""
    price = frames.series["power_clearing_us_usd_per_mwh"].to_numpy(float)
    sums = np.cumsum(np.concatenate([[0.0], price]))
    counts = np.cumsum(np.concatenate([[0], price > 0]))
    first = np.maximum(np.arange(frames.week) + 1 - SMOOTH, 0)
    held = counts[1:] - counts[first]
    return np.where(held > 0, (sums[1:] - sums[first]) / np.maximum(held, 1), np.nan)


def ai_paid(frames: Frames) -> np.ndarray:
    """What AI buyers paid in the auctions that they won from miners, the latest known; nothing before the first."""
    paid = np.full(frames.week, np.nan)
    won = frames.events[
        (frames.events["kind"] == EVENT_LABELS[POWER_LOST]) & (frames.events["cause"] == CAUSE_LABELS[BY_AI_BID])
    ]
    for week in won["week"].unique():
        rows = won[won["week"] == week]
        weights, prices = rows["power_mw"].to_numpy(float), rows["usd"].to_numpy(float)
        paid[week - 1] = np.average(prices, weights=weights) if weights.sum() > 0 else prices.mean()
    held = np.maximum.accumulate(np.where(np.isnan(paid), -1, np.arange(len(paid)))) if len(paid) else paid
    return np.where(held >= 0, paid[held], np.nan) if len(paid) else paid
