"""Firms of week one that left American mining: cumulative, by how they went, small miners above and majors below."""

from typing import Any

import numpy as np

from ....catalog.codes import (
    CLASS_LABELS,
    EXIT_LABELS,
    EXITS,
    HAS_RELOCATED,
    MAJOR,
    SIZE_CLASSES,
    SMALL,
    WAS_LIQUIDATED,
)
from ....catalog.palette import Look
from ..words.numbers import written
from .base import Figure, area, chart, figure_of, value_axis, weeks_axis
from .history import Firms, Frames, column

TOPS = (4, 8, 10, 16, 20, 30, 40, 60, 80, 100, 120, 160, 200, 240, 300, 400, 500, 600, 800, 1000, 2000, 4000)
WAYS = {label: one for label, one in EXITS.items() if one.way}


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
    for size in CLASS_LABELS:
        failed = column(frames.series, f"liquidated_{size}")
        other = column(frames.series, f"exits_{size}") - failed
        known = {EXIT_LABELS[WAS_LIQUIDATED]: failed, EXIT_LABELS[HAS_RELOCATED]: other}
        sides.append({way: known.get(way, none) for way in WAYS})
    return sides[0], sides[1]


def draw(frames: Frames, look: Look) -> Figure:
    """Two stacks on one axis of weeks."""
    small, majors = counted(frames)
    series = []
    classes = [SIZE_CLASSES[CLASS_LABELS[size]].many for size in (SMALL, MAJOR)]
    edge: dict[str, Any] = {"lineStyle": {"color": look.paper}}
    for grid, (of, ways) in enumerate(zip(classes, (small, majors), strict=True)):
        for way, one in WAYS.items():
            layer = area(one.way, ways[way], one.colour, "firms", 0, stack=of, **edge)
            series.append({**layer, "xAxisIndex": grid, "yAxisIndex": grid, "step": "end", "of": of})
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
        {"text": classes[SMALL], "top": 20 + look.size // 2, **corner},
        {"text": classes[MAJOR], "top": "66%", **corner},
    ]
    ends = [int(sum(values[-1] for values in ways.values())) if frames.week else 0 for ways in (small, majors)]
    summary = f"{ends[0]} small miners and {ends[1]} majors of week 1 have left."
    if frames.week:
        parts = [f"{written(small[way][-1] + majors[way][-1])} {one.way}" for way, one in WAYS.items()]
        summary += f" Of both: {', '.join(parts)}."
    return figure_of("exits", option, summary)


def _top(ways: dict[str, np.ndarray], least: int) -> int:
    """The axis' end, in few steps, so that it does not twitch every week."""
    most = sum(int(values[-1]) if len(values) else 0 for values in ways.values())
    return next((top for top in TOPS if top >= max(most, least)), most)
