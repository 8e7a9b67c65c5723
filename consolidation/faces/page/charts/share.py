"""Market share of US hash rate: the ten largest by name, other majors, small miners."""

from typing import Any

import numpy as np

from ....catalog import palette
from ....catalog.charts import OTHER_MAJORS, SMALL_MINERS
from ....catalog.home import told
from ....catalog.palette import Look
from ..words.numbers import written
from .base import Figure, area, chart, figure_of, line, value_axis
from .history import Firms, Frames, last

LARGEST = 10


def colours(firms: Firms) -> dict[str, str]:
    """Each major's colour, by its place among the majors of the opening: the same all run long, on every chart."""
    majors = [name for name, major in zip(firms.names[: firms.opening], firms.major, strict=False) if major]
    return {name: palette.FIRMS[place % len(palette.FIRMS)] for place, name in enumerate(majors)}


def largest(firms: Firms) -> list[int]:
    """The ten firms with most American hash rate at the week shown, in the order of the table of firms."""
    now = firms.us_hash[-1]
    top = np.argsort(now, kind="stable")[::-1][:LARGEST]
    return sorted(int(row) for row in top if now[row] > 0)


def draw(frames: Frames, look: Look) -> Figure:
    """Stacked areas that sum to 100; without a table of firms, the US share of the network instead."""
    axis = value_axis(
        look, max=100, interval=25, axisLabel={"formatter": "{value} %", "color": look.muted, "fontSize": look.size}
    )
    firms = frames.firms
    if firms is None:
        share = frames.series["us_share"].to_numpy() * 100.0
        series = [line(told("{home} share of the network"), share, palette.UNITED_STATES, "%")]
        option = chart(frames, look, series, [value_axis(look)])
        return figure_of("share", option, f"US share of the network {written(last(frames, 'us_share') * 100, 1)} %.")
    if frames.week == 0:
        return figure_of(
            "share", chart(frames, look, [area("", [], look.paper, "%")], [axis]), "Nothing has happened yet."
        )
    total = firms.us_hash.sum(axis=1)
    share = 100.0 * firms.us_hash / np.where(total > 0, total, 1.0)[:, None]
    top = largest(firms)
    known = colours(firms)
    rest = np.ones(len(firms.names), bool)
    rest[top] = False
    others = share[:, rest & firms.major].sum(axis=1)
    small = share[:, rest & ~firms.major].sum(axis=1)
    edge: dict[str, Any] = {"lineStyle": {"color": look.paper}}
    series = [
        area(
            firms.names[row],
            share[:, row],
            known.get(firms.names[row], palette.FIRMS[row % len(palette.FIRMS)]),
            "%",
            triggerLineEvent=True,
            **edge,
        )
        for row in top
    ]
    series += [
        area(OTHER_MAJORS, others, look.other_majors, "%", **edge),
        area(SMALL_MINERS, small, look.small_miners, "%", **edge),
    ]
    ranked = sorted(top, key=lambda row: -share[-1, row])[:3]
    said = ", ".join(f"{firms.names[row]} {written(share[-1, row], 1)} %" for row in ranked)
    summary = f"Largest now: {said}; small miners together {written(small[-1], 1)} %."
    return figure_of("share", chart(frames, look, series, [axis]), summary)
