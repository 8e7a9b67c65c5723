"""Where the megawatts are: what rigs draw and AI holds, by region, at home and abroad."""

from .. import palette
from ..history import Frames
from ..palette import Look
from ..words.labels import PLACES
from ..words.numbers import power
from .base import Figure, area, chart, legend_of, value_axis

LEAST_MW = 1.0
"""Regions that never come near it are left out."""


def draw(frames: Frames, look: Look) -> Figure:
    """Two stacks side by side on the same scale of weeks: mining, and AI. A region has one colour in both."""
    regions = frames.regions
    title, subtitle = PLACES
    if regions is None or not frames.week:
        return Figure("places", chart(frames, look, [], [value_axis(look)]), subtitle, title, subtitle)
    used = [r for r in range(len(regions.names)) if max(regions.mining[:, r].max(), regions.ai[:, r].max()) > LEAST_MW]
    series = []
    for grid, megawatts in enumerate((regions.mining, regions.ai)):
        for r in used:
            color = palette.FIRMS[r % len(palette.FIRMS)]
            layer = area(
                regions.names[r],
                megawatts[:, r] / 1e3,
                color,
                "GW",
                2,
                stack=str(grid),
                lineStyle={"color": look.paper},
            )
            series.append({**layer, "xAxisIndex": grid, "yAxisIndex": grid, "of": ("Mining", "AI")[grid]})
    option = chart(frames, look, series, [])
    week = option["xAxis"][0]
    option["grid"] = [
        {"left": 4, "right": "51%", "top": 20, "bottom": 2, "containLabel": True},
        {"left": "51%", "right": 4, "top": 20, "bottom": 2, "containLabel": True},
    ]
    option["xAxis"] = [week, {**week, "gridIndex": 1}]
    top = float(max(regions.mining.sum(axis=1).max(), regions.ai.sum(axis=1).max())) / 1e3
    option["yAxis"] = [value_axis(look, grid, max=_above(top)) for grid in (0, 1)]
    words = {"top": 0, "textStyle": {"color": look.muted, "fontSize": look.size, "fontWeight": "normal"}}
    option["title"] = [{"text": "Mining", "right": "52%", **words}, {"text": "AI", "right": 4, **words}]
    largest = max(used, key=lambda r: regions.mining[-1, r], default=None)
    summary = "No site draws power."
    if largest is not None:
        summary = f"Most mining in {regions.names[largest]}: {power(float(regions.mining[-1, largest]))}."
    return Figure("places", option, summary, title, subtitle, legend_of(option))


def _above(top: float) -> float:
    """The axis' end in steps, so that it does not twitch every week."""
    step = 2.0
    while step < top:
        step += 2.0
    return step
