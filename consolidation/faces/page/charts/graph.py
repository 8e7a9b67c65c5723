"""The network of a week: circles of majors, small miners and those they depend on, and the relations between them."""

import math
from typing import Any

import networkx as nx

from ....catalog.palette import Look
from ....catalog.relations import MAJOR_MINER, PARTIES, POWERS, RELATIONS, SMALL_MINER
from ..words.labels import NETWORK
from .base import FONT, Figure

RINGS = {MAJOR_MINER: 0.5, SMALL_MINER: 1.0}
BETWEEN = 0.8
AMOUNTS = ("on_order_usd", "usd", "usd_per_year", "mw")
MOST_LINKS = 600


def draw(graph: nx.MultiDiGraph, relation: str, look: Look, week: int) -> Figure:
    """An ECharts graph. Places depend on a node's kind and order only, so that nothing jumps from week to week."""
    links = _links(graph, relation)
    shown = {name for link in links for name in link[:2]}
    kinds: dict[str, list[str]] = {}
    for name, facts in graph.nodes(data=True):
        kinds.setdefault(facts["kind"] if facts["kind"] in RINGS else "others", []).append(name)
    places: dict[str, tuple[float, float]] = {}
    for kind, names in kinds.items():
        radius = RINGS.get(kind, BETWEEN)
        for place, name in enumerate(names):
            angle = 2 * math.pi * (place + 0.5) / len(names)
            places[name] = (radius * math.cos(angle), radius * math.sin(angle))
    nodes = []
    for name, facts in graph.nodes(data=True):
        if name in shown:
            size = 5 + 3.2 * math.sqrt(float(facts.get("us_hash_eh_s", 3.0)))
            big = facts["kind"] != SMALL_MINER
            nodes.append(
                {
                    "name": name,
                    "x": round(500 * places[name][0], 1),
                    "y": round(500 * places[name][1], 1),
                    "symbolSize": round(min(size, 34), 1),
                    "itemStyle": {"color": PARTIES[facts["kind"]].colour},
                    "label": {
                        "show": big,
                        "color": look.ink,
                        "fontSize": look.size - 2,
                        "position": _side(*places[name]),
                    },
                }
            )
    option: dict[str, Any] = {
        "animation": False,
        "textStyle": {"fontFamily": FONT},
        "tooltip": {"confine": True, "formatter": "{b}"},
        "series": [
            {
                "type": "graph",
                "layout": "none",
                "roam": True,
                "data": nodes,
                "links": [{"source": a, "target": b, "lineStyle": {"width": width}} for a, b, width in links],
                "edgeSymbol": ["none", "arrow"],
                "edgeSymbolSize": 4,
                "lineStyle": {"color": look.muted, "opacity": 0.35, "curveness": 0.12},
                "labelLayout": {"hideOverlap": True},
                "emphasis": {"focus": "adjacency", "lineStyle": {"opacity": 0.9}},
                "name": "",
            }
        ],
    }
    words = RELATIONS[relation].says if relation in RELATIONS else NETWORK["all"]
    summary = f"{len(nodes)} parties, {len(links)} links; {words}, {NETWORK['week'].format(week=week)}."
    present = {graph.nodes[name]["kind"] for name in shown}
    legend: list[tuple[str, ...]] = [(one.says, one.colour) for kind, one in PARTIES.items() if kind in present]
    return Figure("network", option, summary, NETWORK["title"], NETWORK["week"].format(week=week), legend)


def _side(x: float, y: float) -> str:
    """Where a name stands beside its circle: outward, so that names leave the middle free."""
    if abs(x) < 0.35 * abs(y):
        return "bottom" if y > 0 else "top"
    return "right" if x > 0 else "left"


def _links(graph: nx.MultiDiGraph, relation: str) -> list[tuple[str, str, float]]:
    """Pairs with a width that says how much; the heaviest first, power contracts only when asked for."""
    sums: dict[tuple[str, str, str], float] = {}
    for a, b, facts in graph.edges(data=True):
        kind = facts["relation"]
        if kind == relation or (not relation and kind != POWERS and _matters(graph, a, b)):
            amount = next((float(facts[name]) for name in AMOUNTS if facts.get(name)), 0.0)
            sums[a, b, kind] = sums.get((a, b, kind), 0.0) + amount
    largest: dict[str, float] = {}
    for (_, _, kind), amount in sums.items():
        largest[kind] = max(largest.get(kind, 0.0), amount)
    ranked = sorted(sums.items(), key=lambda item: -item[1] / (largest[item[0][2]] or 1.0))[:MOST_LINKS]
    return [(a, b, round(0.6 + 4 * math.sqrt(amount / (largest[kind] or 1.0)), 2)) for (a, b, kind), amount in ranked]


def _matters(graph: nx.MultiDiGraph, a: str, b: str) -> bool:
    """Without a relation chosen: everything but the small miners' everyday purchases and loans."""
    kinds = {graph.nodes[a]["kind"], graph.nodes[b]["kind"]}
    return SMALL_MINER not in kinds or MAJOR_MINER in kinds
