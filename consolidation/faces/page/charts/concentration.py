"""Concentration of American hash rate."""

from ....catalog import palette
from ....catalog.palette import Look
from ..words.numbers import written
from .base import Figure, chart, figure_of, line, value_axis
from .history import Frames, last


def draw(frames: Frames, look: Look) -> Figure:
    """HHI left, the four largest firms' share right."""
    series = frames.series
    soft = {"areaStyle": {"opacity": 0.18}}
    lines = [
        line("HHI", series["hhi_us"], palette.MAJOR, "", 4, **soft) | {"data": [round(v, 5) for v in series["hhi_us"]]},
        line("Four largest", series["cr4_us"] * 100, palette.SMALL, "%", 1, yAxisIndex=1),
    ]
    percent = {"formatter": "{value} %", "color": look.muted, "fontSize": look.size}
    axes = [value_axis(look), value_axis(look, right=True, axisLabel=percent)]
    hhi, four = written(last(frames, "hhi_us"), 3), written(last(frames, "cr4_us") * 100, 1)
    summary = f"HHI {hhi}; the four largest hold {four} % of US hash rate."
    return figure_of("concentration", chart(frames, look, lines, axes), summary)
