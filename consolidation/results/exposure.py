"""Measures on the network: how concentrated supply is, what a firm leans on, and what its failure would touch."""

from collections import defaultdict
from typing import Any

import networkx as nx

from ..catalog.relations import HOSTS_FOR, LEASES, LENDS, OWNS, POWERS, SUPPLIES


def supplier_concentration(graph: nx.MultiDiGraph, amount: str = "installed_eh_s") -> float:
    """Herfindahl index (0-1) of makers in miners' machines: in service, or on order (`on_order_eh_s`)."""
    by_maker: dict[str, float] = defaultdict(float)
    for maker, _, edge in graph.edges(data=True):
        if edge["relation"] == SUPPLIES:
            by_maker[maker] += edge[amount]
    return herfindahl(by_maker.values())


def herfindahl(amounts: Any) -> float:
    """Sum of squared shares; 0 when there is nothing to share."""
    amounts = list(amounts)
    total = sum(amounts)
    return sum((amount / total) ** 2 for amount in amounts) if total > 0 else 0.0


def exposure(graph: nx.MultiDiGraph, firm: str) -> dict[str, dict[str, dict[str, float]]]:
    """What a firm leans on, by relation and partner: amounts, and `share` of the firm's total in that relation.

    vendors: deposits and orders outstanding (USD), machines in service (EH/s, and its share); lenders: USD owed;
    hosts: MW hosted, share of all its MW; tenants: rent a year (USD); utilities: MW.
    """
    if firm not in graph:
        raise KeyError(f"{firm!r} is not in the network")
    found: dict[str, dict[str, dict[str, float]]] = {
        "vendors": {},
        "lenders": {},
        "hosts": {},
        "tenants": {},
        "utilities": {},
    }
    megawatts = 0.0
    for partner, _, edge in graph.in_edges(firm, data=True):
        relation = edge["relation"]
        if relation == SUPPLIES:
            for name in ("installed_eh_s", "on_order_eh_s", "on_order_usd", "deposit_usd"):
                _add(found["vendors"], partner, name, edge[name])
        elif relation == LENDS:
            _add(found["lenders"], partner, "usd", edge["usd"])
        elif relation == HOSTS_FOR:
            _add(found["hosts"], partner, "mw", edge["mw"])
            megawatts += edge["mw"]
        elif relation == POWERS:
            _add(found["utilities"], partner, "mw", edge["mw"])
            megawatts += edge["mw"]
        elif relation == LEASES:
            _add(found["tenants"], partner, "usd_per_year", edge["usd_per_year"])
            _add(found["tenants"], partner, "mw", edge["mw"])
    for relation, amount, whole in (
        ("vendors", "installed_eh_s", None),
        ("lenders", "usd", None),
        ("hosts", "mw", megawatts),
        ("tenants", "usd_per_year", None),
        ("utilities", "mw", megawatts),
    ):
        partners = found[relation]
        total = sum(facts[amount] for facts in partners.values()) if whole is None else whole
        for facts in partners.values():
            facts["share"] = facts[amount] / total if total > 0 else 0.0
    return found


def _add(partners: dict[str, dict[str, float]], partner: str, name: str, amount: float) -> None:
    facts = partners.setdefault(partner, {})
    facts[name] = facts.get(name, 0.0) + amount


def touched_by_failure(graph: nx.MultiDiGraph, firm: str) -> dict[str, list[dict[str, Any]]]:
    """Whom a firm's failure would touch next, largest first.

    tenants: miners in its halls, MW and the share of their own MW that would go dark; lenders: USD owed to them;
    vendors: orders they would lose (USD, less the deposits they keep); ai tenants: MW whose landlord is gone;
    owned: makers it holds.
    """
    if firm not in graph:
        raise KeyError(f"{firm!r} is not in the network")
    hosted: dict[str, float] = defaultdict(float)
    owned = []
    for _, partner, edge in graph.out_edges(firm, data=True):
        if edge["relation"] == HOSTS_FOR:
            hosted[partner] += edge["mw"]
        elif edge["relation"] == OWNS:
            owned.append({"name": partner, "part": edge["part"]})
    tenants = []
    for tenant, mw in hosted.items():
        own = sum(e["mw"] for _, _, e in graph.in_edges(tenant, data=True) if e["relation"] in (HOSTS_FOR, POWERS))
        tenants.append({"name": tenant, "mw": mw, "share": mw / own if own > 0 else 0.0})
    lenders: dict[str, float] = defaultdict(float)
    vendors: dict[str, float] = defaultdict(float)
    landlords: dict[str, float] = defaultdict(float)
    for partner, _, edge in graph.in_edges(firm, data=True):
        if edge["relation"] == LENDS:
            lenders[partner] += edge["usd"]
        elif edge["relation"] == SUPPLIES and edge["on_order_usd"] > 0:
            vendors[partner] += edge["on_order_usd"] - edge["deposit_usd"]
        elif edge["relation"] == LEASES:
            landlords[partner] += edge["mw"]
    return {
        "tenants": sorted(tenants, key=lambda t: -t["mw"]),
        "lenders": _ranked(lenders, "usd"),
        "vendors": _ranked(vendors, "usd"),
        "ai_tenants": _ranked(landlords, "mw"),
        "owned": owned,
    }


def _ranked(amounts: dict[str, float], unit: str) -> list[dict[str, Any]]:
    return [{"name": name, unit: amount} for name, amount in sorted(amounts.items(), key=lambda item: -item[1])]
