"""What the charts share: the axis of weeks, grids, marks of events, series with their units."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ....catalog.charts import TITLES
from ....catalog.events import EVENTS, KINDS
from ....catalog.home import told
from ....catalog.names import week_date
from ....catalog.palette import Look
from .history import Frames

LATE = 0.8
"""Of the axis: names of later marks are written to the left, so that they do not leave the chart."""
EARLY = 0.1
"""And names of the first ones to the right, so that they do not run into the axis."""
STEP = 52
"""Axes of weeks grow by years, so that the first weeks are not a sliver and the option seldom changes."""
FONT = "Roboto, Segoe UI, Helvetica Neue, Arial, sans-serif"
"""By name: a canvas cannot inherit the page's font, and falls back to tiny type when told to."""
MOST_MARKS = 9
CHARACTER, NARROW_PX, WIDE_PX = 0.52, 260.0, 500.0
"""A character's width over its height, and about how wide a chart is, so that names do not run into each other."""
BIG_FAILURE_EH_S, BIG_DEAL_MW = 2.0, 150.0


@dataclass(frozen=True)
class Figure:
    """A chart: its option, and its words."""

    name: str
    option: dict[str, Any]
    summary: str
    title: str = ""
    subtitle: str = ""
    legend: list[tuple[str, ...]] = field(default_factory=list)


def figure_of(name: str, option: dict[str, Any], summary: str) -> Figure:
    """A figure with the title and legend its series call for."""
    title, subtitle = TITLES[name]
    return Figure(name, option, summary, told(title), told(subtitle), legend_of(option))


def legend_of(option: dict[str, Any]) -> list[tuple[str, ...]]:
    """Name, colour, words (`said`, or the name) and mark (area, line or dash) of the series that go into the legend."""
    seen: dict[str, tuple[str, ...]] = {}
    for series in option["series"]:
        if series.get("name") and series.get("legend", True):
            name = series["name"]
            seen.setdefault(name, (name, series["color"], series.get("said", name), _mark(series)))
    return list(seen.values())


def _mark(series: dict[str, Any]) -> str:
    if "areaStyle" in series:
        return "area"
    return "dash" if series.get("lineStyle", {}).get("type") == "dashed" else "line"


def rounded(values: Any, digits: int = 3) -> list[float | None]:
    """Numbers short enough to send; what is not a number is left out."""
    array = np.round(np.asarray(values, float), digits)
    return [None if value != value else value for value in array.tolist()]


