"""Machines: what firms order, from whom and made where, what it costs with its duty, and how long the queue is."""

from typing import Any

import numpy as np

from consolidation.names import slug

from .. import palette
from ..history import Frames, last
from ..palette import Look
from ..words.numbers import figure
from .base import Figure, area, chart, figure_of, line, value_axis

SMOOTH = 4
"""Weeks of the mean: orders come in lumps."""


def draw(frames: Frames, look: Look) -> Figure:
    """Orders by maker as areas; list and landed price in ink; the American-made share and the queue as thin lines."""
    orders = by_maker(frames)
    series = frames.series
    edge: dict[str, Any] = {"lineStyle": {"color": look.paper}}
    color = colours(frames)
    lines = [area(maker, values, color[maker], "EH/s a week", 2, **edge) for maker, values in orders.items()]
    thin = {"width": 1.2, "type": "dashed"}
    lines += [
        line("Price landed", series["rig_price_usd_per_th"], look.ink, "USD/TH", 1, yAxisIndex=1),
        line("before duty", series["list_price_usd_per_th"], look.ink, "USD/TH", 1, yAxisIndex=1, lineStyle=thin),
        line("American made", series["domestic_order_share"] * 100, palette.HOME_MADE, "% of US orders", 0,
             yAxisIndex=2, legend=False, lineStyle={"opacity": 0}),
        line("Duty", series["duty_rate_landed"] * 100, palette.DUTY, "%", 1, yAxisIndex=2, legend=False,
             lineStyle={"opacity": 0}),
        line("Makers’ queue", series["backlog_weeks"], look.muted, "weeks", 0, yAxisIndex=2, legend=False,
             lineStyle={"opacity": 0}),
    ]  # fmt: skip
    axes = [
        value_axis(look),
        value_axis(look, right=True, min=0, scale=False),
        value_axis(look, right=True, show=False),
    ]
    option = chart(frames, look, lines, axes)
    price, duty = figure(last(frames, "rig_price_usd_per_th"), 1), figure(last(frames, "duty_rate_landed") * 100, 1)
    home = figure(last(frames, "domestic_order_share") * 100)
    summary = f"Landed {price} USD/TH, duty {duty} %; {home} % of US orders made in America; "
    summary += f"queue {figure(last(frames, 'backlog_weeks'))} weeks."
    return figure_of("machines", option, summary)


def by_maker(frames: Frames) -> dict[str, np.ndarray]:
    """EH/s ordered a week by maker, mean of four weeks, in the order of the makers' rows."""
    kind = frames.events["kind"].to_numpy()
    ordered = frames.events[kind == "rigs ordered"]
    weeks = ordered["week"].to_numpy() - 1
    makers, amounts = ordered["other"].to_numpy(), ordered["hash_eh_s"].to_numpy()
    found: dict[str, np.ndarray] = {}
    for maker in colours(frames):
        mine = makers == maker
        weekly = np.bincount(weeks[mine], amounts[mine], frames.week)[: frames.week] if frames.week else np.zeros(0)
        sums = np.cumsum(np.concatenate([[0.0], weekly]))
        first = np.maximum(np.arange(frames.week) + 1 - SMOOTH, 0)
        found[maker] = (sums[1:] - sums[first]) / SMOOTH
    return found


def colours(frames: Frames) -> dict[str, str]:
    """The makers that somebody has ordered from, each with its colour: that of its place among all makers."""
    places = [name for name in frames.series.columns if name.startswith("share_")]
    seen = sorted(str(maker) for maker in frames.events.loc[frames.events["kind"] == "rigs ordered", "other"].unique())
    known = {maker: places.index(f"share_{slug(maker)}") for maker in seen if f"share_{slug(maker)}" in places}
    return {
        maker: palette.VENDORS[known[maker] % len(palette.VENDORS)] for maker in sorted(known, key=known.__getitem__)
    }
