"""Machines: what firms order, from whom or made where, what it costs landed; below, the duty in it and the makers'
queue.
"""

from typing import Any

import numpy as np

from ....catalog import palette
from ....catalog.charts import ALL_ORDERS, DUTY_BELOW, QUEUE_BELOW
from ....catalog.codes import ORIGIN_LABELS
from ....catalog.names import slug
from ....catalog.palette import Look
from ....catalog.series import VECTORS
from ..words.numbers import written
from .base import Figure, area, chart, figure_of, line, value_axis, weeks_axis
from .history import Frames, last

SMOOTH = 4
"""Weeks of the mean: orders come in lumps."""
MAKER, ORIGIN = "maker", "origin"
BY = {MAKER: VECTORS["orders_at_eh_s"], ORIGIN: VECTORS["orders_from_eh_s"]}


def draw(frames: Frames, look: Look, by: str = MAKER) -> Figure:
    """Above, orders as areas with the price before duty and landed in ink; below, duty and queue on the same weeks."""
    series = frames.series
    edge: dict[str, Any] = {"lineStyle": {"color": look.paper}}
    lines = [area(name, values, color, "EH/s a week", 2, **edge) for name, values, color in ordered(frames, by)]
    thin = {"width": 1.2, "type": "dashed"}
    below: dict[str, Any] = {"xAxisIndex": 1}
    lines += [
        line("Price landed", series["rig_price_usd_per_th"], look.ink, "USD/TH", 1, yAxisIndex=1),
        line("before duty", series["list_price_usd_per_th"], look.ink, "USD/TH", 1, yAxisIndex=1, lineStyle=thin),
        line("Duty", series["duty_rate_landed"] * 100, palette.DUTY, "% of price", 1, yAxisIndex=2,
             areaStyle={"opacity": 0.25}, said=DUTY_BELOW, **below),
        line("Makers’ queue", series["backlog_weeks"], look.muted, "weeks", 1, yAxisIndex=3, said=QUEUE_BELOW, **below),
    ]  # fmt: skip
    option = chart(frames, look, lines, [])
    option["grid"] = [
        {"left": 34, "right": 34, "top": 20, "bottom": "40%"},
        {"left": 34, "right": 34, "top": "67%", "bottom": 22},
    ]
    option["xAxis"] = [weeks_axis(frames, look, 0, labels=False), weeks_axis(frames, look, 1)]
    option["yAxis"] = [
        value_axis(look),
        value_axis(look, right=True, min=0, scale=False),
        value_axis(look, 1, min=0, splitNumber=2),
        value_axis(look, 1, right=True, min=0, scale=False, splitNumber=2),
    ]
    price, duty = written(last(frames, "rig_price_usd_per_th"), 1), written(last(frames, "duty_rate_landed") * 100, 1)
    home = written(last(frames, "domestic_order_share") * 100)
    summary = f"Landed {price} USD/TH, duty {duty} %; {home} % of US orders made in America; "
    summary += f"queue {written(last(frames, 'backlog_weeks'))} weeks."
    return figure_of("machines", option, summary)


def ordered(frames: Frames, by: str) -> list[tuple[str, np.ndarray, str]]:
    """Name, EH/s ordered a week (mean of four) and colour of each maker or country somebody has ordered from so far.

    Runs stored before orders were told apart have the sum of all alone.
    """
    names, colours = _names(frames, by)
    found = []
    for place, name in enumerate(names):
        values = frames.series[BY[by].named.format(slug(name))].to_numpy(float)
        if values.any():
            found.append((name, smoothed(values), colours[place % len(colours)]))
    if not names:
        found.append((ALL_ORDERS, smoothed(frames.series["orders_eh_s"].to_numpy(float)), palette.VENDORS[0]))
    return found


def _names(frames: Frames, by: str) -> tuple[list[str], tuple[str, ...]]:
    """Makers in the order of their rows, by the names that events give them; or countries."""
    slugs = [one for one in map(BY[MAKER].slug, frames.series.columns) if one]
    if by == ORIGIN:
        return (list(ORIGIN_LABELS) if slugs else []), palette.ORIGINS
    spelt = {slug(name): name for name in frames.makers}
    return [spelt.get(one, one.replace("_", " ").title()) for one in slugs], palette.VENDORS


def smoothed(weekly: np.ndarray) -> np.ndarray:
    """The mean of the last four weeks; of the weeks before the first, nothing was ordered."""
    sums = np.cumsum(np.concatenate([[0.0], weekly]))
    first = np.maximum(np.arange(len(weekly)) + 1 - SMOOTH, 0)
    return np.asarray((sums[1:] - sums[first]) / SMOOTH)
