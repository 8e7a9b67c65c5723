"""Firms of week one that left American mining: cumulative, by how they went, small miners above and majors below."""

from typing import Any

import numpy as np

from ....catalog.codes import EXIT_LABELS
from ..words.labels import CLASSES, WAYS
from ..words.numbers import written
from . import palette
from .base import Figure, area, chart, figure_of, value_axis, weeks_axis
from .history import Firms, Frames, column
from .palette import Look

TOPS = (4, 8, 10, 16, 20, 30, 40, 60, 80, 100, 120, 160, 200, 240, 300, 400, 500, 600, 800, 1000, 2000, 4000)
COLOURS = {
    "liquidated": palette.LIQUIDATED,
    "acquired": palette.ACQUIRED,
    "pivoted": palette.PIVOTED,
    "relocated": palette.RELOCATED,
}


def by_way(firms: Firms, major: bool) -> dict[str, np.ndarray]:
    """How many firms of week one of a class had left by each week, by how they went."""
    chosen = firms.exited[:, : firms.opening][:, firms.major[: firms.opening] == major]
    return {way: (chosen == EXIT_LABELS.index(way)).sum(axis=1) for way in WAYS}


def counted(frames: Frames) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Small and majors. Without a table of firms the ways are known of both together only: shown as one way each."""
    if frames.firms is not None and frames.week:
        return by_way(frames.firms, False), by_way(frames.firms, True)
    none = np.zeros(frames.week)
    sides = []
    for size in ("small", "major"):
        failed = column(frames.series, f"liquidated_{size}")
        other = column(frames.series, f"exits_{size}") - failed
        sides.append({"liquidated": failed, "acquired": none, "pivoted": none, "relocated": other})
    return sides[0], sides[1]


def draw(frames: Frames, look: Look) -> Figure:
    """Two stacks on one axis of weeks."""
    small, majors = counted(frames)
    series = []
    for grid, (stack, ways) in enumerate((("small", small), ("majors", majors))):
        for way, words in WAYS.items():
            layer = area(words, ways[way], COLOURS[way], "firms", 0, stack=stack, lineStyle={"color": look.paper})
            series.append(
                {**layer, "xAxisIndex": grid, "yAxisIndex": grid, "step": "end", "of": CLASSES[_class(stack)]}
            )
    tops = [_top(small, 10), _top(majors, 4)]
    option = chart(frames, look, series, [])
    option["grid"] = [
        {"left": 34, "right": 8, "top": 20, "bottom": "40%"},
        {"left": 34, "right": 8, "top": "66%", "bottom": 22},
    ]
    option["xAxis"] = [weeks_axis(frames, look, 0, labels=False), weeks_axis(frames, look, 1)]
    option["yAxis"] = [value_axis(look, grid, max=top, interval=top / 2) for grid, top in enumerate(tops)]
    corner: dict[str, Any] = {
        "left": 46,
        "padding": 0,
        "textStyle": {"color": look.muted, "fontSize": look.size, "fontWeight": "normal"},
    }
    option["title"] = [
        {"text": CLASSES["small"], "top": 20 + look.size // 2, **corner},
        {"text": CLASSES["major"], "top": "66%", **corner},
    ]
    ends = [int(sum(values[-1] for values in ways.values())) if frames.week else 0 for ways in (small, majors)]
    summary = f"{ends[0]} small miners and {ends[1]} majors of week 1 have left."
    if frames.week:
        parts = [f"{written(small[way][-1] + majors[way][-1])} {words}" for way, words in WAYS.items()]
        summary += f" Of both: {', '.join(parts)}."
    return figure_of("exits", option, summary)


def _class(stack: str) -> str:
    return "major" if stack == "majors" else "small"


def _top(ways: dict[str, np.ndarray], least: int) -> int:
    """The axis' end, in few steps, so that it does not twitch every week."""
    most = sum(int(values[-1]) if len(values) else 0 for values in ways.values())
    return next((top for top in TOPS if top >= max(most, least)), most)