def span(frames: Frames) -> int:
    """Weeks on the axis."""
    return min(frames.weeks, max(STEP, -(-max(1, frames.week + 1) // STEP) * STEP))


def weeks_axis(frames: Frames, look: Look, grid: int = 0, labels: bool = True) -> dict[str, Any]:
    """The axis of weeks, as dates; the page turns them into months and years."""
    return {
        "type": "category",
        "gridIndex": grid,
        "boundaryGap": False,
        "data": [week_date(frames.start, week).isoformat() for week in range(1, span(frames) + 1)],
        "axisLine": {"lineStyle": {"color": look.line}},
        "axisTick": {"show": False},
        "axisLabel": {"show": labels, "color": look.muted, "fontSize": look.size},
        "splitLine": {"show": False},
    }


def value_axis(look: Look, grid: int = 0, right: bool = False, **more: Any) -> dict[str, Any]:
    """An axis of values; the right one has no lines of its own across the chart."""
    return {
        "type": "value",
        "gridIndex": grid,
        "position": "right" if right else "left",
        "scale": right,
        "splitNumber": 3,
        "axisLine": {"show": False},
        "axisTick": {"show": False},
        "axisLabel": {"color": look.muted, "fontSize": look.size},
        "splitLine": {"show": not right, "lineStyle": {"color": look.line}},
        **more,
    }


def line(name: str, values: Any, color: str, unit: str, digits: int = 1, **more: Any) -> dict[str, Any]:
    """A line, by week. `unit` and `digits` are for the tooltip."""
    return {
        "type": "line",
        "name": name,
        "data": rounded(values),
        "color": color,
        "showSymbol": False,
        "lineStyle": {"width": 1.8, "color": color, **more.pop("lineStyle", {})},
        "emphasis": {"disabled": True},
        "unit": unit,
        "digits": digits,
        **more,
    }


def area(
    name: str, values: Any, color: str, unit: str, digits: int = 1, stack: str = "all", **more: Any
) -> dict[str, Any]:
    """A layer of a stack, by week, its edge in the paper's colour."""
    style = {"width": 0.6, **more.pop("lineStyle", {})}
    filled = {"areaStyle": {"color": color, "opacity": 0.92}, "stack": stack}
    return line(name, values, color, unit, digits, lineStyle=style, **filled, **more)


def chart(
    frames: Frames, look: Look, series: list[dict[str, Any]], axes: list[dict[str, Any]], **more: Any
) -> dict[str, Any]:
    """An option with one grid, the axis of weeks and the marks of events."""
    if series:
        series[0]["markLine"] = marks(frames, look)
    return {
        "animation": False,
        "textStyle": {"fontFamily": FONT, "color": look.ink},
        "grid": {"left": 4, "right": 4, "top": 20, "bottom": 2, "containLabel": True},
        "xAxis": [weeks_axis(frames, look)],
        "yAxis": axes,
        "series": series,
        **more,
    }


def marks(frames: Frames, look: Look) -> dict[str, Any]:
    """Lines at the weeks of what everybody heard of, named where there is room for the name."""
    if "notable" not in frames.memo:
        frames.memo["notable"] = notable(frames)
    taken, lines = 0.0, []
    for week, text in frames.memo["notable"]:
        side = "right" if week > LATE * span(frames) else "left" if week < EARLY * span(frames) else "center"
        width = len(text) * CHARACTER * look.size / (WIDE_PX if look.large else NARROW_PX) * span(frames)
        begin = week - {"left": 0.0, "center": 0.5, "right": 1.0}[side] * width
        named = begin >= taken
        taken = begin + 1.1 * width if named else taken
        lines.append({"xAxis": week - 1, "name": text, "label": {"show": named, "formatter": text, "align": side}})
    return {
        "silent": True,
        "symbol": "none",
        "animation": False,
        "lineStyle": {"color": look.muted, "type": "dashed", "width": 1, "opacity": 0.55},
        "label": {"position": "end", "color": look.muted, "fontSize": look.size - 1, "distance": 2},
        "data": lines,
    }


def notable(frames: Frames) -> list[tuple[int, str]]:
    """Weeks and names of the marks: news of the whole industry, then the largest failures and deals."""
    events = frames.events
    found: dict[int, str] = {}
    rows: Any = events[events["kind"].isin([one.label for one in EVENTS if one.mark])].itertuples()
    for event in rows:
        found.setdefault(int(event.week), KINDS[event.kind].mark.format(firm=event.firm))
    large = events[events["kind"].isin([one.label for one in EVENTS if one.large])]
    by_power = large["kind"].isin([one.label for one in EVENTS if one.size == "power_mw"])
    big = large[np.where(by_power, large["power_mw"] >= BIG_DEAL_MW, large["hash_eh_s"] >= BIG_FAILURE_EH_S)]
    rows = big.sort_values(["hash_eh_s", "power_mw"], ascending=False).head(MOST_MARKS).itertuples()
    for event in rows:
        if len(found) < MOST_MARKS and all(abs(int(event.week) - week) > 3 for week in found):
            found[int(event.week)] = KINDS[event.kind].large.format(firm=event.firm)
    close: list[tuple[int, str]] = []
    for week, text in sorted(found.items()):
        # News of a month counts as one, and so do the rounds of one quarrel.
        if not close or (week - close[-1][0] > 3 and text != close[-1][1]):
            close.append((week, text))
    return close[:MOST_MARKS]
