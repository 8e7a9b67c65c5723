"""Two sides of a comparison: each by itself, their difference, and the band of differences over seeds."""

import numpy as np

from ....catalog import palette
from ....catalog.home import told
from ....catalog.palette import Look
from ....catalog.series import COMPARED
from ..words.labels import COMPARE
from ..words.numbers import signed, written
from .base import Figure, chart, legend_of, line, value_axis
from .history import Frames, column

LOW, HIGH = 10, 90


def both(a: Frames, b: Frames, measure: str, look: Look) -> Figure:
    """A and B as lines."""
    one = COMPARED[measure]
    lines = [
        line("A", column(a.series, measure) * one.scale, palette.SIDE_A, one.unit, one.digits),
        line("B", column(b.series, measure) * one.scale, palette.SIDE_B, one.unit, one.digits),
    ]
    option = chart(a, look, lines, [value_axis(look, scale=True)])
    ends = [written(values["data"][-1], one.digits) if values["data"] else "–" for values in lines]
    summary = f"{told(one.label)}: A {ends[0]}, B {ends[1]} {one.unit}."
    return Figure(
        "compare-both", option, summary, f"{told(one.label)}, {one.unit}", COMPARE["one_seed"], legend_of(option)
    )


def difference(a: Frames, b: Frames, measure: str, look: Look) -> Figure:
    """A minus B as an area around zero."""
    one = COMPARED[measure]
    weeks = min(a.week, b.week)
    values = (column(a.series, measure)[:weeks] - column(b.series, measure)[:weeks]) * one.scale
    lines = [line(COMPARE["difference"], values, palette.DIFFERENCE, one.unit, one.digits, areaStyle={"opacity": 0.25})]
    option = chart(a, look, lines, [value_axis(look)])
    last = signed(float(values[-1]), one.digits) if weeks else "–"
    return Figure(
        "compare-difference",
        option,
        f"{told(one.label)}, A − B: {last} {one.unit}.",
        COMPARE["difference"],
        f"{one.unit}, {COMPARE['one_seed']}",
    )


def quantiles(differences: np.ndarray) -> np.ndarray:
    """Low end, median and high end by week, of one row a seed."""
    return np.percentile(differences, [LOW, 50, HIGH], axis=0)


def band(frames: Frames, differences: np.ndarray, measure: str, look: Look) -> Figure:
    """The middle eight in ten of the differences, and their median."""
    one = COMPARED[measure]
    low, median, high = quantiles(differences * one.scale)
    clear = {"lineStyle": {"opacity": 0}}
    fill = {"areaStyle": {"color": palette.DIFFERENCE, "opacity": 0.3}}
    # The area between two lines is a stack of the lower one and the width, whatever their signs.
    lines = [
        line(
            "", low, palette.DIFFERENCE, one.unit, one.digits, stack="band", stackStrategy="all", legend=False, **clear
        ),
        line(
            "",
            high - low,
            palette.DIFFERENCE,
            one.unit,
            one.digits,
            stack="band",
            stackStrategy="all",
            legend=False,
            **clear,
            **fill,
        ),
        line("Median", median, palette.DIFFERENCE, one.unit, one.digits),
        line(
            f"{LOW} % of seeds are below",
            low,
            look.muted,
            one.unit,
            one.digits,
            lineStyle={"width": 0.8, "type": "dashed"},
        ),
        line(
            f"{LOW} % of seeds are above",
            high,
            look.muted,
            one.unit,
            one.digits,
            lineStyle={"width": 0.8, "type": "dashed"},
        ),
    ]
    option = chart(frames, look, lines, [value_axis(look)])
    lines[0].pop("markLine")
    option["xAxis"][0]["data"] = [frames.date(week).isoformat() for week in range(1, differences.shape[1] + 1)]
    summary = COMPARE["summary"].format(
        median=signed(float(median[-1]), one.digits),
        unit=one.unit,
        low=signed(float(low[-1]), one.digits),
        high=signed(float(high[-1]), one.digits),
    )
    title = COMPARE["band"].format(n=len(differences))
    return Figure("compare-band", option, summary, title, f"{COMPARE['band_sub']}, {one.unit}", legend_of(option))
