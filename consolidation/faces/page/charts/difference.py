"""Two sides of a comparison: each by itself, their difference, and the band of differences over seeds."""

import numpy as np

from ..words.labels import COMPARE, COMPARED
from ..words.numbers import signed, written
from . import palette
from .base import Figure, chart, legend_of, line, value_axis
from .history import Frames, column
from .palette import Look

MEASURES = {row[0]: row for row in COMPARED}
LOW, HIGH = 10, 90


def both(a: Frames, b: Frames, measure: str, look: Look) -> Figure:
    """A and B as lines."""
    _, label, unit, digits, scale = MEASURES[measure]
    lines = [
        line("A", column(a.series, measure) * scale, palette.SIDE_A, unit, digits),
        line("B", column(b.series, measure) * scale, palette.SIDE_B, unit, digits),
    ]
    option = chart(a, look, lines, [value_axis(look, scale=True)])
    ends = [written(values["data"][-1], digits) if values["data"] else "–" for values in lines]
    summary = f"{label}: A {ends[0]}, B {ends[1]} {unit}."
    return Figure("compare-both", option, summary, f"{label}, {unit}", COMPARE["one_seed"], legend_of(option))


def difference(a: Frames, b: Frames, measure: str, look: Look) -> Figure:
    """A minus B as an area around zero."""
    _, label, unit, digits, scale = MEASURES[measure]
    weeks = min(a.week, b.week)
    values = (column(a.series, measure)[:weeks] - column(b.series, measure)[:weeks]) * scale
    lines = [line(COMPARE["difference"], values, palette.DIFFERENCE, unit, digits, areaStyle={"opacity": 0.25})]
    option = chart(a, look, lines, [value_axis(look)])
    last = signed(float(values[-1]), digits) if weeks else "–"
    return Figure(
        "compare-difference",
        option,
        f"{label}, A − B: {last} {unit}.",
        COMPARE["difference"],
        f"{unit}, {COMPARE['one_seed']}",
    )


def quantiles(differences: np.ndarray) -> np.ndarray:
    """Low end, median and high end by week, of one row a seed."""
    return np.percentile(differences, [LOW, 50, HIGH], axis=0)


def band(frames: Frames, differences: np.ndarray, measure: str, look: Look) -> Figure:
    """The middle eight in ten of the differences, and their median."""
    _, _, unit, digits, scale = MEASURES[measure]
    low, median, high = quantiles(differences * scale)
    clear = {"lineStyle": {"opacity": 0}}
    fill = {"areaStyle": {"color": palette.DIFFERENCE, "opacity": 0.3}}
    # The area between two lines is a stack of the lower one and the width, whatever their signs.
    lines = [
        line("", low, palette.DIFFERENCE, unit, digits, stack="band", stackStrategy="all", legend=False, **clear),
        line(
            "",
            high - low,
            palette.DIFFERENCE,
            unit,
            digits,
            stack="band",
            stackStrategy="all",
            legend=False,
            **clear,
            **fill,
        ),
        line("Median", median, palette.DIFFERENCE, unit, digits),
        line(f"{LOW} % of seeds are below", low, look.muted, unit, digits, lineStyle={"width": 0.8, "type": "dashed"}),
        line(f"{LOW} % of seeds are above", high, look.muted, unit, digits, lineStyle={"width": 0.8, "type": "dashed"}),
    ]
    option = chart(frames, look, lines, [value_axis(look)])
    lines[0].pop("markLine")
    option["xAxis"][0]["data"] = [frames.date(week).isoformat() for week in range(1, differences.shape[1] + 1)]
    summary = COMPARE["summary"].format(
        median=signed(float(median[-1]), digits),
        unit=unit,
        low=signed(float(low[-1]), digits),
        high=signed(float(high[-1]), digits),
    )
    title = COMPARE["band"].format(n=len(differences))
    return Figure("compare-band", option, summary, title, f"{COMPARE['band_sub']}, {unit}", legend_of(option))
